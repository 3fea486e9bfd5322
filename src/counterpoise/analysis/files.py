"""What a run leaves behind: answer.json, the ensemble, tidy tables; all repeatable to the byte where it matters."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import xarray as xr

from counterpoise.csvfile import RFC_4180, write_csv
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["SCHEMA", "Result", "read_answer", "write_whole"]

SCHEMA = 1
"""Form of ``answer.json`` that this version writes and reads."""


@dataclass(frozen=True)
class Result:
    """An answer with the series behind it: of :func:`counterpoise.analysis.answer.run`, or of a saved run.

    Attributes:
        answer: The content of ``answer.json``; chances run from 0 to 1, with ``low`` and ``high`` at 90 per cent.
        views: The labelled series, as ``ensemble.nc`` holds them; every axis has its labels.

    Example:
        ``result = Result.read("runs/asia-latest")``, then ``result.plot.fan(variable="effort", of="JPN")``.
    """

    answer: dict[str, Any]
    views: xr.Dataset

    @property
    def plot(self) -> Any:
        """Charts of this answer: ``result.plot.map(show="threat")``; ``dir(result.plot)`` lists them."""
        # by name, since views stand above what they show
        return import_module("counterpoise.charts.plot").Plots(self.answer, self.views)

    @classmethod
    def read(cls, folder: Path | str, scenario: str = "asia") -> Result:
        """Open a saved run.

        Args:
            folder: Where :meth:`write`, or ``counterpoise run``, left it.
            scenario: What the hint of an error tells to run, where the answer does not say what was run.

        Raises:
            CounterpoiseError: If there is no run in the folder.
            DataError: If a file of it is damaged, or another version wrote it in another form.

        >>> Result.read("runs/never-made")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        counterpoise.vocabulary.CounterpoiseError: runs/never-made: There is no saved run here. Make one first...
        """
        folder = Path(folder)
        path = folder / "answer.json"
        if not path.is_file():
            raise CounterpoiseError(
                "There is no saved run here.",
                where=folder,
                hint=f"Make one first: counterpoise run {scenario}.",
            )
        answer = read_answer(path, scenario)
        try:
            with xr.open_dataset(folder / "ensemble.nc", engine="h5netcdf") as views:
                return cls(answer, views.load())
        except (OSError, ValueError, KeyError) as problem:
            raise DataError(
                "The futures of this run cannot be read.",
                where=folder / "ensemble.nc",
                hint=_again(answer, scenario),
            ) from problem

    def write(self, folder: Path) -> dict[str, Path]:
        """Write answer.json, ensemble.nc and the tidy tables (CSV, one row per number).

        Args:
            folder: Where to; it must exist, and files of the same names are replaced.

        Returns:
            Name to path: ``answer``, ``ensemble``, and each table.

        Raises:
            OSError: If the disk refuses.

        Example:
            ``result.write(Path("runs/mine"))``; :meth:`read` gives the same answer back.
        """
        placed = {"answer": folder / "answer.json", "ensemble": folder / "ensemble.nc"}
        placed["answer"].write_text(
            json.dumps(self.answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        encoding = {
            name: {"zlib": True, "complevel": 1}
            for name, values in self.views.data_vars.items()
            if values.dtype.kind in "fiu" and values.size > _WORTH_PACKING
        }
        # HDF5 does not survive a full disk: make the bytes in memory, then write them as any other file
        packed = self.views.to_netcdf(engine="h5netcdf", encoding=encoding)
        placed["ensemble"].write_bytes(bytes(packed))
        for name, (header, rows) in _tables(self.answer).items():
            placed[name] = folder / f"{name}.csv"
            write_csv(placed[name], header, rows, RFC_4180)
        return placed


def read_answer(path: Path, scenario: str = "asia") -> dict[str, Any]:
    """The content of an ``answer.json`` of this version's form.

    Args:
        path: The file.
        scenario: What the hint of an error tells to run, where the answer does not say what was run.

    Raises:
        DataError: If it is damaged, or of another form than :data:`SCHEMA`: a later version may mean other things by
            the same words, and its numbers are not shown as if it did not.
    """
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(answer, dict):
            raise ValueError
    except (OSError, ValueError):
        raise DataError(
            "This answer is damaged or cut short.", where=path, hint=_again({}, scenario)
        ) from None
    schema = answer.get("schema", SCHEMA)
    if schema != SCHEMA:
        later = isinstance(schema, int) and schema > SCHEMA
        raise DataError(
            f"This answer has schema {schema!r}, and this version of counterpoise reads {SCHEMA}"
            + (": a later version wrote it." if later else "."),
            where=path,
            hint=("Install that version, or m" if later else "M") + _again(answer, scenario)[1:],
        )
    return answer


def _again(answer: dict[str, Any], scenario: str) -> str:
    """How to make an answer anew, by the scenario that was run and not by the folder it lies in."""
    return f"Make it again: counterpoise run {answer.get('scenario') or scenario}."


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """A file that is there whole or not at all, even if the power fails.

    Raises:
        OSError: If the disk refuses; nothing half written stays.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException as problem:
        beside.unlink(missing_ok=True)
        if isinstance(problem, OSError) and problem.filename is None:
            problem.filename = str(path)  # a full disk does not say which
        raise


