"""Questions that officials ask: each option held against the base, with its interval and its cost."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.analysis.compare import Side, lived, marks_of, rows_of, side
from counterpoise.analysis.comparison import Difference, quantity_difference, rounded
from counterpoise.analysis.probability import LEVEL
from counterpoise.csvfile import RFC_4180, write_csv
from counterpoise.data import Panel, open_panel
from counterpoise.scenario import Scenario, load_scenario
from counterpoise.scenario.load import extension
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["Option", "Question", "Reply", "as_dict", "ask", "open_questions", "write"]


@dataclass(frozen=True)
class Option:
    """One thing that could be done or befall.

    Attributes:
        label: In a few words.
        cost: What it costs whom.
        cost_source: Who says so.
        scenario: Name in the library, or "" where assumptions are given.
        assumptions: Dated assumptions, as a scenario file writes them.
    """

    label: str
    cost: str
    cost_source: str
    scenario: str = ""
    assumptions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question with its options.

    Attributes:
        key: Short name.
        asks: In words.
        states: ISO3 codes of those whose numbers the reply shows.
        options: What is held against the base.
    """

    key: str
    asks: str
    states: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Reply:
    """What one option changes.

    Attributes:
        option: The option.
        rows: Every number, the base as a and the option as b.
        money: Output and tariff revenue through the horizon, billion 2023 US dollars, as differences.
    """

    option: Option
    rows: tuple[Difference, ...]
    money: tuple[Difference, ...]

    def of(
        self, kind: str, keys: tuple[str, ...] | None = None, year: int | None = None
    ) -> tuple[Difference, ...]:
        """Rows of a kind, of some keys and one year where they are given."""
        last = year if year is not None else max(row.year for row in self.rows)
        return tuple(
            row
            for row in self.rows
            if row.kind == kind and row.year == last and (keys is None or row.key.split()[0] in keys)
        )


@cache
def open_questions() -> Mapping[str, Question]:
    """The questions of the library by key.

    >>> "base" in open_questions()
    True
    """
    text = (files("counterpoise") / "library" / "questions.toml").read_text(encoding="utf-8")
    found = {}
    for row in tomllib.loads(text)["questions"]:
        options = tuple(
            Option(**{**given, "assumptions": tuple(given.get("assumptions", ()))})
            for given in row["options"]
        )
        found[row["key"]] = Question(row["key"], row["asks"], tuple(row["states"]), options)
    return found


def ask(
    key: str,
    *,
    base: str = "asia",
    edition: str = "latest",
    members: int = 1000,
    seed: int = 1,
    horizon: int | None = None,
    panel: Panel | None = None,
    progress: Callable[[float, str], None] = lambda share, what: None,
) -> tuple[Question, tuple[Reply, ...]]:
    """Answer a question of the library.

    Args:
        key: Its short name.
        base: Scenario against which every option is held.
        edition: Information cut-off.
        members: Futures of each option; all share their luck.
        seed: Of all.
        horizon: Last year.
        panel: Compiled panel; the bundled one by default.
        progress: Told the share done and the option at hand.

    Raises:
        UnknownNameError: If there is no such question.

    Example:
        ``ask("base", members=500)[1][0].of("ratio")`` is what 3,000 troops in the Philippines do to each theatre.
    """
    questions = open_questions()
    if key not in questions:
        hint = nearest(key, questions) or f"Questions are {', '.join(questions)}."
        raise UnknownNameError(f"There is no question called {key}.", hint=hint)
    question, facts = questions[key], panel or open_panel()
    plain = lived(side(base, edition, facts, horizon), facts, members, seed, {}, {})
    years = tuple(range(plain.scenario.start, plain.scenario.horizon + 1))
    marks = {year: year - years[0] for year in marks_of(years)}
    replies = []
    for k, option in enumerate(question.options):
        progress((k + 1) / (len(question.options) + 1), option.label)
        other = lived(side(_scenario(option, base), edition, facts, horizon), facts, members, seed, {}, {})
        replies.append(
            Reply(
                option,
                tuple(rows_of(plain, other, marks, facts)),
                _money(plain, other, facts, question.states),
            )
        )
    return question, tuple(replies)


