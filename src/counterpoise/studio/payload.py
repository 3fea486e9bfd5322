"""What the page is sent: sentences, charts and their state, made from an answer and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from counterpoise.analysis.files import Result
from counterpoise.charts import view
from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Shape
from counterpoise.studio.desk import Desk
from counterpoise.studio.division import divided
from counterpoise.studio.facts import changes_of
from counterpoise.studio.question import Question
from counterpoise.telling import sentences
from counterpoise.telling.reader import chance, dig, final, number
from counterpoise.telling.words import day, points

if TYPE_CHECKING:
    from counterpoise.studio.warm import Step

__all__ = ["FIRST_SCREEN", "NEEDS_ALL", "chart", "paint", "screen", "shown", "step", "tabled"]

FIRST_SCREEN = ("verdict", "simpler", "theatres", "why", "judgement", "tripwires", "record")
"""Charts of the first screen besides the map."""

NEEDS_ALL = frozenset({"why", "judgement", "drivers", "tripwires"})
"""Charts that only a whole answer can draw; until there is one they show the scenario as it is."""

_MEANING = (
    "“Holds” means that the coalition can still deny the challenger dominance of the region in {year}. "
    "Ranges are 90 % credible intervals."
)


def screen(
    desk: Desk, question: Question, result: Result, status: str, when: datetime | None = None
) -> dict[str, Any]:
    """The first screen.

    Args:
        desk: Where the scenario's own whole answer is found, for what this one lacks.
        question: What was asked.
        result: What was found.
        status: ``draft``, ``refined`` or ``whole``.
        when: When it was computed, for one that was saved.
    """
    as_it_is = None
    if status != "whole":
        root = question.unchanged().model_copy(update={"scenario": desk.root(question)})
        saved = desk.saved(question.unchanged()) or desk.saved(root)
        as_it_is = saved.result if saved is not None else None
    differs = question.changed or desk.root(question) != question.scenario
    charts = {}
    for name in FIRST_SCREEN:
        borrowed = status != "whole" and name in NEEDS_ALL
        source = as_it_is if borrowed else result
        if source is not None and name == "why" and not borrowed:
            source = divided(desk, question, source)
        drawn = view(name)(source.answer, source.views) if source is not None else None
        if drawn is not None:
            charts[name] = {**shown(drawn), "borrowed": borrowed and differs}
    return {
        "question": question.model_dump(),
        "link": question.query(**desk.versions()),
        "status": status,
        "when": when.isoformat(timespec="minutes") if when else None,
        "head": head(result, status),
        "charts": charts,
        "changed": changes_of(desk, question),
        "versions": desk.versions(),
    }


def head(result: Result, status: str) -> dict[str, Any]:
    """The question, the answer in a sentence, and what it rests on."""
    answer = result.answer
    year = final(answer)
    first, last = answer["horizon"]
    found = chance(answer, "outcomes", "balance_holds", "full", year) or {}
    return {
        "kicker": f"{str(answer['scenario']).replace('-', ' ').capitalize()}, {first} to {last}",
        "edition": f"{str(answer['edition']).capitalize()} edition, information to {day(answer['cutoff'])}",
        "question": answer["question"],
        "balance": sentences.balance_sentence(answer),
        "ties": sentences.ties_sentence(answer),
        "judged": sentences.judgement_sentence(answer) if status == "whole" else "",
        "meaning": _MEANING.format(year=year),
        "members": answer["members"],
        "seed": answer["seed"],
        "p": found.get("p"),
        "error": number(answer, "outcomes", "balance_holds", "full", year, "mc_error"),
        "difference": _difference(answer, year),
        "years": [first, last],
        "names": {code: row["name"] for code, row in answer["states"].items()},
    }


def shown(drawn: Chart) -> dict[str, Any]:
    """A chart as the page embeds it; its colours are the page's own."""
    found = {
        "name": drawn.name,
        "title": drawn.title,
        "simulated": drawn.simulated,
        "lead": drawn.lead,
        "caption": drawn.caption,
        "alt": drawn.alt,
        "aside": list(drawn.aside),
        "svg": drawn.svg("page"),
        "width": drawn.width,
        "height": drawn.height,
    }
    return found if not drawn.name.startswith("map") else {**found, **_map_and_legend(drawn)}


def _map_and_legend(drawn: Chart) -> dict[str, Any]:
    """The map without its legend, which the page sets by itself, so that the map can be cut to the room there is."""
    region, legend = drawn.panels
    height = legend.bottom - legend.top
    row = replace(legend, top=1.0, bottom=1.0 + height)
    return {
        "svg": replace(drawn, panels=(region,), height=region.bottom + 2).svg("page"),
        "legend": replace(drawn, panels=(row,), height=height + 2, name=f"{drawn.name}-legend").svg("page"),
        "height": region.bottom + 2,
    }


def chart(
    name: str, result: Result, options: Mapping[str, Any], theme: str = "light"
) -> dict[str, Any] | None:
    """A chart with its table, and as plotly draws it; None where there is nothing to draw."""
    drawn = view(name)(result.answer, result.views, **options)
    if drawn is None:
        return None
    return {**tabled(drawn), "figure": drawn.plotly("dark" if theme == "dark" else "light")}


def tabled(drawn: Chart) -> dict[str, Any]:
    """A chart with its numbers."""
    rows = [[_cell(cell) for cell in row] for row in drawn.rows]
    return {**shown(drawn), "columns": list(drawn.columns), "rows": rows}


def paint(result: Result, show: str, years: list[int]) -> dict[str, dict[str, list[Any]]]:
    """By year and state how the map is painted: ink, pattern, opacity and sentence."""
    found: dict[str, dict[str, list[Any]]] = {}
    for year in years:
        drawn = view("map")(result.answer, result.views, show=show, year=year)
        if drawn is not None:
            found[str(year)] = {
                mark.key: [mark.ink, mark.pattern, mark.opacity, mark.said]
                for mark in drawn.panels[0].marks
                if isinstance(mark, Shape) and mark.key
            }
    return found


def step(told: Step) -> dict[str, Any]:
    """How far a refinement has come, and what it says so far."""
    found = told.found
    now = float(found.share()[-1])
    change, error = found.difference()
    return {
        "members": found.members,
        "of": told.of,
        "p": round(now, 4),
        "ties": round(float(found.share("ties_survive")[-1]), 4),
        "change": round(float(change[-1]), 4),
        "error": round(_Z * float(error[-1]), 4),
    }


def _difference(answer: Mapping[str, Any], year: str) -> dict[str, Any] | None:
    """The change against the scenario as it is, with its own interval."""
    found = dig(answer, "difference", "balance_holds", year)
    if found is None or not (
        answer.get("switches") or answer.get("overrides") or found["gained"] or found["lost"]
    ):
        return None
    low, high = found["change"] - found["error"], found["change"] + found["error"]
    return {
        "said": f"{points(found['change'])} futures in 100 against the current course "
        f"(90 %: {points(low)} to {points(high)})",
        **found,
    }


def _cell(cell: Any) -> Any:
    return None if isinstance(cell, float) and cell != cell else cell


_Z = 1.6448536269514722
