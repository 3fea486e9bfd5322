"""Alliance treaties (ATOP 5.1) by member and phase, how far they bind, and how deep they go."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf
from counterpoise.data.sources_ties import OBLIGATIONS

__all__ = ["depth", "institutions", "treaties"]

_ATOP_MEMBER = ("defense", "offense", "neutral", "nonagg", "consul")
_KEPT = {
    "asymm": "asymmetric",
    "conditio": "conditional",
    "wartime": "wartime",
    "termmode": "end_mode",
    "termcaus": "end_cause",
    "specthrt": "names_threat",
    "statthr1": "threat1",
    "statthr2": "threat2",
    "base": "bases",
    "milaid": "military_aid",
    "organ1": "organisation",
}
_MORE = {
    "cowsys": "system_member",
    "defcon": "defence_conditional",
    "offcon": "offence_conditional",
    "neucon": "neutrality_conditional",
    "concon": "consultation_conditional",
    "active": "active_support",
    "pubsecr": "secrecy",
    "length": "months",
    "milcon": "military_contact",
    "intcom": "integrated_command",
    "contrib": "contributions",
    "ecaid": "economic_aid",
    "seppeace": "no_separate_peace",
    "noothall": "no_other_alliance",
    "organ2": "organisation2",
    "maxphase": "phases",
}


def treaties(shelf: Shelf) -> pd.DataFrame:
    """Treaty by member by phase: entry, exit, obligations, form, and how it ended."""
    raw = shelf.table("atop_members")
    out = pd.DataFrame({"atopid": raw["atopid"], "ccode": raw["member"], "phase": raw["phase"]})
    out["entry"] = _date(raw["yrent"], raw["moent"], raw["dayent"])
    out["exit"] = _date(raw["yrexit"], raw["moexit"], raw["dayexit"])
    out["entry_year"] = raw["yrent"]
    out["exit_year"] = raw["yrexit"].where(raw["yrexit"] > 0)
    out["in_force_at_end"] = (raw["ineffect"] == 1).astype("int64")
    out["bilateral"] = raw["bilat"]
    for name, column in zip(OBLIGATIONS, _ATOP_MEMBER, strict=True):
        out[name] = raw[column]
    for column, name in _KEPT.items():
        out[name] = raw[column]
    for column, name in _MORE.items():
        out[name] = known(raw[column])
    return out


def _date(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """ISO dates as far as they are known: ``1951-09-01``, ``1951-09``, ``1951``, or none."""

    def one(*numbers: int) -> str | None:
        if not numbers[0]:
            return None
        parts = [f"{numbers[0]:04d}"]
        if 1 <= numbers[1] <= 12:
            parts.append(f"{numbers[1]:02d}")
            if 1 <= numbers[2] <= 31:
                parts.append(f"{numbers[2]:02d}")
        return "-".join(parts)

    rows = pd.concat([year, month, day], axis=1).fillna(0).to_numpy(dtype="int64").tolist()
    return pd.Series([one(*row) for row in rows], index=year.index, dtype="object")


def institutions(shelf: Shelf) -> pd.DataFrame:
    """Military institutions and formality of each treaty and phase (Leeds and Anac 2005, for ATOP 5.1)."""
    raw = shelf.table("atop_institutions")
    phase = ((raw["atopidphase"] - raw["atopid"]) * 10).round().astype("int64")
    return pd.DataFrame(
        {
            "atopid": raw["atopid"],
            "phase": phase,
            "military_institutions": known(raw["milinst"]),
            "formality": known(raw["formal"]),
        }
    )


def depth(shelf: Shelf) -> pd.DataFrame:
    """Latent depth, scope and potential military capacity of 492 alliances (Benson and Clinton 2016)."""
    raw = shelf.table("benson_clinton")
    names = {"depth_score": "depth", "scope_score": "scope", "pot_mil_capacity_score": "capacity"}
    return raw[["atopid", *names]].rename(columns=names)
