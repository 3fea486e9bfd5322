"""One cell of the panel, explained: value, mask, source, repairs, neighbours, and who else reports it differently."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR
from counterpoise.data.elsewhere import Report, group_of, reports
from counterpoise.data.panel import Panel, Variable
from counterpoise.provenance import Source
from counterpoise.vocabulary import CounterpoiseError, Mask

__all__ = [
    "DERIVED",
    "HOW",
    "Explanation",
    "Repair",
    "explain",
    "number",
    "repairs_of",
    "source_lines",
    "within",
]

DERIVED = {
    "milex": ("burden", "gdp_market"),
    "gdp_market": (),
    "gdp_ppp": (),
}
"""Variables computed from others; ``explain`` shows the parts."""
HOW = {
    Mask.MISSING: "missing: nothing is known here, which is not zero",
    Mask.OBSERVED: "observed",
    Mask.IMPUTED: "imputed",
    Mask.PROJECTED: "projected",
}
"""The masks in words."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to a cell.

    Attributes:
        method: Short name of the method.
        why: What was missing, and what was put in its place.
        source: On whose figures.
    """

    method: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the panel knows about one cell.

    Attributes:
        ccode: COW code.
        state: Name of the state.
        variable: What the number means.
        year: Year.
        value: The number, NaN where missing.
        mask: How it came to be.
        sources: Passports of the tables behind it.
        public: ISO date from which it was public, empty where missing.
        repairs: What was done to it.
        neighbours: Values of the two years before and after, with their masks.
        before: The nearest earlier year with a value, with it; None where there is none.
        after: The nearest later year with a value, with it; None where there is none.
        parts: The factors of a derived number, by name.
        elsewhere: What others say of the same state and year, the cell itself first; empty where nobody else does.
    """

    ccode: int
    state: str
    variable: Variable
    year: int
    value: float
    mask: Mask
    sources: tuple[Source, ...]
    public: str
    repairs: tuple[Repair, ...]
    neighbours: tuple[tuple[int, float, Mask], ...]
    before: tuple[int, float, Mask] | None
    after: tuple[int, float, Mask] | None
    parts: tuple[tuple[str, float, Mask], ...]
    elsewhere: tuple[Report, ...]

    def text(self) -> str:
        """The explanation in plain lines."""
        unit = self.variable.unit
        lines = [f"{self.state} ({self.ccode}), {self.variable.label} ({self.variable.name}), {self.year}"]
        lines.append(
            f"  value       {number(self.value)} {unit}" if self.mask else f"  value       none ({unit})"
        )
        moved = ", then moved (see repair)" if self.repairs and self.mask == Mask.OBSERVED else ""
        lines.append(f"  mask        {HOW[self.mask]}{moved}")
        if not self.mask:
            lines.append(f"  window      the panel has {self.variable.name} from {self._span()}")
        lines += [
            f"  part        {name} = {number(value)} ({mask.name.lower()})"
            for name, value, mask in self.parts
        ]
        for repair in self.repairs:
            lines.append(f"  repair      {repair.method}: {repair.why}")
            lines.append(f"              on the figures of {repair.source}")
        lines += source_lines(self.sources)
        if self.public:
            lines.append(f"  public      since {self.public}")
        near = "  ".join(f"{year} {number(value)}{_SIGN[mask]}" for year, value, mask in self.neighbours)
        lines += [f"  neighbours  {near}", "              * imputed, ^ projected, - missing"]
        lines += [
            f"  {word:11} {cell[0]} {number(cell[1])}{_SIGN[cell[2]]}"
            for word, cell in (("before", self.before), ("after", self.after))
            if cell is not None
        ]
        lines += self._others()
        if self.variable.note:
            lines.append(f"  note        {self.variable.note}")
        return "\n".join(lines)

    def json(self) -> str:
        """The explanation as JSON; missing numbers are null."""
        return json.dumps(_plain(asdict(self)), ensure_ascii=False)

    def _span(self) -> str:
        return f"{self.variable.first} to {self.variable.last}"

    def _others(self) -> list[str]:
        """Who else reports it: value, rank, share, and the ratio where units agree."""
        group = group_of(self.variable.name)
        if len(self.elsewhere) < 2 or group is None:
            return []
        lines = [f"  elsewhere   {'in ' + group['unit'] if group['unit'] else 'by rank and share'}"]
        lines += [f"    {_told(it)}" for it in self.elsewhere]
        return lines + ([f"              {group['note']}"] if group["note"] else [])


