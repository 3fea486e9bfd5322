"""Defence treaties as the unit that forms, and states as members that join those of many.

A pair that has a defence pact got it in one of three ways: the two concluded a treaty of their own, both founded a
treaty of many, or one joined a treaty that was there.  Counting pairs takes one conference for a hundred events; here
each treaty and each accession is one (ATOP 5.1, to 2018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_PACT_YEAR, History
from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import PACT_COVARIATES, DisputeMoment, pact_covariates
from counterpoise.sampling.models import numpyro
from counterpoise.sampling.problem import Problem, eras_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "JOINING_TERMS",
    "MultilateralTreaty",
    "conclusion_rows",
    "founding_model",
    "founding_problem",
    "founding_rows",
    "joining_rows",
    "multilateral",
]

Floats = NDArray[np.float64]
Hazard = Callable[[DisputeMoment], Floats]
Cases = tuple[Floats, Floats, NDArray[np.int64]]

_LEAST = 10
"""Treaties of many without which their founding is not sampled."""

_NEAREST = ("log_capital_distance", "log_distance")
_ANY = ("neighbours", "common_enemies", "recent_dispute")
_MEAN = ("same_century", "regime_likeness", "joint_polyarchy")
JOINING_TERMS = (*_NEAREST, *_ANY, *_MEAN, "same_region", "already_allied", "log_members", "log_age")
"""Terms of joining: nearest member, any member, mean over members, then the treaty's own."""


@dataclass(frozen=True)
class MultilateralTreaty:
    """A defence treaty of more than two.

    Attributes:
        begin: Year of the first entry.
        end: Year of the last exit, past the record where in force.
        entries: COW code to year of first entry.
        exits: COW code to year of last exit, past the record where in force.
    """

    begin: int
    end: int
    entries: dict[int, int]
    exits: dict[int, int]

    def members(self, year: int) -> list[int]:
        """Codes of the members at the end of a year."""
        return [code for code, entry in self.entries.items() if entry <= year < self.exits[code]]


def conclusion_rows(
    history: History, treaties: pd.DataFrame, hazard: Hazard, first: int = 1946, last: int = LAST_PACT_YEAR
) -> Cases:
    """Pairs without a defence pact: pact terms, whether they concluded a treaty of two, years."""
    above = np.triu(np.ones((len(history.codes),) * 2, dtype=bool), 1)
    concluded = _bilateral(history, treaties)
    terms, events, years = [], [], []
    for year, record in history.records(first, last, hazard):
        t = year - FIRST_YEAR
        risk = history.at_risk(year) & above & ~history.pacts["defence"][t - 1]
        terms.append(pact_covariates(history.pact_moment(year, record))[risk])
        events.append(1.0 * concluded[t][risk])
        years.append(np.full(len(terms[-1]), year, dtype=np.int64))
    return np.concatenate(terms), np.concatenate(events), np.concatenate(years)


def joining_rows(
    history: History, treaties: pd.DataFrame, hazard: Hazard, first: int = 1920, last: int = LAST_PACT_YEAR
) -> Cases:
    """Treaties of many and states outside them: terms, whether the state joined, years."""
    listed = [treaty for treaty in multilateral(treaties) if treaty.end > first]
    place = {int(code): k for k, code in enumerate(history.codes)}
    terms, events, years = [], [], []
    for year, record in history.records(first, last, hazard):
        t = year - FIRST_YEAR
        pair = pact_covariates(history.pact_moment(year, record))
        allied = 1.0 * history.pacts["defence"][t - 1]
        alive = history.member[t] & history.member[t - 1]
        for treaty in listed:
            inside = [place[code] for code in treaty.members(year - 1) if code in place]
            if treaty.begin >= year or len(inside) < 2 or treaty.end <= year:
                continue
            outside = alive.copy()
            outside[
                [place[code] for code in treaty.entries if code in place and treaty.entries[code] < year]
            ] = False
            states = np.flatnonzero(outside)
            terms.append(_to_members(pair, allied, states, inside, year - treaty.begin))
            joined = [treaty.entries.get(int(history.codes[k])) == year for k in states]
            events.append(np.array(joined, dtype=np.float64))
            years.append(np.full(len(states), year, dtype=np.int64))
    return np.concatenate(terms), np.concatenate(events), np.concatenate(years)


def founding_rows(
    treaties: pd.DataFrame, first: int = 1816, last: int = LAST_PACT_YEAR
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64], Floats]:
    """Years and how many treaties of many were concluded in each; year and log founders of each such treaty."""
    listed = [treaty for treaty in multilateral(treaties) if first <= treaty.begin <= last]
    years = np.arange(first, last + 1)
    begun = np.array([treaty.begin for treaty in listed])
    counts = np.bincount(begun - first, minlength=len(years)).astype(np.float64)
    founders = [sum(entry == treaty.begin for entry in treaty.entries.values()) for treaty in listed]
    return years, counts, begun, np.log(np.maximum(np.array(founders, dtype=np.float64), 2.0))


