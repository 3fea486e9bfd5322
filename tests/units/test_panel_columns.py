"""Single families: whittling, spells, similarity, distance, alliances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.units.conftest import everything

import counterpoise as cp
from counterpoise.measures.similarity import cohen_kappa, scott_pi, signorino_ritter
from counterpoise.units import years_of_peace
from counterpoise.units.columns.similarity import of_year
from counterpoise.units.columns.spells import natural_spline
from counterpoise.units.whittle import RULES, whittle

disputes = st.lists(
    st.fixed_dictionaries(
        {
            "ccode1": st.just(2), "ccode2": st.sampled_from([20, 200]), "year": st.sampled_from([1900, 1901]),
            "onset": st.integers(0, 1), "fatality": st.sampled_from([None, 0, 1, 6]), "hostlev": st.integers(1, 5),
            "mindur": st.integers(1, 5), "maxdur": st.integers(1, 5), "recip": st.integers(0, 1),
            "stmon": st.sampled_from([None, 1, 12]),
        }
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def step_by_step(table: pd.DataFrame) -> pd.DataFrame:
    """Whittling as its rules are told: one rule after the other, each keeping the best."""
    place = ["ccode1", "ccode2", "year"]
    kept = table.assign(fatality=table["fatality"].fillna(0.5), stmon=-table["stmon"].fillna(99))
    for column in ("onset", "fatality", "hostlev", "mindur", "maxdur", "recip", "stmon"):
        kept = kept[kept[column] == kept.groupby(place)[column].transform("max")]
    return kept[kept["dispnum"] == kept.groupby(place)["dispnum"].transform("min")]


@settings(max_examples=80)
@given(disputes)
def test_whittling_is_its_rules_one_after_the_other(rows: list[dict[str, object]]) -> None:
    """One dispute is left for each pair and year, the one that every rule in turn would keep."""
    table = pd.DataFrame(rows).assign(dispnum=range(1, len(rows) + 1))
    table[["fatality", "stmon"]] = table[["fatality", "stmon"]].astype(float)
    kept = whittle(table)
    assert not kept.duplicated(["ccode1", "ccode2", "year"]).any()
    assert kept["dispnum"].tolist() == step_by_step(table)["dispnum"].tolist()


def test_the_rules_can_be_chosen() -> None:
    """With another order another dispute is kept: France and Italy had three in 1860."""
    year = cp.dyad_years(years=(1860, 1860), directed=False).where(states=["FRA", "ITA"])
    first = year.add("disputes", source="gml").to_pandas()["gml_dispnum"].item()
    by_number = year.add("disputes", source="gml", whittle=[]).to_pandas()["gml_dispnum"].item()
    assert by_number == 112
    assert first in {112, 113, 306}
    assert len(RULES) == 7


def slow_spell(years: list[int], events: set[int]) -> list[int]:
    """Years since the last event or the entry, one year after the other."""
    out, since = [], 0
    for year in years:
        out.append(since)
        since = 0 if year in events else since + 1
    return out


def test_peace_years_are_counted_from_the_last_event_or_from_entry() -> None:
    """The count starts at 0 in the year after a dispute, and at 0 on entry, and again on re-entry."""
    frame = cp.dyad_years(years=(1816, 2010)).where(states=STATES).add("gml_ongoing", "spells").to_pandas()
    for (_, _), rows in frame.groupby(["ccode1", "ccode2"]):
        spell = (rows["year"].diff() != 1).cumsum()
        for _, part in rows.groupby(spell):
            events = set(part.loc[part["gml_ongoing"] == 1, "year"])
            expected = slow_spell(part["year"].tolist(), events)
            assert part["gml_ongoing_t"].tolist() == expected
            censored = [not any(event < year for event in events) for year in part["year"]]
            assert part["gml_ongoing_censored"].tolist() == censored


STATES = ["USA", "GBR", "FRA", 255, 260, "RUS", 300, "ITA"]


def test_counting_rows_and_counting_years_differ_only_where_rows_are_missing() -> None:
    """Over the whole life of pairs that never left the system the two counts agree."""
    frame = (
        cp.dyad_years(years=(1816, 2010))
        .where(states=["USA", "GBR", "RUS"])
        .add("gml_ongoing", "spells")
        .to_pandas()
    )
    count = years_of_peace(frame["gml_ongoing"], [frame["ccode1"], frame["ccode2"]], frame["year"])
    np.testing.assert_array_equal(count, frame["gml_ongoing_t"])


def test_powers_and_splines_of_a_count() -> None:
    """The cubic has its powers; the spline is linear beyond its knots and curved terms vanish before theirs."""
    unit = cp.dyad_years(years=(1950, 1960)).where(states=["USA", "GBR"])
    cubic = unit.add("spells", form="cubic").to_pandas()
    np.testing.assert_array_equal(cubic["gml_ongoing_t3"], cubic["gml_ongoing_t"] ** 3)
    spline = unit.add("spells", form="spline").to_pandas()
    assert {"gml_ongoing_s1", "gml_ongoing_s2", "gml_ongoing_s3"} <= set(spline.columns)
    far = natural_spline(np.array([200.0, 201.0, 202.0]), [0, 1, 4, 7, 100])
    np.testing.assert_allclose(np.diff(far, 2, axis=0), 0.0, atol=1e-9)


ties = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.dictionaries(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] < pair[1]),
            st.sampled_from([1.0, 2.0, 3.0]),
        ),
        st.lists(st.floats(0.001, 1), min_size=n, max_size=n),
    )
)


@settings(max_examples=60)
@given(ties)
def test_sparse_similarity_is_that_of_the_measures(
    given_ties: tuple[int, dict[tuple[int, int], float], list[float]],
) -> None:
    """The quick sums over ties give what the plain measures give for the whole portfolio."""
    count, depth, cinc = given_ties
    portfolio = np.zeros((count, count))
    for (one, two), value in depth.items():
        portfolio[one, two] = portfolio[two, one] = value
    one, two = np.nonzero(portfolio)
    found = of_year(count, one, two, portfolio[one, two], np.array(cinc))
    np.fill_diagonal(portfolio, 3.0)
    expected = {
        "s": signorino_ritter(portfolio, 3.0), "s_cinc": signorino_ritter(portfolio, 3.0, np.array(cinc)),
        "kappa": cohen_kappa(portfolio), "pi": scott_pi(portfolio),
    }  # fmt: skip
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, atol=1e-9, err_msg=name)


def test_similarity_means_what_it_says() -> None:
    """In 1985 Britain's alliances were like France's and unlike Poland's."""
    frame = (
        cp.dyad_years(years=(1985, 1985)).where(states=["GBR", "FRA", "POL"]).add("similarity").to_pandas()
    )
    frame = frame.set_index(["ccode1", "ccode2"])
    for name in ("alliance_s", "alliance_s_cinc"):
        assert frame.loc[(200, 220), name] > frame.loc[(200, 290), name]
    assert frame.filter(like="alliance_").stack().between(-1, 1).all()
    assert (frame["alliance_pi"] <= frame["alliance_kappa"] + 1e-6).all()


