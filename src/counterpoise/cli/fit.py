"""``counterpoise fit``: estimate what can be estimated, and write the posterior draws."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["fit"]


def fit(
    out: Annotated[
        Path | None, typer.Option(help="Folder for the draws (default: the package's own).")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    panel: Annotated[Path | None, typer.Option(help="Folder of another compiled panel.")] = None,
) -> None:
    """Fit the equations that history can speak to, and write the draws and the record of scores."""
    from importlib.resources import files

    from counterpoise.data import open_panel
    from counterpoise.estimate.fit import fit_all

    folder = out or Path(str(files("counterpoise") / "library" / "posterior"))

    def say(name: str, share: float) -> None:
        print(f"{share:4.0%} {name}", file=sys.stderr)

    for path in fit_all(open_panel(panel), folder, say, seed).paths:
        typer.echo(str(path))
