"""How to read a scenario whose number surprises at first sight, as ``docs/scenarios.md`` has it."""

from __future__ import annotations

from counterpoise.studio.question import Question

__all__ = ["READINGS", "reading_of"]

_TARIFFS = (
    "Tariffs move the balance little, and stances more: exports to the patron are a small share of most states’ "
    "output, and ties are slow."
)

READINGS = {
    "asian-nato": "A treaty among the allies adds nothing while the patron stays: what each promises counts by its "
    "deepest tie, and its treaty with the patron is as deep as any. Compare it with the patron gone.",
    "withdrawal-with-asian-nato": "A treaty among the allies is worth something where the patron leaves, and nothing "
    "while it stays.",
    "essay-ageing": "Ageing helps the balance: the challenger ages faster than most of those who would balance it.",
    "war-over-taiwan": "A lost war weakens the balance less than a quiet loss: in a war the challenger pays as well.",
    "loss-of-taiwan": "A quiet loss weakens the balance more than a lost war, in which the challenger pays as well.",
    "blockade": "A blockade costs the challenger as much as the coalition: its lost output weighs against what the "
    "test of the patron’s word did to trust.",
    "grand-bargain": "Bargains and lost trust fade: doubt returns to its mean within a few years, so that a bargain of "
    "2027 shows in 2035 and hardly in 2045.",
    "tariff-truce": _TARIFFS,
    "tariff-war": _TARIFFS,
    "essay-tariffs": _TARIFFS,
}
"""By scenario; the others have no such sentence."""


def reading_of(question: Question) -> str:
    """Why the number is what it is; empty where nothing is said of the scenario.

    >>> reading_of(Question(scenario="essay-ageing"))[:25]
    'Ageing helps the balance:'
    """
    return READINGS.get(question.scenario, "")
