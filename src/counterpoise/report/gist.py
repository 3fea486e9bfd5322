"""What the one-page summary says: three reasons, three tripwires, where the odds turn, and the last misses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.charts.rests import forecasts, missed
from counterpoise.charts.tipping import belief_sentence
from counterpoise.telling.reader import dig, first, number
from counterpoise.telling.sentences import cost_phrase, costliest, judged_share, yardstick_sentence
from counterpoise.telling.words import futures, join, plain, tripped

__all__ = ["misses", "reasons", "turns", "watch"]


def reasons(answer: Mapping[str, Any], most: int = 3) -> list[str]:
    """The complications that cost most, in sentences, at most ``most``; where none costs, yardstick and judgement."""
    found = [
        f"{cost_phrase(claim, cost)}" + (f" (simulation error ±{100 * error:.1f})." if error else ".")
        for claim, cost, error in costliest(answer)
        if cost < 0
    ][:most]
    judged = judged_share(answer)
    if found:
        return found
    if yardstick_sentence(answer):
        found.append(yardstick_sentence(answer))
    if judged:
        found.append(f"{judged} of the spread that parameters cause rests on judgement.")
    return found[:most]


def misses(answer: Mapping[str, Any], most: int = 3) -> list[str]:
    """How often past forecasts missed, then the latest that did, each with its worst in words."""
    found = sorted(dig(answer, "hindcasts") or [], key=lambda row: -int(row["origin"]))
    counts = [(row, len(forecasts(row)), missed(row)) for row in found]
    told = []
    for row, many, wrong in counts:
        if wrong:
            worst = wrong[0]
            came = "it held" if worst["happened"] else "it did not"
            told.append(
                f"From {row['origin']}: {len(wrong)} of {many}; worst, {_small(worst['label'])}: said to hold in "
                f"{futures(worst['p'])}, {came}."
            )
    if not found:
        return []
    whole = f"{sum(len(wrong) for *_, wrong in counts)} of {sum(many for _, many, _ in counts)} forecasts"
    clean = join([str(row["origin"]) for row, many, wrong in counts if many and not wrong])
    first_line = f"{whole} from {len(found)} past years fell on the wrong side of even odds" + (
        f"; none of those from {clean}." if clean else "."
    )
    return [first_line, *told[:most]]


def _small(label: str) -> str:
    return label.replace("The ", "the ", 1) if label.startswith("The ") else label


def turns(answer: Mapping[str, Any]) -> str:
    """At which belief in the patron's treaties the odds turn, in a sentence; empty without a tipping map."""
    grid = dig(answer, "tipping", "map")
    return belief_sentence(grid) if grid else ""


def watch(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each tripwire as a label, its reading and where it trips."""
    told = []
    for wire in dig(answer, "tripwires") or []:
        now, limit, unit = number(wire, "now"), number(wire, "threshold"), str(wire.get("unit") or "")
        at = f"the odds turn {wire.get('direction', 'at')} {plain(limit, unit)}" if limit is not None else ""
        told.append(
            {
                "label": str(wire.get("label", "")),
                "reading": f"{plain(now, unit)} in {first(answer)}" if now is not None else "not available",
                "note": f"{at}: tripped already" if tripped(wire) else at or "no single level turns the odds",
            }
        )
    return told
