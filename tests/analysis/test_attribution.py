"""Attribution on the real case: the same futures as the engine's own, shares that add up, work that is gone on with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.analysis.conftest import MEMBERS

from counterpoise.analysis.attribution import Attribution, Parts, PartsError, attribute
from counterpoise.analysis.attribution.result import model_digest, stored_attribution
from counterpoise.analysis.lives import Lanes, Sample, live, live_under
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.stories import simple_story, tell

CLAIMS = ("C4", "C5")
YEARS = {"2029": 4, "2031": 6}
ABOUT = {"scenario": "asia", "edition": "latest", "seed": 1, "digests": {"panel": "a"}}


@pytest.fixture(scope="module")
def found(sample: Sample) -> Attribution:
    """Divided between two claims, under both references."""
    return attribute(sample, YEARS, ABOUT, claims=CLAIMS)


@pytest.mark.parametrize("switches", [{}, simple_story()], ids=["full", "simple"])
def test_lanes_live_what_the_engine_lives(
    ready: Prepared, sample: Sample, switches: dict[str, float]
) -> None:
    """Bit for bit the verdicts of the stories, whatever shares a block."""
    few = MEMBERS // 2
    rows = np.tile(np.arange(few), 2)
    on = {claim: np.full(len(rows), value, np.float32) for claim, value in switches.items()}
    on["S7"] = np.repeat([1.0, 0.5], few).astype(
        np.float32
    )  # the other half of the block lives another variant
    lives = live(sample, Lanes(rows, rows, on))
    draws = {"verdict.threshold": sample.threshold, "verdict.cut": sample.cut}
    story = tell(ready.observed, sample.model, draws, switches, 1, chunk=64)
    np.testing.assert_array_equal(lives.holds[:few], story.verdict.balance_holds[:few])
    np.testing.assert_array_equal(lives.ties[:few], story.ties[:few])
    np.testing.assert_array_equal(lives.theatres[:few], story.verdict.theatres[:few])
    np.testing.assert_array_equal(lives.alliances[:few], story.alliances[:few])


SETS = {"C4": np.array([0.0, 1.0, 0.0, 0.5], np.float32), "C5": np.array([0.0, 1.0, 1.0, 1.0], np.float32)}


def test_sets_of_switches_live_what_lanes_live(sample: Sample) -> None:
    """Bit for bit, though noise is drawn once for all sets."""
    together = live_under(sample, SETS)
    rows = np.tile(np.arange(len(sample)), 4)
    lanes = {claim: np.repeat(values, len(sample)) for claim, values in SETS.items()}
    apart = live(sample, Lanes(rows, rows, lanes))
    for place in range(apart.holds.shape[1]):
        np.testing.assert_array_equal(together.at(place), apart.at(place))
    assert len({bytes(part) for part in np.split(together.at(6), 4)}) > 1


def test_what_off_leaves_at_its_present_level_matters_where_something_is_off(sample: Sample) -> None:
    """Both references are one story, bit for bit, in the set that has all on, and two where a claim is off."""
    declared, present = (
        np.split(live_under(sample, SETS, reference).theatres, 4) for reference in (False, True)
    )
    same = [np.array_equal(one, other) for one, other in zip(declared, present, strict=True)]
    assert same[1]
    assert not all(same)


def test_shares_sum_to_the_difference_for_every_outcome(found: Attribution) -> None:
    """By outcome, year and reference, theatres and alliances included."""
    assert {d.outcome.split(":")[0] for d in found.divisions} >= {"both", "theatre", "alliance"}
    for d in found.divisions:
        assert sum(part.value for part in d.shares.values()) == pytest.approx(d.full - d.simple, abs=1e-12)


def test_something_is_divided(found: Attribution) -> None:
    """The test case is not empty: the claims take something, and the references differ in what they start from."""
    declared, present = found.of(), found.of(reference="present")
    assert declared.difference < -0.05
    assert declared.full == present.full
    assert declared.simple != present.simple


def test_both_references_end_in_the_same_full_story(found: Attribution) -> None:
    """With every complication on, what off would have meant does not matter."""
    for d in found.divisions:
        assert d.full == found.of(d.outcome, d.year, "declared").full


def test_work_is_gone_on_with(sample: Sample, found: Attribution, tmp_path: Path) -> None:
    """Interrupted after one reference, damaged, and begun again: the same numbers, and nothing whole is done twice."""
    first = Parts(tmp_path, {"seed": 1})
    attribute(sample, YEARS, ABOUT, first, references=("declared",), claims=CLAIMS)
    again = Parts(tmp_path, {"seed": 1})
    after = attribute(sample, YEARS, ABOUT, again, claims=CLAIMS)
    assert again.found == 1
    assert after == found
    (damaged, *_) = tmp_path.glob("present-*.npy")
    damaged.write_bytes(b"nothing")
    third = Parts(tmp_path, {"seed": 1})
    assert attribute(sample, YEARS, ABOUT, third, claims=CLAIMS) == found
    assert third.found == 1


def test_the_attribution_that_ships_is_of_the_model_as_it_stands() -> None:
    """Else the default answer would go without its shares: renew it with ``make attribution``, then ``make answer``."""
    found = stored_attribution("asia", "latest")
    assert found is not None
    assert found.stale({**found.digests, "model": model_digest()}) == []


def test_work_of_something_else_is_refused(tmp_path: Path) -> None:
    """Another seed's parts are never mixed in."""
    Parts(tmp_path, {"seed": 1, "members": 9})
    with pytest.raises(PartsError, match="seed differs"):
        Parts(tmp_path, {"seed": 2, "members": 9})


def test_a_file_gives_back_what_was_written(found: Attribution) -> None:
    """To six digits, and it says what it is."""
    back = Attribution.from_json(found.to_json())
    assert back.claims == found.claims
    assert back.of().difference == pytest.approx(found.of().difference, abs=1e-6)
    assert "not proof of cause" in found.to_json()
    assert back.stale({"panel": "b"}) == ["panel"]
    assert not back.stale({"panel": "a", "more": "c"})
