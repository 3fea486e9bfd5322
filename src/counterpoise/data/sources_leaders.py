"""Leaders: their spells in office to the day, background, willingness to use force, and changes by year."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.digits import narrow
from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf

__all__ = ["backgrounds", "codes", "leaders", "transitions", "willingness"]

_STILL = "Still in Office"
_LIST_ENDS = "2015-12-31"


def leaders(shelf: Shelf) -> pd.DataFrame:
    """Spells of leaders in office, 1840-2015 (Archigos 4.1), by Gleditsch-Ward code.

    The list ends on 31 December 2015: whoever was still in office has no ``end_date``, and ``end`` 2015.
    """
    raw = shelf.table("archigos_leaders")
    last = raw["enddate"].dt.date.where(raw["exit"] != _STILL, None)
    return pd.DataFrame(
        {
            "obsid": raw["obsid"],
            "gwcode": raw["gwcode"],
            "leadid": raw["leadid"],
            "leader": raw["leader"],
            "born": known(raw["yrborn"]),
            "female": (raw["gender"] == "F").astype("int64"),
            "start": raw["startdate"].dt.year,
            "end": raw["enddate"].dt.year,
            "start_date": raw["startdate"].dt.date,
            "end_date": last,
            "entry": raw["entry"].where(raw["entry"] != "Unknown"),
            "exit": raw["exit"].where(~raw["exit"].isin(["Unknown", _STILL])),
            "exit_manner": raw["exitcode"].where(~raw["exitcode"].isin(["Unknown", _STILL])),
        }
    )


def backgrounds(shelf: Shelf) -> pd.DataFrame:
    """What leaders were before: schooling, service, combat, rebellion, health (LEAD)."""
    raw = shelf.table("lead")
    names = {
        "leveledu": "education", "milservice": "military_service", "combat": "combat", "rebel": "rebel",
        "warwin": "war_won", "warloss": "war_lost", "rebelwin": "rebellion_won", "rebelloss": "rebellion_lost",
        "yrsexper": "experience", "physhealth": "physical_illness", "mentalhealth": "mental_illness",
    }  # fmt: skip
    return pd.DataFrame(
        {"obsid": raw["obsid"]} | {name: known(raw[column]) for column, name in names.items()}
    )


def willingness(shelf: Shelf) -> pd.DataFrame:
    """Latent willingness of leaders to use force, from four models (Carter and Smith 2020)."""
    return narrow(shelf.table("lwuf").dropna(subset=["theta1_mean"]))


def codes(shelf: Shelf) -> pd.DataFrame:
    """The same leaders under the codes of Archigos 4.1 and 2.9 and of LEAD."""
    raw = shelf.table("leader_codes")
    return raw.rename(columns={"leadid29": "archigos29", "leaderid": "leadid_lead"})


def transitions(shelf: Shelf) -> pd.DataFrame:
    """Changes of leader by Gleditsch-Ward state-year, 1870-2015, with those in office at either end."""
    raw = shelf.table("archigos")
    names = {"leadertransition": "transition", "n_leaders": "leaders", "jan1obsid": "obsid_january"}
    return raw.rename(columns=names | {"dec31obsid": "obsid_december"})
