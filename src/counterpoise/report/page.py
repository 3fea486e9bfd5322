"""From an answer and its trajectories to one self-contained page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from counterpoise.claims import ledger_table
from counterpoise.report import passages
from counterpoise.report.figures import (
    alliances,
    comparison,
    costs,
    dots,
    futures,
    grades,
    judgement,
    record,
    sensitivity,
    states,
    theatres,
    tripwires,
)
from counterpoise.report.figures import map as atlas
from counterpoise.report.figures.figure import written
from counterpoise.telling import sentences, words
from counterpoise.telling.reader import dig, milestones, roles
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
    environment.filters.update(strong=strong, written=written, day=words.day)
    return environment


def definition(answer: Mapping[str, Any]) -> list[str]:
    """The paragraphs that define "holds": the answer's, else those of the one place that defines it."""
    text = dig(answer, "definition")
    if text is None:
        try:
            text = import_module("counterpoise.analysis.verdict").DEFINITION
        except (ImportError, AttributeError):
            return []
    return [" ".join(part.split()) for part in str(text).split("\n\n") if part.strip()]


def _figures(answer: Mapping[str, Any], views: xr.Dataset) -> dict[str, Any]:
    """Every figure of the page by the place it takes; None where the run has nothing to draw."""
    cast = roles(answer)
    region = [code for code in dig(answer, "states") or {} if code not in cast]
    return {
        "dots": dots.dots(answer),
        "comparison": comparison.comparison(answer),
        "map": atlas.region_map(answer, views, cast),
        "theatres": theatres.theatres(answer, views),
        "costs": costs.costs(answer),
        "judgement": judgement.judgement(answer),
        "tripwires": tripwires.tripwires(answer),
        "record": record.record(answer),
        "others": [
            comparison.comparison(answer, outcome, year)
            for outcome in comparison.OUTCOME_NAMES
            for year in milestones(answer)
        ],
        "grades": grades.grades(answer),
        "sensitivity": sensitivity.sensitivity(answer),
        "alliances": alliances.alliances(answer),
        "drivers": judgement.drivers(answer),
        "states": [states.state(answer, views, code) for code in region],
        "singles": futures.single_futures(answer, views),
    }


def html(answer: Mapping[str, Any], views: xr.Dataset) -> str:
    """The whole page as text; the same answer gives the same bytes."""
    text: str = (
        _environment()
        .get_template("report.html")
        .render(
            answer=answer,
            fig=_figures(answer, views),
            question=str(dig(answer, "question") or sentences.QUESTION),
            balance=sentences.balance_sentence(answer),
            yardstick=sentences.yardstick_sentence(answer),
            ties=sentences.ties_sentence(answer),
            judged=sentences.judgement_sentence(answer),
            complications=sentences.complication_sentence(answer),
            tested=sentences.record_sentence(answer),
            record_note=str(dig(answer, "record", "note") or ""),
            definition=definition(answer),
            about=passages.about(answer),
            stories=passages.stories(answer),
            groups=passages.groups(answer, roles(answer)),
            accommodating=passages.ranked(answer, roles(answer), "p_accommodates"),
            joining=passages.joining(answer, roles(answer)),
            undecided=passages.undecided(answer, roles(answer)),
            loosening=passages.ranked(answer, roles(answer), "p_loosens", 0.25, 8),
            moves=passages.moves(answer, roles(answer)),
            elections=passages.dated(answer, "elections"),
            next_election=passages.next_elections(answer),
            shocks=passages.dated(answer, "shocks"),
            limits=passages.limits(answer),
            sources=passages.sources(answer),
            ledger=ledger_table(),
        )
    )
    return text


def write_page(answer: Mapping[str, Any], views: xr.Dataset, path: Path) -> None:
    """Write the page beside its final name, then move it there, so that a full disk costs nothing old."""
    text = html(answer, views)
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
