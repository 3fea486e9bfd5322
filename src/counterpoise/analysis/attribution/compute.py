"""All subsets of the complications, lived on the same luck and divided among them.

A subset names the complications that are on; the others are at their reference.  Every member lives every subset with
the same parameters and the same draws, so what differs between two subsets is the complications alone.  Of each
future there remain some bits, and of these the shares of every member, whose mean is the share and whose spread over
members is its error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.attribution.parts import Parts
from counterpoise.analysis.attribution.references import REFERENCES
from counterpoise.analysis.attribution.result import Attribution, Division, Part
from counterpoise.analysis.attribution.shapley import (
    membership,
    pairs_of,
    pairwise_weights,
    shapley_weights,
)
from counterpoise.analysis.lives import Sample, live_under
from counterpoise.claims import complications
from counterpoise.observe.case import Observed

__all__ = ["attribute", "divide", "outcome_names"]

Bits = NDArray[np.bool_]
HEADLINES = ("balance_holds", "ties_survive", "both")
"""Outcomes for which interactions are kept."""

_BATCH = 16
"""Subsets in one part: what an interruption may cost."""


@dataclass(frozen=True)
class _Work:
    """What all batches share."""

    sample: Sample
    claims: tuple[str, ...]
    places: tuple[int, ...]
    threads: int
    done: Callable[[int], None]


def attribute(
    sample: Sample,
    years: Mapping[str, int],
    about: Mapping[str, Any],
    parts: Parts | None = None,
    references: Sequence[str] = tuple(REFERENCES),
    claims: Sequence[str] | None = None,
    threads: int = 2,
    progress: Callable[[float], None] = lambda share: None,
) -> Attribution:
    """Divide the difference between the stories among the complications.

    Args:
        sample: Members to live, all of them, each under every subset.
        years: Years to speak of, with their place on the year axis.
        about: Scenario, edition, seed and digests, which the result carries.
        parts: Where finished work is kept; nowhere by default.
        references: What *off* means, names of :data:`~counterpoise.analysis.attribution.references.REFERENCES`.
        claims: Complications to divide among; by default all that act and that the scenario does not turn off.  The
            others stay as the scenario has them.
        threads: Blocks computed at the same time.
        progress: Told the share done.

    Returns:
        The shares; those of one outcome, year and reference sum to the difference between the stories.
    """
    acting = (claim for claim in complications() if sample.switches.get(claim, 1.0) > 0.0)
    players = tuple(claims or acting)
    total, finished = len(references) * 2 ** len(players) * len(sample), 0

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        progress(finished / total)

    work = _Work(sample, players, tuple(years.values()), threads, done)
    divisions: list[Division] = []
    for reference in references:
        bits = _all_subsets(work, reference, parts or Parts())
        for place, year in enumerate(years):
            for outcome, name in enumerate(outcome_names(sample.observed)):
                values = bits[:, :, place, outcome]
                divisions.append(divide(values, players, name, year, reference, name in HEADLINES))
    return Attribution(members=len(sample), claims=players, divisions=tuple(divisions), **about)


def outcome_names(observed: Observed) -> list[str]:
    """Outcomes in the order of :meth:`counterpoise.analysis.lives.Lives.at`."""
    theatres = [f"theatre:{key}" for key in observed.theatres.keys]
    return [*HEADLINES, *theatres, *(f"alliance:{ally}" for ally in observed.treaty_allies)]


def divide(
    values: NDArray[Any], claims: Sequence[str], outcome: str, year: str, reference: str, pairs: bool = True
) -> Division:
    """Shares of one outcome.

    Args:
        values: Outcome by subset and member ``[subset, member]``, subsets in the order of
            :func:`~counterpoise.analysis.attribution.shapley.membership`.
        claims: Players, in the order of the bits.
        outcome: Its name.
        year: Year.
        reference: What *off* means.
        pairs: Whether to take interactions too.

    >>> needed = np.array([[1, 1], [1, 1], [1, 1], [0, 1]])  # lost where both act, by the first member alone
    >>> found = divide(needed, ("C4", "C5"), "balance_holds", "2045", "declared")
    >>> found.difference, found.shares["C4"].value, found.pairs["C4+C5"].value
    (-0.5, -0.25, -0.5)
    """
    v = values.astype(float)
    n = len(claims)
    shares, everything = shapley_weights(n) @ v, 2**n - 1
    change = v[-1] - v[0]
    found = {
        claim: Part(
            *_mean(shares[i]),
            first=float((v[1 << i] - v[0]).mean()),
            last=float((v[-1] - v[everything - (1 << i)]).mean()),
        )
        for i, claim in enumerate(claims)
    }
    together = {}
    if pairs and n > 1:
        index = pairwise_weights(n) @ v
        for k, (i, j) in enumerate(pairs_of(n)):
            together[f"{claims[i]}+{claims[j]}"] = Part(*_mean(index[k]))
    difference, error = _mean(change)
    return Division(
        outcome=outcome,
        year=year,
        reference=reference,
        simple=float(v[0].mean()),
        full=float(v[-1].mean()),
        difference=difference,
        se=error,
        shares=found,
        pairs=dict(sorted(together.items(), key=lambda item: -_surety(item[1]))),
    )


def _mean(values: NDArray[np.float64]) -> tuple[float, float]:
    """Mean over members and its standard error, which is also that of the jackknife over members."""
    members = len(values)
    error = float(values.std(ddof=1) / np.sqrt(members)) if members > 1 else float("nan")
    return float(values.mean()), error


def _surety(part: Part) -> float:
    """Size over error; none where no member's future ever differed."""
    return abs(part.value) / part.se if part.se > 0 else 0.0


def _all_subsets(work: _Work, reference: str, parts: Parts) -> Bits:
    """Outcomes ``[subset, member, year, outcome]``, read or computed batch by batch."""
    found = []
    for first, batch in _batches(len(work.claims)):
        before = parts.found
        packed = parts.kept(f"{reference}-{first:04d}", partial(_packed, work, reference, batch))
        found.append(_unpacked(packed, work, len(batch)))
        if parts.found > before:
            work.done(len(batch) * len(work.sample))
    return np.concatenate(found)


def _batches(players: int) -> Iterator[tuple[int, Bits]]:
    """Rows of the table of membership, some at a time."""
    inside = membership(players)
    for first in range(0, len(inside), _BATCH):
        yield first, inside[first : first + _BATCH]


def _packed(work: _Work, reference: str, batch: Bits) -> NDArray[np.uint8]:
    """Outcomes of some subsets, eight to a byte."""
    sets = {claim: batch[:, k].astype(np.float32) for k, claim in enumerate(work.claims)}
    lives = live_under(work.sample, sets, reference == "present", work.threads, work.done)
    return np.packbits(np.stack([lives.at(place) for place in work.places], axis=1).ravel())


def _unpacked(packed: NDArray[np.uint8], work: _Work, batch: int) -> Bits:
    outcomes = len(outcome_names(work.sample.observed))
    shape = (batch, len(work.sample), len(work.places), outcomes)
    return np.unpackbits(packed, count=int(np.prod(shape))).reshape(shape).astype(bool)
