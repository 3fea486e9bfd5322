"""What would move a state: the sign of what drives it, silence where nothing does, and no number without its error."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.analysis.movers import CANDIDATES, movers_of, with_movers
from counterpoise.analysis.rests import binned, calibration_told, evidence_told, hindcasts_told
from counterpoise.claims import ledger
from counterpoise.parameters import ParameterSet

MEMBERS, YEARS, STATES = 400, 21, 3
OBSERVED: Any = SimpleNamespace(
    start=2025,
    states=("CHN", "USA", "JPN"),
    case=SimpleNamespace(setting=SimpleNamespace(challenger=0, patron=1)),
)


def story(seed: int, pull: float, driver: str = "fear") -> Any:
    """Futures in which one thing, ten years before the end, pulls on the tie to the patron, and the rest is noise."""
    rng = np.random.default_rng(seed)
    by_state = ("fear", "commitment", "exposure", "orientation", "tariff")
    series = {name: rng.normal(size=(MEMBERS, YEARS, STATES)) for name in by_state}
    series |= {name: rng.normal(size=(MEMBERS, YEARS)) for name in ("regime_patron", "force_here")}
    series["output"] = rng.uniform(1, 2, (MEMBERS, YEARS, STATES))
    series["dispute"] = rng.uniform(size=(MEMBERS, YEARS, STATES)) < 0.1
    series["balance"] = np.zeros((MEMBERS, YEARS, 1))
    level = series[driver][:, 10, 2] if series[driver].ndim == 3 else series[driver][:, 10]
    tie = 0.5 + pull * np.asarray(level) + 0.1 * rng.normal(size=MEMBERS)
    series["tie_patron"] = np.clip(tie, 0, 1)[:, None, None].repeat(YEARS, 1).repeat(STATES, 2)
    series["tie_challenger"] = np.full((MEMBERS, YEARS, STATES), 0.3)
    return SimpleNamespace(series=series)


@pytest.mark.parametrize("driver", ["fear", "commitment", "tariff", "regime_patron"])
@pytest.mark.parametrize("pull", [0.1, -0.1])
def test_what_drives_a_state_is_named_first_with_its_sign(driver: str, pull: float) -> None:
    """Whatever pulls its tie stands on top, and the lean moves its way."""
    found = movers_of(story(1, pull, driver), OBSERVED, 2)
    assert found[0]["key"] == driver
    assert found[0]["year"] == "2035"
    assert np.sign(found[0]["lean"]) == np.sign(pull)
    assert np.sign(found[0]["high"]["patron"] - found[0]["low"]["patron"]) == np.sign(pull)


def test_where_nothing_drives_it_little_is_claimed() -> None:
    """Of sixty states that nothing moves, no more than one in ten has a false alarm, give or take chance."""
    alarms = sum(bool(movers_of(story(seed, 0.0), OBSERVED, 2)) for seed in range(60))
    assert alarms <= 13


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-0.2, 0.2))
def test_shares_are_shares_and_order_does_not_matter(seed: int, pull: float) -> None:
    """Sides sum to one; each row is clear of its error; counting the futures in another order changes nothing."""
    told = story(seed, pull)
    found = movers_of(told, OBSERVED, 2)
    turned = SimpleNamespace(series={name: values[::-1] for name, values in told.series.items()})
    assert [row["key"] for row in movers_of(turned, OBSERVED, 2)] == [row["key"] for row in found]
    for row in found:
        assert row["label"] == CANDIDATES[row["key"]]
        assert abs(row["lean"]) >= row["error"] > 0
        for part in ("high", "low"):
            assert sum(row[part].values()) == pytest.approx(1.0, abs=2e-4)


def test_a_short_run_claims_nothing() -> None:
    """In the start year all futures are alike: nothing parts them."""
    told = story(1, 0.0)
    flat = {name: np.repeat(values[:1, :1], MEMBERS, axis=0) for name, values in told.series.items()}
    assert movers_of(SimpleNamespace(series=flat), OBSERVED, 2) == []
    assert (
        with_movers({"JPN": {"name": "Japan"}}, SimpleNamespace(series=flat), OBSERVED)["JPN"]["movers"] == []
    )


def test_every_number_is_told_with_its_grade_and_source() -> None:
    """All parameters, in their mechanism; quantiles in order; a held one has its value and no spread."""
    known = ParameterSet.load()
    told = evidence_told(known)
    rows = [row for card in told.values() for row in card["parameters"]]
    assert {row["path"] for row in rows} == set(known.paths())
    for row in rows:
        assert row["grade"]
        assert row["source"]
        for part in ("prior", "posterior"):
            if part in row:
                assert row[part]["low"] <= row[part]["median"] <= row[part]["high"]
    assert all(card["refuted"] for card in told.values())
    assert {key for card in told.values() for key in card["claims"]} == {
        key for key, claim in ledger().items() if claim.mechanisms
    }
    path = next(row["path"] for row in rows if "prior" in row)
    held = evidence_told(known.override({path: known[path].value}))
    row = next(row for card in held.values() for row in card["parameters"] if row["path"] == path)
    assert "prior" not in row
    assert row["source"] == "set by the user"


def test_hindcasts_and_their_calibration_count_the_same_forecasts() -> None:
    """Only what is resolved is told; the bins hold every forecast of a theatre once."""
    verdicts = [row for told in hindcasts_told() for row in told["verdicts"]]
    assert all(row["happened"] in (True, False) for row in verdicts)
    bins = calibration_told()
    assert sum(row["n"] for row in bins) == sum(row["key"] != "balance" for row in verdicts)
    assert all(row["low"] <= row["came"] <= row["high"] for row in bins)
    assert binned([]) == []
