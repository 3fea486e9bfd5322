"""One cell of any column of a built panel, explained: what the builder builds, with its passport."""

from __future__ import annotations

import json

import pytest

import counterpoise as cp
from counterpoise.cli.app import main
from counterpoise.units.explain import explain_column
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError

PAIRS = [
    ("USA", "JPN", "defence", 2010), ("USA", "JPN", "gml_onset", 2005), ("DEU", "RUS", "war_onset", 1941),
    ("USA", "RUS", "tss_rivalry", 1980), ("USA", "JPN", "capdist", 2010), ("USA", "JPN", "igos_shared", 2010),
    ("USA", "JPN", "alliance_s", 2010),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "name", "year"), PAIRS)
def test_a_pair_is_explained_as_it_is_built(one: str, two: str, name: str, year: int) -> None:
    """The value is the builder's, and label, unit, window and source stand beside it."""
    panel = cp.open_panel()
    found = explain_column(panel, [one, two], name, year)
    frame = cp.dyad_years(years=(year, year)).where(states=[one, two]).add(name).to_pandas()
    row = frame[frame["ccode1"] == panel.ccode(one, year)]
    assert found.values == (row[name].item(),)
    column, text = found.columns[0], found.text()
    assert all(part in text for part in (column.label, column.unit, f"{column.first} to {column.last}"))
    assert all(source.citation in text for source in found.sources)
    assert found.sources


@pytest.mark.parametrize(("name", "matrix"), [("defence", "defence_pact"), ("capdist", "capital_distance")])
def test_where_the_panel_has_the_same_it_is_named(name: str, matrix: str) -> None:
    """The quantity named has the very number."""
    panel = cp.open_panel()
    found = explain_column(panel, ["USA", "JPN"], name, 2010)
    assert found.same == matrix
    theirs = panel.matrix(matrix, [2, 740], [2010])[0, 0, 1]
    assert found.values[0] == pytest.approx(float(theirs), rel=1e-6)


def test_both_sides_of_a_pair_and_one_of_them() -> None:
    """Without the number of a side both are told, and the variable of each state is named."""
    panel = cp.open_panel()
    both = explain_column(panel, ["USA", "JPN"], "cinc", 2010)
    assert [column.name for column in both.columns] == ["cinc1", "cinc2"]
    assert both.values == tuple(panel.values("cinc", [2, 740], [2010])[0])
    assert "the variable cinc of each state" in both.text()
    assert explain_column(panel, ["USA", "JPN"], "cinc2", 2010).values == both.values[1:]


def test_mask_neighbours_and_other_lists_stand_beside_the_value() -> None:
    """As for the panel's variables: how the cell came to be, the years around it, and who else reports it."""
    panel = cp.open_panel()
    found = explain_column(panel, ["USA"], "gml_disputes", 2000)
    frame = (
        cp.state_years(years=(1998, 2002)).where(states="USA").add("gml_disputes", "cow_disputes").to_pandas()
    )
    assert found.masks == ("observed",)
    assert found.neighbours == tuple(
        (y, (v,)) for y, v in zip(frame["year"], frame["gml_disputes"], strict=True)
    )
    ((other, value),) = found.elsewhere
    assert (other.name, value) == ("cow_disputes", frame.set_index("year")["cow_disputes"][2000])
    text = found.text()
    assert "mask        observed" in text
    assert "neighbours  1998" in text
    assert "elsewhere   cow_disputes" in text
    late = explain_column(panel, ["USA"], "gml_disputes", 2009).neighbours
    assert [values[0] is None for _, values in late] == [False] * 4 + [True]  # the list ends in 2010
    measures = explain_column(panel, ["USA", "JPN"], "alliance_s", 2010).elsewhere
    assert [one.name for one, _ in measures] == ["alliance_s_cinc", "alliance_kappa", "alliance_pi"]
    assert explain_column(panel, ["USA"], "land_borders", 2000).values == (2.0,)
    assert explain_column(panel, ["JPN"], "gml_disputes", 1953).neighbours[0] == (
        1951,
        (None,),
    )  # no member yet


def test_repairs_of_the_variable_behind_a_column_are_told() -> None:
    """A side's column shows what was done to the variable's cell."""
    panel = cp.open_panel()
    log = panel.table("repairs")
    known = log[log["variable"].isin(["polity2", "cinc", "burden"]) & log["year"].between(1950, 2010)]
    row = known.iloc[0]
    other = "USA" if row["ccode"] != 2 else "GBR"
    found = explain_column(panel, [int(row["ccode"]), other], str(row["variable"]), int(row["year"]))
    assert str(row["method"]) in [one.method for one in found.repairs]
    assert "repair" in found.text()


