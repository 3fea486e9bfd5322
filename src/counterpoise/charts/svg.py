"""Inline SVG from small functions: every attribute and text is escaped, every image says what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

__all__ = ["area", "circle", "el", "image", "line", "path", "polyline", "rect", "text"]

Attribute = str | float | int | None


def _value(value: str | float | int) -> str:
    """Numbers to a hundredth of a pixel: the file stays small and its bytes repeat."""
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)


def el(name: str, *children: str, **attributes: Attribute) -> Markup:
    """One element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``; None is left out.

    >>> el("circle", cx=1.005, class_="dot")
    Markup('<circle cx="1" class="dot"/>')
    """
    pairs = "".join(
        f' {_NAMED.get(key) or _named(key)}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not children:
        return Markup(f"<{name}{pairs}/>")
    return Markup(f"<{name}{pairs}>{''.join(str(escape(child)) for child in children)}</{name}>")


_NAMED: dict[str, str] = {}
"""Names of attributes by their Python spelling, as they come up."""


def _named(key: str) -> str:
    return _NAMED.setdefault(key, key.rstrip("_").replace("_", "-"))


def image(width: float, height: float, label: str, *children: str, **attributes: Attribute) -> Markup:
    """An image with its sentence for those who cannot see it; it shrinks with its column."""
    return el(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(float(width))} {_value(float(height))}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
        **attributes,
    )


def text(x: float, y: float, words: str, class_: str = "t", anchor: str | None = None) -> Markup:
    """Words at a point; ``anchor`` is start, middle or end."""
    return el("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: float, y: float, width: float, height: float, class_: str, **attributes: Attribute) -> Markup:
    """A rectangle; a negative width or height is drawn from its other end."""
    left, top = min(x, x + width), min(y, y + height)
    return el("rect", x=left, y=top, width=abs(width), height=abs(height), class_=class_, **attributes)


def circle(x: float, y: float, radius: float, class_: str) -> Markup:
    """A disc."""
    return el("circle", cx=x, cy=y, r=radius, class_=class_)


def path(d: str, class_: str | None, *children: str, **attributes: Attribute) -> Markup:
    """A path by its own commands."""
    return el("path", *children, d=d, class_=class_, **attributes)


def _runs(points: Iterable[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Unbroken stretches: a gap in the data is a gap in the line, never a bridge."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if x == x and y == y:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def polyline(points: Iterable[tuple[float, float]], class_: str | None) -> Markup:
    """A line through points, broken where a coordinate is not a number."""
    runs = _runs(points)
    strokes = ["M" + "L".join(f"{_value(x)} {_value(y)}" for x, y in run) for run in runs if len(run) > 1]
    drawn = path("".join(strokes), class_) if strokes else Markup("")
    lone = [
        circle(run[0][0], run[0][1], 1.2, f"{class_ or ''} lone".strip()) for run in runs if len(run) == 1
    ]
    return Markup("").join([drawn, *lone])


def area(xs: Sequence[float], low: Sequence[float], high: Sequence[float], class_: str | None) -> Markup:
    """The band between two lines, where both are numbers."""
    kept = [(x, lo, hi) for x, lo, hi in zip(xs, low, high, strict=True) if lo == lo and hi == hi]
    if len(kept) < 2:
        return Markup("")
    there = [f"{_value(x)} {_value(lo)}" for x, lo, _ in kept]
    back = [f"{_value(x)} {_value(hi)}" for x, _, hi in reversed(kept)]
    return path("M" + "L".join(there + back) + "Z", class_)
