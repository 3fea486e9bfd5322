"""The Case that is made larger or longer for timing: every field follows, and it runs."""

from __future__ import annotations

import numpy as np
from benchmarks.tiled import longer, tiled
from tests import cases

from counterpoise.ensemble import run_futures


def test_a_larger_and_longer_case_runs_in_every_field() -> None:
    """Dated acts, which lie a level deeper, are repeated like everything else."""
    case = longer(tiled(cases.case(years=3), 9), 5)
    assert case.forcing.acts.rung.shape == (5, 9, 9)
    assert case.forcing.year.tolist() == list(range(2025, 2030))
    found = run_futures(case, cases.model(4), {}, seed=1)
    assert found["balance"].shape[:2] == (4, 5)
    assert np.isfinite(found["balance"]).all()
