"""``counterpoise fit``: estimate what can be estimated, and write the posterior draws."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.options import at_least
from counterpoise.cli.stopping import stoppable
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["fit"]

Progress = Callable[[str, float], None]


def fit(
    equations: Annotated[
        list[str] | None, typer.Argument(help="With --nuts: equations to sample; all of them by default.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the draws (default: the package's own; with --nuts: nuts in this folder)."
        ),
    ] = None,
    seed: Annotated[int, whole("--seed", "Seed of the draws.")] = 1,
    nuts: Annotated[
        bool,
        typer.Option("--nuts", help="Sample by NUTS with coefficients by era; goes on where it stopped."),
    ] = False,
    show: Annotated[
        bool, typer.Option("--list", help="With --nuts: only list what is stored, and how well it mixed.")
    ] = False,
    chains: Annotated[int, whole("--chains", "With --nuts: chains of each model.")] = 2,
    warmup: Annotated[int, whole("--warmup", "With --nuts: iterations of adaptation.")] = 300,
    draws: Annotated[int, whole("--draws", "With --nuts: iterations kept of each chain.")] = 500,
    panel: Annotated[Path | None, typer.Option(help="Folder of another compiled panel.")] = None,
) -> None:
    """Fit the equations that history can speak to, and write the draws and the record of scores."""
    at_least(seed, 0, "--seed", 2**32 - 1)
    at_least(chains, 2, "--chains")
    at_least(warmup, 50, "--warmup")
    at_least(draws, 50, "--draws")
    if show and not nuts:
        raise CounterpoiseError(
            "--list lists what --nuts samples.", hint="Write: counterpoise fit --nuts --list"
        )
    if equations and not nuts:
        raise CounterpoiseError(
            "The shipped posteriors are fitted together, for later equations read earlier ones.",
            where=equations[0],
            hint="Leave the names out, or add --nuts to sample single equations.",
        )
    if show:
        from counterpoise.sampling.listing import listing

        typer.echo(listing(out))
        return
    unit = "these fifty iterations" if nuts else "this equation"
    with stoppable(f"Stopping after {unit}; Ctrl-C again stops at once.") as pause:

        def say(name: str, share: float) -> None:
            print(f"{share:4.0%} {name}", file=sys.stderr, flush=True)
            pause()

        if nuts:
            settings = {"chains": chains, "warmup": warmup, "draws": draws, "seed": seed}
            made = _sampled(panel, out or Path("nuts"), equations or [], settings, say)
        else:
            made = _fitted(panel, out, seed, say)
    for path in made:
        typer.echo(str(path))


def _fitted(panel: Path | None, out: Path | None, seed: int, say: Progress) -> list[Path]:
    """Fit what ships."""
    from importlib.resources import files

    from counterpoise.data import open_panel
    from counterpoise.estimate.fit import fit_all

    folder = out or Path(str(files("counterpoise") / "library" / "posterior"))
    return list(fit_all(open_panel(panel), folder, say, seed).paths)


def _sampled(
    panel: Path | None, out: Path, equations: list[str], settings: dict[str, int], say: Progress
) -> list[Path]:
    """Sample equations, and say how to go on if that is stopped."""
    from counterpoise.data import open_panel
    from counterpoise.sampling import equation_of, sample_all
    from counterpoise.sampling.listing import listing

    for name in equations:
        equation_of(name)  # a name that does not exist is told before anything is shown or opened
    print(f"Stored with the package:\n{listing()}\n", file=sys.stderr, flush=True)
    try:
        return sample_all(open_panel(panel), out, equations, progress=say, **settings)
    except KeyboardInterrupt:
        print(
            "Stopped. Finished equations are stored, and chains up to their last fifty iterations: "
            "the same command goes on from there.",
            file=sys.stderr,
            flush=True,
        )
        raise
