"""Every dyadic, event and spell table of the panel: who builds it, from which source, and when it speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from counterpoise.data import (
    sources_abroad,
    sources_conflict,
    sources_crises,
    sources_disputes,
    sources_leaders,
    sources_membership,
    sources_networks,
    sources_polity,
    sources_series,
    sources_ties,
    sources_treaties,
    sources_wars,
)
from counterpoise.data.read import Shelf

__all__ = ["TABLES", "TableSpec"]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How a table is read: its builder, source and the years in which it speaks.

    Attributes:
        build: Makes the table from the raw shelf.
        source: Catalogue key; its days of publication decide what a vintage keeps.
        time: ``span`` (start, end), ``year``, ``treaty`` (entry, exit), ``date`` or ``static``.
        first: First year that its makers cover, whether or not the list has a row in it.
        last: Last year that they cover; afterwards an absent row means unknown, and a stray row counts for nothing.
        carried: Last year to which open spans are carried, imputed; equals ``last`` where nothing is.
        also: Catalogue keys of other raw tables behind it.
        at: Column of the year in which a row begins, where it is not the usual one of ``time``.
        until: Column of the year in which a row ends; a vintage cut before it blanks ``forgets``.
        forgets: Columns that are known only once the row has ended.
    """

    build: Callable[[Shelf], pd.DataFrame]
    source: str
    time: str
    first: int
    last: int
    carried: int
    also: tuple[str, ...] = ()
    at: str = ""
    until: str = ""
    forgets: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """What the manifest says about the table."""
        said: dict[str, Any] = {
            "source": self.source,
            "time": self.time,
            "first": self.first,
            "last": self.last,
            "carried": self.carried,
        }
        if self.also:
            said["also"] = list(self.also)
        if self.at:
            said["at"] = self.at
        if self.until:
            said |= {"until": self.until, "forgets": list(self.forgets)}
        return said


