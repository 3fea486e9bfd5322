"""What would it take: the tipping map and when the balance is lost, computed on request and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from counterpoise.analysis.lives import Sample
from counterpoise.analysis.prepare import milestones
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.tipping import DOUBTS, GAINS, lost_when, tipping_map
from counterpoise.charts import Chart, time_to_tip_of, tipping_of
from counterpoise.charts.files import SUFFIXES
from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Asked, AtDesk, Phone
from counterpoise.studio.desk import Desk, Progress
from counterpoise.studio.downloads import attached
from counterpoise.studio.events import Events, told_as_event
from counterpoise.studio.export import scenario_of
from counterpoise.studio.question import Question
from counterpoise.vintage import known_to

__all__ = ["router", "stored", "turn"]

router = APIRouter(responses=WRONG)

_MOST = 128
"""Futures in each cell of the grid; the command line maps with as many as one likes."""

_LINGER = 600.0
"""Seconds for which a map is computed on after its reader has left."""


@router.get("/api/tipping")
def tipping(question: Asked, desk: AtDesk, phone: Phone = False) -> dict[str, Any]:
    """The map of this question, if somebody has computed it: in the studio, or with ``counterpoise tipping``.

    Where it is being computed, ``running`` says how far it has come.
    """
    found = stored(desk, question)
    if found is not None:
        return _shown(found, phone)
    told = desk.jobs.running(_work(question))
    return {"known": False, "running": None if told is None else round(told.share, 3)}


@router.get("/api/turn", response_class=Events)
def turning(question: Asked, desk: AtDesk, phone: Phone = False) -> Events:
    """Compute the map, telling how far it has come; it goes on for a while when the reader leaves."""

    def events() -> Iterator[str]:
        work = _work(question)
        job = partial(turn, desk, question)
        seconds = desk.seconds(question, (len(GAINS) * len(DOUBTS) + 1) * _MOST)
        for told in desk.jobs.follow(work, job, linger=_LINGER, seconds=seconds):
            yield told_as_event(told, lambda found: _shown(found, phone))
            if desk.closing():
                return

    return Events(events())


@router.delete("/api/turn", status_code=204)
def dismiss(question: Asked, desk: AtDesk) -> None:
    """Stop computing the map once nobody waits for it."""
    desk.jobs.dismiss(_work(question))


def _work(question: Question) -> tuple[str, str]:
    return "tipping", question.query()


@router.get("/api/tipping/{name}.{suffix}", response_class=Response)
def tipping_file(
    name: Literal["tipping", "time-to-tip"],
    suffix: Literal["csv", "parquet", "nc", "svg", "png"],
    question: Asked,
    desk: AtDesk,
) -> Response:
    """The map, or when the balance is lost, as a file."""
    found = stored(desk, question)
    drawn = None if found is None else _charts(found)[name]
    if drawn is None:
        raise HTTPException(404, "The map of this question has not been computed yet.")
    return attached(SUFFIXES[f".{suffix}"](drawn), f"{question.scenario}-{name}.{suffix}")


def turn(desk: Desk, question: Question, progress: Progress) -> dict[str, Any]:
    """Compute the map of a question and keep it.

    Claims that the question turns down stay down in every cell.
    """
    if (found := stored(desk, question)) is not None:
        return found
    scenario = scenario_of(question, desk.scenario(question.scenario), desk.panel, desk.members)
    cut = scenario.at(question.edition)
    members = min(_MOST, cut.default_members)
    ready = made_ready(cut, known_to(desk.panel, cut))
    year, place = list(milestones(cut).items())[-1]
    draws = ready.draws(cut.seed, members)
    sample = Sample.of(ready.observed, ready.model(draws), draws, cut.seed, ready.switches)
    progress(0.0, "living the futures as they are")
    when = lost_when(sample)
    found = {
        "map": tipping_map(
            ready,
            year,
            place,
            members,
            cut.seed,
            progress=lambda share: progress(share, "living the cells of the map"),
        ).as_dict(),
        "time_to_tip": when.as_dict(),
        "members": members,
        "seed": cut.seed,
    }
    _keep(_place(desk, question), found)
    return _plain(found)


def stored(desk: Desk, question: Question) -> dict[str, Any] | None:
    """The map of a question in the studio's own store, else among the user's runs."""
    found = _read(_place(desk, question))
    if found is not None or question.changed or not desk.store.runs.is_dir():
        return found
    wanted = {**desk.identity(question), "switches": desk.cut(question).switched()}
    for path in sorted(desk.store.runs.glob("*/tipping.json")):
        found = _read(path)
        if found is not None and _same(found, wanted):
            return found
    return None


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """As it is read from its file, so that the first reader sees what the next one does."""
    told: dict[str, Any] = json.loads(json.dumps(found))
    return told


def _same(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a map of the command line answers this question, from the same data, numbers and scenario."""
    told, asked = found.get("digests", {}), ("scenario", "edition", "seed", "overrides", "switches")
    return all(found.get(key) == wanted[key] for key in asked) and all(
        told.get(key) == wanted["digests"][key] for key in ("panel", "parameters", "scenario")
    )


def _place(desk: Desk, question: Question) -> Path:
    return desk.store.cache / f"{desk.key(question)}-tipping.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        _charts(found)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    return found


def _keep(path: Path, found: Mapping[str, Any]) -> None:
    """Store a map; a disk that refuses costs nothing but the time to compute again."""
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(found), encoding="utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)


def _charts(found: Mapping[str, Any]) -> dict[str, Chart | None]:
    return {"tipping": tipping_of(found["map"]), "time-to-tip": time_to_tip_of(found["time_to_tip"])}


def _shown(found: Mapping[str, Any], phone: bool = False) -> dict[str, Any]:
    drawn = {name: chart for name, chart in _charts(found).items() if chart is not None}
    charts = {name: payload.tabled(chart, phone) for name, chart in drawn.items()}
    return {"known": True, "members": found.get("members"), "seed": found.get("seed"), "charts": charts}
