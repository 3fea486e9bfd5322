"""Every view of an answer: the same numbers in table, drawing and sentence, whoever draws it."""

from __future__ import annotations

import copy
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from counterpoise.charts import VIEWS, Chart, view
from counterpoise.charts.atlas import atlas, rings
from counterpoise.charts.coefficients import proper
from counterpoise.charts.marks import Panel, Shape, Words
from counterpoise.charts.palette import DARK, LIGHT, colour
from counterpoise.charts.plot import Plots
from counterpoise.charts.ties import shade
from counterpoise.charts.verdict import OUTCOMES, outcome_counts
from counterpoise.parameters import ParameterSet
from counterpoise.report.card import card
from counterpoise.telling.words import DEPTHS
from counterpoise.vocabulary import CounterpoiseError, DiskError, UnknownNameError

OPTIONS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in VIEWS),
    ("map", {"show": "threat"}),
    ("ties", {"layout": "network"}),
    ("fan", {"variable": "balance_ratio", "of": "korea"}),
    ("simpler", {"outcome": "ties_survive", "year": "2035"}),
]


COMPARED = {
    "a": "asia@latest",
    "b": "blockade@latest",
    "rows": [
        {"kind": "stance", "key": "JPN patron", "label": "Japan, with the patron", "year": 2045, "a": 0.5, "b": 0.7,
         "difference": 0.2, "low": 0.1, "high": 0.3},
    ],
}  # fmt: skip
"""A comparison of which one state turns."""


@pytest.fixture(scope="module")
def charts(invented: dict[str, Any], views: xr.Dataset) -> dict[str, Chart]:
    """All views of the invented answer."""
    since = {**invented, "cutoff": "2025-10-31"}
    made = [
        view(name)(invented, views, **options) for name, options in OPTIONS if name not in ("moved", "turned")
    ]
    made += [view("moved")(invented, views, since=since), view("turned")(invented, views, found=COMPARED)]
    return {chart.name: chart for chart in made if chart is not None}


def test_every_view_is_drawn(charts: dict[str, Chart]) -> None:
    """The invented answer has something to draw for every view."""
    assert len(charts) >= len(VIEWS)


def test_every_chart_stands_alone(charts: dict[str, Chart]) -> None:
    """Title, sentence, table, and a caption that gives the level of its interval or says that it has none."""
    for chart in charts.values():
        assert chart.title
        assert len(chart.alt) > 30
        assert chart.alt.endswith(".")
        assert re.search(r"\d+ %|level: none", chart.caption), chart.name
        if "credible" in chart.caption or "Bands:" in chart.caption:
            assert "90 out of 100 occasions" in chart.caption
        assert len(chart.table) == len(chart.rows) > 0
        assert list(chart.table.columns) == list(chart.columns)
        assert all(len(row) == len(chart.columns) for row in chart.rows)


def test_screen_and_paper_show_the_same_words(charts: dict[str, Chart]) -> None:
    """Both renderers draw the same marks: every word of one stands in the other."""
    for chart in charts.values():
        words = [mark.text for panel in chart.panels for mark in panel.marks if isinstance(mark, Words)]
        notes = [note["text"] for note in chart.plotly()["layout"]["annotations"]]
        assert [re.sub("</?b>", "", note) for note in notes] == [
            word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words
        ]
        assert chart.svg().count("<text") == len(words) + sum(
            len(panel.x.ticks) + len(panel.y.ticks) for panel in chart.panels
        )


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_no_colour_is_from_outside_the_palette(charts: dict[str, Chart], theme: Any, palette: Any) -> None:
    """Every hex colour and every rgba of a chart is a role of the palette."""
    known = {value.lower() for value in palette.values()}
    shades = {tuple(int(value[i : i + 2], 16) for i in (1, 3, 5)) for value in palette.values()} | {(0, 0, 0)}
    for chart in charts.values():
        for text in (json.dumps(chart.plotly(theme)), chart.svg(theme)):
            assert {found.lower() for found in re.findall(r"#[0-9a-fA-F]{6}", text)} <= known
            for found in re.findall(r"rgba\((\d+),(\d+),(\d+)", text):
                assert tuple(map(int, found)) in shades


