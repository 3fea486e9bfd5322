"""Turns at the engine, jobs that linger, tellings: what needs no browser."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Event

import httpx
import pytest
from tests.studio.conftest import Studio
from tests.studio.test_api import events

from counterpoise.analysis.tellings import TellingError, read_tellings
from counterpoise.backtest.theories import read_theories
from counterpoise.studio.jobs import Cancelled, Jobs
from counterpoise.studio.pace import STEPS, Pace
from counterpoise.studio.turns import Turns


def _in_order(*seconds: float) -> list[float]:
    """Work of such lengths, asked for one after another while other work is at its turn, in the order of its turns."""
    turns, order = Turns(), list[float]()

    def work(long: float) -> None:
        with turns.taken(long):
            order.append(long)

    with turns.taken(0.0):
        threads = [threading.Thread(target=work, args=(long,)) for long in seconds]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
    for thread in threads:
        thread.join(5)
    return order


def test_short_work_goes_before_long_and_equals_as_they_came() -> None:
    """Refinements behind the page count as long, so that the reader's turn comes first."""
    assert _in_order(9.0, 1.0, 9.5, 1.001) == [1.0, 1.001, 9.0, 9.5]


def test_work_waits_for_nothing_longer_and_lets_nothing_pass_once_it_is_due() -> None:
    """An answer begins beside a map; a map that is due goes on beside answers; neither waits for the other."""
    turns = Turns()
    with turns.taken(0.1) as long:
        with turns.taken(0.01) as short:
            assert turns._waits(long)
            assert not turns._waits(short)
        time.sleep(0.3)
        with turns.taken(0.05):
            assert not turns._waits(long)


def test_a_long_job_stands_aside_for_a_short_one() -> None:
    """In all of its threads; begun later the short one is over first, the long one goes on where it was."""
    jobs, begun, order = Jobs(Turns()), Event(), list[str]()

    def long(progress: Callable[..., None]) -> str:
        def part(name: int) -> None:
            for k in range(40):
                progress(k / 40, "working")
                begun.set()
                time.sleep(0.01)

        with ThreadPoolExecutor(3) as crew:
            assert len(list(crew.map(part, range(3)))) == 3
        order.append("long")
        return "long"

    def short(progress: Callable[..., None]) -> str:
        time.sleep(0.1)
        progress(0.5, "half")
        order.append("short")
        return "short"

    def follow(key: str, work: Callable[..., str], seconds: float) -> None:
        told = list(jobs.follow(key, work, beat=0.02, seconds=seconds))
        assert told[-1].result == key

    threads = [
        threading.Thread(target=follow, args=row) for row in (("long", long, 9.0), ("short", short, 1.0))
    ]
    threads[0].start()
    assert begun.wait(5)
    threads[1].start()
    for thread in threads:
        thread.join(10)
    assert order == ["short", "long"]


