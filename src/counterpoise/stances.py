"""The six stances between two poles, the three sides they make, and which of them is likeliest."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SIDES", "STANCES", "likeliest"]

STANCES = ("patron", "leaning_patron", "both", "apart", "leaning_challenger", "challenger")
"""Names of the stances, in the order of their codes."""

SIDES = {
    "patron": ("patron", "leaning_patron"),
    "between": ("both", "apart"),
    "challenger": ("leaning_challenger", "challenger"),
}
"""Stances by side: a state that leans to one side in some futures and stands firmly there in others is on it."""


def likeliest(shares: Mapping[str, float]) -> tuple[str, float]:
    """The commoner stance on the commonest side, and the share of futures on that side.

    The side is chosen first: of a state that is firmly with the patron in 5 futures of 100, leaning to it in 44
    and apart in 46, more futures put it on the patron's side than anywhere else.

    Args:
        shares: Share of futures by stance.

    Returns:
        Name of the stance, and the share of its side; the first in order where two are even.

    >>> likeliest({"patron": 0.05, "leaning_patron": 0.44, "apart": 0.46, "challenger": 0.05})
    ('leaning_patron', 0.49)
    """
    sides = {side: sum(shares.get(name, 0.0) for name in names) for side, names in SIDES.items()}
    side = max(sides, key=lambda key: sides[key])
    return max(SIDES[side], key=lambda name: shares.get(name, 0.0)), round(sides[side], 4)
