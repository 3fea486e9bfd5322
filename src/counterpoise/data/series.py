"""Wide files of state-years: many variables of one source side by side, read only when one is asked for.

Claim: a published table that nothing repairs or projects needs no mask, source or day for each cell.  Every
value is observed, its source is the file's, and its day follows from the passport of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from counterpoise.data import sources_nuclear, sources_polity, sources_series, sources_wdi
from counterpoise.data.digits import narrow
from counterpoise.data.read import Shelf

__all__ = ["SERIES", "SeriesSpec", "wide"]


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """A wide file: how it is made, and from which source.

    Attributes:
        build: Makes a frame with ``ccode``, ``year`` and one column for each variable.
        source: Catalogue key, the source of every value in it.
    """

    build: Callable[[Shelf], pd.DataFrame]
    source: str


SERIES: Mapping[str, SeriesSpec] = {
    "creg": SeriesSpec(sources_series.creg, "creg"),
    "fariss": SeriesSpec(sources_series.fariss, "fariss"),
    "hief": SeriesSpec(sources_series.hief, "hief"),
    "igo_states": SeriesSpec(sources_series.igo_states, "igo_states"),
    "ideal_points": SeriesSpec(sources_series.ideal_points, "ideal_points"),
    "leeds_savun": SeriesSpec(sources_series.leeds_savun, "leeds_savun"),
    "nuclear": SeriesSpec(sources_nuclear.nuclear, "nuclear_status"),
    "polity": SeriesSpec(sources_polity.polity, "polity5"),
    "pwt": SeriesSpec(sources_wdi.pwt, "pwt"),
    "territorial_threat": SeriesSpec(sources_series.territorial_threat, "territorial_threat"),
    "uds": SeriesSpec(sources_polity.uds, "uds"),
    "vdem": SeriesSpec(sources_polity.vdem, "vdem"),
    "wdi_gdp": SeriesSpec(sources_wdi.output, "wdi_gdp"),
    "wdi_military": SeriesSpec(sources_wdi.military, "wdi_military"),
    "wdi_science": SeriesSpec(sources_wdi.science, "wdi_science"),
    "wdi_technology": SeriesSpec(sources_wdi.technology, "wdi_technology"),
}
"""All wide files by name."""


def wide(spec: SeriesSpec, shelf: Shelf) -> pd.DataFrame:
    """The frame of a file, ready to be written: known rows only, seven significant digits, sorted."""
    frame = spec.build(shelf)
    names = [name for name in frame.columns if name not in ("ccode", "year")]
    known = frame.dropna(subset=["ccode", "year"]).dropna(subset=names, how="all")
    known = known.astype({"ccode": "int16", "year": "int16"})
    return narrow(known[["ccode", "year", *names]]).sort_values(["ccode", "year"], ignore_index=True)
