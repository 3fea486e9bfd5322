"""The tipping map of a saved run: a quick one on two cores, kept in the run's folder, or a finer one on request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.cli.folder import add_files
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError

if TYPE_CHECKING:
    from counterpoise.analysis.files import Result
    from counterpoise.analysis.prepare import Prepared
    from counterpoise.scenario import Scenario

__all__ = ["FEW", "kept_map", "map_of_run"]

FEW = 128
"""Futures in each cell of the quick map: two blocks, one for each core."""

FILE = "tipping.json"
FEW_GAINS = (0.0, 0.5, 1.5, 3.0, 6.0)
"""Gains of the quick map, from end to end of the fine one's, which has twice as many."""

_TOLD = ("panel", "parameters", "scenario")
"""Digests that a map and its run share."""


def kept_map(folder: Path, answer: Mapping[str, Any], members: int | None = None) -> dict[str, Any] | None:
    """The map that lies in the run's folder, if it is of this run and as fine as is asked; else None.

    Args:
        folder: Of the run.
        answer: Its answer.
        members: Futures in each cell of the fine grid; any map does without.

    Raises:
        DataError: If the file there is damaged.
    """
    from counterpoise.charts.given import read_found

    if not (folder / FILE).is_file():
        return None
    found = read_found(folder, "tipping")
    head = json.loads((folder / FILE).read_text(encoding="utf-8"))
    told, known = head.get("digests") or {}, answer.get("digests") or {}
    if told and any(told.get(key) != known.get(key) for key in _TOLD):
        return None
    if told and any(dict(head.get(key) or {}) != dict(answer.get(key) or {}) for key in _CHANGES):
        return None
    if members is not None and (
        found["map"]["members"] != members or len(found["map"]["gain"]) <= len(FEW_GAINS)
    ):
        return None
    return found


_CHANGES = ("switches", "overrides")


def map_of_run(
    folder: Path,
    run: Result,
    scenario: str,
    members: int | None = None,
    progress: Any = lambda share, what: None,
) -> dict[str, Any]:
    """Map where a run's answer tips, and keep the map in its folder.

    Its futures are the run's first ones, with the run's switches and parameters; when the balance is lost is counted
    over all futures of the run.

    Args:
        folder: Of the run.
        run: Its answer and series.
        scenario: Name of its scenario, or the file of the user's own.
        members: Futures in each cell of the fine grid; the quick map without.
        progress: Told the share done and what is done.

    Raises:
        CounterpoiseError: If the scenario is not to be found, or is no longer what was run.
    """
    from counterpoise.analysis.prepare import milestones
    from counterpoise.analysis.tipping import DOUBTS, GAINS, time_to_tip, tipping_map
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    answer = run.answer
    cut, ready = _ready(answer, scenario)
    year, place = list(milestones(cut).items())[-1]
    found = tipping_map(
        replace(ready, switches=dict(answer.get("switches") or {})),
        year,
        place,
        members or min(FEW, max(2, int(answer["members"]))),
        int(answer["seed"]),
        gains=GAINS if members else FEW_GAINS,
        doubts=DOUBTS,
        progress=lambda share: progress(share, "mapping where it tips"),
    )
    holds = run.views["holds"].sel(story="full").transpose("member", "year").values
    head = {key: answer.get(key) for key in ("scenario", "edition", "seed", *_CHANGES)}
    content = {
        "schema": 1,
        **head,
        "members": found.members,
        "map": found.as_dict(),
        "time_to_tip": time_to_tip(holds, cut.start).as_dict(),
        "digests": {key: answer["digests"][key] for key in _TOLD},
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    add_files(folder, {FILE: text.encode()})
    told: dict[str, Any] = json.loads(text)
    return told


def _ready(answer: Mapping[str, Any], scenario: str) -> tuple[Scenario, Prepared]:
    """The scenario of an answer, cut and made ready as it was when it was run."""
    from counterpoise.analysis.ready import made_ready
    from counterpoise.data import open_panel
    from counterpoise.scenario import load_scenario
    from counterpoise.vintage import known_to

    facts = open_panel()
    try:
        whole = load_scenario(scenario, facts)
    except UnknownNameError as error:
        raise CounterpoiseError(
            "The scenario of this run is a file of your own.",
            hint=f"Name it: counterpoise report {scenario}.toml --out FOLDER.",
        ) from error
    cut = whole.at(str(answer["edition"])).until(int(answer["horizon"][-1]))
    if cut.origin is not None:
        from counterpoise.hindcast.forecast import known_then

        facts = known_then(facts, cut)
    known = known_to(facts, cut)
    ready = made_ready(cut, known, dict(answer.get("overrides") or {}))
    now = {"panel": known.digest, "parameters": ready.parameters.digest, "scenario": cut.digest}
    other = [name for name in _TOLD if now[name] != answer["digests"][name]]
    if other:
        raise CounterpoiseError(
            f"The run is of another {' and '.join(other)} than this version of counterpoise knows.",
            hint=f"Make it again: counterpoise run {scenario}.",
        )
    return cut, ready
