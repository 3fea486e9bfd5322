"""From an answer and its trajectories to one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from counterpoise.charts import Chart, view
from counterpoise.charts.rests import evidence_cards
from counterpoise.charts.single import members
from counterpoise.report import card, citing, gist, passages, provisos
from counterpoise.report.shown import palette, slider, uri, written
from counterpoise.report.since import news, same_and_other, why_moved
from counterpoise.telling import sentences, words
from counterpoise.telling.against import against
from counterpoise.telling.reader import asked, dig, final, milestones, roles
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["html", "write_page"]

COUNTED = re.compile(r"((?:fewer than |more than )?\d+ (?:of|in) 100|between \d+ and \d+)")


def strong(text: str) -> Markup:
    """The counts of a sentence in bold."""
    return Markup(COUNTED.sub(r"<b>\1</b>", str(escape(text))))


def _environment() -> Environment:
    """Templates with every value escaped and no name left undefined."""
    environment = Environment(
        loader=PackageLoader("counterpoise.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(strong=strong, written=written, day=words.day, uri=uri, drawn=Markup)
    return environment


def definition(answer: Mapping[str, Any]) -> list[str]:
    """The paragraphs that define "holds": the answer's, else those of the one place that defines it.

    Theatres and treaties that the definition names as an example of its region are named as the answer has them.
    """
    text = dig(answer, "definition")
    if text is None:
        try:
            text = import_module("counterpoise.analysis.verdict").DEFINITION
        except (ImportError, AttributeError):
            return []
    paragraphs = [" ".join(part.split()) for part in str(text).split("\n\n") if part.strip()]
    theatres = [str(row.get("label") or key) for key, row in (dig(answer, "theatres") or {}).items()]
    if not theatres or all(label.lower() in str(text).lower() for label in theatres):
        return paragraphs
    named = f"hold ({', '.join(theatres)}; their weights stand in the scenario)"
    return [
        _TREATIES.sub("at least three in four of the patron’s core treaties are", _WEIGHTS.sub(named, part))
        for part in paragraphs
    ]


_WEIGHTS = re.compile(r"hold \([^)]*\.\d\d\)")
_TREATIES = re.compile(r"at least three of the four treaties of .* are(?= in force)")
"""What the definition says of its own region."""


def figures(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Every chart of the page by the place it takes; None where the run has nothing to draw."""
    cast = roles(answer)
    region = [code for code in dig(answer, "states") or {} if code not in cast]
    made: dict[str, Any] = {
        **{name: view(name)(answer, views) for name in _SINGLE},
        "map": view("map")(answer, views, year=int(final(answer))),
        "network": view("ties")(answer, views, layout="network"),
        "others": [
            view("simpler")(answer, views, outcome=outcome, year=year)
            for outcome in asked(answer)
            for year in milestones(answer)
        ],
        "states": [chart for code in region if (chart := view("state")(answer, views, of=code))],
        "singles": [view("single")(answer, views, number=number) for number in _in_order(members(views))],
        "moved": view("moved")(answer, views, since=since),
        "causes": [chart for outcome in asked(answer) if (chart := view("causes")(answer, outcome=outcome))],
        "hindcasts": [
            chart
            for row in dig(answer, "hindcasts") or []
            if (chart := view("hindcast")(answer, of=row["name"]))
        ],
        "evidence": list(evidence_cards(answer)),
    }
    return {**made, "verdict": _graded(made["verdict"], sentences.grade_sentence(answer))}


def _in_order(kept: list[int]) -> list[int]:
    """Places of the futures that were kept whole, in the order of their numbers.

    >>> _in_order([0, 3, 1])
    [0, 2, 1]
    """
    return sorted(range(len(kept)), key=lambda place: kept[place])


def _graded(chart: Chart | None, said: str) -> Chart | None:
    """The verdict, its caption with the grade of what it rests on: the split is of its chance and of no other."""
    return replace(chart, caption=f"{chart.caption} {said}") if chart is not None and said else chart


_SINGLE = (
    "verdict", "simpler", "theatres", "why", "judgement", "tripwires", "record", "grades", "yardsticks",
    "alliances", "drivers", "ties", "calibration", "tipping", "time_to_tip",
)  # fmt: skip
"""Views that the page shows once."""


def html(answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None) -> str:
    """The whole page as text; the same answer gives the same bytes."""
    text: str = (
        _environment()
        .get_template("report.html")
        .render(
            answer=answer,
            fig=figures(answer, views, since),
            palette=palette(),
            slider=slider(answer, views),
            stances=words.STANCES,
            absent=[f"{words.CLAIMS[claim]} ({claim})" for claim in sentences.unmodelled(answer)],
            question=str(dig(answer, "question") or sentences.QUESTION),
            balance=sentences.balance_sentence(answer, level=True),
            course=gist.course(answer),
            past=gist.past(answer),
            yardstick=sentences.yardstick_sentence(answer),
            ties=sentences.ties_sentence(answer),
            meaning=sentences.meaning_sentence(answer),
            judged=sentences.judgement_sentence(answer),
            complications=sentences.complication_sentence(answer),
            tested=sentences.record_sentence(answer),
            record_note=passages.record_note(answer),
            definition=definition(answer),
            about=citing.about(answer),
            cite=citing.cite(answer),
            bibtex=citing.bibtex(answer),
            method=passages.method(answer),
            against=against(answer, since),
            news=news(answer, since),
            shared=same_and_other(answer, since),
            misses=gist.misses(answer),
            turns=gist.turns(answer),
            direction=gist.direction(answer),
            why_moved=why_moved(answer),
            cards={code: card.card(answer, code) for code in dig(answer, "states") or {}},
            poles=card.poles(answer),
            stories=passages.stories(answer),
            simulated=provisos.simulated(answer),
            counts=provisos.counts_of(answer),
            hindsight=provisos.hindsight(answer),
            unnamed=provisos.unnamed(answer),
            groups=passages.groups(answer, roles(answer)),
            accommodating=passages.ranked(answer, roles(answer), "p_accommodates"),
            joining=passages.joining(answer, roles(answer)),
            undecided=passages.undecided(answer, roles(answer)),
            loosening=passages.ranked(answer, roles(answer), "p_loosens", 0.25, 8),
            moves=passages.together(passages.moves(answer, roles(answer))),
            elections=passages.dated(answer, "elections"),
            shocks=passages.dated(answer, "shocks"),
            limits=passages.limits(answer),
            alignment=words.ALIGNMENT,
            fear=passages.fearing(answer),
            untipped=passages.untipped(answer),
            sources=citing.sources(answer),
            ledger=passages.ledger_rows(answer),
        )
    )
    return text


def write_page(
    answer: Mapping[str, Any], views: xr.Dataset, path: Path, since: Mapping[str, Any] | None = None
) -> None:
    """Write the page beside its final name, then move it there, so that a full disk costs nothing old."""
    text = html(answer, views, since)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise CounterpoiseError(
            f"The report could not be written: {error.strerror or error}.",
            where=path,
            hint="Name another folder, or make room on the disk.",
        ) from error
