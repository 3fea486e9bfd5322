"""Observed years in charts: the same axis as the simulated ones, gaps as gaps, another reading told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.report.conftest import PAST

from counterpoise.charts import view
from counterpoise.charts.marks import Band, Dots, Line
from counterpoise.telling.reader import history


@pytest.fixture(scope="module")
def traced(views: xr.Dataset) -> xr.Dataset:
    """Views whose first three years were read from traces and hold no ratio, and with filled gaps of effort."""
    marks = np.array([year < PAST[3] for year in PAST])
    filled = np.where(marks[:, None], 0.02, np.nan) * np.ones(views.sizes["state"])
    ratio = views["history_ratio"].where(~xr.DataArray(marks, dims="history_year"))
    return views.assign(
        history_traced=("history_year", marks),
        history_effort_imputed=(("history_year", "state"), filled),
        history_ratio=ratio,
        history_threat=(("history_year", "state"), np.full(filled.shape, 0.1)),
    )


def test_another_reading_is_drawn_thin_apart_and_told(invented: dict[str, Any], traced: xr.Dataset) -> None:
    """Years from traces have a line of their own, thinner, that does not touch the years of the table."""
    drawn = view("state")(invented, traced, of="JPN")
    assert drawn is not None
    lines = [
        mark
        for panel in drawn.panels
        for mark in panel.marks
        if isinstance(mark, Line) and mark.name.startswith("observed")
    ]
    thin = [line for line in lines if "traces" in line.name]
    assert not thin or max(line.width for line in thin) < min(
        line.width for line in lines if line not in thin
    )
    assert f"to {PAST[2]}" in drawn.caption or not thin


def test_gaps_stay_gaps(invented: dict[str, Any], traced: xr.Dataset) -> None:
    """A year without a ratio is not drawn and not in the table, and the caption says from when one is known."""
    drawn = view("theatres")(invented, traced)
    assert drawn is not None
    assert f"Before {PAST[3]}" in drawn.caption
    observed = {row[1] for row in drawn.rows if str(row[2]).startswith("observed")}
    assert observed == set(PAST[3:])
    for panel in drawn.panels:
        for mark in panel.marks:
            if isinstance(mark, Line) and mark.name == "observed":
                assert all(math.isnan(y) for x, y in zip(mark.xs, mark.ys, strict=True) if x < PAST[3])


def test_what_fills_a_gap_is_open(invented: dict[str, Any], traced: xr.Dataset) -> None:
    """Filled values are open points and rows of their own kind."""
    drawn = view("fan")(invented, traced, variable="effort", of="JPN")
    assert drawn is not None
    open_ones = [m for p in drawn.panels for m in p.marks if isinstance(m, Dots) and not m.filled]
    assert len(open_ones) == 1
    assert {row[0] for row in drawn.rows if row[1] == "filled"} == set(PAST[:3])
    assert "filled" in drawn.caption


def test_fans_of_threat_have_observed_points(invented: dict[str, Any], traced: xr.Dataset) -> None:
    """One axis holds observed and simulated years of an index."""
    drawn = view("fan")(invented, traced, variable="threat", of="JPN")
    assert drawn is not None
    marks = drawn.panels[0].marks
    assert any(isinstance(mark, Dots) for mark in marks)
    assert any(isinstance(mark, Band) for mark in marks)
    assert drawn.panels[0].x.low == PAST[0]


def test_an_observed_map_does_not_pose_as_a_forecast(invented: dict[str, Any], traced: xr.Dataset) -> None:
    """Of an observed year the map says so in title, caption and sentence."""
    drawn = view("map")(invented, traced, show="threat", year=int(PAST[-1]))
    assert drawn is not None
    assert "(simulated)" not in drawn.heading + drawn.alt
    assert "observed" in drawn.alt
    assert "simulated" not in drawn.caption


def test_older_runs_are_still_read(invented: dict[str, Any], views: xr.Dataset) -> None:
    """A run that was saved before years were marked has no traced year and draws as ever."""
    assert history(views, "history_patron_tie", state="JPN").traced == frozenset()
    assert view("theatres")(invented, views) is not None
