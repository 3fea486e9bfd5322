"""Work that takes a while, told as it goes by server-sent events; leaving is cancelling."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.jobs import Cancelled, Told
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Events", "router", "told_as_event"]

router = APIRouter(responses=WRONG)

_AT_ONCE = BoundedSemaphore(2)
"""Refinements that keep their futures in memory at the same time; others wait their turn."""

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Events(StreamingResponse):
    """A reply that goes on.

    It waits for its news in threads of its own: however many readers wait for long work, answers have theirs.
    """

    media_type = "text/event-stream"

    def __init__(self, events: Iterator[str], status_code: int = 200) -> None:
        super().__init__(_apart(events), status_code, _HEADERS)


async def _apart(events: Iterator[str]) -> AsyncIterator[str]:
    try:
        threads = _WAITING.get()
    except LookupError:
        _WAITING.set(threads := CapacityLimiter(_THREADS))
    while (event := await to_thread.run_sync(next, events, None, limiter=threads)) is not None:
        yield event


_WAITING = RunVar[CapacityLimiter]("readers who wait for news")
_THREADS = 32
"""Readers who wait at the same time; where there are more they wait by turns, a second each."""


@router.get("/api/refine", response_class=Events)
def refine(question: Asked, desk: AtDesk) -> Events:
    """The same question asked of more and more futures; each event is better, the last one has every chart."""

    def events() -> Iterator[str]:
        while not _AT_ONCE.acquire(timeout=1.0):
            if desk.closing():
                return
            yield _event("progress", {"share": 0.0, "what": "waiting for another reader's refinement"})
        try:
            for step in desk.warm(question).refine(question, desk.cut(question)):
                if desk.closing():
                    return
                if step.result is None:
                    yield _event("step", payload.step(step))
                else:
                    result = desk.refined(question, step.result)
                    yield _event("done", payload.screen(desk, question, result, "refined"))
        except CounterpoiseError as problem:
            yield _event("problem", {"message": problem.message, "hint": problem.hint})
        finally:
            _AT_ONCE.release()

    return Events(events())


@router.get("/api/first", response_class=Events)
def first(question: Asked, desk: AtDesk) -> Events:
    """The first answer of a scenario that is not ready here yet: how far it has come, and the seconds that are left."""

    def events() -> Iterator[str]:
        key, work = ("first", question.query()), partial(desk.first_answer, question)
        for told in desk.jobs.follow(key, work):
            yield told_as_event(told, lambda result: {"members": result.answer["members"]})
            if desk.closing():
                return

    return Events(events())


@router.get("/api/whole", response_class=Events)
def whole(question: Asked, desk: AtDesk) -> Events:
    """The whole answer: every story, what each claim costs, tripwires, whose judgement it rests on."""

    def events() -> Iterator[str]:
        work = partial(desk.whole, question)
        for told in desk.jobs.follow(question.query(), work, seconds=desk.seconds(question)):
            yield told_as_event(
                told, lambda saved: payload.screen(desk, question, saved.result, "whole", saved.when)
            )
            if desk.closing():
                return

    return Events(events())


def told_as_event(told: Told, shown: Any) -> str:
    """News of a job as an event; its result as ``shown`` makes it."""
    if isinstance(told.problem, Cancelled):
        return _event("problem", {"message": "This work was cancelled.", "hint": "Ask again to begin anew."})
    if isinstance(told.problem, CounterpoiseError):
        return _event("problem", {"message": told.problem.message, "hint": told.problem.hint})
    if told.problem is not None:
        said = f"A mistake in counterpoise: {type(told.problem).__name__}."
        return _event("problem", {"message": said, "hint": "Ask again, and please report it."})
    if told.result is not None:
        return _event("done", shown(told.result))
    left = None if told.left is None else round(told.left)
    return _event("progress", {"share": round(told.share, 3), "what": told.what, "left": left})


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, allow_nan=False)}\n\n"
