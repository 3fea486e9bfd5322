"""What an answer says whatever its futures: question, dates, roles, sources, record, versions and digests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise import __version__
from counterpoise.analysis.attribution.answer import attribution_of
from counterpoise.analysis.attribution.result import model_digest
from counterpoise.analysis.files import SCHEMA
from counterpoise.analysis.governing import leaders_of
from counterpoise.analysis.record import record_of
from counterpoise.analysis.rests import calibration_told, evidence_told, hindcasts_told
from counterpoise.analysis.sources import sources_of
from counterpoise.data import Panel
from counterpoise.parameters import ParameterSet
from counterpoise.provenance import code_digest
from counterpoise.scenario import Scenario

__all__ = ["about", "beside_futures"]


def about(
    scenario: Scenario, edition: str, seed: int, members: int, known: Panel, parameters: ParameterSet
) -> dict[str, Any]:
    """The entries of an answer that are known before the first future is lived.

    Args:
        scenario: Cut to its edition (and horizon).
        edition: Name of the edition.
        seed: Of the run.
        members: Number of futures.
        known: Vintage of the panel that the edition may know.
        parameters: With the overrides of scenario and user.
    """
    return {
        "schema": SCHEMA,
        "scenario": scenario.name,
        "edition": edition,
        "cutoff": str(scenario.cutoff),
        "question": scenario.question,
        "seed": seed,
        "members": members,
        "horizon": [scenario.start, scenario.horizon],
        "record": record_of(),
        "roles": {"challenger": scenario.roles.challenger, "patron": scenario.roles.patron},
        "sources": sources_of(known),
        "limits": list(scenario.scenario.limits),
        "origin": scenario.origin,
        "unknown": list(scenario.scenario.unknown),
        "shocks": [
            {
                "date": str(shock.date),
                "label": shock.label,
                "state": shock.target,
                "partner": shock.partner,
                "source": shock.source,
            }
            for shock in sorted(scenario.happenings, key=lambda shock: (shock.date, shock.label))
        ],
        "elections": [
            {"state": e.state, "office": e.kind, "dates": [str(day) for day in e.dates], "source": e.source}
            for e in scenario.elections
        ],
        "leaders": leaders_of(scenario, known),
        "versions": {"counterpoise": __version__},
        "digests": {
            "panel": known.digest,
            "parameters": parameters.digest,
            "code": code_digest(),
            "scenario": scenario.digest,
        },
    }


def beside_futures(
    scenario: Scenario, edition: str, identity: Mapping[str, Any], parameters: ParameterSet, changed: bool
) -> dict[str, Any]:
    """The entries that stand beside an answer's futures and follow from none: shares, past forecasts, evidence.

    Args:
        scenario: Cut to its edition (and horizon).
        edition: Name of the edition.
        identity: What :func:`about` gave.
        parameters: With the overrides of scenario and user.
        changed: Whether the user turned a claim down or held a parameter.
    """
    digests = {**identity["digests"], "model": model_digest()}
    return {
        "attribution": attribution_of(scenario.name, edition, digests, changed),
        "hindcasts": list(hindcasts_told()),
        "calibration": calibration_told(),
        "evidence": evidence_told(parameters, scenario.origin),
    }