def test_a_job_that_nobody_waits_for_gives_up_its_place_in_the_queue() -> None:
    """Cancelled while it stood aside, it ends without another turn."""
    turns, ended, begun = Turns(), Event(), Event()
    jobs = Jobs(turns)
    told = jobs.follow("map", _endless(ended, begun), beat=0.02, seconds=60.0)
    next(told)
    assert begun.wait(5)
    with turns.taken(0.0):
        time.sleep(0.05)
        assert not ended.is_set()
        told.close()  # type: ignore[attr-defined]
        assert ended.wait(5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_long_work_and_its_threads_leave_the_processor_to_readers() -> None:
    """A job of known length gives way, as do the threads that it starts; its reader and other jobs do not."""

    def niceness(told: Callable[..., None]) -> list[int]:
        def own(_: int = 0) -> int:
            return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

        with ThreadPoolExecutor(1) as pool:
            return [own(), *pool.map(own, [0])]

    jobs, usual = Jobs(Turns()), os.getpriority(os.PRIO_PROCESS, 0)
    (*_, long), (*_, other) = jobs.follow("long", niceness, seconds=9.0), jobs.follow("other", niceness)
    assert min(long.result) > usual
    assert other.result == [usual, usual]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == usual


def test_a_job_says_how_long_it_will_take() -> None:
    """By the time that its share took, and not before that says something."""
    jobs = Jobs(Turns())

    def work(progress: Callable[..., None]) -> str:
        progress(0.01, "early")
        time.sleep(0.3)
        progress(0.5, "half")
        time.sleep(0.2)
        return "over"

    told = {news.what: news for news in jobs.follow("timed", work, beat=0.05)}
    assert told["early"].ends is None
    ends = told["half"].ends
    assert ends is not None
    assert 0.0 <= time.monotonic() - ends < 2.0 or ends > time.monotonic()


def test_a_first_answer_is_told_as_it_comes(ask: httpx.Client, studio: Studio) -> None:
    """Who does not wait hears at once that the model is not ready; then each step with the seconds left, and it is."""
    query = "seed=77"
    assert ask.get(f"/api/answer?{query}&wait=false").json()["status"] == "waiting"
    told = list(events(ask, f"/api/first?{query}"))
    assert [name for name, _ in told][-1] == "done"
    words = [news["what"] for name, news in told if name == "progress"]
    assert any(word.startswith((STEPS["live"], STEPS["compile"])) for word in words)
    assert all(news["left"] is None or news["left"] >= 0 for name, news in told if name == "progress")
    found = ask.get(f"/api/answer?{query}&wait=false").json()
    assert found["status"] == "draft"
    assert (studio.desk.store.cache / "pace.json").is_file()


def test_who_gives_up_a_first_answer_ends_it(tmp_path: Path) -> None:
    """Between two steps it is found out that nobody waits; what is remembered of the pace may be any rubbish."""
    path = tmp_path / "pace.json"
    path.write_text('{"asia": {"read": "soon"}}', encoding="utf-8")

    def left(share: float, what: str, left: float) -> None:
        if share > 0:
            raise Cancelled

    pace = Pace(path, "asia", 30, left)
    pace.step("read")
    time.sleep(0.01)
    with pytest.raises(Cancelled):
        pace.step("compile")
    whole = Pace(path, "asia", 30, lambda share, what, left: None)
    for step in STEPS:
        whole.step(step)
    whole.done()
    assert set(json.loads(path.read_text())["asia"]) == set(STEPS)


def _endless(ended: Event, begun: Event) -> Callable[[Callable[[float, str], None]], int]:
    def work(progress: Callable[[float, str], None]) -> int:
        try:
            while True:
                progress(0.5, "working")
                begun.set()
                time.sleep(0.01)
        except Cancelled:
            ended.set()
            raise

    return work


def test_a_job_that_lingers_is_found_again_and_ends_when_dismissed() -> None:
    """Leaving does not end it; whoever comes back hears how far it is; dismissed, it ends."""
    jobs, ended, begun = Jobs(Turns()), Event(), Event()
    work = _endless(ended, begun)
    told = jobs.follow("map", work, beat=0.02, linger=60.0)
    next(told)
    assert begun.wait(5)
    told.close()  # type: ignore[attr-defined]
    assert not ended.wait(0.1)
    running = jobs.running("map")
    assert running is not None
    again = jobs.follow("map", work, beat=0.02, linger=60.0)
    assert [news.what for news in islice(again, 2)][-1] == "working"
    again.close()  # type: ignore[attr-defined]
    jobs.dismiss("map")
    assert ended.wait(5)
    assert jobs.running("map") is None


def test_a_job_without_lingering_ends_with_its_last_reader() -> None:
    """As refinements do: nobody computes for a page that is gone."""
    jobs, ended, begun = Jobs(Turns()), Event(), Event()
    told = jobs.follow("whole", _endless(ended, begun), beat=0.02)
    next(told)
    assert begun.wait(5)
    told.close()  # type: ignore[attr-defined]
    assert ended.wait(5)


def test_every_theory_can_be_told_and_says_why(ask: httpx.Client) -> None:
    """Each theory of the trial is a telling with its switches and its record; the full story turns nothing off."""
    rows = {row["key"]: row for row in ask.get("/api/tellings").json()["tellings"]}
    assert set(rows) == {"full", "simple", *read_theories()}
    assert rows["full"]["switches"] == {}
    assert set(rows["simple"]["switches"]) == {f"C{k}" for k in range(1, 10)}
    assert all(row["why"] for row in rows.values())
    assert all(rows[key]["tried"] for key in read_theories())
    told = [tuple(row["switches"]) for row in rows.values()]
    assert len(set(told)) == len(told)  # the picker can tell them apart


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[full]\noff = ["C10"]\n', "no claim C10"),
        ('[mine]\nwhy = "so"\n', "no title"),
        ("[balance_of_threat]\n", "no why"),
    ],
)
def test_a_telling_that_says_nothing_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """Unknown claims, tellings without words or reason."""
    path = tmp_path / "tellings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TellingError, match=said) as caught:
        read_tellings(path)
    assert "tellings.toml" in str(caught.value.where)
