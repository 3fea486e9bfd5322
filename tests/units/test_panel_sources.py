"""Cell by cell against the tables that peacesciencer and others publish, for years and states drawn at random."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.raw import SOURCES, needs_sources

import counterpoise as cp
from counterpoise.data.catalogue import entry
from counterpoise.units.builder import Units
from counterpoise.units.columns import disputes
from counterpoise.units.whittle import whittle

pytestmark = [
    pytest.mark.sources,
    needs_sources,
]
PAIR, STATE = ["ccode1", "ccode2", "year"], ["ccode", "year"]


def raw(key: str) -> pd.DataFrame:
    """A published table."""
    return pd.read_parquet(SOURCES / entry(key).file)


def some_years(first: int, last: int) -> list[tuple[int, int]]:
    """Three short spans of years, drawn anew from the seed of the day's number of rows."""
    random = np.random.default_rng(first * 10_000 + last)
    return [(int(year), int(year) + 2) for year in random.integers(first, last - 1, 3)]


def compare(
    frame: pd.DataFrame,
    published: pd.DataFrame,
    keys: list[str],
    columns: dict[str, str],
    *,
    absent: float | None = None,
    rtol: float = 1e-6,
    atol: float = 0.0,
    unknown: float | None = -9,
) -> int:
    """Hold columns of ours against columns of a published table; the number of cells compared.

    ``absent`` is what a row of ours must hold where the table lists none; None where it may be missing.
    """
    theirs = published[[*keys, *columns.values()]].drop_duplicates(keys)
    both = frame[[*keys, *columns]].merge(theirs, on=keys, how="left", suffixes=("", "_raw"), indicator=True)
    cells = 0
    for ours, name in columns.items():
        expected = both[name if name != ours else f"{name}_raw"].astype(float)
        expected = expected.where(expected != unknown) if unknown is not None else expected
        listed = (both["_merge"] == "both").to_numpy()
        if absent is not None:
            expected = expected.where(listed, absent)
            listed = np.ones(len(both), dtype=bool)
        np.testing.assert_allclose(
            both[ours].to_numpy(dtype=float)[listed],
            expected.to_numpy()[listed],
            rtol=rtol,
            atol=atol,
            err_msg=ours,
        )
        cells += int(listed.sum())
    return cells


ALLIANCES = {"defence": "atop_defense", "offence": "atop_offense", "neutrality": "atop_neutral",
             "nonaggression": "atop_nonagg", "consultation": "atop_consul"}  # fmt: skip
DISPUTES = {"onset": "onset", "ongoing": "ongoing"}
KEPT = {"dispnum": "dispnum", "side_a1": "sidea1", "side_a2": "sidea2", "originator1": "orig1",
        "originator2": "orig2", "hostility1": "hostlev1", "hostility2": "hostlev2", "action1": "hiact1",
        "action2": "hiact2", "fatality1": "fatality1", "fatality2": "fatality2", "hostility": "hostlev",
        "fatality": "fatality", "reciprocated": "recip", "min_days": "mindur", "max_days": "maxdur"}  # fmt: skip


@pytest.mark.parametrize("years", some_years(1816, 2018))
def test_alliances(years: tuple[int, int]) -> None:
    """Every directed obligation of ATOP's dyad-years, and none beside."""
    frame = cp.dyad_years(years=years).add("alliances").to_pandas()
    assert compare(frame, raw("atop"), PAIR, ALLIANCES, absent=0) > 1_000


@pytest.mark.parametrize(("name", "key", "short"), [("gml", "gml", "gmlmid"), ("cow", "mids", "cowmid")])
def test_whittled_disputes(name: str, key: str, short: str) -> None:
    """All dyad-years with a dispute, whittled as peacesciencer whittles them: every row and column."""
    files = {"gml": "gml_mid_directed_dyad_year.parquet", "cow": "cow_mid_directed_dyad_year.parquet"}
    theirs = pd.read_parquet(SOURCES / files[name]).sort_values(PAIR, ignore_index=True)
    mine = whittle(disputes.all_disputes(cp.dyad_years().site, name)).sort_values(PAIR, ignore_index=True)
    assert len(mine) == {"gml": 9_284, "cow": 10_234}[name]
    for column in ("ccode1", "ccode2", "year", "dispnum", *KEPT.values()):
        expected = theirs[column].astype(float)
        values = mine[column].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_array_equal(values, expected.where(expected != -9), err_msg=column)
    frame = cp.dyad_years(years=(1816, 2010)).add("disputes", source=name).to_pandas()
    flags = {f"{name}_{ours}": f"{short}{theirs}" for ours, theirs in DISPUTES.items()}
    published = theirs[theirs["year"] <= 2010]
    assert compare(frame, published, PAIR, flags, absent=0) == 2 * len(frame)
    kept = {f"{name}_{ours}": column for ours, column in KEPT.items()}
    compare(frame, published, PAIR, kept, absent=np.nan)


