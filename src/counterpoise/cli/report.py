"""``counterpoise report``: the page, the printed report and the tables of a saved run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterpoise.cli.folder import add_files
from counterpoise.cli.run import result_folder
from counterpoise.vocabulary import CounterpoiseError, DataError

if TYPE_CHECKING:
    from counterpoise.analysis.files import Result

__all__ = ["report"]


def report(
    run: Annotated[
        str, typer.Argument(help="Folder of a run, or a scenario whose last run to show.")
    ] = "asia",
    edition: Annotated[str, typer.Option(help="Edition of that run, where a scenario was named.")] = "latest",
    since: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: show what moved since then.")
    ] = None,
    tipping: Annotated[
        Path | None, typer.Option(help="What `counterpoise tipping` wrote: tipping.json, or its folder.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run, if it is another one.")] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf/--no-pdf", help="Write report.pdf as well (extra report).")
    ] = True,
) -> None:
    """Write report.html, report.pdf and the tables of the last run, into its folder."""
    folder = out or _folder(run, edition)
    found = _open(folder, Path(run).stem)
    answer = found.answer if tipping is None else {**found.answer, "tipping": _tipping(tipping)}
    earlier = None if since is None else _open(since, Path(run).stem).answer
    from counterpoise.report import page_and_tables, printed

    for path in add_files(folder, page_and_tables(answer, found.views, earlier)):
        typer.echo(str(path))
    if pdf:
        for path in add_files(folder, printed(answer, found.views, earlier)):
            typer.echo(str(path))


def _folder(run: str, edition: str) -> Path:
    """The folder of a run as the user names it."""
    named = Path(run)
    return named if (named / "answer.json").is_file() else result_folder(named.stem, edition)


def _open(folder: Path, scenario: str) -> Result:
    from counterpoise.analysis.files import Result

    return Result.read(folder, scenario)


def _tipping(path: Path) -> dict[str, Any]:
    """The tipping map of a file or folder."""
    path = path / "tipping.json" if path.is_dir() else path
    hint = "Make it first: counterpoise tipping; then name its folder."
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"map": dict(found["map"]), "time_to_tip": dict(found["time_to_tip"])}
    except OSError as error:
        raise CounterpoiseError("There is no tipping map here.", where=path, hint=hint) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("This is not a tipping map, or it is damaged.", where=path, hint=hint) from error
