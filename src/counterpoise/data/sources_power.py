"""State-years of power: capabilities, personnel, warheads, forces abroad, membership, rank."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import cells, hosts, join
from counterpoise.data.read import Shelf
from counterpoise.vocabulary import Mask

__all__ = ["CARRIED", "capabilities", "force_posture", "members"]

CARRIED = 2025
"""Open spells are carried to this year, imputed: the list ends in 2016, the states do not."""
_LIST_ENDS = 2016
_WDI_PERSONNEL = (1985, 2020)
_WAR_ZONES, _WAR_ZONES_FROM = (645, 652, 690, 700), 2001
"""Iraq, Syria, Kuwait and Afghanistan, whose deployments the reports print elsewhere or not at all."""


def members(shelf: Shelf) -> pd.DataFrame:
    """``member`` and ``major``: 0 or 1 for every state of the list in every year, imputed after 2016."""
    states = shelf.table("cow_states")
    spells = pd.DataFrame({"ccode": states["ccode"], "start": states["styear"], "end": states["endyear"]})
    majors = shelf.table("cow_majors")
    ranks = pd.DataFrame({"ccode": majors["ccode"], "start": majors["styear"], "end": majors["endyear"]})
    codes = sorted(int(code) for code in states["ccode"].unique())
    return join([_flags(spells, "member", "cow_states", codes), _flags(ranks, "major", "cow_majors", codes)])


def _flags(spells: pd.DataFrame, variable: str, source: str, codes: list[int]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([codes, range(1816, CARRIED + 1)], names=["ccode", "year"])
    flag = pd.Series(0.0, index=index)
    for code, start, end in spells[["ccode", "start", "end"]].astype("int64").itertuples(index=False):
        last = CARRIED if end >= _LIST_ENDS else end
        flag.loc[(code, start) : (code, last)] = 1.0
    out = cells(flag.rename("flag").reset_index(), "flag", variable, source)
    carried = out["year"] > _LIST_ENDS
    out.loc[carried, "mask"] = int(Mask.IMPUTED)
    out.loc[carried, "public"] = out.loc[carried, "year"].map(lambda year: f"{year}-01-01")
    return out


def capabilities(shelf: Shelf) -> pd.DataFrame:
    """CINC and its six components (NMC 7), and ``milper`` in persons."""
    nmc = shelf.table("nmc")
    names = {
        "cinc": "cinc",
        "milex": "nmc_milex",
        "milper": "nmc_milper",
        "tpop": "nmc_tpop",
        "upop": "nmc_upop",
        "irst": "nmc_irst",
        "pec": "nmc_pec",
    }
    parts = [cells(nmc, column, variable, "nmc") for column, variable in names.items()]
    return join([*parts, _personnel(shelf, nmc)])


def _personnel(shelf: Shelf, nmc: pd.DataFrame) -> pd.DataFrame:
    """Persons under arms: World Bank where it reports a state, NMC otherwise.

    The World Bank counts paramilitaries and NMC does not, so one state's modern series never mixes them:
    NMC gives the years before 1985, and whole states that the World Bank leaves out.  After 2020 the
    World Bank is silent: NMC to 2022 is then scaled by the ratio of the two in 2020 and marked imputed.
    """
    wdi = shelf.table("wdi_military")
    first = cells(wdi, "armed_forces_personnel_total", "milper", "wdi_military", years=_WDI_PERSONNEL)
    second = cells(nmc, "milper", "milper", "nmc", scale=1000.0)
    covered = set(first["ccode"])
    early = second[~second["ccode"].isin(covered) | (second["year"] < _WDI_PERSONNEL[0])]
    last = _WDI_PERSONNEL[1]
    base = first[first["year"] == last].set_index("ccode")["value"]
    other = second[second["year"] == last].set_index("ccode")["value"]
    ratio = (base / other[other > 0]).dropna()
    late = second[second["ccode"].isin(ratio.index) & (second["year"] > last)].copy()
    late["value"] *= late["ccode"].map(ratio)
    late["mask"] = int(Mask.IMPUTED)
    return join([first, early, late])


def force_posture(shelf: Shelf) -> pd.DataFrame:
    """Warheads, US troops by host, and the Lee-Thompson share of global power projection."""
    listed = cells(shelf.table("warheads"), "warheads_stockpile", "warheads", "warheads")
    warheads = join([listed, _unarmed(shelf, listed)])
    share = cells(shelf.table("lee_thompson"), "power_projection_share", "power_projection", "lee_thompson")
    return join([warheads, _troops(shelf), share])


def _unarmed(shelf: Shelf, listed: pd.DataFrame) -> pd.DataFrame:
    """Zero warheads for members that the list of nuclear-armed states, complete by design, does not name."""
    states = members(shelf)
    inside = states[(states["variable"] == "member") & (states["value"] == 1.0)]
    inside = inside[inside["year"].between(listed["year"].min(), listed["year"].max())]
    return cells(inside.assign(none=0.0), "none", "warheads", "warheads")


def _troops(shelf: Shelf) -> pd.DataFrame:
    """US active-duty personnel by host: rows of one quarter are summed, quarters averaged.

    The host codes of this table are Gleditsch-Ward ones whatever its description says (Germany is 260 to
    2025), so they are recoded by year.  Quarters without a report are missing: the processed series turns
    them into zeros and counts some hosts twice.  Subtotals are left out.
    """
    reports = shelf.table("us_troops", ["ccode", "year", "quarter", "location", "troops_ad"])
    reports = reports[reports["troops_ad"].notna() & ~reports["location"].str.startswith("Total", na=False)]
    reports = hosts(reports, shelf.table("isard_gw_cow_panel"))
    quarters = reports.groupby(["ccode", "year", "quarter"], dropna=False, as_index=False)["troops_ad"].sum()
    yearly = quarters.groupby(["ccode", "year"], as_index=False)["troops_ad"].mean()
    told = cells(yearly, "troops_ad", "us_troops", "us_troops")
    older = shelf.table("us_troops_legacy", ["ccode", "year", "troops"])
    older = hosts(older, shelf.table("isard_gw_cow_panel"))
    older = older[older["ccode"].isin(_WAR_ZONES) & (older["year"] >= _WAR_ZONES_FROM)]
    other = cells(older, "troops", "us_troops", "us_troops_legacy", mask=Mask.IMPUTED)
    return join([_apart(told, other), told])


def _apart(told: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Cells of the older series where the report, with less than a tenth of it, omits a deployment.

    From 2002 the reports print 0 for Iraq, Kuwait and Afghanistan and send the reader to a table of
    deployments that this collection lacks; lately they leave out Iraq and Syria.  Those zeros are gaps, not
    absences.
    """
    both = other.merge(told[["ccode", "year", "value"]], on=["ccode", "year"], suffixes=("", "_told"))
    return both[both["value_told"] < 0.1 * both["value"]].drop(columns="value_told")