@pytest.mark.parametrize("years", some_years(1886, 2019))
def test_minimum_distance(years: tuple[int, int]) -> None:
    """Kilometres of CShapes to the tenth that the panel keeps, from both sides, in both systems."""
    frame = cp.dyad_years(years=years, directed=False).add("mindist").to_pandas()
    assert compare(frame, raw("mindist"), PAIR, {"mindist": "mindist"}, absent=np.nan, atol=0.051) > 500
    other = cp.dyad_years(years=years, directed=False, system="gw").add("mindist").to_pandas()
    keys = ["gwcode1", "gwcode2", "year"]
    theirs = pd.read_parquet(SOURCES / "gw_mindist_dyad_year.parquet")
    assert compare(other, theirs, keys, {"mindist": "mindist"}, absent=np.nan, atol=0.051) > 500


@pytest.mark.parametrize("years", some_years(1816, 2014))
def test_organisations(years: tuple[int, int]) -> None:
    """Shared memberships by pair and memberships by state."""
    frame = cp.dyad_years(years=years, directed=False).add("igos_shared").to_pandas()
    theirs = pd.read_parquet(SOURCES / "igo_dyad_year.parquet")
    assert compare(frame, theirs, PAIR, {"igos_shared": "dyadigos"}, absent=np.nan) > 500
    states = cp.state_years(years=years).add("igos").to_pandas()
    names = {"igo_full": "sum_igo_full", "igo_any": "sum_igo_anytype"}
    assert compare(states, raw("igo_states"), STATE, names, absent=np.nan) > 50


STATES: list[tuple[str, str, dict[str, str], float]] = [
    ("capabilities", "nmc", {"cinc": "cinc", "nmc_milex": "milex"}, 1e-9),
    ("capabilities", "nmc", {f"nmc_{name}": name for name in ("milper", "irst", "pec", "tpop", "upop")}, 1e-7),
    ("democracy", "vdem16", {"polyarchy": "v2x_polyarchy", "polity2": "polity2"}, 1e-6),
    ("democracy", "uds", {"uds": "euds", "uds_adjusted": "aeuds"}, 2e-6),
    ("gdp and population", "fariss", {"gdp_long": "pwtrgdp", "gdp_long_sd": "sd_pwtrgdp", "gdppc_long": "mrgdppc",
                                      "gdppc_long_sd": "sd_mrgdppc"}, 2e-6),
    ("territorial threat", "territorial_threat", {"territorial_threat": "lterrthreat", "territorial_threat_sd": "sd",
                                                  "territorial_threat_near": "m_lterrthreat"}, 2e-6),
    ("trade", "cow_trade", {"trade_imports": "imports", "trade_exports": "exports"}, 1e-8),
    ("votes", "ideal_points", {"ideal_point": "idealpointfp", "ideal_point_q5": "q5fp"}, 2e-6),
]  # fmt: skip


@pytest.mark.parametrize(("family", "key", "columns", "rtol"), STATES)
def test_state_years(family: str, key: str, columns: dict[str, str], rtol: float) -> None:
    """Every state-year of a published series that is a member's, for each system of codes alike."""
    frame = cp.state_years().add(family).to_pandas()
    assert compare(frame, raw(key), STATE, columns, rtol=rtol, unknown=None) > 10_000


ALIASED = [
    ("isard_cow_gdp_pop", "gdp and population"), ("isard_cow_democracy", "democracy"), ("nmc_v7", "capabilities"),
    ("cow_trade_state_year", "trade"), ("igo_state_year", "igos"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "family"), ALIASED)
