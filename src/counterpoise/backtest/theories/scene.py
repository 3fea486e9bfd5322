"""The start of a year as the theories see it: power, reach, menace, interests, leaders and institutions.

Everything is read from a :class:`~counterpoise.backtest.moment.Moment`, which ends with the year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment
from counterpoise.backtest.terms.tie import latest
from counterpoise.estimate.history import FIRST_YEAR, LAST_YEAR
from counterpoise.measures.hazard import region_of
from counterpoise.measures.projection import loss_of_strength
from counterpoise.measures.similarity import signorino_ritter

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["Scene", "with_institutions"]

Floats = NDArray[np.floating[Any]]

SHARED = "shared_institutions"
_FLOOR = 1e-5
_GRADIENT_KM = 500.0
_DECADE = 10


def with_institutions(knowledge: Knowledge, panel: Panel) -> Knowledge:
    """Knowledge with the number of organisations that two states share (COW IGO, 1816-2014), gaps left open.

    It is laid out like every other matrix of pairs, so that :meth:`Knowledge.until` cuts it off with the rest.
    """
    table = panel.table("igo_dyads")
    size = len(knowledge.history.codes)
    shared = np.full((LAST_YEAR - FIRST_YEAR + 1, size, size), np.nan, dtype=np.float32)
    codes = knowledge.history.codes
    known = np.isin(table["ccode1"], codes) & np.isin(table["ccode2"], codes)
    table = table[known]
    year = table["year"].to_numpy(dtype=np.int64) - FIRST_YEAR
    a, b = (np.searchsorted(codes, table[name].to_numpy(dtype=np.int64)) for name in ("ccode1", "ccode2"))
    value = table["shared"].to_numpy(dtype=np.float32)
    shared[year, a, b] = value
    shared[year, b, a] = value
    pairs = {**knowledge.pairs, SHARED: shared}
    return Knowledge(
        knowledge.history, knowledge.cells, pairs, knowledge.treaties, knowledge.at_war, knowledge.last
    )


@dataclass(frozen=True)
class Scene:
    """What the theories read of a moment; each property is computed once."""

    moment: Moment

    @cached_property
    def present(self) -> Floats:
        """1 for members of the state system."""
        return 1.0 * self.moment.history.member[-1]

    @cached_property
    def cinc(self) -> Floats:
        """Share of the world's capabilities; 0 for who is not a member."""
        return np.asarray(self.moment.history.cinc[-1] * self.present)

    @cached_property
    def power(self) -> Floats:
        """Log of that share."""
        return np.asarray(np.log(self.cinc + _FLOOR))

    @cached_property
    def growth(self) -> Floats:
        """Log growth of that share over ten years, 0 for states younger than that."""
        history = self.moment.history
        back = min(_DECADE, len(history.cinc) - 1) + 1
        old = history.member[-back] & history.member[-1]
        change = self.power - np.log(history.cinc[-back] + _FLOOR)
        return np.asarray(np.clip(np.where(old, change, 0.0), -1.5, 1.5))

    @cached_property
    def decay(self) -> Floats:
        """Share of strength that arrives from row at column: ``1 / (1 + km / 500)``."""
        near = np.array(loss_of_strength(self.moment.history.mindist[-1], _GRADIENT_KM, 1.0))
        np.fill_diagonal(near, 0.0)
        return near

    @cached_property
    def reach(self) -> Floats:
        """Power that row can bring to bear on column."""
        return np.asarray(self.cinc[:, None] * self.decay * self.present)

    @cached_property
    def aggressive(self) -> Floats:
        """Disputes a state has started with everybody (half-life eight years), from 0 towards 1."""
        starts = self.moment.memory.initiated[8.0].sum(axis=1)
        return np.asarray(starts / (starts + 1.0))

    @cached_property
    def attacked(self) -> Floats:
        """The same for disputes that others started with it."""
        suffers = self.moment.memory.initiated[8.0].sum(axis=0)
        return np.asarray(suffers / (suffers + 1.0))

    @cached_property
    def menace(self) -> Floats:
        """Reach times intentions: what row means to column."""
        return np.asarray(self.aggressive[:, None] * self.reach)

    @cached_property
    def armed(self) -> Floats:
        """Log soldiers per thousand people; the median where nobody knows."""
        cells = self.moment.known.cells
        rate = np.log(latest(cells["nmc_milper"]) + 1.0) - np.log(latest(cells["nmc_tpop"]) + 1.0)
        known = np.isfinite(rate)
        return np.where(known, rate, np.median(rate[known]) if known.any() else 0.0)

    @cached_property
    def net(self) -> Floats:
        """Share of output times output per head, in the most given by any: what a state can spare (Beckley 2018)."""
        history = self.moment.history
        head = np.nan_to_num(latest(self.moment.known.cells["gdppc_long"]), nan=500.0)
        value = history.output_share[-1] * head * self.present
        return np.asarray(value / max(float(value.max()), 1e-12))

    @cached_property
    def leader(self) -> int:
        """Place of the leading state: the major power with the largest net resources."""
        major = self.moment.history.major[-1] & self.moment.history.member[-1]
        return int(np.argmax(np.where(major, self.net, -1.0)))

    @cached_property
    def dissatisfied(self) -> Floats:
        """From 0 to 1: how far a state's defence pacts differ from the leader's (Signorino and Ritter's S)."""
        allied = 1.0 * self.moment.history.pacts["defence"][-1]
        np.fill_diagonal(allied, 1.0)
        weights = self.cinc / max(float(self.cinc.sum()), 1e-12)
        alike = np.asarray(signorino_ritter(allied, 1.0, weights, levels=(0.0, 1.0)))[self.leader]
        return np.asarray(np.clip(0.5 * (1.0 - np.nan_to_num(alike, nan=1.0)), 0.0, 1.0))

    @cached_property
    def dominance(self) -> Floats:
        """A state's power over that of the strongest other state of its region, in logs from -3 to 2."""
        region = region_of(self.moment.history.codes)
        out = np.full(len(region), -3.0)
        for place in np.unique(region):
            here = np.flatnonzero((region == place) & (self.present > 0))
            if len(here) < 2:
                continue
            order = np.sort(self.cinc[here])
            rival = np.where(self.cinc[here] == order[-1], order[-2], order[-1])
            out[here] = np.log((self.cinc[here] + _FLOOR) / (rival + _FLOOR))
        return np.clip(out, -3.0, 2.0)

    @cached_property
    def hegemony(self) -> Floats:
        """Reach of would-be hegemons, who outweigh or match the strongest other state of their region."""
        would_be = 1.0 / (1.0 + np.exp(-3.0 * self.dominance))
        return np.asarray(would_be[:, None] * self.reach)

    @cached_property
    def nearer(self) -> Floats:
        """Log power, discounted by distance, of third states stronger than row that stand nearer to column."""
        distance = self.moment.history.mindist[-1]
        out = np.zeros_like(self.reach)
        for j in np.flatnonzero(self.present):
            stronger = (self.cinc > self.cinc[j])[:, None] & (distance < distance[j][None, :])
            out[j] = np.where(stronger, self.reach, 0.0).sum(axis=0)
        return np.asarray(np.log(out + 1e-4))

    @cached_property
    def landless(self) -> Floats:
        """1 for states without a land border."""
        borders = (self.moment.history.contiguity[-1] == 1) & self.moment.history.dyads[-1]
        return np.asarray(1.0 * ~borders.any(axis=1))

    @cached_property
    def shared(self) -> Floats:
        """Log of one plus the organisations two states share, less the median pair's; 0 where unknown.

        Against the year's median, because organisations have multiplied for everybody.
        """
        value = np.log1p(latest(self.moment.known.pairs[SHARED]))
        known = np.isfinite(value) & self.moment.history.dyads[-1]
        middle = float(np.median(value[known])) if known.any() else 0.0
        return np.asarray(np.where(np.isfinite(value), value - middle, 0.0))

    def common(self, force: Floats) -> Floats:
        """Log of what third states bring to bear on both: ``log(sum_k min(force[k, a], force[k, b]) + 1e-4)``."""
        size = len(force)
        out = np.zeros((size, size), dtype=np.float32)
        thin = np.asarray(force, dtype=np.float32)
        for k in np.flatnonzero(thin.any(axis=1)):
            out += np.minimum(thin[k][:, None], thin[k][None, :])
        return np.asarray(np.log(out + 1e-4))
