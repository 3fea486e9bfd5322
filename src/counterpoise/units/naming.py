"""States that a user names, as codes of the membership system of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    from counterpoise.units.site import Site

__all__ = ["codes"]


def codes(site: Site, names: Sequence[str | int]) -> tuple[list[int], list[str]]:
    """Codes in the site's own system, and names to tell the user.

    Plain numbers are codes of that system.  A state that only the other list has is an error that says so.

    Raises:
        UnknownNameError: No list has such a state.
        CounterpoiseError: Only the other list has it.
    """
    found = [_gw(site, name) if site.system == "gw" else _cow(site, name) for name in names]
    return [code for each, _ in found for code in each], [name for _, name in found]


def _cow(site: Site, name: str | int) -> tuple[list[int], str]:
    try:
        code = site.panel.ccode(name)
    except UnknownNameError:
        other = _listed(site, name)
        if other is None:
            raise
        number = str(name).strip().lower().removeprefix("gw:")
        if number.isdecimal():
            _other_list(site, int(number), "cow")
        raise CounterpoiseError(
            f"{other} is on the Gleditsch-Ward list only, and these rows are of the COW system.", where="states",
            hint="Write system='gw', or leave it out.",
        ) from None  # fmt: skip
    return [code], site.panel.state(code).name


def _listed(site: Site, name: str | int) -> str | None:
    """Name of a state that the Gleditsch-Ward list knows by this code, abbreviation or name."""
    table = site.table("gw_states")
    word = str(name).strip().lower().removeprefix("gw:")
    for column in ("gwcode", "abbreviation", "name"):
        rows = table[table[column].astype(str).str.lower() == word]
        if len(rows):
            return str(rows["name"].iloc[0])
    return None


def _other_list(site: Site, number: int, wanted: str) -> None:
    """Refuse a code of the other list, with the state's own code on the list of the rows, if it has one there.

    Raises:
        UnknownNameError: The other list has the code, and the crosswalk a partner.
    """
    theirs, ours = ("ccode", "gwcode") if wanted == "gw" else ("gwcode", "ccode")
    cross = site.table("gw_to_cow")
    partners = sorted({int(code) for code in cross.loc[cross[theirs] == number, ours].dropna()})
    if not partners:
        return
    if wanted == "gw":
        whose, mine, name = "COW's code", "the Gleditsch-Ward list", site.panel.state(number).name
    else:
        whose, mine, name = "the Gleditsch-Ward code", "COW's list", str(_listed(site, number))
    codes = " or ".join(map(str, partners))
    raise UnknownNameError(
        f"{number} is {whose} of {name}; in {mine} it is {codes}.", where="states",
        hint=f"Write {partners[-1]}, or the name.",
    )  # fmt: skip


def _gw(site: Site, name: str | int) -> tuple[list[int], str]:
    """Every Gleditsch-Ward code that a state ever had: one number, or those of a COW state over the years."""
    table = site.table("gw_states")
    text = str(name).strip()
    number = text.lower().removeprefix("gw:")
    if number.isdecimal() and not text.lower().startswith("cow:"):
        if int(number) not in site.gw_axis:
            _other_list(site, int(number), "gw")
            raise UnknownNameError(
                f"No state of the Gleditsch-Ward list has the code {number}.", where="states",
                hint=nearest(number, map(str, site.gw_axis)) or "Write a name, or cow: and a COW code.",
            )  # fmt: skip
        return [int(number)], str(table.loc[table["gwcode"] == int(number), "name"].iloc[0])
    try:
        cow = site.panel.ccode(name)
    except UnknownNameError:
        other = _listed(site, name)
        if other is None:
            raise
        return [int(table.loc[table["name"] == other, "gwcode"].iloc[0])], other
    state = site.panel.state(cow).name
    cross = site.table("gw_to_cow")
    mine = cross.loc[cross["ccode"] == cow, "gwcode"].to_numpy(dtype=np.int64)
    if not len(mine):
        raise CounterpoiseError(
            f"{state} is on the COW list only, and these rows are of the Gleditsch-Ward system.", where="states",
            hint="Write system='cow', or leave it out.",
        )  # fmt: skip
    return sorted({int(code) for code in mine}), state
