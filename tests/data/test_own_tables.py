"""A user's own copy of a table that may not be passed on: read, checked, laid over the panel, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from counterpoise.data import open_panel
from counterpoise.data.add import read_own
from counterpoise.data.info import info_text
from counterpoise.data.own import put
from counterpoise.data.panel import Panel
from counterpoise.vocabulary import CounterpoiseError, DataError, Mask

EIU = pd.DataFrame(
    {"ccode": ["JPN", 2, 710], "year": [2024, 2024, 2023], "eiu_democracy_index": [8.48, 7.85, 2.12]}
)
ARMS = pd.DataFrame(
    {"supplier_ccode": [2, 2, 365], "recipient_ccode": [740, 740, 750], "year": [2020, 2020, 2021],
     "tiv_delivered_even_split": [10.0, 5.0, 7.5], "n_deals": [1, 2, 3]}
)  # fmt: skip


def added(frame: pd.DataFrame, key: str, tmp_path: Path, kind: str = "csv") -> Panel:
    """The panel with a table added."""
    path = tmp_path / f"table.{kind}"
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_stata(path, write_index=False)
    put(read_own(path, key, open_panel()).overlay, tmp_path / "own")
    return open_panel(tmp_path / "own")


def test_a_table_of_state_years_becomes_a_variable(tmp_path: Path) -> None:
    """Value, source, coverage and mask; what the table does not say is missing; the digest of an answer changes."""
    panel = added(EIU, "eiu", tmp_path)
    assert panel.values("democracy_eiu", ["JPN", "CHN"], [2024])[0, 0] == 8.48
    assert np.isnan(panel.values("democracy_eiu", ["CHN"], [2024])[0, 0])
    assert panel.masks("democracy_eiu", ["CHN"], [2024])[0, 0] == Mask.MISSING
    it = panel.variable("democracy_eiu")
    assert (it.first, it.last, it.sources) == (2023, 2024, ("eiu",))
    assert "own copy" in panel.source("eiu").version
    assert panel.digest != open_panel().digest


def test_a_dyadic_table_becomes_a_table(tmp_path: Path) -> None:
    """Columns take the panel's names, shipments of one pair and year are summed, the window is the table's."""
    panel = added(ARMS.astype({"n_deals": "int32"}), "sipri_arms", tmp_path, "dta")
    rows = panel.table("arms_transfers")
    assert rows.to_dict("list") == {
        "ccode1": [2, 365], "ccode2": [740, 750], "year": [2020, 2021], "tiv": [15.0, 7.5], "deals": [3, 3],
    }  # fmt: skip
    assert panel.window("arms_transfers") == (2020, 2021, 2021)
    assert panel.table_sources("arms_transfers") == ("sipri_arms",)
    assert len(panel.vintage("2021-12-31").table("arms_transfers")) == 1
    assert "million trend-indicator values" in info_text(panel, "arms_transfers")


def test_a_newer_copy_takes_the_place_of_the_older(tmp_path: Path) -> None:
    """Added again, a table replaces itself."""
    added(EIU, "eiu", tmp_path)
    panel = added(EIU.assign(eiu_democracy_index=[8.5, 7.9, 2.0]), "eiu", tmp_path)
    assert panel.values("democracy_eiu", ["JPN"], [2024])[0, 0] == 8.5


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (EIU.drop(columns="year"), "no column year"),
        (EIU.drop(columns="eiu_democracy_index"), "no column eiu_democracy_index; it has"),
        (EIU.assign(eiu_democracy_index=None), "no value in eiu_democracy_index"),
        (EIU.assign(year=[2024, "x", 2023]), "Column year, row 2: 'x' is not a number"),
        (EIU.assign(year=[2024, 1300, 2023]), "a year from 1494 to 2050"),
        (EIU.assign(year=[2024, 1850, 2023]), "1850 is outside the window of eiu, 2006-"),
        (EIU.assign(year=[2024, 2048, 2023]), "2048 is outside the window of eiu, 2006-"),
        (EIU.assign(eiu_democracy_index=[8.48, 78.5, 2.1]), "eiu_democracy_index cannot be 78.5"),
        (EIU.assign(ccode=["Atlantis", "Utopia", 2]), "2 of 3 rows name no state"),
        (EIU.assign(ccode=[2, 2, 2], year=2024), "3 rows are not unique"),
    ],
)
def test_a_wrong_layout_names_the_column(tmp_path: Path, frame: pd.DataFrame, says: str) -> None:
    """Which column, which row, what it holds; nothing is written."""
    with pytest.raises(CounterpoiseError) as told:
        added(frame, "eiu", tmp_path)
    assert says in told.value.message
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("eui", r"No source is called 'eui'.*Did you mean eiu\?"),
        ("arms", r"No source is called 'arms'.*Did you mean sipri_arms\?"),
        ("cow_alliances", "is not to be added"),
        ("nmc", "needs no copy of your own"),
        ("peace_scale_spells", "No table 'peace_scale_spells' can be added"),
    ],
)
def test_a_wrong_name_for_a_table(tmp_path: Path, key: str, says: str) -> None:
    """Unknown, closed, open, or without a layout: each is told apart."""
    with pytest.raises(CounterpoiseError, match=says):
        added(EIU, key, tmp_path)


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    """The file is named, and that it must be got again."""
    (tmp_path / "table.parquet").write_bytes(b"PAR1 not")
    with pytest.raises(DataError, match="cannot be read") as told:
        read_own(tmp_path / "table.parquet", "eiu", open_panel())
    assert told.value.where == tmp_path / "table.parquet"


def test_the_environment_names_the_panel_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COUNTERPOISE_PANEL stands in for --panel; a folder that is named outright comes first."""
    bundled = open_panel()
    mine = added(EIU, "eiu", tmp_path)
    monkeypatch.setenv("COUNTERPOISE_PANEL", str(tmp_path / "own"))
    assert open_panel().digest == mine.digest
    assert open_panel(bundled._store.folder).digest == bundled.digest


def test_an_impossible_value_names_its_line(tmp_path: Path) -> None:
    """In a CSV file the line, and what is allowed in which unit."""
    path = tmp_path / "eiu.csv"
    EIU.assign(eiu_democracy_index=[8.48, 78.5, 2.1]).to_csv(path, index=False)
    with pytest.raises(CounterpoiseError, match=r"cannot be 78\.5") as told:
        read_own(path, "eiu", open_panel())
    assert str(told.value.where) == f"{path}:3"
    assert "0 to 10" in str(told.value.hint)
