"""Who governs at the information cut-off: by the scenario's file, or in a case of the past by the panel's leaders.

A case of the past names no leaders, for nobody has measured their leanings; who they were is known.  The panel holds
the spells of Archigos to the day (Goemans, Gleditsch and Chiozza 2009, *Journal of Peace Research* 46(2)), cut to what
the origin knew.  Names are as Archigos writes them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from counterpoise.data import Panel
from counterpoise.scenario import Scenario

__all__ = ["leaders_of"]

_SOURCE = "Archigos 4.1 (Goemans, Gleditsch and Chiozza 2009)"


def leaders_of(scenario: Scenario, known: Panel) -> list[dict[str, Any]]:
    """Each leader with state, name, day of taking office, term and source, in the order of the scenario's states.

    Args:
        scenario: Cut to its edition.
        known: Vintage of the panel that the edition may know.

    Returns:
        Rows of ``leaders`` in ``answer.json``; empty where neither the scenario nor the panel names anybody.

    >>> from counterpoise.data import open_panel
    >>> from counterpoise.scenario import load_scenario
    >>> from counterpoise.vintage import known_to
    >>> panel = open_panel()
    >>> case = load_scenario("europe-1933", panel).at("latest")
    >>> [(row["state"], row["name"], row["since"]) for row in leaders_of(case, known_to(panel, case))][:2]
    [('DEU', 'Hitler', '1933-01-30'), ('GBR', 'MacDonald', '1929-06-08')]
    """
    if scenario.leaders or scenario.origin is None:
        return [
            {
                "state": leader.state,
                "name": leader.name,
                "since": None if leader.date is None else str(leader.date),
                "term": leader.term,
                "source": leader.source,
            }
            for leader in scenario.leaders
        ]
    cutoff, year = pd.Timestamp(str(scenario.cutoff)), scenario.origin
    cross = known.table("gw_to_cow")
    here = cross[(cross["start"] <= year) & (cross["end"] >= year)]
    spells = known.table("leaders").merge(here[["gwcode", "ccode"]], on="gwcode")
    spells = spells.assign(
        start_date=pd.to_datetime(spells["start_date"]), end_date=pd.to_datetime(spells["end_date"])
    )
    in_office = (spells["start_date"] <= cutoff) & ~(spells["end_date"] <= cutoff) & (spells["end"] >= year)
    spells = spells[in_office].sort_values("start_date")
    found = []
    for state in scenario.states:
        own = spells[spells["ccode"] == known.ccode(state, scenario.start - 1)]
        if len(own):
            last = own.iloc[-1]
            row = {"state": state, "name": str(last["leader"]), "since": str(last["start_date"].date())}
            found.append({**row, "term": None, "source": _SOURCE})
    return found
