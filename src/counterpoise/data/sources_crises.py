"""International crises (ICB 13): one row for each actor in a crisis, and one for each crisis.

Days that the source knows only as early, middle or late in a month (its 66, 77 and 88) are missing.
"""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf

__all__ = ["KNOWN_LATER", "crises", "crisis_list"]

_VAGUE, _UNKNOWN = (66, 77, 88), -99
_ACTOR = {
    "crisno": "crisno",
    "crisname": "name",
    "cracid": "ccode",
    "trigent": "trigger_entity",
    "yrtrig": "year",
    "motrig": "month",
    "yerres": "end_year",
    "triggr": "trigger",
    "crismg": "management",
    "sevvio": "violence",
    "gravty": "gravity",
    "outcom": "outcome",
    "usinv": "us_involvement",
    "allycap": "ally_capability",
    "nuclear": "nuclear",
}
_ACTOR_MORE = {
    "cracno": "actor_number",
    "datrig": "day",
    "monres": "end_month",
    "dayres": "end_day",
    "yrterm": "term_year",
    "moterm": "term_month",
    "majres": "response",
    "cenvio": "violence_role",
    "outfor": "outcome_form",
    "outevl": "outcome_view",
    "powdis": "power_discrepancy",
    "powsta": "power_status",
    "issue": "issue",
    "regime": "regime",
}
_CRISIS = {
    "crisno": "crisno",
    "yrtrig": "year",
    "motrig": "month",
    "datrig": "day",
    "trigent": "trigger_entity",
    "break": "trigger",
    "yrterm": "term_year",
    "moterm": "term_month",
    "daterm": "term_day",
    "brexit": "days",
    "noactr": "actors",
    "gravcr": "gravity",
    "crismg": "management",
    "cenviosy": "violence_role",
    "sevviosy": "violence",
    "gpinv": "power_involvement",
    "usinv": "us_involvement",
    "suinv": "soviet_involvement",
    "subout": "outcome_clear",
    "forout": "outcome_form",
    "outesr": "tension_after",
    "geostr": "salience",
    "issues": "issue",
    "protrac": "protracted",
    "ethnic": "ethnic",
    "mediate": "mediated",
}
KNOWN_LATER = (
    "term_year", "term_month", "term_day", "days", "actors", "outcome_clear", "outcome_form", "tension_after",
)  # fmt: skip
"""What is known of a crisis only when it is over."""


def crises(shelf: Shelf) -> pd.DataFrame:
    """Crisis by crisis actor, 1918-2016 (ICB 13): when it began for the actor, and which state set it off."""
    raw = shelf.table("icb_actors")
    out = raw[list(_ACTOR)].rename(columns=_ACTOR)
    for column, name in _ACTOR_MORE.items():
        out[name] = known(raw[column], *(_VAGUE if name.endswith("day") else ()), _UNKNOWN)
    out["power_discrepancy"] = raw["powdis"].astype("Int64")
    return out


def crisis_list(shelf: Shelf) -> pd.DataFrame:
    """Crises of the international system, 1918-2016 (ICB 13): 482 rows."""
    raw = shelf.table("icb")
    out = pd.DataFrame(
        {
            name: known(raw[column], *(_VAGUE if name.endswith("day") else ()), _UNKNOWN)
            for column, name in _CRISIS.items()
        }
    )
    out.insert(1, "name", raw["crisname"])
    return out
