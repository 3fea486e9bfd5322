"""The compiled engine and the plain NumPy reference live the same futures."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import reference
from tests import cases

from counterpoise.vocabulary import CLAIMS

MEMBERS = 24

BELIEVED = {"commitment", "help", "exposure", "umbrella"}
"""A badly misread will is nearly cancelled by its error: float32 keeps a digit less of what is left."""

STORIES = {
    "full": {},
    "simple": {claim: 0.0 for claim in CLAIMS if claim[0] == "C"},
    "nothing": dict.fromkeys(CLAIMS, 0.0),
    "half": dict.fromkeys(CLAIMS, 0.5),
}


@pytest.mark.parametrize("name", STORIES)
def test_engine_agrees_with_the_reference(name: str) -> None:
    """Every field of World and Reading agrees within float32, and every event falls alike."""
    case, model, claims = cases.case(), cases.model(MEMBERS), STORIES[name]
    engine = cases.lived(case, model, seed=3, **claims)
    plain = reference.futures(case, model, {claim: claims.get(claim, 1.0) for claim in CLAIMS}, seed=3)
    for key, found in engine.items():
        if key.startswith("chance."):
            continue
        expected = plain[key].reshape(found.shape)
        if found.dtype == bool:
            assert (found == expected).all(), key
        else:
            rtol = 5e-4 if key in BELIEVED else 3e-5
            np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-5, err_msg=key)


def test_the_comparison_meets_every_event() -> None:
    """The case above is lively: each kind of event happens in it, and not always."""
    engine = cases.lived(cases.case(), cases.model(MEMBERS), seed=3)
    for event in (
        "dispute",
        "tie_up",
        "tie_down",
        "pact",
        "exit",
        "test",
        "bargain",
        "elsewhere",
        "disowned",
        "extracted",
        "coerced",
        "whim",
        "leak",
        "nuclear",
        "visit",
    ):
        assert 0 < engine[event].mean() < 1, event


def test_reference_does_not_use_the_engine() -> None:
    """The reference is a second implementation: it imports neither JAX nor the measures."""
    imported = {
        getattr(value, "__module__", getattr(value, "__name__", "")) for value in vars(reference).values()
    }
    assert not any(str(name).startswith(("jax", "equinox", "counterpoise.me")) for name in imported)
