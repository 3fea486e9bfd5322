"""Cubes of values, masks and sources by variable, filled on first use from what a vintage keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import Mask

if TYPE_CHECKING:
    from counterpoise.data.panel import Panel

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Cubes", "Floats", "Masks"]

FIRST_YEAR, LAST_YEAR = 1816, 2050
_GROWN = ("gdp_ppp", "gdp_market")
"""Variables whose years after the last observation follow SSP2 growth."""

Floats = NDArray[np.float64]
Masks = NDArray[np.uint8]


class Cubes(dict[int, tuple[Floats, Masks, NDArray[np.int16]]]):
    """Cubes by variable, filled on first use from the cells that the vintage keeps."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel

    def __missing__(self, index: int) -> tuple[Floats, Masks, NDArray[np.int16]]:
        panel, store = self._panel, self._panel._store
        if "file" in store.variables[store.variable_names[index]]:
            self[index] = _published(panel, store.variable_names[index])
            return self[index]
        part = store.span(index)
        keep = store.kept(part, panel.cut, knowable=panel.knowable)
        shape = (LAST_YEAR - FIRST_YEAR + 1, len(store.ccodes))
        values, mask = np.full(shape, np.nan), np.zeros(shape, np.uint8)
        source = np.full(shape, -1, np.int16)
        at = (store.year[part][keep] - FIRST_YEAR, store.state[part][keep])
        values[at], mask[at], source[at] = (
            store.value[part][keep],
            store.mask[part][keep],
            store.source[part][keep],
        )
        if panel.cut is not None and store.variable_names[index] in _GROWN:
            _regrow(values, mask, source, self[store.order["gdp_ssp2"]][0], store.source_keys.index("ssp"))
        self[index] = (values, mask, source)
        return self[index]


def _published(panel: Panel, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
    """Cube of a variable taken over as published: observed wherever it is known, from one source."""
    store = panel._store
    told = store.variables[variable]
    file, key = store.published(told["file"]), told["sources"][0]
    shape = (LAST_YEAR - FIRST_YEAR + 1, len(store.ccodes))
    values = np.full(shape, np.nan)
    keep = np.ones(len(file["year"]), dtype=bool)
    if panel.cut is not None:
        keep = file["year"] <= store.last_public(key, panel.cut, knowable=panel.knowable)
    values[file["year"][keep] - FIRST_YEAR, file["state"][keep]] = file[variable][keep]
    known = ~np.isnan(values)
    source = np.where(known, store.source_keys.index(key), -1).astype(np.int16)
    return values, np.where(known, Mask.OBSERVED, Mask.MISSING).astype(np.uint8), source


def _regrow(values: Floats, mask: Masks, source: NDArray[np.int16], path: Floats, key: int) -> None:
    """Project each state from its last surviving observation at the growth of ``path``, in place."""
    for column in range(values.shape[1]):
        known = np.flatnonzero((mask[:, column] > 0) & (mask[:, column] != Mask.PROJECTED))
        if not len(known):
            continue
        last = int(known[-1])
        ahead = np.arange(last + 1, len(values))
        grown = values[last, column] * path[ahead, column] / path[last, column]
        fine = ~np.isnan(grown)
        values[ahead, column] = np.where(fine, grown, np.nan)
        mask[ahead, column] = np.where(fine, Mask.PROJECTED, Mask.MISSING)
        source[ahead, column] = np.where(fine, key, -1)
