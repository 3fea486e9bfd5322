"""Tables of conflict: whittled disputes, interstate wars, rivalries, and dated events of the Asian case."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.read import Shelf

__all__ = ["arms_races", "claims", "disputes", "events", "rivalries", "rivalries_2012", "wars"]

_UNKNOWN = -9


def disputes(shelf: Shelf) -> pd.DataFrame:
    """Militarised disputes by directed dyad-year, 1816-2010 (GML 2.2.1), only dyad-years with one.

    ``initiator`` marks the state that was on the first side from the start, against one that was on the
    other. ``territorial`` marks a revision of territory as the first aim of ``ccode1`` in any dispute of
    that dyad-year.
    """
    raw, every = shelf.table("gml"), shelf.table("gml_dyad_disputes")
    started = (raw["gmlmidonset"] == 1) & (raw["sidea1"] == 1) & (raw["sidea2"] == 0)
    out = pd.DataFrame(
        {
            "ccode1": raw["ccode1"],
            "ccode2": raw["ccode2"],
            "year": raw["year"],
            "dispnum": raw["dispnum"],
            "onset": raw["gmlmidonset"],
            "ongoing": raw["gmlmidongoing"],
            "initiator": (started & (raw["orig1"] == 1) & (raw["orig2"] == 1)).astype("int64"),
            "side_a": raw["sidea1"],
            "originator": raw["orig1"],
            "hostility": raw["hostlev1"],
            "hostility_other": raw["hostlev2"],
            "fatality": raw["fatality"].where(raw["fatality"] != _UNKNOWN),
            "reciprocated": raw["recip"],
        }
    )
    land = (
        every.loc[every["revtype11"] == 1, ["ccode1", "ccode2", "year"]]
        .drop_duplicates()
        .assign(territorial=1)
    )
    out = out.merge(land, on=["ccode1", "ccode2", "year"], how="left")
    out["territorial"] = out["territorial"].fillna(0).astype("int64")
    return out


def wars(shelf: Shelf) -> pd.DataFrame:
    """Interstate wars by directed dyad-year (COW 4.0, which covers 1816-2007); unknown deaths are missing, not -9."""
    raw = shelf.table("cow_wars")
    out = raw.rename(columns={"cowinterongoing": "ongoing", "cowinteronset": "onset"})
    for name in ("batdeath1", "batdeath2"):
        out[name] = out[name].where(out[name] >= 0)
    names = [
        "warnum",
        "ccode1",
        "ccode2",
        "year",
        "onset",
        "ongoing",
        "sidea1",
        "sidea2",
        "initiator1",
        "initiator2",
    ]
    return out[[*names, "outcome1", "outcome2", "batdeath1", "batdeath2", "resume"]]


def rivalries(shelf: Shelf) -> pd.DataFrame:
    """Strategic rivalries, 1494-2020 (Thompson, Sakuwa and Suhas); an end in 2020 means that it went on."""
    raw = shelf.table("rivalries")
    kinds = ["positional", "spatial", "ideological", "interventionary", "principal"]
    out = raw[["tssr_id", "rivalry", "ccode1", "ccode2", "start", "end", *kinds]].copy()
    out[kinds] = out[kinds].fillna(0).astype("int64")
    out["ongoing"] = (out["end"] >= 2020).astype("int64")
    return _ordered(out)


def rivalries_2012(shelf: Shelf) -> pd.DataFrame:
    """Strategic rivalries of the older list, 1494-2010 (Thompson and Dreyer); an end in 2010 went on.

    The up to three types are flags, since a rivalry may be of several at once.
    """
    raw = shelf.table("rivalries_2012")
    names = {"rivalryno": "number", "rivalryname": "rivalry", "styear": "start", "endyear": "end"}
    out = raw.rename(columns=names)[["number", "rivalry", "ccode1", "ccode2", "start", "end", "region"]]
    for kind in ("positional", "spatial", "ideological", "interventionary"):
        out[kind] = (raw[["type1", "type2", "type3"]] == kind).any(axis=1).astype("int64")
    return _ordered(out.assign(ongoing=(out["end"] >= 2010).astype("int64")))


def arms_races(shelf: Shelf) -> pd.DataFrame:
    """Arms races between rivals by pair (Gibler, Rider and Hutchison 2005, who cover 1816-1993)."""
    raw = shelf.table("arms_races")
    return _ordered(raw.rename(columns={"race_id": "number", "styear": "start", "endyear": "end"}))


def _ordered(pairs: pd.DataFrame) -> pd.DataFrame:
    """The lower code first."""
    swap = pairs["ccode1"] > pairs["ccode2"]
    pairs.loc[swap, ["ccode1", "ccode2"]] = pairs.loc[swap, ["ccode2", "ccode1"]].to_numpy()
    return pairs


def events(shelf: Shelf) -> pd.DataFrame:
    """Dated pacts, ruptures and crises in Asia, 2010 to October 2025, each with the name of its document.

    ``actors`` and ``targets`` hold ISO3 codes with a space between.  ``direction`` is one reader's coding.
    """
    both = pd.concat([shelf.table("events_2010"), shelf.table("events_2015")], ignore_index=True)
    return both.rename(columns={"actors_iso3": "actors", "target_iso3": "targets", "source_name": "document"})


def claims(shelf: Shelf) -> pd.DataFrame:
    """Pairs of claimants in 21 territorial disputes of Asia, as commonly reported before 2015."""
    raw = shelf.table("claim_dyads").astype({"ccode_a": "int64", "ccode_b": "int64"})
    raw = raw.rename(columns={"ccode_a": "ccode1", "ccode_b": "ccode2"})
    low = raw[["ccode1", "ccode2"]].min(axis=1)
    high = raw[["ccode1", "ccode2"]].max(axis=1)
    return raw.assign(ccode1=low, ccode2=high)[["ccode1", "ccode2", "dispute", "kind"]].drop_duplicates()
