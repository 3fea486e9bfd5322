"""How long defence treaties last: yearly rates of ending, by era and by form, and for the patron in Asia.

A treaty with an obligation to defend is at risk from the year it enters into force to the year it ends
(ATOP 5.1, to 2018).  Endings have never been predictable pair by pair, so none of that is claimed: a rate per
treaty-year is all history supports.  With ``n`` endings in ``T`` treaty-years the posterior of the rate is
Gamma(n + 1/2, T), Jeffreys' prior for a Poisson rate.

The patron's own treaties in Asia are a class of their own.  Counting each as first concluded (the Manila pact
until its organisation ended in 1977; Japan's treaties of 1951 and 1960 as one, for the second replaced the
first) from the year after it began: 2 endings in 374 treaty-years, the Manila pact and Taiwan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import LAST_PACT_YEAR
from counterpoise.estimate.logit import EstimationError, fit_logit
from counterpoise.estimate.posterior import DRAWS, Posterior, generator
from counterpoise.estimate.score import log_loss, scores, year_interval

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ERAS", "fit_treaty", "patron_in_asia", "score_treaty", "treaty_years"]

ERAS = ((1816, 1913), (1914, 1945), (1946, 1989), (1990, LAST_PACT_YEAR))
FORMS = ("multilateral", "bilateral")
PATRON, ASIA = 2, 700
"""COW code of the United States, and the first code of Asia and the Pacific."""


def treaty_years(treaties: pd.DataFrame, last: int = LAST_PACT_YEAR) -> dict[str, NDArray[np.int64]]:
    """One row per defence treaty and year in force: ``year``, ``age``, ``ended``, ``bilateral``.

    A treaty counts as a defence treaty if any member takes on a duty to defend; it runs from the first
    entry to the last exit, whatever phases lie between.
    """
    duty = set(treaties.loc[treaties["defence"] == 1, "atopid"])
    rows = []
    for key, members in treaties.groupby("atopid", sort=True):
        if key not in duty:
            continue
        begin, exits = int(members["entry_year"].min()), members["exit_year"]
        end = int(exits.max()) if bool(exits.notna().all()) else last + 1
        form = int(members["bilateral"].max())
        rows += [
            (year, year - begin, int(year == end), form)
            for year in range(max(begin, ERAS[0][0]), min(end, last) + 1)
        ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return dict(zip(("year", "age", "ended", "bilateral"), table.T, strict=True))


def patron_in_asia(treaties: pd.DataFrame, last: int = LAST_PACT_YEAR) -> tuple[int, int]:
    """Endings and treaty-years of the patron's defence treaties with states of Asia, as first concluded.

    A treaty that another with the same partner replaces within the year has not ended.
    """
    spells = []
    for _, members in treaties.groupby("atopid", sort=True):
        first = members[members["phase"] == members["phase"].min()]
        partners = frozenset(int(code) for code in first["ccode"] if code != PATRON)
        mine = first[first["ccode"] == PATRON]
        begin = int(first["entry_year"].min())
        if mine.empty or begin < 1946 or not (mine["defence"] == 1).any():
            continue
        if any(code >= ASIA for code in partners):
            exits = mine["exit_year"]
            spells.append((partners, begin, int(exits.max()) if bool(exits.notna().all()) else None))
    ends = years = 0
    for partners, begin, end in spells:
        years += (last if end is None else min(end, last)) - begin
        replaced = any(other == partners and start == end for other, start, _ in spells)
        ends += int(end is not None and end <= last and not replaced)
    return ends, years


def fit_treaty(treaties: pd.DataFrame, seed: int = 1) -> Posterior:
    """Posterior of the yearly rates, in treaties ended per treaty-year."""
    years = treaty_years(treaties)
    names, ends, exposure = [], [], []
    for low, high in ERAS:
        era = (years["year"] >= low) & (years["year"] <= high)
        for form, label in enumerate(FORMS):
            rows = era & (years["bilateral"] == form)
            names.append(f"{low}_{high}_{label}")
            ends.append(int(years["ended"][rows].sum()))
            exposure.append(int(rows.sum()))
    own = patron_in_asia(treaties)
    names, ends, exposure = [*names, "patron_asia"], [*ends, own[0]], [*exposure, own[1]]
    if min(exposure) == 0:
        raise EstimationError(f"No treaty-years in {names[exposure.index(0)]}.")
    shape, rate = np.array(ends) + 0.5, np.array(exposure, dtype=np.float64)
    draws = generator(seed, "treaty_termination").gamma(shape, 1.0 / rate, (DRAWS, len(names)))
    meta = {
        "specification": (
            "Endings per treaty-year of defence treaties by era and form: Gamma(endings + 1/2, treaty-years)."
        ),
        "sample": {
            "first": int(years["year"].min()),
            "last": int(years["year"].max()),
            "rows": len(years["year"]),
            "events": int(years["ended"].sum()),
            "endings": dict(zip(names, ends, strict=True)),
            "treaty_years": dict(zip(names, exposure, strict=True)),
        },
        "seed": seed,
    }
    return Posterior(tuple(names), shape / rate, np.diag(shape / rate**2), draws, meta)


def score_treaty(treaties: pd.DataFrame, cut: int = 1989) -> list[dict[str, Any]]:
    """Does anything known of a treaty foretell its end?  Age and form, and rates by form, after ``cut``."""
    years = treaty_years(treaties)
    train = (years["year"] >= 1946) & (years["year"] <= cut)
    test = years["year"] > cut
    ended = years["ended"].astype(np.float64)
    terms = np.column_stack([np.log1p(years["age"]), years["bilateral"]]).astype(np.float64)
    base = np.full(int(test.sum()), _logit(ended[train].mean()))
    form = np.where(
        years["bilateral"][test] == 1,
        _logit(ended[train & (years["bilateral"] == 1)].mean()),
        _logit(ended[train & (years["bilateral"] == 0)].mean()),
    )
    aged = fit_logit(terms[train], ended[train], ("log_age", "bilateral")).log_odds(terms[test])
    happened = ended[test]
    entries = []
    for label, odds in (("rates by form", form), ("age and form", aged)):
        ours = scores(happened, odds)
        entries.append(
            {
                "label": f"Which defence treaty ends: {label}",
                "train": f"1946-{cut}",
                "test": f"{cut + 1}-{LAST_PACT_YEAR}",
                "rows": len(happened),
                "events": int(happened.sum()),
                "ap": ours["ap"],
                "ap_reference": float(happened.mean()),
                "auc": ours["auc"],
                "auc_reference": 0.5,
                "reference": "base rate",
                "log_loss": ours["log_loss"],
                "log_loss_reference": log_loss(happened, base),
                "log_loss_difference": list(year_interval(happened, odds, base, years["year"][test])),
                "predicted_over_observed": ours["predicted_over_observed"],
            }
        )
    return entries


def _logit(chance: float) -> float:
    return float(np.log(chance / (1.0 - chance)))
