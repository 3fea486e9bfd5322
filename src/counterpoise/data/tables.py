"""Dyadic and event tables: read, cut to a vintage, and expanded into matrices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as _day
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.catalogue import LIBRARY
from counterpoise.vocabulary import DataError, UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data.store import Store

__all__ = ["MATRICES", "is_date", "last_observed", "matrix", "source_keys", "table", "window"]

TIES = LIBRARY / "ties" / "asia.csv"
_EARTH_KM = 6371.0
MATRICES: dict[str, tuple[str, str | None, bool]] = {
    "member_dyad": ("dyads", None, True),
    "contiguity": ("contiguity", "type", False),
    "mindist": ("mindist", "km", True),
    "capital_distance": ("capitals", None, True),
    "defence_pact": ("alliances", "defence", False),
    "offence_pact": ("alliances", "offence", False),
    "neutrality": ("alliances", "neutrality", False),
    "nonaggression": ("alliances", "nonaggression", False),
    "consultation": ("alliances", "consultation", False),
    "dispute_onset": ("disputes", "onset", False),
    "dispute_ongoing": ("disputes", "ongoing", False),
    "dispute_initiated": ("disputes", "initiator", False),
    "rivalry": ("rivalries", None, True),
    "exercise": ("exercises", "weight", True),
}
"""Matrix name -> table, column (None: presence is 1), and whether a row stands for both directions."""


def is_date(text: str) -> bool:
    """Whether ``text`` is an ISO date.

    >>> is_date("2025-03-31"), is_date("2025-02-30")
    (True, False)
    """
    try:
        _day.fromisoformat(text)
    except ValueError:
        return False
    return True


def table(store: Store, name: str, cut: str | None, *, knowable: bool = False) -> pd.DataFrame:
    """A table by name, cut to what was public (or knowable) on ``cut``."""
    if name == "ties":
        return _ties(cut)
    frame = store.frame(name)
    if cut is None:
        return frame
    if name == "repairs":
        return frame
    spec = store.table_specs[name]
    return _cut(frame, spec["time"], store.last_public(spec["source"], cut, knowable=knowable), cut, spec)


def _cut(frame: pd.DataFrame, time: str, last: int, cut: str, spec: dict[str, Any]) -> pd.DataFrame:
    """Drop rows that begin after the vintage's last year and forget ends that come after it."""
    if time == "date":
        return frame[frame["date"].map(lambda day: f"{day}-31"[:10]) <= cut].reset_index(drop=True)
    if time == "static":
        return frame if last >= spec["last"] else frame.iloc[:0]
    start = spec.get("at") or {"span": "start", "treaty": "entry_year", "year": "year"}[time]
    out = frame[frame[start] <= last].copy()
    if "until" in spec and last < spec["last"]:
        over = (out[spec["until"]] <= last).fillna(False)
        for column in spec["forgets"]:
            out[column] = out[column].where(over, None)
    if time == "span" and last < spec["last"]:
        out["end"] = out["end"].clip(upper=last)
        if "ongoing" in out:
            out["ongoing"] = (out["end"] >= last).astype("int64")
    if time == "treaty":
        later = out["exit_year"].fillna(0) > last
        out.loc[later, ["exit", "exit_year"]] = None
        out.loc[later, "in_force_at_end"] = 1
        out.loc[later, ["end_mode", "end_cause"]] = 0
    return out.reset_index(drop=True)


def _ties(cut: str | None) -> pd.DataFrame:
    """The hand-sourced ties of the Asian case; ends after the vintage are forgotten."""
    import pandas as pd

    if not TIES.is_file():
        raise DataError("The table of ties is missing.", where=TIES, hint="Reinstall counterpoise.")
    try:
        frame = pd.read_csv(TIES, dtype=str, comment="#", keep_default_na=False)
    except (ValueError, OSError) as error:
        raise DataError(
            f"The table of ties cannot be read ({error}).", where=TIES, hint="Mend that line."
        ) from error
    lacking = {"a", "b", "rung", "kind", "start", "end", "title", "source"} - set(frame.columns)
    if lacking:
        raise DataError(
            f"The table of ties lacks {', '.join(sorted(lacking))}.", where=TIES, hint="Add the columns."
        )
    if frame["rung"].str.isdigit().all():
        frame["rung"] = frame["rung"].astype("int64")
    if cut is not None:
        frame = frame[frame["start"] <= cut].copy()
        frame.loc[frame["end"] > cut, "end"] = ""
    return frame.reset_index(drop=True)


def source_keys(store: Store, name: str) -> tuple[str, ...]:
    """Catalogue keys of the raw tables behind a table."""
    if name == "ties":
        return ("ties",)
    if name not in store.table_specs:
        raise UnknownNameError(f"The panel has no table {name!r}.", hint=nearest(name, store.table_specs))
    spec = store.table_specs[name]
    return (str(spec["source"]), *map(str, spec.get("also", ())))


