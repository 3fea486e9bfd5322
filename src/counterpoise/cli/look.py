"""Commands that show what there is: scenarios and the ledger of claims."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.options import at_least
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole

__all__ = ["claims", "explain", "scenarios"]

WIDTH = 80


def scenarios(
    measure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Hold each against its base and write what it does here."),
    ] = None,
    members: Annotated[int, whole("--members", "Futures of each, to measure.")] = 1000,
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

    from counterpoise.analysis.effects import measure_claims, measure_effects
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    with shown_progress(quiet=False) as progress:
        found = measure_effects(open_panel(), members=members, progress=progress)
        found["claims"] = measure_claims(open_panel(), members=members, progress=progress)
    path.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
    typer.echo(str(path))


def claims() -> None:
    """Show the ledger: each claim, whether it acts in the model, and what is missing."""
    from counterpoise.claims import ledger

    for claim in ledger().values():
        places = ", ".join(claim.mechanisms) or "the attribution"
        place = "" if claim.state == "open" else f" in {places}"
        typer.echo(f"{claim.id:<4}{claim.label}: {claim.state}{place}")
        typer.echo(_below(claim.claim, 4))
        if claim.missing:
            typer.echo(_below(f"Missing: {claim.missing}", 4))


def explain(
    mechanism: Annotated[str, typer.Argument(help="A mechanism, or a claim that acts in a single one.")],
) -> None:
    """Show the evidence of a mechanism: claim, equation, parameters, how history tested it, what would refute it."""
    from counterpoise.analysis.evidence import acting, evidence_of, score_sentence
    from counterpoise.charts.coefficients import proper

    found = evidence_of(mechanism)
    typer.echo(
        f"{found.name}: serves {', '.join(claim.id for claim in found.claims) or 'no claim of its own'}"
    )
    for claim in found.claims:
        typer.echo(_below(f"{claim.id}: {claim.claim} Switch at 0: {claim.reference}", 2))
    typer.echo("\n" + textwrap.indent(found.argument, "  ") + "\n")
    typer.echo("Parameters (value, range, unit, grade)")
    for row in map(proper, found.parameters):
        span = f"{row['value']:.4g} ({row['low']:.4g} to {row['high']:.4g})"
        typer.echo(f"  {row['path']} = {span}, {row['unit']}, {row['grade']}")
        typer.echo(_below(f"{row['label']}; {row['spread']}. {row['source']}", 6))
    typer.echo("How history tested it")
    for task in found.tests:
        typer.echo(_below(score_sentence(task), 2))
    for claim in found.claims:
        typer.echo(_below(f"{claim.id}: {claim.backtest}", 2))
    typer.echo("What would refute it")
    typer.echo(_below(found.refuted, 2))
    if found.acts:
        typer.echo("Where it acts most in the current answer (the claim on, against off)")
    for key, acts in found.acts.items():
        typer.echo(_below(f"{key}: {acting(acts)}", 2))


def _below(text: str, indent: int) -> str:
    return textwrap.indent(textwrap.fill(text, WIDTH - indent), " " * indent)
