"""Rolling origins: every equation fitted again at every fifth year, and asked about the years that followed.

One split is one draw of history.  Here each equation stands at origins from 1950 to 2005, knows what was known
then, and foretells one year ahead for the next five years, or the window of five, ten or nineteen years that
opens with the next.  Scores by origin are what is kept; they are the learning curve as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import BaseRate, RandomWalk, RidgeLogit, ScaledWalk, StudentAdjustment
from counterpoise.backtest.contenders.base import Contender
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.measures import measured
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.tasks.burden import WIDTH, builder
from counterpoise.backtest.tasks.dispute_onset import ONSET, both
from counterpoise.backtest.tasks.initiation import STARTS
from counterpoise.backtest.tasks.pact_formation import formation_within
from counterpoise.backtest.tasks.treaty_termination import build as treaties
from counterpoise.backtest.terms import dispute, pact
from counterpoise.estimate.history import (
    FIRST_YEAR,
    LAST_DISPUTE_YEAR,
    LAST_PACT_YEAR,
    LAST_YEAR,
)
from counterpoise.estimate.logit import EstimationError
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["ORIGINS", "ROLLED", "Rolled", "at_origin", "roll", "stored"]

ORIGINS = tuple(range(1950, 2006, 5))
"""Origins stored with the package."""

AHEAD = 5
"""Years foretold from an origin when forecasts look one year ahead."""

FILE = "rolling.json"

Build = Callable[..., Rows]
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Rolled:
    """An equation at a horizon.

    Attributes:
        equation: Name.
        horizon: Years the outcome spans.
        kind: ``event`` or ``quantity``.
        first: First year of its cases.
        last: Last year of its data.
        build: Lays out its cases.
        contenders: Those that roll; the last speaks for the project.
        fixed: The only origin it stands at, asked about all years that follow; None where it rolls.
    """

    equation: str
    horizon: int
    kind: str
    first: int
    last: int
    build: Build
    contenders: tuple[Contender, ...]
    fixed: int | None = None

    @property
    def covers(self) -> tuple[int, int]:
        """First and last origin at which it can stand: ten closed windows behind, one ahead."""
        return self.first + 9 + self.horizon, self.last - self.horizon

    def stands(self, origins: Sequence[int]) -> list[int]:
        """Those of the origins at which it stands; the one it is fixed to whenever the stored ones are meant."""
        if self.fixed is not None:
            return [self.fixed] if self.fixed in origins or origins == ORIGINS else []
        return [origin for origin in origins if self.covers[0] <= origin <= self.covers[1]]

    def asked(self, origin: int) -> int:
        """Last year asked about from an origin."""
        if self.fixed is not None:
            return self.last
        return origin + (AHEAD if self.horizon == 1 else 1)


def _onset_within(years: int) -> Build:
    """Relevant pairs with an onset in any of so many years."""

    def begun(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
        t = year - FIRST_YEAR
        return np.asarray(knowledge.history.onset[t : t + years].any(axis=0))

    return replace(ONSET, outcome=begun, window=years).rows


_STEADY = RidgeLogit(
    "equation-company",
    "the equation's terms and both sides' latest disputes",
    both((*dispute.EQUATION, *dispute.LATEST)),
    ridge=30.0,
)
_ONSET = (
    BaseRate(),
    RidgeLogit("persistence", "disputes of the pair, years of peace", both(dispute.PERSISTENCE)),
    RidgeLogit("geography", "distance and borders", both(dispute.GEOGRAPHY)),
    _STEADY,
)
_STARTS = (
    BaseRate(),
    RidgeLogit("geography", "distance and borders", dispute.GEOGRAPHY),
    RidgeLogit("equation", "the simulator's own equation", dispute.EQUATION, ridge=10.0),
)
_FORMS = (
    BaseRate(since=1946),
    RidgeLogit("geography", "distance of capitals, contiguity", pact.GEOGRAPHY, since=1946),
    RidgeLogit("geography-threat", "geography, common enemies, own dispute", pact.FIELD, since=1946),
    RidgeLogit("equation", "the simulator's own equation", pact.EQUATION, since=1946, ridge=10.0),
)
_ENDS = (BaseRate(), RidgeLogit("age-form", "age and form", ("log_age", "bilateral")))
_BURDEN = (
    RandomWalk(),
    StudentAdjustment("adjustment", "partial adjustment with Student's t shocks"),
    ScaledWalk("scaled-walk", "a walk as wide as the state's own past", WIDTH),
)

ROLLED: tuple[Rolled, ...] = (
    *(
        Rolled("dispute-onset", h, "event", 1887, LAST_DISPUTE_YEAR, _onset_within(h), _ONSET)
        for h in (1, 5, 10, 19)
    ),
    Rolled("initiation-all", 1, "event", 1887, LAST_DISPUTE_YEAR, STARTS.rows, _STARTS),
    *(
        Rolled("pact-formation", h, "event", 1946, LAST_PACT_YEAR, formation_within(h).rows, _FORMS)
        for h in (1, 5, 10, 19)
    ),
    Rolled("treaty-termination", 1, "event", 1946, LAST_PACT_YEAR, treaties, _ENDS),
    *(Rolled("burden", h, "quantity", 1961, LAST_YEAR, builder(h), _BURDEN) for h in (1, 5, 10, 19)),
    *(
        Rolled("burden-2005-2024", h, "quantity", 1961, LAST_YEAR, builder(h), _BURDEN, fixed=2004)
        for h in (1, 5, 10)
    ),
)
"""Every equation at every horizon at which it means something."""


def roll(
    knowledge: Knowledge,
    place: Path,
    panel: str,
    origins: Sequence[int] = ORIGINS,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Roll every equation through the origins and keep the scores, origin by origin.

    Scores already kept for this panel are not computed again, so an interrupted roll goes on.

    Raises:
        DataError: An origin that no equation covers.
    """
    for origin in origins:
        _covered(origin)
    kept = {_place(entry): entry for entry in _read(place) if entry["panel"] == panel}
    for done, rolled in enumerate(ROLLED):
        wanted = rolled.stands(origins)
        missing = [o for o in wanted if (rolled.equation, rolled.horizon, o) not in kept]
        if not missing:
            continue
        if progress is not None:
            progress(f"{rolled.equation}, {rolled.horizon} years: cases", done / len(ROLLED))
        rows = rolled.build(knowledge, rolled.first, rolled.last - rolled.horizon + 1)
        for origin in missing:
            if progress is not None:
                progress(f"{rolled.equation}, {rolled.horizon} years, {origin}", done / len(ROLLED))
            for entry in _rolled(rolled, rows, origin):
                kept[_place(entry)] = {**entry, "panel": panel}
            _write(place, kept)
    return list(kept.values())


