"""Questions answered as JSON: the first screen, charts with their tables, the map by year."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query

from counterpoise.analysis.files import Result
from counterpoise.charts import VIEWS
from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.desk import Desk
from counterpoise.studio.division import divided
from counterpoise.studio.question import Question
from counterpoise.telling.reader import milestones

__all__ = ["best", "chart_options", "router"]

router = APIRouter(responses=WRONG)

Theme = Literal["light", "dark"]
Show = Literal["stance", "threat", "protection"]
Outcome = Literal["balance_holds", "ties_survive"]
Reference = Literal["declared", "present"]
Year = Annotated[int | None, Query(ge=1900, le=2100)]


def best(desk: Desk, question: Question) -> tuple[Result, str]:
    """The best answer that there is without waiting: the whole one if it was computed before, else a draft."""
    saved = desk.saved(question)
    if saved is not None:
        return saved.result, "whole"
    result = desk.draft(question)
    return result, "refined" if result.answer["members"] >= desk.most else "draft"


@router.get("/api/answer")
def answer(question: Asked, desk: AtDesk, show: Show = "stance", year: Year = None) -> dict[str, Any]:
    """The first screen: a saved answer with its date where there is one, else what the first futures say."""
    saved = desk.saved(question)
    result, status = (saved.result, "whole") if saved is not None else best(desk, question)
    found = payload.screen(desk, question, result, status, saved.when if saved is not None else None)
    return {**found, "paint": payload.paint(result, show, [year or int(milestones(result.answer)[0])])}


@router.get("/api/paint")
def paint(
    question: Asked,
    desk: AtDesk,
    show: Show = "stance",
    year: Year = None,
) -> dict[str, Any]:
    """How the map is painted, in one year or in all."""
    result, _ = best(desk, question)
    first, last = result.answer["horizon"]
    seen = [int(past) for past in result.views["history_year"].values] if show == "stance" else []
    years = [*seen, *range(first, last + 1)] if year is None else [year]
    return {"show": show, "years": payload.paint(result, show, years)}


def chart_options(
    name: str,
    of: str | None = None,
    variable: str | None = None,
    year: int | None = None,
    show: str | None = None,
    outcome: Outcome | None = None,
    reference: Reference | None = None,
) -> dict[str, Any]:
    """Options of a chart function, those that the view knows."""
    if name not in VIEWS:
        raise HTTPException(404, f"There is no view {name}.")
    known: dict[str, dict[str, Any]] = {
        "map": {"show": show, "year": year},
        "fan": {"of": of, "variable": variable},
        "waterfall": {"outcome": outcome, "reference": reference},
        "why": {"outcome": outcome},
    }
    return {key: value for key, value in known.get(name, {}).items() if value is not None}


@router.get("/api/stale")
def stale(question: Asked, desk: AtDesk) -> dict[str, Any]:
    """Why costs are, or are not, shares that add up: what has changed since the stored attribution was made."""
    answer = divided(desk, question, best(desk, question)[0]).answer
    found: dict[str, Any] = answer.get("attribution") or {}
    return {
        "whole": bool(answer.get("cost_of")),
        "divided": bool(found) and not found["stale"],
        "stale": list(found.get("stale", [])),
        "changed": question.changed or desk.root(question) != question.scenario,
        "references": dict(found.get("references", {})),
    }


@router.get("/api/chart/{name}")
def chart(
    name: str,
    question: Asked,
    desk: AtDesk,
    options: Annotated[dict[str, Any], Depends(chart_options)],
    theme: Theme = "light",
) -> dict[str, Any]:
    """One chart with its numbers as a table, drawn for plotly and as SVG."""
    result, status = best(desk, question)
    if name in ("waterfall", "why"):
        result = divided(desk, question, result)
    found = payload.chart(name, result, options, theme)
    if found is None:
        raise HTTPException(404, "This answer has nothing to draw here.")
    return {**found, "status": status}
