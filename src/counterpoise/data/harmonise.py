"""From raw tables to cells: one row for each value, with its mask, its source and the day it became public.

A *cell* is (variable, ccode, year, value, mask, source, public).  Only known values have a row: a missing
cell has none, so it can never be read as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from counterpoise.data.catalogue import entry
from counterpoise.vocabulary import Mask

__all__ = [
    "CELL",
    "LAST_YEAR",
    "cells",
    "expand_years",
    "gw_to_cow",
    "hosts",
    "interpolate_growth",
    "join",
    "known",
    "spans",
    "worst",
]

CELL = ("variable", "ccode", "year", "value", "mask", "source", "public")
LAST_YEAR = 2050
"""The last year of the panel: official projections are compiled up to here."""
_RECODED = (260, 340, 678, 679, 817)
"""Gleditsch-Ward codes that mean another state, or another time, in the COW list."""


def cells(
    frame: pd.DataFrame,
    column: str,
    variable: str,
    source: str,
    *,
    scale: float = 1.0,
    projected_after: int | None = None,
    mask: Mask = Mask.OBSERVED,
    years: tuple[int, int] = (1816, LAST_YEAR),
) -> pd.DataFrame:
    """Cells of ``variable`` from a column of a raw table with ``ccode`` and ``year``.

    Args:
        frame: Raw table; rows without a code, a year or a value are left out, so they stay missing.
        column: Column that holds the values.
        variable: Name of the panel variable.
        source: Catalogue key.
        scale: Factor from the raw unit to the panel's unit.
        projected_after: Years later than this are marked projected and count as public with the source
            itself.
        mask: Mask of the other years.
        years: First and last year taken.

    Returns:
        Frame with the columns of ``CELL``, sorted by state and year.
    """
    known = frame["ccode"].notna() & frame["year"].between(*years) & frame[column].notna()
    part = frame.loc[known, ["ccode", "year", column]]
    out = pd.DataFrame(
        {
            "variable": variable,
            "ccode": part["ccode"].astype("int64"),
            "year": part["year"].astype("int64"),
            "value": part[column].astype("float64") * scale,
            "mask": int(mask),
            "source": source,
        }
    )
    if projected_after is not None:
        out.loc[out["year"] > projected_after, "mask"] = int(Mask.PROJECTED)
    passport = entry(source)
    public = {
        year: passport.source.released
        if projected_after is not None and year > projected_after
        else passport.public(year)
        for year in range(years[0], years[1] + 1)
    }
    out["public"] = out["year"].map(public)
    return out.sort_values(["ccode", "year"], ignore_index=True)


def join(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """One frame of cells; of several cells for one place the first wins, as the caller ranked them."""
    table = pd.concat(list(parts), ignore_index=True)[list(CELL)]
    return table.drop_duplicates(["variable", "ccode", "year"], keep="first", ignore_index=True)


def worst(masks: Sequence[pd.Series]) -> pd.Series:
    """Mask of a product: projected if any factor is, else imputed if any is, else observed.

    >>> worst([pd.Series([1, 1, 2]), pd.Series([1, 2, 3])]).tolist()
    [1, 2, 3]
    """
    table = pd.concat(masks, axis=1)
    return table.max(axis=1).astype("int64")


def interpolate_growth(years: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Yearly values at constant growth between the given years.

    Claim: official projections come in steps of five years; within a step the log grows linearly.

    Args:
        years: Increasing years of the steps.
        values: Positive values at those years.

    Returns:
        All years from first to last, and their values.

    >>> interpolate_growth(np.array([2020, 2022]), np.array([1.0, 4.0]))[1].tolist()
    [1.0, 2.0, 4.0]
    """
    every = np.arange(int(years[0]), int(years[-1]) + 1)
    return every, np.exp(np.interp(every, years, np.log(values)))


def expand_years(frame: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """One row per year of every span, with a ``year`` column."""
    length = (frame[end] - frame[start] + 1).to_numpy(dtype="int64")
    out = frame.loc[frame.index.repeat(length)].reset_index(drop=True)
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    out["year"] = out[start].to_numpy(dtype="int64") + offset
    return out


def spans(frame: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    """Rows of (keys, year, values) as spans: runs of consecutive years with unchanged values.

    >>> table = pd.DataFrame({"a": [1, 1, 1], "year": [2000, 2001, 2003], "v": [5, 5, 5]})
    >>> spans(table, ["a"], ["v"])[["start", "end"]].to_numpy().tolist()
    [[2000, 2001], [2003, 2003]]
    """
    table = frame[[*keys, "year", *values]].sort_values([*keys, "year"], ignore_index=True)
    before = table.shift(1)
    same = (table[[*keys, *values]] == before[[*keys, *values]]).all(axis=1) & (
        table["year"] == before["year"] + 1
    )
    table["run"] = (~same).cumsum()
    out = table.groupby("run", sort=True).agg(
        **{name: (name, "first") for name in [*keys, *values]}, start=("year", "min"), end=("year", "max")
    )
    return out.reset_index(drop=True)


def gw_to_cow(codes: pd.Series, years: pd.Series, crosswalk: pd.DataFrame) -> pd.Series:
    """COW codes for Gleditsch-Ward codes, by year, since the two lists part over Germany, Yemen and Serbia.

    Args:
        codes: Gleditsch-Ward codes.
        years: Year of each code.
        crosswalk: State-years with ``gwcode``, ``ccode`` and ``year``.

    Returns:
        Nullable integer series; a code without a COW state in that year is missing.
    """
    known = crosswalk.dropna(subset=["gwcode", "ccode"]).drop_duplicates(["gwcode", "year"])
    look = {
        (int(g), int(y)): int(c)
        for g, c, y in zip(known["gwcode"], known["ccode"], known["year"], strict=True)
    }
    pairs = zip(codes, years, strict=True)
    found = [look.get((int(g), int(y))) if pd.notna(g) and pd.notna(y) else None for g, y in pairs]
    return pd.Series(found, index=codes.index, dtype="Int64")


def known(column: pd.Series, *codes: int) -> pd.Series:
    """A column of whole numbers without its codes for the unknown: nullable, so that missing is not zero.

    >>> known(pd.Series([3, -9]), -9).tolist()
    [3, <NA>]
    """
    numbers = column.astype("Int64")
    return numbers.where(~numbers.isin(codes))


def hosts(table: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """The rows of hosts that are states, with COW codes; territories (codes from 1000) are left out."""
    table = table[table["ccode"].notna() & (table["ccode"] < 1000)]
    codes = gw_to_cow(table["ccode"], table["year"], crosswalk)
    alike = ~table["ccode"].isin(_RECODED)
    codes = codes.where(codes.notna() | ~alike, table["ccode"].astype("Int64"))
    return table.assign(ccode=codes).dropna(subset=["ccode"])
