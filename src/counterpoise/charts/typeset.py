"""Typst at work: fonts that ship with it and with matplotlib only, so that every machine sets the same page."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from counterpoise.vocabulary import CounterpoiseError, extra

if TYPE_CHECKING:
    from counterpoise.charts.chart import Chart

__all__ = ["FIGURES", "quoted", "set_pages", "single"]

FIGURES = "DejaVu Sans"
"""Font of words inside charts; it comes with matplotlib, since typst brings no sans serif of its own."""


def set_pages(parts: Mapping[str, bytes], kind: str = "pdf", **options: Any) -> Any:
    """Set a document.

    Args:
        parts: Files by name; ``main.typ`` is where it starts.
        kind: ``pdf``, ``png`` or ``svg``.
        options: Passed on to typst.

    Returns:
        Bytes; a list of them for several pages of ``png`` or ``svg``.

    Raises:
        CounterpoiseError: If the extra ``report`` is not installed.
    """
    try:
        import typst

        fonts = str(files("matplotlib") / "mpl-data" / "fonts" / "ttf")
    except ImportError:
        raise CounterpoiseError(
            "PNG and PDF need typst and the fonts of matplotlib.",
            hint=f"Install them: {extra('report')}; HTML, SVG and CSV need nothing.",
        ) from None
    compiled: Any = typst.compile
    return compiled(
        dict(parts), format=kind, font_paths=[fonts], ignore_system_fonts=True, timestamp=0, **options
    )


def quoted(words: str) -> str:
    r"""Words as a typst string: nothing in them is markup.

    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def single(chart: Chart, kind: str, scale: float = 2.0) -> bytes:
    """One chart with its title and caption on a page that fits it."""
    from counterpoise.charts.paper import svg

    source = f"""#set document(title: {quoted(chart.heading)})
#set page(width: {chart.width + 32}pt, height: auto, margin: 16pt, fill: white)
#set text(lang: "en", region: "GB", font: {quoted(FIGURES)}, size: 8.5pt, hyphenate: false)
#set par(leading: 0.5em)
#text(size: 10.5pt, weight: "bold")[#{quoted(chart.heading)}]
{f"#linebreak()#text(fill: luma(35%))[#{quoted(chart.lead)}]" if chart.lead else ""}
#image("chart.svg", width: {chart.width}pt, alt: {quoted(chart.alt)})
#text(fill: luma(35%))[#{quoted(chart.caption)}]
"""
    drawing = str(svg(chart, "light", FIGURES)).encode()
    options = {"ppi": 72.0 * scale} if kind == "png" else {}
    made = set_pages({"main.typ": source.encode(), "chart.svg": drawing}, kind, **options)
    return bytes(made[0] if isinstance(made, list) else made)