def test_alliances_are_directed() -> None:
    """The United States owes Japan defence under the treaty of 1960, and Japan does not owe it."""
    frame = cp.dyad_years(years=(2000, 2000)).where(states=["USA", "JPN"]).add("defence").to_pandas()
    assert frame.set_index("ccode1")["defence"].to_dict() == {2: 1.0, 740: 0.0}
    either = (
        cp.dyad_years(directed=False, years=(2000, 2000))
        .where(states=["USA", "JPN"])
        .add("defence")
        .to_pandas()
    )
    assert either["defence"].item() == 1.0


@pytest.mark.parametrize("day", ["first", "last"])
def test_the_capital_of_a_year_of_a_move_is_the_first_or_the_last(day: str) -> None:
    """Each rule takes one of the two capitals of a year in which a government moved."""
    panel = cp.open_panel()
    table = panel.table("capitals").sort_values(["ccode", "start"])
    moved = table[table["ccode"].eq(table["ccode"].shift()) & table["start"].eq(table["end"].shift())]
    code, year = int(moved["ccode"].iloc[-1]), int(moved["start"].iloc[-1])
    unit = cp.dyad_years(years=(year - 1, year + 1)).where(states=[code, "USA" if code != 2 else "GBR"])
    frame = (
        unit.add("capital distance", day=day)
        .to_pandas()
        .query("ccode1 == @code")
        .set_index("year")["capdist"]
    )
    other = year - 1 if day == "first" else year + 1
    assert frame[year] == pytest.approx(frame[other])
    assert frame[year - 1] != pytest.approx(frame[year + 1])


