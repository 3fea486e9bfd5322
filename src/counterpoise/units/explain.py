"""One cell of a column that only the panel builder has, explained: built, with its passport.

Claim: whatever name a column of a built panel has, ``data explain`` knows it.  Variables of the panel and its
dyadic quantities are explained from the panel itself (``counterpoise.data.explain``); every other column is
built here for the one row, with its options at their defaults.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from counterpoise.data.catalogue import read_toml
from counterpoise.data.elsewhere import COMPARISONS
from counterpoise.data.explain import Repair, number, plain, repairs_of, source_lines
from counterpoise.data.panel import Panel
from counterpoise.provenance import Source
from counterpoise.units import registry
from counterpoise.units.builder import Units
from counterpoise.units.column import Column
from counterpoise.units.entry import dyad_years, leader_years, state_years
from counterpoise.vocabulary import CounterpoiseError, DataError, Mask, UnknownNameError, nearest

__all__ = ["ColumnExplanation", "explain_column"]

_SAME = {"defence": "defence_pact", "offence": "offence_pact", "capdist": "capital_distance"}
"""Columns of pairs that are a dyadic quantity of the panel under another name."""
_MASKS = {
    "observed": "observed, or computed from what is",
    "missing": "missing: nothing is known here, which is not zero",
    "outside": "{} lies outside its window: not known, which is not zero",
    "imputed": "left out: the panel fills this gap (see repair); --filled (filled=True) takes it into a built panel",
}
Values = tuple[float | str | None, ...]
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
        masks: Of each column ``observed``, ``missing``, ``outside`` its window, or ``imputed``: left out unless gaps
            are filled.
        neighbours: The values of each column two years before and after, as (year, values).
        repairs: What was done to the cells of the panel's variable that a column shows.
        elsewhere: Columns that others' lists or measures give of the same thing, with their values.
        kind: Unit of analysis that has the column; of leader-years there is one column for each leader of the year.
    """

    ccodes: tuple[int, ...]
    states: tuple[str, ...]
    name: str
    year: int
    columns: tuple[Column, ...]
    values: tuple[float | str | None, ...]
    sources: tuple[Source, ...]
    same: str
    masks: tuple[str, ...]
    neighbours: tuple[tuple[int, Values], ...]
    repairs: tuple[Repair, ...]
    elsewhere: tuple[tuple[Column, float | str | None], ...]
    kind: str

    def text(self) -> str:
        """The explanation in plain lines."""
        who = " to ".join(f"{name} ({code})" for name, code in zip(self.states, self.ccodes, strict=True))
        lines = [f"{who}, {self.name}, {self.year}"]
        for column, value, mask in zip(self.columns, self.values, self.masks, strict=True):
            lines.append(f"  column      {column.name}: {column.label}")
            lines.append(f"  value       {_told(value)} ({column.unit})")
            lines.append(f"  mask        {_MASKS[mask].format(self.year)}")
            lines.append(f"  window      {column.first} to {column.last}")
        for place, column in enumerate(self.columns):
            near = "  ".join(f"{year} {_told(values[place], '-')}" for year, values in self.neighbours)
            lines.append(f"  neighbours  {near}" + (f" ({column.name})" if len(self.columns) > 1 else ""))
        for repair in self.repairs:
            lines += [
                f"  repair      {repair.method}: {repair.why}",
                f"              on the figures of {repair.source}",
            ]
        lines += source_lines(self.sources)
        for column, value in self.elsewhere:
            said = f"{_told(value, '-')} ({column.unit}; {', '.join(column.sources)}, {column.first} to {column.last})"
            lines.append(f"  elsewhere   {column.name}: {said}")
        lines += [f"  note        {note}" for note in dict.fromkeys(one.note for one in self.columns) if note]
        lines.append(f"  family      {self.columns[0].family}, in a panel of {self.kind}")
        if self.same:
            lines.append(f"  the panel   has it as {self.same}: explain that to see its history")
        return "\n".join(lines)

    def json(self) -> str:
        """The explanation as JSON; missing numbers are null."""
        return json.dumps(plain(asdict(self)), ensure_ascii=False)


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
    door = dyad_years if len(states) == 2 else state_years
    _in_rows(door(panel=panel), name, year)
    codes = tuple(panel.ccode(state, year) for state in states)
    if len(set(codes)) < len(codes):
        raise CounterpoiseError("A state is no pair with itself.", hint="Name two states: USA-JPN.")
    unit = door(years=(year, year), panel=panel).where(states=list(codes))
    wanted = _wanted(unit, name)
    if not len(wanted):
        return _of_leaders(panel, unit, codes, name, year)
    around = tuple(range(year - 2, year + 3))
    told: dict[int, Values] = dict.fromkeys(around, (None,) * len(wanted))
    found = {name: wanted, **{one: _wanted(unit, one) for one in _others(name)}}
    others = tuple(column for one in list(found)[1:] for column in found[one])
    if any(column.first <= around[-1] and around[0] <= column.last for column in wanted):
        told |= _values(unit, codes, found, around)
    values = told[year][: len(wanted)]
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
        masks=tuple(
            _mask(panel, codes, column, value, year) for column, value in zip(wanted, values, strict=True)
        ),
        neighbours=tuple((one, told[one][: len(wanted)]) for one in around),
        repairs=_repaired(panel, codes, wanted, year),
        elsewhere=tuple(zip(others, told[year][len(wanted) :], strict=False)),
        kind=unit.site.kind,
    )


