"""Names and codes of the states of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.rows import YEARS, Rows, positions, runs
from counterpoise.units.site import Site

__all__ = ["FAMILY"]


def _other_code(site: Site) -> NDArray[np.float32]:
    """Gleditsch-Ward code by COW state and year ``[year, state + 1]``."""

    def make() -> NDArray[np.float32]:
        table = site.table("cow_to_gw").dropna(subset=["gwcode"])
        gw, cow, start, end = (
            table[name].to_numpy(dtype=np.int64) for name in ("gwcode", "ccode", "start", "end")
        )
        cube = np.full((YEARS, len(site.axis) + 1), np.nan, dtype=np.float32)
        which, year = runs(np.maximum(start, FIRST_YEAR), end)
        cube[year - FIRST_YEAR, positions(cow, site.axis)[which]] = gw[which]
        return cube

    return site.keep("gw by cow", make=make)


def _code(site: Site, side: int, rows: Rows, out: NDArray[Any]) -> None:
    if site.system == "cow":
        np.take(_other_code(site).ravel(), rows.spots[side], out=out, mode="clip")
    else:
        axis = np.array([*site.axis, np.nan], dtype=np.float32)
        out[:] = axis[rows.places[side]]


def _word(side: int, rows: Rows, out: NDArray[Any]) -> None:
    out[:] = rows.places[side]


def _name(side: int, rows: Rows, out: NDArray[Any]) -> None:
    """COW's name; of a state-year that only the Gleditsch-Ward list has, that list's."""
    out[:] = rows.places[side]
    if rows.own:
        own = rows.own[side]
        np.copyto(out, rows.states + own, where=(out < 0) & (own >= 0), casting="unsafe")


def _own_names(site: Site) -> tuple[str, ...]:
    """Names on the Gleditsch-Ward list, in the order of its own axis, for rows of that system."""
    if site.system == "cow":
        return ()
    names = site.table("gw_states").drop_duplicates("gwcode").set_index("gwcode")["name"]
    return tuple(names.loc[list(site.gw_axis)].astype(str).tolist())


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    states = [site.panel.state(code) for code in site.axis]
    names = (*(one.name for one in states), *_own_names(site))
    iso = tuple(one.iso3 or one.abbreviation for one in states)
    cow = site.panel.table_sources("cow_states")
    both = cow if site.system == "cow" else (*cow, *site.panel.table_sources("gw_states"))
    other = ("gwcode", "Gleditsch-Ward code") if site.system == "cow" else ("ccode", "COW code")
    suffixes = ("1", "2") if site.dyadic else ("",)
    plans = []
    for side, suffix in enumerate(suffixes):

        def column(
            name: str, label: str, unit: str, dtype: str, sources: tuple[str, ...] = cow, suffix: str = suffix
        ) -> Column:
            return Column(
                name + suffix,
                label,
                unit,
                dtype,
                1816,
                2025,
                sources,
                "names",
                "",
                name + suffix,
                dtype == "float32",
            )

        name: Callable[[Rows, NDArray[Any]], None] = partial(_name, side)
        word: Callable[[Rows, NDArray[Any]], None] = partial(_word, side)
        plans += [
            Plan(column("state", "Name of the state", "text", "category", both), name, names),
            Plan(column("iso3", "ISO 3166 code, or COW's abbreviation", "text", "category"), word, iso),
            Plan(column(other[0], other[1], "code", "float32"), partial(_code, site, side)),
        ]
    return plans


FAMILY = Family(
    "names",
    "Names and codes",
    ("state-years", "dyad-years", "leader-years", "dispute-years", "treaty-members"),
    _plans,
    text="Name, ISO 3166 code, and the code in the other membership system. State-years that only the "
    "Gleditsch-Ward list has bear its name, and no ISO code.",
    peacesciencer="add_gwcode_to_cow(), add_ccode_to_gw()",
)