_MEMBERSHIP: Mapping[str, TableSpec] = {
    "capitals": TableSpec(
        sources_ties.capitals, "capitals", "span", 1816, 2024, 2025, until="end", forgets=("end_date",)
    ),
    "cow_states": TableSpec(
        sources_membership.cow_states, "cow_states", "span", 1816, 2016, 2025,
        until="end", forgets=("end_date",),
    ),
    "cow_to_gw": TableSpec(
        sources_membership.cow_to_gw, "isard_cow_gw_panel", "span", 1816, 2025, 2025
    ),
    "dyads": TableSpec(sources_ties.dyads, "cow_dyads", "span", 1816, 2016, 2025),
    "false_dyads": TableSpec(
        sources_membership.false_dyads, "false_cow_dyads", "year", 1816, 2016, 2025
    ),
    "gw_dyads": TableSpec(
        sources_membership.gw_dyads, "gw_dyads", "span", 1816, 2017, 2025,
    ),
    "gw_false_dyads": TableSpec(
        sources_membership.gw_false_dyads, "false_gw_dyads", "year", 1816, 2017, 2025
    ),
    "gw_states": TableSpec(
        sources_membership.gw_states, "isard_gw_system", "span", 1816, 2020, 2025,
        until="end", forgets=("end_date",),
    ),
    "gw_to_cow": TableSpec(
        sources_membership.gw_to_cow, "isard_gw_cow_panel", "span", 1816, 2025, 2025
    ),
    "majors": TableSpec(
        sources_membership.majors, "cow_majors", "span", 1816, 2016, 2025,
        until="end", forgets=("end_date",),
    ),
    "powers": TableSpec(
        sources_membership.powers, "maoz_powers", "span", 1816, 2019, 2025,
        until="end", forgets=("end_date",),
    ),
}  # fmt: skip
_CONFLICT: Mapping[str, TableSpec] = {
    "armed_conflicts": TableSpec(
        sources_wars.armed_conflicts, "ucdp", "year", 1946, 2024, 2024,
        until="year", forgets=("episode_ends", "episode_end"),
    ),
    "arms_races": TableSpec(sources_conflict.arms_races, "arms_races", "span", 1816, 1993, 1993),
    "civil_wars": TableSpec(sources_wars.civil_wars, "cow_civil_wars", "year", 1816, 2007, 2007),
    "claims": TableSpec(sources_conflict.claims, "claim_dyads", "static", 2015, 2015, 2015),
    "conflict_onsets": TableSpec(sources_wars.conflict_onsets, "ucdp_onsets", "year", 1946, 2017, 2017),
    "crises": TableSpec(
        sources_crises.crises, "icb_actors", "year", 1918, 2016, 2016,
        until="term_year", forgets=("term_year", "term_month", "outcome", "outcome_form", "outcome_view"),
    ),
    "crisis_list": TableSpec(
        sources_crises.crisis_list, "icb", "year", 1918, 2016, 2016,
        until="term_year", forgets=sources_crises.KNOWN_LATER,
    ),
    "disputes": TableSpec(
        sources_conflict.disputes, "gml", "year", 1816, 2010, 2010, also=("gml_dyad_disputes",)
    ),
    "events": TableSpec(
        sources_conflict.events, "events_2015", "date", 2010, 2025, 2025, also=("events_2010",)
    ),
    "gml_disputes": TableSpec(
        sources_disputes.gml_disputes, "gml_disputes", "year", 1816, 2010, 2010,
        also=("gml_dyad_disputes",), at="styear", until="endyear", forgets=sources_disputes.KNOWN_LATER,
    ),
    "gml_dyad_disputes": TableSpec(
        sources_disputes.gml_dyad_disputes, "gml_dyad_disputes", "year", 1816, 2010, 2010
    ),
    "gml_participants": TableSpec(
        sources_disputes.gml_participants, "gml_participants", "year", 1816, 2010, 2010,
        at="styear", until="endyear",
        forgets=("endyear", "endmon", "endday", "obsid_end", "hiact"),
    ),
    "maoz_wars": TableSpec(
        sources_wars.maoz_wars, "maoz_wars", "year", 1816, 2010, 2010,
        until="endyear", forgets=("endyear", "endmon", "endday", "outcome"),
    ),
    "mid_disputes": TableSpec(
        sources_disputes.mid_disputes, "mid_disputes", "year", 1816, 2014, 2014,
        also=("mid_dyad_disputes",), at="styear", until="endyear", forgets=sources_disputes.KNOWN_LATER,
    ),
    "mid_dyad_disputes": TableSpec(
        sources_disputes.mid_dyad_disputes, "mid_dyad_disputes", "year", 1816, 2014, 2014
    ),
    "rivalries": TableSpec(sources_conflict.rivalries, "rivalries", "span", 1494, 2020, 2020),
    "rivalries_2012": TableSpec(
        sources_conflict.rivalries_2012, "rivalries_2012", "span", 1494, 2010, 2010
    ),
    "wars": TableSpec(sources_conflict.wars, "cow_wars", "year", 1816, 2007, 2007),
}  # fmt: skip
_TIES: Mapping[str, TableSpec] = {
    "alliances": TableSpec(sources_ties.alliances, "atop", "span", 1815, 2018, 2018),
    "contiguity": TableSpec(sources_ties.contiguity, "contiguity", "span", 1816, 2016, 2025),
    "exercise_list": TableSpec(
        sources_abroad.exercise_list,
        "exercises",
        "year",
        1980,
        2010,
        2010,
        at="start_year",
    ),
    "exercise_participants": TableSpec(
        sources_abroad.exercise_participants, "exercises", "year", 1980, 2010, 2010
    ),
    "exercises": TableSpec(sources_ties.exercises, "exercises", "year", 1980, 2010, 2010),
    "gw_mindist": TableSpec(sources_networks.gw_mindist, "gw_mindist", "span", 1886, 2019, 2025),
    "igo_dyads": TableSpec(sources_networks.igo_dyads, "igo", "year", 1816, 2014, 2014),
    "mindist": TableSpec(sources_ties.mindist, "mindist", "span", 1886, 2019, 2025),
    "support_signals": TableSpec(sources_abroad.support_signals, "support_signals", "year", 1950, 2012, 2012),
    "trade_dependence": TableSpec(
        sources_networks.trade_dependence, "oneal_russett", "year", 1885, 1991, 1991
    ),
    "treaties": TableSpec(sources_treaties.treaties, "atop_members", "treaty", 1815, 2018, 2018),
    "treaty_depth": TableSpec(sources_treaties.depth, "benson_clinton", "static", 1816, 2016, 2016),
    "treaty_institutions": TableSpec(
        sources_treaties.institutions, "atop_institutions", "static", 1815, 2018, 2018
    ),
    "us_base_sites": TableSpec(sources_ties.bases, "us_bases", "static", 2018, 2018, 2018),
}
_STATES: Mapping[str, TableSpec] = {
    "equipment": TableSpec(sources_abroad.equipment, "rdmc", "year", 1970, 2014, 2014),
    "gw_capitals": TableSpec(
        sources_networks.gw_capitals,
        "gw_capitals",
        "span",
        1816,
        2024,
        2025,
        until="end",
        forgets=("end_date",),
    ),
    "gw_groups": TableSpec(sources_series.gw_creg, "creg", "year", 1945, 2013, 2013),
    "gw_output": TableSpec(sources_networks.gw_output, "fariss_gw", "year", 1816, 2019, 2019),
    "gw_polity": TableSpec(sources_polity.gw_polity, "polity5_gw", "year", 1816, 2020, 2020),
    "gw_polyarchy": TableSpec(sources_polity.gw_polyarchy, "vdem16_gw", "year", 1816, 2024, 2024),
    "gw_uds": TableSpec(sources_polity.gw_uds, "uds_gw", "year", 1816, 2025, 2025),
    "leader_backgrounds": TableSpec(sources_leaders.backgrounds, "lead", "static", 1840, 2015, 2015),
    "leader_codes": TableSpec(sources_leaders.codes, "leader_codes", "static", 1840, 2015, 2015),
    "leader_transitions": TableSpec(sources_leaders.transitions, "archigos", "year", 1870, 2015, 2015),
    "leader_willingness": TableSpec(sources_leaders.willingness, "lwuf", "static", 1875, 2004, 2004),
    "leaders": TableSpec(
        sources_leaders.leaders, "archigos_leaders", "span", 1840, 2015, 2015,
        until="end", forgets=("end_date", "exit", "exit_manner"),
    ),
    "terrain": TableSpec(sources_networks.terrain, "rugged", "static", 2012, 2012, 2012),
    "us_construction": TableSpec(sources_abroad.construction, "us_construction", "year", 2008, 2019, 2019),
    "us_forces": TableSpec(sources_abroad.us_forces, "us_troops", "year", 1950, 2025, 2025),
}  # fmt: skip
TABLES: Mapping[str, TableSpec] = dict(sorted({**_MEMBERSHIP, **_CONFLICT, **_TIES, **_STATES}.items()))
"""All tables by name."""
