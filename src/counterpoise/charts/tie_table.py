"""The table of ties: treaties that the verdict counts, the weakest first; then others; then the deepest ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Reading
from counterpoise.charts.labels import POLES
from counterpoise.charts.lateral import Pair, loose, rungs
from counterpoise.telling.reader import chance, dig, final, first, milestones, name_of, number, roles
from counterpoise.telling.shipped import counted
from counterpoise.telling.words import DEPTHS, brief

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["COLUMNS", "Tie", "reading", "survival", "tie_rows", "ties_of"]

COLUMNS = (
    *("state", "partner", "role of the partner", "year"),
    *("alignment, median", "5 %", "95 %", "depth, median", "treaty survives"),
    *("depth at the start", "chance it is deeper", "chance it is shallower"),
)
"""Heads of the table, one row to a tie and year; depth is the rung in words."""

_ROLES = ("patron", "challenger")


@dataclass(frozen=True)
class Tie:
    """A state's tie to a pole.

    Attributes:
        code: Code of the state.
        role: Whether the pole is the patron or the challenger.
        pole: Its name.
        start: Rung at the start, in words; None for a run that kept no rungs, like the three below.
        last: Median rung in the last year, in words.
        deepens: Share of futures in which it stands higher in the end than at the start.
        loosens: The same for lower.
        counts: Whether its treaty is one of those that decide whether the ties survive.
        survives: Chance that the treaty is in force and believed in the last year; None without one.
        lean: Median alignment in the last year.
    """

    code: str
    role: str
    pole: str
    start: Cell
    last: Cell
    deepens: Cell
    loosens: Cell
    counts: bool
    survives: float | None
    lean: float | None

    def rank(self) -> tuple[bool, float, int, int, bool, float, str]:
        """Treaties that the verdict counts, the likeliest to fail first; other treaties; then the deepest ties."""
        start, last = (DEPTHS.index(str(rung)) if rung in DEPTHS else -1 for rung in (self.start, self.last))
        survives = 2.0 if self.survives is None else self.survives
        return (
            not self.counts,
            survives,
            -start,
            -last,
            self.role != _ROLES[0],
            -(self.lean or 0.0),
            self.code,
        )


def survival(answer: Mapping[str, Any], code: str) -> float | None:
    """Chance that a state's treaty with the patron is in force and believed at the end; None without one."""
    for pact, by_year in (dig(answer, "alliances") or {}).items():
        found = chance(by_year, final(answer))
        if str(pact).endswith(f"-{code}") and found:
            return float(found["p"])
    return None


def ties_of(answer: Mapping[str, Any], views: xr.Dataset | None) -> list[Tie]:
    """Every tie to a pole, in the order in which a reader of the verdict wants them."""
    cast = roles(answer)
    poles = {role: code for code, role in cast.items()}
    found, core = [], counted(answer)
    for code in dig(answer, "states") or {}:
        if code in cast:
            continue
        for role in _ROLES:
            survives = survival(answer, code) if role == "patron" else None
            lean = number(answer, "states", code, f"{role}_tie", final(answer), "median")
            pole = POLES.get(poles[role]) or name_of(answer, poles[role])
            start, last, deepens, loosens = rungs(views, code, poles[role])
            found.append(
                Tie(
                    code,
                    role,
                    pole,
                    start,
                    last,
                    deepens,
                    loosens,
                    code in core and survives is not None,
                    survives,
                    lean,
                )
            )
    return sorted(found, key=Tie.rank)


def tie_rows(answer: Mapping[str, Any], tie: Tie) -> Iterator[tuple[Cell, ...]]:
    """Alignment by year; in the last one also what became of the rung, and of the treaty with the patron."""
    for year in sorted({first(answer), *milestones(answer)}):
        last = year == final(answer)
        rung = (tie.last, tie.survives, tie.start, tie.deepens, tie.loosens) if last else (None,) * 5
        yield (name_of(answer, tie.code), tie.pole, tie.role, int(year), *_lean(answer, tie, year), *rung)


def _lean(answer: Mapping[str, Any], tie: Tie, year: str) -> list[float | None]:
    return [number(answer, "states", tie.code, f"{tie.role}_tie", year, q) for q in ("median", "low", "high")]


def reading(answer: Mapping[str, Any], told: Sequence[Tie], pairs: Sequence[Pair]) -> Reading:
    """The same for the eye: one row to a tie, rounded, each number beside its interval."""
    start, last = first(answer), final(answer)
    columns = (
        *("State", "Partner", f"Depth, {start} to {last}", "Deeper, of 100", "Shallower, of 100"),
        *("Treaty survives, of 100", f"Alignment, {start}", f"{last}, 90 % of futures"),
    )
    rows = [
        (
            name_of(answer, tie.code),
            tie.pole,
            *_depths(tie.start, tie.last, tie.deepens, tie.loosens),
            None if tie.survives is None else brief(tie.survives),
            _spread([_lean(answer, tie, start)[0]]),
            _spread(_lean(answer, tie, last)),
        )
        for tie in told
    ]
    among = [
        (
            name_of(answer, pair.a),
            name_of(answer, pair.b),
            *_depths(DEPTHS[pair.start], DEPTHS[pair.last], pair.deepens, pair.loosens),
            *(None, None, None),
        )
        for pair in pairs
        if not loose(pair)
    ]
    return Reading(columns, (*rows, *among))


def _depths(start: Cell, last: Cell, deepens: Cell, loosens: Cell) -> tuple[Cell, ...]:
    """Depth at the start and, where the median future has another, in the end; then how often it moves."""
    moves = (brief(share) if isinstance(share, float) else None for share in (deepens, loosens))
    return (start if start == last else f"{start} → {last}", *moves)


def _spread(numbers: Sequence[float | None]) -> str | None:
    """A median with its range where there is one.

    >>> _spread([0.847, 0.584, 0.909]), _spread([0.903])
    ('0.85 (0.58–0.91)', '0.90')
    """
    if any(value is None for value in numbers):
        return None
    middle, *ends = (f"{value:.2f}" for value in numbers)
    return f"{middle} ({ends[0]}–{ends[1]})" if ends else middle
