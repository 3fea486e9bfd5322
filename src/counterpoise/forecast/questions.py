"""The questions of a forecast: what the ensemble says that the panel's own updates will settle.

Each event of :mod:`counterpoise.analysis.dated` becomes a question about a state and a year, with the probability of
the full story, its range, what persistence and the base rate say, and a rule of resolution.  What no table can settle
(a verdict of the definition, belief in a treaty) is listed as such, with its probability, and is not a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import xarray as xr

from counterpoise.analysis.dated import TENTH
from counterpoise.analysis.probability import stored_chance
from counterpoise.data import Panel
from counterpoise.forecast.calendar import expected, sources_of_rule
from counterpoise.forecast.references import References
from counterpoise.forecast.rules import MatrixRule, Rule, TieRule, VariableRule, as_table
from counterpoise.observe.alignment import depth_at
from counterpoise.vocabulary import CounterpoiseError, DataError, Mask, Rung

__all__ = ["ask", "not_asked", "unresolvable"]

AFTER: Mapping[str, tuple[int, ...]] = {
    "burden_rises": (1, 2, 3, 5),
    "burden_rises_tenth": (5,),
    "outgrows_patron": (1, 3, 5),
    "treaty": (1, 2, 5, 10, 20),
    "deepens": (2, 5, 10),
    "loosens": (2, 5, 10),
    "dispute_in": (1,),
    "dispute_by": (5, 10),
}
"""Years after the start that are asked about: a convention, a few near ones that will be settled soon."""

STORED = ("dated_share", "dated_told", "dated_between")


@dataclass(frozen=True)
class _Draft:
    """A question before the ensemble and the references are asked."""

    event: str
    state: str
    text: str
    rule: Rule
    now: float


def ask(answer: Mapping[str, Any], views: xr.Dataset, known: Panel, whole: Panel) -> list[dict[str, Any]]:
    """All questions, in order of event, year and state.

    Args:
        answer: Content of answer.json.
        views: Content of ensemble.nc.
        known: The panel as the run knew it.
        whole: The same panel uncut; what it can settle already is marked as known, and is no forecast.

    Raises:
        DataError: The ensemble keeps no dated events.
        CounterpoiseError: Nothing can be asked.
    """
    lacking = [name for name in (*STORED, "event") if name not in views]
    if lacking:
        raise DataError(
            f"The ensemble of this run keeps no dated events ({', '.join(lacking)} is lacking).",
            where="ensemble.nc",
            hint=f"It was made by an earlier version; make it again: counterpoise run {answer['scenario']}.",
        )
    states = [str(state) for state in views["state"].values]
    references = References(known, states, int(answer["horizon"][0]))
    found = []
    for draft in _drafts(answer, states, known):
        chance = _chance(answer, views, draft)
        sources = sources_of_rule(known, draft.rule)
        days = [expected(known, key, draft.rule.year) for key in sources]
        found.append(
            {
                "id": f"{draft.event}-{draft.state}-{draft.rule.year}".replace("_", "-"),
                "event": draft.event,
                "text": draft.text,
                **chance,
                "year": draft.rule.year,
                "sources": sources,
                "public": max(days, key=lambda day: str(day["date"])),
                "references": {
                    "persistence": references.persistence(draft.rule, draft.now),
                    "base_rate": asdict(references.base_rate(draft.rule)),
                },
                "known_when_registered": draft.rule.settle(whole).outcome != "open",
                "rule": as_table(draft.rule),
            }
        )
    if not found:
        raise CounterpoiseError(
            "There is nothing to ask: no year after the start is left open by what the run knew.",
            hint="Run with an earlier edition or a later horizon.",
        )
    return found


def _chance(answer: Mapping[str, Any], views: xr.Dataset, draft: _Draft) -> dict[str, float]:
    cell = views[list(STORED)].sel(event=draft.event, year=draft.rule.year, state=draft.state)
    share, told, between = (float(cell[name]) for name in STORED)
    return stored_chance(share, int(answer["members"]), told, between)


def _drafts(answer: Mapping[str, Any], states: list[str], known: Panel) -> Iterator[_Draft]:
    start, horizon = answer["horizon"]
    cutoff = str(answer["cutoff"])
    first = max(start + 1, int(cutoff[:4]))
    poles = answer["roles"]
    depth = depth_at(known, states, cutoff)[states.index(poles["patron"])]
    for event, after in AFTER.items():
        for year in sorted({start + n for n in after if first <= start + n <= horizon}):
            for place, state in enumerate(states):
                rung = int(depth[place])
                draft = _draft(event, state, year, start, first, poles, rung, known)
                if draft is not None and draft.rule.settle(known).outcome == "open":
                    yield draft


def _draft(
    event: str,
    state: str,
    year: int,
    start: int,
    first: int,
    poles: Mapping[str, str],
    rung: int,
    known: Panel,
) -> _Draft | None:
    """The question of an event about a state and a year, None where it has no sense for that state."""
    patron, challenger = poles["patron"], poles["challenger"]
    name = known.state(known.ccode(state, year)).name
    pole, other = (known.state(known.ccode(code, year)).name for code in (patron, challenger))
    if event.startswith("burden"):
        return _burden(event, state, name, year, start, known)
    if event == "outgrows_patron":
        if state == patron:
            return None
        rule = VariableRule("gdp_market", state, year, ">", 1.0, since=start, against=patron)
        text = f"From {start} to {year} the output of {name} grows by more than that of {pole}."
        return _Draft(event, state, text, rule, 1.0)
    if event.startswith("dispute"):
        if state == challenger:
            return None
        begin = year if event == "dispute_in" else start + 1
        if begin < first:
            return None
        when = f"in {year}" if begin == year else f"in one of the years {begin} to {year}"
        matrix = MatrixRule("dispute_initiated", challenger, state, begin, year, ">=", 1)
        return _Draft(event, state, f"{other} starts a militarised dispute with {name} {when}.", matrix, 0.0)
    if state == patron:
        return None
    return _tie(event, state, name, pole, patron, year, rung)


def _burden(event: str, state: str, name: str, year: int, start: int, known: Panel) -> _Draft | None:
    code = known.ccode(state, year)
    _, years = known.latest("burden", [code], start - 1)
    since = int(years[0])
    if not since or known.masks("burden", [code], [since])[0, 0] != Mask.OBSERVED:
        return None  # a figure that was never observed cannot be compared with one that will be
    tenth = event == "burden_rises_tenth"
    relation, bound, how = (">=", TENTH, " by a tenth or more") if tenth else (">", 1.0, "")
    text = f"The military burden of {name} (spending over output) is higher{how} in {year} than in {since}."
    return _Draft(event, state, text, VariableRule("burden", state, year, relation, bound, since=since), 1.0)


def _tie(event: str, state: str, name: str, pole: str, patron: str, year: int, rung: int) -> _Draft | None:
    end = f"On 31 December {year}"
    if event == "treaty":
        if rung < Rung.DEFENCE:
            return None
        text = f"{end} a tie of defence (rung 4) between {pole} and {name} is in force."
        return _Draft(event, state, text, TieRule(patron, state, year, ">=", int(Rung.DEFENCE)), rung)
    if event == "deepens":
        if rung >= Rung.DEFENCE:
            return None
        bound = max(rung + 1, int(Rung.ACCESS))
        text = f"{end} the tie between {pole} and {name} is at rung {bound} or deeper (now at {rung})."
        return _Draft(event, state, text, TieRule(patron, state, year, ">=", bound), rung)
    if rung in (Rung.NONE, Rung.DEFENCE):
        return None  # nothing to lose, or asked already as a treaty in force
    text = f"{end} the tie between {pole} and {name} is below its present rung {rung}."
    return _Draft(event, state, text, TieRule(patron, state, year, "<", rung), rung)


def unresolvable(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Outcomes of the definition with their probabilities, and why no data alone will settle them by their year."""
    found = []
    for outcome, why in _WHY.items():
        for year, chance in answer["outcomes"][outcome]["full"].items():
            found.append({"outcome": outcome, "year": int(year), **chance, "why": why})
    for alliance, years in answer["alliances"].items():
        for year, chance in years.items():
            outcome = f"alliance {alliance} in force and believed"
            found.append({"outcome": outcome, "year": int(year), **chance, "why": _BELIEF})
    return [{**item, "before": f"{item['year']}-12-31"} for item in found]


def not_asked() -> list[dict[str, str]]:
    """What readers might look for among the questions, and why it is not there."""
    return [{"about": about, "why": why} for about, why in _NOT_ASKED.items()]


_BELIEF = (
    "Whether a treaty would be believed is a quantity of the model; no table records it. "
    "That the treaty is in force is asked as a question of its own."
)

_WHY = {
    "balance_holds": (
        "A verdict of the definition over power at theatre points, shares of output, who accommodates and disputes. "
        "No table records it, and before its year ends nothing decides it; its parts are asked as questions."
    ),
    "ties_survive": (
        "Needs treaties that are in force and believed. "
        + _BELIEF
        + " Before its year ends nothing decides it."
    ),
}

_NOT_ASKED = {
    "democracy": "The model keeps each regime as it was observed and has no probability of its own to offer.",
    "ideal point": "Votes in the General Assembly are a trace of a tie; the model simulates the tie, not the votes.",
    "disputes that others start": "Only those that the challenger starts are kept by state and year.",
    "first year": "The first year of a run is its observed start and is never foretold.",
}
