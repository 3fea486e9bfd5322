"""The history of the benchmarks: one row a run, every value under its own name, nothing where nothing was measured."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmarks.report import remember

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SOURCES = (PAGE.parent.parent / "benchmarks").glob("*.py")


def _table(page: Path) -> list[list[str]]:
    rows = page.read_text(encoding="utf-8").partition("| Version |")
    lines = (rows[1] + rows[2]).splitlines()
    whole = lines[: next(k for k, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in whole]


def test_a_row_has_each_value_under_its_name_and_blanks_for_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Earlier rows stay as they were."""
    page = tmp_path / "benchmarks.md"
    shutil.copy(PAGE, page)
    before = _table(page)
    remember(
        page, {"engine / reference": 15.876, "512 paired members: median, ms": 326.4, "of no column": 1.0}
    )
    head, *rows = _table(page)
    assert [head, *rows[:-1]] == before
    row = dict(zip(head, rows[-1], strict=True))
    assert (row["engine / reference"], row["512 paired members: median, ms"]) == ("15.9", "326")
    assert set(row.values()) - {"15.9", "326", row["Version"]} == {""}
    assert "first answer of a process, seconds" in capsys.readouterr().out


def test_every_row_has_a_cell_for_each_column() -> None:
    """A value that slipped a column would be told under another name."""
    assert {len(row) for row in _table(PAGE)} == {len(_table(PAGE)[0])}


def test_columns_are_quantities_that_are_measured() -> None:
    """What is said after a colon, or the whole name, stands in the code that measures it."""
    code = " ".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for name in _table(PAGE)[0][1:]:
        assert name.rpartition(": ")[2] in code, name
