"""A Chart: one message, its numbers as a table, its caption and sentence, and the marks that draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.charts.marks import Panel
from counterpoise.charts.palette import Theme
from counterpoise.csvfile import RFC_4180, csv_text
from counterpoise.telling.words import curly
from counterpoise.vocabulary import CounterpoiseError, extra

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cell", "Chart", "Reading"]

Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Reading:
    """A table for the eye where the full one is long: rounded, in words, each number beside its interval.

    Attributes:
        columns: Heads, the first of which names the rows.
        rows: Cells; None is a number that nobody has.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One view of an answer.

    Attributes:
        name: Its key: of its file, its element and its table.
        title: One message.
        caption: Kind and level of its interval, or that it has none, and what else it needs to stand alone.
        alt: What it shows in a sentence, for those who cannot see it.
        columns: Heads of the table, the first of which names the rows.
        rows: Its numbers, unrounded; None is a number that nobody has.
        panels: The drawing.
        width: Of the sheet, in pixels.
        height: Of the sheet.
        lead: What is shown, under the title.
        simulated: Whether what it shows is simulated; the title then says so.
        aside: Lines of text that belong under the drawing: a legend or list in words.
        reading: The table as a page shows it, where its full one is long; files hold the full one.
        source: What it was made from, as its files say.
        unit: Of its numbers, where one unit is that of all.
    """

    name: str
    title: str
    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    panels: tuple[Panel, ...]
    width: float
    height: float
    lead: str = ""
    simulated: bool = False
    aside: Sequence[str] = ()
    reading: Reading | None = None
    source: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "lead", "caption", "alt"):
            object.__setattr__(self, name, curly(getattr(self, name)))
        object.__setattr__(self, "aside", tuple(curly(line) for line in self.aside))

    @property
    def heading(self) -> str:
        """The title, with "(simulated)" where it is."""
        return self.title + (" (simulated)" if self.simulated else "")

    @property
    def table(self) -> pd.DataFrame:
        """The numbers behind the drawing, unrounded; missing is not a number, never zero.

        Its ``attrs`` say what is shown, in which units, and what it was made from.
        """
        import pandas as pd

        from counterpoise.charts.metadata import metadata

        found = pd.DataFrame(list(self.rows), columns=list(self.columns)).convert_dtypes()
        found.attrs.update(metadata(self))
        return found

    def csv(self) -> str:
        """The table as comma-separated values (RFC 4180) at full precision; what is missing is an empty cell.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> chart.csv().splitlines()[0]
        'said,came,forecasts,90 % low,90 % high'
        """
        return csv_text(self.columns, self.rows, RFC_4180)

    def plotly(self, theme: Theme = "light") -> dict[str, Any]:
        """Data and layout as plain dictionaries that plotly.js draws; nothing of plotly is imported.

        Args:
            theme: ``light`` or ``dark``.

        Returns:
            ``{"data": [...], "layout": {...}}``: what :meth:`figure` wraps and the studio's page draws.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> sorted(chart.plotly("dark"))
        ['data', 'layout']
        """
        from counterpoise.charts.screen import figure

        return figure(self, theme)

    def svg(self, theme: Theme = "light") -> str:
        """The drawing as SVG, with its sentence (:attr:`alt`) as description; title and caption are not in it.

        Args:
            theme: ``light`` or ``dark``.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> chart.svg()[:4], chart.alt in chart.svg()
        ('<svg', True)
        """
        from counterpoise.charts.paper import svg

        return str(svg(self, theme))

    def png(self, scale: float = 2.0) -> bytes:
        """The drawing with title and caption as PNG.

        Args:
            scale: Pixels for each of the chart's points (:attr:`width`, :attr:`height`), above zero.

        Raises:
            CounterpoiseError: If the extra ``report`` is not installed.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> chart.png(1.0)[1:4]
        b'PNG'
        """
        from counterpoise.charts.paper import sheet

        return sheet(self, "png", scale)

    def pdf(self) -> bytes:
        """The drawing with title and caption as tagged PDF (PDF/UA-1), of the same bytes each time.

        Raises:
            CounterpoiseError: If the extra ``report`` is not installed.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> chart.pdf()[:5]
        b'%PDF-'
        """
        from counterpoise.charts.paper import sheet

        return sheet(self, "pdf")

    def figure(self, theme: Theme = "light") -> Any:
        """The chart as an interactive figure.

        Args:
            theme: ``light`` or ``dark``.

        Returns:
            A ``plotly.graph_objects.Figure``, which a notebook shows and ``write_html`` saves.

        Raises:
            CounterpoiseError: If neither the extra ``report`` nor ``studio`` is installed.

        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> type(chart.figure()).__name__
        'Figure'
        """
        try:
            import plotly.graph_objects as go
        except ImportError:
            raise CounterpoiseError(
                "An interactive figure needs plotly.",
                hint=f"Install it: {extra('report')}; .svg() and .save() work without it.",
            ) from None
        return go.Figure(self.plotly(theme))

    def save(self, path: str | Path) -> Path:
        """Write the chart; its suffix says how: svg, png, pdf, csv, parquet, nc (NetCDF) or json (for plotly.js).

        Args:
            path: File to write; its folder must exist.

        Returns:
            The path.

        Raises:
            CounterpoiseError: If the suffix means nothing here, or the file cannot be written.

        >>> from tempfile import TemporaryDirectory
        >>> from counterpoise.charts.calibration import calibration
        >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
        >>> with TemporaryDirectory() as folder:
        ...     chart.save(f"{folder}/chart.csv").name
        'chart.csv'
        """
        from counterpoise.charts.files import save

        return save(self, Path(path))

    def _repr_html_(self) -> str:
        """Title, drawing and caption, as a notebook shows them."""
        return (
            f'<figure style="{_SHEET}"><figcaption><b>{escape(self.heading)}</b><br>'
            f"<small>{escape(self.lead)}</small></figcaption>{self.svg()}"
            f"<p><small>{escape(self.caption)}</small></p></figure>"
        )


_SHEET = "margin:0;padding:8px 10px;background:#fbfaf7;color:#1d1f21;font-family:Segoe UI,Roboto,sans-serif"
"""A light sheet of its own, so that a dark notebook does not swallow the ink."""
