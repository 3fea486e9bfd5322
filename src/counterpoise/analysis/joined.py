"""Parts of one story, told by spans of members, as one story."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from counterpoise.analysis.stories import Retold, Story
from counterpoise.analysis.verdict import Verdict

__all__ = ["joined"]


def joined(stories: Sequence[Story], again: Sequence[Retold] = ()) -> Story:
    """One story of all members, in the order given.

    Args:
        stories: The same years and states, other members.
        again: The same members told again, part by part; empty where they were told once.
    """
    if len(stories) == 1 and not again:
        return stories[0]
    series = {name: np.concatenate([s.series[name] for s in stories]) for name in stories[0].series}
    told: tuple[Retold, ...] = ()
    if again:
        parts = (np.concatenate([getattr(t, name) for t in again]) for name in _TOLD)
        told = (Retold(_verdict([t.verdict for t in again]), *parts),)
    ties, alliances, dated = (
        np.concatenate([getattr(s, name) for s in stories]) for name in ("ties", "alliances", "dated")
    )
    return Story(series, _verdict([s.verdict for s in stories]), ties, alliances, dated, again=told)


def _verdict(parts: Sequence[Verdict]) -> Verdict:
    return Verdict(*(np.concatenate(values) for values in zip(*parts, strict=True)))


_TOLD = ("ties", "alliances", "same_ruler", "dated")
