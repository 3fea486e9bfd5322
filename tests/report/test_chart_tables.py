"""Charts of plain tables: tipping, comparisons, hindcasts, calibration, evidence; and a notebook that looks."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.charts import (
    VIEWS,
    Chart,
    calibration,
    comparison,
    comparison_of,
    evidence,
    hindcast,
    time_to_tip,
    time_to_tip_of,
    tipping,
    tipping_of,
    view,
)
from counterpoise.charts.contour import segments
from counterpoise.charts.palette import LIGHT
from counterpoise.cli import app

MAP: dict[str, Any] = {
    "year": "2045",
    "gain": [0.0, 0.5, 1.0, 2.0, 4.0],
    "doubt": [-1.5, 0.0, 1.5],
    "share": [[0.9, 0.9, 0.9, 0.8, 0.8], [0.6, 0.6, 0.5, 0.5, 0.4], [0.3, 0.2, 0.2, 0.1, 0.1]],
    "se": [[0.02] * 5] * 3,
    "gain_quantiles": {"0.05": 0.2, "0.5": 0.9, "0.95": 2.0},
    "doubt_quantiles": {"0.05": -0.5, "0.5": 0.4, "0.95": 1.4},
    "drawn": [[0.8, 0.3, True], [99.0, 0.3, False]],
}
WHEN: dict[str, Any] = {"years": [2025, 2026, 2027, 2028], "lost": [0.0, 0.1, 0.1, 0.36]}


def interval(p: float) -> dict[str, float]:
    """A chance with an interval."""
    return {"p": p, "low": p - 0.1, "high": p + 0.1}


def change(value: float) -> dict[str, float]:
    """A difference with its own interval."""
    return {"value": value, "low": value - 0.03, "high": value + 0.03}


PAIRS = [
    {"label": "The balance holds", "a": interval(0.6), "b": interval(0.5), "difference": change(-0.1)},
    {"label": "The alliances survive", "a": interval(0.7), "b": interval(0.72), "difference": change(0.02)},
]
CASES = [
    {"label": "Right", "p": 0.9, "low": 0.7, "high": 0.95, "happened": True},
    {"label": "Badly wrong", "p": 0.05, "low": 0.01, "high": 0.2, "happened": True},
    {"label": "Wrong", "p": 0.7, "happened": False},
    {"label": "Not resolved", "p": 0.5, "happened": None},
]
BINS = [
    {"said": 0.1, "came": 0.12, "n": 40, "low": 0.06, "high": 0.2},
    {"said": 0.4, "came": 0.2, "n": 30, "low": 0.1, "high": 0.33},
]
PARAMETERS = [
    {"label": "Doubt", "grade": "judgement", "unit": "logits", "prior": {"low": -1, "median": 0, "high": 1}},
    {
        "label": "Gain",
        "grade": "estimated",
        "unit": "",
        "prior": {"low": 0, "median": 1, "high": 4},
        "posterior": {"low": 0.5, "median": 0.9, "high": 1.6},
    },
]


def made() -> list[Chart]:
    """One of each."""
    found = [
        tipping_of(MAP),
        time_to_tip_of(WHEN),
        comparison(PAIRS, a="current course", b="blockade"),
        hindcast(CASES, name="asia-2014"),
        calibration(BINS),
        evidence(
            "C5", "Doubt lowers what a promise is worth", PARAMETERS, test="none yet", refuter="the reverse"
        ),
    ]
    return [chart for chart in found if chart]


def test_each_stands_alone() -> None:
    """Title, sentence, level of interval, table twin, colours of the palette; twice the same bytes."""
    for one, other in zip(made(), made(), strict=True):
        assert one.title
        assert len(one.alt) > 20
        assert re.search(r"\d+ %|level: none", one.caption), one.name
        assert len(one.table) == len(one.rows) > 0
        json.dumps(one.plotly("dark"), allow_nan=False)
        known = {value.lower() for value in LIGHT.values()}
        assert {ink.lower() for ink in re.findall(r"#[0-9a-fA-F]{6}", one.svg())} <= known
        assert one.svg() == other.svg()


def test_nothing_is_drawn_of_nothing() -> None:
    """Without a row, a resolved case, a future or a parameter there is no chart."""
    assert comparison([], a="a", b="b") is None
    assert hindcast(CASES[3:]) is None
    assert calibration([]) is None
    assert time_to_tip([], 0, last=2045) is None
    assert evidence("C1", "x", []) is None


def test_misses_come_first() -> None:
    """The worst miss on top, and the title counts them."""
    chart = hindcast(CASES)
    assert chart
    assert [row[0] for row in chart.rows] == ["Badly wrong", "Wrong", "Right"]
    assert chart.title == "2 of 3 forecasts missed"


def test_a_difference_has_its_own_interval() -> None:
    """It is in the table as given, not the difference of two intervals."""
    chart = comparison(PAIRS, a="current course", b="blockade")
    assert chart
    assert chart.rows[0][-3:] == (-0.1, -0.13, pytest.approx(-0.07))
    assert "Blockade against current course" in chart.title


def test_a_saved_comparison_is_drawn_to_its_last_year() -> None:
    """Chances of the last year, each with the interval that the file gives; quantities are left out."""
    row = {"kind": "outcome", "key": "balance_holds", "label": "balance holds", "a": 0.6, "b": 0.5}
    last = {**row, "year": 2045, "difference": -0.1, "error": 0.02, "low": -0.2, "high": 0.01}
    rows = [{**last, "year": 2035}, last, {**last, "kind": "ratio"}]
    chart = comparison_of({"a": "asia@latest", "b": "blockade@latest", "rows": rows})
    assert chart
    assert len(chart.rows) == 1
    assert chart.rows[0][-3:] == (-0.1, -0.2, 0.01)
    assert comparison_of({"a": "a", "b": "b", "rows": []}) is None


def test_fifty_dots_tip_or_do_not() -> None:
    """As many dots as futures of fifty, at the year of the first loss."""
    chart = time_to_tip_of(WHEN)
    assert chart
    dots = [t for t in chart.plotly()["data"] if t["mode"] == "markers"]
    assert [len(t["x"]) for t in dots] == [18, 32]
    assert {round(x) for x in dots[0]["x"]} == {2026, 2028}
    assert chart.rows[-1][:2] == ("not by 2028", pytest.approx(0.64))


def test_a_tipping_map_needs_its_grid() -> None:
    """A row too few is an error; a draw beyond the grid is left out, never moved to its edge."""
    with pytest.raises(ValueError, match="3 rows of 5"):
        tipping(MAP["gain"], MAP["doubt"], MAP["share"][:2], x_name="x", y_name="y")
    drawn = next(t for t in tipping_of(MAP).plotly()["data"] if t["name"] == "what we know")
    assert drawn["x"] == [0.8]
    assert len(tipping_of(MAP).rows) == 15


@given(st.floats(-2, 2), st.floats(0.1, 3), st.floats(-1, 1))
def test_the_contour_of_a_plane_lies_on_the_plane(a: float, b: float, level: float) -> None:
    """Every end of every piece has the level."""
    xs, ys = [0.0, 0.3, 1.0], [0.0, 0.5, 0.7, 1.0]
    for pair in segments(xs, ys, [[a * x + b * y for x in xs] for y in ys], level):
        for x, y in pair:
            assert a * x + b * y == pytest.approx(level, abs=1e-6)


def test_shares_of_an_attribution_replace_costs_of_joining_last(answer: dict[str, Any]) -> None:
    """Where the answer holds Shapley values of this model, they are drawn; stale ones are not."""
    part = {"shares": {"C5": {"value": -0.04, "error": 0.01}, "C2": {"value": 0.03, "error": 0.01}}}
    divisions = {"declared": {"balance_holds": part, "ties_survive": part}}
    answer["attribution"] = {"stale": [], "divisions": divisions}
    chart = view("why")(answer)
    assert chart
    assert "Shapley" in chart.caption
    assert {row[0]: row[2] for row in chart.rows if row[2] is not None} == {"C5": -0.04, "C2": 0.03}
    answer["attribution"]["stale"] = ["model"]
    last = view("why")(answer)
    assert last
    assert "Shapley" not in last.caption


def exit_code(*arguments: str) -> object:
    """What the command line leaves with."""
    with pytest.raises(SystemExit) as left:
        app.main(arguments)
    return left.value.code


def saved(folder: Path, answer: dict[str, Any], views: xr.Dataset) -> Path:
    """The invented run as files."""
    folder.mkdir()
    (folder / "answer.json").write_text(json.dumps(answer))
    views.to_netcdf(folder / "ensemble.nc", engine="h5netcdf")
    return folder


def test_the_notebook_runs_without_a_browser(
    tmp_path: Path, invented: dict[str, Any], views: xr.Dataset
) -> None:
    """The example draws a saved run from start to end."""
    example = Path(__file__).parents[2] / "examples" / "look_at_an_answer.py"
    folder = saved(tmp_path / "run", invented, views)
    done = subprocess.run(
        [sys.executable, str(example), "--run", str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_examples_of_the_documentation_run(
    tmp_path: Path, invented: dict[str, Any], views: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line of the page's Python works on a saved run, and its table names every view with its options."""
    page = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
    (tmp_path / "runs").mkdir()
    saved(tmp_path / "runs" / "asia-latest", invented, views)
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```py\n(.*?)```", page, re.S)
    assert code
    exec(compile(code[1], "docs/report.md", "exec"), {})
    assert {path.name for path in tmp_path.iterdir()} == {
        "runs",
        "effort.svg",
        "waterfall.png",
        "patronage.csv",
    }
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| .* \| ?(.*) ?\|$", page, re.M)
    told = {name for names, _ in rows for name in re.findall(r"`(\w+)`", names)}
    assert told == set(VIEWS)
    for names, options in rows:
        for name in re.findall(r"`(\w+)`", names):
            known = set(inspect.signature(view(name)).parameters) - {"answer", "views"}
            assert known <= {option.split("=")[0] for option in re.findall(r"`([a-z]+)[=`]", options)} | {
                "year"
            }, name


