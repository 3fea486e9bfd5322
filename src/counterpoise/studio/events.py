"""Work that takes a while, told as it goes by server-sent events; leaving is cancelling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.jobs import Cancelled, Told
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["HEADERS", "Events", "router", "told_as_event"]

router = APIRouter(responses=WRONG)

_AT_ONCE = BoundedSemaphore(2)
"""Refinements that keep their futures in memory at the same time; others wait their turn."""

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Events(StreamingResponse):
    """A reply that goes on."""

    media_type = "text/event-stream"


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

    return Events(events(), headers=HEADERS)


@router.get("/api/first", response_class=Events)
def first(question: Asked, desk: AtDesk) -> Events:
    """The first answer of a scenario that is not ready here yet: how far it has come, and the seconds that are left."""

    def events() -> Iterator[str]:
        key, work = ("first", question.query()), partial(desk.first_answer, question)
        for told in desk.jobs.follow(key, work, cost=None):
            yield told_as_event(told, lambda result: {"members": result.answer["members"]})
            if desk.closing():
                return

    return Events(events(), headers=HEADERS)


@router.get("/api/whole", response_class=Events)
def whole(question: Asked, desk: AtDesk) -> Events:
    """The whole answer: every story, what each claim costs, tripwires, whose judgement it rests on."""

    def events() -> Iterator[str]:
        work = partial(desk.whole, question)
        for told in desk.jobs.follow(question.query(), work, cost=desk.cost(question)):
            yield told_as_event(
                told, lambda saved: payload.screen(desk, question, saved.result, "whole", saved.when)
            )
            if desk.closing():
                return

    return Events(events(), headers=HEADERS)


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
