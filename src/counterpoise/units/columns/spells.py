"""Time since the last event: peace-years and their polynomials or splines.

``t`` is 0 in the first year of a count and grows by one each calendar year.  It starts anew in the year after
each year with the event, and when a state or a pair enters the system (anew, after a gap).  A count without
an event before it began at entry, or in the first year that the list of events covers: it is left-censored,
its true length unknown, and the column ``_censored`` says so.  Counts are in calendar years of the whole life
of the unit, so that choosing rows before or after makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.columns import conflict, disputes, rivalries
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, Ints, Rows
from counterpoise.units.series import Floats, window_of
from counterpoise.units.site import Site
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["FAMILY", "natural_spline", "time_since"]

KNOTS = (1, 4, 7)
"""Inner knots of Beck, Katz and Tucker."""

_PAIRS: dict[str, tuple[str, Callable[[Site], Pairs], str]] = {
    "gml_ongoing": ("dispute (GML)", partial(disputes.cells, name="gml"), "ongoing"),
    "gml_onset": ("onset of a dispute (GML)", partial(disputes.cells, name="gml"), "onset"),
    "cow_ongoing": ("dispute (COW)", partial(disputes.cells, name="cow"), "ongoing"),
    "cow_onset": ("onset of a dispute (COW)", partial(disputes.cells, name="cow"), "onset"),
    "war_ongoing": ("interstate war", conflict.war_cells, "ongoing"),
    "war_onset": ("onset of an interstate war", conflict.war_cells, "onset"),
    "tss_rivalry": ("strategic rivalry", partial(rivalries.cells, name="tss"), "present"),
}
_STATES: dict[str, tuple[str, str]] = {
    "gml_ongoing": ("dispute (GML)", "disputes"),
    "gml_onset": ("onset of a dispute (GML)", "disputes"),
    "cow_ongoing": ("dispute (COW)", "disputes"),
    "cow_onset": ("onset of a dispute (COW)", "disputes"),
    "war_ongoing": ("interstate war", "wars"),
    "war_onset": ("onset of an interstate war", "wars"),
    "civil_war_ongoing": ("war within the state", "civil wars"),
    "civil_war_onset": ("onset of a war within the state", "civil wars"),
    "ucdp_ongoing": ("armed conflict within the state", "armed conflicts"),
    "ucdp_onset": ("onset of an armed conflict within the state", "armed conflicts"),
    "ucdp_war_ongoing": ("UCDP war within the state", "armed conflicts"),
    "ucdp_war_onset": ("onset of a UCDP war within the state", "armed conflicts"),
    "crisis_ongoing": ("crisis", "crises"),
}


def time_since(events: Ints, rows: Rows, first: int, unit: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Years since the last event of each row's unit, and whether the count is left-censored.

    Args:
        events: Numbers ``unit * YEARS + time`` of the events, ascending.
        rows: Rows.
        first: First year, counted from 1816, that the list of events covers.
        unit: Unit of each row.
    """
    cell = unit * YEARS + rows.time
    if rows.ordered:
        after = np.searchsorted(cell, events, side="right")
        before = np.cumsum(np.bincount(after, minlength=len(rows) + 1)[: len(rows)]) - 1
    else:
        before = np.searchsorted(events, cell, side="left") - 1
    if not len(events):
        events, before = np.array([-1]), np.zeros(len(rows), dtype=np.int64)
    found = events[np.maximum(before, 0)]
    mine = (before >= 0) & (found // YEARS == unit)
    origin = np.maximum(rows.entry, first)
    begins = np.where(mine, np.maximum(found % YEARS + 1, origin), origin)
    return rows.time - begins, ~mine | (found % YEARS < origin)


def natural_spline(t: Floats, knots: Sequence[float]) -> Floats:
    """Natural cubic spline of ``t``: linear beyond the outer knots, ``len(knots) - 2`` curved terms.

    With ``d_k = ((t - k)^3_+ - (t - K)^3_+) / (K - k)`` for the last knot K, the terms are ``d_k - d_j``, where
    j is the last knot but one, divided by the square of the range of the knots.

    >>> natural_spline(np.array([0.0, 2.0]), [0, 1, 4]).shape
    (2, 1)
    """
    cut, last, before = np.asarray(knots, dtype=np.float64), float(knots[-1]), float(knots[-2])

    def term(knot: float) -> Floats:
        rise = np.maximum(t - knot, 0.0) ** 3 - np.maximum(t - last, 0.0) ** 3
        return np.asarray(rise / (last - knot))

    scale = (last - float(cut[0])) ** 2
    return np.stack([(term(float(knot)) - term(before)) / scale for knot in cut[:-2]], axis=-1)


def _events(site: Site, name: str) -> tuple[str, Ints, int, int, tuple[str, ...]]:
    """Label of an event, its cells, the window of its list, and its sources."""
    if site.dyadic:
        label, table_of, value = _PAIRS[name]
        table = table_of(site)
        family = "rivalries" if "rivalry" in name else "wars" if name.startswith("war") else LIST[name[:3]]
        return (
            label,
            table.key[table.values[value] > 0],
            table.first,
            table.last,
            site.panel.table_sources(family),
        )
    from counterpoise.units.registry import family_plans

    label, family = _STATES[name]
    options: dict[str, Any] = {}
    if family == "armed conflicts":
        options = {"wars": name.startswith("ucdp_war")}
    plain = Site(site.panel, "state-years", True, "cow", site.carry, site.filled)
    (plan,) = (plan for plan in family_plans(plain, family, options) if plan.column.name == name)
    cube = site.keep("events", name, site.carry, make=lambda: _cube_of(plain, plan))
    time, place = np.nonzero(cube[:, :-1] > 0)
    first, last = window_of(cube)
    return label, np.sort(place * YEARS + time), first, last, plan.column.sources


LIST = {"gml": "gml_dyad_disputes", "cow": "mid_dyad_disputes"}


def _cube_of(site: Site, plan: Plan) -> Floats:
    """A state-year column laid out over all years and states."""
    states = len(site.axis)
    time, place = (grid.ravel() for grid in np.indices((YEARS, states + 1)))
    whole = Rows({}, time, (np.where(place == states, -1, place),), states, time, False)
    out = np.zeros(len(time))
    plan.fill(whole, out)
    return out.reshape(YEARS, states + 1)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    known = _PAIRS if site.dyadic else _STATES
    names = (options["of"],) if isinstance(options["of"], str) else tuple(options["of"])
    for name in names:
        if name not in known:
            raise UnknownNameError(
                f"There are no spells of {name!r}.", where="spells",
                hint=nearest(str(name), known) or f"Events are {', '.join(known)}.",
            )  # fmt: skip
    return [plan for name in names for plan in _of_event(site, name, options)]


def _of_event(site: Site, name: str, options: Mapping[str, Any]) -> list[Plan]:
    label, events, first, last, sources = _events(site, name)

    def count(rows: Rows) -> tuple[Floats, NDArray[np.bool_]]:
        unit = rows.pair if site.dyadic else rows.places[0]
        t, censored = time_since(events, rows, first - FIRST_YEAR, unit)
        out = t.astype(np.float32)
        away = rows.outside(first, last)
        if away is not None:
            out[away] = np.nan
        if rows.unknown is not None:
            out[rows.unknown] = np.nan
        return out, censored

    def time(rows: Rows, out: NDArray[Any]) -> None:
        out[:] = count(rows)[0]

    def left(rows: Rows, out: NDArray[Any]) -> None:
        t, censored = count(rows)
        out[:] = np.where(np.isnan(t), np.nan, censored)

    def column(suffix: str, text: str, unit: str) -> Column:
        return Column(
            f"{name}_{suffix}", text, unit, "float32", first, last, sources, "spells", whole=unit != "spline"
        )

    plans = [
        Plan(column("t", f"Years since the last {label}", "years"), time),
        Plan(
            column("censored", f"No {label} before: the count began at entry or with the list", "0/1"), left
        ),
    ]
    return plans + _curves(column, lambda rows: count(rows)[0], options, last - first)


def _curves(
    column: Callable[[str, str, str], Column],
    count: Callable[[Rows], Floats],
    options: Mapping[str, Any],
    longest: int,
) -> list[Plan]:
    """Powers or spline terms of a count."""
    form = options["form"]
    if form not in {None, "cubic", "spline"}:
        raise CounterpoiseError(
            f"{form!r} is no form.", where="spells", hint="Write form='cubic', form='spline' or leave it out."
        )
    if form is None:
        return []

    def power(k: int) -> Callable[[Rows, NDArray[Any]], None]:
        def fill(rows: Rows, out: NDArray[Any]) -> None:
            out[:] = count(rows).astype(np.float64) ** k

        return fill

    if form == "cubic":
        return [
            Plan(column(f"t{k}", f"The same to the power of {k}", f"years^{k}"), power(k)) for k in (2, 3)
        ]
    knots = (0, *options["knots"], longest)
    if list(knots) != sorted(set(knots)):
        raise CounterpoiseError(
            f"The knots {options['knots']} do not ascend between 0 and {longest}.", where="spells",
            hint=f"Write knots={KNOTS}.",
        )  # fmt: skip

    def curve(k: int) -> Callable[[Rows, NDArray[Any]], None]:
        def fill(rows: Rows, out: NDArray[Any]) -> None:
            out[:] = natural_spline(count(rows).astype(np.float64), knots)[:, k]

        return fill

    text = f"Natural cubic spline of the count, knots {', '.join(map(str, knots))}, term"
    return [Plan(column(f"s{k + 1}", f"{text} {k + 1}", "spline"), curve(k)) for k in range(len(knots) - 2)]


FAMILY = Family(
    "spells",
    "Spells and peace-years",
    ("state-years", "dyad-years", "leader-years", "treaty-members"),
    _plans,
    {"of": "gml_ongoing", "form": None, "knots": KNOTS},
    text="`of` names one event or several. `_t` counts calendar years since the last year with the event, from 0 "
    "in the year after it, and from 0 at entry (or re-entry, or in the first year covered) where there was none; "
    "`_censored` marks the latter. `form='cubic'` adds `_t2` and `_t3`; `form='spline'` adds the terms of a natural "
    f"cubic spline with inner knots {KNOTS} (Beck, Katz and Tucker) and outer knots 0 and the length of the list.",
    peacesciencer="add_spells(), add_peace_years()",
)
