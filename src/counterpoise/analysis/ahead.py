"""What tells, years ahead, which future we are in: observables, the level that trips each, and how often it is wrong.

At the start of a year in which the balance holds, will it be lost within ``ahead`` years?  Each observable answers by a
level: tripped on one side of it, quiet on the other.  The level is the one that parts losing futures from the others
best (Youden's J, hits less false alarms) among one half of the members, and everything that is said of it is measured
on the *other* half, which it has never seen:

- hits: share of those years, before a loss, in which it is tripped;
- false alarms: share of the years before no loss in which it is tripped as well;
- area: probability that a year before a loss looks worse than one that is not (1/2 is no skill);
- lead: years from its first trip to the loss, median over the futures that lose the balance.

Every observable can be looked up in published tables in the year itself.  What only the model knows (a chance that the
patron would fight) tells more and is no tripwire, for nobody could see it trip.

Sources: Youden (1950), *Cancer* 3(1), 32-35; Hanley and McNeil (1982), *Radiology* 143, 29-36 (area and its error).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from counterpoise.analysis.stories import Story
from counterpoise.analysis.watch import named, observables, recent
from counterpoise.observe.case import Observed
from counterpoise.vocabulary import Rung

__all__ = ["AHEAD", "Indicator", "Watch", "find_level", "watch"]

Floats = NDArray[np.float64]
Bits = NDArray[np.bool_]

AHEAD = 3
"""Years ahead."""

CHANGE = 3
"""Years over which a change is taken."""

_LEVELS = 60
"""Levels that are tried, evenly spread over the ranks."""

_FEWEST = 20
"""Years before a loss, in each half, below which nothing is claimed."""


@dataclass(frozen=True)
class Indicator:
    """One observable, and what it is worth on members that its level has not seen.

    Attributes:
        label: What to watch.
        unit: Its unit.
        now: Where it stands in the start year, median over members; None for a change that no year has shown yet.
        level: At which it trips.
        direction: ``above`` or ``below``: the side on which it is tripped.
        hits: Share of years before a loss in which it is tripped.
        false_alarms: Share of other years in which it is tripped.
        area: Area under the ROC curve.
        area_se: Its standard error.
        lead: Median years from the first trip to the loss; None where it never trips before one.
        warned: Share of the losing futures in which it tripped before the loss.
    """

    label: str
    unit: str
    now: float | None
    level: float
    direction: str
    hits: float
    false_alarms: float
    area: float
    area_se: float
    lead: float | None
    warned: float

    @property
    def tripped(self) -> bool:
        """Whether it is tripped now."""
        if self.now is None:
            return False
        return self.now > self.level if self.direction == "above" else self.now < self.level


@dataclass(frozen=True)
class Watch:
    """All observables of a scenario, those that tell most first.

    Attributes:
        ahead: Years ahead.
        members: Futures; one half found the levels, the other was counted.
        losses: Years before a loss among those counted.
        years: Years counted.
        combined: Area of all of them together, a linear discriminant of the learning half; None where too few lose.
        indicators: The observables.
    """

    ahead: int
    members: int
    losses: int
    years: int
    combined: float | None
    indicators: tuple[Indicator, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = [{**asdict(one), "tripped": one.tripped} for one in self.indicators]
        return {**asdict(self), "indicators": told}


def watch(story: Story, observed: Observed, ahead: int = AHEAD) -> Watch:
    """Rank the observables of a story.

    Args:
        story: Futures in full.
        observed: Names of its axes.
        ahead: Years ahead.
    """
    holds = np.asarray(story.verdict.balance_holds)
    members = len(holds)
    at_risk, lost = _losses(holds, ahead)
    learning = np.arange(members) < members // 2
    found = []
    seen = _all(story, observed)
    for label, (unit, values) in seen.items():
        known = at_risk & np.isfinite(values)
        learnt = known & learning[:, None]
        tested = known & ~learning[:, None]
        if (
            min(lost[learnt].sum(), lost[tested].sum(), (~lost[learnt]).sum(), (~lost[tested]).sum())
            < _FEWEST
        ):
            continue
        level, sign = find_level(values[learnt], lost[learnt])
        found.append(_indicator(label, unit, values, level, sign, tested, lost, holds))
    counted = at_risk & ~learning[:, None]
    ranked = sorted(found, key=lambda one: -one.area)
    together = _combined([values for _, values in seen.values()], at_risk, lost, learning) if found else None
    return Watch(ahead, members, int(lost[counted].sum()), int(counted.sum()), together, tuple(ranked))


def _combined(seen: list[Floats], at_risk: Bits, lost: Bits, learning: Bits) -> float | None:
    """Area of Fisher's linear discriminant: the direction in which means differ most for their common spread."""
    levels = np.stack(seen, axis=-1)
    known = at_risk & np.isfinite(levels).all(-1)
    learnt, tested = known & learning[:, None], known & ~learning[:, None]
    if min(lost[learnt].sum(), lost[tested].sum()) < _FEWEST:
        return None
    x, y = levels[learnt], lost[learnt]
    centred = np.where(y[:, None], x - x[y].mean(0), x - x[~y].mean(0))
    weight = np.linalg.pinv(centred.T @ centred) @ (x[y].mean(0) - x[~y].mean(0))
    return round(_area(levels[tested] @ weight, lost[tested])[0], 4)


