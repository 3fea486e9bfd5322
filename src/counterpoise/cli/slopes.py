"""``counterpoise slopes``: which parameters and claims move the outcome, and which way, from one pass back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.options import AssignOption, PanelOption, SwitchOption, at_least, pairs, switch_values
from counterpoise.cli.whole import whole

if TYPE_CHECKING:
    from counterpoise.analysis.slopes import Slope

__all__ = ["slopes"]


def slopes(
    scenario: Annotated[str, typer.Argument(help="A bundled scenario or a file of your own.")] = "asia",
    members: Annotated[int, whole("--members", "Futures to simulate.")] = 512,
    seed: Annotated[int, whole("--seed", "Seed of all luck; the same seed, the same numbers.")] = 1,
    edition: Annotated[str, typer.Option(help="Information cut-off: latest, essay.")] = "latest",
    horizon: Annotated[int | None, whole("--horizon", "Last year.")] = None,
    top: Annotated[int, whole("--top", "Parameters to show.")] = 15,
    out: Annotated[Path | None, typer.Option(help="Write all slopes to this CSV file.")] = None,
    assign: AssignOption = None,
    switch: SwitchOption = None,
    panel: PanelOption = None,
) -> None:
    """Slopes of a relaxed outcome in every parameter and switch (the first run compiles for a minute or so)."""
    at_least(members, 2, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    at_least(top, 1, "--top")
    overrides = pairs(assign, "--set", "balancing.gain=0.5")
    switches = switch_values(switch)

    from counterpoise.analysis.ready import made_ready
    from counterpoise.analysis.slopes import slopes as found_slopes
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled
    from counterpoise.scenario import load_scenario

    keep_compiled()
    facts = open_panel(panel)
    case = load_scenario(scenario, facts).at(edition)
    case = case.until(horizon) if horizon is not None else case
    prepared = made_ready(case, facts.vintage(str(case.cutoff)), overrides)
    found = found_slopes(prepared, members, seed, switches)
    typer.echo(f"The balance holds to the degree {found.outcome:.3f} (relaxed, {found.members:,} futures).")
    typer.echo("What one standard deviation of a parameter adds to it, to first order:")
    for one in found.slopes[:top]:
        typer.echo(_line(one))
    typer.echo("What a claim's switch adds, per unit, where it stands:")
    for one in found.switches:
        typer.echo(_line(one))
    if out is not None:
        from counterpoise.sweep.store import write_whole

        rows = [f"{s.path},{s.slope!r},{s.error!r},{s.spread!r}" for s in (*found.slopes, *found.switches)]
        write_whole(out, "\n".join(["path,slope,error,spread", *rows, ""]).encode())
        typer.echo(f"All slopes are in {out}.")


def _line(one: Slope) -> str:
    return f"  {one.path:<44}{one.effect:+.4f}  (+/- {one.error * one.spread:.4f})"
