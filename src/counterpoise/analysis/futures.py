"""Single futures told in words: the events of one member, year by year."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story
from counterpoise.observe.case import Observed
from counterpoise.vocabulary import in_sentence

__all__ = ["choose", "events_of", "theatres_lost"]


def choose(full: Story, count: int = 3) -> list[int]:
    """Members to tell: a future in which the balance holds, one in which it is lost, and the next at random.

    The first of each kind by number, so that the same run tells the same futures.
    """
    holds = full.verdict.balance_holds[:, -1]
    wanted = [np.flatnonzero(holds)[:1], np.flatnonzero(~holds)[:1], np.arange(len(holds))]
    found: list[int] = []
    for candidates in wanted:
        for member in candidates:
            if int(member) not in found:
                found.append(int(member))
                break
    return found[:count]


def events_of(full: Story, observed: Observed, names: dict[str, str], member: int) -> list[dict[str, Any]]:
    """What happened in one future: leaders, ties, tests of the patron's word, bargains, crises elsewhere."""
    series = {key: values[member] for key, values in full.series.items()}
    names = {code: in_sentence(name) for code, name in names.items()}
    told: list[dict[str, Any]] = []
    for t in range(len(series["balance"])):
        year = observed.start + t
        texts = _year(series, observed, names, t)
        told += [{"year": year, "text": text[:1].upper() + text[1:]} for text in texts]
    return told + theatres_lost(full, observed, member)


def _year(series: dict[str, NDArray[Any]], observed: Observed, names: dict[str, str], t: int) -> list[str]:
    told = []
    for k, state in enumerate(observed.states):
        name = names[state]
        if series["exit"][t, k] and (state in observed.treaty_allies or state == observed.patron):
            told.append(f"A new leader takes office in {name}")
        if t and state not in (observed.patron, observed.challenger):
            told += _rungs(series, names, observed, t, k, name)
        if series["test"][t, k]:
            told.append(f"{names[observed.challenger]} tests the patron's word over {name}")
    if series["bargain"][t]:
        told.append("The patron strikes a bargain with the challenger")
    if series["elsewhere"][t]:
        told.append("A crisis elsewhere calls on the patron's forces")
    return told


def _rungs(
    series: dict[str, NDArray[Any]], names: dict[str, str], observed: Observed, t: int, k: int, name: str
) -> list[str]:
    told = []
    for key, pole in (("depth_patron", observed.patron), ("depth_challenger", observed.challenger)):
        before, now = int(series[key][t - 1, k]), int(series[key][t, k])
        if before == now or max(before, now) < _WORTH_TELLING:
            continue
        if before == _TREATY:
            told.append(f"The treaty between {names[pole]} and {name} ends")
        else:
            way = "deepens to" if now > before else "falls to"
            told.append(f"The tie between {names[pole]} and {name} {way} {_RUNG[now]}")
    return told


def theatres_lost(full: Story, observed: Observed, member: int) -> list[dict[str, Any]]:
    """Theatres that are lost or regained."""
    told = []
    holds = full.verdict.theatres[member]
    for t in range(1, len(holds)):
        for k, key in enumerate(observed.theatres.keys):
            if holds[t, k] != holds[t - 1, k]:
                way = "holds again" if holds[t, k] else "no longer holds"
                told.append({"year": observed.start + t, "text": f"{observed.theatres.labels[key]} {way}"})
    return told


_RUNG = ("nothing", "dialogue", "co-operation", "access and intelligence", "mutual defence")
_TREATY, _WORTH_TELLING = 4, 3
