"""What every chart carries: one message, a caption with its interval, and its numbers as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

__all__ = ["Cell", "Figure", "Table", "written"]

Cell = str | float | int | bool | None


def written(value: Cell) -> str:
    """A cell as the page shows it; what is not there is said, never a zero.

    >>> written(0.68124), written(None), written(1992), written("Japan")
    ('0.681', 'not available', '1992', 'Japan')
    """
    if value is None or value != value:
        return "not available"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart, unrounded.

    Attributes:
        columns: Heads, the first of which names the rows.
        rows: Cells; None is a number that nobody has.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv(self) -> str:
        """The table as comma separated values with full precision; None is an empty cell."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return out.getvalue()

    def uri(self) -> str:
        """The table as an address that carries its own content, so that a download asks nobody."""
        return "data:text/csv;charset=utf-8," + quote(self.csv(), safe=",:;/.-()")


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart of the page.

    Attributes:
        key: Its id on the page, and the name of its file of numbers.
        title: One message.
        lead: What is shown, under the title.
        body: The drawing.
        caption: Kind and level of the interval, and whatever else the chart needs to stand alone.
        table: Its numbers.
        simulated: Whether the title must say that this is simulated.
    """

    key: str
    title: str
    lead: str
    body: Markup
    caption: str
    table: Table
    simulated: bool = False
