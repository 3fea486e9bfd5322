"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["number", "table"]


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table: bars are escaped, nothing is left blank, a tuple stands on lines of its own."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "<br>".join(_cell(part) for part in value if part)
    text = " ".join(str("" if value is None else value).split())
    return text.replace("|", "\\|").replace("<", "&lt;") or "-"


def number(value: object) -> str:
    """Three significant digits, a dash where there is no number."""
    return f"{value:.3g}" if isinstance(value, (int, float)) else "-"
