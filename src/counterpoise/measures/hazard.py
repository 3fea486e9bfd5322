"""Covariates of disputes and defence pacts: one set of pure functions for history and for simulation.

The equation that is estimated on two centuries *is* the equation that is run forward, because both call the
functions below.  They take plain arrays dated the *start* of the year (the end of the year before), use
operators only, never mutate, and find the array library in their argument: NumPy in, NumPy out; JAX in, JAX
out, so that they can be traced, batched and differentiated.  Axes are ``[..., source, target, term]``: row
``j`` is the state that would start a dispute, column ``i`` the state it would start it with.

Forms.  The loss-of-strength gradient is a power of ``1 + d / 100 km`` on the minimum distance between
territories and flattens with power (products of log distance with log share of output and with major-power
status); the power coefficients are free.  Intentions are the record: decayed stocks of disputes, years of
peace, and whether each side quarrels with everybody.  Stocks saturate, ``s / (s + half)``: logarithms of
them fit no better, and run forward they feed on themselves (disputes doubled in thirty simulated years, the
most quarrelsome state's quadrupled), which history never did.  Lists of rivals are left out, for they are
coded with hindsight.  Pacts follow shared *revealed* adversaries, earlier lesser pacts, likeness of
regimes, and region.

Sources: Boulding (1962) *Conflict and Defense* (gradient); Walt (1987) *The Origins of Alliances* (the four
components of threat); Gibler, Miller and Little (2016) (disputes); Leeds et al. (2002) (ATOP, pacts).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from counterpoise.measures._namespace import Array, namespace
from counterpoise.measures.record import HALF_LIFE, Record, empty_record, update_record

__all__ = [
    "DISPUTE_COVARIATES",
    "ENEMY_YEARS",
    "HALF_LIFE",
    "PACT_COVARIATES",
    "REGIONS",
    "DisputeMoment",
    "PactMoment",
    "Record",
    "bernoulli_log_density",
    "dispute_covariates",
    "dispute_log_odds",
    "empty_record",
    "log_odds",
    "pact_covariates",
    "pact_log_odds",
    "probability",
    "region_of",
    "update_record",
]

GRADIENT_KM = 100.0
"""Scale d0 of the loss-of-strength gradient; 50 to 100 km fit history best, 1000 km 32 log units worse."""

SHARE_FLOOR = 1e-5
"""Share of world output added before logs, so that a microstate has a finite log share."""

PAIR_HALF = 2.0
"""Stock of disputes between two states at which its effect is half of the most it can be."""

STATE_HALF = 1.0
"""The same for a state's disputes with everybody: what counts is whether it quarrels, hardly how often."""

PEACE_YEARS = 3.0
"""Years added to those of peace before logs, so that the first quiet year is not worth most of it."""

ENEMY_YEARS = 10.0
"""A state is a revealed adversary for this many years after a dispute with it."""

REGIONS = ("americas", "europe", "africa", "middle_east", "asia_pacific")
"""The field's regions, by COW code: below 200, 400, 600, 700, and the rest."""

DISPUTE_COVARIATES: tuple[str, ...] = (
    "log_distance",
    "land_border",
    "sea_neighbour",
    "source_share",
    "target_share",
    "share_gap",
    "source_major",
    "target_major",
    "both_major",
    "source_major_x_distance",
    "source_share_x_distance",
    "initiated_by_source",
    "initiated_by_target",
    "disputes_8y",
    "disputes_2y",
    "log_peace_years",
    "source_initiates",
    "target_is_initiated_against",
    "source_disputes",
    "target_disputes",
    "source_polyarchy",
    "target_polyarchy",
    "joint_polyarchy",
    "defence_pact",
)
"""Terms of the hazard that source j starts a militarised dispute with target i, in order."""

PACT_COVARIATES: tuple[str, ...] = (
    "log_capital_distance",
    "neighbours",
    "log_distance",
    "same_century",
    *(f"in_{region}" for region in REGIONS),
    "common_enemies",
    "recent_dispute",
    "nonaggression",
    "consultation",
    "regime_likeness",
    "joint_polyarchy",
)
"""Terms of the hazard that states a and b form a defence pact, in order."""


_DISPUTE_LASTING = frozenset(
    ("log_distance", "land_border", "sea_neighbour", "source_major", "target_major", "both_major",
     "source_major_x_distance", "source_polyarchy", "target_polyarchy", "joint_polyarchy")
)  # fmt: skip
_PACT_LASTING = frozenset(PACT_COVARIATES) - {"common_enemies", "recent_dispute"}
"""Terms that a simulation holds fixed from year to year."""