def test_report_takes_a_tipping_map(
    tmp_path: Path, invented: dict[str, Any], views: xr.Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the tipping command wrote joins the page; half of it is an error that names the file."""
    plain = {key: part for key, part in invented.items() if key != "tipping"}
    folder = saved(tmp_path / "run", plain, views)
    path = tmp_path / "tipping.json"
    path.write_text(json.dumps({"map": MAP, "time_to_tip": WHEN}))
    assert exit_code("report", str(folder), "--no-pdf", "--without-tipping") == 0
    bare = (folder / "report.html").read_text()
    assert 'id="fig-tipping"' not in bare
    assert "The tipping map was not computed for this page." in bare
    assert "counterpoise report RUN  # RUN" in bare
    (folder / "tipping.json").write_text(path.read_text())
    assert exit_code("report", str(folder), "--no-pdf") == 0
    own = (folder / "report.html").read_text()
    assert 'id="fig-tipping"' in own
    assert "The tipping map was not computed" not in own
    (folder / "tipping.json").unlink()
    assert exit_code("report", str(folder), "--no-pdf", "--tipping", str(tmp_path)) == 0
    assert 'id="fig-tipping"' in (folder / "report.html").read_text()
    assert (folder / "report-tables" / "tipping.csv").exists()
    path.write_text(path.read_text()[:40])
    assert exit_code("report", str(folder), "--no-pdf", "--tipping", str(path)) == 3
    assert "tipping.json" in capsys.readouterr().err
