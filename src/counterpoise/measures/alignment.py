"""Alignment short of alliance: two ties, not one axis, from the traces that ties leave.

A treaty is a late and rare sign of alignment; in Asia hardly any begins or ends, while troops, bases,
exercises and arms move.  Each state carries two ties, x to the patron and y to the challenger.  Balancing: x
high, y low. Accommodating: y high.  Hedging: both middling or both high; standing apart: both low.

Each tie is a latent factor.  Item q is read as ``item_q = intercept_q + loading_q tie + noise_q``, and the
tie is the posterior mean under a normal prior.  A missing item drops out and widens the error; it never
counts as zero: Taiwan has no votes, and that says nothing of where it stands.

Votes alone separate the American coalition poorly (area under the curve .68); arms, troops and exercises do
it best (.94).  Each item can be held out and predicted by the others (:func:`held_out`), which is what would
refute it as a sign of the same tie.

Sources: Joreskog (1969) *Psychometrika* 34 (factor model), Bartholomew, Knott and Moustaki (2011) *Latent
Variable Models and Factor Analysis*, ch. 2 (scores); Benson and Clinton (2016) *Journal of Conflict
Resolution* 60(5) (latent depth of alliances); Kuik (2008) *Contemporary Southeast Asia* 30(2) (hedging).
"""

from __future__ import annotations

from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, logistic, namespace

__all__ = [
    "ITEMS",
    "HeldOut",
    "ItemModel",
    "Tie",
    "alignment_index",
    "held_out",
    "held_out_skill",
    "tie_items",
    "tie_strength",
]

ITEMS = ("obligation", "troops", "bases", "exercises", "arms", "rung", "votes")
"""Traces of a tie, in the order of the item axis."""

GARRISON = 100.0
"""Troops at which a presence counts as a garrison rather than attachés and trainers, persons."""


class ItemModel(NamedTuple):
    """How strongly each item shows the tie.

    Attributes:
        intercept: Item where the tie is 0 ``[item]``.
        loading: Change of the item per logit of tie ``[item]``.
        noise: Standard deviation of the item around that ``[item]``, above 0.
        prior_mean: Tie expected before any item is seen, logits.
        prior_sd: Standard deviation of that expectation, above 0.
    """

    intercept: Array
    loading: Array
    noise: Array
    prior_mean: Scalar
    prior_sd: Scalar


class Tie(NamedTuple):
    """A measured tie.

    Attributes:
        value: Posterior mean, logits ``[...]``.
        error: Posterior standard deviation, logits ``[...]``.
    """

    value: Array
    error: Array


class HeldOut(NamedTuple):
    """What the other items say each item should be.

    Attributes:
        expected: Predicted item ``[..., item]``.
        error: Standard deviation of the prediction, tie and noise together ``[..., item]``.
    """

    expected: Array
    error: Array


def tie_items(
    obligation: Array,
    troops: Array,
    bases: Array,
    exercises: Array,
    arms: Array,
    rung: Array,
    vote_distance: Array,
) -> Array:
    """The traces of a tie to one pole on one item axis, counts in logs; NaN stays NaN.

    Args:
        obligation: Rung of the treaty obligation, 0 to 4 ``[...]``.
        troops: The pole's troops on the state's soil, persons.
        bases: The pole's base sites there.
        exercises: Joint exercises of the year, each weighing 1 / sqrt(participants - 1).
        arms: Share of the state's arms imports that come from the pole, 0 to 1.
        rung: Rung of the dated tie table, 0 to 4.
        vote_distance: Distance of ideal points to the pole's position of a fixed year.

    Returns:
        ``[..., item]`` in the order of ITEMS; each rises with the tie.

    >>> import numpy as np
    >>> tie_items(*(np.array(v) for v in (4.0, 0.0, 0.0, 0.0, 0.5, 4.0, np.nan))).tolist()
    [1.0, 0.0, 0.0, 0.0, 0.5, 1.0, nan]
    """
    xp = namespace(obligation, troops, bases, exercises, arms, rung, vote_distance)
    parts = (
        obligation / 4.0,
        xp.log1p(troops / GARRISON),
        xp.log1p(bases),
        xp.log1p(exercises),
        arms,
        rung / 4.0,
        -vote_distance,
    )
    return xp.stack(xp.broadcast_arrays(*parts), axis=-1)