@pytest.mark.parametrize(("rule", "types"), [("smallest", [0, 4, 4]), ("first listed", [0, 0, 4])])
def test_contiguity_of_a_year_of_change_goes_by_a_named_rule(rule: str, types: list[int]) -> None:
    """Nicaragua and Colombia were apart when 1928 began and neighbours across water when it ended."""
    unit = cp.dyad_years(years=(1927, 1929)).where(states=[93, 100]).add("contiguity", rule=rule)
    assert unit.to_pandas().query("ccode1 == 93")["contiguity"].tolist() == types
    assert ("smallest type" in unit.describe()["note"]["contiguity"]) == (rule == "smallest")


def test_contiguity_is_the_smallest_type_of_any_border_in_the_year() -> None:
    """A long span of 0 hides no border (Russia and Afghanistan, 1920 to 1991): cell by cell against the spans."""
    panel = cp.open_panel()
    spans = panel.table("contiguity").query("type > 0 and start <= 2016")
    years = [list(range(a, min(b, 2016) + 1)) for a, b in zip(spans["start"], spans["end"], strict=True)]
    whole = spans.assign(year=years).explode("year")
    keys = ["ccode1", "ccode2", "year"]
    types = whole.groupby(keys)["type"].min().rename("least").reset_index().astype("int64")
    states = [365, 700, 310, 325, 345, 255, 640, 616, 530, 670]
    frame = cp.dyad_years(years=(1816, 2016)).where(states=states).add("contiguity").to_pandas()
    both = frame.merge(types, on=keys, how="left")
    assert (both["contiguity"] == both["least"].fillna(0)).all()
    assert both.query("ccode1 == 365 and ccode2 == 700 and year == 1979")["contiguity"].item() == 1
    counted = whole.assign(land=whole["type"] == 1, sea=whole["type"] > 1).groupby(["ccode1", "year"])[
        ["land", "sea"]
    ]
    counts = counted.sum().rename_axis(["ccode", "year"]).reset_index().astype("int64")
    state = cp.state_years(years=(1816, 2016)).add("contiguity").to_pandas().merge(counts, how="left")
    assert (state["land_borders"] == state["land"].fillna(0)).all()
    assert (state["sea_borders"] == state["sea"].fillna(0)).all()
    assert state.query("ccode == 365 and year == 1985")["land_borders"].item() == 12


def test_state_years_count_neighbours_and_partners() -> None:
    """France in 2000: eight land neighbours by COW's list, and as many defence partners as its pairs say."""
    frame = (
        cp.state_years(years=(2000, 2000))
        .where(states=["FRA"])
        .add("contiguity", "alliances", "disputes")
        .to_pandas()
    )
    pairs = (
        cp.dyad_years(years=(2000, 2000))
        .where(states=["FRA"], side="first")
        .add("contiguity", "defence")
        .to_pandas()
    )
    assert frame["land_borders"].item() == (pairs["contiguity"] == 1).sum()
    assert frame["sea_borders"].item() == (pairs["contiguity"] > 1).sum()
    assert frame["defence_partners"].item() == pairs["defence"].sum()
    assert frame["gml_new_disputes"].item() <= frame["gml_disputes"].item()


def test_dependence_is_each_states_own() -> None:
    """Canada depended on trade with the United States far more than they on it."""
    frame = cp.dyad_years(years=(1970, 1970)).where(states=["USA", "CAN"]).add("trade").to_pandas()
    row = frame.query("ccode1 == 2").iloc[0]
    assert row["trade_dependence2"] > 5 * row["trade_dependence1"] > 0