def founding_model(counts: Array, era: Array, founders: Array, founders_era: Array, *, eras: int) -> None:
    """How many treaties of many a year brings, and how many states found each.

    Args:
        counts: Treaties concluded in each year.
        era: Era of each year.
        founders: Log founders of each treaty.
        founders_era: Era of each treaty.
        eras: Number of eras.
    """
    pyro = numpyro()
    law = pyro.distributions
    rate = pyro.sample("rate", law.LogNormal(-1.0, 1.0).expand([eras]).to_event(1))
    clustering = pyro.sample("clustering", law.HalfNormal(2.0))
    size = pyro.sample("size", law.Normal(1.5, 1.0).expand([eras]).to_event(1))
    spread = pyro.sample("spread", law.HalfNormal(1.0))
    told = law.NegativeBinomial2(rate[era], 1.0 / clustering).log_prob(counts)
    pyro.factor("counts", jnp.sum(told))
    pyro.factor("sizes", jnp.sum(law.Normal(size[founders_era], spread).log_prob(founders)))


def founding_problem(treaties: pd.DataFrame, by_era: bool) -> Problem:
    """The founding of treaties of many, year by year.

    Raises:
        EstimationError: Fewer than ten such treaties.
    """
    years, counts, begun, founders = founding_rows(treaties)
    if len(begun) < _LEAST:
        raise EstimationError(
            f"{len(begun)} treaties of more than two states are too few (at least {_LEAST}).",
            hint="Widen the years.",
        )
    (era, labels), (era_of_treaty, _) = eras_of(years, by_era), eras_of(begun, by_era)
    data = (
        jnp.asarray(counts, jnp.float32),
        jnp.asarray(era),
        jnp.asarray(founders, jnp.float32),
        jnp.asarray(era_of_treaty),
    )

    def natural(sites: Any) -> dict[str, Floats]:
        out: dict[str, Floats] = {}
        for e, label in enumerate(labels):
            tail = f", {label}" if label else ""
            out[f"treaties a year{tail}"] = sites["rate"][..., e]
            out[f"log founders{tail}"] = sites["size"][..., e]
        return out | {"clustering": sites["clustering"], "spread of log founders": sites["spread"]}

    model = partial(founding_model, eras=len(labels))
    return Problem(model, data, natural, len(years), len(years), len(begun), labels)


def multilateral(treaties: pd.DataFrame) -> list[MultilateralTreaty]:
    """Defence treaties of more than two, in order of their number in ATOP."""
    out = []
    for _, rows in _defence(treaties).groupby("atopid", sort=True):
        if int(rows["bilateral"].max()) == 1:
            continue
        known = rows["exit_year"].fillna(LAST_PACT_YEAR + 1).astype(int)
        entries: dict[int, int] = {}
        exits: dict[int, int] = {}
        for code, entry, leaving in zip(rows["ccode"], rows["entry_year"], known, strict=True):
            entries[int(code)] = min(int(entry), entries.get(int(code), int(entry)))
            exits[int(code)] = max(int(leaving), exits.get(int(code), int(leaving)))
        out.append(MultilateralTreaty(min(entries.values()), max(exits.values()), entries, exits))
    return out


def _bilateral(history: History, treaties: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a pair's own defence treaty entered into force ``[year, a, b]``."""
    place = {int(code): k for k, code in enumerate(history.codes)}
    out = np.zeros(history.dyads.shape, dtype=bool)
    for _, rows in _defence(treaties).groupby("atopid", sort=True):
        codes = [place[code] for code in {int(code) for code in rows["ccode"]} if code in place]
        year = int(rows["entry_year"].min())
        if int(rows["bilateral"].max()) == 1 and len(codes) == 2 and year >= FIRST_YEAR:
            out[year - FIRST_YEAR, codes, codes[::-1]] = True
    return out


def _defence(treaties: pd.DataFrame) -> pd.DataFrame:
    """Treaties in which any member takes on a duty to defend."""
    duty = set(treaties.loc[treaties["defence"] == 1, "atopid"])
    return treaties[treaties["atopid"].isin(duty)]


def _to_members(
    pair: NDArray[Any], allied: Floats, states: NDArray[np.int64], inside: list[int], age: int
) -> Floats:
    """Terms of joining ``[state, term]``."""
    at = {name: pair[np.ix_(states, np.array(inside))][..., k] for k, name in enumerate(PACT_COVARIATES)}
    regions = np.stack([at[name] for name in PACT_COVARIATES if name.startswith("in_")]).sum(axis=0)
    columns = [at[name].min(axis=1) for name in _NEAREST]
    columns += [at[name].max(axis=1) for name in _ANY]
    columns += [at[name].mean(axis=1) for name in _MEAN]
    columns += [regions.mean(axis=1), allied[np.ix_(states, np.array(inside))].mean(axis=1)]
    columns += [np.full(len(states), np.log(len(inside))), np.full(len(states), np.log1p(age))]
    return np.column_stack(columns)
