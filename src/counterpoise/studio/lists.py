"""Questions answered as lists: variables that can be drawn, single futures year by year, the record with its misses."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from counterpoise.charts.fan import VARIABLES
from counterpoise.studio.answers import best
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import beaten, record_sentence

__all__ = ["router"]

router = APIRouter(responses=WRONG)

_AT_ONCE = 3
"""Futures told beside each other."""


@router.get("/api/variables")
def variables(question: Asked, desk: AtDesk) -> dict[str, Any]:
    """What can be drawn as a fan, and of whom."""
    result, _ = best(desk, question)
    return {
        "variables": [
            {"key": key, "label": label, "unit": unit, "axis": axis}
            for key, (label, unit, axis) in VARIABLES.items()
        ],
        "theatres": {key: str(row.get("label", key)) for key, row in result.answer["theatres"].items()},
    }


@router.get("/api/futures")
def futures(
    question: Asked, desk: AtDesk, first: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> dict[str, Any]:
    """Three single futures, counted from 1: what happened in them, and how they ended."""
    return desk.warm(question).tell(question, desk.cut(question), first - 1, _AT_ONCE)


@router.get("/api/record")
def record(question: Asked, desk: AtDesk) -> dict[str, Any]:
    """How forecasts from past years did against simpler rules, misses first."""
    answer = best(desk, question)[0].answer
    rows = [_scored(task) for task in dig(answer, "record", "tasks") or []]
    rows.sort(key=lambda row: (row["beaten"] is not False, row["label"]))
    return {"tasks": rows, "note": dig(answer, "record", "note") or "", "sentence": record_sentence(answer)}


def _scored(task: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in ("ap", "crps", "log_loss") if number(task, name) is not None]
    name = names[0] if names else None
    said = {"ap": "average precision", "crps": "CRPS", "log_loss": "log loss"}

    def score(suffix: str) -> str:
        value = number(task, f"{name}{suffix}") if name else None
        return "not available" if value is None else f"{said[str(name)]} {value:.3g}"

    return {
        "label": f"{task.get('label')} ({task.get('test', 'hold-out')})",
        "beaten": beaten(task),
        "score": score(""),
        "reference_score": score("_reference"),
        "reference": str(task.get("reference") or ""),
    }