def test_what_goes_by_a_name_of_peacesciencer_is_in_its_unit(file: str, family: str) -> None:
    """Every column that shares its name with one of the published table has that column's numbers."""
    frame = cp.state_years().add(family).to_pandas(names="peacesciencer")
    theirs = pd.read_parquet(SOURCES / f"{file}.parquet")
    names = [name for name in theirs if name in frame and name not in STATE]
    assert len(names) >= 2
    both = frame.merge(theirs, on=STATE, suffixes=("", "_raw"))
    for name in names:
        known = both[[name, f"{name}_raw"]].astype(float).dropna()
        assert len(known) > 4_000
        np.testing.assert_allclose(known[name], known[f"{name}_raw"], rtol=2e-6, atol=1e-6, err_msg=name)


def test_leaders_under_the_names_of_peacesciencer() -> None:
    """So have exits of leaders, on the list of Gleditsch and Ward, wherever Archigos speaks."""
    frame = (
        cp.state_years(system="gw")
        .add("leader_exit", "leader_exit_irregular")
        .to_pandas(names="peacesciencer")
    )
    theirs = pd.read_parquet(SOURCES / "leaders_archigos_state_year.parquet")
    names = {name: name for name in ("leadertransition", "irregular")}
    assert compare(frame, theirs, ["gwcode", "year"], names) > 25_000


def test_state_years_of_the_other_system() -> None:
    """Gleditsch-Ward state-years have the values that are coded by their own codes."""
    frame = cp.state_years(system="gw").add("uds", "uds_adjusted", "polity2", "gdppc_long").to_pandas()
    keys = ["gwcode", "year"]
    democracy = pd.read_parquet(SOURCES / "isard_gw_democracy.parquet")
    names = {"uds": "euds", "uds_adjusted": "aeuds", "polity2": "polity2"}
    assert compare(frame, democracy, keys, names, rtol=2e-6, unknown=None) > 40_000
    output = pd.read_parquet(SOURCES / "isard_gw_gdp_pop.parquet")
    assert compare(frame, output, keys, {"gdppc_long": "mrgdppc"}, rtol=2e-6, unknown=None) > 15_000


def test_wars() -> None:
    """Pairs at war are those of COW's list, and nobody else is."""
    frame = cp.dyad_years(years=(1816, 2007)).add("wars").to_pandas()
    theirs = raw("cow_wars").sort_values("cowinteronset", ascending=False)
    names = {"war_onset": "cowinteronset", "war_ongoing": "cowinterongoing"}
    assert compare(frame, theirs, PAIR, names, absent=0) == 2 * len(frame)


def test_membership() -> None:
    """Rows are the published universes, mirrored."""
    for system, file in (("cow", "cow_dyad_universe_spans"), ("gw", "gw_dyad_universe_spans")):
        code = {"cow": "ccode", "gw": "gwcode"}[system]
        spans = pd.read_parquet(SOURCES / f"{file}.parquet")
        whole = spans.loc[spans.index.repeat(spans["end_year"] - spans["start_year"] + 1)]
        year = whole["start_year"] + whole.groupby(level=0).cumcount()
        expected = pd.DataFrame({f"{code}1": whole[f"{code}1"], f"{code}2": whole[f"{code}2"], "year": year})
        expected = expected.sort_values(list(expected.columns), ignore_index=True)
        found = cp.dyad_years(system=system, directed=False, years=(1816, 2024)).to_pandas()
        pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_column_type=False)


def test_leaders() -> None:
    """The leader of 1 January and his record are Archigos', LEAD's and Carter and Smith's."""
    unit: Units = cp.state_years(system="gw", years=(1875, 2004)).add("leaders")
    frame = unit.to_pandas()
    who = pd.read_parquet(SOURCES / "leaders_archigos_state_year.parquet")[["gwcode", "year", "jan1obsid"]]
    lead = pd.read_parquet(SOURCES / "leaders_lead.parquet").rename(columns={"obsid": "jan1obsid"})
    will = pd.read_parquet(SOURCES / "leaders_lwuf.parquet").rename(columns={"obsid": "jan1obsid"})
    theirs = who.dropna().merge(lead, on="jan1obsid", how="left").merge(will, on="jan1obsid", how="left")
    names = {"leader_combat": "combat", "leader_rebel": "rebel", "leader_theta1_mean": "theta1_mean",
             "leader_theta4_sd": "theta4_sd"}  # fmt: skip
    assert compare(frame, theirs, ["gwcode", "year"], names, rtol=2e-6, unknown=None) > 10_000
