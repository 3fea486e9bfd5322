"""The label test: does the definition call dominance what historians call dominance, and nothing else?

The agreed cases are in ``library/theatres/labels.toml``; :mod:`counterpoise.analysis.chronicle` grades them.

Colonies and occupied lands count as neighbours that have yielded (:mod:`counterpoise.analysis.territories`), without
which Japan in 1942 would fail; the rule of :meth:`~counterpoise.analysis.chronicle.Chronicle.challengers` would not
pick it, since it is allied to Germany.  By CINC instead of military stocks, China in 2024 fails, which is why
CINC is never the default.

What differs from a first exploratory table by more than a tenth: Germany 1913, where the best-protected
neighbour has a ratio of 1.8 instead of 2.1; Germany 1940, where neighbours with .38 instead of .44 of the
weight accommodate, since France leaves the record only in 1942; the Americas in 1900 and 1910, .34 and .33
instead of .30 and .29, since years of unknown Brazilian spending are not counted as years without.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.chronicle import THETA, Case, Chronicle, Region
from counterpoise.analysis.verdict import THRESHOLD

__all__ = ["label_test", "open_labels", "rulers_that_pass", "separating_thresholds"]


@cache
def open_labels() -> tuple[Mapping[str, Region], tuple[Mapping[str, Any], ...]]:
    """Regions by key and the agreed cases, from ``library/theatres/labels.toml``."""
    text = (files("counterpoise") / "library" / "theatres" / "labels.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    regions = {
        row["key"]: Region(row["key"], row["label"], tuple((int(a), int(b)) for a, b in row["codes"]))
        for row in data["region"]
    }
    return regions, tuple(data["case"])


def label_test(
    chronicle: Chronicle, threshold: float = THRESHOLD, theta: float = THETA
) -> list[tuple[Case, bool]]:
    """Grade every agreed case.

    Args:
        chronicle: History as the panel has it.
        threshold: b*.
        theta: Exponent of the loss of strength.

    Returns:
        Each case with whether it agrees with the label.

    >>> from counterpoise.data import open_panel
    >>> [(case.challenger, case.year) for case, agrees in label_test(Chronicle(open_panel())) if not agrees]
    []
    """
    regions, labels = open_labels()
    graded = []
    for label in labels:
        for year in label["years"]:
            case = chronicle.grade(label["challenger"], regions[label["region"]], year, threshold, theta)
            graded.append((case, case.dominant == label["dominant"]))
    return graded


def separating_thresholds(
    chronicle: Chronicle, theta: float = THETA, step: float = 0.01
) -> tuple[float, float]:
    """Lowest and highest b* at which every agreed case is graded as labelled.

    Args:
        chronicle: History as the panel has it.
        theta: Exponent of the loss of strength.
        step: Fineness of the search.

    Returns:
        The range; two NaN where no threshold separates.
    """
    right = [
        b for b in np.arange(0.1, 2.5, step) if all(ok for _, ok in label_test(chronicle, float(b), theta))
    ]
    return (float(min(right)), float(max(right))) if right else (float("nan"), float("nan"))


def rulers_that_pass(
    chronicle: Chronicle, threshold: NDArray[np.float64], theta: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which draws of the ruler grade every agreed case as labelled.

    A forecast over these draws alone is one whose verdict history has had a say in; it belongs beside the
    forecast over all draws, not in its place, since the labels are few.

    Args:
        chronicle: History as the panel has it.
        threshold: b* by member.
        theta: Exponent of the loss of strength by member.

    Returns:
        By member.  The range of b* that separates is found on a grid of theta and read between its points.
    """
    grid = np.linspace(theta.min(), theta.max(), _GRID)
    low, high = np.array([separating_thresholds(chronicle, float(value)) for value in grid]).T
    return np.asarray(
        (threshold >= np.interp(theta, grid, low)) & (threshold <= np.interp(theta, grid, high))
    )


_GRID = 24
"""Values of theta at which the separating range is found: some five seconds of work."""
