"""States that a user names, as codes of the membership system of the rows."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    from counterpoise.units.site import Site

__all__ = ["codes", "elsewhere"]


def codes(site: Site, names: Sequence[str | int]) -> tuple[list[int], list[str]]:
    """Codes in the site's own system, and names to tell the user.

    Plain numbers are codes of that system.  A name that several states bore in turn (Germany, Korea, Yemen) means
    all of them, each in its years.  A state that only the other list has is an error that says so.

    Raises:
        UnknownNameError: No list has such a state.
        CounterpoiseError: Only the other list has it.

    Warns:
        UserWarning: A word is one state's ISO3 code, which is meant, and another's COW abbreviation.
    """
    found = [_gw(site, name) if site.system == "gw" else _cow(site, name) for name in names]
    for name in names:
        _say_which(site, name)
    return [code for each, _ in found for code in each], [name for _, name in found]


def _cow(site: Site, name: str | int) -> tuple[list[int], str]:
    try:
        bearers = site.panel.names.bearers(name)
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
    return list(bearers), site.panel.state(bearers[0]).name


def _say_which(site: Site, name: str | int) -> None:
    """Warn where a word means one state by ISO3 and another by its COW abbreviation."""
    other = site.panel.names.clash(name)
    if other is not None:
        meant = site.panel.state(site.panel.ccode(name)).name
        warnings.warn(
            f"{name} is read as ISO3, {meant}; as COW's abbreviation it would be {other.name}: write cow:{name}.",
            UserWarning,
            stacklevel=4,
        )


def elsewhere(site: Site, code: int, first: int, last: int) -> str | None:
    """Where a state goes by another code of the same list in these years, because that list changed it; else None.

    Such are Germany (255 and 260), Yemen (678 and 679) and Serbia: one list gave a new code, the other did not.
    """
    gw = site.system == "gw"
    mine, theirs = ("gwcode", "ccode") if gw else ("ccode", "gwcode")
    cross = site.table("gw_to_cow").dropna(subset=[mine, theirs])
    partners = set(cross.loc[cross[mine] == code, theirs])
    near = cross[cross[theirs].isin(partners) & (cross["start"] <= last) & (cross["end"] >= first)]
    codes = sorted({int(other) for other in near[mine]} - {code})
    if not codes:
        return None
    return f"In these years that state is {' or '.join(map(str, codes))} on this list, not {code}."


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
        bearers = site.panel.names.bearers(name)
    except UnknownNameError:
        other = _listed(site, name)
        if other is None:
            raise
        return [int(table.loc[table["name"] == other, "gwcode"].iloc[0])], other
    state = site.panel.state(bearers[0]).name
    cross = site.table("gw_to_cow")
    mine = cross.loc[cross["ccode"].isin(bearers), "gwcode"].to_numpy(dtype=np.int64)
    if not len(mine):
        raise CounterpoiseError(
            f"{state} is on the COW list only, and these rows are of the Gleditsch-Ward system.", where="states",
            hint="Write system='cow', or leave it out.",
        )  # fmt: skip
    return sorted({int(code) for code in mine}), state