def find_level(values: Floats, lost: Bits) -> tuple[float, float]:
    """The level that parts losses from the rest best, and the sign of the side on which it trips.

    Args:
        values: Of an observable.
        lost: Whether a loss follows.

    >>> find_level(np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, False, True, True]))
    (2.5, 1.0)
    """
    levels = np.unique(np.quantile(values, (np.arange(_LEVELS) + 0.5) / _LEVELS, method="midpoint"))
    above = values[None, :] > levels[:, None]
    skill = above[:, lost].mean(1) - above[:, ~lost].mean(1)
    best = int(np.argmax(np.abs(skill)))
    return float(levels[best]), 1.0 if skill[best] >= 0 else -1.0


def _losses(holds: Bits, ahead: int) -> tuple[Bits, Bits]:
    """Years in which it holds and ``ahead`` more are known, and whether it is lost within them."""
    years = holds.shape[1]
    lost = np.zeros_like(holds)
    for step in range(1, ahead + 1):
        lost[:, : years - step] |= ~holds[:, step:]
    known = np.arange(years) < years - ahead
    return holds & known[None, :], lost


def _all(story: Story, observed: Observed) -> Mapping[str, tuple[str, Floats]]:
    """Levels of the observables, and their change over some years."""
    found: dict[str, tuple[str, Floats]] = {}
    for label, (unit, values) in {**observables(story.series, observed), **_more(story, observed)}.items():
        level = np.asarray(values, float)
        found[label] = (unit, level)
        change = np.full_like(level, np.nan)
        change[:, CHANGE:] = level[:, CHANGE:] - level[:, :-CHANGE]
        found[f"{label}: change in {CHANGE} years"] = (unit, change)
    return found


def _more(story: Story, observed: Observed) -> Mapping[str, tuple[str, Floats]]:
    """Further observables, each to be found in a public table or count."""
    series, setting = story.series, observed.case.setting
    neighbours = [k for k, near in enumerate(observed.neighbours) if near > 0]
    effort = 100.0 * series["effort"]
    depth, other = series["depth_patron"][..., neighbours], series["depth_challenger"][..., neighbours]
    return {
        "Challenger's military burden": ("% of output", effort[..., setting.challenger]),
        "Patron's military burden": ("% of output", effort[..., setting.patron]),
        "Treaties of neighbours with the patron": ("treaties", (depth >= Rung.DEFENCE).sum(-1).astype(float)),
        "Neighbours that give the challenger access": (
            "states",
            (other >= Rung.ACCESS).sum(-1).astype(float),
        ),
        "Patron's electoral democracy (V-Dem)": ("0 to 1", np.asarray(series["regime_patron"], float)),
        "Crises elsewhere that called on the patron in five years": ("crises", recent(series["elsewhere"])),
        "States that built nuclear weapons since the start": (
            "states",
            series["armed"].sum(-1).astype(float),
        ),
        **_new_leaders(series, observed),
    }


def _new_leaders(
    series: Mapping[str, NDArray[Any]], observed: Observed
) -> dict[str, tuple[str, NDArray[np.float64]]]:
    """Changes of leader in the core allies; nothing where there is none."""
    allies = observed.core_allies
    if not allies:
        return {}
    gone = recent(series["exit"][..., observed.place(allies)].sum(-1))
    return {f"New leaders in the {named(len(allies))} in five years": ("leaders", gone)}


def _indicator(
    label: str, unit: str, values: Floats, level: float, sign: float, tested: Bits, lost: Bits, holds: Bits
) -> Indicator:
    trips = np.where(np.isfinite(values), sign * values > sign * level, False)
    area, error = _area(sign * values[tested], lost[tested])
    lead, warned = _lead(trips, holds, np.asarray(tested.any(1)))
    return Indicator(
        label=label,
        unit=unit,
        now=round(float(np.median(values[:, 0])), 4) if np.isfinite(values[:, 0]).all() else None,
        level=round(level, 4),
        direction="above" if sign > 0 else "below",
        hits=round(float(trips[tested & lost].mean()), 4),
        false_alarms=round(float(trips[tested & ~lost].mean()), 4),
        area=round(area, 4),
        area_se=round(error, 4),
        lead=lead,
        warned=round(warned, 4),
    )


def _area(values: Floats, lost: Bits) -> tuple[float, float]:
    """Area under the ROC curve by ranks, and Hanley and McNeil's standard error."""
    yes, no = int(lost.sum()), int((~lost).sum())
    area = float((rankdata(values)[lost].sum() - yes * (yes + 1) / 2.0) / (yes * no))
    one, two = area / (2.0 - area), 2.0 * area**2 / (1.0 + area)
    spread = area * (1 - area) + (yes - 1) * (one - area**2) + (no - 1) * (two - area**2)
    return area, float(np.sqrt(max(spread, 0.0) / (yes * no)))


def _lead(trips: Bits, holds: Bits, counted: Bits) -> tuple[float | None, float]:
    """Median years from the first trip to the first loss, and the share of losing futures that were warned."""
    losing = counted & holds[:, 0] & ~holds.all(1)
    if not losing.any():
        return None, 0.0
    fall = np.argmax(~holds[losing], axis=1)
    first = np.where(trips[losing].any(1), np.argmax(trips[losing], axis=1), holds.shape[1])
    warned = first < fall
    return (float(np.median((fall - first)[warned])) if warned.any() else None), float(warned.mean())