def test_outside_its_window_a_column_is_unknown_and_not_zero() -> None:
    """GML ends in 2010: in 2012 there is no value, and the text says why."""
    found = explain_column(cp.open_panel(), ["USA", "JPN"], "gml_onset", 2012)
    assert found.values == (None,)
    assert "2012 lies outside its window" in found.text()
    assert [values for _, values in found.neighbours] == [(0.0,), (None,), (None,), (None,), (None,)]
    assert json.loads(found.json())["values"] == [None]


WRONG = [
    (["USA"], "defence", "USA-JPN"),
    (["USA", "JPN"], "gml_disputes", "name one state"),
    (["USA", "JPN"], "disputes", "one of its columns: gml_onset"),
    (["USA", "JPN"], "defense", "Did you mean defence?"),
    (["USA"], "gml_dispute", "Did you mean gml_disputes?"),
    (["USA"], "zebra", "data info"),
    (["FRN"], "cinc1", "Of one state write cinc;"),
]


@pytest.mark.parametrize(("states", "name", "words"), WRONG)
def test_an_unknown_name_is_told_and_nothing_far_away_is_suggested(
    states: list[str], name: str, words: str
) -> None:
    """What is meant is suggested where it is close; else where to look."""
    with pytest.raises(UnknownNameError, match=words):
        explain_column(cp.open_panel(), states, name, 2005)


def test_columns_of_leaders_are_told_for_each_who_held_office() -> None:
    """Iran had two leaders in 1979: both ages are given, and their own years beside them."""
    panel = cp.open_panel()
    found = explain_column(panel, ["IRN"], "leader_age", 1979)
    assert [one.name for one in found.columns] == [
        "leader_age of Mohammad Reza",
        "leader_age of Ayatollah Khomeini",
    ]
    assert found.kind == "leader-years"
    frame = cp.leader_years(years=(1979, 1979)).where(states=["IRN"]).add("leader_age", "leader").to_pandas()
    assert list(found.values) == frame["leader_age"].tolist()
    assert dict(found.neighbours)[1978][1] is None
    assert explain_column(panel, ["IRN"], "leader", 1979).values == tuple(frame["leader"])
    assert explain_column(panel, ["IRN"], "tenure", 2020).masks == ("outside",)


def test_sides_of_any_variable_are_known() -> None:
    """A number of a side may follow any variable; what was left out because it is filled says how to take it."""
    panel = cp.open_panel()
    found = explain_column(panel, ["USA", "JPN"], "milex1", 2024)
    assert [one.name for one in found.columns] == ["milex1"]
    assert found.values[0] == pytest.approx(panel.values("milex", [2], [2024])[0, 0])
    pair = cp.dyad_years(years=(2020, 2020)).add("burden2")
    assert [one.name for one in pair.columns if one.family == "others"] == ["burden2"]
    assert pair.add("burden").to_pandas()[["burden1", "burden2"]].notna().any().all()
    left = explain_column(panel, ["BRU", "USA"], "polyarchy1", 2000)
    assert left.masks == ("imputed",)
    assert "--filled" in left.text()


def test_a_year_without_the_row_is_told() -> None:
    """Japan was no member in 1948, and no state is a pair with itself."""
    with pytest.raises(CounterpoiseError, match="Japan in 1948"):
        explain_column(cp.open_panel(), ["JPN"], "gml_onset", 1948)
    for year in (1800, 2030):
        with pytest.raises(
            CounterpoiseError, match=r"window of gml_disputes, 1816 to 2010.*Write a year from"
        ):
            explain_column(cp.open_panel(), ["USA"], "gml_disputes", year)
    with pytest.raises(CounterpoiseError, match="pair with itself"):
        explain_column(cp.open_panel(), ["JPN", "740"], "gml_onset", 1990)


def test_the_command_explains_variables_quantities_and_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """One command for all three; suggestions stay near."""
    for words, told in (
        (("USA-JPN", "defence", "2010"), "State 1 owes state 2 defence"),
        (("USA", "gml_onset", "2000"), "A dispute began (GML)"),
        (("USA-JPN", "defence_pact", "2010"), "neighbours"),
        (("USA", "milex", "2015"), "constant 2023 US dollars"),
    ):
        with pytest.raises(SystemExit) as left:
            main(["data", "explain", *words])
        assert left.value.code == 0
        assert told in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["data", "explain", "USA", "zebra", "2015"])
    assert left.value.code == 2
    assert "Did you mean" not in capsys.readouterr().err
