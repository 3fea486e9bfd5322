"""Nothing runs away: a hundred years at the ends of every prior."""

from __future__ import annotations

import numpy as np
from tests import cases

YEARS = 100


def test_nothing_runs_away_in_a_hundred_years() -> None:
    """Every field is finite; shares stay shares, levels stay within what a reader can picture."""
    found = cases.lived(cases.case(years=YEARS), cases.worst(), seed=2)
    for name, values in found.items():
        assert np.isfinite(values).all(), name
    assert np.abs(found["tie_patron"]).max() < 100
    assert np.abs(found["tie_challenger"]).max() < 100
    assert found["tariff"].max() < 3
    assert np.abs(found["technology"]).max() < 25
    assert -2.5 < found["expertise"].min() <= found["expertise"].max() <= 1e-6
    assert found["polyarchy"].min() >= 0.01 - 1e-6
    assert found["polyarchy"].max() <= 0.95 + 1e-6
    assert np.abs(found["burden"]).max() < 30
    for name in ("commitment", "will", "willing", "opened", "protection", "umbrella"):
        assert found[name].min() >= -1e-6, name
        assert found[name].max() <= 1.0 + 1e-6, name
    assert set(np.unique(found["lost"])) <= {0.0, 1.0}
    assert set(np.unique(found["armed"])) <= {0.0, 1.0}
