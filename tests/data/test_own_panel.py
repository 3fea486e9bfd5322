"""A user's own panel: what is added, appended, revised, removed and compared, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from counterpoise.data import open_panel
from counterpoise.data.append import read_append
from counterpoise.data.diff import compare
from counterpoise.data.lay import Laid
from counterpoise.data.overlay import OVERLAYS
from counterpoise.data.own import put, remove
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import CounterpoiseError, DataError, Mask, UnknownNameError

SOURCE = """
key = "{key}"
title = "World Development Indicators, July 2026"
citation = "World Bank. 2026. World Development Indicators."
version = "2026-07"
licence = "CC BY 4.0"
released = "2026-07-01"
url = "https://databank.worldbank.org/source/world-development-indicators"
annual = "07-01"
first = 2000
last = 2030
"""
ROWS = [
    ("JPN", 2025, "burden", 0.0155, "observed"),
    ("Australia", 2025, "burden", 0.0205, ""),
    (2, 2025, "median_age", 38.6, "observed"),
    ("IND", 2025, "cinc", 0.09, "imputed"),
    ("KOR", 2015, "igo_full", 90, ""),
]


@pytest.fixture(scope="module")
def bundled() -> Store:
    """The bundled panel."""
    return Store(PANEL)


@pytest.fixture(scope="module")
def appended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel to which the rows above were appended; tests only read it."""
    folder = tmp_path_factory.mktemp("appended")
    assert append(folder, ROWS, folder / "own").added == len(ROWS)
    return folder / "own"


def source(folder: Path, key: str = "wb_2026", **other: object) -> Path:
    """A file about a source."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.toml"
    lines = [line for line in SOURCE.format(key=key).splitlines() if line.split(" ")[0] not in other]
    lines += [f"{name} = {json.dumps(value)}" for name, value in other.items() if value is not None]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def table(folder: Path, rows: Sequence[Sequence[object]], name: str = "cells.csv") -> Path:
    """A file of cells."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["state,year,variable,value,mask", *(",".join(map(str, row)) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def append(
    tmp_path: Path,
    rows: Sequence[Sequence[object]],
    out: Path,
    key: str = "wb_2026",
    name: str = "cells.csv",
    **more: bool,
) -> Laid:
    """Append rows to the panel in ``out``."""
    found = read_append(
        table(tmp_path / "in", rows, name), source(tmp_path / "in", key), open_panel(), **more
    )
    return put(found.overlay, out, join=True)


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_panel_does_not_differ_from_itself(bundled: Store) -> None:
    """diff(A, A) is empty, and says so."""
    same = compare(bundled, Store(PANEL))
    assert same.empty
    assert "nothing changed" in same.text()
    assert json.loads(same.json())["cells"] == []


def test_the_difference_is_what_was_appended(appended: Path, bundled: Store) -> None:
    """Append, then diff: exactly the appended cells, with their values, masks and source; wide series too."""
    found = compare(bundled, Store(appended))
    given = {(open_panel().ccode(state), year, name, value) for state, year, name, value, _ in ROWS}
    told = found.cells[found.cells["variable"] != "milex"]
    assert set(told[["ccode", "year", "variable", "value"]].itertuples(index=False, name=None)) == given
    assert set(told["source"]) == {"wb_2026"}
    assert set(told["change"]) == {"added", "revised"}
    projected = told[told["change"] == "revised"]
    assert set(projected["variable"]) == {"median_age"}
    assert set(projected["mask_before"]) == {"projected"}
    assert found.sources == {"added": ["wb_2026"], "removed": [], "changed": []}


def test_the_reverse_difference_is_the_mirror(appended: Path, bundled: Store) -> None:
    """What is added one way is removed the other way."""
    there, back = compare(bundled, Store(appended)), compare(Store(appended), bundled)
    assert len(there.cells) == len(back.cells) > 0
    turned = {"added": "removed", "removed": "added", "revised": "revised"}
    assert there.cells["change"].map(turned).tolist() == back.cells["change"].tolist()
    assert there.cells["value"].tolist() == back.cells["value_before"].tolist()


def test_a_difference_of_chosen_variables(appended: Path, bundled: Store) -> None:
    """Only what was asked for is compared; a misspelt name gets a hint."""
    assert set(compare(bundled, Store(appended), ["cinc"]).cells["variable"]) == {"cinc"}
    with pytest.raises(UnknownNameError, match="Did you mean cinc"):
        compare(bundled, bundled, ["cicn"])