def test_the_themes_have_the_same_roles() -> None:
    """What can be drawn on light ground can be drawn on dark ground; another role is an error."""
    assert set(LIGHT) == set(DARK)
    with pytest.raises(KeyError):
        colour("red", "light")


def test_plotly_json_is_plain(charts: dict[str, Chart]) -> None:
    """Standard JSON without NaN, no trace that needs a server, and no plotly imported to build it."""
    before = "plotly" in sys.modules
    for chart in charts.values():
        figure = chart.plotly()
        json.dumps(figure, allow_nan=False)
        assert {trace["type"] for trace in figure["data"]} == {"scatter"}
        assert "http" not in json.dumps(figure)
    assert ("plotly" in sys.modules) is before


def test_layouts_are_new_each_time(charts: dict[str, Chart]) -> None:
    """Drawing libraries write into a layout; the next one must not see it."""
    chart = charts["verdict"]
    chart.plotly()["layout"]["xaxis"]["range"] = None
    assert chart.plotly()["layout"]["xaxis"]["range"] is not None


def test_the_same_answer_draws_the_same_bytes(invented: dict[str, Any], views: xr.Dataset) -> None:
    """Twice the same, and the answer is left as it was."""
    before = copy.deepcopy(invented)
    for name in set(VIEWS) - {"moved", "turned"}:
        one, other = (view(name)(invented, views) for _ in range(2))
        assert one is not None
        assert other is not None
        assert one.svg() == other.svg()
        assert one.csv() == other.csv()
    assert invented == before


def test_panels_stay_on_their_sheet(charts: dict[str, Chart]) -> None:
    """No panel reaches over the edge of its chart, and none covers another."""

    def apart(one: Panel, other: Panel) -> bool:
        return (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )

    for chart in charts.values():
        for i, panel in enumerate(chart.panels):
            assert 0 <= panel.left < panel.right <= chart.width
            assert 0 <= panel.top < panel.bottom <= chart.height
            assert all(apart(panel, other) for other in chart.panels[i + 1 :])


def test_the_verdict_has_a_hundred_dots(charts: dict[str, Chart], invented: dict[str, Any]) -> None:
    """A hundred, of which the first two kinds are the balance's own number."""
    figure = charts["verdict"].plotly()
    dots = [t for t in figure["data"] if t["mode"] == "markers" and "customdata" in t]
    assert sum(len(t["x"]) for t in dots) == 100
    counts = outcome_counts({key: invented["two_by_two"]["full"]["2045"][key] for key in OUTCOMES})
    held = sum(len(t["x"]) for t in dots if t["customdata"][0] in ("both", "balance_only"))
    assert held == counts["both"] + counts["balance_only"] == 68


def test_the_map_draws_each_state_once(charts: dict[str, Chart]) -> None:
    """Every state of the atlas is one shape that knows its code."""
    drawn = atlas()
    assert drawn is not None
    keys = [
        t["meta"]["key"] for t in charts["map"].plotly()["data"] if t.get("fill") == "toself" and "meta" in t
    ]
    assert sorted(keys) == sorted(drawn.states)


def test_outlines_are_straight_lines() -> None:
    """A curve in an outline is refused rather than drawn wrong."""
    assert rings("M1 1h2v2z") == (((1.0, 1.0), (3.0, 1.0), (3.0, 3.0)),)
    with pytest.raises(ValueError, match="straight"):
        rings("M0 0C1 1 2 2 3 3")


def test_the_shade_rises_with_alignment() -> None:
    """The shade never falls as alignment grows."""
    shades = [shade(k / 50) for k in range(51)]
    assert shades == sorted(shades)
    assert (shades[0], shades[-1]) == (0, 4)


