"""``counterpoise report``: draw the HTML report again from a saved run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.run import result_folder
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["report"]


def report(
    scenario: Annotated[str, typer.Argument(help="Scenario whose last run to show.")] = "asia",
    edition: Annotated[str, typer.Option(help="Edition of that run.")] = "latest",
    out: Annotated[Path | None, typer.Option(help="Folder of the run, if it is another one.")] = None,
) -> None:
    """Write report.html again from the answer and the futures of the last run."""
    folder = out or result_folder(Path(scenario).stem, edition)
    answer = _answer(folder, scenario)
    import xarray as xr

    from counterpoise.report import write_report

    try:
        views = xr.open_dataset(folder / "ensemble.nc", engine="h5netcdf")
    except (OSError, ValueError, KeyError) as problem:
        raise DataError(
            "The futures of this run cannot be read.",
            where=folder / "ensemble.nc",
            hint=f"Make them again: counterpoise run {scenario} --edition {edition}.",
        ) from problem
    with views:
        write_report(answer, views, folder / "report.html")
    typer.echo(str(folder / "report.html"))


def _answer(folder: Path, scenario: str) -> dict[str, Any]:
    path = folder / "answer.json"
    if not path.is_file():
        raise CounterpoiseError(
            "There is no saved run here.", where=folder, hint=f"Make one first: counterpoise run {scenario}."
        )
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(answer, dict):
            raise ValueError
    except ValueError:
        raise DataError(
            "This answer is damaged or cut short.",
            where=path,
            hint=f"Make it again: counterpoise run {scenario}.",
        ) from None
    return answer
