"""State-years of nuclear weapons: who considered, pursued and possessed them."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.contents import state_list
from counterpoise.data.names import STATE_COLUMNS, Names, names_of
from counterpoise.data.read import Shelf
from counterpoise.vocabulary import UnknownNameError

__all__ = ["nuclear"]

_OWN_NAMES = {
    "Democratic Republic of Congo": "Democratic Republic of the Congo",
    "The Gambia": "Gambia",
    "Timor": "East Timor",
}
_COLUMNS = {
    "nuclear_weapons_status": "nuclear_status",
    "nuclear_weapons_consideration": "nuclear_considers",
    "nuclear_weapons_pursuit": "nuclear_pursues",
    "nuclear_weapons_possession": "nuclear_possesses",
}


def nuclear(shelf: Shelf) -> pd.DataFrame:
    """Nuclear status 1938-2022 by state, whose names are read by year; three names have no COW code.

    Tibet, Abkhazia and South Ossetia are on the list and never did any of the three.
    """
    raw = shelf.table("nuclear_status")
    listed = state_list(shelf)[list(STATE_COLUMNS)].astype(object)
    names = names_of(listed.where(listed.notna(), None).to_numpy().tolist())
    pairs = zip(raw["country_name"], raw["year"], strict=True)
    raw = raw.assign(ccode=pd.array([_code(names, name, year) for name, year in pairs], dtype="Int64"))
    out = raw.dropna(subset=["ccode"])[["ccode", "year", *_COLUMNS]].rename(columns=_COLUMNS)
    return out.groupby(["ccode", "year"], as_index=False).max()


def _code(names: Names, name: str, year: int) -> int | None:
    try:
        return names.ccode(_OWN_NAMES.get(name, name), int(year))
    except UnknownNameError:
        return None
