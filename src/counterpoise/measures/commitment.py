"""Commitment: the probability, as its partners believe it, that the patron would fight.

A pact that nobody believes deters nobody, so a coalition can fail while every treaty stands.  Belief is a
sum of named terms in logits, so that each can be shown, switched and argued with:
``kappa = sigmoid(sum of terms)``.

Sources: Schelling (1966) *Arms and Influence*, ch. 2; Snyder (1997) *Alliance Politics*; Leeds (2003)
*International Organization* 57(4) and Berkemeier and Fuhrmann (2018) *Research and Politics* 5(2) (how often
alliances are honoured); Weisiger and Yarhi-Milo (2015) *International Organization* 69(2) (reputation);
MacKay (1992) *Neural Computation* 4(5) (averaging a sigmoid).
"""

from __future__ import annotations

from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, logistic, namespace

__all__ = ["CommitmentTerms", "believed", "commitment", "log_odds", "umbrella", "worth"]


class CommitmentTerms(NamedTuple):
    """Terms of the patron's commitment in logits, signs included; each broadcasts to ``[..., partner]``.

    Attributes:
        intercept: Commitment to a treaty ally in the reference years.
        depth: How far the tie falls short of a mutual-defence treaty (0 or less).
        consensus: Agreement at home, and hawks in office, beyond the reference.
        exposure: Business exposure to the challenger (0 or less).
        distraction: A second crisis elsewhere (0 or less).
        fair_share: What the partner pays beyond, or short of, the reference.
        affinity: Likeness of regimes beyond the reference.
        events: Crises honoured (above 0) or abandoned (below 0), and reassurance.
    """

    intercept: Array
    depth: Array = 0.0
    consensus: Array = 0.0
    exposure: Array = 0.0
    distraction: Array = 0.0
    fair_share: Array = 0.0
    affinity: Array = 0.0
    events: Array = 0.0


def log_odds(terms: CommitmentTerms) -> Array:
    """The sum of the terms, logits ``[..., partner]``.

    >>> round(float(log_odds(CommitmentTerms(1.0, depth=-0.5, exposure=-0.25))), 6)
    0.25
    """
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def commitment(terms: CommitmentTerms) -> Array:
    """Probability, as believed, that the patron would fight: ``kappa = sigmoid(sum of terms)``.

    Args:
        terms: Named terms in logits.

    Returns:
        ``[..., partner]`` in (0, 1), rising with every term.

    >>> float(commitment(CommitmentTerms(0.7, distraction=-0.7)))
    0.5
    """
    return logistic(log_odds(terms))


def worth(terms: CommitmentTerms) -> CommitmentTerms:
    """What each term is worth: commitment with all terms, less commitment with that one at zero.

    Marginal values, which need not add up to anything: the sigmoid is curved.

    Args:
        terms: Named terms in logits.

    Returns:
        Change of probability by term, each ``[..., partner]``; with the sign of the term.

    >>> round(float(worth(CommitmentTerms(0.0, events=-1.0)).events), 4)
    -0.2311
    """
    whole = commitment(terms)
    return CommitmentTerms(*(whole - commitment(terms._replace(**{name: 0.0})) for name in terms._fields))


def believed(mean: Array, deviation: Array) -> Array:
    """Commitment averaged over what partners do not know: ``sigmoid(mean / sqrt(1 + pi deviation² / 8))``.

    Uncertainty moves belief towards one half.  It does not lower it as such: a doubtful patron becomes
    likelier in the eyes of those who had written it off.

    Args:
        mean: Mean of the log-odds ``[...]``.
        deviation: Standard deviation of the log-odds ``[...]``, 0 or more.

    Returns:
        ``[...]``, within .02 of the exact average over a normal distribution for deviations up to 3.

    >>> float(believed(2.0, 0.0)) > float(believed(2.0, 2.0)) > 0.5 > float(believed(-2.0, 2.0))
    True
    """
    xp = namespace(mean, deviation)
    return logistic(mean / xp.sqrt(1.0 + xp.pi * deviation**2 / 8.0))


def umbrella(commitment: Array, depth: Array, top: Scalar = 4.0) -> Array:
    """Nuclear umbrella over a partner: ``commitment x depth / top``.

    The hazard that a partner builds weapons of its own rises with fear and falls with this.

    Args:
        commitment: Probability that the patron would fight ``[..., partner]``.
        depth: Rung of the tie, 0 to ``top`` ``[..., partner]``.
        top: The highest rung, mutual defence.

    Returns:
        ``[..., partner]`` in [0, 1].

    >>> float(umbrella(0.8, 2.0))
    0.4
    """
    return commitment * depth / top
