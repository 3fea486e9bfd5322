"""Reading the panel: masks agree with values, coverage ends are missing, damage is told."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.panel import Panel
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import DataError, Mask, UnknownNameError

ALL_YEARS = range(1816, 2051)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the bundled panel that a test may damage."""
    return Path(shutil.copytree(PANEL, tmp_path / "panel"))


@pytest.mark.parametrize("variable", open_panel().variables())
def test_missing_is_nan_and_only_missing(variable: str) -> None:
    """A cell is NaN exactly where its mask says missing."""
    panel = open_panel()
    missing = panel.masks(variable, panel.states, ALL_YEARS) == Mask.MISSING
    assert (np.isnan(panel.values(variable, panel.states, ALL_YEARS)) == missing).all()


@pytest.mark.parametrize("variable", open_panel().variables())
def test_every_variable_has_unit_source_and_coverage(variable: str) -> None:
    """Unit, label, sources and window are stated, and the sources are in the catalogue as open ones."""
    panel = open_panel()
    it = panel.variable(variable)
    assert it.unit
    assert it.label
    assert it.sources
    assert it.first <= it.last
    assert {panel.source(key).decision for key in it.sources} <= {"ship", "cite"}


@pytest.mark.parametrize("variable", open_panel().variables())
def test_cells_name_a_source_that_the_variable_declares(variable: str) -> None:
    """No cell comes from a source that the variable does not name."""
    panel = open_panel()
    used = set(panel.sources(variable, panel.states, ALL_YEARS).ravel()) - {""}
    assert used <= set(panel.variable(variable).sources)


@pytest.mark.parametrize(
    ("variable", "end"),
    [
        ("cinc", 2022),
        ("gdp_long", 2019),
        ("polity2", 2020),
        ("leader_exit", 2015),
        ("trade_exports", 2014),
        ("power_projection", 2018),
        ("burden", 2024),
        ("ideal_point", 2024),
        ("member", 2025),
    ],
)
def test_after_its_source_ends_a_variable_is_missing(variable: str, end: int) -> None:
    """The year after the end is missing for every state, not zero; the last year is not."""
    panel = open_panel()
    assert np.isnan(panel.values(variable, panel.states, [end + 1])).all()
    assert not np.isnan(panel.values(variable, panel.states, [end])).all()


def test_years_outside_the_panel_are_missing() -> None:
    """Years before 1816 and after 2050 are missing."""
    assert np.isnan(open_panel().values("population", ["JPN"], [1700, 2051])).all()


@settings(deadline=None)
@given(st.lists(st.sampled_from(open_panel().states), min_size=1, max_size=6), st.integers(1816, 2050))
def test_order_of_states_is_the_order_asked_for(codes: list[int], year: int) -> None:
    """Relabelling the axis relabels the values: each column is that state's own."""
    panel = open_panel()
    together = panel.values("gdp_ppp", codes, [year])[0]
    alone = [panel.values("gdp_ppp", [code], [year])[0, 0] for code in codes]
    np.testing.assert_array_equal(together, alone)


def test_an_unknown_variable_is_told_with_the_nearest_name() -> None:
    """A misspelt variable gets a hint."""
    with pytest.raises(UnknownNameError, match="Did you mean polyarchy"):
        open_panel().values("polyarky", ["JPN"], [2000])
    with pytest.raises(UnknownNameError, match="Did you mean alliances"):
        open_panel().table("aliances")
    with pytest.raises(UnknownNameError, match="Did you mean mindist"):
        open_panel().matrix("min_dist", ["JPN", "USA"], [2000])


def test_changing_a_returned_array_does_not_change_the_panel() -> None:
    """Arrays are copies."""
    panel = open_panel()
    panel.values("cinc", ["JPN"], [2000])[:] = 9.0
    assert panel.values("cinc", ["JPN"], [2000])[0, 0] < 1.0


def test_the_newest_value_skips_projections() -> None:
    """``latest`` gives the last observation and its year, or NaN and 0."""
    panel = open_panel()
    value, year = panel.latest("gdp_market", ["CHN"], 2030)
    assert year[0] == 2024
    assert value[0] == panel.values("gdp_market", ["CHN"], [2024])[0, 0]
    value, year = panel.latest("cinc", [260], 1900)
    assert np.isnan(value[0])
    assert year[0] == 0


@pytest.mark.parametrize("name", ["cells", "states", "alliances"])
def test_a_panel_file_cut_in_half_is_told(copy: Path, name: str) -> None:
    """A truncated file gives an error with its name and the remedy, whichever it is."""
    path = copy / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DataError) as caught:
        Panel(Store(copy))
    assert path.name in str(caught.value)
    assert "counterpoise data build" in str(caught.value)
    assert caught.value.exit_code != 0


def test_a_missing_panel_file_is_told(copy: Path) -> None:
    """A file that is gone is named."""
    (copy / "wars.parquet").unlink()
    with pytest.raises(DataError, match=r"wars\.parquet"):
        Panel(Store(copy))


@pytest.mark.parametrize("text", ["", "{", '{"files": {}}'])
def test_a_damaged_manifest_is_told(copy: Path, text: str) -> None:
    """A manifest that is empty, broken or incomplete is an error, not a traceback."""
    (copy / "manifest.json").write_text(text)
    with pytest.raises(DataError, match=r"manifest\.json"):
        Panel(Store(copy))


def test_a_folder_without_a_panel_is_told(tmp_path: Path) -> None:
    """Opening an empty folder says that there is no panel."""
    with pytest.raises(DataError, match="no panel here"):
        open_panel(tmp_path)


def test_the_digest_covers_every_file(copy: Path) -> None:
    """The digest is a function of the files' digests, and the same for a copy."""
    assert Panel(Store(copy)).digest == open_panel().digest
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["wars"]["rows"] += 1
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert Panel(Store(copy)).digest != open_panel().digest


def test_the_library_is_small() -> None:
    """The bundled panel stays far below fifteen megabytes."""
    assert sum(path.stat().st_size for path in PANEL.iterdir()) < 8_000_000


def test_the_manifest_names_no_machine_and_no_hour() -> None:
    """Neither paths nor clock times are written: the same sources give the same bytes."""
    text = (PANEL / "manifest.json").read_text()
    assert not re.search(r"/(home|tmp|usr|work|Users)\b", text)
    assert not re.search(r"\d{2}:\d{2}:\d{2}", text)
