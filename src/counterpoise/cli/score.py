"""``counterpoise score``: how the project's forecasts did on years they had not seen, beside simple rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["score"]


def score(
    tasks: Annotated[list[str] | None, typer.Argument(help="Tasks; all of them by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every score as JSON.")] = False,
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit and foretell anew first (hours; goes on where it stopped).")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the forecasts (default: the package's own).")
    ] = None,
    panel: Annotated[Path | None, typer.Option(help="Folder of another compiled panel.")] = None,
) -> None:
    """Score stored out-of-sample forecasts of disputes, pacts, ties and burdens."""
    from counterpoise.backtest.knowledge import know
    from counterpoise.backtest.refit import refit as fit_again
    from counterpoise.backtest.scoreboard import plain_text, scoreboard
    from counterpoise.backtest.store import folder
    from counterpoise.backtest.tasks import TASKS, task_named
    from counterpoise.data import open_panel
    from counterpoise.estimate.posterior import plain

    wanted = [task_named(name) for name in dict.fromkeys(tasks or TASKS)]
    opened = open_panel(panel)
    knowledge = know(opened)
    place = out or folder()
    if refit:
        fit_again(
            wanted,
            knowledge,
            opened.digest,
            place,
            lambda what, share: print(f"{share:4.0%} {what}", file=sys.stderr, flush=True),
        )
    board = scoreboard(wanted, knowledge, place)
    typer.echo(json.dumps(plain(board), indent=1, ensure_ascii=False) if as_json else plain_text(board))