def last_observed(store: Store, name: str) -> int:
    """Last year that a matrix observes rather than carries."""
    return int(store.table_specs[_spec(name)[0]]["last"])


def window(store: Store, name: str, cut: str | None, *, knowable: bool = False) -> tuple[int, int, int]:
    """First year, last year observed and last year carried of a table, as far as the vintage knows."""
    if name not in store.table_specs:
        raise UnknownNameError(f"The panel has no table {name!r}.", hint=nearest(name, store.table_specs))
    spec = store.table_specs[name]
    first, last, carried = int(spec["first"]), int(spec["last"]), int(spec["carried"])
    if cut is not None:
        public = store.last_public(spec["source"], cut, knowable=knowable)
        stale = knowable or public < last
        last, carried = min(last, public), min(carried, public if stale else int(cut[:4]))
    return first, last, carried


def _spec(name: str) -> tuple[str, str | None, bool]:
    if name not in MATRICES:
        raise UnknownNameError(f"The panel has no matrix {name!r}.", hint=nearest(name, MATRICES))
    return MATRICES[name]


def matrix(
    store: Store,
    name: str,
    ccodes: Sequence[int],
    years: Sequence[int],
    cut: str | None,
    *,
    knowable: bool = False,
) -> NDArray[np.float64]:
    """A dyadic quantity as ``[year, source, target]``.

    Within the years that the source covers an absent pair is 0 (for distances: unknown, NaN); outside them
    every cell is NaN, the diagonal included.  Carried years count as covered, except in a vintage that ends
    before.
    """
    source, column, both = _spec(name)
    spec = store.table_specs[source]
    wanted = np.asarray(years, dtype=np.int64)
    if name == "capital_distance":
        out = _capital_distance(store, ccodes, wanted, cut, knowable=knowable)
    else:
        frame = table(store, source, cut, knowable=knowable)
        if name == "contiguity":
            frame = frame[frame["type"] > 0]  # of two spells in a year the first with a border counts
        out = np.full((len(wanted), len(ccodes), len(ccodes)), np.nan if name == "mindist" else 0.0)
        _fill(out, frame, ccodes, wanted, column, both=both, time=spec["time"])
    diagonal = np.arange(len(ccodes))
    out[:, diagonal, diagonal] = 0.0
    last = window(store, source, cut, knowable=knowable)[2]
    out[(wanted < spec["first"]) | (wanted > last)] = np.nan
    return out


def _fill(
    out: NDArray[np.float64],
    frame: pd.DataFrame,
    ccodes: Sequence[int],
    years: NDArray[np.int64],
    column: str | None,
    *,
    both: bool,
    time: str,
) -> None:
    """Write rows into ``[year, source, target]``; of two spells in one year the first counts."""
    place = {code: index for index, code in enumerate(ccodes)}
    inside = frame[frame["ccode1"].isin(place) & frame["ccode2"].isin(place)]
    start = "start" if time == "span" else "year"
    end = "end" if time == "span" else "year"
    inside = inside.sort_values([start], kind="stable")[::-1]
    value = inside[column].to_numpy(dtype=float) if column else np.ones(len(inside))
    source, target = (
        np.array([place[code] for code in inside[name]], dtype=np.int64) for name in ("ccode1", "ccode2")
    )
    order = np.argsort(years, kind="stable")
    begin = np.searchsorted(years[order], inside[start].to_numpy(), side="left")
    count = np.maximum(np.searchsorted(years[order], inside[end].to_numpy(), side="right") - begin, 0)
    row = np.repeat(np.arange(len(count)), count)
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    when = order[begin[row] + step]
    out[when, source[row], target[row]] = value[
        row
    ]  # a repeated cell keeps the last, the first of its spells
    if both:
        out[when, target[row], source[row]] = value[row]


def _capital_distance(
    store: Store, ccodes: Sequence[int], years: NDArray[np.int64], cut: str | None, *, knowable: bool
) -> NDArray[np.float64]:
    """Great-circle distance between capitals in km; in a year of a move the later capital counts."""
    frame = table(store, "capitals", cut, knowable=knowable).sort_values(["ccode", "start"], kind="stable")
    place = {code: index for index, code in enumerate(ccodes)}
    where = np.full((2, len(years), len(ccodes)), np.nan)
    frame = frame[frame["ccode"].isin(place)]
    columns = (frame[name].to_numpy() for name in ("ccode", "start", "end", "lat", "lng"))
    for code, first, last, north, east in zip(*columns, strict=True):
        rows = np.flatnonzero((years >= first) & (years <= last))
        where[0, rows, place[code]], where[1, rows, place[code]] = north, east
    lat, lng = np.radians(where)
    one, two = lat[:, :, None], lat[:, None, :]
    turn = np.sin((lng[:, :, None] - lng[:, None, :]) / 2) ** 2
    half = np.sin((one - two) / 2) ** 2 + np.cos(one) * np.cos(two) * turn
    distance: NDArray[np.float64] = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return distance
