"""Commands that show what there is: scenarios and the ledger of claims."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.options import at_least
from counterpoise.cli.run import shown_progress

__all__ = ["claims", "scenarios"]

WIDTH = 80


def scenarios(
    measure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Hold each against its base and write what it does here."),
    ] = None,
    members: Annotated[int, typer.Option(help="Futures of each, to measure.")] = 1000,
) -> None:
    """List the scenarios that come with counterpoise, or measure what each does."""
    if measure is not None:
        _measure(measure, members)
        return
    from counterpoise.scenario import available_scenarios, load_scenario

    for name in available_scenarios():
        scenario = load_scenario(name)
        if scenario.extends is None:
            years = f"{scenario.start} to {scenario.horizon}, {len(scenario.states)} states"
            typer.echo(f"{name}: {scenario.question}")
            typer.echo(_below(f"{years}, editions {', '.join(scenario.editions)}", 4))
        else:
            typer.echo(f"{name}: {scenario.question}")
    typer.echo("Each can be run, and held against another: counterpoise compare asia blockade")


def _measure(path: Path, members: int) -> None:
    at_least(members, 2, "--members", 1_000_000)
    import json

    from counterpoise.analysis.effects import measure_effects
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    with shown_progress(quiet=False) as progress:
        found = measure_effects(open_panel(), members=members, progress=progress)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    typer.echo(str(path))


def claims() -> None:
    """Show the ledger: each claim, whether it acts in the model, and what is missing."""
    from counterpoise.claims import ledger

    for claim in ledger().values():
        place = f" in {', '.join(claim.mechanisms)}" if claim.acts else ""
        typer.echo(f"{claim.id:<4}{claim.label}: {claim.state}{place}")
        typer.echo(_below(claim.claim, 4))
        if claim.missing:
            typer.echo(_below(f"Missing: {claim.missing}", 4))


def _below(text: str, indent: int) -> str:
    return textwrap.indent(textwrap.fill(text, WIDTH - indent), " " * indent)
