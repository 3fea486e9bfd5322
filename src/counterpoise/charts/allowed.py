"""Which values an option of a view may take in a run, so that a wrong one is told the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.moved import comparable
from counterpoise.charts.region import SHOWS
from counterpoise.telling.reader import dig, final, milestones
from counterpoise.telling.words import OUTCOMES
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["WANTED", "refuse_unknown"]

WANTED = 'since=Result.read("runs/earlier").answer'
"""How an answer to compare with is given."""


def refuse_unknown(
    name: str, answer: Mapping[str, Any], views: xr.Dataset | None, options: Mapping[str, Any]
) -> None:
    """Refuse an option's value that the view cannot take, and list those that it can.

    Args:
        name: Of the view.
        answer: The answer.
        views: Trajectories of the same run.
        options: As the user gave them.

    Raises:
        UnknownNameError: For a value that is none of the listed ones.
        CounterpoiseError: For an answer to compare with that is none, or shares nothing with this one.

    >>> refuse_unknown("map", {}, None, {"show": "threat"})
    >>> refuse_unknown("map", {}, None, {"show": "foo"})
    Traceback (most recent call last):
    ...
    counterpoise.vocabulary.UnknownNameError: map(show='foo') is not one of the values that show takes. Write show as \
one of: stance, threat, protection.
    """
    for option, value in options.items():
        known = [str(each) for each in _known(name, option, answer, views)]
        if known and value is not None and str(value) not in known:
            close = nearest(str(value), known)
            raise UnknownNameError(
                f"{name}({option}={value!r}) is not one of the values that {option} takes.",
                hint=f"{f'{close} ' if close else ''}Write {option} as one of: {', '.join(known)}.",
            )
    if name == "moved" and options.get("since") is not None:
        _compared(answer, options["since"])


def _known(name: str, option: str, answer: Mapping[str, Any], views: xr.Dataset | None) -> Iterable[Any]:
    """Values that an option takes; none where any may do."""
    if (name, option) == ("map", "show"):
        return SHOWS
    if (name, option) == ("ties", "layout"):
        return ("matrix", "network")
    if option == "outcome":
        return OUTCOMES
    if option == "story":
        return ("full", "simple")
    if option == "year" and name not in ("map", "theatres"):
        return milestones(answer)
    if option == "of":
        return {
            "hindcast": [row.get("name") for row in dig(answer, "hindcasts") or []],
            "evidence": dig(answer, "evidence") or (),
            "state": dig(answer, "states") or (),
        }.get(name, ())
    return ()


def _compared(answer: Mapping[str, Any], since: Any) -> None:
    """Refuse what is no answer, or speaks of other poles or another year."""
    if not isinstance(since, Mapping):
        raise CounterpoiseError(
            "moved(since=...) takes the other answer itself.",
            hint=f"Write {WANTED}, say.",
        )
    if not comparable(answer, since):
        raise CounterpoiseError(
            "Nothing of these two answers can be compared: they ask about other poles or another year.",
            hint=f"Give moved(since=...) an answer about the same poles that speaks of {final(answer)}.",
        )
