"""Pairs of states beyond war and treaty: shared organisations, dependence on trade, distance, terrain."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.digits import narrow
from counterpoise.data.harmonise import known, spans
from counterpoise.data.read import Shelf
from counterpoise.data.sources_membership import CARRIED
from counterpoise.data.sources_ties import seats

__all__ = ["gw_capitals", "gw_mindist", "gw_output", "igo_dyads", "terrain", "trade_dependence"]

_DISTANCES_END = 2019


def igo_dyads(shelf: Shelf) -> pd.DataFrame:
    """Organisations of which both states are full members, 1816-2014; lower code first, zeros listed."""
    raw = shelf.table("igo", ["ccode1", "ccode2", "year", "dyadigos"]).rename(columns={"dyadigos": "shared"})
    return raw.astype("int16")


def trade_dependence(shelf: Shelf) -> pd.DataFrame:
    """Trade of a pair over the output of each, and openness of each, 1885-1991 (Russett and Oneal 2001).

    Politically relevant pairs only: an absent pair is unknown, not zero.
    """
    raw = shelf.table("oneal_russett", ["statea", "stateb", "year", "dependa", "dependb", "opena", "openb"])
    names = {"statea": "ccode1", "stateb": "ccode2", "dependa": "dependence1", "dependb": "dependence2"}
    return narrow(raw.rename(columns=names | {"opena": "openness1", "openb": "openness2"}))


def gw_mindist(shelf: Shelf) -> pd.DataFrame:
    """Minimum distance between territories in km by Gleditsch-Ward pair, 1886-2019, carried to 2025."""
    raw = shelf.table("gw_mindist").rename(columns={"mindist": "km"})
    raw = raw.astype({"gwcode1": "int64", "gwcode2": "int64", "year": "int64"})
    raw["km"] = raw["km"].round(2)
    out = spans(raw, ["gwcode1", "gwcode2"], ["km"])
    out["end"] = out["end"].where(out["end"] < _DISTANCES_END, CARRIED)
    return out


def gw_capitals(shelf: Shelf) -> pd.DataFrame:
    """Capitals by Gleditsch-Ward code with their place; the last is carried to 2025."""
    return seats(shelf.table("gw_capitals"), "gwcode")


def gw_output(shelf: Shelf) -> pd.DataFrame:
    """Two centuries of modelled output and population by Gleditsch-Ward state-year (Fariss and others)."""
    raw = shelf.table("fariss_gw")
    names = {
        "pwtrgdp": "gdp_long", "sd_pwtrgdp": "gdp_long_sd", "mrgdppc": "gdppc_long",
        "sd_mrgdppc": "gdppc_long_sd", "pwtpop": "pop_long", "sd_pwtpop": "pop_long_sd",
    }  # fmt: skip
    out = raw[["gwcode", "year", *names]].rename(columns=names)
    out[["pop_long", "pop_long_sd"]] *= 1e6
    return narrow(out)


def terrain(shelf: Shelf) -> pd.DataFrame:
    """Ruggedness and mountains of 192 states (Nunn and Puga 2012; Gibler and Miller 2014)."""
    raw = shelf.table("rugged").rename(columns={"rugged": "ruggedness", "newlmtnest": "mountains"})
    raw["gwcode"] = known(raw["gwcode"])
    return raw[["ccode", "gwcode", "ruggedness", "mountains"]]