def _tables(answer: dict[str, Any]) -> dict[str, tuple[list[str], Iterable[list[Any]]]]:
    """Tidy tables: one row per number."""
    interval = ["p", "low", "high", "mc_error"]
    return {
        "outcomes": (["outcome", "story", "year", *interval], _outcomes(answer, interval)),
        "theatres": (["theatre", "quantity", "year", "value", "low", "high"], _theatres(answer)),
        "alliances": (["alliance", "year", *interval], _alliances(answer, interval)),
        "states": (["state", "quantity", "year", "median", "low", "high"], _states(answer)),
        "costs": (["claim", "balance_holds", "error", "ties_survive", "ties_error"], _costs(answer)),
    }


def _outcomes(answer: dict[str, Any], interval: list[str]) -> Iterator[list[Any]]:
    for outcome, stories in answer["outcomes"].items():
        for story, years in stories.items():
            for year, found in years.items():
                yield [outcome, story, year, *(found[key] for key in interval)]


def _theatres(answer: dict[str, Any]) -> Iterator[list[Any]]:
    for key, theatre in answer["theatres"].items():
        for year, found in theatre["holds"].items():
            yield [key, "p_holds", year, found["p"], found["low"], found["high"]]
        for year, found in theatre["ratio"].items():
            if isinstance(found, dict):
                yield [key, "ratio", year, found["median"], found["low"], found["high"]]
            else:
                yield [key, "ratio", year, found, "", ""]


def _alliances(answer: dict[str, Any], interval: list[str]) -> Iterator[list[Any]]:
    for alliance, years in answer["alliances"].items():
        for year, found in years.items():
            yield [alliance, year, *(found[key] for key in interval)]


def _states(answer: dict[str, Any]) -> Iterator[list[Any]]:
    for state, facts in answer["states"].items():
        for quantity in ("patron_tie", "challenger_tie", "effort"):
            for year, found in facts[quantity].items():
                yield [state, quantity, year, found["median"], found["low"], found["high"]]
        for quantity in ("p_accommodates", "p_deepens", "p_loosens"):
            for year, value in facts[quantity].items():
                yield [state, quantity, year, value, "", ""]


def _costs(answer: dict[str, Any]) -> Iterator[list[Any]]:
    for claim, cost in answer["cost_of"].items():
        yield [
            claim,
            cost,
            answer["cost_error"][claim],
            answer["cost_of_ties"][claim],
            answer["cost_of_ties_error"][claim],
        ]


_WORTH_PACKING = 1000
