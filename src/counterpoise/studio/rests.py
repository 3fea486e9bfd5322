"""What a mechanism rests on: its numbers before and after the data, its scores, its calibration on past years."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from counterpoise.analysis.evidence import Evidence, evidence_of, mechanism_names, score_sentence
from counterpoise.analysis.probability import wilson
from counterpoise.analysis.rests import evidence_told
from counterpoise.backtest.knowledge import know
from counterpoise.backtest.scoreboard import scoreboard
from counterpoise.backtest.tasks import TASKS
from counterpoise.charts import Chart, calibration, view
from counterpoise.charts.files import SUFFIXES
from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk, Phone
from counterpoise.studio.desk import Desk
from counterpoise.studio.downloads import attached
from counterpoise.studio.question import Question
from counterpoise.studio.spoken import target_name

__all__ = ["router"]

router = APIRouter(responses=WRONG)

# the addresses of files stand before those of their charts, whose names would swallow the dot
Mechanism = Annotated[str, Path(max_length=40, description="Name of a mechanism, such as ties")]

_TASKS = {
    "assertiveness": "initiation-all/1989",
    "threat": "dispute-onset/1989",
    "ties": "pact-formation/1999",
    "balancing": "graded-up-5y-asia",
    "instruments": "exercises-5y-asia",
}
"""Mechanism to the task of the scoreboard that asks of chances what it is about."""


@router.get("/api/rests/{name}.{suffix}", response_class=Response)
def rests_file(
    name: Mechanism,
    suffix: Literal["csv", "parquet", "nc", "svg", "png"],
    desk: AtDesk,
    question: Asked,
) -> Response:
    """The numbers of a mechanism as a file."""
    _known(name)
    return _file(_card(desk, question, name), f"evidence-{name}", suffix)


@router.get("/api/rests/{name}")
def rests(name: Mechanism, desk: AtDesk, question: Asked, phone: Phone = False) -> dict[str, Any]:
    """The card of a mechanism: its numbers as a chart, scores on years that its fit had not seen, its refuter."""
    found, drawn = _known(name), _card(desk, question, name)
    return {
        "name": name,
        "chart": None if drawn is None else payload.tabled(drawn, phone),
        "scores": [score_sentence(task) for task in found.tests],
        "refuted": found.refuted,
        "calibrated": name in _TASKS,
    }


@router.get("/api/calibration/{name}.{suffix}", response_class=Response)
def calibrated_file(
    name: Mechanism, suffix: Literal["csv", "parquet", "nc", "svg", "png"], desk: AtDesk
) -> Response:
    """The calibration of a mechanism as a file."""
    return _file(_calibration(desk, name), f"calibration-{name}", suffix)


@router.get("/api/calibration/{name}")
def calibrated(name: Mechanism, desk: AtDesk) -> dict[str, Any]:
    """What a mechanism's equation said on years it had not seen, and what came; the first time takes some seconds."""
    return payload.tabled(_calibration(desk, name))


def _known(name: str) -> Evidence:
    if name not in mechanism_names():
        raise HTTPException(404, f"There is no mechanism {name[:40]}.")
    return evidence_of(name)


def _card(desk: Desk, question: Question, name: str) -> Chart | None:
    """A case of the past was estimated anew on the years that it knows; any other has the library's numbers."""
    origin = desk.cut(question).origin
    if origin is None:
        told = desk.remember("evidence", lambda: evidence_told(desk.parameters))
    else:
        past = desk.ground(question).prepared.parameters
        told = desk.remember(
            ("evidence", question.scenario, question.edition), lambda: evidence_told(past, origin)
        )
    drawn: Chart | None = view("evidence")({"evidence": told}, None, of=name)
    return drawn


def _calibration(desk: Desk, name: str) -> Chart:
    if name not in _TASKS:
        raise HTTPException(404, f"No forecast of past years tells of {name[:40]} by itself.")
    task = _TASKS[name]

    def bins() -> list[dict[str, Any]]:
        board = scoreboard([TASKS[task]], know(desk.panel))["tasks"][task]["reliability"]
        return [_bin(row) for row in board]

    drawn = calibration(
        desk.remember(("reliability", name), bins), title=f"{target_name(task)}: said, and came"
    )
    if drawn is None:
        raise HTTPException(404, "Nothing was foretold.")
    return drawn


def _bin(row: dict[str, float]) -> dict[str, Any]:
    low, high = wilson(int(row["events"]), int(row["rows"]))
    return {
        "said": row["foretold"],
        "came": row["happened"],
        "n": int(row["rows"]),
        "low": low,
        "high": high,
    }


def _file(drawn: Chart | None, stem: str, suffix: str) -> Response:
    if drawn is None:
        raise HTTPException(404, "There is nothing to draw here.")
    return attached(SUFFIXES[f".{suffix}"](drawn), f"{stem}.{suffix}")
