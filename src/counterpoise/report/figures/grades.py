"""Not one number: the four grades of dominance, and the answer under other thresholds and prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.report.figures.comparison import Row, table_of, whiskers
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.report.figures.svg import hatches, image, rect, text
from counterpoise.report.reader import YEARS, chance, dig, number
from counterpoise.report.words import GRADES, apportion, count, join

__all__ = ["alliances", "grades", "sensitivity"]

STORIES = {"simple": "Simple story", "full": "Full story"}
RATES = {"market": "market rates", "ppp": "purchasing power"}


def grades(answer: Mapping[str, Any]) -> Figure | None:
    """Stacked bars of contested, primacy, sphere, hegemony by story and year; None where unknown."""
    width, left, step, room = 640.0, 130.0, 34.0, 500.0
    marks, rows, said = [hatches("grades")], [], []
    for story, name in STORIES.items():
        for year in YEARS:
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
            said.append(f"{name.lower()} {year}: " + ", ".join(
                f"{grade} {n}" for grade, n in zip(GRADES, apportion(known), strict=True)))  # fmt: skip
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


def _settings(answer: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Every alternative setting the answer has: group, key, name, explanation."""
    found = [("threshold", key, f"Threshold {key}", "of the challenger’s strength")
             for key in dig(answer, "sensitivity", "threshold") or {}]  # fmt: skip
    found += [("rates", key, RATES.get(key, key).capitalize(), "how military spending is priced")
              for key in dig(answer, "sensitivity", "rates") or {}]  # fmt: skip
    return found


def sensitivity(answer: Mapping[str, Any], year: str = "2045") -> Figure | None:
    """The same futures judged by other thresholds and prices; None where the answer has none."""
    settings = _settings(answer)
    if not settings:
        return None
    rows: list[Row] = [("As answered", "all settings drawn", chance(answer, "outcomes", "balance_holds",
                                                                 "full", year))]  # fmt: skip
    rows += [(name, note, chance(answer, "sensitivity", group, key, year)) for group, key, name, note in settings]
    cells: list[tuple[Cell, ...]] = []
    for at in YEARS:
        base: list[Row] = [("As answered", "all settings drawn",
                            chance(answer, "outcomes", "balance_holds", "full", at))]  # fmt: skip
        base += [(name, note, chance(answer, "sensitivity", group, key, at)) for group, key, name, note in settings]
        cells += [(row[0], int(at), *row[1:]) for row in table_of(base)]
    found = [row[2]["p"] for row in rows[1:] if row[2]]
    ends = f"from {count(min(found))} to {count(max(found))} in 100" if found else ""
    said = join([f"{name.lower()} {count(c['p'])}" for name, _, c in rows if c])
    return Figure(
        key="sensitivity",
        title=f"Other yardsticks move the answer {ends}" if found else "Other yardsticks",
        lead=f"Chance in 100 that the balance holds to {year}, full story",
        body=whiskers(rows, f"Chance that the balance holds to {year}: {said}.", width=460, left=190),
        caption="Threshold: the balance ratio at which a theatre still holds. Whiskers: 90 % credible interval; "
        "none where none exists.",
        table=Table(("setting", "year", "what it is", "probability", "90 % low", "90 % high"), tuple(cells)),
    )


def alliances(answer: Mapping[str, Any], year: str = "2045") -> Figure | None:
    """Survival of each treaty alliance of the patron; None where the answer has none."""
    pacts = dig(answer, "alliances") or {}
    if not pacts:
        return None

    def name(pact: str) -> str:
        patron, _, partner = pact.partition("-")
        return str(dig(answer, "states", partner, "name") or partner or patron)

    rows: list[Row] = []
    for pact in pacts:
        early = chance(answer, "alliances", pact, "2035")
        rows.append((name(pact), f"{count(early['p'])} to 2035" if early else pact,
                     chance(answer, "alliances", pact, year)))  # fmt: skip
    rows.sort(key=lambda row: -(row[2]["p"] if row[2] else -1))
    cells: list[tuple[Cell, ...]] = []
    for pact in pacts:
        for at in YEARS:
            c = chance(answer, "alliances", pact, at)
            cells.append((name(pact), int(at), *((c["p"], c.get("low"), c.get("high")) if c else (None,) * 3)))
    known = [(row[0], row[2]) for row in rows if row[2]]
    title = "Survival of each alliance"
    if known:
        title = f"{known[-1][0]}’s alliance is the least sure to survive"
    said = ", ".join(f"{label} {count(c['p'])}" for label, c in known)
    return Figure(
        key="alliances",
        title=title,
        lead=f"Chance in 100 that the treaty is alive in {year}",
        body=whiskers(rows, f"Chance in 100 that each alliance survives to {year}: {said}.", 460, 190, len(rows)),
        caption="Whiskers: 90 % credible interval of the chance.",
        table=Table(("alliance with", "year", "probability", "90 % low", "90 % high"), tuple(cells)),
        simulated=True,
    )
