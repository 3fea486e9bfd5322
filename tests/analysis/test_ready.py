"""A scenario that was kept is the scenario as it is prepared anew, to the last bit."""

from __future__ import annotations

from pathlib import Path

import jax
import numpy as np
import pytest

from counterpoise.analysis import ready as shelf
from counterpoise.analysis.prepare import Prepared
from counterpoise.data import open_panel
from counterpoise.explorer import FIRST, Explorer, _model_of
from counterpoise.packed import pack, unpack
from counterpoise.scenario import load_scenario


@pytest.fixture
def folder(kept: Path) -> Path:
    """The shelf's folder."""
    return kept / "ready"


def test_what_is_kept_is_what_is_prepared(ready: Prepared) -> None:
    """Arrays, names, parameters and their draws, theatres and sites."""
    again = unpack(pack(ready), shelf._KINDS)
    ours, theirs = (jax.tree.leaves_with_path(one.observed.case) for one in (ready, again))
    assert len(ours) > 100
    for (path, a), (same, b) in zip(ours, theirs, strict=True):
        assert path == same
        assert (a.dtype, a.shape, a.weak_type) == (b.dtype, b.shape, b.weak_type)
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes(), path
    assert jax.tree.structure(ready.observed.case) == jax.tree.structure(again.observed.case)
    assert again.parameters == ready.parameters
    assert again.parameters.digest == ready.parameters.digest
    assert again.observed.hosts == ready.observed.hosts
    assert again.observed.theatres == ready.observed.theatres
    assert (again.terms, again.switches) == (ready.terms, ready.switches)
    for name in ("states", "codes", "start", "challenger", "patron", "treaty_allies", "core_allies"):
        assert getattr(again.observed, name) == getattr(ready.observed, name)
    draws, same_draws = ready.draws(1, 32), again.draws(1, 32)
    assert all(draws[path].tobytes() == same_draws[path].tobytes() for path in draws)


def test_it_is_prepared_once(folder: Path, ready: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """And again where anything that it follows from has changed, or the file is no scenario."""
    made: list[object] = []
    monkeypatch.setattr(shelf, "prepare", lambda *given: made.append(given) or ready)
    panel = open_panel()
    scenario = load_scenario("asia", panel)
    latest = scenario.at("latest")
    known = panel.vintage(str(latest.cutoff))
    for _ in range(2):
        shelf.made_ready(latest, known)
    assert len(made) == 1
    other = next(name for name in scenario.editions if name != "latest")
    shelf.made_ready(scenario.at(other), known)
    shelf.made_ready(latest.until(2030), known)
    shelf.made_ready(latest, panel.vintage("2024-01-01"))
    shelf.made_ready(latest, known, {"balancing.gain": 0.5})
    monkeypatch.setattr(shelf, "package_digest", lambda: "another")
    shelf.made_ready(latest, known)
    assert len(made) == 6
    for path in folder.iterdir():
        shelf._SHELF.keep(path.name, pack({"no": "scenario"}))
    shelf.made_ready(latest, known)
    assert len(made) == 7


def test_the_first_members_are_drawn_alone_and_alike(ready: Prepared) -> None:
    """A first answer draws a few members; they are those that the whole draw begins with, and make the same Model."""
    explorer = Explorer(ready, most=FIRST + 64)
    few, first = explorer._members(FIRST)
    whole, _ = explorer._members(FIRST + 64)
    assert all(values.tobytes() == whole[path][:FIRST].tobytes() for path, values in few.items())
    theirs = ready.model(few)
    assert jax.tree.structure(theirs) == jax.tree.structure(_model_of(few, ready.terms))
    for a, b in zip(jax.tree.leaves(first), jax.tree.leaves(theirs), strict=True):
        assert a.dtype == b.dtype
        assert a.tobytes() == np.asarray(b).tobytes()
