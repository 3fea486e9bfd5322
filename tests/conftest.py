"""Tests repeat: properties are tried on the same examples each time, unless asked to explore."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from counterpoise.kept import keep_in, kept_in

settings.register_profile("repeat", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))


def pytest_configure(config: pytest.Config) -> None:
    """What one worker compiled, or an earlier run, no other compiles again: compiling is most of the suite's time.

    It lies beside pytest's own cache, so that tests and the commands that they start leave the user's alone.  Each
    program is found by what it computes, so nothing stale is found.
    """
    home = config.cache.mkdir("kept")
    os.environ["XDG_CACHE_HOME"] = str(home)
    os.environ["JAX_COMPILATION_CACHE_DIR"] = str(home / "counterpoise" / "compiled")
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
    keep_in(home / "counterpoise")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A folder of one test's own in which things are kept, nothing in it yet."""
    before = kept_in()
    keep_in(tmp_path)
    yield tmp_path
    keep_in(before)
