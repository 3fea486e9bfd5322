"""Years asked for against the years in which columns speak: all outside is an error, part of them a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from counterpoise.units import registry
from counterpoise.units.column import Column, Plan
from counterpoise.units.site import Site
from counterpoise.units.spine import Span
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["check", "note", "notes"]

_SHOWN = 6
"""How many windows, and how many names of each, are told."""


def check(site: Site, span: Span, request: registry.Request, plans: Sequence[Plan]) -> None:
    """Refuse a family or column that speaks in none of the years asked for.

    Raises:
        CounterpoiseError: With the window, and how to reach the years where that is possible.
    """
    if not plans or any(_meets(plan.column, span) for plan in plans):
        return
    name = request.column or ", ".join(request.options.get("names", ())) or request.family
    told = [plan.column for plan in plans if plan.column.first]
    if not told:
        raise CounterpoiseError(
            f"Nothing is known of {name!r} in this panel.",
            where="add",
            hint="Leave it out, or take a later vintage.",
        )
    first, last = min(column.first for column in told), max(column.last for column in told)
    hint = f"Ask for years from {first} to {last}, or leave it out"
    if not site.carry and _meets_carried(site, span, request):
        hint += ", or write carry=True to carry what was known last to the present"
    raise CounterpoiseError(
        f"{name!r} is known from {first} to {last}, and {span.first} to {span.last} were asked for.",
        where="add", hint=hint + ".",
    )  # fmt: skip


def _meets(column: Column, span: Span) -> bool:
    return column.first <= span.last and column.last >= span.first


def _meets_carried(site: Site, span: Span, request: registry.Request) -> bool:
    plans = registry.family_plans(replace(site, carry=True), request.family, request.options)
    names = {request.column} if request.column else {plan.column.name for plan in plans}
    return any(
        _meets(plan.column, span) for plan in plans if {plan.column.name, plan.column.name[:-1]} & names
    )


def note(column: Column, span: Span) -> str:
    """In which of the years asked for a column is missing, empty where it speaks in all of them."""
    if column.first <= span.first and column.last >= span.last:
        return ""
    first, last = max(column.first, span.first), min(column.last, span.last)
    if first > last:
        return f"Missing in all years asked for: known from {column.first} to {column.last}."
    return f"Missing outside {first} to {last}, of {span.first} to {span.last} asked for."


def notes(columns: Sequence[Column], span: Span) -> list[str]:
    """The same for many columns, a line for each window, the most columns first."""
    windows: dict[str, list[str]] = {}
    for column in columns:
        said = note(column, span)
        if said:
            windows.setdefault(said, []).append(column.name)
    lines = [
        f"{', '.join(names[:_SHOWN])}{f' and {len(names) - _SHOWN} more' if len(names) > _SHOWN else ''}: {said}"
        for said, names in sorted(windows.items(), key=lambda one: -len(one[1]))
    ]
    rest = len(lines) - _SHOWN
    more = [f"{rest} more windows: the codebook gives the years of every column."] if rest > 0 else []
    return lines[:_SHOWN] + more
