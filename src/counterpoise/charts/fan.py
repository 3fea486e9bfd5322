"""Any variable of any state or theatre: observed in front, simulated behind, a rule at the cut-off."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import FANS
from counterpoise.charts.marks import Axis, Band, Dots, Line, Mark, Panel, Shape, box
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import Band as Futures
from counterpoise.telling.reader import Seen, band, dig, history

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["COLUMNS", "VARIABLES", "fan", "fan_marks", "fan_rows", "reading_note", "year_ticks"]

TRACED = "observed, ties from traces"
"""Kind of the rows of years whose ties were read from open traces."""

VARIABLES = {
    "patron_tie": ("Alignment with the patron", "0 to 1", "state"),
    "challenger_tie": ("Alignment with the challenger", "0 to 1", "state"),
    "effort": ("Military effort", "share of output", "state"),
    "threat": ("Threat from the challenger", "index", "state"),
    "protection": ("Protection by the patron", "index", "state"),
    "commitment": ("The patron’s commitment", "0 to 1", "state"),
    "balance_ratio": ("Coalition strength over the challenger’s", "ratio", "theatre"),
}
"""Name, unit and axis of what the trajectories hold."""

COLUMNS = ("year", "kind", "observed or median", "25 %", "75 %", "5 %", "95 %")


def fan_marks(
    past: Seen,
    future: Futures | None,
    *,
    change: Callable[[float], float] = float,
    ends: tuple[float, float] | None = None,
    inks: tuple[str, str, str] = ("band90", "band50", "patron"),
    observed: str = "ink",
    points: bool = False,
    say: Callable[[float], str] = "{:.3g}".format,
    name: str = "",
    samples: Sequence[Sequence[float]] = (),
) -> list[Mark]:
    """Bands and dashed median of the futures, and in front solid ink for what was observed.

    Args:
        past: Observed years and values.
        future: Quantiles of the futures, or None.
        change: Value to the coordinate drawn, such as a logarithm.
        ends: Bottom and top of the tinted ground of simulated years; none without it.
        inks: Of the wider band, the narrower one and the median.
        observed: Ink of what was observed.
        points: Whether observed values are points rather than a line.
        say: How a value is written where it is pointed at.
        name: Of the quantity.
        samples: Single futures over the same years, drawn thin.
    """
    marks: list[Mark] = []
    if future:
        xs = [float(year) for year in future.years]
        rows = {level: [change(value) for value in values] for level, values in future.levels.items()}
        if ends:
            marks.append(Shape(box(xs[0], ends[0], xs[-1], ends[1]), ink="ground"))
        marks.append(Band(xs, rows[0.05], rows[0.95], inks[0], name="90 % of futures"))
        marks.append(Band(xs, rows[0.25], rows[0.75], inks[1], name="50 % of futures"))
        marks += [Line(xs, [change(v) for v in row], inks[2], 0.6, name="one future") for row in samples]
        if ends:
            marks.append(Line([xs[0], xs[0]], list(ends), "control", 1.2, name="information cut-off"))
        said = [
            f"{name} {year} (simulated): median {say(future.levels[0.5][i])}, "
            f"90 % of futures {say(future.levels[0.05][i])} to {say(future.levels[0.95][i])}"
            for i, year in enumerate(future.years)
        ]
        marks.append(Line(xs, rows[0.5], inks[2], 1.6, "dash", "median", said))
    return marks + _seen_marks(past, change, ends, observed, points, say, name)


def _seen_marks(
    past: Seen,
    change: Callable[[float], float],
    ends: tuple[float, float] | None,
    ink: str,
    points: bool,
    say: Callable[[float], str],
    name: str,
) -> list[Mark]:
    """What was observed: firm where ties come from the table, thin where from traces, open where a gap was filled."""
    marks: list[Mark] = []
    years = [float(year) for year in past.years]
    for traced, size, width in ((True, 2.6, 0.9), (False, 4.0, 1.7)):
        values = [
            value if (year in past.traced) is traced else math.nan
            for year, value in zip(past.years, past.values, strict=True)
        ]
        if not any(value == value for value in values):
            continue
        kind = "observed, ties from traces" if traced else "observed"
        words = [
            f"{name} {year} ({kind}): {say(value)}" for year, value in zip(past.years, values, strict=True)
        ]
        drawn = [change(value) for value in values]
        if points:
            marks.append(Dots(years, drawn, ink, size, True, kind, words))
        else:
            marks.append(Line(years, drawn, ink, width, "solid", kind, words))
    if any(value == value for value in past.filled):
        words = [
            f"{name} {year} (filled): {say(value)}"
            for year, value in zip(past.years, past.filled, strict=True)
        ]
        marks.append(Dots(years, [change(v) for v in past.filled], ink, 4, False, "filled", words))
    if ends and past.traced and max(past.traced) < max(past.years):
        at = max(past.traced) + 0.5
        marks.append(Line([at, at], list(ends), "control", 0.8, "dot", "the table of ties begins"))
    return marks


def year_ticks(
    first: int, cut: int, last: int, traced: Collection[int] = ()
) -> tuple[tuple[float, str], ...]:
    """First and last year, the information cut-off, and the year in which the table of ties begins.

    A year that would run into another is left out.

    >>> year_ticks(1990, 2025, 2045, {1990, 2009})
    ((1990.0, '1990'), (2010.0, '2010'), (2025.0, '2025'), (2045.0, '2045'))
    >>> year_ticks(1990, 2025, 2028)
    ((1990.0, '1990'), (2028.0, '2028'))
    """
    years = [first, last]
    for year in (cut, *([max(traced) + 1] if traced else [])):
        if all(abs(year - other) >= _APART * (last - first) and year != other for other in years):
            years.append(int(year))
    return tuple((float(year), str(int(year))) for year in sorted(set(years)))


_APART = 0.1
"""Share of the axis that two years at least lie apart, so that their words do not touch."""


def reading_note(seen: Iterable[Seen], thin: str = "Thin") -> str:
    """What a reader must know of observed years: how ties were read, what is filled, and where the record begins."""
    kept = [past for past in seen if past.years]
    said = []
    if traced := max((max(past.traced) for past in kept if past.traced), default=0):
        said.append(
            f"{thin}, to {traced}: ties read from treaties, troops and exercises alone, which miss ties without a "
            f"treaty, so a step at {traced + 1} is one of reading."
        )
    if unread := max((past.unread or 0 for past in kept), default=0):
        said.append(f"Before {unread} the arms of some states are unknown.")
    if any(past.filled for past in kept):
        said.append("Open: gaps filled by rule.")
    return " ".join(said)


def fan_rows(past: Seen, future: Futures | None) -> list[tuple[Cell, ...]]:
    """The numbers of a panel: year, kind, median or observed value, 50 % and 90 % ends."""
    rows: list[tuple[Cell, ...]] = [
        (year, TRACED if year in past.traced else "observed", value, None, None, None, None)
        for year, value in zip(past.years, past.values, strict=True)
        if value == value
    ]
    rows += [
        (year, "filled", value, None, None, None, None)
        for year, value in zip(past.years, past.filled, strict=bool(past.filled))
        if value == value
    ]
    rows.sort(key=lambda row: int(row[0] or 0))
    if future:
        for i, year in enumerate(future.years):
            at = [future.levels[level][i] for level in (0.5, 0.25, 0.75, 0.05, 0.95)]
            rows.append((year, "simulated", *(None if value != value else value for value in at)))
    return rows


def fan(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    variable: str = "patron_tie",
    of: str | None = None,
    story: str = "full",
) -> Chart | None:
    """The fan of one variable with observed points in front; None where the run does not hold it.

    Args:
        answer: The answer.
        views: Its trajectories.
        variable: One of ``VARIABLES``.
        of: Code of the state or key of the theatre; the first of the answer without it.
        story: ``full`` or ``simple``.
    """
    if views is None or variable not in VARIABLES:
        return None
    words, unit, axis = VARIABLES[variable]
    among = dig(answer, f"{axis}s") or {}
    of = of or next(iter(among), "")
    future = band(views, variable, story=story, **{axis: of})
    past = history(
        views, "history_ratio" if variable == "balance_ratio" else f"history_{variable}", **{axis: of}
    )
    if future is None and not past.years:
        return None
    name = str(dig(among, of, "name") or dig(among, of, "label") or of)
    values = [v for v in (*past.values, *past.filled) if math.isfinite(v)]
    values += [
        v for level in (0.05, 0.95) for v in (future.levels[level] if future else []) if math.isfinite(v)
    ]
    top = max([*values, 1e-6]) * 1.06
    top = 1.04 if unit == "0 to 1" and 0.75 < top < 1.04 else top
    low = min(0.0, *values)
    say = (lambda v: f"{100 * v:.2g} %") if unit == "share of output" else "{:.3g}".format
    years = [*past.years, *(future.years if future else [])]
    first, last = min(years), max(years)
    at = future.years[0] if future else last
    marks = fan_marks(past, future, ends=(low, top), points=True, say=say, name=name)
    panel = Panel(
        46,
        8,
        436,
        188,
        Axis(first, last, year_ticks(first, at, last, past.traced)),
        Axis(low, top, tuple((v, say(v)) for v in ticks(low, top)), grid=True, title=f"{words} ({unit})"),
        marks,
    )
    return Chart(
        name=f"fan-{variable.replace('_', '-')}-{of}",
        title=f"{name}: {words[0].lower()}{words[1:]}",
        lead=f"{words} ({unit}), {first} to {last}, {story} story",
        caption=" ".join(
            part
            for part in (
                "Points: observed. Dashed: median of futures (simulated).",
                reading_note([past], "Small points"),
                FANS,
            )
            if part
        ),
        alt=_said(name, words, future, past, say),
        columns=COLUMNS,
        rows=tuple(fan_rows(past, future)),
        panels=(panel,),
        width=460,
        height=212,
        simulated=future is not None,
        unit=unit,
    )


def _said(name: str, words: str, future: Futures | None, past: Seen, say: Callable[[float], str]) -> str:
    """Where it was and where it goes, in a sentence."""
    seen = [(year, v) for year, v in zip(past.years, past.values, strict=True) if math.isfinite(v)]
    parts = [f"observed {say(seen[-1][1])} in {seen[-1][0]}"] if seen else []
    if future:
        low, middle, high = (future.levels[level][-1] for level in (0.05, 0.5, 0.95))
        parts.append(
            f"median {say(middle)} in {future.years[-1]}, 90 % of futures {say(low)} to {say(high)} (simulated)"
        )
    return f"{name}, {words[0].lower()}{words[1:]}: {'; '.join(parts)}."
