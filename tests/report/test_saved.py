"""Charts in a notebook and on disk: examples that run, files that say their units and what they were made from."""

from __future__ import annotations

import json
from contextlib import suppress
from inspect import getdoc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from PIL import Image

from counterpoise.charts import VIEWS
from counterpoise.charts.plot import NothingToDraw, Plots


def test_every_view_can_be_drawn_as_its_help_says(
    invented: dict[str, Any], views: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example in the docstring of each runs as it stands, where the run has what it draws."""
    monkeypatch.chdir(tmp_path)
    result, drawn = SimpleNamespace(plot=Plots(invented, views)), 0
    for name in VIEWS:
        told = getdoc(getattr(result.plot, name)) or ""
        lines = [
            line.strip().removeprefix(">>> ") for line in told.splitlines() if line.strip().startswith(">>> ")
        ]
        assert len(lines) >= 2, name
        known: dict[str, Any] = {"result": result}
        with suppress(NothingToDraw):
            exec("\n".join(lines[-2:]), known)
            drawn += 1
            assert (tmp_path / f"{name}.svg").read_text().startswith("<svg"), name
    assert drawn > len(VIEWS) / 2


def test_files_say_units_and_source(invented: dict[str, Any], views: xr.Dataset, tmp_path: Path) -> None:
    """Parquet, NetCDF, PNG and SVG bear what is shown, in which units, and what it was made from."""
    plots = Plots({**invented, "scenario": "asia", "seed": 7}, views)
    chart = plots.simpler()
    read = pd.read_parquet(chart.save(tmp_path / "a.parquet"))
    with xr.open_dataset(chart.save(tmp_path / "a.nc"), engine="h5netcdf") as held:
        assert held["probability"].attrs["units"] == "share, 0 to 1"
        assert "seed 7" in held.attrs["source"]
        assert [None if np.isnan(p) else p for p in held["probability"].values] == [
            row[2] for row in chart.rows
        ]
    assert json.loads(read.attrs["units"])["probability"] == "share, 0 to 1"
    assert "seed 7" in read.attrs["source"]
    with Image.open(chart.save(tmp_path / "a.png")) as picture:
        picture.load()
        assert "seed 7" in picture.text["Source"]  # type: ignore[attr-defined]
    assert "<metadata>" in chart.save(tmp_path / "a.svg").read_text()
    fan = plots.fan(variable="effort", of="JPN")
    assert json.loads(fan.table.attrs["units"])["5 %"] == "share of output"