class DisputeMoment(NamedTuple):
    """What is known at the start of a year about who may start a dispute with whom.

    Attributes:
        share: Share of the world's power, 0 to 1 ``[..., state]``: output by default, CINC in the variant.
        mindist: Minimum distance between territories, km ``[..., state, state]``.
        land: 1 where the two share a land border ``[..., state, state]``.
        sea: 1 where they are neighbours across at most 400 miles of water ``[..., state, state]``.
        major: 1 for major powers ``[..., state]``.
        polyarchy: V-Dem electoral democracy, 0 to 1 ``[..., state]``.
        defence_pact: 1 where a defence pact is in force ``[..., state, state]``.
        record: Disputes so far.
        beyond: Stocks of disputes with states outside the array, ``[..., state, 3]`` in the order initiated,
            initiated against, onsets; None where the array holds the whole world.
    """

    share: Array
    mindist: Array
    land: Array
    sea: Array
    major: Array
    polyarchy: Array
    defence_pact: Array
    record: Record
    beyond: Array | None = None


class PactMoment(NamedTuple):
    """What is known at the start of a year about who may conclude a defence pact with whom.

    Attributes:
        capital_km: Distance between capitals, km ``[..., state, state]``.
        mindist: Minimum distance between territories, km ``[..., state, state]``.
        neighbours: 1 where contiguous by land or across at most 400 miles of water ``[..., state, state]``.
        nonaggression: 1 where a non-aggression pact is in force ``[..., state, state]``.
        consultation: 1 where a consultation pact is in force ``[..., state, state]``.
        polyarchy: V-Dem electoral democracy, 0 to 1 ``[..., state]``.
        region: Index into REGIONS ``[state]``.
        century: COW code divided by 100, rounded down ``[state]``.
        record: Disputes so far.
        enemies: Common enemies outside the array ``[..., state, state]``; None where it holds the whole world.
    """

    capital_km: Array
    mindist: Array
    neighbours: Array
    nonaggression: Array
    consultation: Array
    polyarchy: Array
    region: Array
    century: Array
    record: Record
    enemies: Array | None = None


def region_of(codes: Array) -> Array:
    """Index into REGIONS of each COW code.

    >>> import numpy as np
    >>> [REGIONS[r] for r in region_of(np.array([2, 220, 500, 666, 740]))]
    ['americas', 'europe', 'africa', 'middle_east', 'asia_pacific']
    """
    return (codes >= 200) * 1 + (codes >= 400) + (codes >= 600) + (codes >= 700)


def dispute_covariates(moment: DisputeMoment) -> Array:
    """Terms of the hazard that j starts a militarised dispute with i, in the order of DISPUTE_COVARIATES.

    Args:
        moment: What is known at the start of the year.

    Returns:
        ``[..., source, target, term]``; the diagonal is finite and means nothing.

    >>> import numpy as np
    >>> one = np.ones((2, 2))
    >>> moment = DisputeMoment(np.array([0.2, 0.1]), 300 * one, 0 * one, one, np.ones(2), np.ones(2),
    ...                        0 * one, empty_record(np, 2))
    >>> dispute_covariates(moment).shape == (2, 2, len(DISPUTE_COVARIATES))
    True
    >>> round(float(dispute_covariates(moment)[0, 1, 0]), 3)  # log(1 + 300 km / 100 km)
    1.386
    """
    xp = namespace(moment.mindist)
    return xp.stack([xp.broadcast_to(t, moment.mindist.shape) for t in _dispute_terms(moment)], axis=-1)


def dispute_log_odds(moment: DisputeMoment, coefficients: Array) -> Array:
    """Log-odds that j starts a dispute with i: ``log_odds(dispute_covariates(moment), coefficients)``.

    The terms are weighed and added as they are made, so that no array of terms is ever held; that is what the
    simulation calls thirty thousand times.

    Args:
        moment: What is known at the start of the year.
        coefficients: Intercept, then one for each of DISPUTE_COVARIATES ``[1 + term]``.

    Returns:
        ``[..., source, target]``.
    """
    return _weighed(_dispute_terms(moment), DISPUTE_COVARIATES, _DISPUTE_LASTING, coefficients)


def _weighed(
    terms: tuple[Array, ...], names: tuple[str, ...], lasting: frozenset[str], coefficients: Array
) -> Array:
    """Intercept plus terms times coefficients, what no year changes first: a compiler takes that out of the loop."""
    total = coefficients[..., 0]
    order = sorted(range(len(terms)), key=lambda place: names[place] not in lasting)
    for place in order:
        total = total + coefficients[..., place + 1] * terms[place]
    return total


def _dispute_terms(moment: DisputeMoment) -> tuple[Array, ...]:
    """The terms in the order of DISPUTE_COVARIATES; each broadcasts to ``[..., source, target]``."""
    xp = namespace(moment.mindist)
    record = moment.record
    share = xp.log(moment.share + SHARE_FLOOR)
    j, i = _source(share), _target(share)
    distance = xp.log1p(moment.mindist / GRADIENT_KM)
    major = 1.0 * moment.major
    starts, suffers, quarrels = _rates(xp, record, moment.beyond)
    polyarchy = moment.polyarchy
    return (
        distance,
        1.0 * moment.land,
        1.0 * moment.sea,
        j,
        i,
        xp.abs(j - i),
        _source(major),
        _target(major),
        _source(major) * _target(major),
        _source(major) * distance,
        j * distance,
        _saturating(record.initiated, PAIR_HALF),
        _saturating(xp.swapaxes(record.initiated, -1, -2), PAIR_HALF),
        _saturating(record.onset, PAIR_HALF),
        _saturating(record.recent, PAIR_HALF),
        xp.log(PEACE_YEARS + record.peace_years),
        _source(starts),
        _target(suffers),
        _source(quarrels),
        _target(quarrels),
        _source(polyarchy),
        _target(polyarchy),
        xp.minimum(_source(polyarchy), _target(polyarchy)),
        1.0 * moment.defence_pact,
    )