def test_the_panel_reads_what_was_appended(appended: Path) -> None:
    """Value, mask, source, version, day and repair of a cell are the appended ones; its neighbours are as before."""
    panel, old = open_panel(appended), open_panel()
    assert panel.values("igo_full", ["KOR"], [2014, 2015])[:, 0].tolist() == [
        old.values("igo_full", ["KOR"], [2014])[0, 0],
        90.0,
    ]
    assert panel.masks("cinc", ["IND"], [2025])[0, 0] == Mask.IMPUTED
    assert panel.sources("burden", ["JPN"], [2025])[0, 0] == "wb_2026"
    assert panel.source("wb_2026").version == "2026-07"
    assert panel.public("burden", "JPN", 2025) == "2026-07-01"
    assert panel.digest != old.digest
    assert np.isnan(panel.vintage("2026-06-30").values("burden", ["JPN"], [2025])[0, 0])
    assert panel.vintage("2026-07-01").values("burden", ["JPN"], [2025])[0, 0] == 0.0155
    log = panel.table("repairs")
    assert "append" in set(log[(log["variable"] == "cinc") & (log["year"] == 2025)]["method"])


def test_appending_is_deterministic_and_free_of_order(tmp_path: Path, appended: Path) -> None:
    """Rows in any order, sources in any order, one call or two: the same bytes."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    shutil.copytree(appended, whole)
    append(tmp_path, [("USA", 2025, "polity2", 5, "")], whole, key="other_2026")
    append(tmp_path, [("USA", 2025, "polity2", 5, "")], parts, key="other_2026")
    append(tmp_path, ROWS[3:][::-1], parts)
    append(tmp_path, ROWS[:3], parts)
    assert digests(whole) == digests(parts)
    append(tmp_path, ROWS[:3], parts)
    assert digests(whole) == digests(parts)


def test_what_rests_on_appended_cells_follows(tmp_path: Path) -> None:
    """Projections of output start from the new observation; spending is burden times output, moved as before."""
    old = open_panel()
    append(
        tmp_path,
        [("JPN", 2025, "gdp_market", 4_400_000, ""), ("JPN", 2025, "burden", 0.015, "")],
        tmp_path / "own",
    )
    panel = open_panel(tmp_path / "own")
    path = old.values("gdp_ssp2", ["JPN"], [2025, 2040])[:, 0]
    grown = panel.values("gdp_market", ["JPN"], [2040])[0, 0]
    assert grown == pytest.approx(4_400_000 * path[1] / path[0], rel=1e-8)
    before = {name: old.values(name, ["JPN"], [2024])[0, 0] for name in ("milex", "burden", "gdp_market")}
    wedge = before["milex"] / (before["burden"] * before["gdp_market"])
    assert panel.values("milex", ["JPN"], [2025])[0, 0] == pytest.approx(0.015 * 4_400_000 * wedge, rel=1e-8)
    assert panel.masks("milex", ["JPN"], [2025])[0, 0] == Mask.OBSERVED
    others = [code for code in panel.states if code != 740]
    years = range(1816, 2051)
    np.testing.assert_array_equal(
        panel.values("gdp_market", others, years), old.values("gdp_market", others, years)
    )


def test_a_known_cell_is_replaced_only_when_asked(tmp_path: Path, bundled: Store) -> None:
    """Refused with both numbers; with --revise replaced, listed among the repairs, and sized by the difference."""
    rows = [("JPN", 2024, "burden", 0.02, "")]
    with pytest.raises(
        CounterpoiseError, match=r"JPN burden 2024 is known already: 0\.0137.*says 0\.02"
    ) as told:
        append(tmp_path, rows, tmp_path / "own")
    assert "--revise" in str(told.value.hint)
    assert not (tmp_path / "own").exists()
    laid = append(tmp_path, rows, tmp_path / "own", revise=True)
    assert laid.revised == 1
    found = compare(bundled, Store(tmp_path / "own"), ["burden", "milex"]).cells
    burden = found[found["variable"] == "burden"].iloc[0]
    assert burden["relative"] == pytest.approx(0.02 / burden["value_before"] - 1)
    milex = found[found["variable"] == "milex"].iloc[0]
    assert milex["relative"] == pytest.approx(burden["relative"], rel=1e-6)
    log = open_panel(tmp_path / "own").table("repairs")
    said = log[(log["ccode"] == 740) & (log["year"] == 2024) & (log["variable"] == "burden")]
    assert said["method"].tolist() == ["revise"]
    assert "0.0137" in said["why"].iloc[0]


def test_two_sources_may_not_speak_of_one_cell(tmp_path: Path, appended: Path) -> None:
    """Whichever came last would win: refused, the panel stays as it was."""
    shutil.copytree(appended, tmp_path / "own")
    before = digests(tmp_path / "own")
    again = [("JPN", 2025, "burden", 0.02, "")]
    with pytest.raises(CounterpoiseError, match="is given as") as told:
        append(tmp_path, again, tmp_path / "own", key="other_2026", name="other.csv")
    assert "0.02 by other_2026 (other.csv)" in told.value.message
    assert "0.0155 by wb_2026 (cells.csv)" in told.value.message
    assert "data remove wb_2026." in str(told.value.hint)  # what is there, not what was just refused
    with pytest.raises(CounterpoiseError, match="gave burden 2025") as told:
        append(tmp_path, [("JPN", 2025, "burden", 0.02, "")], tmp_path / "own", name="july.csv")
    assert "wb_2026 (cells.csv) gave" in told.value.message
    assert "wb_2026 (july.csv) gives 0.02" in told.value.message
    assert digests(tmp_path / "own") == before


def test_a_revision_takes_the_place_of_an_appended_cell(tmp_path: Path, appended: Path) -> None:
    """With --revise the newer source's figure counts, in whatever order the two came, and the older is listed."""
    again = [("JPN", 2025, "burden", 0.02, "")]
    shutil.copytree(appended, tmp_path / "one")
    laid = append(tmp_path, again, tmp_path / "one", key="other_2026", name="other.csv", revise=True)
    assert laid.revised == 1
    append(tmp_path, again, tmp_path / "two", key="other_2026", name="other.csv", revise=True)
    append(tmp_path, ROWS, tmp_path / "two")
    panel = open_panel(tmp_path / "one")
    assert panel.values("burden", ["JPN"], [2025])[0, 0] == pytest.approx(0.02)
    assert panel.digest == open_panel(tmp_path / "two").digest
    log = panel.table("repairs")
    said = log[(log["ccode"] == 740) & (log["year"] == 2025) & (log["variable"] == "burden")]
    assert said["why"].tolist() == ["0.0155 from wb_2026 was replaced."]
    with pytest.raises(CounterpoiseError, match="is given as") as told:
        append(tmp_path, again, tmp_path / "one", key="third_2026", name="third.csv", revise=True)
    assert "Both revise it" in str(told.value.hint)
    assert "--revise" not in str(told.value.hint)  # it was written
    assert "data remove other_2026." in str(told.value.hint)
    remove("other_2026", tmp_path / "one")
    append(tmp_path, again, tmp_path / "one", key="third_2026", name="third.csv", revise=True)


