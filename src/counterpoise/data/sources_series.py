"""State-years taken over as published: spread of modelled output, threat, organisations, votes, groups."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.read import Shelf

__all__ = [
    "creg",
    "fariss",
    "gw_creg",
    "hief",
    "ideal_points",
    "igo_states",
    "leeds_savun",
    "territorial_threat",
]

_MILLION = 1e6


def fariss(shelf: Shelf) -> pd.DataFrame:
    """Posterior standard deviations of ``gdppc_long`` and ``pop_long`` (that of ``gdp_long`` is a cell)."""
    raw = shelf.table("fariss")
    return _named(raw, {"sd_mrgdppc": "gdppc_long_sd"}).assign(pop_long_sd=raw["sd_pwtpop"] * _MILLION)


def territorial_threat(shelf: Shelf) -> pd.DataFrame:
    """Latent external territorial threat (Miller 2022), weighted by distance of capitals and of territory."""
    names = {"lterrthreat": "", "sd": "_sd", "lwr": "_low", "upr": "_high"}
    near = {"m_lterrthreat": "", "m_sd": "_sd", "m_lwr": "_low", "m_upr": "_high"}
    columns = {raw: f"territorial_threat{end}" for raw, end in names.items()}
    columns |= {raw: f"territorial_threat_near{end}" for raw, end in near.items()}
    return _named(shelf.table("territorial_threat"), columns)


def leeds_savun(shelf: Shelf) -> pd.DataFrame:
    """External threat from the probability of conflict with potential enemies (Leeds and Savun 2007).

    A year in which the source gives zero to every state (1919, 1920, 2008) is one without figures.
    """
    raw = shelf.table("leeds_savun")
    spoken = raw.groupby("year")["lsthreat"].transform("max") > 0
    return _named(raw[spoken], {"lsthreat": "external_threat"})


def igo_states(shelf: Shelf) -> pd.DataFrame:
    """Memberships in intergovernmental organisations (version 3)."""
    kinds = {"full": "full", "associate": "associate", "observer": "observer", "anytype": "any"}
    return _named(shelf.table("igo_states"), {f"sum_igo_{raw}": f"igo_{name}" for raw, name in kinds.items()})


def ideal_points(shelf: Shelf) -> pd.DataFrame:
    """Ideal points from all votes and by the older rule, quantiles of the posterior, and votes counted.

    ``ideal_point`` itself (final-passage votes) is a cell.  The extremes of the draws are left out.
    """
    columns = {"idealpointall": "ideal_point_all", "idealpointlegacy": "ideal_point_legacy"}
    for raw, name in (("fp", "ideal_point"), ("all", "ideal_point_all")):
        columns |= {f"q{level}{raw}": f"{name}_q{level}" for level in (5, 10, 50, 90, 95)}
        columns[f"nvotes{raw}"] = f"{name}_votes"
    return _named(shelf.table("ideal_points"), columns)


_CREG = {
    "ethfrac": "ethnic_fractionalisation",
    "ethpol": "ethnic_polarisation",
    "relfrac": "religious_fractionalisation",
    "relpol": "religious_polarisation",
}


def creg(shelf: Shelf) -> pd.DataFrame:
    """Ethnic and religious fractionalisation and polarisation (CREG).

    Of two rows for one state and year (the Soviet Union and Russia, say) the state's own counts where it
    says anything, else the other.
    """
    raw = shelf.table("creg")
    own = raw.assign(other=raw["ccode"] != raw["creg_ccode"], far=raw["ccode"] != raw["gwcode"])
    return _first_known(own.sort_values(["other", "far"], kind="stable"), "ccode")


def gw_creg(shelf: Shelf) -> pd.DataFrame:
    """The same by Gleditsch-Ward state-year."""
    raw = shelf.table("creg")
    own = raw.assign(other=raw["ccode"] != raw["creg_ccode"])
    return _first_known(own.sort_values(["other"], kind="stable"), "gwcode").astype(
        dict.fromkeys(_CREG.values(), "float32")
    )


def _first_known(raw: pd.DataFrame, code: str) -> pd.DataFrame:
    """One row per state and year: of each column the first known."""
    known = raw.dropna(subset=[code]).groupby([code, "year"], as_index=False)[list(_CREG)].first()
    return known.dropna(subset=list(_CREG), how="all").rename(columns=_CREG)


def hief(shelf: Shelf) -> pd.DataFrame:
    """Historical index of ethnic fractionalisation (Drazanova 2020)."""
    return _named(shelf.table("hief"), {"efindex": "hief_fractionalisation"})


def _named(raw: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """State-years with the columns renamed; of several rows for one place the first counts."""
    out = raw.dropna(subset=["ccode"])[["ccode", "year", *columns]].rename(columns=columns)
    return out.drop_duplicates(["ccode", "year"])