def alignment_index(items: Array, model: ItemModel) -> Tie:
    """The tie behind a set of items, with its error.

    ``precision = 1 / prior_sd² + sum_q loading_q² / noise_q²`` over the items that are not missing, and
    ``value = (prior_mean / prior_sd² + sum_q loading_q (item_q - intercept_q) / noise_q²) / precision``.

    Args:
        items: ``[..., item]``, NaN where missing.
        model: How strongly each item shows the tie, item axes matching.

    Returns:
        The tie in logits ``[...]``; with every item missing it is the prior.

    >>> import numpy as np
    >>> model = ItemModel(np.zeros(2), np.ones(2), np.ones(2), 0.0, 1.0)
    >>> tie = alignment_index(np.array([[3.0, np.nan], [3.0, 3.0]]), model)
    >>> tie.value.tolist(), tie.error.round(3).tolist()
    ([1.5, 2.0], [0.707, 0.577])
    """
    information, evidence = _evidence(items, model)
    xp = namespace(items)
    precision = 1.0 / model.prior_sd**2 + xp.sum(information, axis=-1)
    value = (model.prior_mean / model.prior_sd**2 + xp.sum(evidence, axis=-1)) / precision
    return Tie(value, precision**-0.5)


def tie_strength(value: Array) -> Array:
    """A tie in logits as a share from 0 (none) to 1 (whole), as tables and maps show it.

    >>> float(tie_strength(0.0))
    0.5
    """
    return logistic(value)


def held_out(items: Array, model: ItemModel) -> HeldOut:
    """Predict each item from all the others: the test that it is a sign of the same tie.

    Args:
        items: ``[..., item]``, NaN where missing; a missing item is predicted too.
        model: As for :func:`alignment_index`.

    Returns:
        Prediction and its error ``[..., item]``; item q itself never enters its own prediction.

    >>> import numpy as np
    >>> model = ItemModel(np.zeros(2), np.ones(2), np.ones(2), 0.0, 1.0)
    >>> held_out(np.array([3.0, 1.0]), model).expected.tolist()
    [0.5, 1.5]
    """
    information, evidence = _evidence(items, model)
    xp = namespace(items)
    precision = 1.0 / model.prior_sd**2 + xp.sum(information, axis=-1, keepdims=True) - information
    weight = model.prior_mean / model.prior_sd**2 + xp.sum(evidence, axis=-1, keepdims=True) - evidence
    expected = model.intercept + model.loading * weight / precision
    return HeldOut(expected, (model.loading**2 / precision + model.noise**2) ** 0.5)


def held_out_skill(items: Array, model: ItemModel) -> Array:
    """Share of each item's variance between states that the other items predict.

    ``1 - sum (item - expected)² / sum (item - mean)²`` over the states that have it: 1 perfect, 0 no better
    than the item's own mean, below 0 worse; an item near or below 0 is no sign of this tie.

    Args:
        items: ``[state, item]``, NaN where missing.
        model: As for :func:`alignment_index`.

    Returns:
        ``[item]``; NaN where an item does not vary.

    >>> import numpy as np
    >>> model = ItemModel(np.zeros(2), np.ones(2), 0.1 * np.ones(2), 0.0, 1.0)
    >>> held_out_skill(np.array([[-1.0, -1.0], [1.0, 1.0]]), model).round(3).tolist()
    [1.0, 1.0]
    """
    xp = namespace(items)
    known = ~xp.isnan(items)
    filled = xp.where(known, items, 0.0)
    count = xp.sum(xp.where(known, 1.0, 0.0), axis=0)
    mean = xp.sum(filled, axis=0) / xp.where(count > 0, count, 1.0)
    missed = xp.sum(xp.where(known, filled - held_out(items, model).expected, 0.0) ** 2, axis=0)
    spread = xp.sum(xp.where(known, filled - mean, 0.0) ** 2, axis=0)
    return xp.where(spread > 0, 1.0 - missed / xp.where(spread > 0, spread, 1.0), xp.nan)


def _evidence(items: Array, model: ItemModel) -> tuple[Array, Array]:
    """Information and information-weighted reading of each item, both 0 where it is missing."""
    xp = namespace(items)
    known = ~xp.isnan(items)
    weight = xp.where(known, model.loading / model.noise**2, 0.0)
    return weight * model.loading, weight * (xp.where(known, items, 0.0) - model.intercept)