def _in_rows(whole: Units, name: str, year: int) -> None:
    """Refuse a year without rows, with the window of the column where there is one."""
    if whole.span.first <= year <= whole.span.last:
        return
    columns = _wanted(whole, name) or _wanted(leader_years(panel=whole.site.panel), name)
    first = min((one.first for one in columns), default=whole.span.first)
    last = max((one.last for one in columns), default=whole.span.last)
    raise CounterpoiseError(
        f"{year} is outside the window of {name if columns else whole.site.kind}, {first} to {last}.",
        where="data explain",
        hint=f"Write a year from {first} to {last}.",
    )


def _of_leaders(panel: Panel, unit: Units, codes: tuple[int, ...], name: str, year: int) -> ColumnExplanation:
    """The same of a column that only leader-years have: once for each leader who held office in the year."""
    around = tuple(range(year - 2, year + 3))
    whole = leader_years(panel=panel)
    wanted = _wanted(whole, name) if len(codes) == 1 else ()
    if not wanted:
        raise _unknown(panel, unit, name, year)
    column = wanted[0]
    span = replace(whole.span, first=max(around[0], column.first), last=min(around[-1], column.last))
    who, values = {}, {}
    if span.first <= span.last:
        built = replace(whole, span=span).where(states=list(codes)).add("leader", name)
        try:
            frame = built.to_pandas()
        except DataError:  # nobody is listed in those years
            frame = built.site.table("leaders").head(0).assign(year=0)
        who = dict(frame[frame["year"] == year][["obsid", "leader"]].to_numpy().tolist())
        values = {(row["obsid"], row["year"]): _plain(row[column.name]) for _, row in frame.iterrows()}
    shown = tuple(replace(column, name=f"{column.name} of {leader}") for leader in who.values()) or (column,)
    told = {one: tuple(values.get((key, one)) for key in who) or (None,) for one in around}
    return ColumnExplanation(
        ccodes=codes,
        states=tuple(panel.state(code).name for code in codes),
        name=name,
        year=year,
        columns=shown,
        values=told[year],
        sources=tuple(panel.source(key) for key in column.sources),
        same="",
        masks=tuple(_mask(panel, codes, column, value, year) for value in told[year]),
        neighbours=tuple(told.items()),
        repairs=(),
        elsewhere=(),
        kind=whole.site.kind,
    )


def _others(name: str) -> tuple[str, ...]:
    """Columns that speak of the same: the other list's of that name, or the other measures of the group."""
    found: list[str] = []
    for group in read_toml(COMPARISONS)["column"].values():
        found += [one for one in group.get("members", ()) if one != name and name in group["members"]]
        mine = next((prefix for prefix in group.get("prefixes", ()) if name.startswith(prefix)), None)
        if mine is not None:
            found += [prefix + name.removeprefix(mine) for prefix in group["prefixes"] if prefix != mine]
    return tuple(found)


