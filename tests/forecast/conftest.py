"""A saved run with made-up probabilities over real facts: quick to make, registered and settled like any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from counterpoise.analysis.dated import EVENTS
from counterpoise.data import open_panel

STATES = ("CHN", "USA", "JPN", "PHL", "VNM")
CHANCE = {"p": 0.7, "low": 0.5, "high": 0.9, "level": 0.9, "mc_error": 0.02}

SaveRun = Callable[..., Path]


@pytest.fixture
def save_run(tmp_path: Path) -> SaveRun:
    """Writes answer.json and ensemble.nc of a run that knew what was public in March 2019."""

    def save(name: str = "run", start: int = 2018, cutoff: str = "2019-03-31", seed: int = 1) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        years = range(start, start + 11)
        answer: dict[str, Any] = {
            "schema": 1,
            "scenario": "toy",
            "edition": "latest",
            "cutoff": cutoff,
            "question": "Will it hold?",
            "seed": seed,
            "members": 100,
            "horizon": [start, start + 10],
            "outcomes": {
                outcome: {"full": {str(start + 10): CHANCE}} for outcome in ("balance_holds", "ties_survive")
            },
            "alliances": {"USA-JPN": {str(start + 10): CHANCE}},
            "roles": {"challenger": "CHN", "patron": "USA"},
            "digests": {"panel": open_panel().digest, "parameters": "p", "code": "c", "scenario": "s"},
        }
        (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
        share = np.random.default_rng(seed).integers(0, 101, (len(EVENTS), len(years), len(STATES))) / 100
        axes = ("event", "year", "state")
        values = {"dated_share": share, "dated_told": share, "dated_between": 0.2 * share * (1 - share)}
        xr.Dataset(
            {name: (axes, array) for name, array in values.items()},
            {"event": list(EVENTS), "year": list(years), "state": list(STATES)},
        ).to_netcdf(folder / "ensemble.nc", engine="h5netcdf")
        return folder

    return save
