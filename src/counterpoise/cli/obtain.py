"""``counterpoise data fetch``: download raw tables, verify them, compile them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.whole import whole

if TYPE_CHECKING:
    from counterpoise.data.download import Progress

__all__ = ["MIRROR", "fetch"]

MIRROR = "COUNTERPOISE_MIRROR"
"""Environment variable that names a mirror."""


def fetch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Catalogue keys; all that the panel is compiled from by default."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Folder for the tables (default: your data folder).")
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="Accept the terms of a source.")
    ] = None,
    mirror: Annotated[
        str | None, typer.Option(metavar="URL", help="Base address that serves the same files.")
    ] = None,
    build: Annotated[
        bool, typer.Option("--build", help="Compile a panel once every table is there.")
    ] = False,
    panel: Annotated[
        Path | None, typer.Option(help="Folder for that panel (default: compiled, beside the tables).")
    ] = None,
    timeout: Annotated[
        float, typer.Option(help="Seconds without a byte until a host counts as silent.")
    ] = 30.0,
    retries: Annotated[int, whole("--retries", "New tries after a broken connection.")] = 4,
    offers: Annotated[bool, typer.Option("--list", help="List addresses and terms; fetch nothing.")] = False,
) -> None:
    """Download raw tables with checksums and resume; what cannot be downloaded is told, with what to do."""
    from counterpoise.data.catalogue import entry
    from counterpoise.data.download import Settings
    from counterpoise.data.fetch import Fetching, failures, fetch_each, needed
    from counterpoise.data.fetch import accept as accepted
    from counterpoise.data.home import own_sources

    keys = list(sources or needed())
    if offers:
        typer.echo(_offers(keys))
        return
    folder = to or own_sources()
    how = Fetching(
        folder=folder,
        mirror=mirror if mirror is not None else os.environ.get(MIRROR, ""),
        accepted=accepted(accept or ()),
        ask=_ask if sys.stdin.isatty() else None,
        settings=Settings(timeout=timeout, retries=retries),
        progress=_progress(),
    )
    found = fetch_each(keys, how)
    _clear()
    typer.echo("\n".join(item.text() for item in found))
    failed = failures(found)
    if failed is not None:
        raise failed
    lacking = [item.key for item in found if item.path is None]
    own = [item.key for item in found if entry(item.key).source.decision == "recipe" and item.how != "hand"]
    for key in own:
        typer.echo(
            f"{key} is for your own use: counterpoise data add FILE --as {key} puts it into your panel."
        )
    if build:
        _build(folder, panel or folder / "compiled", lacking)


def _offers(keys: list[str]) -> str:
    """Address, way and terms of each source."""
    from counterpoise.data.addresses import address
    from counterpoise.data.catalogue import entry

    lines = []
    for key in keys:
        item, place = entry(key).source, address(key)
        way = "is made from its origin" if place.rebuilds else "needs your hand"
        lines += [
            f"{key}: {item.title}, version {item.version} ({item.decision}); {way}",
            f"  page    {place.page}",
        ]
        lines += [f"  file    {place.file}"] if place.file else []
        lines += [f"  origin  {url}" for url in place.origin]
        lines += [f"  recipe  {place.recipe}"] if place.recipe else []
        lines += [f"  licence {item.licence}"] + ([f"  terms   {place.terms}"] if place.terms else [])
        lines += [f"  digest  {entry(key).sha256}, {place.size:,} bytes"] if place.size else []
    return "\n".join(lines)


def _build(folder: Path, out: Path, lacking: list[str]) -> None:
    """Compile, if all is there; the panel in ``out`` is replaced by a whole one or not at all."""
    from counterpoise.data.build import build
    from counterpoise.data.store import PANEL, Store
    from counterpoise.vocabulary import CounterpoiseError

    if lacking:
        raise CounterpoiseError(
            f"The panel was not compiled: {len(lacking)} tables are missing ({', '.join(lacking)}).",
            where=folder,
            hint="Put them there as the list above says, or fetch from a --mirror that has them.",
        )
    report = build(folder, out, progress=lambda line: print(line, file=sys.stderr))
    typer.echo(report.text())
    same = report.digest == Store(PANEL).digest
    typer.echo(f"It is {'the same as' if same else 'another than'} the bundled panel.")


def _ask(key: str, terms: str) -> bool:
    typer.echo(f"{key}: {terms}", err=True)
    return typer.confirm("Do you accept?", default=False, err=True)


def _progress() -> Progress | None:
    """A line on standard error that is written over, where that is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show(name: str, have: int, whole: int) -> None:
        share = f"{have / whole:4.0%} of {whole / 1e6:.1f} MB" if whole else f"{have / 1e6:.1f} MB"
        print(f"\r\033[K{name}  {share}", end="", file=sys.stderr, flush=True)

    return show


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
