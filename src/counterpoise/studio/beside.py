"""Two questions beside each other: the same members, with the same luck, on locked scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs

import numpy as np
from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response
from numpy.typing import NDArray

from counterpoise.analysis.differing import differing
from counterpoise.analysis.files import Result
from counterpoise.analysis.outcomes import changes_of
from counterpoise.analysis.probability import paired_change, wilson
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import Story
from counterpoise.charts import Chart
from counterpoise.charts.files import SUFFIXES
from counterpoise.charts.metadata import source_of
from counterpoise.charts.theatres import ends_of, theatres
from counterpoise.charts.turned import turned
from counterpoise.charts.verdict import verdict
from counterpoise.claims import ledger
from counterpoise.stances import SIDES, STANCES
from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.desk import Desk
from counterpoise.studio.difference import paired
from counterpoise.studio.downloads import attached
from counterpoise.studio.export import scenario_of
from counterpoise.studio.question import LinkError, Question
from counterpoise.telling.reader import chance, final
from counterpoise.telling.words import futures

__all__ = ["router"]

router = APIRouter(responses=WRONG)

_OUTCOMES = {
    "balance_holds": ("holds", "The balance holds"),
    "ties_survive": ("ties", "The alliances survive"),
}


@router.get("/api/compare")
def compare(
    question: Asked,
    desk: AtDesk,
    other: Annotated[str, Query(max_length=8000, description="A link")] = "",
    wait: Annotated[bool, Query(description="Whether to wait where a model is not ready yet")] = True,
) -> dict[str, Any]:
    """This question (A) and another (B): both answers, their paired difference, and what separates them.

    The difference has an interval of its own, far narrower than either chance, because most futures agree.  Who does
    not want to wait is told which of the two is not ready, and hears at ``/api/first`` how it goes.
    """
    second = _other(desk, question, other)
    if not wait:
        for asked in (question, second):
            if not desk.ready(asked):
                return {"waiting": asked.query(), "scenario": asked.scenario}
    one, two = desk.draft(question), desk.draft(second)
    ends = ends_of(one.answer, one.views, ends_of(two.answer, two.views))
    gaps = _differences(one, two)
    lost, gained = (round(100 * gaps[0][key] / gaps[0]["members"]) for key in ("lost", "gained"))
    return {
        "a": {**_side(question, one, ends, (lost, gained)), "whole": _whole(desk, question)},
        "b": {**_side(second, two, ends, (gained, lost)), "whole": _whole(desk, second)},
        "link": second.query(),
        "differences": gaps,
        "differs": _separates(desk, question, second),
        "turned": payload.tabled(_turned(desk, question, second, one.answer)),
    }


@router.get("/api/compare/turned.{suffix}", response_class=Response)
def turned_file(
    question: Asked,
    desk: AtDesk,
    suffix: Literal["csv", "parquet", "nc", "svg", "png"],
    other: Annotated[str, Query(max_length=8000, description="A link")] = "",
) -> Response:
    """The map of the difference, or its numbers, as a file."""
    second = _other(desk, question, other)
    answer = desk.draft(question).answer
    drawn = replace(
        _turned(desk, question, second, answer), source=f"A: {source_of(answer)}; B: {second.query()}"
    )
    return attached(SUFFIXES[f".{suffix}"](drawn), f"turned.{suffix}")


def _separates(desk: Desk, a: Question, b: Question) -> list[list[str]]:
    """What separates two questions: what it is, in A, in B."""
    cuts = [scenario_of(q, desk.scenario(q.scenario), desk.panel).at(q.edition) for q in (a, b)]
    switched = [cut.switched() for cut in cuts]
    rows = [
        [f"{key} {ledger()[key].label}", *(f"{values.get(key, 1.0):g}" for values in switched)]
        for key in sorted({*switched[0], *switched[1]})
        if switched[0].get(key, 1.0) != switched[1].get(key, 1.0)
    ]
    held = [cut.overrides for cut in cuts]
    for path in sorted({*held[0], *held[1]}):
        values = [row[path].value if path in row else desk.parameters[path].value for row in held]
        if values[0] != values[1]:
            known = desk.parameters[path]
            unit = "" if known.unit == "1" else f" {known.unit}"
            rows.append([known.label, *(f"{value:g}{unit}" for value in values)])
    facts = [{(fact.label, str(fact.date)): None for fact in cut.assumptions} for cut in cuts]
    for label, date in dict.fromkeys([*facts[0], *facts[1]]):
        if ((label, date) in facts[0]) != ((label, date) in facts[1]):
            rows.append([label, *(date if (label, date) in row else "–" for row in facts)])
    other = [line for line in differing(*cuts) if not line.startswith(_SAID) and " = " not in line]
    return rows + [[line.replace(" in a", " in A").replace(" in b", " in B"), "", ""] for line in other]


def _other(desk: Desk, question: Question, link: str) -> Question:
    """The second question: that of its link or of a scenario's name, else the current course under the same seed."""
    if not link:
        return Question(scenario=desk.root(question), edition=question.edition, seed=question.seed)
    parts = parse_qs(link.lstrip("?") if "=" in link else f"scenario={link}")
    if not parts.keys() & _PARTS:
        raise LinkError(
            f"B cannot be read: {link[:60]} names no scenario.",
            where="other",
            hint="Choose B from the list, or write the name of a scenario or a link of this page.",
        )
    seed = parts.get("seed", [str(question.seed)])[0]
    if not seed.isascii() or not seed.isdigit():
        raise LinkError(f"The seed {seed[:20]} will not do.", where="other", hint="Write a whole number.")
    found = desk.question(
        parts.get("scenario", [None])[0],
        parts.get("edition", [None])[0],
        int(seed[:12]),
        parts.get("change", []),
        parts.get("shock", []),
    )
    if found.seed != question.seed:
        raise LinkError(
            f"B has seed {found.seed} and A has {question.seed}, so their futures share no luck.",
            where="other",
            hint="Give both the same seed.",
        )
    if desk.scenario(found.scenario).start != desk.scenario(question.scenario).start:
        raise LinkError("A and B begin in different years.", where="other", hint="Choose another scenario.")
    return found


