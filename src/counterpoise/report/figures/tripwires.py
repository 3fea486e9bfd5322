"""Three things to watch: where each stands now, and where the verdict would flip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.charts.scale import linear
from counterpoise.charts.svg import circle, image, line, rect
from counterpoise.report.figures.figure import Figure, Table
from counterpoise.telling.reader import dig, number
from counterpoise.telling.words import plain, tripped

__all__ = ["tripwires"]


def _gauge(wire: Mapping[str, Any], said: str) -> Markup:
    """A track with the danger side filled, a tick at the threshold and a ring at the present."""
    now, limit = number(wire, "now"), number(wire, "threshold")
    if now is None or limit is None:
        return Markup("")
    low, high = min(0.0, now, limit), max(now, limit)
    x = linear(low, high + 0.22 * (high - low or 1.0), 5, 200)
    below = wire.get("direction") == "below"
    danger = (
        rect(5, 5, x(limit) - 5, 6, "danger") if below else rect(x(limit), 5, 200 - x(limit), 6, "danger")
    )
    track = rect(5, 5, 195, 6, "track")
    tick = line(x(limit), 0, x(limit), 16, "axis ink")
    return image(205, 16, said, track, danger, tick, circle(x(now), 8, 5, "point rival"), class_="gauge")


def tripwires(answer: Mapping[str, Any]) -> Figure | None:
    """Gauges of the tripwires, or None where the answer names none."""
    wires = dig(answer, "tripwires") or []
    if not wires:
        return None
    blocks, rows = [], []
    for wire in wires:
        label, unit = str(wire.get("label", "")), str(wire.get("unit") or "")
        now, limit = number(wire, "now"), number(wire, "threshold")
        gone = tripped(wire)
        reading = plain(now, unit) if now is not None else "not available"
        where = f"trips {wire.get('direction', 'at')} {plain(limit, unit)}" if limit is not None else ""
        note = f"{where}: tripped already" if gone else where or str(wire.get("text") or "no threshold known")
        said = f"{label}: now {reading}; {note}."
        blocks.append(
            Markup('<div class="wire"><p>{}</p><b class="big">{}</b>{}<p class="note">{}</p></div>').format(
                label, reading, _gauge(wire, said), note
            )
        )
        rows.append((label, now, limit, wire.get("direction"), unit, wire.get("text")))
    gone_already = sum(bool(tripped(wire)) for wire in wires)
    return Figure(
        key="tripwires",
        title=f"{['No', 'One', 'Two', 'Three'][min(len(wires), 3)]} tripwires to watch"
        + (f", {gone_already} tripped already" if gone_already else ""),
        lead="Where each stands now, and where the verdict would flip",
        body=Markup('<div class="wires">{}</div>').format(Markup("").join(blocks)),
        caption="Ring: at the start. Tick: level, ten years before the end, at which half of the futures "
        "hold. Filled: the side on which more of them fail. No interval.",
        table=Table(("tripwire", "now", "threshold", "trips", "unit", "why"), tuple(rows)),
    )
