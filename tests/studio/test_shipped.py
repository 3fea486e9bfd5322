"""The answer that ships: on a machine that has computed nothing the first screen is whole, and it is not stale."""

from __future__ import annotations

import time

import grimp
import httpx
import pytest
from tests.studio.conftest import served

from counterpoise.analysis.files import Result
from counterpoise.analysis.shipped import shipped_answer, stamp_of
from counterpoise.provenance import SHOW
from counterpoise.studio.app import build
from counterpoise.studio.desk import Desk
from counterpoise.studio.payload import FIRST_SCREEN
from counterpoise.studio.saved import Saved


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with the default scenario and an empty cache."""
    folder = tmp_path_factory.mktemp("cold")
    return Desk("asia", runs=folder / "runs", cache=folder / "cache")


def test_the_answer_that_ships_is_not_stale(desk: Desk) -> None:
    """It was made from the panel, numbers, scenario and code that ship with it; else: make answer."""
    question = desk.question(None, None, None, [], [])
    found = shipped_answer("asia", "latest")
    assert found is not None
    cut, known, parameters = desk.read(question)
    now = stamp_of(cut, "latest", cut.seed, cut.default_members, known, parameters)
    assert found.stamp == now, (
        "The answer that ships was made from something else; renew it with: make answer"
    )


def test_code_that_the_stamp_leaves_out_decides_no_answer() -> None:
    """Nothing that the analysis imports lies in a part of the tree that its digest passes over."""
    graph = grimp.build_graph("counterpoise", exclude_type_checking_imports=True)
    parts = {
        name.split(".")[1]
        for name in graph.find_upstream_modules("counterpoise.analysis.answer")
        if "." in name
    }
    assert "mechanisms" in parts
    assert not parts & {name.removesuffix(".py") for name in SHOW}


def test_a_machine_that_has_computed_nothing_shows_all_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interval, costs, judgement and tripwires come before anything is compiled, and say when they were computed."""
    begun: list[str] = []
    monkeypatch.setattr(desk, "warm", lambda question: begun.append(question.scenario))
    with served(build(desk)) as address, httpx.Client(base_url=address, timeout=60) as ask:
        found = ask.get("/api/answer").json()
        assert found["status"] == "whole"
        assert found["shipped"]
        assert found["when"]
        assert not found["ready"]
        assert set(FIRST_SCREEN) <= set(found["charts"])
        assert "between" in found["head"]["balance"]
        assert begun == []
        assert ask.get("/api/ready").json() == {"ready": False}
        while not begun:
            time.sleep(0.01)
        assert begun == ["asia"], "compiling begins when the page asks whether it is over"
        assert ask.get("/api/chart/fan?of=JPN&variable=effort").json()["rows"]
        assert ask.get("/api/download/theatres.csv").status_code == 200


def test_only_the_question_as_it_is_has_an_answer_that_ships(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another seed, a change, another number of futures: nothing that ships; single futures are computed."""
    assert desk.saved(desk.question(None, None, 7, [], [])) is None
    assert desk.saved(desk.question(None, None, None, ["C5:0.5"], [])) is None
    fewer = Desk("asia", runs=desk.store.runs, members=500, cache=desk.store.cache)
    assert fewer.saved(fewer.question(None, None, None, [], [])) is None
    plain = desk.question(None, None, None, [], [])
    whole = desk.saved(plain)
    assert whole is not None
    computed = Result({}, whole.result.views)
    monkeypatch.setattr(desk, "_computed", lambda question, progress: Saved(computed, whole.when))
    assert desk.futures(plain) is computed
