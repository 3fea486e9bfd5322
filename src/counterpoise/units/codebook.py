"""The codebook of a built panel, written from the passports of its columns: Markdown, or one HTML page.

Claim: a reader who has only the file and its codebook knows what each number means, from when to when it
speaks, who is to be cited and on what terms, and how to build the same file again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from counterpoise import __version__
from counterpoise.units import registry
from counterpoise.units.column import Column
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.units.builder import Units

__all__ = ["codebook"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the codebook: head and rows of plain text."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


Block = str | Table
Section = tuple[str, list[Block]]


def codebook(unit: Units, form: str = "md", frame: pd.DataFrame | None = None) -> str:
    """The codebook of a panel.

    Args:
        unit: The panel.
        form: ``md`` or ``html``.
        frame: The built frame; with it each column also shows how much is missing, its range and its mean.

    Raises:
        CounterpoiseError: Another form.
    """
    writers = {"md": _markdown, "html": _html}
    if form not in writers:
        raise CounterpoiseError(f"There is no codebook in {form!r}.", hint="Write 'md' or 'html'.")
    return writers[form](_title(unit), _sections(unit, frame))


def _title(unit: Units) -> str:
    return f"Codebook: {unit.site.kind}, {unit.span.first} to {unit.span.last}"


def _sections(unit: Units, frame: pd.DataFrame | None) -> list[Section]:
    columns = unit.columns
    sections: list[Section] = [("What this is", _what(unit, frame))]
    for name in dict.fromkeys(column.family for column in columns):
        mine = [column for column in columns if column.family == name]
        if name == "keys":
            sections.append(("Keys", [_table(mine, frame)]))
            continue
        family = registry.family(name)
        text: list[Block] = [family.text] if family.text else []
        sections.append((family.title, [*text, _table(mine, frame), *_notes(mine)]))
    return [*sections, ("Sources", _sources(unit))]


def _what(unit: Units, frame: pd.DataFrame | None) -> list[Block]:
    site = unit.site
    systems = {"cow": "Correlates of War", "gw": "Gleditsch and Ward"}
    facts = [
        ("Unit of analysis", site.kind),
        ("Membership", systems[site.system]),
        ("Years", f"{unit.span.first} to {unit.span.last}"),
        ("Rows", f"{len(frame) if frame is not None else len(unit):,}"),
        ("Kept", "; ".join(rule.label for rule in unit.rules) or "all"),
        ("After a list ends", "carried to the present" if site.carry else "missing"),
        ("Gaps", "filled where the panel fills them" if site.filled else "left missing"),
        ("Panel", f"{site.panel.digest[:12]}, information to {site.panel.released}"),
        ("Built with", f"counterpoise {__version__}"),
    ]
    if site.system == "gw" and site.kind in {"state-years", "dyad-years"}:
        small = int((site.table("gw_states").groupby("gwcode")["microstate"].max() == 1).sum())
        said = (
            "count as states; microstates=False leaves them out" if unit.span.microstates else "are left out"
        )
        facts.insert(2, ("Microstates", f"{small} that the list marks {said}"))
    if site.panel.cut is not None:
        facts.append(
            ("Vintage", f"what was {'knowable' if site.panel.knowable else 'public'} on {site.panel.cut}")
        )
    if site.knowable:
        facts.append(("Members", "as contemporaries could know them: the list came out after the vintage"))
    if site.dyadic:
        facts.insert(1, ("Direction", "directed" if site.directed else "non-directed, lower code first"))
    if unit.functions:
        facts.append(("Also", f"{len(unit.functions)} function(s) of the author chose rows"))
    return [
        Table(("what", "which"), facts),
        "A blank is missing, which is not zero. Columns speak only in the years given; before and after they are "
        "missing.",
    ]


def _table(columns: Sequence[Column], frame: pd.DataFrame | None) -> Table:
    head: tuple[str, ...] = ("column", "label", "unit", "type", "years", "sources")
    if frame is not None:
        head += ("missing", "range", "mean")
    rows = [
        (
            column.name, column.label, column.unit, "whole" if column.whole else column.dtype,
            f"{column.first}-{column.last}", ", ".join(column.sources), *_facts(column, frame),
        )
        for column in columns
    ]  # fmt: skip
    return Table(head, rows)


def _facts(column: Column, frame: pd.DataFrame | None) -> tuple[str, ...]:
    """Share missing, range and mean of a built column."""
    if frame is None:
        return ()
    if column.name not in frame:
        return ("-", "-", "-")
    values = frame[column.name]
    lost = f"{100 * float(values.isna().mean()):.1f} %"
    if values.dtype.kind not in "if" or values.notna().sum() == 0:
        return (lost, "-", "-")
    numbers = values.to_numpy(dtype=np.float64)
    low, high, mean = np.nanmin(numbers), np.nanmax(numbers), np.nanmean(numbers)
    if column.unit in {"year", "code", "number"}:  # names of things, not amounts
        return (lost, f"{low:.0f} to {high:.0f}", "-")
    return (lost, f"{low:,.4g} to {high:,.4g}", f"{mean:,.4g}" if column.family != "keys" else "-")


def _notes(columns: Sequence[Column]) -> list[Block]:
    notes: dict[str, list[str]] = {}
    for column in columns:
        if column.note:
            notes.setdefault(column.note, []).append(column.name)
    return [f"{', '.join(names)}: {note}" for note, names in notes.items()]


def _sources(unit: Units) -> list[Block]:
    rows = [
        (one.key, one.citation, one.version, one.licence, one.url + (f" ({one.note})" if one.note else ""))
        for one in unit.sources()
    ]
    return [Table(("key", "cite", "version", "licence as stated", "where"), rows)]


def _markdown(title: str, sections: Sequence[Section]) -> str:
    lines = [f"# {title}", ""]
    for head, blocks in sections:
        lines += [f"## {head}", ""]
        for block in blocks:
            if isinstance(block, str):
                lines += [block, ""]
                continue
            grid = [block.head, ("---",) * len(block.head), *block.rows]
            lines += [f"| {' | '.join(_bar(cell) for cell in row)} |" for row in grid]
            lines.append("")
    return "\n".join(lines)


def _bar(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|") or "-"


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
       color: #1d1f23; background: #fff; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccd; padding-bottom: .2rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #dde; }
th { position: sticky; top: 0; background: #f2f4f8; } td:first-child { font-family: ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e6eb; background: #15171b; } th { background: #23262d; } th, td { border-color: #333842; }
  a { color: #9db8ff; } h2 { border-color: #333842; } }
"""


def _html(title: str, sections: Sequence[Section]) -> str:
    body, links = [], []
    for number, (head, blocks) in enumerate(sections):
        links.append(f'<a href="#s{number}">{escape(head)}</a>')
        body.append(f'<h2 id="s{number}">{escape(head)}</h2>')
        body += [f"<p>{_marked(block)}</p>" if isinstance(block, str) else _grid(block) for block in blocks]
    return "\n".join([
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        f"<nav>{' '.join(links)}</nav>", *body, "</body>\n</html>\n",
    ])  # fmt: skip


def _marked(text: str) -> str:
    """Escaped, with words between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _grid(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_marked(cell) or '-'}</td>" for cell in row) + "</tr>\n" for row in table.rows
    )
    return f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>'
