"""The panel as a scenario of the whole world needs it: no state without a start, and no end in 2050.

A region can be chosen so that everything about it is known; the world cannot.  What is missing is not zero: each gap is
filled by a rule that is written down here and marked as imputed or projected, and a state that no rule can serve
(:data:`UNSERVED`) is left out by name.

* *Output at market rates*, where only purchasing power is known: its share of output at purchasing power is that of the
  line through all other states, on output per head (poor states are cheap; Balassa 1964, Samuelson 1964).
* *Output after the last projection*, for the small states that the shared paths leave out: per head it grows like the
  median state of the region.
* *Military burden*: a state for which NMC counts no soldier spends :data:`LEAST`; for another, unknown for ten years
  or always, the lower quartile of its region stands.
* *Electoral democracy*, of states too small for V-Dem: the median of the region.
* *After 2050*, where official projections end: output per head and year grows as the sixty years before would lead one
  to expect, decade by decade (:func:`counterpoise.vintage.growth.expected_growth`), and population and ages stay as in
  2050, the reference of C3.
* *Ties*, outside the sourced table: a treaty that ATOP holds in force in 2018 is taken to be in force still, except
  that the patron's treaties of defence are those that the scenario names; states bound by one treaty that the scenario
  names are bound to one another; a state in which the patron keeps a hundred troops gives it access.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from counterpoise.data import Panel
from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR, Floats, Masks
from counterpoise.measures.hazard import region_of
from counterpoise.scenario.model import LAST_CONTINUED
from counterpoise.vintage.growth import AHEAD, MEMORY, expected_growth
from counterpoise.vocabulary import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from counterpoise.scenario import Scenario

__all__ = ["LEAST", "UNSERVED", "WholePanel"]

UNSERVED = {"LIE": "no series of output", "XKX": "no series of population or of output at purchasing power"}
"""States of today that no rule can serve, and why; they count with the rest of the world as far as they are known."""

LEAST = 1e-3
"""Burden of a state without soldiers: what guards the coast of one that has no army; as in a hindcast."""

_SINCE, _NOW = 1992, 2024
"""Years for which gaps are filled: those from which stocks are made, and the last that is observed."""

_QUARTILE = 0.25
"""Place among its region's burdens of one that is unknown, as for a share of output in the history."""


