"""The panel as a year could know it: every array ends with the origin, long series take the place of modern ones.

The modern series behind a scenario (World Bank accounts, SIPRI burdens, SSP and UN projections) begin in 1950 or
later and their projections are younger still.  A vintage answers for the same names from series of two centuries:

* output is that of Fariss and others (2022); later years grow as the origin would have expected
  (:mod:`counterpoise.vintage.growth`) and are marked as projected;
* military spending is a state's share of the world's spending (NMC), in units of the world's output, with the
  world's burden held at :data:`WORLD_BURDEN`; nominal pounds, marks and dollars cannot be added over the years;
* a burden is that spending over output, so burdens compare states and years of one case, not cases;
* population is that of Fariss and others; age structure is unknown.

Sources first published after the origin are used for their values up to it: what was measured later of an earlier
year is allowed, what happened later is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel, tables
from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR, Floats, Masks
from counterpoise.scenario.model import FIRST_ORIGIN, LAST_ORIGIN
from counterpoise.vintage.growth import expected_growth
from counterpoise.vocabulary import DataError, Mask

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.scenario import Scenario
    from counterpoise.vintage.fits import Fits

__all__ = ["EARLIEST", "LAST_SPENDING", "LATEST", "WORLD_BURDEN", "VintagePanel", "known_to"]

EARLIEST, LATEST = FIRST_ORIGIN, LAST_ORIGIN
"""Origins that the long series can serve."""

WORLD_BURDEN = 0.03
"""Share of the world's output that its armies are taken to cost: the unit of spending, which no ratio depends on."""

LAST_SPENDING, _LONG_ENDS = 2022, 2019
"""Last years of NMC and of the long series of output."""

_LEAST = 1e-3
"""Least burden: NMC's zeros are roundings of small armies."""


class VintagePanel(Panel):
    """The panel that ends with a year.

    Attributes:
        origin: Last year known.
        fits: Equations to use in place of the stored ones; None unless they were fitted anew.

    Args:
        panel: Compiled panel.
        origin: Last year known.

        afterwards: Whether the panel is read to see what happened: then the last year may be as late as
            :data:`LAST_SPENDING`, output after 2019 growing as the modern accounts say.

    Raises:
        DataError: An origin that the long series cannot serve.

    >>> from counterpoise.data import open_panel
    >>> known = VintagePanel(open_panel(), 1913)
    >>> bool(np.isnan(known.values("cinc", ["FRA"], [1914])[0, 0]))
    True
    """

    def __init__(self, panel: Panel, origin: int, *, afterwards: bool = False) -> None:
        if not EARLIEST <= origin <= (LAST_SPENDING if afterwards else LATEST):
            raise DataError(
                f"Nothing can be hindcast from {origin}.",
                hint=f"Choose an origin from {EARLIEST} to {LATEST}: series of two centuries serve those.",
            )
        super().__init__(panel._store, f"{origin + 1}-07-01", knowable=True)
        self.origin = origin
        self.fits: Fits | None = None

    def table(self, name: str) -> pd.DataFrame:
        """A dyadic or event table to the end of the origin year; the rows of the half year after it are gone too."""
        if name == "ties":
            return tables.table(self._store, name, f"{self.origin}-12-31")
        frame = super().table(name)
        if "date" in frame:
            frame = frame[frame["date"].astype(str).str[:4].astype(int) <= self.origin].reset_index(drop=True)
        return frame

    def _cube(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        """Values, masks and sources ``[year, state]``, nothing after the origin but what it would project."""
        if variable in _REBUILT:
            return self.remember(("rebuilt", variable), lambda: self._rebuilt(variable))
        return self.remember(("ended", variable), lambda: self._ended(variable))

    def _ended(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        known = super()._cube(variable)
        values, mask, source = known[0].copy(), known[1].copy(), known[2].copy()
        if variable == "gdp_long" and self.origin > _LONG_ENDS:
            modern = super()._cube("gdp_ppp")[0]
            for t in range(_LONG_ENDS + 1 - FIRST_YEAR, self.origin + 1 - FIRST_YEAR):
                values[t] = values[t - 1] * modern[t] / modern[t - 1]
        after = slice(self.origin + 1 - FIRST_YEAR, None)
        values[after], mask[after], source[after] = np.nan, Mask.MISSING, -1
        return values, mask, source

    def _rebuilt(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        if variable in ("gdp_market", "gdp_ppp"):
            return self._output()
        if variable == "population":
            return self._ended("pop_long")
        values, filled = self._spending()
        if variable == "burden":
            lived = np.where(self._ended("member")[0] > 0, values / self._ended("gdp_long")[0], np.nan)
            values = np.maximum(lived, _LEAST)
        kind = np.where(filled, Mask.IMPUTED, Mask.OBSERVED)
        mask = np.where(np.isfinite(values), kind, Mask.MISSING).astype(np.uint8)
        return values, mask, np.where(mask > 0, self._store.source_keys.index("nmc"), -1).astype(np.int16)

    def _output(self) -> tuple[Floats, Masks, NDArray[np.int16]]:
        known = self._ended("gdp_long")
        values, mask, source = known[0].copy(), known[1].copy(), known[2].copy()
        here = self.origin - FIRST_YEAR
        growth = expected_growth(values[: here + 1], self._ended("pop_long")[0][: here + 1])
        ahead = np.arange(1, LAST_YEAR - self.origin + 1)
        values[here + 1 :] = values[here] * np.exp(growth * ahead[:, None])
        mask[here + 1 :] = np.where(np.isfinite(values[here + 1 :]), Mask.PROJECTED, Mask.MISSING)
        source[here + 1 :] = source[here]
        return values, mask, source

    def _spending(self) -> tuple[Floats, NDArray[np.bool_]]:
        """Spending in units of output, and which cells were filled.

        It is the share of the world's spending, times the world's output and burden.  A year in which a state was
        not there, occupied for one, bought nothing; a year that nobody recorded takes the share of the year before.
        """
        spent, output = self._ended("nmc_milex")[0], self._ended("gdp_long")[0]
        both = np.isfinite(spent) & np.isfinite(output)
        world = np.where(both, spent, 0.0).sum(axis=1, keepdims=True)
        size = np.where(both, output, 0.0).sum(axis=1, keepdims=True)
        share = np.where(both, spent, np.nan) / np.where(world > 0, world, np.nan)
        here, filled = self._ended("member")[0] > 0, np.zeros(share.shape, dtype=bool)
        last = share[0].copy()
        for t in range(1, self.origin + 1 - FIRST_YEAR):
            gap = np.isnan(share[t]) & np.isfinite(last)
            share[t] = np.where(gap, np.where(here[t], last, 0.0), share[t])
            filled[t] = gap
            last = np.where(np.isfinite(share[t]) & here[t], share[t], last)
        made = share * size * WORLD_BURDEN
        return np.where(here & np.isfinite(output), np.fmax(made, _LEAST * output), made), filled


def known_to(panel: Panel, scenario: Scenario) -> Panel:
    """What a scenario may know: the vintage of its edition, or the past that ends with its origin.

    Args:
        panel: Compiled panel.
        scenario: Cut to its edition.
    """
    if scenario.origin is not None:
        return panel if isinstance(panel, VintagePanel) else VintagePanel(panel, scenario.origin)
    cut = panel.vintage(str(scenario.cutoff))
    if not scenario.scenario.whole:
        return cut
    from counterpoise.vintage.whole import WholePanel

    return WholePanel(cut, scenario)


_REBUILT = frozenset({"gdp_market", "gdp_ppp", "population", "milex", "burden"})
