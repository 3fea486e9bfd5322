"""Commands that show what there is: scenarios and the ledger of claims."""

from __future__ import annotations

import textwrap

import typer

__all__ = ["claims", "scenarios"]

WIDTH = 80


def scenarios() -> None:
    """List the scenarios that come with counterpoise."""
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
