"""Counts that any build of these panels must have, published or computed by others."""

from __future__ import annotations

import pytest

import counterpoise as cp


@pytest.mark.parametrize(
    ("directed", "years", "rows"),
    [(True, (1816, 2024), 2_214_930), (True, (1816, 2018), 1_987_950), (False, (1816, 2010), 842_655)],
)
def test_dyad_years_of_the_cow_system(directed: bool, years: tuple[int, int], rows: int) -> None:
    """Peacesciencer's own panels have these many rows, false dyads left out."""
    assert len(cp.dyad_years(directed=directed, years=years)) == rows


def test_dyad_years_of_the_gleditsch_ward_system() -> None:
    """With its microstates the other list has 2,599,466 directed dyad-years to 2024."""
    assert len(cp.dyad_years(system="gw", years=(1816, 2024))) == 2_599_466


def test_politically_relevant_dyads_and_their_disputes() -> None:
    """111,991 relevant dyad-years to 2010, with 2,638 onsets and 3,813 years of dispute (GML)."""
    unit = cp.dyad_years(directed=False, years=(1816, 2010)).where("politically relevant")
    frame = unit.add("gml_onset", "gml_ongoing").to_pandas()
    assert (len(frame), frame["gml_onset"].sum(), frame["gml_ongoing"].sum()) == (111_991, 2_638, 3_813)


def test_politically_relevant_dyads_by_any_border() -> None:
    """112,282 where the smallest type speaks for a year; the two rules differ in 1,410 directed cells."""
    unit = cp.dyad_years(directed=False, years=(1816, 2010))
    assert len(unit.where("politically relevant by any border")) == 112_282
    whole = cp.dyad_years(years=(1816, 2016))
    smallest, listed = (
        whole.add("contiguity", rule=rule).to_pandas()["contiguity"] for rule in ("smallest", "first listed")
    )
    differ = smallest != listed
    assert (differ.sum(), (differ & (smallest == 1)).sum()) == (1_410, 1_040)


def test_politically_relevant_directed_dyads() -> None:
    """245,720 directed ones to 2016, where borders and ranks end."""
    assert len(cp.dyad_years(years=(1816, 2016)).where("politically relevant")) == 245_720


def test_microstates_count_unless_they_are_left_out() -> None:
    """19,273 state-years of the Gleditsch-Ward system to 2017, 17,767 without microstates; the codebook says which."""
    every, main = (
        cp.state_years(system="gw", years=(1816, 2017), microstates=keep) for keep in (True, False)
    )
    assert (len(every), len(main)) == (19_273, 17_767)
    assert "| Microstates | 23 that the list marks count as states" in every.codebook()
    assert "| Microstates | 23 that the list marks are left out |" in main.codebook()


@pytest.mark.parametrize(("source", "rows"), [("gml", 10_276), ("cow", 11_390)])
def test_disputes_before_whittling(source: str, rows: int) -> None:
    """Dispute-years are the lists as published."""
    assert len(cp.dispute_years(source=source)) == rows


@pytest.mark.parametrize(
    ("year", "pacts"),
    [(1900, 8), (1914, 14), (1938, 48), (1950, 312), (1965, 453), (1980, 696), (2000, 1_104), (2018, 1_707)],
)  # fmt: skip
def test_defence_pacts(year: int, pacts: int) -> None:
    """Pairs with a defence pact in either direction (ATOP 5.1)."""
    frame = cp.dyad_years(directed=False, years=(year, year)).add("defence").to_pandas()
    assert int(frame["defence"].sum()) == pacts


def test_capabilities() -> None:
    """NMC 7.0 has a CINC for 17,121 state-years; China passed the United States in 1995."""
    frame = cp.state_years(years=(1816, 2022)).add("cinc").to_pandas()
    assert frame["cinc"].notna().sum() == 17_121
    wide = frame.pivot(index="year", columns="ccode", values="cinc")
    assert round(float(wide.loc[2022, 710]), 4) == 0.2341
    ahead = wide.index[wide[710] > wide[2]]
    assert ahead[ahead > 1945][0] == 1995


def test_leader_years() -> None:
    """Every leader of the list who held office while his state was a member has a row for each year of it."""
    frame = cp.leader_years(years=(1977, 1981)).where(states=["USA"]).add("leaders").to_pandas()
    carter = frame[frame["leader"] == "Carter"]
    assert carter["year"].tolist() == [1977, 1978, 1979, 1980, 1981]
    assert carter["tenure"].tolist() == [1, 2, 3, 4, 5]
    assert carter["leader_age"].tolist() == [53, 54, 55, 56, 57]


def test_treaty_years() -> None:
    """NATO (ATOP 3180) had twelve members in 1949 and sixteen in 1989; by member there is a row for each."""
    nato = cp.treaty_years(years=(1949, 1989)).where(treaty=3180).add("capabilities").to_pandas()
    members = nato.set_index("year")["n_members"]
    assert (members[1949], members[1989]) == (12, 16)
    each = (
        cp.treaty_years(by="member", years=(1989, 1989)).where(treaty=3180).add("cinc", "defence").to_pandas()
    )
    assert len(each) == 16
    assert nato.loc[nato["year"] == 1989, "cinc_sum"].item() == pytest.approx(each["cinc"].sum())
    assert (each["defence"] == 1).all()


def test_cinc_is_the_mean_share_of_its_components() -> None:
    """Recomputed from the columns beside it, over the components known, it is the published series."""
    frame = cp.state_years(years=(1816, 2022)).add("capabilities").to_pandas().dropna(subset=["cinc"])
    parts = [f"nmc_{name}" for name in ("milex", "milper", "irst", "pec", "tpop", "upop")]
    world = frame.groupby("year")[parts].transform("sum")
    shares = frame[parts].astype(float) / world.where(world > 0)
    assert (shares.mean(axis=1) - frame["cinc"]).abs().max() < 1e-7
