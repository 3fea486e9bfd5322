"""Theatres on one log scale: the coalition's strength against the challenger's, and the chance it holds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.fan import fan_marks, fan_rows, reading_note, year_ticks
from counterpoise.charts.intervals import FANS
from counterpoise.charts.marks import Axis, Line, Panel, Shape, Words, box
from counterpoise.telling.reader import (
    Band,
    Seen,
    apart,
    band,
    chance,
    dig,
    final,
    history,
    milestones,
    number,
    yardstick,
)
from counterpoise.telling.words import brief, futures, span

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ends_of", "theatres"]

ARROWS = {"rising": "↗", "steady": "→", "falling": "↘"}
STEP, LEFT, RIGHT, WIDTH = 56.0, 150.0, 348.0, 420.0
LEAST, LOW = 26.0, 40.0
"""Height of a row below which it cannot be read, and below which its words stand in one line."""

_NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
Panels = Mapping[str, tuple[Seen, Band | None]]
Ends = tuple[float, float, float, float]


def _log(value: float) -> float:
    """Doublings above parity; not a number where there is none."""
    return math.log2(value) if value > 0 else math.nan


def _ends(panels: Panels, ruler: float) -> Ends:
    """First and last year, lowest and highest doubling, over all theatres, the yardstick and parity."""
    values, years = [0.0, _log(ruler)], []
    for past, future in panels.values():
        years += [*past.years, *(future.years if future else [])]
        values += [_log(v) for v in past.values]
        values += [_log(v) for level in (0.05, 0.95) for v in (future.levels[level] if future else [])]
    kept = [v for v in values if math.isfinite(v)]
    first, last = (min(years), max(years)) if years else (2010, 2045)
    return first, last, min(kept) - 0.15, max(kept) + 0.15


def _panel(
    answer: Mapping[str, Any],
    key: str,
    i: int,
    ends: tuple[float, ...],
    panel: tuple[Seen, Band | None],
    last: bool,
    step: float,
) -> Panel:
    """Letter, name, fan, chance and trend of one theatre."""
    theatre = answer["theatres"][key]
    first, final_year, low, high = ends
    label = str(theatre.get("label", key))
    holds = chance(theatre, "holds", final(answer))
    marks = fan_marks(*panel, change=_log, ends=(low, high), name=label)
    ruler = yardstick(answer)
    marks.insert(1, Line([first, final_year], [0, 0], "hair", 1, name="parity"))
    marks.insert(2, Line([first, final_year], [_log(ruler)] * 2, "control", 1, "dot", "yardstick"))
    middle = (low + high) / 2
    said = (
        [f"{label}: holds in {futures(holds['p'])}" + (f", 90 %: {span(holds)}" if span(holds) else "")]
        if holds
        else []
    )
    marks += _written(theatre, key, holds, (first, final_year, middle), step < LOW)
    pixel = (final_year - first) / (RIGHT - LEFT)
    row = box(first - (LEFT + 3) * pixel, low, final_year + (WIDTH - RIGHT + 3) * pixel, high)
    marks.append(Shape(row, "", said=said[0] if said else label, key=key))  # lit with the theatre
    cut = panel[1].years[0] if panel[1] else first
    ticks = year_ticks(int(first), int(cut), int(final_year), panel[0].traced)
    top = 4 + step * i
    return Panel(
        LEFT,
        top,
        RIGHT,
        top + step - 6,
        Axis(first, final_year, ticks if last else ()),
        Axis(low, high, title="doublings above parity"),
        marks,
        name=said[0] if said else label,
        meta={"key": key},
    )


def _written(
    theatre: Mapping[str, Any],
    key: str,
    holds: Mapping[str, Any] | None,
    at: tuple[float, float, float],
    low: bool,
) -> Iterator[Words]:
    """Letter and name at the left, chance and trend at the right, of a low row in one line."""
    first, last, middle = at
    label, trend = str(theatre.get("label", key)), str(theatre.get("trend") or "")
    letter = str(theatre.get("letter", key[0].upper()))
    yield Words(first, middle, letter, bold=True, shift=(-LEFT + 6, 0), anchor="middle", key=key)
    lines, pitch, size = (_wrapped(label, 20), 11, 11.5) if low else (_wrapped(label), 14, 12.5)
    for k, part in enumerate(lines):
        shift = (-LEFT + 20, pitch * (k - (len(lines) - 1) / 2))
        yield Words(first, middle, part, size=size, shift=shift, key=key)
    right = WIDTH - RIGHT - 2
    said, arrow = brief(holds["p"]) if holds else "–", ARROWS.get(trend, "")
    if low:
        yield Words(last, middle, said, size=14, bold=True, anchor="end", shift=(right - 18, 0))
        yield Words(last, middle, arrow, "muted", 12, anchor="end", shift=(right, 0))
    else:
        yield Words(last, middle, said, size=19, bold=True, anchor="end", shift=(right, -7))
        yield Words(last, middle, f"{arrow} {trend}".strip(), "muted", 11, anchor="end", shift=(right, 11))


def _times(ratio: float) -> str:
    """A share of the challenger's strength, in words.

    >>> _times(0.5), _times(1.25)
    ('half of the challenger’s strength', '1.25 times the challenger’s strength')
    """
    said = {0.5: "half of", 1.0: "as much as"}.get(ratio, f"{ratio:.3g} times")
    return f"{said} the challenger’s strength"


def _drawn(answer: Mapping[str, Any]) -> str:
    """That the yardstick is the median of those drawn, where no value of it is held."""
    held = number(answer, "overrides", "verdict.threshold") is not None
    return "" if held else " (median: each draws its own)"


def _wrapped(words: str, most: int = 17) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _title(answer: Mapping[str, Any]) -> str:
    """How many theatres, and which gives way first."""
    many = _counted(len(answer["theatres"]))
    found = [
        (h, t.get("label", k))
        for k, t in answer["theatres"].items()
        if (h := chance(t, "holds", final(answer)))
    ]
    if not found:
        return many
    found.sort(key=lambda row: row[0]["p"])
    weakest = [str(label) for h, label in found if h is found[0][0] or not apart(found[0][0], h)]
    return many if len(weakest) > 2 else f"{', '.join(weakest)} weakest"


def _counted(many: int) -> str:
    """So many theatres, as a title has them.

    >>> _counted(1), _counted(5), _counted(12), _counted(20)
    ('One theatre', 'Five theatres', 'Twelve theatres', '20 theatres')
    """
    said = _NUMBERS[many - 1] if 1 <= many <= len(_NUMBERS) else str(many)
    return f"{said} theatre{'' if many == 1 else 's'}"


def _panels(answer: Mapping[str, Any], views: xr.Dataset | None, story: str) -> Panels:
    """Observed and simulated ratio by theatre."""
    found: dict[str, tuple[Seen, Band | None]] = {}
    for key in dig(answer, "theatres") or {}:
        past = history(views, "history_ratio", theatre=key) if views is not None else Seen()
        found[key] = (
            past,
            band(views, "balance_ratio", story=story, theatre=key) if views is not None else None,
        )
    return found


def ends_of(answer: Mapping[str, Any], views: xr.Dataset, also: Ends | None = None) -> Ends:
    """First and last year, lowest and highest doubling of the scale, wide enough for another answer's too."""
    own = _ends(_panels(answer, views, "full"), yardstick(answer))
    return (
        own
        if also is None
        else (min(own[0], also[0]), max(own[1], also[1]), min(own[2], also[2]), max(own[3], also[3]))
    )


