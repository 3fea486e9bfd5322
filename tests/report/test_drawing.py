"""Scales, SVG elements, bands and the map: the small functions under every figure."""

from __future__ import annotations

import json
import math
import re
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.analysis.verdict import THRESHOLD
from counterpoise.charts import view
from counterpoise.charts.marks import Line, Words
from counterpoise.charts.palette import STANCE_INKS
from counterpoise.charts.region import region
from counterpoise.charts.scale import linear, log, ticks
from counterpoise.charts.single import happenings, members
from counterpoise.charts.svg import area, el, polyline, text
from counterpoise.charts.verdict import outcome_counts
from counterpoise.parameters import ParameterSet
from counterpoise.report.shown import slider
from counterpoise.stances import SIDES
from counterpoise.telling.reader import YARDSTICK, band, chance, history, stance_shares
from counterpoise.telling.words import percent

SHARE = st.floats(0, 1)
ROLES = {"CHN": "challenger", "USA": "patron"}


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e7, 1e7))
def test_a_place_is_always_on_the_axis(low: float, high: float, value: float) -> None:
    """No value is drawn outside its panel."""
    assert -1e-9 <= linear(low, high, 0, 100)(value) <= 100 + 1e-9


@given(st.floats(0.05, 5), st.floats(1.1, 10), st.floats(1.01, 3))
def test_equal_ratios_take_equal_room(low: float, reach: float, factor: float) -> None:
    """On a log axis a doubling is as long at the bottom as at the top."""
    scale = log(low, low * reach * factor**2, 0, 100)
    first = scale(low * factor) - scale(low)
    second = scale(low * factor * factor) - scale(low * factor)
    assert math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-6)


@given(st.floats(0, 100), st.floats(0.01, 1000), st.integers(2, 8))
def test_ticks_stay_inside_and_apart(low: float, reach: float, about: int) -> None:
    """Ticks are inside their range, in order, evenly spaced, and not many more than asked for."""
    found = ticks(low, low + reach, about)
    assert len(found) <= about + 2
    slack = 1e-6 * reach
    assert all(low - slack <= tick <= low + reach + slack for tick in found)
    assert len({round(b - a, 9) for a, b in pairwise(found)}) <= 1


def test_attributes_and_words_are_escaped() -> None:
    """Nothing that is drawn can close its element."""
    assert str(text(0, 0, "<b>&")) == '<text x="0" y="0" class="t">&lt;b&gt;&amp;</text>'
    assert str(el("g", class_='"><script>')) == '<g class="&#34;&gt;&lt;script&gt;"/>'


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    """A missing year breaks the line; a lone year is a point; a band skips what is missing."""
    nan = math.nan
    drawn = str(polyline([(0, 1), (1, 2), (2, nan), (3, 4), (4, nan), (5, 1), (6, 2)], "x"))
    assert drawn.count("M") == 2
    assert drawn.count("<circle") == 1
    assert "nan" not in drawn
    assert area([0, 1, 2], [nan, nan, 1], [1, 1, 2], "x") == ""


@given(st.tuples(SHARE, SHARE, SHARE, SHARE).filter(lambda row: sum(row) > 0.01))
def test_the_dots_agree_with_the_balance_s_own_number(row: tuple[float, float, float, float]) -> None:
    """A hundred dots, and as many of them hold as the rounded chance says."""
    shares = dict(zip(("both", "balance_only", "ties_only", "neither"), row, strict=True))
    counts = outcome_counts(shares)
    holds = (shares["both"] + shares["balance_only"]) / sum(row)
    assert sum(counts.values()) == 100
    assert counts["both"] + counts["balance_only"] == percent(holds)


def test_bands_come_from_members_or_from_stored_quantiles(views: xr.Dataset) -> None:
    """Quantiles over members are those of the full story's members, year by year."""
    found = band(views, "balance_ratio", story="full", theatre="himalaya")
    assert found
    members = views["balance_ratio"].sel(story="full", theatre="himalaya").values
    assert np.allclose(found.levels[0.5], np.median(members, axis=0))
    stored = band(views, "effort", story="full", state="JPN")
    assert stored
    assert (
        stored.levels[0.95] == views["effort_q"].sel(story="full", state="JPN", quantile=0.95).values.tolist()
    )


def test_what_is_not_there_is_not_drawn(views: xr.Dataset) -> None:
    """Unknown names give nothing; history that was never observed gives no years."""
    assert band(views, "no_such_thing") is None
    assert band(views, "effort", story="full", state="XXX") is None
    assert not history(views, "history_challenger_tie", state="JPN").years
    empty = views.assign(history_effort=views["history_effort"] * np.nan)
    assert not history(empty, "history_effort", state="JPN").years
    assert stance_shares(views, "XXX") == {}


def test_a_bare_number_is_a_chance_without_an_interval() -> None:
    """References may be bare numbers; what is no number is no chance."""
    assert chance({"a": 0.5}, "a") == {"p": 0.5}
    assert chance({"a": {"p": None}}, "a") is None
    assert chance({"a": True}, "a") is None


