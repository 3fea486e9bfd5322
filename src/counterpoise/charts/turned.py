"""Who turns from one scenario to another: the map of a paired difference, with a mark where it may be none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.atlas import DISCLAIMER, atlas
from counterpoise.charts.chart import Chart
from counterpoise.charts.given import Found, content_of
from counterpoise.charts.labels import POLES
from counterpoise.charts.mapsheet import Rings, Swatch, map_panels
from counterpoise.charts.marks import Shape
from counterpoise.telling.reader import name_of, roles
from counterpoise.telling.words import brief, join, points

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["turned", "turned_view"]

MUCH = 0.15
"""Change of a share from which a state has turned far."""

_KEY = (
    Swatch("challenger", f"{points(-MUCH)} or less"),
    Swatch("leaning-challenger", "less likely"),
    Swatch("apart", "may be none", opacity=0.5, dashed=True),
    Swatch("leaning-patron", "likelier"),
    Swatch("patron", f"{points(MUCH)} or more"),
)


def turned(
    answer: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    a: str = "A",
    b: str = "B",
    kind: str = "",
) -> Chart | None:
    """The map of how much likelier each state is on the patron's side in B than in A; None without outlines or rows.

    Args:
        answer: An answer of either scenario, for names and poles.
        rows: Each ``state`` (its code), ``a``, ``b``, ``difference``, ``low`` and ``high``: shares of futures on the
            patron's side, and their paired difference with its 90 % interval.
        a: Name of the first scenario.
        b: Name of the second.
        kind: What the interval is over; simulation error alone without it.
    """
    drawn, cast = atlas(), roles(answer)
    if drawn is None or not rows:
        return None
    told = {str(row["state"]): row for row in rows}
    names = {
        code: POLES.get(code) or name_of(answer, code)
        for code in {*drawn.states, *drawn.labels, *told, *cast}
    }
    panels = map_panels(
        answer,
        drawn,
        cast,
        names,
        lambda code, rings: _shape(code, rings, names[code], told.get(code)),
        _KEY,
        dashed=True,
    )
    clear = sorted((row for row in rows if _clear(row)), key=lambda row: -abs(row["difference"]))
    return Chart(
        name="turned",
        title=_title([(names[str(row["state"])], float(row["difference"])) for row in clear]),
        lead=f"Futures in 100 by which a state is likelier on the patron’s side under {b} than under {a}, last year",
        caption="Grey and dashed: the 90 % interval of the paired difference includes zero. The interval is "
        + (kind or "between paired futures on common luck, over simulation error alone")
        + f"; of {len(rows)} states that did not turn at all, about {len(rows) / 10:.0f} would be coloured by chance. "
        + DISCLAIMER,
        alt="; ".join(_said(names[str(row["state"])], row) for row in clear) + " (simulated)."
        if clear
        else "No state turns by more than its interval (simulated).",
        columns=("state", a, b, "difference", "90 % low", "90 % high", "interval includes zero"),
        rows=tuple(
            (
                names[str(row["state"])],
                *(float(row[key]) for key in ("a", "b", "difference", "low", "high")),
                not _clear(row),
            )
            for row in rows
        ),
        panels=panels,
        width=panels[0].right + 2,
        height=panels[1].bottom + 4,
        simulated=True,
    )


def turned_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, found: Found = None
) -> Chart | None:
    """The map of what ``counterpoise compare`` found, in its last year; None where there is no comparison.

    Args:
        answer: An answer of either scenario, for names and poles.
        views: Not needed.
        found: ``comparison.json``, its folder, or its content; what was put into the answer without it.
    """
    whole = content_of(answer, "comparison", found)
    if not whole:
        return None
    kept = [row for row in whole["rows"] if row["kind"] == "stance" and str(row["key"]).endswith(" patron")]
    last = max((int(row["year"]) for row in kept), default=0)
    rows = [{**row, "state": str(row["key"]).partition(" ")[0]} for row in kept if int(row["year"]) == last]
    return turned(
        answer,
        rows,
        a=str(whole["a"]),
        b=str(whole["b"]),
        kind="on common luck, over what the parameters leave open and simulation error together",
    )


def _clear(row: Mapping[str, Any]) -> bool:
    """Whether the interval excludes zero."""
    return bool(row["low"] > 0 or row["high"] < 0)


def _title(clear: Sequence[tuple[str, float]], most: int = 3) -> str:
    if not clear:
        return "Nobody turns by more than the interval"
    said = join([f"{name} {points(change)}" for name, change in clear[:most]])
    rest = len(clear) - most
    return f"Who turns: {said}" + (f", and {rest} more" if rest > 0 else "")


def _said(name: str, row: Mapping[str, Any]) -> str:
    change, low, high = (points(row[key]) for key in ("difference", "low", "high"))
    said = f"{name}: with the patron’s side in {brief(row['b'])} of 100, was {brief(row['a'])}"
    said += f"; {change} (90 %: {low} to {high})"
    return said if _clear(row) else f"{said}; the interval includes zero"


def _shape(code: str, rings: Rings, name: str, row: Mapping[str, Any] | None) -> Shape | None:
    """A state between the poles: by how far it turns, dashed where it may not turn at all."""
    if row is None:
        return None
    if not _clear(row):
        return Shape(rings, "apart", "", 0.5, "control", 0.9, dashed=True, said=_said(name, row), key=code)
    side = "patron" if row["difference"] > 0 else "challenger"
    ink = side if abs(row["difference"]) >= MUCH else f"leaning-{side}"
    return Shape(rings, ink, edge="paper", edge_width=0.7, said=_said(name, row), key=code)