def _side(
    question: Question, result: Result, ends: tuple[float, float, float, float], turned: tuple[int, int]
) -> dict[str, Any]:
    drawn = {
        "verdict": verdict(result.answer, result.views, turned=turned),
        "theatres": theatres(result.answer, result.views, ends=ends),
    }
    return {
        "question": question.model_dump(),
        "head": payload.head(result, "draft"),
        "charts": {name: payload.shown(chart) for name, chart in drawn.items() if chart is not None},
    }


def _whole(desk: Desk, question: Question) -> str:
    """What all futures say of a question, where its whole answer is known: it has more of them than the pairs."""
    saved = desk.saved(question)
    if saved is None:
        return ""
    answer = saved.result.answer
    holds = chance(answer, "outcomes", "balance_holds", "full", final(answer))
    return (
        f"In all {answer['members']:,} futures of its whole answer: {futures(holds['p'])}." if holds else ""
    )


def _differences(one: Result, two: Result) -> list[dict[str, Any]]:
    """What B adds to each outcome's chance, over the members that both have lived."""
    members = min(one.views.sizes["member"], two.views.sizes["member"])

    def lived(result: Result) -> Mapping[str, Any]:
        full = result.views.sel(story="full").isel(member=slice(members))
        return {key: np.asarray(full[name].values, dtype=bool) for key, (name, _) in _OUTCOMES.items()}

    last = str(one.answer["horizon"][1])
    found = changes_of(lived(two), lived(one), {last: -1})
    rows = []
    for key, (_, label) in _OUTCOMES.items():
        row = found[key][last]
        rows.append(
            {
                **row,
                "label": label,
                "members": members,
                "said": paired(row, members),
            }
        )
    return rows


def _turned(desk: Desk, question: Question, other: Question, answer: Mapping[str, Any]) -> Chart:
    """The map of the paired difference: who is likelier, or less likely, on the patron's side in B."""
    one, two = (desk.warm(q).outcome(q, desk.cut(q)) for q in (question, other))
    states = desk.ground(question).prepared.observed.states
    before, after = (_with_patron(story) for story in (one, two))
    members = min(len(before), len(after))
    rows = []
    for state in answer["states"]:
        k = states.index(state)
        was, now = before[:members, k], after[:members, k]
        change, error = paired_change(now, was)
        if not (now != was).any():
            error = wilson(0, members)[1]  # where no member turned, few members are no proof that none would
        rows.append(
            {
                "state": state,
                "a": float(was.mean()),
                "b": float(now.mean()),
                "difference": change,
                "low": change - error,
                "high": change + error,
            }
        )
    drawn = turned(answer, rows)
    if drawn is None:
        raise HTTPException(404, "There are no outlines to draw a map on.")
    return drawn


def _with_patron(story: Story) -> NDArray[np.bool_]:
    """Whether each state is on the patron's side in the last year ``[member, state]``."""
    codes = [STANCES.index(name) for name in SIDES["patron"]]
    return np.isin(stance(*(story.series[name][:, -1] for name in ("tie_patron", "tie_challenger"))), codes)


_PARTS = {"scenario", "edition", "seed", "change", "shock"}
"""Parts of a link of which one at least says what B is."""

_SAID = ("assumed in ", "switches: ")
"""Lines that have rows of their own."""
