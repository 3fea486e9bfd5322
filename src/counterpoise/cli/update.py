"""``counterpoise data add``, ``append``, ``remove``, ``diff``: a panel with the user's own data, and its changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["add", "append", "diff", "remove"]

OwnPanel = Annotated[
    Path | None,
    typer.Option("--panel", "--out", "--to", help="Folder of your own panel (default: in your data folder)."),
]
Base = Annotated[Path | None, typer.Option(help="Folder of the panel below (default: the bundled one).")]


def add(
    file: Annotated[Path, typer.Argument(help="Your own copy of a table: Parquet, CSV, Stata or R.")],
    key: Annotated[str, typer.Option("--as", metavar="SOURCE", help="What it is: sipri_milex, eiu, ...")],
    panel: OwnPanel = None,
    base: Base = None,
    version: Annotated[str | None, typer.Option(help="What to call your version.")] = None,
) -> None:
    """Put a table that may not be passed on into a panel of your own; it stays on your machine."""
    from counterpoise.data import open_panel
    from counterpoise.data.add import read_own
    from counterpoise.data.home import own_panel
    from counterpoise.data.own import put
    from counterpoise.data.store import PANEL

    added = read_own(file, key, open_panel(base or PANEL), version)
    laid = put(added.overlay, panel or own_panel(), base)
    typer.echo(f"{added.text()}\n{laid.text()}\n{_use(laid.panel)}")


def append(
    file: Annotated[Path, typer.Argument(help="CSV file: state, year, variable, value and perhaps mask.")],
    source: Annotated[Path, typer.Option(help="TOML file: key, title, citation, version, licence, ...")],
    panel: OwnPanel = None,
    base: Base = None,
    revise: Annotated[bool, typer.Option("--revise", help="Replace known cells; each is listed.")] = False,
) -> None:
    """Append newer cells, with their source, to a panel of your own."""
    from counterpoise.data import open_panel
    from counterpoise.data.append import read_append
    from counterpoise.data.home import own_panel
    from counterpoise.data.own import put
    from counterpoise.data.store import PANEL

    found = read_append(file, source, open_panel(base or PANEL), revise=revise)
    laid = put(found.overlay, panel or own_panel(), base, join=True)
    typer.echo("\n".join([laid.text(), *(f"  unusual   {line}" for line in found.unusual), _use(laid.panel)]))


def remove(
    key: Annotated[str, typer.Argument(metavar="SOURCE", help="Key of what was added or appended.")],
    panel: OwnPanel = None,
    base: Base = None,
) -> None:
    """Take away what was added or appended; with the last of it, what is left is the bundled panel."""
    from counterpoise.data.home import own_panel
    from counterpoise.data.own import remove as take

    typer.echo(take(key, panel or own_panel(), base).text())


def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="Folder of a panel, or `bundled`.")],
    two: Annotated[str, typer.Argument(metavar="B", help="Folder of another, or `bundled`.")],
    variable: Annotated[list[str] | None, typer.Option(help="Only these variables.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the changed cells to a CSV file.")] = None,
) -> None:
    """Say what changed between two panels: cells, tables, sources; where, and by how much."""
    from counterpoise.data.diff import compare
    from counterpoise.data.store import PANEL, Store

    stores = [Store(PANEL if name == "bundled" else Path(name)) for name in (one, two)]
    found = compare(stores[0], stores[1], variable or None)
    if csv is not None:
        found.cells.to_csv(csv, index=False)
    typer.echo(found.json() if json else found.text())


def _use(panel: Path) -> str:
    return f"Use it: counterpoise data info --panel {panel}, or set COUNTERPOISE_PANEL={panel}"
