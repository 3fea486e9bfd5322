"""Which rows are kept: the rules of the field by name, lists of states, regions, treaties, or any function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.measures.hazard import REGIONS, region_of
from counterpoise.units.columns import contiguity
from counterpoise.units.rows import YEARS, Rows, positions, runs
from counterpoise.units.spine import treaty_spells
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    from counterpoise.units.site import Site

__all__ = ["RULES", "Rule", "named", "of_function", "of_region", "of_states", "of_treaty"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """A choice of rows.

    Attributes:
        label: The rule in words, for the codebook.
        keep: Mask of the rows to keep.
        window: Years in which the rule can be applied, None for all.
        kinds: Units of analysis that it fits.
        hint: What to write instead where it leaves no row.
    """

    label: str
    keep: Callable[[Site, Rows], Mask]
    window: Callable[[Site], tuple[int, int]] | None = None
    kinds: tuple[str, ...] = ("dyad-years", "dispute-years")
    hint: str = ""


def _contiguous(site: Site, rows: Rows, nearest_type: int, rule: str = contiguity.SMALLEST) -> Mask:
    keep = np.zeros(len(rows), dtype=bool)
    table = contiguity.cells(site, rule)
    at, which = rows.met(table)
    kind = table.values["type"][which]
    keep[at] = (kind > 0) & (kind <= nearest_type)
    return keep


def _major(site: Site, rows: Rows) -> Mask:
    cube = np.nan_to_num(site.cube("major")).ravel() > 0
    keep = np.zeros(len(rows), dtype=bool)
    for spots in rows.spots:
        keep |= cube[spots]
    return keep


def _relevant(site: Site, rows: Rows, rule: str) -> Mask:
    return _contiguous(site, rows, 5, rule) | _major(site, rows)


def _major_window(site: Site) -> tuple[int, int]:
    known = np.flatnonzero(~np.isnan(site.cube("major")).all(axis=1)) + FIRST_YEAR
    return int(known[0]), int(known[-1])


def _both_windows(site: Site) -> tuple[int, int]:
    first, last = site.window("contiguity")
    low, high = _major_window(site)
    return max(first, low), min(last, high)


def _borders(site: Site) -> tuple[int, int]:
    return site.window("contiguity")


_RELEVANT = (
    "contiguous by land or within 400 miles of water (COW types 1 to 5), or a COW major power among the two"
)
_ONE_SIDED = ("state-years", "leader-years", "treaty-members", "dyad-years", "dispute-years")
RULES: dict[str, Rule] = {
    "politically relevant": Rule(
        f"politically relevant: {_RELEVANT}; a year goes by the first span that COW lists for it, 0 included "
        f"({contiguity.PUBLISHED})",
        partial(_relevant, rule=contiguity.FIRST_LISTED),
        _both_windows,
    ),
    "politically relevant by any border": Rule(
        f"politically relevant by any border: {_RELEVANT}; a year goes by the smallest type that stood in it",
        partial(_relevant, rule=contiguity.SMALLEST),
        _both_windows,
    ),
    "contiguous": Rule("contiguous by land or water at some time in the year (COW types 1 to 5)",
                       lambda site, rows: _contiguous(site, rows, 5), _borders),
    "land contiguous": Rule("contiguous by land at some time in the year (COW type 1)",
                            lambda site, rows: _contiguous(site, rows, 1), _borders),
    "majors": Rule("a COW major power (one of the two, for pairs)", _major, _major_window, _ONE_SIDED),
}  # fmt: skip
"""Rules that are chosen by name."""
_ALSO = {"prd": "politically relevant", "relevant": "politically relevant", "major powers": "majors",
         "neighbours": "contiguous"}  # fmt: skip


def named(word: str) -> Rule:
    """The rule of that name, or a region.

    Raises:
        UnknownNameError: There is none.
    """
    name = " ".join(word.lower().replace("_", " ").replace("-", " ").split())
    name = _ALSO.get(name, name)
    if name in RULES:
        return RULES[name]
    if name.replace(" ", "_") in {*REGIONS, "asia"}:
        return of_region(name)
    raise UnknownNameError(
        f"No rule for choosing rows is called {word!r}.", where="where",
        hint=nearest(name, [*RULES, *_ALSO, *REGIONS]) or f"Rules: {', '.join(RULES)}; regions: {', '.join(REGIONS)}.",
    )  # fmt: skip


def of_states(places: Sequence[int], names: Sequence[str], side: str, *, gw: bool, pairs: bool) -> Rule:
    """Rows whose sides are among some states: ``both``, ``either``, ``first`` or ``second``.

    With ``gw`` the places are those of the Gleditsch-Ward list's own axis.  Rows that are no ``pairs`` have one side.
    """
    if side not in {"both", "either", "first", "second"}:
        raise CounterpoiseError(
            f"{side!r} is no side.", where="where", hint="Write side='both', 'either', 'first' or 'second'."
        )

    def keep(site: Site, rows: Rows) -> Mask:
        here = rows.gw if gw and rows.gw is not None else rows
        wanted = np.zeros(here.states + 1, dtype=bool)
        wanted[list(places)] = True
        found = [wanted[place] for place in here.places]
        if side in {"first", "second"} and len(found) == 2:
            return found[side == "second"]
        return np.logical_or.reduce(found) if side == "either" else np.logical_and.reduce(found)

    listed = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
    hint = "" if side != "both" or len(names) > 1 else (
        "A pair has two states: name more of them, or write side='either' for all pairs of this one."
    )  # fmt: skip
    return Rule(f"{side} among {listed}" if pairs else f"among {listed}", keep, kinds=_ONE_SIDED, hint=hint)


def of_region(name: str) -> Rule:
    """Rows all of whose sides lie in a region by COW code: americas, europe, africa, middle_east, asia_pacific."""
    word = str(name).lower().replace(" ", "_").replace("-", "_")
    word = "asia_pacific" if word == "asia" else word
    if word not in REGIONS:
        raise UnknownNameError(
            f"There is no region {name!r}.", where="region",
            hint=nearest(word, REGIONS) or f"Regions are {', '.join(REGIONS)}.",
        )  # fmt: skip
    number = REGIONS.index(word)

    def keep(site: Site, rows: Rows) -> Mask:
        inside = np.append(region_of(np.asarray(site.axis)) == number, False)
        return np.logical_and.reduce([inside[place] for place in rows.places])

    return Rule(f"in the region {word} (by COW code)", keep, kinds=_ONE_SIDED)


def of_treaty(numbers: int | str | Iterable[int | str]) -> Rule:
    """Rows all of whose sides are members of one of some ATOP treaties in the year."""
    listed = [numbers] if isinstance(numbers, (int, str)) or not isinstance(numbers, Iterable) else numbers
    wanted = tuple(sorted({_number(number) for number in listed}))

    def keep(site: Site, rows: Rows) -> Mask:
        if "atopid" in rows.keys:
            return np.isin(rows.keys["atopid"], wanted)
        found = np.zeros(len(rows), dtype=bool)
        for number in wanted:
            member = _members(site, number).ravel()
            found |= np.logical_and.reduce([member[spots] for spots in rows.spots])
        return found

    return Rule(
        f"members of treaty {', '.join(map(str, wanted))} (ATOP)", keep,
        lambda site: site.window("treaties"), (*_ONE_SIDED, "treaty-years"),
    )  # fmt: skip


def _number(treaty: object) -> int:
    text = str(treaty).strip()
    if isinstance(treaty, bool) or not text.isdecimal():
        raise CounterpoiseError(f"{treaty!r} is no number of a treaty.", where="treaty", hint=_TREATY)
    return int(text)


_TREATY = "Write a number of ATOP, such as treaty=3180 for the North Atlantic Treaty."


def _members(site: Site, number: int) -> Mask:
    """Whether each state was a member of a treaty, ``[year, state + 1]``."""
    table = site.keep("treaty spells", make=lambda: treaty_spells(site))
    mine = table[table["atopid"] == number]
    if not len(mine):
        raise UnknownNameError(f"ATOP has no treaty {number}.", where="treaty", hint=_TREATY)
    codes, start, end = (mine[name].to_numpy(dtype=np.int64) for name in ("ccode", "start", "end"))
    which, year = runs(np.maximum(start, FIRST_YEAR), end)
    grid = np.zeros((YEARS, len(site.axis) + 1), dtype=bool)
    grid[year - FIRST_YEAR, positions(codes, site.axis)[which]] = True
    grid[:, -1] = False
    return grid


def of_function(function: Callable[[Any], Any]) -> Callable[[Any], Mask]:
    """A user's function of the finished frame, checked to give one truth value per row."""

    def keep(frame: Any) -> Mask:
        try:
            answer = np.asarray(function(frame))
        except (KeyError, AttributeError) as error:
            name = error.name if isinstance(error, AttributeError) else str(error.args[0])
            if name in frame or not (isinstance(error, KeyError) or error.obj is frame):
                raise
            raise UnknownNameError(
                f"The function reads the column {name!r}, which these rows do not have.", where="where",
                hint=nearest(str(name), frame.columns, cutoff=0.75)
                or f"Add the column first: add({str(name).rstrip('12')!r}).",
            ) from error  # fmt: skip
        if answer.shape != (len(frame),) or answer.dtype != bool:
            raise CounterpoiseError(
                f"The function gave {answer.dtype} of shape {answer.shape}, not one truth value for each of "
                f"{len(frame):,} rows.",
                where="where",
                hint="Write for instance where(lambda frame: frame['mindist'] < 1000).",
            )
        return answer

    return keep
