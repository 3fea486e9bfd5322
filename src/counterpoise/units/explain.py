"""One cell of a column that only the panel builder has, explained: built, with its passport.

Claim: whatever name a column of a built panel has, ``data explain`` knows it.  Variables of the panel and its
dyadic quantities are explained from the panel itself (``counterpoise.data.explain``); every other column is
built here for the one row, with its options at their defaults.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from counterpoise.data.explain import number, plain, source_lines, within
from counterpoise.data.panel import Panel
from counterpoise.provenance import Source
from counterpoise.units import registry
from counterpoise.units.builder import Units
from counterpoise.units.column import Column
from counterpoise.units.entry import dyad_years, state_years
from counterpoise.vocabulary import CounterpoiseError, DataError, UnknownNameError, nearest

__all__ = ["ColumnExplanation", "explain_column"]

_SAME = {"defence": "defence_pact", "offence": "offence_pact", "capdist": "capital_distance"}
"""Columns of pairs that are a dyadic quantity of the panel under another name."""
_CLOSE = 0.75
"""How alike a name must be to be suggested."""


@dataclass(frozen=True, slots=True)
class ColumnExplanation:
    """A row and the columns of it that were asked for.

    Attributes:
        ccodes: COW code of the state, or of both.
        states: Their names.
        name: What was asked for.
        year: Year.
        columns: Passports; two where a pair has the column once for each side.
        values: Their values, None where missing.
        sources: Passports of the tables behind them.
        same: Variable or dyadic quantity of the panel that is the same thing, empty where there is none.
    """

    ccodes: tuple[int, ...]
    states: tuple[str, ...]
    name: str
    year: int
    columns: tuple[Column, ...]
    values: tuple[float | str | None, ...]
    sources: tuple[Source, ...]
    same: str

    def text(self) -> str:
        """The explanation in plain lines."""
        who = " to ".join(f"{name} ({code})" for name, code in zip(self.states, self.ccodes, strict=True))
        lines = [f"{who}, {self.name}, {self.year}"]
        for column, value in zip(self.columns, self.values, strict=True):
            lines.append(f"  column      {column.name}: {column.label}")
            lines.append(f"  value       {_told(value)} ({column.unit})")
            if value is None and not column.first <= self.year <= column.last:
                lines.append(
                    f"              {self.year} lies outside its window: not known, which is not zero"
                )
            lines.append(f"  window      {column.first} to {column.last}")
        lines += source_lines(self.sources)
        lines += [f"  note        {note}" for note in dict.fromkeys(one.note for one in self.columns) if note]
        lines.append(f"  family      {self.columns[0].family}, in a panel of {self._kind()}")
        if self.same:
            lines.append(f"  the panel   has it as {self.same}: explain that to see its history")
        return "\n".join(lines)

    def json(self) -> str:
        """The explanation as JSON; missing numbers are null."""
        return json.dumps(plain(asdict(self)), ensure_ascii=False)

    def _kind(self) -> str:
        return "dyad-years" if len(self.ccodes) == 2 else "state-years"


def explain_column(panel: Panel, states: Sequence[str | int], name: str, year: int) -> ColumnExplanation:
    """Explain one cell of a column of the builder.

    Args:
        panel: Panel.
        states: One state, or two (source and target), by any of their names.
        name: Name of a column, with or without the number of a side.
        year: Year.

    Raises:
        UnknownNameError: No such state or column.
        CounterpoiseError: The two are one state, or were not members together in the year.

    >>> from counterpoise.data import open_panel
    >>> explain_column(open_panel(), ["USA", "JPN"], "defence", 2010).values
    (1.0,)
    """
    within(year)
    codes = tuple(panel.ccode(state, year) for state in states)
    if len(set(codes)) < len(codes):
        raise CounterpoiseError("A state is no pair with itself.", hint="Name two states: USA-JPN.")
    door = dyad_years if len(codes) == 2 else state_years
    unit = door(years=(year, year), panel=panel).where(states=list(codes))
    wanted = _wanted(unit, name)
    if not len(wanted):
        raise _unknown(panel, unit, name, year)
    values: tuple[float | str | None, ...] = (None,) * len(wanted)
    if any(column.first <= year <= column.last for column in wanted):
        values = _values(unit, codes, name, wanted)
    keys = dict.fromkeys(key for column in wanted for key in column.sources)
    return ColumnExplanation(
        ccodes=codes,
        states=tuple(panel.state(code).name for code in codes),
        name=name,
        year=year,
        columns=wanted,
        values=values,
        sources=tuple(panel.source(key) for key in keys),
        same=_same(panel, name, wanted),
    )


def _wanted(unit: Units, name: str) -> tuple[Column, ...]:
    """Passports of the columns of that name; none where it names a whole family or nothing."""
    try:
        request = registry.find(unit.site, name, {})
    except UnknownNameError:
        return ()
    plans = registry.family_plans(unit.site, request.family, request.options)
    if request.family == "others":
        return tuple(plan.column for plan in plans)
    return tuple(plan.column for plan in plans if request.column in {plan.column.name, plan.column.name[:-1]})


def _values(
    unit: Units, codes: tuple[int, ...], name: str, wanted: Sequence[Column]
) -> tuple[float | str | None, ...]:
    keys = ["ccode"] if len(codes) == 1 else ["ccode1", "ccode2"]
    try:
        frame = unit.add(name).to_pandas()
        rows = frame[(frame[keys] == list(codes)).all(axis=1)]
    except DataError as error:
        who = " and ".join(unit.site.panel.state(code).name for code in codes)
        raise CounterpoiseError(
            f"There is no row of {who} in {unit.span.first}: {'they were' if len(codes) == 2 else 'it was'} not "
            f"in the COW state system{' together' if len(codes) == 2 else ''}.",
            hint="Choose another year.",
        ) from error  # fmt: skip
    return tuple(_plain(rows[column.name].iloc[0]) for column in wanted)


def _plain(value: object) -> float | str | None:
    if isinstance(value, str):
        return value
    found = float(value)  # type: ignore[arg-type]
    return None if np.isnan(found) else found


def _told(value: float | str | None) -> str:
    return value if isinstance(value, str) else "none" if value is None else number(value)


def _same(panel: Panel, name: str, wanted: Sequence[Column]) -> str:
    sided = wanted[0].name.removesuffix("1").removesuffix("2")
    if wanted[0].label.endswith((", state 1", ", state 2")) and sided in panel.variables():
        return f"the variable {sided} of each state"
    return _SAME.get(name, "")


def _unknown(panel: Panel, unit: Units, name: str, year: int) -> UnknownNameError:
    """What to write instead: the other unit's column, a column of the family, or a name that is close."""
    pairs = unit.site.dyadic
    other = (state_years if pairs else dyad_years)(years=(year, year), panel=panel)
    known = registry.known(unit.site, panel.matrices() if pairs else ())
    if _wanted(other, name) or (not pairs and name in panel.matrices()):
        hint = (
            "It is a column of states: name one state."
            if pairs
            else "It lies between two states: write USA-JPN."
        )
    elif registry.is_family(name):
        columns = [
            plan.column.name for plan in registry.family_plans(unit.site, registry.family(name).name, {})
        ]
        hint = f"It is a family; ask for one of its columns: {', '.join(columns[:8])}."
    else:
        hint = nearest(name, known, cutoff=_CLOSE) or (
            "`counterpoise data info` lists the variables, and the documentation of panels all columns."
        )
    return UnknownNameError(f"There is no variable or column {name!r}.", where="data explain", hint=hint)