def test_theatres_need_no_trajectories(answer: dict[str, Any]) -> None:
    """Without an ensemble the chances still stand, and the panels stay empty."""
    chart = view("theatres")(answer, xr.Dataset())
    assert chart
    assert "band90" not in chart.svg("page")
    assert ">83<" in chart.svg("page")


def test_theatres_are_drawn_with_the_yardstick_they_are_held_to(
    answer: dict[str, Any], views: xr.Dataset
) -> None:
    """The dotted line is the median of the yardsticks that the verdict draws, or the value at which it is held."""
    declared = ParameterSet.load()["verdict.threshold"]
    assert declared.prior is not None
    assert (
        YARDSTICK == THRESHOLD == declared.value == pytest.approx(declared.prior.quantile(np.array([0.5]))[0])
    )
    for asked, ratio, said in (({}, 0.5, "half of"), ({"verdict.threshold": 1.0}, 1.0, "as much as")):
        chart = view("theatres")({**answer, "overrides": asked}, views)
        assert chart
        dotted = [m for p in chart.panels for m in p.marks if isinstance(m, Line) and m.name == "yardstick"]
        assert [line.ys for line in dotted] == [[math.log2(ratio)] * 2] * len(chart.panels)
        assert f"the yardstick, {said} the challenger’s strength" in chart.caption
        assert ("each draws its own" in chart.caption) is not bool(asked)


def test_unreadable_events_are_not_told(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A future's events may be a list, a table by year, or damaged."""
    assert happenings("not json") == []
    assert happenings('{"2031": ["a", {"label": "b"}]}') == [(2031, "a"), (2031, "b")]
    assert happenings('["a", {"nothing": 1}, {"date": "2027-10-31", "what": "c"}]') == [
        (2027, "c"),
        (None, "a"),
    ]
    told = [view("single")(answer, views, number=k) for k in range(len(members(views)))]
    assert [chart.title for chart in told if chart] == [
        "Future 37 of 2,000, not a forecast",
        "Future 412 of 2,000, not a forecast",
    ]


def test_the_map_and_its_slider_tell_the_same_story(answer: dict[str, Any], views: xr.Dataset) -> None:
    """The drawn year, the slider's data and the ensemble agree on who stands where."""
    chart = region(answer, views)
    assert chart
    drawing = chart.svg("page")
    data = json.loads(re.findall(r'id="map-data">(.*?)</script>', slider(answer, views))[0])
    assert set(data["states"]) == {"JPN", "KOR", "PHL", "IND", "VNM", "KHM"}
    for code, years in data["states"].items():
        shares = views["stance_share"].sel(story="full", state=code, year=2035)
        kind, agreement = years["2035"]
        by_stance = dict(zip(shares["stance"].values.tolist(), shares.values.tolist(), strict=True))
        sides = {side: sum(by_stance[name] for name in names) for side, names in SIDES.items()}
        assert sides[next(side for side, names in SIDES.items() if kind in names)] == max(sides.values())
        assert agreement == percent(round(max(sides.values()), 4))
        shape = re.search(
            rf'<path d="[^"]*" fill="([^"]*)"( fill-opacity="0.45")?[^>]*data-key="{code}"', drawing
        )
        assert shape
        assert shape.group(1) == ("url(#map-both)" if kind == "both" else f"var(--{STANCE_INKS[kind]})")
        assert bool(shape.group(2)) == (agreement < 60)


@pytest.mark.parametrize("options", [{}, {"small": True}, {"small": True, "cut": True}])
def test_names_on_the_map_stand_clear_of_one_another_and_inside_the_frame(
    answer: dict[str, Any], views: xr.Dataset, options: dict[str, bool]
) -> None:
    """Even in a wide typeface no name runs over another or out of what is shown."""
    chart = region(answer, views, **options)
    assert chart
    panel = chart.panels[0]
    boxes = []
    for mark in panel.marks:
        if isinstance(mark, Words) and mark.halo:
            wide = 0.6 * mark.size * len(mark.text)
            x, y = (at + by for at, by in zip(panel.at(mark.x, mark.y), mark.shift, strict=True))
            left = x - wide * {"middle": 0.5, "end": 1.0}[mark.anchor]
            boxes.append((left, y - mark.size / 2, left + wide, y + mark.size / 2, mark.text))
    assert len(boxes) > 10
    assert {"Philippines", "Korea", "Japan"} <= {name for *_, name in boxes}, "allies are named before others"
    for left, top, right, bottom, name in boxes:
        assert panel.left <= left < right <= panel.right, name
        assert panel.top <= top < bottom <= panel.bottom, name
    for one, two in combinations(boxes, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1], (one[4], two[4])


def test_no_outlines_no_map(
    answer: dict[str, Any], views: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build without a map says nothing about one."""
    monkeypatch.setattr("counterpoise.charts.region.atlas", lambda: None)
    assert region(answer, views) is None
