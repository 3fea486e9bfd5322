"""``counterpoise changes``: what moved between two answers, and why."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.options import PanelOption, at_least
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["changes"]


def changes(
    old: Annotated[str, typer.Argument(help="Folder of an earlier run, its answer.json, or NAME@EDITION.")],
    new: Annotated[str, typer.Argument(help="Folder of a later run, its answer.json, or NAME@EDITION.")],
    scenario: Annotated[str | None, typer.Option(help="File of the scenario, if it is your own.")] = None,
    members: Annotated[int, whole("--members", "Futures, where an edition is asked here and now.")] = 1000,
    seed: Annotated[int, whole("--seed", "Seed of all luck, likewise.")] = 1,
    horizon: Annotated[int | None, whole("--horizon", "Last year, likewise.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the causes as JSON and nothing else.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    panel: PanelOption = None,
) -> None:
    """What moved from one answer to another, and why: facts, releases, parameters, switches, luck, version."""
    at_least(members, 2, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    stored = {name: _answer(Path(name)) for name in (old, new) if not _edition(name)}

    from counterpoise.analysis.changes import OUTCOMES, answered_now, causes_of, what_moved
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    facts = open_panel(panel)
    with shown_progress(quiet) as progress:
        before, after = (
            stored.get(name) or answered_now(name, facts, members, seed, horizon) for name in (old, new)
        )
        year, steps = what_moved(before, after, facts, scenario, progress)
    if json:
        typer.echo(dumps(causes_of(before, after, year, steps), indent=1, ensure_ascii=False))
        return
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


def _edition(name: str) -> bool:
    """Whether an argument names an edition rather than a place."""
    return "@" in name and not Path(name).exists()


def _answer(path: Path) -> dict[str, Any]:
    file = path / "answer.json" if path.is_dir() else path
    if not file.is_file():
        raise CounterpoiseError(
            "There is no answer here.", where=path, hint="Name the folder of a run: runs/asia-latest, say."
        )
    from counterpoise.analysis.files import read_answer

    answer = read_answer(file, "SCENARIO")
    try:
        answer["outcomes"]["balance_holds"]["full"], answer["seed"], answer["members"], answer["edition"]
    except (KeyError, TypeError):
        raise DataError(
            "This is not a whole answer.", where=file, hint="Make it again with counterpoise run."
        ) from None
    return answer
