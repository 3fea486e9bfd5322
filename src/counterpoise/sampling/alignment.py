"""How ties answer fear and help: two ties a state, seen through their traces, and the gain between and within states.

The tie to a pole is never seen; its traces are (:mod:`counterpoise.measures.alignment`).  For each pole,

``item[q, i, t] = intercept[q] + loading[q] x[i, t] + noise[q]``,

``x[i, t] = level + period[t] + state[i] + between pull_mean[i] + within (pull[i, t] - pull_mean[i]) + e[i, t]``,

``e`` following itself with ``persistence``.  The ties, what is lasting in a state (``state``) included, are integrated
out by a Kalman filter, one for each state, so that the gain carries what is unknown of them.
``pull = log(1 + T / T_ref) (p - p0)`` with the model's own reference fear and neutral protection: ``between`` and
``within`` are the model's ``balancing.gain``, estimated twice.  The scale is that of the shipped measurement: a pact
stands at the intercept and loading of its highest rung.

Threat is that of China and Russia together, the equation of disputes times the odds of prevailing over the state alone.
Protection is what it would be *if the patron came*: commitment cannot be seen but through the tie, and would carry it
from the left side to the right.  Money stands for power (NMC military expenditure), the loss of strength is the
model's.  One moment in five years, 1955 to 2015.

Sources: Mundlak (1978) *Econometrica* 46 (between and within); Durbin and Koopman (2012) *Time Series Analysis by
State Space Methods*, ch. 4 (the filter).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.estimate.history import FIRST_YEAR
from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import DisputeMoment
from counterpoise.measures.projection import loss_of_strength
from counterpoise.measures.protection import protection, pull_to_balance
from counterpoise.measures.threat import latent_threat, stakes, win_probability
from counterpoise.sampling.models import numpyro
from counterpoise.sampling.problem import Problem

if TYPE_CHECKING:
    from counterpoise.data import Panel
    from counterpoise.parameters import ParameterSet

__all__ = [
    "ITEMS",
    "POLES",
    "AlignmentData",
    "alignment_data",
    "alignment_model",
    "alignment_problem",
    "filtered",
]

POLES = ("patron", "challenger")
ITEMS = ("obligation", "troops", "exercises", "votes")
PERIODS = tuple(range(1955, 2016, 5))

RUNG = {"patron": (0.55, 0.19), "challenger": (0.60, 0.22)}
"""Intercept and loading of an obligation, from the measurement that ships (``library/alignment.toml``)."""

PATRON, CHALLENGER, PARTNER = 2, 710, 365
_SMALL = 1e6
_GARRISON = 100.0
_D0, _THETA = 500.0, 0.45
"""Loss of strength in projection (:func:`counterpoise.measures.projection.loss_of_strength`)."""

Floats = NDArray[np.float64]


class AlignmentData(NamedTuple):
    """Traces of ties and what is asked to explain them.

    Attributes:
        items: ``[period, pole, state, item]``, NaN where nobody recorded them.
        pull: Pull to balance at a gain of one ``[period, state]``, mean over periods of being a member taken out.
        mean: That mean less the mean over states ``[state]``.
        alive: Whether the state was a member ``[period, state]``.
        codes: COW codes ``[state]``.
    """

    items: Floats
    pull: Floats
    mean: Floats
    alive: NDArray[np.bool_]
    codes: NDArray[np.int64]


def alignment_data(
    panel: Panel, knowledge: Knowledge, hazard: Callable[[DisputeMoment], Floats], parameters: ParameterSet
) -> AlignmentData:
    """States of Asia and the Pacific of a million people or more, the poles left out.

    Args:
        panel: For money and warheads.
        knowledge: What is known by year.
        hazard: Chance of a dispute, from the equation that ships.
        parameters: The model's own, for reference fear, neutral protection and odds of prevailing.
    """
    h = knowledge.history
    people = np.nan_to_num(knowledge.cells["population"]).max(axis=0)
    chosen = (h.codes >= 700) & (h.codes < 990) & (h.codes != CHALLENGER) & (people >= _SMALL)
    values, codes = parameters.central(), [int(code) for code in h.codes]
    years = list(range(FIRST_YEAR, PERIODS[-1] + 1))
    force, arms = (
        np.asarray(panel.values(name, codes, years), dtype=np.float64) for name in ("nmc_milex", "warheads")
    )
    items, pulls, alive = [], [], []
    for year, record in h.records(PERIODS[0], PERIODS[-1], hazard):
        if year not in PERIODS:
            continue
        moment = h.dispute_moment(year, record)
        moment = moment._replace(defence_pact=0.0 * moment.defence_pact)
        size = year - FIRST_YEAR
        worth = stakes(
            values["threat.stakes"],
            np.nan_to_num(_latest(arms[:size])),
            values["threat.cap"],
            values["threat.half"],
        )
        own = np.nan_to_num(_latest(force[:size]))
        pulls.append(_pull(knowledge, year, hazard(moment), own, worth, values)[chosen])
        items.append(np.stack([_traces(knowledge, year, pole) for pole in POLES])[:, chosen])
        alive.append(h.member[year - FIRST_YEAR][chosen])
    there = np.array(alive)
    pull = np.where(there, np.array(pulls), 0.0)
    seen = there.sum(axis=0) >= 2
    there, pull = there[:, seen], pull[:, seen]
    mean = pull.sum(axis=0) / there.sum(axis=0)
    table = np.array(items)[:, :, seen]
    table[~np.broadcast_to(there[:, None, :, None], table.shape)] = np.nan
    within = np.where(there, pull - mean, 0.0)
    return AlignmentData(table, within, mean - mean.mean(), there, h.codes[chosen][seen])


def alignment_model(items: Array, known: Array, pull: Array, mean: Array, rung: Array) -> None:
    """Both ties of every state.

    Args:
        items: ``[period, pole, state, item]``, anything where unknown.
        known: Whether the item was recorded, same shape.
        pull: Departure from the state's own mean ``[period, state]``.
        mean: Of each state, less that of all ``[state]``.
        rung: Intercept and loading of an obligation ``[pole, 2]``.
    """
    pyro = numpyro()
    law = pyro.distributions
    periods, poles, _, many = items.shape

    def each(name: str, distribution: Any, *shape: int) -> Array:
        return jnp.asarray(pyro.sample(name, distribution.expand(list(shape)).to_event(len(shape))))

    between = each("between", law.Normal(0.0, 2.0), poles)
    within = each("within", law.Normal(0.0, 2.0), poles)
    level = each("level", law.Normal(-0.5, 1.5), poles)
    spread = each("spread", law.HalfNormal(1.5), poles)
    period = each("period", law.Normal(0.0, 0.5), periods, poles)
    persistence = each("persistence", law.Beta(2.0, 2.0), poles)
    shock = each("shock", law.HalfNormal(1.0), poles)
    noise = each("noise", law.LogNormal(-1.0, 0.7), poles, many)
    free = each("intercept", law.Normal(0.0, 2.0), poles, many - 1)
    slope = each("loading", law.LogNormal(-0.7, 0.7), poles, many - 1)
    intercept = jnp.concatenate([rung[:, :1], free], axis=1)
    loading = jnp.concatenate([rung[:, 1:], slope], axis=1)
    expected = (level + period)[:, :, None] + between[:, None] * mean + within[:, None] * pull[:, None]
    rest = items - intercept[:, None] - loading[:, None] * expected[..., None]
    pyro.factor("likelihood", filtered(rest, known, loading, noise, persistence, shock, spread))


def alignment_problem(data: AlignmentData) -> Problem:
    """The model with its data.

    Raises:
        EstimationError: Fewer than five states.
    """
    if len(data.codes) < 5:
        raise EstimationError(
            f"{len(data.codes)} states are too few to measure ties.", hint="Widen the states."
        )
    known = np.isfinite(data.items)
    arrays = (np.where(known, data.items, 0.0), known, data.pull, data.mean, [RUNG[pole] for pole in POLES])
    inside = tuple(jnp.asarray(array, bool if array is known else jnp.float32) for array in arrays)

    def natural(sites: Any) -> dict[str, Floats]:
        out: dict[str, Floats] = {}
        for p, pole in enumerate(POLES):
            for name in ("between", "within"):
                out[f"gain {name}, {pole}"] = sites[name][..., p]
            for name in ("persistence", "shock", "spread"):
                out[f"{name}, {pole}"] = sites[name][..., p]
            for q, item in enumerate(ITEMS[1:], start=1):
                if known[:, p, :, q].any():
                    out[f"loading of {item}, {pole}"] = sites["loading"][..., p, q - 1]
        return out

    return Problem(alignment_model, inside, natural, int(data.alive.sum()), int(known.sum()), None, ("",))


def filtered(
    rest: Array,
    known: Array,
    loading: Array,
    noise: Array,
    persistence: Array,
    shock: Array,
    spread: Array,
) -> Array:
    """Log likelihood of what is left of the items, the ties integrated out by a filter along the periods.

    A tie is the sum of what lasts, ``N(0, spread**2)``, and what follows itself; the filter carries mean and covariance
    of both, ``[lasting, passing]``.
    """
    seen = 1.0 * known
    strength = loading / noise**2
    weight = jnp.sum(seen * (strength * loading)[:, None], axis=-1)
    pulled = jnp.sum(seen * strength[:, None] * rest, axis=-1)
    alone = numpyro().distributions.Normal(0.0, noise[:, None]).log_prob(rest)
    none = jnp.zeros_like(weight[0])
    carry, new = jnp.stack([none + 1.0, none + persistence[:, None]]), shock[:, None] ** 2

    def step(now: tuple[Array, Array], read: tuple[Array, Array]) -> tuple[tuple[Array, Array], Array]:
        mean, covariance = now
        information, evidence = read
        tie, shared = mean.sum(axis=0), covariance.sum(axis=1)
        variance = shared.sum(axis=0)
        surprise = evidence - information * tie
        gained = 1.0 + variance * information
        told = tie * evidence - 0.5 * information * tie**2
        told += 0.5 * variance * surprise**2 / gained - 0.5 * jnp.log(gained)
        mean = mean + shared * surprise / gained
        covariance = covariance - shared[:, None] * shared[None] * information / gained
        return (carry * mean, (carry[:, None] * carry[None] * covariance).at[1, 1].add(new)), told

    start = jnp.zeros((2, 2, *none.shape)).at[0, 0].set(spread[:, None] ** 2 + none)
    start = start.at[1, 1].set(new / (1.0 - persistence[:, None] ** 2) + none)
    _, told = jax.lax.scan(step, (jnp.stack([none, none]), start), (weight, pulled))
    return jnp.sum(jnp.where(known, alone, 0.0)) + jnp.sum(told)


def _pull(
    knowledge: Knowledge, year: int, chance: Floats, own: Floats, worth: Floats, values: dict[str, float]
) -> Floats:
    """Pull to balance at a gain of one, for every state, at the start of a year."""
    h, t = knowledge.history, year - 1 - FIRST_YEAR
    fear, menace = np.zeros(len(own)), np.zeros(len(own))
    for code in (CHALLENGER, PARTNER):
        k = knowledge.place[code]
        arriving = own[k] * loss_of_strength(h.mindist[t, k].astype(np.float64), _D0, _THETA)
        win = win_probability(arriving, own, values["threat.decisiveness"])
        fear += latent_threat(chance, np.broadcast_to(win, chance.shape), worth)[k]
        menace += arriving
    patron = knowledge.place[PATRON]
    helped = own[patron] * loss_of_strength(h.capital_km[t, patron].astype(np.float64), _D0, _THETA)
    kept = protection(own, helped, menace)
    return np.asarray(
        pull_to_balance(fear, kept, 1.0, values["threat.reference"], values["balancing.neutral"])
    )


def _traces(knowledge: Knowledge, year: int, pole: str) -> Floats:
    """Items of the tie to a pole at the start of a year ``[state, item]``."""
    h, t = knowledge.history, year - 1 - FIRST_YEAR
    k = knowledge.place[PATRON if pole == "patron" else CHALLENGER]
    lesser = h.pacts["nonaggression"][t, k] | h.pacts["consultation"][t, k]
    obligation = np.where(h.pacts["defence"][t, k], 1.0, 0.25 * lesser)
    troops = np.log1p(knowledge.cells["us_troops"][t] / _GARRISON)
    span = knowledge.pairs["exercise"][t - 2 : t + 1, k]
    coded = np.isfinite(span).all(axis=0)
    exercises = np.where(coded, np.log1p(np.nansum(span, axis=0)), np.nan)
    ideal = knowledge.cells["ideal_point"]
    where = float(np.nanmean(ideal[:, k]))
    votes = -np.abs(_latest(ideal[: t + 1], 3) - where)
    missing = np.full(len(votes), np.nan)
    return np.column_stack([obligation, troops if pole == "patron" else missing, exercises, votes])


def _latest(values: NDArray[Any], years: int = 10) -> Floats:
    """The last known value of each state."""
    out = values[-1].astype(np.float64)
    for back in range(2, min(years, len(values)) + 1):
        gap = ~np.isfinite(out)
        out[gap] = values[-back][gap]
    return out
