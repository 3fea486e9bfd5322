"""Lost is not the same as ruled: the four grades of dominance, by story and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.charts.svg import hatches, image, rect, text
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import milestones, number
from counterpoise.telling.words import GRADES, apportion

__all__ = ["grades"]

STORIES = {"simple": "Simple story", "full": "Full story"}


def grades(answer: Mapping[str, Any]) -> Figure | None:
    """Stacked bars of contested, primacy, sphere, hegemony by story and year; None where unknown."""
    width, left, step, room = 640.0, 130.0, 34.0, 500.0
    marks, said = [hatches("grades")], []
    rows: list[tuple[Cell, ...]] = []
    for story, name in STORIES.items():
        for year in milestones(answer):
            shares = [number(answer, "grades", story, year, grade) for grade in GRADES]
            known = [value for value in shares if value is not None]
            if len(known) < len(GRADES) or sum(known) <= 0:
                continue
            y, x = step * len(rows), left
            marks.append(text(0, y + 19, f"{name}, {year}", "t strong" if story == "full" else "t"))
            for grade, value, n in zip(GRADES, known, apportion(known), strict=True):
                size = room * value / sum(known)
                fill = "url(#grades-both)" if grade == "primacy" else None
                marks.append(rect(x, y + 4, max(size - 1, 0), 22, f"grade {grade}", fill=fill))
                if size > 24:
                    marks.append(text(x + size / 2, y + 19, str(n), f"t strong on-{grade}", "middle"))
                x += size
            rows.append((name, int(year), *known))
            said.append(
                f"{name.lower()} {year}: "
                + ", ".join(f"{grade} {n}" for grade, n in zip(GRADES, apportion(known), strict=True))
            )
    if not rows:
        return None
    y, x = step * len(rows) + 8, left
    for grade in GRADES:
        fill = "url(#grades-both)" if grade == "primacy" else None
        marks += [rect(x, y, 13, 13, f"grade {grade}", fill=fill), text(x + 19, y + 11, grade, "t muted")]
        x += 110
    return Figure(
        key="grades",
        title="Lost is not the same as ruled: four grades of dominance",
        lead="Futures in 100 by grade; contested means that the balance holds",
        body=image(width, y + 18, "Grades of dominance. " + "; ".join(said) + ".", *marks),
        caption="Shares of simulated futures; the interval of “contested” is that of the answer.",
        table=Table(("story", "year", *GRADES), tuple(rows)),
        simulated=True,
    )
