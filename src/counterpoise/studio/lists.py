"""Questions answered as lists: variables that can be drawn, single futures year by year, the record with its scores."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from counterpoise.charts.fan import VARIABLES
from counterpoise.scenario import Scenario
from counterpoise.studio.answers import best
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.desk import Desk
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import beaten, record_sentence
from counterpoise.telling.words import unlike

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
    """Three single futures, counted from 1: what happened in them, and how they ended; and what is on record."""
    cut = desk.cut(question)
    told = desk.warm(question).tell(question, cut, first - 1, _AT_ONCE)
    return {**told, "cutoff": str(cut.cutoff), "record": _recorded(desk, cut)}


def _recorded(desk: Desk, cut: Scenario) -> list[dict[str, str]]:
    """Dated facts that the scenario holds from its first year to the cut-off: who took office, and what happened."""
    first, last = date(cut.start, 1, 1), cut.cutoff or date(cut.start, 1, 1)
    names = {code: desk.panel.state(code).name for code in cut.states}
    rows = [
        (leader.date, f"{leader.name} governs {names.get(leader.state, leader.state)}")
        for leader in cut.leaders
        if leader.date is not None
    ]
    rows += [(shock.date, shock.label) for shock in cut.happenings]
    return [{"date": str(day), "text": text} for day, text in sorted(rows) if first <= day <= last]


@router.get("/api/record")
def record(question: Asked, desk: AtDesk) -> dict[str, Any]:
    """How forecasts from past years did against simpler rules, those not better first."""
    answer = best(desk, question)[0].answer
    rows = [_scored(task) for task in dig(answer, "record", "tasks") or []]
    rows.sort(key=lambda row: (row["beaten"] is not False, row["label"]))
    return {"tasks": rows, "note": dig(answer, "record", "note") or "", "sentence": record_sentence(answer)}


_SCORES = {"ap": "average precision", "crps": "CRPS", "log_loss": "log loss"}


def _scored(task: dict[str, Any]) -> dict[str, Any]:
    """Every score that decides whether a task is better, beside its reference's."""
    pairs = [
        (said, *unlike(own, other))
        for name, said in _SCORES.items()
        if (own := number(task, name)) is not None
        and (other := number(task, f"{name}_reference")) is not None
    ]
    return {
        "label": f"{task.get('label')} ({task.get('test', 'hold-out')})",
        "beaten": beaten(task),
        "score": "; ".join(f"{said} {own}" for said, own, _ in pairs) or "not available",
        "reference_score": "; ".join(f"{said} {other}" for said, _, other in pairs) or "not available",
        "reference": str(task.get("reference") or ""),
    }
