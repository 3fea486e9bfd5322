"""What the panel computes from other cells follows when those change.

Spending is burden times output at market rates, moved by the state's own wedge to the cited levels; the years
after the last observation of output grow as SSP2 does.
"""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import CELL, worst
from counterpoise.data.repairs import REPAIR
from counterpoise.data.sources_economy import extend_with_growth
from counterpoise.vocabulary import Mask

__all__ = ["follow"]

_FACTORS = ["burden", "gdp_market"]
_GROWN = ("gdp_ppp", "gdp_market")
_PATH = "gdp_ssp2"


def follow(
    whole: pd.DataFrame, old: pd.DataFrame, laid: pd.DataFrame
) -> tuple[pd.DataFrame, int, pd.DataFrame]:
    """Compute anew what rests on the cells that were laid over a panel.

    Args:
        whole: All cells, those laid over the panel among them.
        old: Cells of the panel below.
        laid: Cells laid over it.

    Returns:
        All cells, how many were computed, and the repairs to list.
    """
    spending = _spending(whole, old, laid)
    grown = _grown(whole, laid)
    new = pd.concat([part for part in (spending, grown) if len(part)] or [whole.iloc[:0]], ignore_index=True)
    place = ["variable", "ccode", "year"]
    out = pd.concat([new[list(CELL)], whole], ignore_index=True).drop_duplicates(place, keep="first")
    why = "Burden times output at market rates, moved as in the last year in which all three are known."
    notes = spending[["ccode", "year", "variable", "source"]].assign(method="product", why=why)[list(REPAIR)]
    return out.sort_values(place, ignore_index=True), len(new), notes


def _spending(whole: pd.DataFrame, old: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    """``milex`` where burden or output was laid anew: ``burden gdp milex' / (burden' gdp')``."""
    touched = laid[laid["variable"].isin(_FACTORS)][["ccode", "year"]].drop_duplicates()
    own = laid[laid["variable"] == "milex"][["ccode", "year"]]
    touched = touched.merge(own, how="left", indicator=True)
    touched = touched[touched["_merge"] == "left_only"][["ccode", "year"]]
    now = _side_by_side(whole, _FACTORS).merge(touched, on=["ccode", "year"])
    before = _side_by_side(old, [*_FACTORS, "milex"])
    before["wedge"] = before["milex"] / (before["burden"] * before["gdp_market"])
    both = pd.merge_asof(
        now.sort_values("year"), before[["ccode", "year", "wedge"]].sort_values("year"), on="year", by="ccode"
    )
    return pd.DataFrame(
        {
            "variable": "milex",
            "ccode": both["ccode"],
            "year": both["year"],
            "value": both["burden"] * both["gdp_market"] * both["wedge"].fillna(1.0),
            "mask": worst([both["mask_burden"], both["mask_gdp_market"]]) if len(both) else [],
            "source": both["source_burden"],
            "public": both[["public_burden", "public_gdp_market"]].max(axis=1),
        }
    )


def _side_by_side(cells: pd.DataFrame, variables: list[str]) -> pd.DataFrame:
    """One row per state-year in which all the variables are known and none is projected."""
    known = cells[cells["mask"] != int(Mask.PROJECTED)]
    out: pd.DataFrame | None = None
    for name in variables:
        part = known[known["variable"] == name][["ccode", "year", "value", "mask", "source", "public"]]
        part = part.rename(
            columns={"value": name, **{c: f"{c}_{name}" for c in ("mask", "source", "public")}}
        )
        out = part if out is None else out.merge(part, on=["ccode", "year"])
    assert out is not None
    return out.astype({"ccode": "int64", "year": "int64"})


def _grown(whole: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    """Projections of the states whose output was laid anew."""
    parts = []
    path = whole[whole["variable"] == _PATH]
    figures = laid[laid["mask"] != int(Mask.PROJECTED)]
    for name in _GROWN:
        states = set(figures[figures["variable"] == name]["ccode"])
        if states:
            seen = whole[whole["ccode"].isin(states) & (whole["mask"] != int(Mask.PROJECTED))]
            parts.append(extend_with_growth(seen, path, name))
    if not parts:
        return whole.iloc[:0]
    ahead = pd.concat(parts, ignore_index=True)
    given = ahead.merge(laid[["variable", "ccode", "year"]], how="left", indicator=True)["_merge"] == "both"
    return ahead[~given.to_numpy()]
