"""``counterpoise hindcast``: what a year would have foretold, what happened, and the score."""

from __future__ import annotations

import json as text
import sys
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.folder import fresh_folder
from counterpoise.cli.options import PanelOption, at_least
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["hindcast"]


def hindcast(
    name: Annotated[
        str | None, typer.Argument(help="A hindcast: asia-1999, or a file with an origin.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All hindcasts of the package, one after another.")
    ] = False,
    members: Annotated[int | None, whole("--members", "Futures to simulate.")] = None,
    seed: Annotated[int | None, whole("--seed", "Seed of all luck.")] = None,
    refit: Annotated[bool, typer.Option("--refit", help="Fit the origin's equations anew.")] = False,
    store: Annotated[
        bool, typer.Option("--store", help="Keep fits and scores in the package's record.")
    ] = False,
    rolling: Annotated[
        bool,
        typer.Option(
            "--rolling",
            help="Instead: the board of every fifth year since 1950; with --store made anew (minutes; goes on).",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON and nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables (default runs/hindcast-NAME).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No tables, no progress.")] = False,
    panel: PanelOption = None,
) -> None:
    """Forecast from what a past year knew, then show what happened and the score; writes dyads.csv and states.csv."""
    at_least(members, 1, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    if rolling:
        _rolling(name, panel, members, seed, every=every, refit=refit, store=store, json=json, quiet=quiet)
        return
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled
    from counterpoise.hindcast import record
    from counterpoise.hindcast.forecast import known_then
    from counterpoise.hindcast.run import hindcast_names, run_hindcast
    from counterpoise.hindcast.tables import write_tables
    from counterpoise.hindcast.tell import tell
    from counterpoise.scenario import load_scenario
    from counterpoise.vintage import fit_vintage, fits_of
    from counterpoise.vintage.store import save_fits

    if (name is None) != every:
        there = ", ".join(hindcast_names())
        raise CounterpoiseError(
            "No hindcast is named." if name is None else f"Both {name} and --all are asked for.",
            hint=f"Write counterpoise hindcast asia-2014, say, or counterpoise hindcast --all. There are {there}; a "
            "file of your own with an origin may be named too.",
        )
    facts = open_panel(panel)
    keep_compiled()
    documents = {}
    for one in hindcast_names() if name is None else (name,):
        case = load_scenario(one, facts)
        case = case.at(next(iter(case.editions)))
        target = (out / case.name if every else out) if out else Path("runs") / f"hindcast-{case.name}"
        with fresh_folder(target) as folder, shown_progress(quiet or json) as progress:
            known = known_then(facts, case)
            if refit:
                progress(0.0, "fitting the past")
                known.fits = fit_vintage(known)
            forecast, document = run_hindcast(case, facts, members, seed, progress, known)
            write_tables(forecast, document, folder)
        if store:
            record.save(document)
            save_fits(fits_of(known), facts.digest)
        documents[case.name] = document
        if not quiet and not json:
            typer.echo(tell(document))
            typer.echo(f"\ntables    {target}/dyads.csv, states.csv, scores.csv\n")
    if json:
        sys.stdout.write(text.dumps({"hindcasts": documents}, indent=1, ensure_ascii=False) + "\n")


def _rolling(
    name: str | None,
    panel: Path | None,
    members: int | None,
    seed: int | None,
    *,
    every: bool,
    refit: bool,
    store: bool,
    json: bool,
    quiet: bool,
) -> None:
    """Print the board of the rolling hindcasts, stored or made anew."""
    from counterpoise.hindcast.board import board, plain_text
    from counterpoise.hindcast.rolling import MEMBERS, SEED, roll, stored

    if name is not None or every:
        raise CounterpoiseError(
            "The rolling hindcasts are made by a rule, not from files.",
            where="--rolling",
            hint="Leave out the name and --all.",
        )
    if not store and (refit or members is not None or seed is not None):
        raise CounterpoiseError(
            "The board of stored scores has its own futures and fits.",
            where="--rolling",
            hint="Add --store to make it anew; what is stored is replaced when all is done.",
        )
    if store:
        from counterpoise.data import open_panel
        from counterpoise.ensemble import keep_compiled

        keep_compiled()
        with shown_progress(quiet or json) as progress:
            document = roll(
                open_panel(panel),
                members=members or MEMBERS,
                seed=SEED if seed is None else seed,
                progress=progress,
                refit=refit,
                keep_fits=True,
            )
    else:
        document = stored()
    told = board(document["rows"])
    if json:
        sys.stdout.write(text.dumps({**document, "board": told}, indent=1) + "\n")
    elif not quiet:
        typer.echo(plain_text(told))
