"""Variables taken over as published: read when asked for, observed where known, cut by their source's day."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.raw import SOURCES, needs_sources

from counterpoise.data import open_panel
from counterpoise.data.digits import widened
from counterpoise.data.panel import Panel
from counterpoise.data.read import Shelf
from counterpoise.data.series import SERIES
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import DataError, Mask

YEARS = range(1816, 2051)


def published() -> list[str]:
    """Variables that lie in wide files."""
    panel = open_panel()
    return [name for name in panel.variables() if "file" in panel._store.variables[name]]


def test_capabilities_are_the_mean_of_six_shares() -> None:
    """CINC is the mean, over the components known, of the state's share of all states listed that year.

    The rule holds in every one of the 17,121 rows of NMC 7 to a few parts in a hundred million: no cell differs.
    """
    panel = open_panel()
    parts = ("nmc_milex", "nmc_milper", "nmc_irst", "nmc_pec", "nmc_tpop", "nmc_upop")
    raw = np.stack([panel.values(name, panel.states, range(1816, 2023)) for name in parts])
    cinc = panel.values("cinc", panel.states, range(1816, 2023))
    assert int((~np.isnan(cinc)).sum()) == 17_121
    raw[:, np.isnan(cinc)] = np.nan
    total = np.nansum(raw, axis=2, keepdims=True)
    share = np.where(total > 0, raw / np.where(total > 0, total, 1.0), np.nan)
    known = ~np.isnan(share)
    mean = np.where(known, share, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    np.testing.assert_allclose(mean[~np.isnan(cinc)], cinc[~np.isnan(cinc)], rtol=0, atol=5e-8)


def test_polity_is_missing_for_eleven_per_cent() -> None:
    """Of the state-years from 1816 to 2010 polity2 is missing for 11.0 per cent."""
    panel, years = open_panel(), range(1816, 2011)
    member = panel.values("member", panel.states, years) == 1
    missing = np.isnan(panel.values("polity2", panel.states, years))
    assert 100 * missing[member].mean() == pytest.approx(11.0, abs=0.05)


@pytest.mark.parametrize(
    "name", ["libdem", "partipdem", "delibdem", "egaldem", "api", "mpi", "polyarchy_v15"]
)
def test_points_lie_within_their_bounds(name: str) -> None:
    """A V-Dem index lies between the bounds of its interval, and has bounds wherever it is known."""
    panel = open_panel()
    low, point, high = (panel.values(name + end, panel.states, YEARS) for end in ("_low", "", "_high"))
    known = ~np.isnan(point)
    assert known.sum() > 15_000
    assert (low[known] <= point[known]).all()
    assert (point[known] <= high[known]).all()


@pytest.mark.parametrize("name", ["ideal_point", "ideal_point_all"])
def test_quantiles_are_in_order(name: str) -> None:
    """Posterior quantiles of an ideal point never decrease."""
    panel = open_panel()
    levels = np.stack([panel.values(f"{name}_q{q}", panel.states, YEARS) for q in (5, 10, 50, 90, 95)])
    known = ~np.isnan(levels[0])
    assert (np.diff(levels[:, known], axis=0) >= 0).all()


def test_codes_of_polity_are_reasons_not_numbers() -> None:
    """Where Polity codes an interruption its components are missing and the reason is kept."""
    panel = open_panel()
    code = panel.values("polity_code", panel.states, YEARS)
    assert set(np.unique(code[~np.isnan(code)])) == {-88.0, -77.0, -66.0}
    for name in ("polity_democ", "polity_xconst", "polity_parcomp"):
        values = panel.values(name, panel.states, YEARS)
        assert np.nanmin(values) >= 0
        assert np.isnan(values[~np.isnan(code)]).all()


def test_nuclear_powers_of_2022() -> None:
    """Nine states possessed nuclear weapons in 2022, and nobody else."""
    panel = open_panel()
    has = panel.values("nuclear_possesses", panel.states, [2022])[0]
    nine = panel.ccodes(["USA", "RUS", "GBR", "FRA", "CHN", "IND", "PAK", "ISR", "PRK"])
    assert sorted(np.array(panel.states)[has == 1].tolist()) == sorted(nine)


@pytest.mark.parametrize("name", ["hief_fractionalisation", "pwt_hc", "territorial_threat", "igo_full"])
def test_a_vintage_cuts_published_series(name: str) -> None:
    """Before its source was published a series is missing; with ``knowable`` the years before the day stay."""
    panel = open_panel()
    old = panel.vintage("1990-06-30")
    assert np.isnan(old.values(name, panel.states, YEARS)).all()
    then = panel.vintage("1990-06-30", knowable=True).values(name, panel.states, YEARS)
    assert not np.isnan(then[:173]).all()
    assert np.isnan(then[174:]).all()


def test_a_damaged_wide_file_is_told_when_read(tmp_path: Path) -> None:
    """Opening reads no wide file; a flipped byte is found when a variable in it is asked for."""
    folder = Path(shutil.copytree(PANEL, tmp_path / "panel"))
    path = folder / "wdi_science.parquet"
    bad = bytearray(path.read_bytes())
    bad[len(bad) // 2] ^= 255
    path.write_bytes(bytes(bad))
    panel = Panel(Store(folder))
    assert panel.values("cinc", ["USA"], [2000])[0, 0] > 0
    with pytest.raises(DataError, match=r"wdi_science\.parquet"):
        panel.values("wdi_articles", ["USA"], [2000])


@given(st.lists(st.floats(-(2.0**40), 2.0**40, width=32, allow_subnormal=False), min_size=1, max_size=20))
def test_seven_digits_survive(numbers: list[float]) -> None:
    """A number of seven digits comes back as itself, and none moves by more than half a unit of the seventh."""
    stored = np.array(numbers, dtype=np.float32)
    back = widened(stored)
    np.testing.assert_allclose(back, stored.astype(float), rtol=6e-7, atol=1e-44)
    np.testing.assert_array_equal(widened(back.astype(np.float32)), back)


@pytest.mark.sources
@needs_sources
@pytest.mark.parametrize("file", sorted(SERIES))
def test_series_are_the_raw_values(file: str) -> None:
    """Every value of a wide file is the loader's to seven digits, and every value of the loader is there."""
    panel = open_panel()
    frame = SERIES[file].build(Shelf(SOURCES)).dropna(subset=["ccode", "year"])
    frame = frame[frame["ccode"].isin(panel.states)]
    place = {code: column for column, code in enumerate(panel.states)}
    rows = frame["year"].to_numpy(dtype=int) - 1816
    columns = frame["ccode"].map(place).to_numpy(dtype=int)
    for name in frame.columns.difference(["ccode", "year"]):
        values = panel.values(name, panel.states, YEARS)
        raw = np.full_like(values, np.nan)
        raw[rows, columns] = frame[name].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_allclose(values, raw, rtol=6e-7)
        masks = panel.masks(name, panel.states, YEARS)
        np.testing.assert_array_equal(masks == Mask.OBSERVED, ~np.isnan(raw))


def test_published_series_name_one_source() -> None:
    """A variable in a wide file has the one source of its file."""
    store = open_panel()._store
    for name in published():
        told = store.variables[name]
        assert told["sources"] == [SERIES[told["file"]].source]
