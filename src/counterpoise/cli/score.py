"""``counterpoise score``: how the project's forecasts did on years they had not seen, beside simple rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["score"]


def score(
    tasks: Annotated[list[str] | None, typer.Argument(help="Tasks; all of them by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every score as JSON.")] = False,
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit and foretell anew first (long; goes on where it stopped).")
    ] = False,
    origin: Annotated[
        int | None, whole("--origin", "Instead: all equations as they stood at the end of this year.")
    ] = None,
    theories: Annotated[
        bool, typer.Option("--theories", help="Instead: rival theories by target, on the same years.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the forecasts (default: the package's own).")
    ] = None,
    panel: Annotated[Path | None, typer.Option(help="Folder of another compiled panel.")] = None,
) -> None:
    """Score stored out-of-sample forecasts of disputes, pacts, ties and burdens."""
    from counterpoise.backtest.scoreboard import plain_text, scoreboard
    from counterpoise.backtest.store import folder
    from counterpoise.estimate.posterior import plain

    place = out or folder()
    if theories:
        if origin is not None:
            raise CounterpoiseError(
                "Theories are tried at the origins of the tasks.",
                where="--origin",
                hint="Leave out one of the two.",
            )
        _theories(tasks, place, panel, as_json=as_json, refit=refit)
        return
    if origin is not None:
        if tasks:
            raise CounterpoiseError(
                "An origin is asked of all equations, not of tasks.",
                where="--origin",
                hint="Leave out one of them.",
            )
        _from_origin(origin, place, panel, as_json=as_json, refit=refit)
        return
    from counterpoise.backtest.knowledge import know
    from counterpoise.backtest.refit import refit as fit_again
    from counterpoise.backtest.tasks import TASKS, task_named
    from counterpoise.data import open_panel

    wanted = [task_named(name) for name in dict.fromkeys(tasks or TASKS)]
    opened = open_panel(panel)
    knowledge = know(opened)
    if refit:
        fit_again(wanted, knowledge, opened.digest, place, _say)
    board = scoreboard(wanted, knowledge, place)
    typer.echo(json.dumps(plain(board), indent=1, ensure_ascii=False) if as_json else plain_text(board))


def _from_origin(origin: int, place: Path, panel: Path | None, *, as_json: bool, refit: bool) -> None:
    """Print the scores of every equation from one origin."""
    from counterpoise.backtest.rolling import at_origin, roll, stored

    if refit:
        from counterpoise.backtest.knowledge import know
        from counterpoise.data import open_panel

        opened = open_panel(panel)
        entries = roll(know(opened), place, opened.digest, [origin], _say)
    else:
        entries = stored(place)
    found = at_origin(entries, origin)
    if as_json:
        typer.echo(json.dumps({"origin": origin, "equations": found}, indent=1, ensure_ascii=False))
        return
    for entry in found:
        events = f", {entry['events']:,} events" if entry.get("events") is not None else ""
        typer.echo(
            f"{entry['equation']}, {entry['horizon']} years ahead of {origin} ({entry['n']:,} cases{events})"
        )
        for name, scores in entry["scores"].items():
            shown = "  ".join(f"{key} {value}" for key, value in scores.items() if value is not None)
            typer.echo(f"  {name:20} {shown}")


def _theories(
    tasks: list[str] | None, place: Path, panel: Path | None, *, as_json: bool, refit: bool
) -> None:
    """Print the trial of the theories, or hold it anew."""
    from counterpoise.backtest.tasks import task_named
    from counterpoise.backtest.theories import load
    from counterpoise.estimate.posterior import plain

    wanted = [task_named(name).name for name in dict.fromkeys(tasks or ())]
    if refit:
        from counterpoise.backtest.theories.refit import hold_trial
        from counterpoise.data import open_panel

        hold_trial(open_panel(panel), place, wanted, _say)
    told = load(place)
    told["targets"] = {name: told["targets"][name] for name in wanted or told["targets"]}
    typer.echo(json.dumps(plain(told), indent=1, ensure_ascii=False) if as_json else _trial(told))


def _trial(told: dict[str, Any]) -> str:
    """The table of the documentation, with its marks, as plain text."""
    from counterpoise.backtest.theories import read_theories
    from counterpoise.backtest.theories.page import overview
    from counterpoise.hindcast.tell import table

    columns, rows = overview(told, read_theories())
    cells = [[str(c).replace("`", "").replace(" %**", " %*").replace("**", "") for c in row] for row in rows]
    silent = [f"{name} abstains: {e['abstained']}" for name, e in told["targets"].items() if "abstained" in e]
    return "\n".join([*_MARKS, "", *table(columns, cells), *silent])


_MARKS = (
    "Share of the shared controls' loss (log loss; CRPS for burdens) that three terms of each theory, left",
    "free, take off. * clear of zero over resampled years; † but not over resampled treaties; ‡ too few windows to",
    "tell, whatever bears an asterisk; (n/3) signs as the theory has them.",
)


def _say(what: str, share: float) -> None:
    print(f"{share:4.0%} {what}", file=sys.stderr, flush=True)