def _mask(panel: Panel, codes: tuple[int, ...], column: Column, value: float | str | None, year: int) -> str:
    if value is not None:
        return "observed"
    if not column.first <= year <= column.last:
        return "outside"
    code, variable = _behind(panel, codes, column)
    if variable and panel.masks(variable, [code], [year])[0, 0] == Mask.IMPUTED:
        return "imputed"
    return "missing"


def _behind(panel: Panel, codes: tuple[int, ...], column: Column) -> tuple[int, str]:
    """The state and the variable of the panel that a column shows; no variable where it is something else."""
    sided = len(codes) == 2 and column.name[-1] in "12"
    variable = column.name[:-1] if sided else column.name
    known = variable in panel.variables() and (sided or len(codes) == 1)
    return codes[int(column.name[-1]) - 1 if sided else 0], variable if known else ""


def _repaired(
    panel: Panel, codes: tuple[int, ...], wanted: Sequence[Column], year: int
) -> tuple[Repair, ...]:
    """Repairs of the variable that a column shows, of the state or of each side that was asked for."""
    found: list[Repair] = []
    for column in wanted:
        code, variable = _behind(panel, codes, column)
        if variable:
            found += repairs_of(panel, code, year, [variable])
    return tuple(dict.fromkeys(found))


def _wanted(unit: Units, name: str) -> tuple[Column, ...]:
    """Passports of the columns of that name; none where it names a whole family or nothing."""
    try:
        request = registry.find(unit.site, name, {})
    except UnknownNameError:
        return ()
    plans = registry.family_plans(unit.site, request.family, request.options)
    if request.column is None:
        return tuple(plan.column for plan in plans) if request.family == "others" else ()
    return tuple(plan.column for plan in plans if request.column in {plan.column.name, plan.column.name[:-1]})


def _values(
    unit: Units, codes: tuple[int, ...], asked: Mapping[str, Sequence[Column]], years: Sequence[int]
) -> dict[int, Values]:
    """Values of the columns behind some names, in each of some years in which the row exists.

    In the unit's own year it must, unless the first of the names does not speak then.
    """
    keys = ["ccode"] if len(codes) == 1 else ["ccode1", "ccode2"]
    year = unit.span.first
    whole = (dyad_years if unit.site.dyadic else state_years)(panel=unit.site.panel).span
    span = replace(unit.span, first=max(years[0], whole.first), last=min(years[-1], whole.last))
    wide = replace(unit, span=span)
    for name, mine in asked.items():
        if any(one.first <= span.last and one.last >= span.first for one in mine):
            wide = wide.add(name)
    columns = [one for mine in asked.values() for one in mine]
    speaks = any(one.first <= year <= one.last for one in next(iter(asked.values())))
    try:
        frame = wide.to_pandas()
        rows = frame[(frame[keys] == list(codes)).all(axis=1)]
    except DataError:
        rows = None
    if speaks and (rows is None or not (rows["year"] == year).any()):
        who = " and ".join(unit.site.panel.state(code).name for code in codes)
        raise CounterpoiseError(
            f"There is no row of {who} in {year}: {'they were' if len(codes) == 2 else 'it was'} not "
            f"in the COW state system{' together' if len(codes) == 2 else ''}.",
            hint="Choose another year.",
        )  # fmt: skip
    if rows is None:
        return {}
    return {
        int(row["year"]): tuple(_plain(row[one.name]) if one.name in rows else None for one in columns)
        for _, row in rows.iterrows()
    }


def _plain(value: object) -> float | str | None:
    if isinstance(value, str):
        return value
    found = float(value)  # type: ignore[arg-type]
    return None if np.isnan(found) else found


def _told(value: float | str | None, none: str = "none") -> str:
    return value if isinstance(value, str) else none if value is None else number(value)


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
    stem = name.removesuffix("1").removesuffix("2")
    if not pairs and stem != name and _wanted(unit, stem):
        hint = f"Of one state write {stem}; {name} is that of one side of a pair: USA-JPN."
    elif _wanted(other, name) or (not pairs and name in panel.matrices()):
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
