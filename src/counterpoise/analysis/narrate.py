"""A future told in words: who did what, when, and why, from what each mechanism contributed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from counterpoise.analysis.relived import Life
from counterpoise.observe.case import Observed
from counterpoise.scenario import Scenario

__all__ = ["Event", "drift_of", "events_with_causes"]

CAUSES = {
    "affinity": "likeness of regimes",
    "assertiveness": "the record of disputes",
    "attention": "crises elsewhere",
    "balancing": "fear and hope of help",
    "burden": "burden sharing",
    "capacity": "lost expertise",
    "demography": "ageing",
    "growth": "growth",
    "instruments": "visits and pacts",
    "leaders": "who governs",
    "patronage": "the patron's will",
    "proliferation": "fear and the umbrella",
    "technology": "technology",
    "ties": "common alarm and estrangement",
    "trade": "tariffs and markets",
}
"""Mechanism to the cause it stands for."""


@dataclass(frozen=True)
class Event:
    """Something that somebody did.

    Attributes:
        year: When.
        who: ISO3 code of the state that it concerns most.
        what: In a sentence.
        chance: Probability at which it was drawn; NaN for what was certain.
        why: Causes that had raised its odds since the first year, largest first, or what decided it.
    """

    year: int
    who: str
    what: str
    chance: float
    why: str


def events_with_causes(
    life: Life, observed: Observed, scenario: Scenario, names: Mapping[str, str]
) -> tuple[Event, ...]:
    """Events of one future worth telling, in order of time.

    Args:
        life: With its contributions.
        observed: Names of the axes.
        scenario: For what was assumed.
        names: ISO3 to plain name.
    """
    patron, challenger = observed.place([observed.patron, observed.challenger])
    friend, foe = names[observed.patron], names[observed.challenger]
    elections = np.asarray(observed.case.forcing.election)
    told: list[Event] = []

    def say(t: int, k: int, what: str, event: str, place: tuple[int, ...], decided: str = "") -> None:
        chance = float(life.probability[event][(t, *place)]) if event in life.probability else float("nan")
        why = decided or _why(life, event, t, place)
        told.append(Event(observed.start + t, observed.states[k], what, chance, why))

    years = len(life.happened["bargain"])
    for t in range(years):
        if life.happened["bargain"][t]:
            say(
                t,
                patron,
                f"{friend} strikes a bargain with {foe}",
                "bargain",
                (),
            )
        if life.happened["elsewhere"][t]:
            say(
                t,
                patron,
                f"A crisis elsewhere calls on the forces of {friend}",
                "elsewhere",
                (),
            )
        for k, state in enumerate(observed.states):
            name = names[state]
            if life.happened["disowned"][t, k]:
                say(t, k, f"{friend} disowns {name}", "disowned", (k,))
            if life.happened["extracted"][t, k]:
                say(t, k, f"{friend} makes {name} pay", "extracted", (k,))
            if life.happened["nuclear"][t, k]:
                say(t, k, f"{name} builds nuclear weapons", "nuclear", (k,))
            if life.happened["test"][t, k] and life.happened["dispute"][t, challenger, k]:
                kept = "is kept" if life.happened["kept"][t, k] else "is broken"
                what = f"{foe} tests the word of {friend} over {name}, which {kept}"
                say(t, k, what, "dispute", (challenger, k))
            if life.happened["exit"][t, k] and (
                k == patron or state in observed.treaty_allies or state == "TWN"
            ):
                lean = _lean(life, t, k)
                if lean:
                    say(
                        t,
                        k,
                        f"A new leader in {name} leans {lean}",
                        "exit",
                        (k,),
                        "an election" * bool(elections[t, k]),
                    )
            told.extend(_ties(life, observed, names, t, k, patron, challenger))
            if t + 1 < years and life.world["lost"][t + 1, k] > life.world["lost"][t, k]:
                told.append(
                    Event(
                        observed.start + t,
                        state,
                        f"{name} falls to {foe}",
                        float("nan"),
                        "forsaken in the test, or assumed",
                    )
                )
    for shock in scenario.assumptions:
        told.append(
            Event(
                shock.date.year,
                shock.target or observed.patron,
                f"{shock.label} (assumed)",
                float("nan"),
                shock.why,
            )
        )
    return tuple(sorted(told, key=lambda event: event.year))


def _why(life: Life, event: str, t: int, place: tuple[int, ...]) -> str:
    """Causes that raised or lowered the event's log-odds against the first year, the largest two."""
    gaps = {}
    for name, values in life.odds.get(event, {}).items():
        gaps[name] = float(values[(t, *place)]) - float(values[(0, *place)])
    large = sorted(
        (name for name in gaps if abs(gaps[name]) >= _WORTH_ODDS), key=lambda name: -abs(gaps[name])
    )
    if any(gap > _DECIDED for gap in gaps.values()):
        return "it was due or assumed"
    if not large:
        return "chance: nothing had raised its odds since the start"
    return ", ".join(f"{CAUSES.get(name, name)} ({_factor(gaps[name])})" for name in large[:2])


