"""Turns at the engine, jobs that linger, tellings: what needs no browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from threading import Event

import httpx
import pytest

from counterpoise.analysis.tellings import TellingError, read_tellings
from counterpoise.backtest.theories import read_theories
from counterpoise.studio.jobs import Cancelled, Jobs
from counterpoise.studio.turns import Turns


def test_who_waits_goes_before_work_behind_the_page() -> None:
    """While the engine is taken, one of each queues; the reader's turn comes first."""
    turns, order = Turns(), list[str]()

    def work(name: str) -> None:
        with turns.first() if name == "reader" else turns.behind():
            order.append(name)

    with turns.first():
        threads = [threading.Thread(target=work, args=(name,)) for name in ("behind", "reader")]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
    for thread in threads:
        thread.join(5)
    assert order == ["reader", "behind"]


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
    jobs, ended, begun = Jobs(), Event(), Event()
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
    jobs, ended, begun = Jobs(), Event(), Event()
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
