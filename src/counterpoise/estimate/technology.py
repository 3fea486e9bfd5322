"""How technology moves against the frontier: catching up by those with the schooling for it (Penn World Table).

The level of a state is what its workers would produce with the same capital, against the United States:

``a = log(productivity) + share * log(human capital / human capital of the United States)``,

with ``share`` the labour share of output.  Over ten years, states compared within the same decade,

``(a[t + 10] - a[t]) / 10 = year + catchup * gap + talent * log(human capital ratio) + rest``,

where ``gap = -a``.  That is Nelson and Phelps (1966) in the form of Benhabib and Spiegel (2005): a wide gap
draws, and schooling decides who can follow.  The share of output spent on research adds nothing once both are
known (-.001, standard error .002): it is not in the equation.

``noise`` is the yearly standard deviation of a random walk with the robust spread of the rest.  Covariances are
clustered by state, because a state's decades overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.burden import clustered_least_squares
from counterpoise.estimate.history import History
from counterpoise.estimate.posterior import DRAWS, Posterior, generator, normal_draws
from counterpoise.estimate.student import crps, fit_student, student_log_density
from counterpoise.measures.technology import LABOUR_SHARE, technology_level

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["DECADE", "TERMS", "fit_technology", "score_technology", "technology_rows"]

TERMS = ("catchup", "talent", "noise")
DECADE = 10
FIRST, LAST = 1950, 2019
_PATRON = 2
_SMALL = 1e6
"""Persons below which a state is left out: oil and finance decide what is measured there."""

Floats = NDArray[np.float64]


def technology_rows(panel: Panel, history: History, since: int = 1990) -> dict[str, Floats]:
    """State-years with a decade ahead of them: ``year``, ``code``, ``gap``, ``talent``, ``change`` (per year)."""
    years = list(range(max(since, FIRST), LAST + 1))
    listed = [int(code) for code in history.codes]
    schooling = np.asarray(panel.values("pwt_hc", listed, years), dtype=np.float64)
    productivity = np.asarray(panel.values("pwt_ctfp", listed, years), dtype=np.float64)
    people = np.asarray(panel.values("population", listed, years), dtype=np.float64)
    ratio = schooling / schooling[:, [listed.index(_PATRON)]]
    level = technology_level(productivity, ratio)
    ahead = (level[DECADE:] - level[:-DECADE]) / DECADE
    table = {
        "year": np.broadcast_to(np.array(years)[:-DECADE, None], ahead.shape),
        "code": np.broadcast_to(np.array(listed)[None], ahead.shape),
        "gap": -level[:-DECADE],
        "talent": np.log(ratio[:-DECADE]),
        "change": ahead,
    }
    known = np.isfinite(ahead) & (people[:-DECADE] >= _SMALL)
    return {name: np.asarray(column[known], dtype=np.float64) for name, column in table.items()}


def fit_technology(rows: dict[str, Floats], seed: int = 1) -> Posterior:
    """Posterior of catching up, of what schooling adds to it, and of the yearly noise."""
    terms = np.column_stack([rows["gap"], rows["talent"]])
    mean, covariance = clustered_least_squares(rows["change"], terms, rows["code"], dummies=(rows["year"],))
    rest = _within(rows["change"] - terms @ mean, rows["year"])
    states = np.unique(rows["code"])
    rng = generator(seed, "technology noise")
    by_state = [rest[rows["code"] == code] for code in states]
    spreads = [
        _spread(np.concatenate([by_state[k] for k in rng.integers(0, len(states), len(states))]))
        for _ in range(DRAWS)
    ]
    draws = np.column_stack(
        [normal_draws(mean, covariance, seed, "technology"), np.array(spreads) * np.sqrt(DECADE)]
    )
    whole = np.zeros((3, 3))
    whole[:2, :2], whole[2, 2] = covariance, float(draws[:, 2].var())
    meta: dict[str, Any] = {
        "specification": (
            "Yearly change over a decade of productivity with schooling, against the United States, on the gap "
            "and on schooling, within years; clustered by state; noise is the robust spread of what is left."
        ),
        "sample": {
            "first": int(rows["year"].min()),
            "last": LAST,
            "rows": len(rows["change"]),
            "events": None,
            "states": len(states),
            "labour_share": LABOUR_SHARE,
        },
        "seed": seed,
    }
    return Posterior(TERMS, np.array([*mean, draws[:, 2].mean()]), whole, draws, meta)


def score_technology(rows: dict[str, Floats], cut: int = 1989) -> list[dict[str, Any]]:
    """Errors of decades that begin after ``cut + 10``, fitted on decades that ended by then, beside no change.

    Both are judged within the year, as only distances between states matter.
    """
    train, test = rows["year"] <= cut, rows["year"] >= cut + DECADE
    terms = np.column_stack([rows["gap"], rows["talent"]])
    mean, _ = clustered_least_squares(
        rows["change"][train], terms[train], rows["code"][train], dummies=(rows["year"][train],)
    )
    later = rows["year"][test]
    ours = _within(rows["change"][test] - terms[test] @ mean, later) * DECADE
    none = _within(rows["change"][test], later) * DECADE
    return [
        {
            "label": "Technology, 10 years ahead",
            "train": f"{int(rows['year'].min())}-{cut + DECADE}",
            "test": f"{cut + DECADE}-{LAST}",
            "rows": int(test.sum()),
            "events": None,
            "ap": None,
            "ap_reference": None,
            "auc": None,
            "reference": "random walk",
            "rmse": float(np.sqrt(np.mean(ours**2))),
            "rmse_reference": float(np.sqrt(np.mean(none**2))),
            **_density(ours, none, rows["change"][train], terms[train], mean, rows["year"][train]),
        }
    ]


def _density(
    ours: Floats, none: Floats, change: Floats, terms: Floats, mean: Floats, years: Floats
) -> dict[str, float]:
    """Mean of minus the log density and CRPS, with errors as wide as those of the training years (Student's t)."""
    known = fit_student(_within(change - terms @ mean, years) * DECADE)
    walk = fit_student(_within(change, years) * DECADE)
    return {
        "log_loss": -float(np.mean(student_log_density(ours, known.scale, known.degrees))),
        "log_loss_reference": -float(np.mean(student_log_density(none, walk.scale, walk.degrees))),
        "crps": crps(ours, known.scale, known.degrees),
        "crps_reference": crps(none, walk.scale, walk.degrees),
    }


def _within(values: Floats, labels: Floats) -> Floats:
    """Values less the mean of their label."""
    _, which = np.unique(labels, return_inverse=True)
    return np.asarray(values - (np.bincount(which, values) / np.bincount(which))[which])


def _spread(values: Floats) -> float:
    """Standard deviation of a normal with the same quartiles."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low) / 1.349
