"""When two probabilities of what happened are the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterpoise.measures.hazard import (
    bernoulli_log_density,
    probability,
)

TOP = 4.0


def assert_same(by_step: Any, fitted: Any, happened: Any) -> None:
    """The log-probability of what happened is the same, case by case to float32 and the rounding of chances."""
    chance, expected = (
        np.asarray(by_step, np.float64),
        np.asarray(probability(np.asarray(fitted, np.float64))),
    )
    np.testing.assert_allclose(chance, expected, rtol=2e-4, atol=1.1e-6)
    total = np.where(happened > 0, np.log(np.maximum(chance, 1e-12)), np.log1p(-chance)).sum()
    assert total == pytest.approx(
        float(np.sum(bernoulli_log_density(np.asarray(fitted), happened))), rel=1e-3
    )
