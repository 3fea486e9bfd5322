"""Promises of the tree as a whole: what ships, how long a file may be, and what it may never name."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "counterpoise"
PARTS = ("src", "tests", "docs", "benchmarks", "examples", ".ci")
TEXT = {".py", ".toml", ".md", ".html", ".css", ".js", ".json", ".csv", ".yml", ".cff", ""}

LONGEST = 400
"""Lines: one idea per file."""

HEAVIEST = 18_500_000
"""Bytes of the wheel: a panel of at most 8 MB (a test of its own holds it), stored forecasts and draws, code."""

FOREIGN = re.compile(
    r"""(?:\bsrc=|@import|\burl\(|\bfetch\(|\bimport\()\s*["']?\s*(?:https?:)?//|<link[^>]+href=["']?(?:https?:)?//"""
)
"""Markup and script that would load something from another server."""


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    found = [path for part in PARTS for path in (ROOT / part).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file() and path.suffix != ".lock"]
    for path in sorted(found):
        if path.suffix in TEXT and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The package as it would be installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    assert path.stat().st_size < HEAVIEST
    return ZipFile(path)


def test_the_wheel_carries_everything_the_package_reads(wheel: ZipFile) -> None:
    """Data, parameters, posteriors, scenarios and templates are installed with the code."""
    shipped = {name for name in wheel.namelist() if name.startswith("counterpoise/")}
    wanted = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= shipped, sorted(wanted - shipped)
    assert {"counterpoise/py.typed", "counterpoise/library/panel/manifest.json"} <= shipped


def test_the_wheel_carries_its_licence_and_notice(wheel: ZipFile) -> None:
    """Whoever gets the package gets its terms, and the note that the data have their own."""
    names = {Path(name).name for name in wheel.namelist() if ".dist-info/" in name}
    assert {"LICENSE", "NOTICE"} <= names


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    """No Python file has more than 400 lines."""
    long = {
        str(path): n for path, text in texts() if path.suffix == ".py" if (n := text.count("\n")) > LONGEST
    }
    assert not long


def test_nothing_names_the_machine_it_was_written_on() -> None:
    """No file holds the path of this checkout, of somebody's home, or of the folder beside it."""
    homes = re.compile(r"(?<![\w.:/-])/(?:home|root|Users)/\w")
    beside = "../" + "shared"
    found = [
        str(path)
        for path, text in texts()
        if str(ROOT) in text or homes.search(text) or (beside in text and path.as_posix() != ".ci/run")
    ]
    assert not found


def test_pages_load_nothing_from_elsewhere() -> None:
    """Report templates and documentation ask no other server for script, style, font or picture."""
    pages = {".html", ".css", ".js", ".md", ".yml"}
    assert not [str(path) for path, text in texts() if path.suffix in pages and FOREIGN.search(text)]


@pytest.mark.parametrize(
    "text", ['<script src="https://x.y/z.js">', "@import '//x.y/z.css'", "url(http://x/f.woff)"]
)
def test_the_search_for_foreign_pages_finds_them(text: str) -> None:
    """The pattern above catches the ways in which a page loads something."""
    assert FOREIGN.search(text)


def test_importing_the_command_line_loads_no_heavy_library() -> None:
    """``counterpoise --help`` need not wait for arrays, tables or statistics."""
    heavy = {"jax", "pandas", "duckdb", "xarray", "scipy", "numpy"}
    code = "import sys, counterpoise.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.split())
