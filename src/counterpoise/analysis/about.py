"""What an answer says whatever its futures: question, dates, roles, sources, record, versions and digests."""

from __future__ import annotations

from typing import Any

from counterpoise import __version__
from counterpoise.analysis.record import record_of
from counterpoise.analysis.sources import sources_of
from counterpoise.data import Panel
from counterpoise.parameters import ParameterSet
from counterpoise.provenance import code_digest
from counterpoise.scenario import Scenario

__all__ = ["about"]


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
        "schema": 1,
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
        "shocks": [
            {"date": str(shock.date), "label": shock.label, "source": shock.source}
            for shock in sorted(scenario.happenings, key=lambda shock: (shock.date, shock.label))
        ],
        "elections": [
            {"state": e.state, "office": e.kind, "dates": [str(day) for day in e.dates], "source": e.source}
            for e in scenario.elections
        ],
        "leaders": [
            {
                "state": leader.state,
                "name": leader.name,
                "since": None if leader.date is None else str(leader.date),
                "term": leader.term,
                "source": leader.source,
            }
            for leader in scenario.leaders
        ],
        "versions": {"counterpoise": __version__},
        "digests": {
            "panel": known.digest,
            "parameters": parameters.digest,
            "code": code_digest(),
            "scenario": scenario.digest,
        },
    }
