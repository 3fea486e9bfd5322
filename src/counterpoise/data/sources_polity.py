"""State-years of regimes beyond the main scores: V-Dem with its spread, Polity's parts, the unified scores."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf

__all__ = ["gw_polity", "gw_polyarchy", "gw_uds", "polity", "uds", "vdem"]

_INDICES = ("polyarchy", "libdem", "partipdem", "delibdem", "egaldem", "api", "mpi")
_SPECIAL = (-66, -77, -88)
_PARTS = (
    "democ", "autoc", "durable", "xrreg", "xrcomp", "xropen", "xconst", "parreg", "parcomp",
    "exrec", "exconst", "polcomp",
)  # fmt: skip


def vdem(shelf: Shelf) -> pd.DataFrame:
    """V-Dem's main indices (version 15): point, bounds of the 68 per cent interval, standard deviation.

    The point of polyarchy is called ``polyarchy_v15``, since the panel's ``polyarchy`` is of version 16;
    ``polyarchy_sd`` is a cell.
    """
    raw = shelf.table("vdem")
    out = pd.DataFrame({"ccode": raw["vdem_cowcode"], "year": raw["year"]})
    for name in _INDICES:
        own = "polyarchy_v15" if name == "polyarchy" else name
        out[own] = raw[f"v2x_{name}"]
        out[f"{own}_low"] = raw[f"v2x_{name}_codelow"]
        out[f"{own}_high"] = raw[f"v2x_{name}_codehigh"]
        if name != "polyarchy":
            out[f"{own}_sd"] = raw[f"v2x_{name}_sd"]
    return out[out["year"] >= 1816]


def polity(shelf: Shelf) -> pd.DataFrame:
    """Polity5's components; the codes -66, -77 and -88 are missing there and kept as ``polity_code``.

    In seven years of transition Polity has two rows for one COW code: the one counts whose ``polity2`` the
    panel has, else the later regime's.
    """
    raw = shelf.table("polity5").rename(columns={"cown": "ccode"})
    raw = raw[raw["ccode"].notna() & (raw["year"] >= 1816)]
    taken = shelf.table("vdem16", ["ccode", "year", "polity2"]).rename(columns={"polity2": "taken"})
    raw = raw.merge(taken, on=["ccode", "year"], how="left")
    raw = raw.assign(agrees=(raw["polity2"] == raw["taken"]).fillna(False).astype("int64"))
    raw = raw.sort_values(["ccode", "year", "agrees", "bmonth"], kind="stable", na_position="first")
    raw = raw.drop_duplicates(["ccode", "year"], keep="last")
    out = raw[["ccode", "year"]].copy()
    for name in _PARTS:
        out[f"polity_{name}"] = known(raw[name], *_SPECIAL)
    code = raw["polity"].astype("Int64")
    out["polity_code"] = code.where(code.isin(_SPECIAL))
    return out


def uds(shelf: Shelf) -> pd.DataFrame:
    """Unified Democracy Scores, extended (Marquez), as published and adjusted."""
    return shelf.table("uds", ["ccode", "year", "euds", "aeuds"]).rename(
        columns={"euds": "uds", "aeuds": "uds_adjusted"}
    )


def gw_polyarchy(shelf: Shelf) -> pd.DataFrame:
    """Electoral democracy by Gleditsch-Ward state-year (V-Dem 16)."""
    raw = shelf.table("vdem16_gw", ["gwcode", "year", "v2x_polyarchy"]).dropna()
    return raw.rename(columns={"v2x_polyarchy": "polyarchy"})


def gw_polity(shelf: Shelf) -> pd.DataFrame:
    """Polity score by Gleditsch-Ward state-year."""
    return shelf.table("polity5_gw", ["gwcode", "year", "polity2"]).dropna().astype("int64")


def gw_uds(shelf: Shelf) -> pd.DataFrame:
    """Unified Democracy Scores, extended, by Gleditsch-Ward state-year."""
    raw = shelf.table("uds_gw", ["gwcode", "year", "euds", "aeuds"]).dropna(subset=["euds", "aeuds"])
    out = raw.rename(columns={"euds": "uds", "aeuds": "uds_adjusted"})
    return out.astype({"uds": "float32", "uds_adjusted": "float32"})
