"""What the page is sent: sentences, charts and their state, made from an answer and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from counterpoise.analysis.files import Result
from counterpoise.analysis.past import FIRST_YEAR, SINCE
from counterpoise.analysis.probability import Z90
from counterpoise.charts import view
from counterpoise.charts.chart import Chart
from counterpoise.charts.labels import POLES
from counterpoise.charts.marks import Shape, Words
from counterpoise.charts.narrow import narrow
from counterpoise.charts.region import mapped
from counterpoise.report import citing, gist
from counterpoise.studio.desk import Desk
from counterpoise.studio.difference import difference
from counterpoise.studio.division import divided
from counterpoise.studio.facts import changes_of
from counterpoise.studio.places import theatres_by_state
from counterpoise.studio.question import Question
from counterpoise.studio.readings import reading_of
from counterpoise.studio.strip import strip
from counterpoise.telling import sentences
from counterpoise.telling.reader import chance, final, number
from counterpoise.telling.words import count, day, scenario_title

if TYPE_CHECKING:
    from counterpoise.studio.warm import Step

__all__ = ["FIRST_SCREEN", "NEEDS_ALL", "screen", "shown", "step", "tabled"]

FIRST_SCREEN: dict[str, dict[str, float]] = {
    "verdict": {},
    "simpler": {},
    "theatres": {"room": 220},
    "why": {"step": 22},
    "judgement": {},
    "tripwires": {},
    "record": {},
}
"""Charts of the first screen besides the map, drawn so that all of them fit it."""

NEEDS_ALL = frozenset({"why", "judgement", "drivers", "tripwires"})
"""Charts that only a whole answer can draw; until there is one they show the scenario as it is."""

RESTING = (*sorted(NEEDS_ALL & FIRST_SCREEN.keys()), "record")
"""Charts of the first screen that no draft moves."""


def screen(
    desk: Desk, question: Question, result: Result, status: str, when: datetime | None = None, held: str = ""
) -> dict[str, Any]:
    """The first screen.

    Args:
        desk: Where the scenario's own whole answer is found, for what this one lacks.
        question: What was asked.
        result: What was found.
        status: ``draft``, ``refined`` or ``whole``.
        when: When it was computed, for one that was saved.
        held: Name of the charts that do not move with a draft, where the page has them already; they are not
            drawn again.
    """
    whole, as_it_is = status == "whole", None
    root = question.unchanged().model_copy(update={"scenario": desk.root(question)})
    if (saved := desk.as_it_is(question)) is not None:
        as_it_is = saved.result
    differs = question.changed or desk.root(question) != question.scenario
    stand = question.query() if whole else _standing(desk, question, as_it_is)
    kept = {name: name in NEEDS_ALL and differs for name in RESTING if not whole and held == stand}
    charts = {}
    for name, options in FIRST_SCREEN.items():
        if name in kept:
            continue
        borrowed = not whole and name in NEEDS_ALL
        source = as_it_is if borrowed else result
        if name == "why" and source is None:
            source = _with_shares(desk, root, result)
        elif name == "why" and source is not None and not borrowed:
            source = divided(desk, question, source)
        drawn = view(name)(source.answer, source.views, **options) if source is not None else None
        if drawn is not None:
            charts[name] = {**shown(drawn), "borrowed": borrowed and differs}
    return {
        "question": question.model_dump(),
        "link": question.query(**desk.versions()),
        "status": status,
        "when": when.isoformat(timespec="minutes") if when else None,
        "head": {
            **head(
                result, status, _current(desk, root) if differs else None, desk.drafted(question), differs
            ),
            "reading": reading_of(question),
            "lies": theatres_by_state(desk.cut(question)),
        },
        "charts": charts,
        "held": stand,
        "kept": kept,
        "alone": "simple_before" in result.answer["outcomes"]["balance_holds"],
        "changed": changes_of(desk, question),
        "versions": desk.versions(),
    }


def _current(desk: Desk, root: Question) -> Result | None:
    """The whole answer of the scenario that a question is laid over, as it is; None where there is none."""
    saved = desk.saved(root)
    return None if saved is None else saved.result


def _with_shares(desk: Desk, root: Question, result: Result) -> Result | None:
    """A draft with the stored shares of its scenario as it is; None where none are stored, or of another model."""
    found = desk.remember(
        ("shares", root.query()), lambda: divided(desk, root, result).answer.get("attribution")
    )
    if not found or found["stale"]:
        return None
    return Result({**result.answer, "attribution": found}, result.views)


def _standing(desk: Desk, question: Question, as_it_is: Result | None) -> str:
    """Name of the charts that stay while controls move: those of the whole answer as it is, and the record."""
    source = "" if as_it_is is None else f"{as_it_is.answer['scenario']} {as_it_is.answer['members']}"
    return f"{question.unchanged().query()} {source}"


def head(
    result: Result,
    status: str,
    as_it_is: Result | None = None,
    drafted: Result | None = None,
    changed: bool = False,
) -> dict[str, Any]:
    """The question, the answer in a sentence, and what it rests on.

    Args:
        result: What was found.
        status: ``draft``, ``refined`` or ``whole``.
        as_it_is: The whole answer of the scenario as it is, for a question that changes it or is laid over it.
        drafted: The same question's draft, if it was asked for.
        changed: Whether the question changes the scenario.
    """
    answer = result.answer
    year = final(answer)
    first, last = answer["horizon"]
    found = chance(answer, "outcomes", "balance_holds", "full", year) or {}
    return {
        "kicker": f"{scenario_title(str(answer['scenario']))}, {first} to {last}",
        "edition": _edition(str(answer["edition"]), day(answer["cutoff"]), answer.get("origin")),
        "question": _asked(answer),
        "past": gist.past(answer).partition(". ")[2],
        "resting": citing.resting(answer),
        "balance": _so_far(sentences.balance_sentence(answer), answer["members"] if status == "draft" else 0),
        "ties": sentences.ties_sentence(answer),
        "yardstick": _yardstick(answer, as_it_is),
        "judged": sentences.judgement_sentence(answer) if status == "whole" else "",
        "meaning": sentences.meaning_sentence(answer),
        "members": answer["members"],
        "seed": answer["seed"],
        "p": found.get("p"),
        "error": number(answer, "outcomes", "balance_holds", "full", year, "mc_error"),
        "difference": difference(result, year, as_it_is, drafted, changed),
        "strip": strip(answer, year, as_it_is.answer if as_it_is else None),
        "mapped": mapped(answer),
        "years": [first, last],
        "since": SINCE if first > FIRST_YEAR else first,
        "names": {code: row["name"] for code, row in answer["states"].items()},
        "patron": POLES.get(answer["roles"]["patron"], answer["roles"]["patron"]),
    }


def _so_far(said: str, members: int) -> str:
    """A draft's sentence, with how few futures it rests on.

    >>> _so_far("Likely: it holds in 59 of 100 futures.", 32)
    'Likely: it holds in 59 of 100 futures (32 futures so far).'
    """
    return said.replace("futures.", f"futures ({members:,} futures so far).", 1) if members else said


def _asked(answer: Mapping[str, Any]) -> str:
    """The question; in a case of the past it is asked of years that are over.

    >>> _asked({"origin": 1933, "question": "Will the balance of power in Europe hold?"})
    'Would the balance of power in Europe hold?'
    """
    question = str(answer["question"])
    return question if answer.get("origin") is None else re.sub("^Will ", "Would ", question)


def _edition(name: str, cutoff: str, origin: int | None = None) -> str:
    """The day to which an answer knows, and the edition unless it is the latest; a case of the past says that it is.

    >>> _edition("latest", "13 March 2026"), _edition("essay", "1 May 2025")
    ('Information to 13 March 2026', 'Essay edition, information to 1 May 2025')
    >>> _edition("latest", "31 December 1933", 1933)
    'A forecast from the end of 1933'
    """
    if origin is not None and name == "latest":
        return f"A forecast from the end of {origin}"
    return (
        f"Information to {cutoff}"
        if name == "latest"
        else f"{name.capitalize()} edition, information to {cutoff}"
    )


def _yardstick(answer: Mapping[str, Any], as_it_is: Result | None) -> str:
    """How far the answer moves with the ruler; a draft has no other rulers and says what the current course has."""
    own = sentences.yardstick_sentence(answer)
    if own or as_it_is is None:
        return own
    ends = sentences.yardstick_span(as_it_is.answer)
    if ends is None:
        return ""
    named = (
        "scenario as it is" if as_it_is.answer.get("scenario") == answer.get("scenario") else "current course"
    )
    return f"By other yardsticks of “holds” the {named} has {count(ends[0])} to {count(ends[1])}."


def shown(drawn: Chart, small: bool = False) -> dict[str, Any]:
    """A chart as the page embeds it, its colours the page's own; ``small`` for the column of a phone."""
    if small:
        drawn = narrow(drawn)
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
    """The map without its legend, whose keys the page sets by itself where there is room for them."""
    region, legend = drawn.panels
    shapes = [mark for mark in legend.marks if isinstance(mark, Shape)]
    words = [mark for mark in legend.marks if isinstance(mark, Words)]
    return {
        "svg": replace(drawn, panels=(region,), height=region.bottom + 2).svg("page"),
        "keys": [[shape.ink, shape.pattern, word.text] for shape, word in zip(shapes, words, strict=True)],
        "height": region.bottom + 2,
    }


def tabled(drawn: Chart, small: bool = False) -> dict[str, Any]:
    """A chart with its numbers."""
    found = {**shown(drawn, small), "columns": list(drawn.columns), "rows": _rows(drawn.rows)}
    if drawn.reading is not None:
        found["reading"] = {"columns": list(drawn.reading.columns), "rows": _rows(drawn.reading.rows)}
    return found


def _rows(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [[_cell(cell) for cell in row] for row in rows]


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
        "error": round(Z90 * float(error[-1]), 4),
    }


def _cell(cell: Any) -> Any:
    return None if isinstance(cell, float) and cell != cell else cell
