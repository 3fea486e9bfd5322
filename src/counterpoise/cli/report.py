"""``counterpoise report``: the page, the printed report and the tables of a saved run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterpoise.cli.folder import add_files
from counterpoise.cli.options import at_least
from counterpoise.cli.run import result_folder
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    from counterpoise.analysis.files import Result

__all__ = ["report"]


def report(
    run: Annotated[
        str,
        typer.Argument(
            help="Folder of a run, or a scenario: its latest edition, unless --edition names another."
        ),
    ] = "asia",
    edition: Annotated[str, typer.Option(help="Edition of that run, where a scenario was named.")] = "latest",
    since: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run, or of another scenario: show what differs.")
    ] = None,
    tipping: Annotated[
        str | None,
        typer.Option(
            help="Futures in each cell of a finer tipping map; or the folder that `counterpoise tipping` wrote."
        ),
    ] = None,
    without_tipping: Annotated[
        bool, typer.Option("--without-tipping", help="Compute no tipping map (seconds the first time).")
    ] = False,
    causes: Annotated[
        bool,
        typer.Option(
            "--causes/--no-causes",
            help="With --since: ask the old question again to tell why it moved (minutes).",
        ),
    ] = True,
    out: Annotated[Path | None, typer.Option(help="Folder of the run, if it is another one.")] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf/--no-pdf", help="Write report.pdf as well (extra report).")
    ] = True,
) -> None:
    """Write report.html, report.pdf and the tables of a saved run, into its folder: runs/SCENARIO-EDITION."""
    folder = out or _folder(run, edition)
    from counterpoise.analysis.files import Result

    named = Path(run).stem
    found = Result.read(folder, named if folder == result_folder(named, edition) else "SCENARIO")
    answer = dict(found.answer)
    earlier = None if since is None else _earlier(since, found.answer)
    if not without_tipping or tipping is not None:
        answer["tipping"] = _tipping(folder, found, run, tipping)
    if earlier is not None and causes:
        answer["changes"] = _causes(earlier, found.answer)
    from counterpoise.cli.course import beside_course

    beside = beside_course(folder, found)
    if beside is not None:
        answer["course"] = beside
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


def _earlier(since: Path, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer to compare with, if it speaks of the same poles and of the question's own year.

    Raises:
        CounterpoiseError: If it does not: there would be nothing to show.
    """
    from counterpoise.analysis.files import Result
    from counterpoise.charts.moved import comparable
    from counterpoise.telling.reader import final, name_of, roles

    other = Result.read(since, "SCENARIO").answer
    if not comparable(answer, other):
        mine, theirs = (
            f"{' and '.join(sorted(name_of(each, code) for code in roles(each)))} to {final(each)}"
            for each in (answer, other)
        )
        raise CounterpoiseError(
            f"Nothing of these two answers can be compared: this one is about {mine}, that one about {theirs}.",
            where=since,
            hint="Name the folder of a run about the same two poles and the same last year after --since.",
        )
    return other


def _tipping(folder: Path, found: Result, run: str, asked: str | None) -> dict[str, Any]:
    """The tipping map: as named, as kept in the folder, or computed now; where it cannot be, a note that says why."""
    from counterpoise.charts.given import read_found
    from counterpoise.cli.run import shown_progress
    from counterpoise.cli.tipped import kept_map, map_of_run

    if asked is not None and not asked.isdigit():
        return read_found(Path(asked), "tipping")
    members = None if asked is None else int(asked)
    at_least(members, 2, "--tipping", 1_000_000)
    kept = kept_map(folder, found.answer, members)
    if kept is not None:
        return kept
    own = Path(run)
    try:
        with shown_progress(False) as progress:
            scenario = str(own if own.suffix == ".toml" else found.answer["scenario"])
            return map_of_run(folder, found, scenario, members, progress)
    except (CounterpoiseError, KeyError) as error:
        if asked is not None and isinstance(error, CounterpoiseError):
            raise
        why = error.message if isinstance(error, CounterpoiseError) else "The run lacks what it takes."
        note = f"No tipping map: {why}"
        typer.echo(
            f"{note} ({getattr(error, 'hint', '') or 'counterpoise run makes a whole one.'})", err=True
        )
        return {"note": note}


def _causes(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Why the answer moved; where the old question cannot be asked again, a note that says why not."""
    from counterpoise.analysis.changes import causes_of, what_moved
    from counterpoise.cli.run import shown_progress
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    try:
        with shown_progress(False) as progress:
            year, steps = what_moved(old, new, open_panel(), progress=progress)
        return causes_of(old, new, year, steps)
    except CounterpoiseError as error:
        note = f"Why it moved could not be told: {error.message}"
        typer.echo(
            f"{note} (counterpoise changes OLD NEW --scenario FILE asks a scenario of your own.)", err=True
        )
        return {"note": note}