def theatres(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    story: str = "full",
    ends: Ends | None = None,
    room: float | None = None,
) -> Chart | None:
    """Small multiples of the balance ratio by theatre on one log scale; None where there is no theatre.

    Args:
        answer: The answer.
        views: Its trajectories.
        story: ``full`` or ``simple``.
        ends: Of the scale, to lock two answers on one (:func:`ends_of`); its own without it.
        room: Pixels in which the rows shall stand, as far as they can still be read.
    """
    keys = list(dig(answer, "theatres") or {})
    if not keys:
        return None
    panels = _panels(answer, views, story)
    step = STEP if room is None else max(room / len(keys), LEAST)
    ends = ends or _ends(panels, yardstick(answer))
    drawn = tuple(
        _panel(answer, key, i, ends, panels[key], key == keys[-1], step) for i, key in enumerate(keys)
    )
    return Chart(
        name="theatres",
        title=_title(answer),
        lead=f"Coalition to challenger; chance in 100 to hold in {final(answer)}",
        caption="Solid: observed arms and ties, every promise taken at its word. Dashed: median of futures "
        "(simulated), which count doubt and risks left to others from the first year, hence the step. "
        f"Dotted: the yardstick, {_times(yardstick(answer))}"
        f"{_drawn(answer)}. Faint: parity. {_note(panels)}Strength: the coalition’s, a "
        f"multiple of the challenger’s on a log scale. {FANS}",
        alt=_said(answer, keys),
        columns=(
            "theatre",
            "year",
            "kind",
            "ratio (observed or median)",
            "25 %",
            "75 %",
            "5 %",
            "95 %",
            "chance it holds",
            "chance, 90 % low",
            "chance, 90 % high",
        ),
        rows=tuple(_rows(answer, panels)),
        panels=drawn,
        width=WIDTH,
        height=4 + step * len(keys) + 16,
        simulated=True,
    )


def _note(panels: Panels) -> str:
    said = reading_note(past for past, _ in panels.values())
    return f"{said} " if said else ""


def _said(answer: Mapping[str, Any], keys: list[str]) -> str:
    """Every theatre's chance and trend in a sentence."""
    said = []
    for key in keys:
        theatre = answer["theatres"][key]
        holds = chance(theatre, "holds", final(answer))
        part = str(theatre.get("label", key))
        said.append(
            part
            + (f" holds in {futures(holds['p'])}, {theatre.get('trend') or 'trend unknown'}" if holds else "")
        )
    return f"Theatres in {final(answer)}: {'; '.join(said)}."


def _rows(answer: Mapping[str, Any], panels: Panels) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for key, panel in panels.items():
        label = answer["theatres"][key].get("label", key)
        rows += [(label, *row, None, None, None) for row in fan_rows(*panel)]
        for year in milestones(answer):
            holds = chance(answer, "theatres", key, "holds", year)
            median, low, high = (
                number(answer, "theatres", key, "ratio", year, part) for part in ("median", "low", "high")
            )
            p = (holds["p"], holds.get("low"), holds.get("high")) if holds else (None, None, None)
            rows.append((label, int(year), "answer", median, None, None, low, high, *p))
    return rows
