"""``counterpoise run``: answer a scenario's question and write the files."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.folder import ensure_room, fresh_folder
from counterpoise.cli.memory import ensure_memory
from counterpoise.cli.options import AssignOption, PanelOption, SwitchOption, at_least, pairs, switch_values
from counterpoise.cli.whole import whole

__all__ = ["Progress", "result_folder", "run", "shown_progress"]

REPORT_AND_TABLES = 2_000_000
"""Bytes that everything but the ensemble takes, at most."""

_LONGEST = 80
"""Letters of changes that a folder's name spells out."""

Progress = Callable[[float, str], None]
"""What a long computation calls: the share done, 0 to 1, and what it is doing."""


def run(
    scenario: Annotated[str, typer.Argument(help="A bundled scenario or a file of your own.")] = "asia",
    members: Annotated[int | None, whole("--members", "Futures to simulate.")] = None,
    seed: Annotated[int | None, whole("--seed", "Seed of all luck; the same seed, the same bytes.")] = None,
    edition: Annotated[str, typer.Option(help="Information cut-off: latest, essay.")] = "latest",
    horizon: Annotated[int | None, whole("--horizon", "Last year.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print answer.json and nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files (default runs/SCENARIO-EDITION).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary, no progress.")] = False,
    chunk: Annotated[int | None, whole("--chunk", "Futures in memory at once; changes no number.")] = None,
    assign: AssignOption = None,
    switch: SwitchOption = None,
    panel: PanelOption = None,
    without_report: Annotated[bool, typer.Option("--without-report", help="Skip the HTML report.")] = False,
    ship: Annotated[
        Path | None,
        typer.Option(help="Also write the answer in the small form in which the library carries it."),
    ] = None,
) -> None:
    """Answer a scenario's question: print it, and write answer.json, ensemble.nc, tables and a report."""
    started = time.perf_counter()
    at_least(members, 1, "--members", 10_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    at_least(chunk, 1, "--chunk")
    overrides = pairs(assign, "--set", "balancing.gain=0.5")
    switches = switch_values(switch)

    from counterpoise.data import open_panel
    from counterpoise.scenario import load_scenario

    facts = open_panel(panel)
    case = load_scenario(scenario, facts).at(edition)
    case = case.until(horizon) if horizon is not None else case
    past = None
    if case.origin is not None:
        from counterpoise.hindcast.forecast import known_then

        past = known_then(facts, case)
    ensure_memory(members or 0, len(case.states), case.horizon - case.start + 1)
    target = out or result_folder(case.name, edition, {**switches, **overrides})
    with fresh_folder(target) as folder, shown_progress(quiet) as progress:
        from counterpoise.analysis import answer as analysis
        from counterpoise.ensemble import keep_compiled

        keep_compiled()
        result = analysis.run(
            scenario=case,
            edition=edition,
            members=members if members is not None else case.default_members,
            seed=seed if seed is not None else case.seed,
            horizon=horizon,
            chunk=chunk,
            switches=switches,
            overrides=overrides,
            panel=past or facts,
            progress=progress,
        )
        progress(1.0, "writing files")
        ensure_room(folder, result.views.nbytes + REPORT_AND_TABLES)
        files = dict(result.write(folder))
        if past is not None:
            from counterpoise.hindcast.forecast import foretell
            from counterpoise.hindcast.tables import write_dyads

            many, luck = result.answer["members"], result.answer["seed"]
            foretold = foretell(case, past, many, luck, None, switches, overrides)
            files["dyads"] = write_dyads(foretold, folder)
        if not without_report:
            from counterpoise.cli.course import beside_course
            from counterpoise.report import write_report

            files["report"], beside = folder / "report.html", beside_course(target, result)
            told = result.answer if beside is None else {**result.answer, "course": beside}
            write_report(told, result.views, files["report"])
        if ship is not None:
            from counterpoise.analysis.files import write_whole
            from counterpoise.analysis.shipped import to_ship

            ship.parent.mkdir(parents=True, exist_ok=True)
            write_whole(ship, to_ship(result))
        text = (folder / "answer.json").read_text(encoding="utf-8") if json else ""
    if json:
        sys.stdout.write(text)
    elif not quiet:
        from counterpoise.terminal import render

        placed = {name: target / path.relative_to(folder) for name, path in files.items()}
        typer.echo(render(result.answer, placed, time.perf_counter() - started))


def result_folder(scenario: str, edition: str, changes: Mapping[str, float] | None = None) -> Path:
    """Where the files of a run go unless the user says otherwise; a changed run never takes the plain one's place.

    >>> result_folder("asia", "latest").as_posix()
    'runs/asia-latest'
    >>> result_folder("asia", "latest", {"C5": 0.0, "balancing.gain": 0.5}).as_posix()
    'runs/asia-latest-C5=0-balancing.gain=0.5'
    """
    words = "".join(f"-{name}={value:g}" for name, value in sorted((changes or {}).items()))
    if len(words) > _LONGEST:
        words = f"-changed-{sha256(words.encode()).hexdigest()[:8]}"
    return Path("runs") / f"{scenario}-{edition}{words}"


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress]:
    """A bar on standard error where that is a terminal, otherwise nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda share, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<28}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the panel", total=1.0)
        yield lambda share, what: bar.update(task, completed=share, description=what)
