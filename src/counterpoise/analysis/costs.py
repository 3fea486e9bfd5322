"""What each complication costs: the full story less the full story without it, future by future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.analysis.probability import paired_change
from counterpoise.analysis.stories import Story
from counterpoise.claims import complications

__all__ = ["costs_of"]


def costs_of(full: Story, without: Mapping[str, Story]) -> dict[str, Any]:
    """Change in the last year's probabilities when a claim joins last, with its simulation error.

    A claim that does not act yet has no cost: null, not zero.  This is accounting inside a model; claims
    interact, so the changes need not add up to the difference between the stories.

    Args:
        full: All claims on.
        without: Claim to the same futures without it.
    """
    costs: dict[str, dict[str, float | None]] = {
        "cost_of": {}, "cost_error": {}, "cost_of_ties": {}, "cost_of_ties_error": {},
    }  # fmt: skip
    for claim in complications(acting=False):
        story = without.get(claim)
        if story is None:
            for table in costs.values():
                table[claim] = None
            continue
        members = len(story.ties)
        change, error = paired_change(
            full.verdict.balance_holds[:members, -1], story.verdict.balance_holds[:, -1]
        )
        tie_change, tie_error = paired_change(full.ties[:members, -1], story.ties[:, -1])
        costs["cost_of"][claim], costs["cost_error"][claim] = round(change, 4), round(error, 4)
        costs["cost_of_ties"][claim], costs["cost_of_ties_error"][claim] = (
            round(tie_change, 4),
            round(tie_error, 4),
        )
    return dict(costs)