_SIGN = {Mask.MISSING: "", Mask.OBSERVED: "", Mask.IMPUTED: "*", Mask.PROJECTED: "^"}


def _told(it: Report) -> str:
    """What one variable says."""
    if not it.mask:
        return f"{it.variable:26} -"
    level = it.level if not np.isnan(it.level) else it.value
    parts = [f"{number(level)}{_SIGN[it.mask]}"]
    parts += [f"{it.ratio:.2f} times"] if not np.isnan(it.ratio) else []
    parts += [f"rank {it.rank} of {it.states}"]
    parts += [f"{it.share:.1%} of all"] if not np.isnan(it.share) else []
    return f"{it.variable:26} {', '.join(parts)} ({it.source})"


def source_lines(sources: Iterable[Source]) -> list[str]:
    """Citation, version, licence and address of sources, each work once."""
    told = [
        f"  source      {it.citation}\n              version {it.version}; licence: {it.licence}; {it.url}"
        for it in sources
    ]
    return list(dict.fromkeys(told))


def number(value: float) -> str:
    """A number for a reader, ``-`` where missing."""
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def within(year: int) -> int:
    """The year, if the panel reaches it.

    Raises:
        CounterpoiseError: It does not.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CounterpoiseError(
            f"{year} is outside the panel.", hint=f"Write a year from {FIRST_YEAR} to {LAST_YEAR}."
        )
    return year


def _plain(value: Any) -> Any:
    """Numbers, words and lists that JSON knows."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def explain(panel: Panel, state: str | int, variable: str, year: int) -> Explanation:
    """Explain one cell.

    Args:
        panel: Panel.
        state: State by any of its names.
        variable: Name of a state-year variable.
        year: Year.

    Raises:
        UnknownNameError: No such state or variable.
        CounterpoiseError: The year is outside the panel.

    >>> from counterpoise.data import open_panel
    >>> print(explain(open_panel(), "TWN", "burden", 2023).repairs[0].method)
    figures
    """
    code = panel.ccode(state, within(year))
    meaning = panel.variable(variable)
    value, mask = _cell(panel, variable, code, year)
    parts = tuple((name, *_cell(panel, name, code, year)) for name in DERIVED.get(variable, ()))
    key = str(panel.sources(variable, [code], [year])[0, 0])
    keys = [key] if key else []
    if key:
        keys += [str(panel.sources(name, [code], [year])[0, 0]) for name, _, known in parts if known]
    return Explanation(
        ccode=code,
        state=panel.state(code).name,
        variable=meaning,
        year=year,
        value=value,
        mask=mask,
        sources=tuple(panel.source(one) for one in dict.fromkeys(keys)),
        public=panel.public(variable, code, year),
        repairs=repairs_of(panel, code, year, [variable, *(name for name, _, _ in parts)]),
        neighbours=tuple((one, *_cell(panel, variable, code, one)) for one in range(year - 2, year + 3)),
        before=_nearest(panel, variable, code, range(year - 1, FIRST_YEAR - 1, -1)),
        after=_nearest(panel, variable, code, range(year + 1, LAST_YEAR + 1)),
        parts=parts,
        elsewhere=reports(panel, variable, code, year),
    )


def _nearest(panel: Panel, variable: str, code: int, years: range) -> tuple[int, float, Mask] | None:
    """The first of some years with a value."""
    if not len(years):
        return None
    known = np.flatnonzero(panel.masks(variable, [code], years)[:, 0])
    return (years[int(known[0])], *_cell(panel, variable, code, years[int(known[0])])) if len(known) else None


def _cell(panel: Panel, variable: str, code: int, year: int) -> tuple[float, Mask]:
    value = float(panel.values(variable, [code], [year])[0, 0])
    return value, Mask(int(panel.masks(variable, [code], [year])[0, 0]))


def repairs_of(panel: Panel, code: int, year: int, variables: list[str]) -> tuple[Repair, ...]:
    """What was done to the cells of some variables."""
    log = panel.table("repairs")
    rows = log[(log["ccode"] == code) & (log["year"] == year) & log["variable"].isin(variables)]
    return tuple(Repair(*row) for row in rows[["method", "why", "source"]].astype(str).to_numpy().tolist())


plain: Callable[[Any], Any] = _plain
"""Any explanation as numbers, words and lists that JSON knows."""
