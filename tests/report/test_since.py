"""Two saved answers and the real command: what the reader of a second edition is told of the first."""

from __future__ import annotations

import copy
import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from counterpoise.analysis.files import Result
from counterpoise.cli import main

NOTHING = dict.fromkeys(("C1", "C3", "C7", "C8"))


@pytest.fixture
def folders(tmp_path: Path, answer: dict[str, Any], views: xr.Dataset) -> tuple[Path, Path]:
    """An earlier edition and a later one, saved as a run saves them."""
    whole = {**answer, "roles": {"challenger": "CHN", "patron": "USA"}}
    for key in ("cost_error", "cost_of_ties", "cost_of_ties_error"):
        whole[key] = {**NOTHING, **dict.fromkeys(whole["cost_of"]), **whole.get(key, {})}
    whole.pop("changes", None)
    earlier = copy.deepcopy({**whole, "cutoff": "2025-10-31", "shocks": []})
    earlier["outcomes"]["balance_holds"]["full"]["2045"]["p"] = 0.5
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, told in ((old, earlier), (new, whole)):
        folder.mkdir()
        (folder / ".counterpoise").write_text("")
        Result(told, views).write(folder)
    return old, new


def test_a_second_edition_tells_what_moved(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Page and table hold both numbers and their change; events and digests are told; the saved answers stay."""
    old, new = folders
    before = (new / "answer.json").read_bytes()
    options = ["--no-causes", "--no-pdf", "--without-tipping"]
    with pytest.raises(SystemExit) as done:
        main(["report", str(new), "--since", str(old), *options])
    assert done.value.code == 0, capsys.readouterr().err
    page = re.sub(r"<[^>]+>|\s+", " ", (new / "report.html").read_text(encoding="utf-8"))
    assert "What moved since the last edition" in page
    assert "Since 31 October 2025: the balance +17.7 futures in 100" in page
    assert "The same in both: the edition (latest)" in page
    assert "the information cut-off (31 October 2025, now 31 October 2026)" in page
    assert "Tariffs on partners" in page.partition("Events that this edition knows")[2]
    with (new / "report-tables" / "moved.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert (float(row["then"]), float(row["now"]), round(float(row["change"]), 4)) == (0.5, 0.677, 0.177)
    assert (new / "report-tables" / "moved.tex").is_file()
    assert (new / "answer.json").read_bytes() == before
    assert "changes" not in json.loads(before)