@pytest.mark.parametrize(
    ("row", "says", "hint"),
    [
        (("JPN", 2025, "burdn", 0.01, ""), "no variable 'burdn'", "Did you mean burden?"),
        (("JNP", 2025, "burden", 0.01, ""), "No state is called 'JNP'", "Did you mean JPN"),
        (
            ("JPN", 1999, "burden", 0.01, ""),
            "1999 is outside the window of the source, 2000-2030",
            "Mend first",
        ),
        (("JPN", 2060, "burden", 0.01, ""), "outside the panel, which holds 1816-2050", ""),
        (("JPN", "later", "burden", 0.01, ""), "'later' is not a year", "four digits"),
        (("JPN", 2028, "burden", 0.01, ""), "cannot have been observed by 2026-07-01", "projected"),
        (("JPN", 2025, "burden", "1,5", ""), "does not have 5 fields", "quotes"),
        (("JPN", 2025, "burden", "nan", ""), "'nan' is not a number", "missing cell"),
        (("JPN", 2025, "burden", "", ""), "'' is not a number", "missing cell"),
        (("JPN", 2025, "burden", -4, ""), "burden cannot be -4", "0 to 2 (share of GDP)"),
        (
            ("JPN", 2025, "gdp_market", 1e11, ""),
            "gdp_market cannot be 1e+11",
            "million constant 2023 US dollars",
        ),
        (("JPN", 2025, "population", 0, ""), "population cannot be 0", "1 to 5e+09 (persons)"),
        (("JPN", 2025, "polity2", 11, ""), "polity2 cannot be 11", "-10 to 10"),
        (("JPN", 2025, "burden", 0.01, "guess"), "'guess' is no mask", "observed, imputed or projected"),
        (("GDR", 2025, "burden", 0.01, ""), "is no member of the state system in 2025", "1954-1990"),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, row: Sequence[object], says: str, hint: str) -> None:
    """File, line, what is wrong and what to write; no panel is written."""
    with pytest.raises(CounterpoiseError) as told:
        append(tmp_path, [ROWS[0], row], tmp_path / "own")
    assert says in told.value.message
    assert hint in str(told.value.hint)
    assert str(told.value.where).endswith("cells.csv:3")
    assert told.value.exit_code == 2
    assert not (tmp_path / "own").exists()


def test_a_cell_given_twice_names_both_lines(tmp_path: Path) -> None:
    """Even where both say the same."""
    with pytest.raises(CounterpoiseError, match="stands on line 2 already") as told:
        append(tmp_path, [ROWS[0], (740, *ROWS[0][1:])], tmp_path / "own")
    assert str(told.value.where).endswith("cells.csv:3")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"licence": None}, "lacks licence"),
        ({"citation": ""}, "lacks citation"),
        ({"key": "nmc"}, "taken by the catalogue"),
        ({"key": "a b"}, "is no name"),
        ({"released": "July 2026"}, "is not a date"),
        ({"licens": "CC BY"}, "There is no key licens"),
    ],
)
def test_a_source_without_a_passport_is_refused(tmp_path: Path, other: dict[str, object], says: str) -> None:
    """Nothing enters the panel unsourced."""
    cells, words = table(tmp_path, ROWS), source(tmp_path, **other)
    with pytest.raises(CounterpoiseError, match=says):
        read_append(cells, words, open_panel())


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    """Which column is missing, or unknown, is told."""
    for head, says in (
        ("state,year,value", "no column variable"),
        ("state,year,variable,value,masks", "unknown column masks"),
    ):
        (tmp_path / "bad.csv").write_text(head + "\n", encoding="utf-8")
        with pytest.raises(CounterpoiseError, match=says):
            read_append(tmp_path / "bad.csv", source(tmp_path), open_panel())


