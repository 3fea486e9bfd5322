"""Questions answered as JSON: the first screen, charts with their tables, the map by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import JSONResponse

from counterpoise.analysis.files import Result
from counterpoise.charts import VIEWS, Chart, view
from counterpoise.charts.metadata import source_of
from counterpoise.studio import painting, payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk, Phone
from counterpoise.studio.desk import Desk
from counterpoise.studio.division import divided
from counterpoise.studio.question import Question
from counterpoise.telling.reader import milestones

__all__ = ["best", "chart_options", "drawn_of", "router"]

router = APIRouter(responses=WRONG)

Theme = Literal["light", "dark"]
Show = Literal["stance", "threat", "protection"]
Outcome = Literal["balance_holds", "ties_survive"]
Reference = Literal["declared", "present"]
Layout = Literal["matrix", "network"]
Year = Annotated[int | None, Query(ge=1900, le=2100)]


def best(desk: Desk, question: Question) -> tuple[Result, str]:
    """The best answer that there is without waiting: the whole one if it was computed before, else a draft."""
    saved = desk.saved(question)
    if saved is not None:
        return saved.result, "whole"
    result = desk.draft(question)
    return result, "refined" if result.answer["members"] >= desk.most_of(question) else "draft"


@router.get("/api/answer", response_model=dict[str, Any])
def answer(
    question: Asked,
    desk: AtDesk,
    show: Show = "stance",
    year: Year = None,
    held: Annotated[str, Query(max_length=9000, description="As the last reply named it")] = "",
    wait: Annotated[bool, Query(description="Whether to wait where the model is not ready yet")] = True,
) -> JSONResponse:
    """The first screen: a saved answer with its date where there is one, else what the first futures say.

    Charts that no control moves are left out where ``held`` says that the page has them.  Who does not want to wait
    for a model that is not ready is told so at once, and hears at ``/api/first`` how it goes.
    """
    if not wait and desk.waits(question):
        return JSONResponse(
            {"status": "waiting", "question": question.model_dump(), "versions": desk.versions()}
        )
    saved = desk.saved(question)
    result, status = (saved.result, "whole") if saved is not None else best(desk, question)
    when = saved.when if saved is not None else None
    found = payload.screen(desk, question, result, status, when, held)
    wanted = [year or int(milestones(result.answer)[0])]
    also = {"ready": desk.ready(question), "shipped": saved is not None and saved.shipped}
    return JSONResponse({**found, **also, "paint": painting.paint(result, show, wanted)})


@router.get("/api/alone", response_model=dict[str, Any])
def alone(question: Asked, desk: AtDesk) -> JSONResponse:
    """The rivals of a draft again, the simple story now under the same changes: a draft does not wait for it."""
    result = desk.alone(question)
    drawn = view("simpler")(result.answer, result.views)
    return JSONResponse({"charts": {} if drawn is None else {"simpler": payload.shown(drawn)}})


@router.get("/api/ready")
def ready(question: Asked, desk: AtDesk) -> dict[str, bool]:
    """Whether a change would be answered at once, or waits for the model to be compiled here; that is begun then."""
    desk.begin(question)
    return {"ready": desk.ready(question)}


@router.get("/api/paint", response_model=dict[str, Any])
def paint(
    question: Asked,
    desk: AtDesk,
    show: Show = "stance",
    year: Year = None,
) -> JSONResponse:
    """How the map is painted, in one year or in all, observed ones first; and how those were read."""
    result, _ = best(desk, question)
    if year is not None:
        return JSONResponse({"show": show, "years": painting.paint(result, show, [year])})
    before = painting.read_otherwise_to(desk, question, show)
    note = painting.seen_note(desk, question, int(result.answer["horizon"][0]), show)
    return JSONResponse(
        {"show": show, "years": painting.all_years(result, show), "seen": note, "before": before}
    )


def chart_options(
    name: str,
    of: str | None = None,
    variable: str | None = None,
    year: int | None = None,
    show: str | None = None,
    small: bool | None = None,
    cut: bool | None = None,
    outcome: Outcome | None = None,
    reference: Reference | None = None,
    layout: Layout | None = None,
) -> dict[str, Any]:
    """Options of a chart function, those that the view knows."""
    if name not in VIEWS:
        raise HTTPException(404, f"There is no view {name}.")
    known: dict[str, dict[str, Any]] = {
        "map": {"show": show, "year": year, "small": small, "cut": cut},
        "fan": {"of": of, "variable": variable},
        "waterfall": {"outcome": outcome, "reference": reference},
        "why": {"outcome": outcome},
        "ties": {"layout": layout, "small": small},
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


@router.get("/api/chart/{name}", response_model=dict[str, Any])
def chart(
    name: str,
    question: Asked,
    desk: AtDesk,
    options: Annotated[dict[str, Any], Depends(chart_options)],
    theme: Theme = "light",
    table: Annotated[bool, Query(description="Whether its numbers are wanted too")] = True,
    phone: Phone = False,
) -> JSONResponse:
    """One chart, drawn for plotly and as SVG, with its numbers as a table."""
    result, status = best(desk, question)
    if not table:
        drawn = view(name)(result.answer, result.views, **options)
        if drawn is None:
            raise HTTPException(404, _NOTHING)
        return JSONResponse({**payload.shown(drawn), "status": status})
    drawn = drawn_of(desk, question, name, result, options)
    return JSONResponse({**payload.tabled(drawn, phone), "figure": drawn.plotly(theme), "status": status})


def drawn_of(desk: Desk, question: Question, name: str, result: Result, options: Mapping[str, Any]) -> Chart:
    """A chart with all its numbers: shares of the costs too, where they are known."""
    if name in ("waterfall", "why"):
        result = divided(desk, question, result)
    drawn: Chart | None = view(name)(result.answer, result.views, **options)
    if drawn is None:
        raise HTTPException(404, _NOTHING)
    return replace(drawn, source=source_of(result.answer))


_NOTHING = "This answer has nothing to draw here."
