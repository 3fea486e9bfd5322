"""What a page needs to know before it asks: scenarios, controls, evidence, record, and whether a link still holds."""

from __future__ import annotations

import inspect
from datetime import date
from importlib import import_module
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query

from counterpoise.claims import ledger
from counterpoise.parameters.parameter import Parameter
from counterpoise.report.passages import office
from counterpoise.scenario import Scenario
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.desk import Desk
from counterpoise.studio.question import KINDS, LASTING, Question, sized, sizes, targeted
from counterpoise.telling.words import curly, scenario_title
from counterpoise.vocabulary import CLAIMS, Grade

__all__ = ["router"]

router = APIRouter(responses=WRONG)


@router.get("/api/scenarios")
def scenarios(desk: AtDesk) -> dict[str, Any]:
    """Scenarios that can be asked, the first of them the one that opens, with their editions."""
    first = [name for name in (desk.first, *_NAMED) if name in desk.files]
    names = dict.fromkeys([*first, *desk.files])
    return {
        "scenarios": [{**_scenario(desk, name), "named": name in first} for name in names],
        "versions": desk.versions(),
    }


@router.get("/api/open")
def open_link(
    question: Asked,
    desk: AtDesk,
    data: Annotated[str | None, Query(max_length=40)] = None,
    model: Annotated[str | None, Query(max_length=60)] = None,
) -> dict[str, Any]:
    """A link, read: its question in normal form, and whether it was made with other data or another model."""
    now = desk.versions()
    made = {"data": data, "model": model}
    differs = [
        f"{name.capitalize()}: the link was made with {was}, this is {now[name]}."
        for name, was in made.items()
        if was is not None and was != now[name]
    ]
    return {
        "question": question.model_dump(),
        "link": question.query(**now),
        "changed": changes_of(desk, question),
        "differs": differs,
        "versions": now,
    }


@router.get("/api/controls")
def controls(question: Asked, desk: AtDesk) -> dict[str, Any]:
    """Switches, sliders with what is believed of them, shocks, and the calendar of elections."""
    scenario = desk.scenario(question.scenario)
    cut = scenario.at(question.edition)
    known = cut.cutoff or date.min
    names = {code: desk.panel.state(code).name for code in scenario.states}
    parameters = desk.parameters.override(cut.parameter_overrides)
    sliders = [_slider(parameters[path]) for path in parameters.paths() if parameters[path].prior is not None]
    return {
        "switches": [
            {"claim": key, "label": curly(c.label), "says": c.claim, "off": c.reference, "grade": c.evidence}
            for key in CLAIMS
            if (c := ledger()[key]).acts
        ],
        "sliders": sliders,
        "shocks": [
            {
                "kind": kind,
                "label": curly(label),
                "unit": unit,
                "usual": usual,
                "targeted": targeted(kind),
                "sized": sized(kind),
                "sizes": sizes(kind),
                "lasting": kind in LASTING,
            }
            for kind, (label, unit, usual) in KINDS.items()
        ],
        "years": [scenario.start, scenario.horizon],
        "states": names,
        "elections": sorted(
            (
                {
                    "date": str(day),
                    "state": e.state,
                    "name": names[e.state],
                    "office": office(e.kind),
                    "source": e.source,
                    "over": day <= known,
                    "governs": _after(cut, e.state, day) if day <= known else None,
                }
                for e in cut.elections
                for day in e.dates
            ),
            key=lambda row: (row["date"], row["state"]),
        ),
    }


@router.get("/api/evidence")
def evidence(desk: AtDesk) -> dict[str, Any]:
    """A card for each claim: what it says, how it acts, its numbers with their grade and source, its test."""
    return {"cards": [_card(desk, key) for key in ledger()]}


