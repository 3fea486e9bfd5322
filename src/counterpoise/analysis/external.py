"""The start year held against public indices of power and surveys of alignment on which no number of it rests.

Ranks are compared, since the units have nothing in common: Spearman's rho over the states for which a figure was
published, with an interval from drawing states again.  Few states make wide intervals, and they are printed.  How far
two years of one survey agree is computed too: nobody can be asked to agree better with a survey than it does with
itself.

Sources: Spearman (1904), *American Journal of Psychology* 15; Efron and Tibshirani (1993), *An Introduction to the
Bootstrap*, ch. 13 (percentile interval).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from counterpoise.analysis.prepare import Prepared
from counterpoise.measuring import measure
from counterpoise.switches import story

__all__ = ["Agreement", "Figures", "agreement", "compared", "published", "start_year"]

_RESAMPLES, _SEED, _TAIL = 4000, 1, 0.05


@dataclass(frozen=True)
class Figures:
    """Published figures of one index or survey.

    Attributes:
        key: Short name.
        label: In words.
        compared: ``power`` or ``leaning``, what of the model's is held against it.
        sign: 1 where more of the figure means more of it, -1 where it means less.
        unit: Of the figures.
        source: Who publishes them, and where they were read.
        note: What they count that the model does not.
        values: ISO3 code to figure.
    """

    key: str
    label: str
    compared: str
    sign: int
    unit: str
    source: str
    note: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Agreement:
    """Rank correlation with its interval.

    Attributes:
        rho: Spearman's.
        low: Lower end of the 90 per cent interval.
        high: Upper end.
        states: ISO3 codes, by how far the two ranks lie apart, the worst first.
        apart: How many ranks each of them is higher in the model than in the figures.
    """

    rho: float
    low: float
    high: float
    states: tuple[str, ...]
    apart: tuple[float, ...]


@cache
def published() -> tuple[Figures, ...]:
    """All figures of the library.

    >>> [figures.key for figures in published() if figures.compared == "power"]
    ['gfp-2025', 'lowy-2024']
    """
    text = (files("counterpoise") / "library" / "external.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["figures"]
    return tuple(Figures(compared=row.pop("with"), **row) for row in rows)


def start_year(ready: Prepared) -> dict[str, dict[str, float]]:
    """What the model says of the start year at central parameters: ``power`` and ``leaning`` by state.

    Power is effective capability in million dollars, leaning the tie to the patron less that to the challenger, each
    0 to 1.
    """
    central = {path: np.asarray(value) for path, value in ready.parameters.central().items()}
    model, case = ready.model(central), ready.observed.case
    first = jax.tree.map(lambda series: series[0], case.forcing)
    reading = measure(case.world, model, model.forces.reach(case.setting), case.setting, first, story())
    leaning = expit(np.asarray(case.world.tie_patron)) - expit(np.asarray(case.world.tie_challenger))
    found = {"power": np.asarray(reading.capability), "leaning": leaning}
    return {
        name: dict(zip(ready.observed.states, map(float, values), strict=True))
        for name, values in found.items()
    }


def compared(ready: Prepared) -> dict[str, Agreement]:
    """The model's start year against every index and survey, by key."""
    own = start_year(ready)
    return {
        figures.key: agreement(
            list(figures.values),
            np.array([own[figures.compared][state] for state in figures.values]),
            figures.sign * np.array(list(figures.values.values())),
        )
        for figures in published()
    }


def agreement(states: Sequence[str], mine: NDArray[np.float64], theirs: NDArray[np.float64]) -> Agreement:
    """How far two rankings of the same states agree.

    >>> found = agreement(["A", "B", "C", "D"], np.array([4.0, 3.0, 2.0, 1.0]), np.array([9.0, 8.0, 2.0, 3.0]))
    >>> round(found.rho, 2), found.states[0] in ("C", "D")
    (0.8, True)
    """
    draws = np.random.default_rng(_SEED).integers(len(states), size=(_RESAMPLES, len(states)))
    low, high = np.nanquantile(_rho(mine[draws], theirs[draws]), [_TAIL, 1.0 - _TAIL])
    apart = rankdata(mine) - rankdata(theirs)
    order = np.argsort(-np.abs(apart), kind="stable")
    return Agreement(
        rho=float(_rho(mine, theirs)),
        low=float(low),
        high=float(high),
        states=tuple(states[k] for k in order),
        apart=tuple(float(apart[k]) for k in order),
    )


def _rho(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spearman's rho of each row ``[..., state]``; not a number where one of the two does not vary."""
    middle = (one.shape[-1] + 1) / 2
    a, b = (rankdata(values, axis=-1) - middle for values in (one, other))
    size = np.sqrt((a**2).sum(-1) * (b**2).sum(-1))
    return np.divide((a * b).sum(-1), size, out=np.full(size.shape, np.nan), where=size > 0)
