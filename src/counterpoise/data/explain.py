"""One cell of the panel, explained: its value, how it came to be, whom to cite, what was repaired."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterpoise.data.panel import Panel, Variable
from counterpoise.provenance import Source
from counterpoise.vocabulary import Mask

__all__ = ["DERIVED", "Explanation", "Repair", "explain"]

DERIVED = {
    "milex": ("burden", "gdp_market"),
    "gdp_market": (),
    "gdp_ppp": (),
}
"""Variables computed from others; ``explain`` shows the parts."""
_HOW = {
    Mask.MISSING: "missing: nothing is known here, which is not zero",
    Mask.OBSERVED: "observed",
    Mask.IMPUTED: "imputed",
    Mask.PROJECTED: "projected",
}


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
        parts: The factors of a derived number, by name.
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
    parts: tuple[tuple[str, float, Mask], ...]

    def text(self) -> str:
        """The explanation in plain lines."""
        unit = self.variable.unit
        lines = [f"{self.state} ({self.ccode}), {self.variable.label} ({self.variable.name}), {self.year}"]
        lines.append(
            f"  value       {_number(self.value)} {unit}" if self.mask else f"  value       none ({unit})"
        )
        lines.append(f"  mask        {_HOW[self.mask]}")
        lines += [
            f"  part        {name} = {_number(value)} ({mask.name.lower()})"
            for name, value, mask in self.parts
        ]
        for repair in self.repairs:
            lines += [
                f"  repair      {repair.method}: {repair.why}",
                f"              on the figures of {repair.source}",
            ]
        for source in self.sources:
            lines += [
                f"  source      {source.citation}",
                f"              version {source.version}; licence: {source.licence}; {source.url}",
            ]
        if self.public:
            lines.append(f"  public      since {self.public}")
        near = "  ".join(f"{year} {_number(value)}{_SIGN[mask]}" for year, value, mask in self.neighbours)
        lines.append(f"  neighbours  {near}")
        lines.append("              * imputed, ^ projected, - missing")
        if self.variable.note:
            lines.append(f"  note        {self.variable.note}")
        return "\n".join(lines)


_SIGN = {Mask.MISSING: "", Mask.OBSERVED: "", Mask.IMPUTED: "*", Mask.PROJECTED: "^"}


def _number(value: float) -> str:
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def explain(panel: Panel, state: str | int, variable: str, year: int) -> Explanation:
    """Explain one cell.

    Args:
        panel: Panel.
        state: State by any of its names.
        variable: Name of a state-year variable.
        year: Year.

    Raises:
        UnknownNameError: No such state or variable.

    >>> from counterpoise.data import open_panel
    >>> print(explain(open_panel(), "TWN", "burden", 2023).repairs[0].method)
    figures
    """
    code = panel.ccode(state, year)
    meaning = panel.variable(variable)
    mask = Mask(int(panel.masks(variable, [code], [year])[0, 0]))
    parts = tuple((name, *_cell(panel, name, code, year)) for name in DERIVED.get(variable, ()))
    key = str(panel.sources(variable, [code], [year])[0, 0])
    keys = [key] if key else []
    if key:
        keys += [str(panel.sources(name, [code], [year])[0, 0]) for name, _, known in parts if known]
    near = range(year - 2, year + 3)
    return Explanation(
        ccode=code,
        state=panel.state(code).name,
        variable=meaning,
        year=year,
        value=_cell(panel, variable, code, year)[0],
        mask=mask,
        sources=tuple(panel.source(one) for one in dict.fromkeys(keys)),
        public=panel.public(variable, code, year),
        repairs=_repairs(panel, code, year, [variable, *(name for name, _, _ in parts)]),
        neighbours=tuple((one, *_cell(panel, variable, code, one)) for one in near),
        parts=parts,
    )


def _cell(panel: Panel, variable: str, code: int, year: int) -> tuple[float, Mask]:
    value = float(panel.values(variable, [code], [year])[0, 0])
    return value, Mask(int(panel.masks(variable, [code], [year])[0, 0]))


def _repairs(panel: Panel, code: int, year: int, variables: list[str]) -> tuple[Repair, ...]:
    log = panel.table("repairs")
    rows = log[(log["ccode"] == code) & (log["year"] == year) & log["variable"].isin(variables)]
    return tuple(Repair(*row) for row in rows[["method", "why", "source"]].astype(str).to_numpy().tolist())
