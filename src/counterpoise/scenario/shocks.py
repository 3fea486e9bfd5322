"""What a shock must say for its kind, and when it may happen."""

from __future__ import annotations

from counterpoise.scenario.facts import Assumption, Shock
from counterpoise.scenario.kinds import MOVING

__all__ = ["check_shock"]

Wrong = tuple[str, tuple[str, ...], str]
"""What is wrong, the key below the shock, and what to write."""

_MUST = ("tariff", "loss", "retaliation")
"""Kinds that are never only on record: without their numbers they would silently do nothing."""

_MOST = {"regime": 1.0, "purge": 1.0, "tie": 4.0, "slump": 90.0, "crisis_elsewhere": 3.0, "doubt": 10.0}
"""Largest size by kind."""


def check_shock(shock: Shock, span: tuple[int, int]) -> Wrong | None:
    """The first thing that is wrong with a shock, or None.

    Args:
        shock: Of the record, or assumed.
        span: First and last year in which it may happen.
    """
    assumed = isinstance(shock, Assumption)
    if assumed and shock.kind not in MOVING:
        return (
            f"The assumption {shock.label!r} is of a kind that moves nothing: {shock.kind}.",
            ("kind",),
            f"Kinds that move the model are {', '.join(MOVING)}.",
        )
    if shock.missing and (assumed or shock.kind in _MUST):
        words = " and ".join(shock.missing)
        return f"The {shock.kind} {shock.label!r} lacks its {words}.", (), _example(shock.missing)
    most = _MOST.get(shock.kind)
    if most is not None and shock.size is not None and shock.size > most:
        return (
            f"The size {shock.size:g} of {shock.label!r} is too large.",
            ("size",),
            f"Write a size from 0 to {most:g} for a shock of kind {shock.kind}.",
        )
    if not span[0] <= shock.date.year <= span[1]:
        return (
            f"The shock {shock.label!r} on {shock.date} is outside the scenario.",
            ("date",),
            f"Write a date from {span[0]}-01-01 on; earlier facts belong to the observed start.",
        )
    if shock.until is not None and shock.until < shock.date:
        return (
            f"The shock {shock.label!r} ends before it begins.",
            ("until",),
            f"Write a day after {shock.date}.",
        )
    return None


def _example(missing: tuple[str, ...]) -> str:
    examples = {
        "target": 'target = "JPN"',
        "size": "size = 25.0",
        "part": "part = 0.3",
        "pact": 'pact = "CPTPP"',
        "orientation": "orientation = 0.3",
    }
    return f"Write {' and '.join(examples[name] for name in missing)}."
