"""The stored attribution in an answer: of the scenario as shipped, with what has changed since it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.analysis.attribution.references import REFERENCES
from counterpoise.analysis.attribution.result import CAVEAT, Attribution, Division, stored_attribution
from counterpoise.analysis.probability import Z90

__all__ = ["attribution_of", "shown"]

_PAIRS = 5
"""Interactions that an answer names."""


def attribution_of(
    scenario: str, edition: str, digests: Mapping[str, str], changed: bool
) -> dict[str, Any] | None:
    """What an answer says of the shipped attribution.

    Args:
        scenario: Name of the scenario.
        edition: Name of the edition.
        digests: Of the panel, the parameters, the scenario and the model in this run.
        changed: Whether switches or parameters were set by hand.

    Returns:
        None where none ships, or where this run is of another scenario than the one that ships.
    """
    stored = None if changed else stored_attribution(scenario, edition)
    if stored is None or stored.digests.get("scenario") != digests.get("scenario"):
        return None
    return shown(stored, stored.stale(digests))


def shown(found: Attribution, stale: list[str]) -> dict[str, Any]:
    """The last year of an attribution, with 90 per cent errors, as the answer holds it."""
    last = max(found.years)
    return {
        "caveat": CAVEAT,
        "members": found.members,
        "seed": found.seed,
        "year": last,
        "stale": stale,
        "references": {name: REFERENCES[name] for name in found.references},
        "divisions": {
            reference: {
                d.outcome: _told(d) for d in found.divisions if (d.reference, d.year) == (reference, last)
            }
            for reference in found.references
        },
    }


def _told(division: Division) -> dict[str, Any]:
    return {
        "simple": round(division.simple, 4),
        "full": round(division.full, 4),
        "difference": round(division.difference, 4),
        "error": round(Z90 * division.se, 4),
        "shares": {
            claim: {"value": round(part.value, 4), "error": round(Z90 * part.se, 4)}
            for claim, part in division.shares.items()
        },
        "pairs": {
            pair: {"value": round(part.value, 4), "error": round(Z90 * part.se, 4)}
            for pair, part in division.strongest(_PAIRS)
        },
    }