def as_dict(question: Question, replies: tuple[Reply, ...], about: Mapping[str, Any]) -> dict[str, Any]:
    """The whole as plain numbers and words, for JSON: the base as a, each option as b.

    Args:
        question: The question.
        replies: To each of its options.
        about: What was asked of whom: base, edition, members, seed, digests.
    """
    return {
        "schema": 1,
        "question": question.key,
        "asks": question.asks,
        "level": LEVEL,
        **about,
        "options": [
            {
                **{
                    name: getattr(reply.option, name) for name in ("label", "cost", "cost_source", "scenario")
                },
                "assumptions": [{k: _plain(v) for k, v in row.items()} for row in reply.option.assumptions],
                **{
                    part: [{k: rounded(v) for k, v in asdict(row).items()} for row in getattr(reply, part)]
                    for part in ("rows", "money")
                },
            }
            for reply in replies
        ],
    }


def write(folder: Path, question: Question, replies: tuple[Reply, ...], about: Mapping[str, Any]) -> None:
    """Write answer.json and answer.csv, one row for every number of every option, into a folder that exists."""
    text = json.dumps(as_dict(question, replies, about), indent=1, ensure_ascii=False)
    (folder / "answer.json").write_text(text + "\n", encoding="utf-8")
    head = [field.name for field in fields(Difference)]
    rows = [
        [reply.option.label, *(rounded(getattr(row, name)) for name in head)]
        for reply in replies
        for row in (*reply.rows, *reply.money)
    ]
    write_csv(folder / "answer.csv", ["option", *head], rows, RFC_4180)


def _plain(value: Any) -> Any:
    """Dates as text."""
    return value if isinstance(value, (str, int, float)) else str(value)


def _scenario(option: Option, base: str) -> Scenario:
    if option.scenario:
        return load_scenario(option.scenario)
    head = {"name": "option", "question": f"{option.label}?"}
    return extension(
        {"extends": base, "scenario": head, "assumptions": [dict(row) for row in option.assumptions]}
    )


def _money(a: Side, b: Side, panel: Panel, states: tuple[str, ...]) -> tuple[Difference, ...]:
    """What it does to output, by state, and to the patron's tariff revenue, through the horizon."""
    observed = a.prepared.observed
    last = a.scenario.horizon
    rows = []
    for state in (observed.patron, observed.challenger, *states):
        k = observed.states.index(state)
        lost = [s.tellings[0].series["lost"][..., k].astype(bool).any(axis=1) for s in (a, b)]
        there = ~(lost[0] | lost[1])
        label = f"Output of {panel.state(state).name}" + ("" if there.all() else ", where it is not lost")
        if there.sum() < _FEWEST:
            continue
        before, after = (_BILLION * s.tellings[0].series["output"][there, :, k].sum(axis=1) for s in (a, b))
        rows.append(_summed("output", state, label, last, before, after))
    exports = np.asarray(observed.case.setting.trade_patron)
    before, after = (
        _BILLION
        * (s.tellings[0].series["tariff"] * exports * s.tellings[0].series["output"]).sum(axis=(1, 2))
        for s in (a, b)
    )
    return (*rows, _summed("output", "tariffs", "The patron's tariff revenue", last, before, after))


def _summed(kind: str, key: str, label: str, year: int, before: Any, after: Any) -> Difference:
    found = quantity_difference(before, after)
    return Difference(kind, key, label, year, float(np.median(before)), float(np.median(after)), *found)


_FEWEST = 2
"""Futures in which a state must not be lost for its output to be told."""

_BILLION = 1e-3
"""Series are in millions."""
