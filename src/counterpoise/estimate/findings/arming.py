"""Do states arm against the threat they face?  Published: three in a hundred per point of probability.

Nordhaus, Oneal and Russett (2012) *International Organization* 66(3): 165 states, 1950-2000; one point more in the
predicted probability of a fatal militarised dispute goes with 3 % more military spending.

Here: log military spending (NMC, current dollars; the years' effects take out inflation) on its lag, the fitted
chance of being drawn into any dispute with anybody, log output, war and polyarchy, within states and years, 1950-2000;
errors clustered by state.  The chance is of any dispute.  If the share of disputes that kill somebody is the same
whatever the chance, a point of it is that share of a point of a fatal one, and should move spending by that share of
3 %.  The share is counted over the same years in GML 2.2.1; disputes whose deaths are unknown bound it.  The chance is
itself fitted, and its error is not in the standard errors here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.estimate.burden import clustered_least_squares
from counterpoise.estimate.dispute import hazard_of
from counterpoise.estimate.history import FIRST_YEAR, History
from counterpoise.estimate.posterior import load

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["ArmingResponse", "arming_response"]

FIRST, LAST = 1950, 2000

PUBLISHED = 3.0
"""Per cent of spending per point of probability of a fatal dispute (Nordhaus, Oneal and Russett 2012)."""


@dataclass(frozen=True)
class ArmingResponse:
    """Response of military spending to the chance of a dispute.

    Attributes:
        rows: State-years.
        within: Per cent of spending per point of probability, and its error, within states and years.
        lasting: The same once adjustment is complete (divided by one less the lag), and its error (delta method).
        fatal: Share of disputes of these years that killed somebody, at least and at most: unknown deaths as none, and
            left out.
        between: The same without effects of states: what differs between states and not within them.
    """

    rows: int
    within: tuple[float, float]
    lasting: tuple[float, float]
    between: tuple[float, float]
    fatal: tuple[float, float]

    @property
    def published(self) -> tuple[float, float]:
        """What 3 % a point of a fatal dispute comes to for any dispute, at least and at most."""
        return PUBLISHED * self.fatal[0], PUBLISHED * self.fatal[1]


def arming_response(panel: Panel, history: History) -> ArmingResponse:
    """Compute the finding from a panel and the history laid out from it."""
    years = np.arange(FIRST - 1, LAST + 1)
    codes = [int(code) for code in history.codes]
    spent = np.asarray(panel.values("nmc_milex", codes, years.tolist()), dtype=np.float64)
    output = np.asarray(panel.values("gdp_long", codes, years.tolist()), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spent, output = np.log(np.where(spent > 0, spent, np.nan)), np.log(output)
    hazard = hazard_of(load("dispute_initiation").mean)
    targets, terms, state, year_of = [], [], [], []
    for year, record in history.records(FIRST, LAST):
        t, u = year - (FIRST - 1), year - FIRST_YEAR
        chance = np.where(history.at_risk(year), hazard(history.dispute_moment(year, record)), 0.0)
        drawn = 1.0 - np.prod((1.0 - chance) * (1.0 - chance.T), axis=1)
        fought = (history.onset[u - 1].any(axis=1)).astype(np.float64)
        columns = np.column_stack([spent[t - 1], drawn, output[t - 1], fought, history.polyarchy[u - 1]])
        keep = np.isfinite(spent[t]) & np.isfinite(columns).all(axis=1) & history.member[u]
        targets.append(spent[t][keep])
        terms.append(columns[keep])
        state.append(history.codes[keep])
        year_of.append(np.full(int(keep.sum()), year))
    target, table = np.concatenate(targets), np.concatenate(terms)
    who, when = np.concatenate(state), np.concatenate(year_of)
    mean, covariance = clustered_least_squares(target, table, who, dummies=(who, when))
    pooled, wide = clustered_least_squares(target, table, who, dummies=(when,))
    slope = np.array([mean[1] / (1.0 - mean[0]) ** 2, 1.0 / (1.0 - mean[0])])
    return ArmingResponse(
        len(target),
        (float(mean[1]), float(np.sqrt(covariance[1, 1]))),
        (float(mean[1] / (1.0 - mean[0])), float(np.sqrt(slope @ covariance[:2, :2] @ slope))),
        (float(pooled[1]), float(np.sqrt(wide[1, 1]))),
        _fatal(panel),
    )


def _fatal(panel: Panel) -> tuple[float, float]:
    """Share of disputes begun in these years that killed somebody."""
    disputes = panel.table("gml_disputes")
    deaths = disputes.loc[disputes["styear"].between(FIRST, LAST), "fatality"]
    killed = int((deaths > 0).sum())
    return killed / len(deaths), killed / int(deaths.notna().sum())