def _factor(gap: float) -> str:
    """A change of log-odds in words; beyond a thousandfold it opens or closes a door, and the number says nothing."""
    if abs(gap) > _DOOR:
        return "which made it possible" if gap > 0 else "which all but ruled it out"
    return f"{'more' if gap > 0 else 'less'} likely, x{np.exp(gap):.2g}"


def _ties(
    life: Life, observed: Observed, names: Mapping[str, str], t: int, k: int, patron: int, challenger: int
) -> Iterator[Event]:
    """Rungs climbed and lost to either pole that reach access or a treaty."""
    depth = life.world["depth"]
    if t + 1 >= len(depth) or k in (patron, challenger):
        return
    for pole in (patron, challenger):
        before, after = int(depth[t, pole, k]), int(depth[t + 1, pole, k])
        if before == after or max(before, after) < _WORTH_RUNG:
            continue
        event = "tie_up" if after > before else "tie_down"
        verb = "deepens to" if after > before else "falls to"
        what = (
            f"The tie of {names[observed.states[k]]} to {names[observed.states[pole]]} {verb} {RUNGS[after]}"
        )
        yield Event(
            observed.start + t,
            observed.states[k],
            what,
            float(life.probability[event][t, pole, k]),
            _why(life, event, t, (pole, k)),
        )


def drift_of(life: Life, observed: Observed, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """States whose tie to the patron moved most over the whole future, and which causes moved it.

    Returns:
        State, what happened in words, and why; largest first.
    """
    tie = life.world["tie_patron"]
    moved: Mapping[str, NDArray[Any]] = life.moved["tie_patron"]
    found = []
    for k, state in enumerate(observed.states):
        if state in (observed.patron, observed.challenger):
            continue
        before, after = float(expit(tie[0, k])), float(expit(tie[-1, k]))
        if abs(after - before) < _WORTH_DRIFT:
            continue
        total = {name: float(values[:-1, k].sum()) for name, values in moved.items()}
        order = sorted(total, key=lambda name: -abs(total[name]))[:2]
        why = ", ".join(
            f"{CAUSES.get(name, name)} {total[name]:+.2f}" for name in order if abs(total[name]) > 0
        )
        found.append((abs(after - before), names[state], f"{before:.2f} to {after:.2f}", why))
    return [(name, what, why) for _, name, what, why in sorted(found, reverse=True)[:_MOST_DRIFT]]


def _lean(life: Life, t: int, k: int) -> str:
    orientation = life.world["orientation"]
    if t + 1 >= len(orientation):
        return ""
    gap = float(orientation[t + 1, k] - orientation[t, k])
    return "" if abs(gap) < _WORTH_LEAN else "more to the alliance" if gap > 0 else "away from it"


RUNGS = ("nothing", "dialogue", "co-operation", "access and intelligence", "mutual defence")
_DOOR = float(np.log(1000.0))
_WORTH_RUNG, _WORTH_LEAN, _WORTH_ODDS, _DECIDED, _WORTH_DRIFT, _MOST_DRIFT = 3, 0.2, 0.1, 25.0, 0.05, 5
