"""``counterpoise report``: the page, the printed report and the tables of a saved run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.folder import add_files
from counterpoise.cli.run import result_folder

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
    out: Annotated[Path | None, typer.Option(help="Folder of the run, if it is another one.")] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf/--no-pdf", help="Write report.pdf as well (extra report).")
    ] = True,
) -> None:
    """Write report.html, report.pdf and the tables of the last run, into its folder."""
    folder = out or _folder(run, edition)
    found = _open(folder, Path(run).stem)
    earlier = None if since is None else _open(since, Path(run).stem).answer
    from counterpoise.report import page_and_tables, printed

    for path in add_files(folder, page_and_tables(found.answer, found.views, earlier)):
        typer.echo(str(path))
    if pdf:
        for path in add_files(folder, printed(found.answer, found.views, earlier)):
            typer.echo(str(path))


def _folder(run: str, edition: str) -> Path:
    """The folder of a run as the user names it."""
    named = Path(run)
    return named if (named / "answer.json").is_file() else result_folder(named.stem, edition)


def _open(folder: Path, scenario: str) -> Result:
    from counterpoise.analysis.files import Result

    return Result.read(folder, scenario)
