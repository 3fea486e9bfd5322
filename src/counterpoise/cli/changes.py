"""``counterpoise changes``: what moved between two answers, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.options import PanelOption
from counterpoise.cli.run import shown_progress
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["changes"]


def changes(
    old: Annotated[Path, typer.Argument(help="Folder of an earlier run, or its answer.json.")],
    new: Annotated[Path, typer.Argument(help="Folder of a later run, or its answer.json.")],
    scenario: Annotated[str | None, typer.Option(help="File of the scenario, if it is your own.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    panel: PanelOption = None,
) -> None:
    """What moved from one answer to another, and why: facts, releases, parameters, switches, luck, version."""
    before, after = _answer(old), _answer(new)
    from counterpoise.analysis.changes import OUTCOMES, what_moved
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    with shown_progress(quiet) as progress:
        year, steps = what_moved(before, after, open_panel(panel), scenario, progress)
    names = {"balance_holds": "balance", "ties_survive": "ties"}
    typer.echo(f"Chances of the full story in {year}, of 100 futures; each cause with its simulation error")
    typer.echo(f"  {'':<58}{'balance holds':>17}{'ties survive':>17}")

    def line(label: str, cells: list[str]) -> None:
        typer.echo(f"  {label:<58.58}" + "".join(f"{cell:>17}" for cell in cells))

    def chance(answer: dict[str, Any], name: str) -> str:
        return f"{100 * answer['outcomes'][name]['full'][str(year)]['p']:.1f}"

    line(f"{before['scenario']}, {before['edition']} edition", [chance(before, name) for name in names])
    for step in steps:
        line(step.cause, [f"{100 * step.moved[n]:+.1f} +- {100 * step.error[n]:.1f}" for n in OUTCOMES])
    line(f"{after['scenario']}, {after['edition']} edition", [chance(after, name) for name in names])


def _answer(path: Path) -> dict[str, Any]:
    file = path / "answer.json" if path.is_dir() else path
    if not file.is_file():
        raise CounterpoiseError(
            "There is no answer here.", where=path, hint="Name the folder of a run: runs/asia-latest, say."
        )
    try:
        answer = json.loads(file.read_text(encoding="utf-8"))
        answer["outcomes"]["balance_holds"]["full"], answer["seed"], answer["members"], answer["edition"]
    except (ValueError, KeyError, TypeError):
        raise DataError(
            "This is not a whole answer.", where=file, hint="Make it again with counterpoise run."
        ) from None
    found: dict[str, Any] = answer
    return found