def _rolled(rolled: Rolled, rows: Rows, origin: int) -> Iterator[dict[str, Any]]:
    """Scores of all contenders at one origin; none where the past or the future holds too few events."""
    past = rows.until(origin)
    ahead = rows.where((rows.year > origin) & (rows.year <= rolled.asked(origin)))
    scores: dict[str, Any] = {}
    for contender in rolled.contenders:
        try:
            made = contender.forecast(past, ahead.hidden(), origin)
            scores[contender.name] = measured(rolled.kind, ahead.outcome, made)
        except EstimationError as error:
            scores[contender.name] = {"refused": str(error)}
    yield {
        "equation": rolled.equation,
        "horizon": rolled.horizon,
        "origin": origin,
        "kind": rolled.kind,
        "trained": len(past),
        "trained_events": past.events if rolled.kind == "event" else None,
        "n": len(ahead),
        "events": ahead.events if rolled.kind == "event" else None,
        "scores": scores,
    }


def at_origin(entries: Sequence[dict[str, Any]], origin: int) -> list[dict[str, Any]]:
    """The entries of one origin.

    Raises:
        DataError: The origin is covered by no equation, or its scores are not stored.
    """
    _covered(origin)
    found = [entry for entry in entries if entry["origin"] == origin]
    if not found:
        known = ", ".join(str(o) for o in sorted({entry["origin"] for entry in entries}))
        raise DataError(
            f"No scores are stored for the origin {origin}.",
            hint=f"Stored: {known}. Others: counterpoise score --origin {origin} --refit",
        )
    return found


def stored(place: Path) -> list[dict[str, Any]]:
    """Scores by origin that are stored."""
    return _read(place)


def _covered(origin: int) -> None:
    """Refuse an origin at which no equation can stand, and say where each can."""
    if any(rolled.stands([origin]) for rolled in ROLLED):
        return
    spans = "; ".join(
        f"{r.equation} {r.horizon}y {r.covers[0]} to {r.covers[1]}"
        for r in ROLLED
        if r.horizon in {1, 19} and r.fixed is None
    )
    raise DataError(f"No equation can stand at {origin}.", where="--origin", hint=f"Origins: {spans}.")


def _place(entry: dict[str, Any]) -> tuple[str, int, int]:
    return entry["equation"], entry["horizon"], entry["origin"]


def _read(place: Path) -> list[dict[str, Any]]:
    path = place / FILE
    if not path.is_file():
        return []
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["origins"])
    except (ValueError, KeyError) as error:
        raise CounterpoiseError(
            "The scores by origin cannot be read.", where=path, hint="Delete the file and roll again."
        ) from error


def _write(place: Path, kept: dict[tuple[str, int, int], dict[str, Any]]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(_short(kept[key]), separators=(",", ":")) for key in sorted(kept)]
    part = place / f"{FILE}.part"
    part.write_text('{"schema": 1, "origins": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    part.replace(place / FILE)


def _short(value: Any) -> Any:
    """Numbers with five significant digits, and measures that do not apply left out."""
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items() if inner is not None}
    return float(f"{value:.5g}") if isinstance(value, float) else value