class WholePanel(Panel):
    """A panel whose gaps are filled by the rules above and whose projections go on to :data:`LAST_CONTINUED`.

    Args:
        panel: Cut to the edition.
        scenario: Names the treaties of many and the patron.
        place: Quantile of its region's burdens at which an unknown one is put; another shows what that guess decides.
    """

    _years = slice(_SINCE - FIRST_YEAR, LAST_YEAR + 1 - FIRST_YEAR)

    def __init__(self, panel: Panel, scenario: Scenario, place: float = _QUARTILE) -> None:
        super().__init__(panel._store, panel.cut, knowable=panel.knowable)
        self._scenario, self._place = scenario, place

    def values(self, variable: str, ccodes: Sequence[str | int], years: Sequence[int]) -> Floats:
        """Values of a variable, those after 2050 as continued (see :meth:`Panel.values`)."""
        found = super().values(variable, ccodes, years)
        late = [k for k, year in enumerate(years) if year > LAST_YEAR]
        if late and variable in _CONTINUED:
            beyond = self.remember(("beyond", variable), lambda: self._beyond(variable))
            rows = np.array([min(years[k], LAST_CONTINUED + 1) - LAST_YEAR - 1 for k in late])
            found[late] = beyond[np.ix_(rows, self._columns(ccodes))]
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A table of the panel; ties with those that the rules add."""
        frame = super().table(name)
        if name != "ties":
            return frame
        return self.remember("ties", lambda: pd.concat([frame, self._ties(frame)], ignore_index=True))

    def _cube(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        if variable not in _FILLED:
            return super()._cube(variable)
        return self.remember(("filled", variable), lambda: self._filled(variable))

    def _filled(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        known = super()._cube(variable)
        values, mask, source = known[0].copy(), known[1].copy(), known[2].copy()
        span = self._years
        full = {
            "gdp_ppp": self._output,
            "gdp_market": self._at_market,
            "burden": self._burdens,
            "milex": self._spending,
            "polyarchy": self._regimes,
        }[variable](values[span])
        years = np.arange(_SINCE, LAST_YEAR + 1)[:, None]
        new = np.isnan(values[span]) & np.isfinite(full) & self._living
        values[span] = np.where(new, full, values[span])
        mask[span] = np.where(new, np.where(years > _NOW, Mask.PROJECTED, Mask.IMPUTED), mask[span])
        return values, mask, source

    @property
    def _living(self) -> NDArray[np.bool_]:
        """States of today ``[state]``."""
        return np.asarray(super()._cube("member")[0][_NOW - FIRST_YEAR] > 0)

    @property
    def _regions(self) -> NDArray[np.int64]:
        return np.asarray(region_of(np.asarray(self.states)))

    def _span(self, variable: str) -> Floats:
        return self._cube(variable)[0][self._years]

    def _output(self, known: Floats) -> Floats:
        """Output at purchasing power.

        Where it was never known, output at market rates at the region's median ratio; after its last year a state
        grows per head like its region's median.
        """
        people, market = self._span("population"), super()._cube("gdp_market")[0][self._years]
        full = known.copy()
        for t in range(len(full)):
            unlike = market[t] / np.exp(self._by_region(np.log(market[t] / known[t]), 0.5))
            full[t] = np.where(np.isnan(known).all(axis=0), unlike, full[t])
            if t:
                more = np.nan_to_num(np.log(people[t] / people[t - 1]))
                usual = self._by_region(np.log(full[t] / full[t - 1]) - more, 0.5)
                full[t] = np.where(np.isnan(full[t]), full[t - 1] * np.exp(usual + more), full[t])
        return full

    def _at_market(self, known: Floats) -> Floats:
        """Output at market rates, from purchasing power by a state's last ratio or the line on output per head."""
        output = self._span("gdp_ppp")
        income = np.log(output / self._span("population"))
        here = _NOW - _SINCE
        ratio = np.log(known[here] / output[here])
        fits = np.isfinite(ratio) & np.isfinite(income[here]) & self._living
        slope, height = np.polyfit(income[here][fits], ratio[fits], 1)
        full, last = known.copy(), np.full(known.shape[1], np.nan)
        for t in range(len(full)):
            seen = np.log(known[t] / output[t])
            last = np.where(np.isfinite(seen), seen, last)
            line = np.where(np.isfinite(last), last, height + slope * income[t])
            full[t] = np.where(np.isnan(full[t]), output[t] * np.exp(line), full[t])
        return full

    def _burdens(self, known: Floats) -> Floats:
        soldiers = self.latest("nmc_milper", list(self.states), _NOW)[0]
        full = known.copy()
        for t in range(_NOW - _SINCE + 1):
            unknown = np.isnan(known[max(0, t - _MEMORY) : t + 1]).all(axis=0)
            usual = self._by_region(np.where(self._living, known[t], np.nan), self._place)
            full[t] = np.where(unknown, np.where(soldiers == 0, LEAST, np.maximum(usual, LEAST)), full[t])
        return full

    def _spending(self, known: Floats) -> Floats:
        """Burden times output, a burden of the ten years before standing for a missing one."""
        burden, output = self._span("burden").copy(), self._span("gdp_market")
        for t in range(1, _NOW - _SINCE + 1):
            burden[t] = np.where(np.isnan(burden[t]), burden[t - 1], burden[t])
        return np.where(np.isnan(known), burden * output, known)

    def _regimes(self, known: Floats) -> Floats:
        full = known.copy()
        never = np.isnan(known[: _NOW - _SINCE + 1]).all(axis=0)
        for t in range(_NOW - _SINCE + 1):
            usual = self._by_region(np.where(self._living, known[t], np.nan), 0.5)
            full[t] = np.where(never, usual, full[t])
        return full

    def _by_region(self, values: Floats, place: float) -> Floats:
        """A quantile of a quantity among the states of each state's region for which it is known ``[state]``."""
        out = np.full(len(values), np.nan)
        for region in np.unique(self._regions):
            here = self._regions == region
            some = values[here & np.isfinite(values)]
            if len(some):
                out[here] = np.quantile(some, place)
        return out

    def _beyond(self, variable: str) -> Floats:
        """The years after the last projection ``[year, state]``."""
        last = self._cube(variable)[0][-1]
        years = LAST_CONTINUED + 1 - LAST_YEAR
        if variable not in ("gdp_market", "gdp_ppp"):
            return np.tile(last, (years, 1))
        growth = self.remember("late growth", self._late_growth)
        return np.asarray(last * np.exp(np.cumsum(growth, axis=0)))

    def _late_growth(self) -> Floats:
        """Yearly log growth after the last projection, decade by decade ``[year, state]``."""
        since = LAST_YEAR - MEMORY - FIRST_YEAR
        output, people = self._cube("gdp_ppp")[0][since:], self._cube("population")[0][since:]
        years, found = LAST_CONTINUED + 1 - LAST_YEAR, list[Floats]()
        while len(found) < years:
            growth = expected_growth(output, people)
            ahead = np.arange(1, AHEAD + 1)[:, None]
            output = np.concatenate([output, output[-1] * np.exp(growth * ahead)])[AHEAD:]
            people = np.concatenate([people, np.tile(people[-1], (AHEAD, 1))])[AHEAD:]
            found += [growth] * AHEAD
        return np.stack(found[:years])

    def _ties(self, sourced: pd.DataFrame) -> pd.DataFrame:
        """Rows of ties that the sourced table does not speak of."""
        tabled = set(sourced["a"]) | set(sourced["b"])
        rows = [row for row in self._named() if not {row[0], row[1]} <= tabled]
        columns = dict.fromkeys(sourced.columns, "")
        made = [
            {
                **columns,
                "a": a,
                "b": b,
                "rung": rung,
                "kind": kind,
                "start": start,
                "title": title,
                "source": said,
            }
            for a, b, rung, kind, start, title, said in rows
        ]
        return pd.DataFrame(made, columns=sourced.columns).astype({"rung": sourced["rung"].dtype})

    def _named(self) -> Iterator[tuple[str, str, int, str, str, str, str]]:
        """First and second state, rung, kind, start, title and source."""
        roles, treaties = self._scenario.roles, self._scenario.treaties
        for one in treaties:
            a, b = sorted((one.patron, one.ally))
            yield a, b, 4, "alliance", str(one.date), one.name, one.source
            for two in treaties:
                if one.ally < two.ally and (one.name, one.source) == (two.name, two.source):
                    since = str(max(one.date, two.date))
                    yield one.ally, two.ally, 4, "alliance", since, one.name, one.source
        table = super().table("alliances")
        last = int(table["end"].to_numpy().max())
        live = table[table["end"] == last]
        for columns in zip(*(live[name] for name in ("ccode1", "ccode2", "defence", "start")), strict=True):
            one_code, two_code, defence, start = (int(value) for value in columns)
            a, b = sorted((self.iso3(one_code), self.iso3(two_code)))
            rung, kind = (4, "alliance") if defence and roles.patron not in (a, b) else (1, "consultation")
            yield a, b, rung, kind, f"{start}-01-01", f"In force in {last}", "ATOP 5.1"
        for host in sorted(self._hosts() - {roles.patron, *roles.partners_of_challenger}):
            a, b = sorted((host, roles.patron))
            yield a, b, 3, "basing", f"{_NOW}-01-01", "Host of the patron's troops", "us_troops_reports"

    def _hosts(self) -> set[str]:
        """States in which the patron had troops when last counted."""
        if self._scenario.roles.patron != _SEEN:
            return set()
        troops, year = self.latest("us_troops", list(self.states), _NOW)
        there = (troops >= _GARRISON) & (year >= _NOW - 1)
        return {self.iso3(code) for code, host in zip(self.states, there, strict=True) if host}


_FILLED = frozenset({"gdp_ppp", "gdp_market", "burden", "milex", "polyarchy"})
_CONTINUED = frozenset(
    {
        "gdp_ppp",
        "gdp_market",
        "population",
        "population_high",
        "population_low",
        "working_age",
        "youth",
        "aged",
    }
)

_MEMORY = 10
"""Years for which a burden that is no longer published still speaks."""

_SEEN, _GARRISON = "USA", 100.0
"""The one patron whose troops abroad are counted, and from how many a state is a host, as in a hindcast."""
