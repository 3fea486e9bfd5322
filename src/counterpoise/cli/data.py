"""``counterpoise data``: compile the panel, look into it, cite it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Protocol

import typer

from counterpoise.cli import export, obtain, update
from counterpoise.cli.whole import whole_number

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.command("fetch")(obtain.fetch)
app.command("add")(update.add)
app.command("append")(update.append)
app.command("remove")(update.remove)
app.command("diff")(update.diff)

app.command()(export.export)


class Explained(Protocol):
    """Any explanation."""

    def text(self) -> str:
        """In plain lines."""

    def json(self) -> str:
        """As JSON."""


PanelOption = Annotated[Path | None, typer.Option("--panel", help="Folder of another compiled panel.")]


@app.callback()
def _data() -> None:
    """Compile the panel of observed facts, look into it, cite it."""


@app.command()
def build(
    sources: Annotated[Path, typer.Option(help="Folder of the raw tables.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the panel (default: the package's own).")
    ] = None,
) -> None:
    """Compile the raw tables into a panel; the same tables give the same bytes."""
    from counterpoise.data.build import PANEL, build

    report = build(sources, out or PANEL, progress=lambda line: print(line, file=sys.stderr))
    typer.echo(report.text())


@app.command()
def info(
    variable: Annotated[str | None, typer.Argument(help="A variable; all of them by default.")] = None,
    panel: PanelOption = None,
) -> None:
    """List the variables, or describe one: unit, years, sources, how many cells are observed."""
    from counterpoise.data import open_panel
    from counterpoise.data.info import info_text

    typer.echo(info_text(open_panel(panel), variable))


@app.command()
def explain(
    state: Annotated[
        str, typer.Argument(help="Any name or code of a state (JPN, 740, Japan), or a pair: USA-JPN.")
    ],
    variable: Annotated[
        str,
        typer.Argument(
            help="A variable, as `data info` lists them; of a pair, defence_pact ...; or a column of a panel."
        ),
    ],
    year: Annotated[
        int,
        typer.Argument(
            metavar="YEAR", parser=partial(whole_number, "YEAR"), help="A year from 1816 to 2050."
        ),
    ],
    panel: PanelOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Explain one cell: value, unit, mask, source, every repair, neighbours, and who else reports it differently."""
    from counterpoise.data import open_panel
    from counterpoise.data.explain import explain
    from counterpoise.data.explain_pair import explain_pair, split_pair
    from counterpoise.units.explain import explain_column

    opened = open_panel(panel)
    pair = split_pair(state, opened, year)
    if pair is None and variable in opened.variables():
        found: Explained = explain(opened, state, variable, year)
    elif pair is not None and variable in opened.matrices():
        found = explain_pair(opened, *pair, variable, year)
    else:
        found = explain_column(opened, pair or (state,), variable, year)
    typer.echo(found.json() if json else found.text())


@app.command()
def cite(
    variables: Annotated[list[str] | None, typer.Argument(help="Variables; all sources by default.")] = None,
    panel: PanelOption = None,
) -> None:
    """Print BibTeX entries of the sources behind some variables, or behind all of them."""
    from counterpoise.data import open_panel
    from counterpoise.data.cite import bibtex

    typer.echo(bibtex(open_panel(panel), variables or None))


@app.command()
def check(panel: PanelOption = None) -> None:
    """Read the panel and verify every file against its manifest."""
    from counterpoise.data import open_panel

    opened = open_panel(panel)
    for name in opened.tables():
        opened.table(name)
    for name in opened.variables():
        opened.counts(name)
    typer.echo(
        f"Panel {opened.digest[:12]}, information to {opened.released}: "
        f"{len(opened.variables())} variables, {len(opened.tables())} tables, all whole."
    )