def changes_of(desk: Desk, question: Question) -> list[dict[str, Any]]:
    """The changed list: what each control was and is now."""
    rows: list[dict[str, Any]] = [
        {
            "key": claim,
            "label": curly(ledger()[claim].label),
            "was": 1.0,
            "now": value,
            "unit": "",
            "kind": "switch",
        }
        for claim, value in question.switches.items()
    ]
    if not question.parameters and not question.shocks:
        return rows
    parameters = desk.parameters.override(desk.cut(question).parameter_overrides)
    rows += [
        {
            "key": path,
            "label": curly(parameters[path].label),
            "was": parameters[path].value,
            "now": value,
            "unit": parameters[path].unit,
            "kind": "parameter",
        }
        for path, value in question.parameters.items()
    ]
    rows += [
        {
            "key": shock.word(),
            "label": curly(shock.fact().label),
            "was": None,
            "now": f"{shock.year}" + (f" to {shock.until}" if shock.until else ""),
            "unit": "",
            "kind": "shock",
        }
        for shock in question.shocks
    ]
    return rows


def _after(cut: Scenario, state: str, day: date) -> str | None:
    """Who governs after a vote before the cut-off: the first on record to take office from then on, else the last."""
    own = [leader for leader in cut.leaders if leader.state == state]
    later = [leader for leader in own if leader.date is not None and leader.date >= day]
    return (later[0] if later else own[-1]).name if own else None


def _scenario(desk: Desk, name: str) -> dict[str, Any]:
    scenario = desk.scenario(name)
    return {
        "name": name,
        "label": "Current course" if name == desk.first and scenario.origin is None else scenario_title(name),
        "root": scenario.extends or name,
        "question": scenario.question,
        "years": [scenario.start, scenario.horizon],
        "editions": {key: str(edition.cutoff) for key, edition in scenario.editions.items()},
        "seed": scenario.seed,
        "members": desk.members or scenario.default_members,
    }


def _slider(parameter: Parameter) -> dict[str, Any]:
    """A slider with the density of what is believed, cut to the range that makes sense."""
    prior = parameter.prior
    assert prior is not None
    low, inner, outer, high = prior.within(
        np.array([0.0005, 0.01, 0.99, 0.9995]), parameter.low, parameter.high
    )
    first, last = (
        max(parameter.low, low - 0.15 * (high - low)),
        min(parameter.high, high + 0.15 * (high - low)),
    )
    grid = np.linspace(first, last, _POINTS + 1)
    mass = np.diff([prior.cdf(float(x)) for x in grid])
    return {
        "path": parameter.path,
        "label": curly(parameter.label),
        "unit": "" if parameter.unit == "1" else parameter.unit,
        "value": parameter.value,
        "low": _digits(first),
        "high": _digits(last),
        "least": parameter.low,
        "most": parameter.high,
        "inner": [_digits(inner), _digits(outer)],
        "density": [round(float(share), 4) for share in mass / max(float(mass.max()), 1e-12)],
        "prior": str(prior),
        "grade": parameter.grade.value,
        "source": parameter.source,
        "note": parameter.note,
        "judged": parameter.grade is Grade.JUDGEMENT,
    }


def _card(desk: Desk, key: str) -> dict[str, Any]:
    claim = ledger()[key]
    paths = [p for p in desk.parameters.paths() if p.partition(".")[0] in claim.mechanisms]
    return {
        "claim": key,
        "label": curly(claim.label),
        "says": claim.claim,
        "off": claim.reference,
        "evidence": claim.evidence,
        "backtest": claim.backtest,
        "state": claim.state,
        "missing": claim.missing,
        "mechanisms": list(claim.mechanisms),
        "argument": [argument for name in claim.mechanisms if (argument := _argument(name))],
        "parameters": [
            {
                "path": path,
                "label": curly(p.label),
                "value": _digits(p.value),
                "unit": "" if p.unit == "1" else p.unit,
                "grade": p.grade.value,
                "prior": "posterior of a fit" if p.posterior else str(p.prior or "fixed"),
                "source": p.source,
            }
            for path in paths
            if (p := desk.parameters[path])
        ],
    }


def _argument(name: str) -> str:
    """What a mechanism argues, with its equations, in its own words."""
    module = import_module(f"counterpoise.mechanisms.{name}")
    kinds = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    ]
    words = inspect.getdoc(kinds[0]) if kinds else None
    return (words or "").partition("Attributes:")[0].replace("``", "").strip()


def _digits(value: float) -> float:
    return float(f"{float(value):.4g}")


_NAMED = ("asian-nato", "patron-withdrawal", "blockade", "tariff-truce")
"""Scenarios that stand before any slider, besides the one that opens."""

_POINTS = 40
"""Columns of a density."""