def test_every_coefficient_of_a_fit_has_a_name_and_its_own_unit() -> None:
    """No code of a fit reaches a reader, and a persistence or a degree of freedom is no log per year."""
    found = [p for p in ParameterSet.load().parameters.values() if p.path.count(".") > 1]
    assert len(found) > 100
    told = {p.path: proper({"path": p.path, "label": p.label, "unit": p.unit}) for p in found}
    assert all(told[p.path]["label"] != p.label for p in found)
    assert len({row["label"] for row in told.values()}) == len(found)
    assert told["growth.fit.ar1"]["unit"] == "share carried over, no unit"
    assert told["burden.fit.own_degrees"]["unit"] == "degrees of freedom"
    assert told["affinity.fit.jump_0"]["unit"] == "log-odds per year"


def test_alignment_is_never_told_as_a_rung(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A government may lean away while its treaty stands: a tie of .45 is no "co-operation", and both are defined."""
    row = answer["states"]["PHL"]
    row["patron_tie"]["2045"] = {"median": 0.45, "low": 0.09, "high": 0.71}
    row["rung"], row["p_loosens"] = 4, {"2045": 0.12}
    matrix, told = view("ties")(answer, views), dict(card(answer, "PHL"))
    assert matrix is not None
    assert "what a government leans to" in matrix.caption
    said = [mark.said for panel in matrix.panels for mark in panel.marks if isinstance(mark, Shape)]
    assert any("Philippines, alignment with the patron in 2045: 0.45" in words for words in said)
    assert not any(rung in words for words in said for rung in DEPTHS[1:])
    assert told["Rung with the patron, 0 to 4"].startswith(
        "4, mutual defence, in 2025; below that in 12 of 100"
    )
    assert not any("tie" in head.lower().split() for head in told)
    state = view("state")(answer, views, of="PHL")
    assert state is not None
    assert "what its government leans to, drawn below, is another thing" in state.lead


def test_hostile_words_stay_words(answer: dict[str, Any], views: xr.Dataset) -> None:
    """Names from a file cannot become markup, on paper or on the screen."""
    answer["theatres"]["korea"]["label"] = "<script>alert(1)</script>"
    chart = view("theatres")(answer, views)
    assert chart is not None
    assert "<script" not in chart.svg()
    assert "<script" not in chart._repr_html_()
    assert not any("<script" in note["text"] for note in chart.plotly()["layout"]["annotations"])


def test_what_a_run_lacks_is_none(views: xr.Dataset) -> None:
    """No chart of an empty answer is invented."""
    empty: dict[str, Any] = {"horizon": [2025, 2045]}
    drawn = {name for name in VIEWS if view(name)(empty, None) is not None}
    assert drawn <= {"simpler"}


def test_what_cannot_be_told_is_not_drawn(invented: dict[str, Any]) -> None:
    """Without futures enough no share by grade has a bar; a share no larger than its error is open."""

    def inks(answer: dict[str, Any], name: str, panel: int = 0) -> list[str]:
        drawn = Plots(answer).chart(name)
        return [mark.ink for mark in drawn.panels[panel].marks if isinstance(mark, Shape)]

    shares = {"grade_shares": {"judgement": 0.6, "published": 0.1, "estimated": 0.3}}
    errors = dict.fromkeys(shares["grade_shares"], 0.5)
    assert len(inks({**invented, **shares, "grade_errors": {}}, "judgement")) == 3
    assert inks({**invented, **shares, "grade_errors": errors}, "judgement") == ["paper"]
    rows = [
        {"label": "a", "path": "x.a", "grade": "estimated", "share": 0.1, "error": e} for e in (0.01, 0.1)
    ]
    assert inks({**invented, "drivers": rows}, "drivers") == ["patron", "paper"]


def test_plots_by_name(invented: dict[str, Any], views: xr.Dataset) -> None:
    """``plot.map()`` is a chart; what is not there says what is."""
    plots = Plots(invented, views)
    assert plots.map(show="protection").name == "map-protection"
    assert set(VIEWS) <= set(dir(plots))
    with pytest.raises(CounterpoiseError, match="The map has the years"):
        plots.map(year=1800)
    with pytest.raises(AttributeError, match="verdict"):
        _ = plots.verdct
    with pytest.raises(UnknownNameError, match="no such option"):
        plots.map(colour="red")
    with pytest.raises(CounterpoiseError, match="nothing to draw"):
        plots.fan(variable="effort", of="XXX")


@pytest.mark.parametrize("suffix", [".svg", ".csv", ".json", ".png", ".pdf", ".parquet", ".nc"])
def test_charts_are_saved_by_suffix(charts: dict[str, Chart], tmp_path: Path, suffix: str) -> None:
    """Each suffix gives its kind of file, the same twice, and leaves nothing else behind."""
    marks = {
        ".svg": b"<svg",
        ".png": b"\x89PNG",
        ".pdf": b"%PDF",
        ".parquet": b"PAR1",
        ".json": b"{",
        ".nc": b"\x89HDF",
    }
    path = charts["simpler"].save(tmp_path / f"one{suffix}")
    assert path.read_bytes().startswith(marks.get(suffix, b"answer,"))
    assert path.read_bytes() == charts["simpler"].save(tmp_path / f"two{suffix}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_wrong_suffix_or_folder_is_an_error_that_teaches(charts: dict[str, Chart], tmp_path: Path) -> None:
    """The suffixes are named; a missing folder is named."""
    with pytest.raises(CounterpoiseError, match=r"\.gif") as caught:
        charts["verdict"].save(tmp_path / "x.gif")
    assert ".svg" in str(caught.value.hint)
    with pytest.raises(DiskError):
        charts["verdict"].save(tmp_path / "nowhere" / "x.svg")


def test_states_that_no_map_holds_stand_on_an_oval(answer: dict[str, Any]) -> None:
    """Off the map that ships no coast is drawn; every state and pole has a name, no name meets another or is cut."""
    names = {"DEU": "Germany", "GBR": "United Kingdom", "FRA": "France", "ITA": "Italy", "NLD": "Netherlands"}
    rows = iter(answer["states"].values())
    states = {
        code: {**next(rows), "name": name} for code, name in names.items() if code not in ("DEU", "GBR")
    }
    cast = {"patron": "GBR", "challenger": "DEU"}
    past = {**answer, "states": states, "names": names, "roles": cast, "alliances": {}}
    for small in (False, True):
        chart = view("ties")(past, None, layout="network", small=small)
        assert chart is not None
        region = chart.panels[0]
        assert not [mark for mark in region.marks if isinstance(mark, Shape)]
        words = [mark for mark in region.marks if isinstance(mark, Words)]
        assert {mark.text for mark in words} == set(names.values())
        boxes = []
        for mark in words:
            wide = 0.58 * mark.size * len(mark.text)
            left = mark.x + mark.shift[0] - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
            boxes.append((left, mark.y + mark.shift[1], left + wide))
            assert left >= region.x.low
            assert left + wide <= region.x.high
        for k, (a, y, b) in enumerate(boxes):
            assert not [row for row in boxes[k + 1 :] if abs(row[1] - y) < 14 and a < row[2] and row[0] < b]


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("why", {"outcome": "foo"}, "balance_holds, ties_survive"),
        ("map", {"show": "foo"}, "stance, threat, protection"),
        ("hindcast", {"of": "foo"}, "one of: "),
        ("evidence", {"of": "foo"}, "one of: "),
        ("state", {"of": "JNP"}, "Did you mean JPN?"),
        ("moved", {"since": "runs/asia"}, "Result.read"),
        ("moved", {"since": {"roles": {"patron": "GBR"}}}, "the same poles"),
    ],
)
def test_a_wrong_value_is_told_the_right_ones(
    invented: dict[str, Any], views: xr.Dataset, name: str, options: dict[str, Any], told: str
) -> None:
    """An option's values are listed where one is wrong, and so are the themes of a figure."""
    with pytest.raises(CounterpoiseError) as error:
        Plots(invented, views).chart(name, **options)
    assert told in str(error.value.hint)
    with pytest.raises(UnknownNameError, match="pink"):
        Plots(invented, views).chart("why").figure(theme="pink")
