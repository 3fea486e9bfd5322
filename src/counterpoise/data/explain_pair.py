"""One cell of a dyadic quantity, explained: both directions, source, neighbours in time, and other tables."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np

from counterpoise.data import tables
from counterpoise.data.elsewhere import PairReport, pair_reports
from counterpoise.data.explain import HOW, number, plain, source_lines, within
from counterpoise.data.panel import Panel
from counterpoise.provenance import Source
from counterpoise.vocabulary import CounterpoiseError, Mask, UnknownNameError, nearest

__all__ = ["PairExplanation", "explain_pair", "split_pair"]


@dataclass(frozen=True, slots=True)
class PairExplanation:
    """Everything the panel knows about a pair of states in a year.

    Attributes:
        ccodes: COW codes of source and target.
        states: Their names.
        matrix: Name of the quantity.
        year: Year.
        value: From source to target, NaN where missing.
        reverse: From target to source.
        mask: How it came to be.
        window: First and last year that its table covers, carried years included.
        observed: Last year that is observed rather than carried.
        sources: Passports of the tables behind it.
        public: ISO date from which it was public, empty where missing.
        neighbours: Values of the two years before and after, with their masks.
        changes: Years in which the value changed, with the new value; the first known year included.
        elsewhere: What the tables of the same relation say of the pair.
    """

    ccodes: tuple[int, int]
    states: tuple[str, str]
    matrix: str
    year: int
    value: float
    reverse: float
    mask: Mask
    window: tuple[int, int]
    observed: int
    sources: tuple[Source, ...]
    public: str
    neighbours: tuple[tuple[int, float, Mask], ...]
    changes: tuple[tuple[int, float], ...]
    elsewhere: tuple[PairReport, ...]

    def text(self) -> str:
        """The explanation in plain lines."""
        one, two = (f"{name} ({code})" for name, code in zip(self.states, self.ccodes, strict=True))
        lines = [f"{one} to {two}, {self.matrix}, {self.year}"]
        lines += [f"  value       {number(self.value)}; the other way {number(self.reverse)}"]
        lines += [f"  mask        {HOW[self.mask]}"]
        lines += [f"  window      {self.window[0]} to {self.window[1]}, observed to {self.observed}"]
        lines += source_lines(self.sources)
        lines += [f"  public      since {self.public}"] if self.public else []
        near = "  ".join(f"{year} {number(value)}" for year, value, _ in self.neighbours)
        lines += [f"  neighbours  {near}"]
        moves = "  ".join(f"{year} {number(value)}" for year, value in self.changes[-6:])
        lines += [f"  changes     {moves}"] if moves else []
        for it in self.elsewhere:
            if not it.covered:
                lines.append(
                    f"  elsewhere   {it.table}: covers {it.window[0]} to {it.window[1]} ({it.source})"
                )
            else:
                said = "; ".join(it.said[:4]) or "nothing coded for this pair and year"
                lines.append(f"  elsewhere   {it.table}: {said} ({it.source})")
        return "\n".join(lines)

    def json(self) -> str:
        """The explanation as JSON; missing numbers are null."""
        return json.dumps(plain(asdict(self)), ensure_ascii=False)


def split_pair(text: str, panel: Panel, year: int) -> tuple[int, int] | None:
    """COW codes of ``USA-JPN``; None where the text names one state (Guinea-Bissau does).

    Raises:
        UnknownNameError: One side names no state.

    >>> from counterpoise.data import open_panel
    >>> split_pair("USA-JPN", open_panel(), 2010), split_pair("Guinea-Bissau", open_panel(), 2010)
    ((2, 740), None)
    """
    if "-" not in text:
        return None
    try:
        panel.ccode(text, year)
    except UnknownNameError:
        one, _, two = text.partition("-")
        return panel.ccode(one.strip(), year), panel.ccode(two.strip(), year)
    return None


def explain_pair(panel: Panel, one: str | int, two: str | int, matrix: str, year: int) -> PairExplanation:
    """Explain one cell of a dyadic quantity.

    Args:
        panel: Panel.
        one: Source, by any of its names.
        two: Target.
        matrix: Name of the quantity, as ``Panel.matrices`` lists them.
        year: Year.

    Raises:
        UnknownNameError: No such state or quantity.
        CounterpoiseError: The two are one state, or the year is outside the panel.

    >>> from counterpoise.data import open_panel
    >>> explain_pair(open_panel(), "USA", "JPN", "defence_pact", 2010).value
    1.0
    """
    within(year)
    pair = (panel.ccode(one, year), panel.ccode(two, year))
    if pair[0] == pair[1]:
        raise CounterpoiseError("A state is no pair with itself.", hint="Name two states: USA-JPN.")
    if matrix not in panel.matrices():
        raise UnknownNameError(
            f"The panel has no dyadic quantity {matrix!r}.",
            hint=nearest(matrix, panel.matrices(), cutoff=0.7) or f"There are {', '.join(panel.matrices())}.",
        )
    table = tables.MATRICES[matrix][0]
    first, _, last = panel.window(table)
    span = range(first, max(last, year) + 1)
    path = panel.matrix(matrix, pair, span)[:, 0, 1]
    near = range(year - 2, year + 3)
    masks = panel.matrix_masks(matrix, pair, near)[:, 0, 1]
    values = panel.matrix(matrix, pair, near)
    mask = Mask(int(masks[2]))
    keys = panel.table_sources(table)
    return PairExplanation(
        ccodes=pair,
        states=(panel.state(pair[0]).name, panel.state(pair[1]).name),
        matrix=matrix,
        year=year,
        value=float(values[2, 0, 1]),
        reverse=float(values[2, 1, 0]),
        mask=mask,
        window=(first, last),
        observed=panel.observed(matrix),
        sources=tuple(panel.source(key) for key in keys),
        public=panel.public_pair(matrix, year) if mask else "",
        neighbours=tuple(
            (y, float(v), Mask(int(m))) for y, v, m in zip(near, values[:, 0, 1], masks, strict=True)
        ),
        changes=_changes(list(span), path),
        elsewhere=pair_reports(panel, matrix, *pair, year),
    )


def _changes(years: list[int], path: np.ndarray) -> tuple[tuple[int, float], ...]:
    """Years in which a known value differs from the one before."""
    known = [(year, float(value)) for year, value in zip(years, path, strict=True) if not np.isnan(value)]
    before: float | None = None
    out = []
    for year, value in known:
        if value != before:
            out.append((year, value))
        before = value
    return tuple(out)
