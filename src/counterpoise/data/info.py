"""What the panel holds, in plain text: all variables and tables, or one of them."""

from __future__ import annotations

from collections.abc import Iterable

from counterpoise.data.meaning import Meaning, meaning
from counterpoise.data.panel import Panel
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["info_text"]


def info_text(panel: Panel, name: str | None = None) -> str:
    """A table of all variables and tables, or a page on one.

    Args:
        panel: Panel.
        name: Variable or table; None for the overview.

    Raises:
        UnknownNameError: The panel has nothing of that name.
    """
    if name is None:
        return _overview(panel)
    if name in panel.variables():
        return _variable(panel, name)
    if name in panel.tables():
        return _table(panel, name)
    raise UnknownNameError(
        f"The panel has no variable or table {name!r}.",
        hint=nearest(name, [*panel.variables(), *panel.tables()]),
    )


def _overview(panel: Panel) -> str:
    lines = [
        f"Panel {panel.digest[:12]}, newest number public since {panel.released}, {len(panel.states)} states",
        "",
    ]
    lines.append(f"{'variable':22} {'years':11} {'unit':46} label")
    for name in panel.variables():
        it = panel.variable(name)
        lines.append(f"{name:22} {it.first}-{it.last}   {it.unit:46} {it.label}")
    lines += ["", f"{'table':22} {'a row is':60} label"]
    for name in panel.tables():
        told = meaning(name)
        lines.append(f"{name:22} {told.row:60} {told.label}")
    return "\n".join(lines)


def _variable(panel: Panel, name: str) -> str:
    it = panel.variable(name)
    counts = panel.counts(name)
    lines = [
        f"{it.label} ({name})",
        f"  unit      {it.unit}",
        f"  years     {it.first}-{it.last}",
        "  cells     " + ", ".join(f"{count:,} {mask}" for mask, count in counts.items() if count),
    ]
    lines += [
        f"  source    {key}: {panel.source(key).citation} Version {panel.source(key).version}."
        for key in it.sources
    ]
    if it.note:
        lines.append(f"  note      {it.note}")
    return "\n".join(lines)


def _table(panel: Panel, name: str) -> str:
    frame, told = panel.table(name), meaning(name)
    lines = [
        f"{told.label} ({name}): {len(frame):,} rows",
        f"  row       {told.row}",
        f"  key       {', '.join(told.key) or 'none'}",
    ]
    lines += _columns(told, map(str, frame.columns))
    for key in panel.table_sources(name) if name != "repairs" else ():
        it = panel.source(key)
        span = f"{it.first}-{it.last}" if it.first else "cross-section"
        lines += [f"  source    {key}: {it.citation} Version {it.version}.", f"  years     {span}"]
        if it.note:
            lines.append(f"  note      {it.note}")
    if told.note:
        lines.append(f"  note      {told.note}")
    return "\n".join(lines)


def _columns(told: Meaning, names: Iterable[str]) -> list[str]:
    columns = [told.column(name) for name in names]
    wide = max(len(column.name) for column in columns)
    return [
        f"  column    {column.name:{wide}}  {column.label} [{column.unit}]{' ' + column.note if column.note else ''}"
        for column in columns
    ]
