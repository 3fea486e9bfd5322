"""A record: one forecast, written down once, with all that made it; never written again.

It lies in a folder of forecasts as ``NAME.json``, is entered in the ledger of that folder, and holds the digests of
panel, parameters, code, scenario, answer and ensemble, the seed, the day, and the questions with their rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from counterpoise.data import Panel
from counterpoise.data.turn import turn
from counterpoise.forecast import ledger
from counterpoise.forecast.questions import ask, not_asked, unresolvable
from counterpoise.forecast.seal import read_sealed, sealed, write_whole, written
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["Run", "names", "path_of", "read_record", "read_run", "record_of", "register"]

SCHEMA = 1
_NEEDED = (
    "scenario",
    "edition",
    "cutoff",
    "horizon",
    "members",
    "seed",
    "digests",
    "outcomes",
    "alliances",
    "roles",
)
_RESTORE = (
    "Restore it from a copy: a record is never mended by hand. `counterpoise forecast verify` says more."
)


@dataclass(frozen=True)
class Run:
    """What a forecast is made from.

    Attributes:
        answer: Content of answer.json.
        views: Content of ensemble.nc.
        files: SHA-256 of the files, by name; empty where the run was not saved.
    """

    answer: Mapping[str, Any]
    views: xr.Dataset
    files: Mapping[str, str]


def read_run(folder: Path) -> Run:
    """Read a run folder.

    Raises:
        CounterpoiseError: There is no saved run in it.
        DataError: A file of it is damaged.
    """
    answer, ensemble = folder / "answer.json", folder / "ensemble.nc"
    for path in (answer, ensemble):
        if not path.is_file():
            raise CounterpoiseError(
                f"There is no {path.name} here, so this is not the folder of a run.",
                where=folder,
                hint="Make a run first: counterpoise run asia; then name its folder, runs/asia-latest.",
            )
    raw = answer.read_bytes()
    try:
        content = json.loads(raw.decode("utf-8"))
        lacking = [key for key in _NEEDED if key not in content]
    except (ValueError, TypeError):
        lacking = ["everything"]
    if lacking:
        raise DataError(
            f"This answer is damaged or cut short: {', '.join(lacking)} is lacking.",
            where=answer,
            hint="Make the run again: counterpoise run SCENARIO.",
        )
    try:
        with xr.open_dataset(ensemble, engine="h5netcdf") as opened:
            views = opened.load()
    except (OSError, ValueError, KeyError) as problem:
        raise DataError(
            "The futures of this run cannot be read.", where=ensemble, hint="Make the run again."
        ) from problem
    digests = {"answer": sha256(raw).hexdigest(), "ensemble": sha256(ensemble.read_bytes()).hexdigest()}
    return Run(content, views, digests)


def record_of(run: Run, panel: Panel, day: str) -> dict[str, Any]:
    """The record of a run, sealed; nothing is written.

    Args:
        run: The run.
        panel: The whole panel that it was made on.
        day: ISO date of registration.

    Raises:
        CounterpoiseError: The run was made on another panel, or the clock stands before the panel was public.
    """
    answer = run.answer
    if answer["digests"]["panel"] != panel.digest:
        raise CounterpoiseError(
            f"The run was made on the panel {answer['digests']['panel'][:12]}, this is {panel.digest[:12]}.",
            hint="Name the panel of the run with --panel FOLDER, or make the run again on this one.",
        )
    if day < str(answer["cutoff"]):
        raise CounterpoiseError(
            f"The clock of this computer says {day}, but the run knows what became public on {answer['cutoff']}.",
            hint="Set the clock: a record bears the day on which it was written.",
        )
    questions = ask(answer, run.views, panel.vintage(str(answer["cutoff"])), panel)
    members = int(answer["members"])
    content = {
        "schema": SCHEMA,
        "forecast": f"{answer['scenario']}-{answer['edition']}-{day}",
        "registered": day,
        "scenario": answer["scenario"],
        "edition": answer["edition"],
        "question": answer.get("question", ""),
        "cutoff": answer["cutoff"],
        "horizon": answer["horizon"],
        "story": "full",
        "seed": answer["seed"],
        "members": members,
        "floor": round(1.0 / (members + 2.0), 6),
        "switches": answer.get("switches", {}),
        "overrides": answer.get("overrides", {}),
        "versions": answer.get("versions", {}),
        "panel": {"digest": panel.digest, "released": panel.released},
        "digests": {**answer["digests"], **run.files},
        "questions": questions,
        "unresolvable": unresolvable(answer),
        "not_asked": not_asked(),
        "how_scored": _HOW,
    }
    return sealed(content)


def register(
    run: Run, panel: Panel, folder: Path, day: str | None = None
) -> tuple[dict[str, Any], Path, str]:
    """Write a record into a folder and enter it in the ledger.

    Args:
        run: The run.
        panel: The whole panel that it was made on.
        folder: Of the forecasts; made if there is none.
        day: ISO date; today by default.

    Returns:
        The record, its file, and the head of the ledger.

    Raises:
        CounterpoiseError: The same forecast is registered already.
        DataError: The ledger of the folder is broken or missing beside records.
    """
    record = record_of(run, panel, day or ledger.today())
    folder.mkdir(parents=True, exist_ok=True)
    with turn(folder / ".lock"):
        lines = ledger.read_ledger(folder) if names(folder) or (folder / ledger.LEDGER).exists() else []
        for name in names(folder):
            earlier = read_record(folder, name)
            if _same(earlier, record):
                raise CounterpoiseError(
                    f"This run is registered already, as {name} on {earlier['registered']}.",
                    where=path_of(folder, name),
                    hint="A forecast is written down once. Another seed, edition or panel makes another forecast.",
                )
        record = _named_apart(record, {str(line["forecast"]) for line in lines} | set(names(folder)))
        path = path_of(folder, str(record["forecast"]))
        write_whole(path, written(record))
        line = ledger.append(folder, "register", record["forecast"], record["digest"], record["registered"])
    return record, path, str(line["digest"])


def path_of(folder: Path, name: str) -> Path:
    """File of a record."""
    return folder / f"{name}.json"


def names(folder: Path) -> list[str]:
    """Names of the records that lie in a folder."""
    return sorted(path.stem for path in folder.glob("*.json") if not path.stem.endswith(".resolution"))


def read_record(folder: Path, name: str) -> dict[str, Any]:
    """A record whose seal holds.

    Raises:
        DataError: It is missing or was changed.
    """
    return read_sealed(path_of(folder, name), _RESTORE)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = ("digests", "questions", "seed", "members", "edition")
    return all(one.get(key) == other.get(key) for key in keys)


def _named_apart(record: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """The record under the first free name: two on one day are told apart by a number."""
    name, number = str(record["forecast"]), 2
    while name in taken:
        name, number = f"{record['forecast']}-{number}", number + 1
    return sealed({**record, "forecast": name})


_HOW = (
    "Brier: (p - outcome)^2. Log score: minus the natural logarithm of the probability given to what happened, "
    "with p kept between floor and 1 - floor, since a share of 0 among so many futures is no certainty. "
    "Void questions are not scored; open ones wait until the panel covers their year. Questions that the panel could "
    "settle when the record was written are scored apart. Questions of one record are not independent."
)