def pact_covariates(moment: PactMoment) -> Array:
    """Terms of the hazard that a and b form a defence pact, in the order of PACT_COVARIATES; symmetric.

    Common enemies are states with which both had a dispute in the last ten years, read off the years of peace
    in the record, so that the ten-year window needs no memory of its own.

    Args:
        moment: What is known at the start of the year.

    Returns:
        ``[..., a, b, term]``; the diagonal is finite and means nothing.
    """
    xp = namespace(moment.mindist)
    return xp.stack([xp.broadcast_to(term, moment.mindist.shape) for term in _pact_terms(moment)], axis=-1)


def pact_log_odds(moment: PactMoment, coefficients: Array) -> Array:
    """Log-odds that a and b form a defence pact: ``log_odds(pact_covariates(moment), coefficients)``.

    Weighed as made, like :func:`dispute_log_odds`.

    Args:
        moment: What is known at the start of the year.
        coefficients: Intercept, then one for each of PACT_COVARIATES ``[1 + term]``.

    Returns:
        ``[..., a, b]``; symmetric.
    """
    return _weighed(_pact_terms(moment), PACT_COVARIATES, _PACT_LASTING, coefficients)


def _pact_terms(moment: PactMoment) -> tuple[Array, ...]:
    """The terms in the order of PACT_COVARIATES; each broadcasts to ``[..., a, b]``."""
    xp = namespace(moment.mindist)
    hostile = 1.0 * (moment.record.peace_years < ENEMY_YEARS) * (moment.record.onset > 0)
    shared = hostile @ hostile if moment.enemies is None else hostile @ hostile + moment.enemies
    region, century = moment.region, moment.century
    a, b = _source(moment.polyarchy), _target(moment.polyarchy)
    inside = [1.0 * _source(region == r) * _target(region == r) for r in range(len(REGIONS))]
    return (
        xp.log1p(moment.capital_km),
        1.0 * moment.neighbours,
        xp.log1p(moment.mindist / GRADIENT_KM),
        1.0 * (_source(century) == _target(century)),
        *inside,
        xp.log1p(shared),
        hostile,
        1.0 * moment.nonaggression,
        1.0 * moment.consultation,
        -xp.abs(a - b),
        xp.minimum(a, b),
    )


def log_odds(covariates: Array, coefficients: Array) -> Array:
    """The linear predictor: intercept (first coefficient) plus covariates times their coefficients.

    >>> import numpy as np
    >>> float(log_odds(np.array([2.0, 1.0]), np.array([-3.0, 0.5, 1.0])))
    -1.0
    """
    return coefficients[..., 0] + covariates @ coefficients[..., 1:]


def probability(odds: Array) -> Array:
    """Probability of an event with these log-odds, ``1 / (1 + exp(-odds))`` without overflow."""
    xp = namespace(odds)
    return 0.5 * (1.0 + xp.tanh(0.5 * odds))


def bernoulli_log_density(odds: Array, event: Array) -> Array:
    """Log-probability of an event (1) or its absence (0) given log-odds: what fit and simulation share.

    >>> import numpy as np
    >>> round(float(bernoulli_log_density(np.array(0.0), np.array(1.0))), 6)
    -0.693147
    """
    xp = namespace(odds)
    return event * odds - xp.logaddexp(0.0 * odds, odds)


def _source(values: Array) -> Array:
    """A property of the row state, ready to broadcast over columns."""
    return values[..., :, None]


def _target(values: Array) -> Array:
    """A property of the column state, ready to broadcast over rows."""
    return values[..., None, :]


def _rates(xp: Any, record: Record, beyond: Array | None) -> tuple[Array, Array, Array]:
    """How far each state starts disputes, is started against, and quarrels at all, each from 0 to 1."""
    starts, suffers = xp.sum(record.initiated, axis=-1), xp.sum(record.initiated, axis=-2)
    quarrels = xp.sum(record.onset, axis=-1)
    if beyond is not None:
        starts, suffers, quarrels = (
            starts + beyond[..., 0],
            suffers + beyond[..., 1],
            quarrels + beyond[..., 2],
        )
    return (
        _saturating(starts, STATE_HALF),
        _saturating(suffers, STATE_HALF),
        _saturating(quarrels, STATE_HALF),
    )


def _saturating(stock: Array, half: float) -> Array:
    """From 0 without disputes towards 1 with many; one half at ``half``."""
    return stock / (stock + half)
