"""Where a state stands between two poles: six named stances from two ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["stance"]

_FIRM, _LEAN, _TIED = 0.40, 0.20, 0.35
"""Differences between the ties at which a state stands firmly or leans, and the level of a tie worth the name."""


def stance(patron: NDArray[np.floating], challenger: NDArray[np.floating]) -> NDArray[np.int8]:
    """Name the stance of a state from its two ties.

    With ``d = x - y``: firmly on a side where ``|d| >= .4``, leaning where ``|d| >= .2`` (the margin of the
    definition); between, tied to both where both ties reach .35, else apart.  Two ties and not one axis, because
    hedging (both) and keeping aloof (neither) are different policies with the same difference.

    Args:
        patron: Tie to the patron's side x, 0 to 1, any shape.
        challenger: Tie to the challenger y, same shape.

    Returns:
        Index into :data:`counterpoise.stances.STANCES`, same shape.

    >>> from counterpoise.stances import STANCES
    >>> [STANCES[k] for k in stance(np.array([0.9, 0.6, 0.2, 0.1]), np.array([0.1, 0.5, 0.15, 0.8]))]
    ['patron', 'both', 'apart', 'challenger']
    """
    lean = patron - challenger
    both = np.minimum(patron, challenger) >= _TIED
    middle = np.where(both, 2, 3)
    to_patron = np.where(lean >= _FIRM, 0, 1)
    to_challenger = np.where(lean <= -_FIRM, 5, 4)
    code = np.where(lean >= _LEAN, to_patron, np.where(lean <= -_LEAN, to_challenger, middle))
    return code.astype(np.int8)