def test_one_name_is_one_variable() -> None:
    """`milex` is what `data explain` explains; the figures of NMC go by the name that the panel gives them."""
    frame = (
        cp.state_years(years=(2015, 2015))
        .where(states=["USA"])
        .add("milex", "milper", "nmc_milper")
        .to_pandas()
    )
    panel = cp.open_panel()
    for name in ("milex", "milper", "nmc_milper"):
        assert frame[name].item() == pytest.approx(panel.values(name, [2], [2015]).item()), name
    assert frame["milper"].item() > 100 * frame["nmc_milper"].item()


def test_columns_that_bear_the_name_of_a_variable_are_that_variable() -> None:
    """Every column of every family that is called like a variable of the panel has its numbers."""
    unit = everything(cp.state_years(years=(1980, 2010)).where(states=STATES))
    frame, panel = unit.to_pandas(), unit.site.panel
    shared = [column.name for column in unit.columns if column.name in panel.variables()]
    assert len(shared) >= 50
    place = [unit.site.axis.index(code) for code in frame["ccode"]]
    for name in shared:
        expected = unit.site.cube(name)[frame["year"] - 1816, place]
        np.testing.assert_allclose(frame[name].astype(float), expected, rtol=1e-5, err_msg=name)


def test_exits_of_leaders_are_known_wherever_archigos_speaks() -> None:
    """On the Gleditsch-Ward list no state needs a COW code: more than one leader in a year is Archigos' own."""
    unit = cp.state_years(system="gw").add("leader_exit", "leader_exit_irregular")
    table = unit.site.panel.table("leader_transitions")
    both = unit.to_pandas().merge(table, on=["gwcode", "year"])
    assert len(both) > 12_000
    assert (both["leader_exit"] == both["transition"]).all()
    assert (both["leader_exit"] == (both["leaders"] > 1)).all()
    assert (both["leader_exit_irregular"] == both["irregular"]).all()
    american = (
        cp.leader_years(system="gw", years=(1860, 1870)).where(states=["USA"], side="either").to_pandas()
    )
    assert set(american["gwcode"]) == {2}


def test_states_that_only_one_list_has_bear_its_name() -> None:
    """Orange Free State has no COW code: it is named by Gleditsch and Ward, and has no ISO code."""
    frame = cp.state_years(system="gw").add("names").to_pandas()
    assert frame["state"].notna().all()
    assert set(frame.loc[frame["gwcode"] == 564, "state"]) == {"Orange Free State"}
    assert frame.loc[frame["gwcode"] == 564, "iso3"].isna().all()
    american = frame[frame["gwcode"] == 2]
    assert (set(american["state"]), set(american["iso3"])) == ({"United States"}, {"USA"})
    pairs = cp.dyad_years(system="gw", years=(1900, 1900)).add("names").to_pandas()
    assert pairs[["state1", "state2"]].notna().all(axis=None)
    assert set(pairs.loc[pairs["gwcode2"] == 564, "state2"]) == {"Orange Free State"}


def test_leaders_come_and_go_in_their_own_years() -> None:
    """The exit is that of the row's leader: Mosaddegh came in 1951 and fell in 1953, both coded irregular."""
    unit = cp.leader_years(system="gw").add("leaders")
    frame = unit.to_pandas().set_index(["obsid", "year"])
    table = unit.site.table("leaders").set_index("obsid")
    turns = [name for name in frame if name.startswith(("leader_entry", "leader_exit"))]
    assert len(turns) == 6
    assert frame.loc[("IRN-1951", 1951), turns].tolist() == [1, 1, 0, 0, 0, 0]
    assert frame.loc[("IRN-1951", 1953), turns].tolist() == [0, 0, 0, 1, 1, 0]
    assert frame.loc[("IRN-1979", 1979), "leader_exit"] == 0
    assert (frame.groupby("obsid")[turns].sum() <= 1).all(axis=None)
    unknown = frame[frame["leader_exit"].isna()].index
    assert set(unknown.get_level_values("year")) == {2014, 2015}
    assert table.loc[unknown.get_level_values("obsid"), ["end_date", "exit"]].isna().all(axis=None)
    assert not any(one.alias for one in unit.columns if one.name in turns)
    labels = {one.name: one.label for one in cp.state_years().add("leaders").columns}
    assert labels["leader_exit"] == "More than one leader in the year"
