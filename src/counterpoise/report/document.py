"""The printed report: everything the page holds, laid out by typst as PDF/UA-1 on A4."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from counterpoise.charts import Chart
from counterpoise.charts.paper import svg
from counterpoise.charts.typeset import FIGURES, set_pages
from counterpoise.report import citing, gist, passages, provisos
from counterpoise.report.card import card, poles
from counterpoise.report.page import definition, figures
from counterpoise.report.since import change, news, same_and_other, why_moved
from counterpoise.telling import sentences
from counterpoise.telling.against import against
from counterpoise.telling.reader import dig, final, first, roles
from counterpoise.telling.words import ALIGNMENT, day

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["content", "pdf", "pictures"]

TALLEST = 1500
"""Height of a chart, in its own points, beyond which its letters would be too small on a page."""


def pdf(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None, kind: str = "pdf"
) -> Any:
    """The report as bytes of a tagged PDF that meets PDF/UA-1; the same run gives the same bytes.

    Args:
        answer: The answer.
        views: Trajectories of the same run.
        since: An earlier answer, to show what moved.
        kind: ``pdf``, or ``png`` for a list of pages as pictures.

    Raises:
        CounterpoiseError: If the extra ``report`` is not installed.
    """
    made = figures(answer, views, since)
    parts = {
        "main.typ": (files("counterpoise.report") / "templates" / "report.typ").read_bytes(),
        "report.json": json.dumps(content(answer, made, since), ensure_ascii=False).encode(),
        **pictures(made),
    }
    options: dict[str, Any] = {"pdf_standards": ["ua-1"]} if kind == "pdf" else {"ppi": 90.0}
    return set_pages(parts, kind, **options)


def _charts(made: Mapping[str, Any]) -> list[Chart]:
    return [
        chart for found in made.values() for chart in (found if isinstance(found, list) else [found]) if chart
    ]


def pictures(made: Mapping[str, Any]) -> dict[str, bytes]:
    """Every chart as an SVG file for the page."""
    return {f"{chart.name}.svg": str(svg(chart, "light", FIGURES)).encode() for chart in _charts(made)}


def _shown(chart: Chart | None) -> dict[str, Any] | None:
    """What the template needs of a chart."""
    if chart is None:
        return None
    return {
        "file": f"{chart.name}.svg",
        "title": chart.heading,
        "lead": chart.lead,
        "caption": chart.caption,
        "alt": chart.alt,
        "ratio": chart.height / chart.width,
        "fits": chart.height <= TALLEST,
        "aside": list(chart.aside),
    }


def content(
    answer: Mapping[str, Any], made: Mapping[str, Any], since: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All words and charts of the report as plain data: the template lays them out and adds none of its own."""
    about = citing.about(answer)
    singles = {key: _shown(chart) for key, chart in made.items() if not isinstance(chart, list)}
    return {
        "title": str(dig(answer, "question") or sentences.QUESTION),
        "about": {
            key: about[key]
            for key in ("region", "first", "last", "cutoff", "edition", "members", "model", "resting")
        },
        "seed": str(about["seed"]),
        "changed": about["changed"],
        "commands": about["commands"],
        "cite": citing.cite(answer),
        "bibtex": citing.bibtex(answer),
        "digests": about["digests"],
        "versions": about["versions"],
        "last": final(answer),
        "answer": [
            part
            for part in (
                sentences.balance_sentence(answer, level=True),
                gist.course(answer),
                sentences.yardstick_sentence(answer),
                sentences.ties_sentence(answer),
            )
            if part
        ],
        "past": gist.past(answer),
        "meaning": sentences.meaning_sentence(answer),
        "judged": sentences.judgement_sentence(answer),
        "complications": sentences.complication_sentence(answer),
        "reasons": gist.reasons(answer),
        "watch": gist.watch(answer),
        "moved_said": " ".join(
            part for part in (change(made["moved"], answer, since), why_moved(answer)) if part
        ),
        "moved_heading": against(answer, since).heading,
        "fresh": against(answer, since).fresh,
        "news": [{**row, "date": day(row["date"])} for row in news(answer, since)],
        "shared": same_and_other(answer, since),
        "misses": gist.misses(answer),
        "method": passages.method(answer),
        "poles": [list(row) for row in poles(answer)],
        "record": sentences.record_sentence(answer),
        "record_note": passages.record_note(answer),
        "limits": passages.limits(answer),
        "charts": singles,
        "alignment": ALIGNMENT,
        "fear": passages.fearing(answer),
        "untipped": passages.untipped(answer),
        "turns": gist.turns(answer),
        "direction": gist.direction(answer),
        **{
            key: [_shown(chart) for chart in made[key]]
            for key in ("others", "singles", "causes", "hindcasts", "evidence")
        },
        "states": [
            {**(_shown(chart) or {}), "name": chart.title, "card": card(answer, chart.name[6:])}
            for chart in made["states"]
        ],
        "weakest": gist.weakest(answer),
        "stories": [list(row) for row in passages.stories(answer)],
        "simulated": provisos.simulated(answer),
        "counts": provisos.counts_of(answer),
        "hindsight": provisos.hindsight(answer),
        "unnamed": provisos.unnamed(answer),
        "groups": _groups(answer),
        "ledger": [
            [row[key] for key in ("id", "claim", "state", "evidence", "backtest")]
            for row in passages.ledger_rows(answer)
        ],
        "definition": definition(answer),
        "shocks": passages.dated(answer, "shocks"),
        "elections": passages.dated(answer, "elections"),
        "sources": citing.sources(answer),
    }


def _groups(answer: Mapping[str, Any]) -> list[list[str]]:
    """Who balances, who hedges, who accommodates."""
    cast = roles(answer)
    found = passages.groups(answer, cast)
    rows = [
        [
            "Undecided (of 100: with the patron, between, with the challenger)",
            "; ".join(passages.undecided(answer, cast)),
        ],
        ["Balances", ", ".join(found["patron"] + found["leaning_patron"])],
        ["Hedges: tied to both", ", ".join(found["both"])],
        ["Stands apart", ", ".join(found["apart"])],
        ["Leans to the challenger", ", ".join(found["leaning_challenger"])],
        ["With the challenger", ", ".join(found["challenger"])],
        ["Joins the patron", passages.joining(answer, cast)],
        ["Accommodates, of 100", ", ".join(passages.ranked(answer, cast, "p_accommodates"))],
        [
            "Moves",
            "; ".join(
                f"{before} in {first(answer)}, {after} in {final(answer)}: {', '.join(names)}"
                for before, after, names in passages.together(passages.moves(answer, cast))
            ),
        ],
    ]
    return [[head, words or "none"] for head, words in rows]
