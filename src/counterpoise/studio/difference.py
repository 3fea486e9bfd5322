"""What a change does to the chance: both chances in the same futures, and the change's own interval, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.files import Result
from counterpoise.analysis.outcomes import changes_of
from counterpoise.analysis.probability import wilson
from counterpoise.telling.reader import chance, dig, number
from counterpoise.telling.words import count, points

__all__ = ["difference", "paired"]


def difference(
    result: Result,
    year: str,
    as_it_is: Result | None = None,
    drafted: Result | None = None,
    changed: bool = False,
) -> dict[str, Any] | None:
    """The change against the scenario as it is; None where nothing is changed, or nothing can be compared.

    Args:
        result: A draft or a refined answer, which has lived both; or a whole one.
        year: Of the outcome.
        as_it_is: The whole answer of the scenario as it is, or of the one that it is
            laid over: the futures of two whole answers share their luck.
        drafted: The draft of a whole answer, whose pairs tell the difference where the two have no future in common.
        changed: Whether the question changes the scenario, though no future may have turned.
    """
    answer = result.answer
    own = dig(answer, "difference", "balance_holds", year)
    if own is None and as_it_is is not None and (whole := _of_wholes(result, as_it_is, year)):
        return whole
    if own is None and drafted is not None:
        answer, own = drafted.answer, dig(drafted.answer, "difference", "balance_holds", year)
    laid_over = as_it_is is not None and as_it_is.answer.get("scenario") != answer.get("scenario")
    if own is None or not (changed or laid_over or own["gained"] or own["lost"]):
        return None
    now = chance(answer, "outcomes", "balance_holds", "full", year) or {"p": 0.0}
    found = _said(now["p"], own, answer["members"])
    if as_it_is and (whole := chance(as_it_is.answer, "outcomes", "balance_holds", "full", year)):
        of, error = as_it_is.answer["members"], 100 * (number(whole, "mc_error") or 0.0)
        named = "current course" if laid_over else "scenario as it is"
        found["said"] += f" The {named} has {count(whole['p'])} (± {max(error, 1):.0f}) in all its {of:,}."
    return found


def paired(found: Mapping[str, Any], members: int) -> str:
    """A paired difference in words; where its interval includes zero, there is no clear one."""
    change, low, high = _ends(found, members)
    if low <= 0 <= high:
        return f"no clear difference ({change} in 100; 90 %: {points(low)} to {points(high)})"
    return f"{change} futures in 100 (90 %: {points(low)} to {points(high)})"


def _ends(found: Mapping[str, Any], members: int) -> tuple[str, float, float]:
    """The change in words, and the ends of its interval."""
    error = found["error"]
    if not found["gained"] and not found["lost"]:
        error = wilson(0, members)[1]  # few futures of which none turned are no proof that none would
    change = found["change"]
    return points(change), max(change - error, -1.0), min(change + error, 1.0)


def _said(now: float, found: Mapping[str, Any], members: int) -> dict[str, Any]:
    was = min(max(now - found["change"], 0.0), 1.0)
    change, low, high = _ends(found, members)
    return {
        "said": f"{count(was)} → {count(now)} in the same {members:,} futures: {paired(found, members)}.",
        "brief": f"{change} (90 %: {points(low)} to {points(high)})",
        "was": round(was, 4),
        **found,
    }


def _of_wholes(result: Result, as_it_is: Result, year: str) -> dict[str, Any] | None:
    """The difference over the futures that two whole answers of one seed have in common; None without any."""
    if result.answer.get("seed") != as_it_is.answer.get("seed"):
        return None
    now, before = _held(result, year), _held(as_it_is, year)
    if now is None or before is None:
        return None
    members = min(len(now), len(before))
    now, before = now[:members], before[:members]
    found = changes_of({"holds": now[:, None]}, {"holds": before[:, None]}, {year: 0})["holds"][year]
    return _said(float(now.mean()), found, members)


def _held(result: Result, year: str) -> NDArray[np.bool_] | None:
    """Whether the balance holds in a year, by future of the full story."""
    if "holds" not in result.views or int(year) not in result.views["year"].values:
        return None
    return np.asarray(result.views["holds"].sel(story="full", year=int(year)).values, dtype=bool)
