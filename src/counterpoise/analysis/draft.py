"""An answer in a fifth of a second: what a few futures say, in the form of a whole answer.

What needs every story (what each claim costs, whose judgement the spread rests on, tripwires) is not in it; what
is in it is made by the same functions as the whole answer's, from fewer futures.  Where the members were told
once, a chance has its simulation error and no range over parameters: a few futures cannot give one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.contents import alliances_of, states_of, theatres_of
from counterpoise.analysis.files import Result
from counterpoise.analysis.outcomes import changes_of, grades_of, outcomes_of, two_by_two
from counterpoise.analysis.past import Past
from counterpoise.analysis.stories import Story
from counterpoise.analysis.views import make_views
from counterpoise.data import Panel
from counterpoise.observe.case import Observed

__all__ = ["draft"]


def draft(
    base: Mapping[str, Any],
    stories: Mapping[str, Story],
    before: Mapping[str, NDArray[np.bool_]],
    observed: Observed,
    known: Panel,
    past: Past,
) -> Result:
    """The parts of an answer that a few futures can give, over what identifies the scenario.

    Args:
        base: What the scenario's answer says whatever its futures: name, question, dates, references, record.
        stories: ``simple`` and ``full``, the latter as changed; series are kept of those with as many members.
        before: ``balance_holds`` and ``ties_survive`` of these members in the scenario as it is ``[member, year]``.
        observed: The scenario, ready to run.
        known: Panel, for names.
        past: Observed years.
    """
    first, last = base["horizon"]
    years = {str(year): year - first for year in sorted({min(first + 10, last), last})}
    full = stories["full"]
    now = {"balance_holds": full.verdict.balance_holds, "ties_survive": full.ties}
    answer = {
        **base,
        "members": len(full.ties),
        "outcomes": outcomes_of(stories, years),
        "two_by_two": {name: two_by_two(story, years) for name, story in stories.items()},
        "grades": {name: grades_of(story, years) for name, story in stories.items()},
        "alliances": alliances_of(full, observed, years),
        "theatres": theatres_of(full, observed, past, years),
        "states": states_of(full, observed, known, years),
        "difference": changes_of(now, before, years),
    }
    if not full.again:
        answer = _without_ranges(answer)
    for by_story in answer["outcomes"].values():
        by_story |= {name: _without_ranges(by_story[name]) for name in stories if not stories[name].again}
    alike = {name: story for name, story in stories.items() if len(story.ties) == len(full.ties)}
    return Result(answer, make_views(alike, observed, known, past))


def _without_ranges(tree: Any) -> Any:
    """The same without ``low`` and ``high`` of chances that were told once: they would pass for credible ranges.

    >>> _without_ranges({"a": {"p": 0.5, "low": 0.4, "high": 0.6, "mc_error": 0.1}, "b": {"low": 1, "high": 2}})
    {'a': {'p': 0.5, 'mc_error': 0.1}, 'b': {'low': 1, 'high': 2}}
    """
    if not isinstance(tree, dict):
        return tree
    once = "mc_error" in tree
    return {
        key: _without_ranges(value) for key, value in tree.items() if not (once and key in ("low", "high"))
    }