def test_a_slip_of_units_is_pointed_out(tmp_path: Path) -> None:
    """A share written in per cent is accepted, and said to be unusual with the unit."""
    found = read_append(table(tmp_path, [("JPN", 2025, "burden", 1.5, "")]), source(tmp_path), open_panel())
    assert "the unit is share of GDP" in found.unusual[0]


def test_a_new_variable_is_declared_by_its_source(tmp_path: Path) -> None:
    """Label and unit come with it; without them it is refused."""
    cells, words = table(tmp_path, [("JPN", 2025, "drones", 40, "")]), source(tmp_path)
    with pytest.raises(UnknownNameError, match="no variable 'drones'"):
        read_append(cells, words, open_panel())
    with words.open("a", encoding="utf-8") as file:
        file.write('\n[variable.drones]\nlabel = "Armed drones"\nunit = "drones"\n')
    put(read_append(cells, words, open_panel()).overlay, tmp_path / "own")
    assert open_panel(tmp_path / "own").variable("drones").unit == "drones"


def test_taking_everything_away_leaves_the_bundled_panel(tmp_path: Path, appended: Path) -> None:
    """One by one; with the last the folder goes; what was never there gets a hint."""
    shutil.copytree(appended, tmp_path / "own")
    only = digests(tmp_path / "own")
    append(tmp_path, [("USA", 2025, "polity2", 5, "")], tmp_path / "own", key="other_2026")
    with pytest.raises(UnknownNameError, match="Did you mean wb_2026"):
        remove("wb_206", tmp_path / "own")
    remove("other_2026", tmp_path / "own")
    assert digests(tmp_path / "own") == only
    laid = remove("wb_2026", tmp_path / "own")
    assert not (tmp_path / "own").exists()
    assert (laid.panel, laid.digest) == (PANEL, Store(PANEL).digest)


def test_a_failed_append_leaves_the_panel_whole(
    tmp_path: Path, appended: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that refuses while files are written: told, and the panel is byte for byte as before."""
    shutil.copytree(appended, tmp_path / "own")
    before = digests(tmp_path / "own")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("counterpoise.data.lay.write_overlay", refuse)
    with pytest.raises(DataError, match="No space left"):
        append(tmp_path, [("USA", 2025, "polity2", 5, "")], tmp_path / "own", key="other_2026")
    assert digests(tmp_path / "own") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "own"]


def test_a_damaged_overlay_is_told(tmp_path: Path, appended: Path) -> None:
    """Its digest is checked before anything rests on it."""
    shutil.copytree(appended, tmp_path / "own")
    path = tmp_path / "own" / OVERLAYS / "wb_2026" / "overlay.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0'), encoding="utf-8")
    with pytest.raises(DataError, match="overlay is damaged"):
        append(tmp_path, [("USA", 2025, "polity2", 5, "")], tmp_path / "own", key="other_2026")


def test_other_folders_are_not_written_over(tmp_path: Path) -> None:
    """A folder with something else in it is left alone."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x", encoding="utf-8")
    with pytest.raises(CounterpoiseError, match="not a panel to which something was added"):
        append(tmp_path, ROWS, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.tex"]


def test_a_variable_of_the_users_has_bounds_of_its_own(tmp_path: Path) -> None:
    """Low and high in its description are kept as those of the panel's own variables are."""
    path = source(tmp_path)
    words = '\n[variable.trust]\nlabel = "Trust"\nunit = "0 to 1"\nlow = 0.0\nhigh = 1.0\n'
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")
    rows = table(tmp_path, [("JPN", 2020, "trust", 0.5, ""), ("JPN", 2021, "trust", 1.5, "")])
    with pytest.raises(CounterpoiseError, match=r"trust cannot be 1\.5") as told:
        read_append(rows, path, open_panel())
    assert str(told.value.where).endswith("cells.csv:3")
