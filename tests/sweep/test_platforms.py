"""The same futures on another processor, for which an older set of instructions stands."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from counterpoise.sweep import Plan
from counterpoise.sweep.work import Job, _told, _unpacked


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="has no older instructions to fall back on"
)
def test_another_processor_gives_the_same_events(tmp_path: Path) -> None:
    """Compiled for the vectors of 2008, floats differ in their last digits; no event and no rung falls otherwise."""
    job = Job.of(Plan("asia", members=64, horizon=2028)).packed()
    (tmp_path / "job").write_bytes(job)
    code = """
import sys
from pathlib import Path
import numpy as np
from counterpoise.sweep.work import _told, _unpacked
folder = Path(sys.argv[1])
story = _told(_unpacked((folder / "job").read_bytes()), range(64))
np.savez(folder / "other.npz", grade=story.verdict.grade, ties=story.ties, **story.series)
"""
    old = {**os.environ, "XLA_FLAGS": f"{os.environ.get('XLA_FLAGS', '')} --xla_cpu_max_isa=SSE4_2"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=old, check=True)
    story = _told(_unpacked(job), range(64))
    mine = {"grade": np.asarray(story.verdict.grade), "ties": np.asarray(story.ties), **story.series}
    other = np.load(tmp_path / "other.npz")
    assert sorted(other.files) == sorted(mine)
    changed = 0
    for name, values in mine.items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(other[name], values, rtol=1e-3, atol=1e-5, err_msg=name)
            changed += int((other[name] != values).sum())
        else:
            np.testing.assert_array_equal(other[name], values, err_msg=name)
    assert changed > 0, "it was compiled for the same processor"
