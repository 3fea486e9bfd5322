"""Militarised disputes before whittling: both collections by directed dyad-year and by dispute.

GML (2.2.1, 1816-2010) and COW (MID 5.0, 1816-2014) come in one shape.  A dyad-year may hold several rows,
one for each dispute: whoever wants one chooses by a stated rule.  The sources' ``-9`` (unknown) is missing.
"""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf

__all__ = [
    "KNOWN_LATER",
    "gml_disputes",
    "gml_dyad_disputes",
    "gml_participants",
    "mid_disputes",
    "mid_dyad_disputes",
]

_UNKNOWN = -9
_KEYS = ["dispnum", "ccode1", "ccode2", "year"]
_SIDES = [
    f"{name}{side}"
    for name in ("sidea", "orig", "hostlev", "hiact", "fatality", "fatalpre")
    for side in (1, 2)
]
_AIMS = ["revstate1", "revstate2", "revtype11", "revtype12", "revtype21", "revtype22"]
_WHOLE = ["outcome", "settle", "fatality", "hostlev", "hiact", "mindur", "maxdur", "recip"]
_GML_WHOLE = ["fatalpre", "endmon", "numa", "numb", "ongo2010"]
KNOWN_LATER = ("endyear", *_WHOLE)
"""What is known of a dispute only when it is over."""


def gml_dyad_disputes(shelf: Shelf) -> pd.DataFrame:
    """GML by dispute and directed dyad-year, 1816-2010: 10,276 rows."""
    raw = shelf.table("gml_dyad_disputes").rename(columns={"midonset": "onset", "midongoing": "ongoing"})
    return _clean(raw, [*_KEYS, "onset", "ongoing", *_SIDES, *_AIMS])


def mid_dyad_disputes(shelf: Shelf) -> pd.DataFrame:
    """COW's disputes by dispute and directed dyad-year, 1816-2014: 11,390 rows."""
    raw = shelf.table("mid_dyad_disputes").rename(columns={"disponset": "onset", "dispongoing": "ongoing"})
    return _clean(raw, [*_KEYS, "onset", "ongoing", *_SIDES])


def gml_disputes(shelf: Shelf) -> pd.DataFrame:
    """GML by dispute: when it began and ended, how far it went, how it came out; 2,174 rows."""
    dyads = shelf.table("gml_dyad_disputes")
    more = dyads.drop_duplicates("dispnum")[["dispnum", *_GML_WHOLE]]
    return _disputes(shelf.table("gml_disputes").merge(more, on="dispnum", how="left"), dyads, _GML_WHOLE)


def mid_disputes(shelf: Shelf) -> pd.DataFrame:
    """COW's disputes by dispute; 2,436 rows."""
    return _disputes(shelf.table("mid_disputes"), shelf.table("mid_dyad_disputes"), [])


def _disputes(raw: pd.DataFrame, dyads: pd.DataFrame, more: list[str]) -> pd.DataFrame:
    """Disputes with the last year in which any of their pairs was in it."""
    last = dyads.groupby("dispnum")["year"].max().rename("endyear").reset_index()
    return _clean(
        raw.merge(last, on="dispnum", how="left"), ["dispnum", "styear", "stmon", "endyear", *_WHOLE, *more]
    )


def gml_participants(shelf: Shelf) -> pd.DataFrame:
    """GML by dispute, participant and spell, with the leaders in office on its first and last day."""
    leaders = [f"{which}miss_leader_{end}" for which in ("any", "all") for end in ("start", "end")]
    days = ["styear", "stmon", "stday", "endyear", "endmon", "endday"]
    raw = shelf.table("gml_participants")
    whole = _clean(raw, ["dispnum", "ccode", *days, "sidea", "orig", "hiact", *leaders])
    return whole.assign(obsid_start=raw["obsid_start"], obsid_end=raw["obsid_end"])


def _clean(raw: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The columns asked for, as nullable whole numbers; ``-9`` and months beyond 12 are unknown."""
    out = pd.DataFrame({name: known(raw[name], _UNKNOWN) for name in names})
    for month in {"stmon", "endmon"} & set(names):
        out[month] = out[month].where(out[month] <= 12)
    return out
