"""The region on an equal-area map: likeliest stance, threat or protection, paler where the futures disagree."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterpoise.charts.atlas import DISCLAIMER, Atlas, atlas
from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.labels import POLES, Window
from counterpoise.charts.mapsheet import Rings, Swatch, map_panels
from counterpoise.charts.marks import Pattern, Shape
from counterpoise.charts.palette import STANCE_INKS, THREAT
from counterpoise.stances import likeliest
from counterpoise.telling.reader import (
    band,
    dig,
    first,
    history,
    milestones,
    number,
    roles,
    stance_shares,
    traced_years,
)
from counterpoise.telling.words import STANCES, futures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["AGREED", "SHOWS", "Dress", "dresses", "map_years", "region", "stances_by_year"]

AGREED = 0.6
"""Share of futures on one side below which a state is painted paler."""

SHOWS = {
    "stance": "Likeliest stance",
    "threat": "Threat from the challenger",
    "protection": "Protection by the patron",
}
"""What the map may show."""

Stances = dict[int, tuple[str, float | None]]
Dress = tuple[str, Pattern, float, str]
"""Ink, pattern, opacity and sentence of one state."""


def stances_by_year(answer: Mapping[str, Any], views: xr.Dataset | None, code: str) -> Stances:
    """Stance as observed, then the likeliest with its agreement, from the ensemble or, without it, the answer."""
    shares = stance_shares(views, code) if views is not None else {}
    if shares and views is not None:
        seen = history(views, "history_stance", state=code)
        kinds = tuple(STANCES)
        observed: Stances = {
            year: (kinds[int(at)], None) for year, at in zip(seen.years, seen.values, strict=True) if at == at
        }
        return {**observed, **{year: likeliest(row) for year, row in shares.items()}}
    stance = dig(answer, "states", code, "stance") or {}
    return {
        int(year): (kind, number(answer, "states", code, "agreement", year))
        for year, kind in stance.items()
        if kind in STANCES
    }


def _stances(
    answer: Mapping[str, Any],
    views: xr.Dataset | None,
    codes: Sequence[str],
    wanted: Collection[int] | None = None,
) -> dict[str, Stances]:
    """The same of many states, in the years wanted; labels are taken off once, since a reader waits for the map."""
    if views is None or "stance_share" not in views or "stance" not in views.coords:
        return {code: stances_by_year(answer, views, code) for code in codes}
    shares = views["stance_share"].sel(story="full").transpose("state", "year", "stance")
    labels = [str(label) for label in shares["stance"].values]
    place = {str(code): k for k, code in enumerate(shares["state"].values)}
    years, rows = [int(year) for year in shares["year"].values], shares.values.tolist()
    past = (
        views["history_stance"].transpose("state", "history_year").values
        if "history_stance" in views
        else None
    )
    seen = [int(year) for year in views["history_year"].values] if past is not None else []
    kinds, found = tuple(STANCES), {}
    for code in codes:
        if code not in place:
            found[code] = stances_by_year(answer, views, code)
            continue
        observed: Stances = {}
        if past is not None:
            observed = {
                year: (kinds[int(at)], None) for year, at in zip(seen, past[place[code]], strict=True)
            }
        told = zip(years, rows[place[code]], strict=True)
        found[code] = {
            **observed,
            **{
                year: likeliest(dict(zip(labels, row, strict=True)))
                for year, row in told
                if row[0] == row[0] and (wanted is None or year in wanted)
            },
        }
    return found


def _by_stance(found: tuple[str, float | None] | None, name: str) -> Dress | None:
    if found is None:
        return None
    kind, agreement = found
    said = f"{name}: {STANCES[kind]}" + (f" in {futures(agreement)}" if agreement is not None else "")
    pale = agreement is not None and agreement < AGREED
    return STANCE_INKS[kind], "both" if kind == "both" else "", 0.45 if pale else 1.0, said


def _levels(
    answer: Mapping[str, Any], views: xr.Dataset | None, show: str
) -> dict[str, dict[int, tuple[float, ...]]]:
    """Median, 5 and 95 % of an index by state and year; of an observed year its one value."""
    found: dict[str, dict[int, tuple[float, ...]]] = {}
    if views is None:
        return found
    for code in dig(answer, "states") or {}:
        seen = history(views, f"history_{show}", state=code)
        levels: dict[int, tuple[float, ...]] = {
            year: (value,) for year, value in zip(seen.years, seen.values, strict=True) if value == value
        }
        if future := band(views, show, story="full", state=code):
            rows = zip(*(future.levels[level] for level in (0.5, 0.05, 0.95)), strict=True)
            levels |= {
                year: row
                for year, row in zip(future.years, rows, strict=True)
                if all(map(math.isfinite, row))
            }
        if levels:
            found[code] = levels
    return found


def _even(top: float) -> float:
    """The end of a scale of five steps, each of one digit, so that its legend can be read.

    >>> _even(0.037), _even(2.4), _even(0.0)
    (0.04, 2.5, 0.0)
    """
    if top <= 0:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(top / 5))
    return float(f"{5 * unit * math.ceil(top / 5 / unit - 1e-9):.3g}")


def _by_level(row: tuple[float, ...] | None, top: float, name: str) -> Dress | None:
    if row is None:
        return None
    step = min(int(5 * max(row[0], 0.0) / top), 4) if top > 0 else 0
    if len(row) == 1:
        return THREAT[step], "", 1.0, f"{name}: {row[0]:.2g}, from the arms, distance and ties of the year"
    said = f"{name}: median {row[0]:.2g}, 90 % of futures {row[1]:.2g} to {row[2]:.2g}"
    return THREAT[step], "", 1.0, said


def mapped(answer: Mapping[str, Any]) -> bool:
    """Whether there is a map of a case: outlines of most of the states between its poles.

    >>> mapped({"states": {"JPN": {}, "KOR": {}}}), mapped({"states": {"FRA": {}, "DEU": {}, "JPN": {}}})
    (True, False)
    """
    drawn, cast = atlas(), roles(answer)
    states = [code for code in dig(answer, "states") or {} if code not in cast]
    return drawn is not None and 2 * sum(code in drawn.states for code in states) >= len(states)


def region(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    show: str = "stance",
    year: int | None = None,
    small: bool = False,
    cut: bool = False,
) -> Chart | None:
    """The map in one year; None without outlines, for a run without what it shows, or where most states lie off it.

    Args:
        answer: The answer.
        views: Its trajectories; without them stances are known in the answer's own years only.
        show: One of ``SHOWS``.
        year: Calendar year; the first of the answer's years without it.
        small: Whether it will be shrunk, so that its letters have to be large.
        cut: Whether only what lies between Mongolia and Australia is shown.
    """
    drawn = atlas()
    if drawn is None or show not in SHOWS:
        return None
    year = year or int(milestones(answer)[0])
    cast = roles(answer)
    names = {code: _name(answer, drawn, code) for code in {*drawn.states, *(dig(answer, "states") or {})}}
    told = _Told.of(answer, views, show)
    if not mapped(answer):
        return None
    dress = {code: told.dress(code, year, names[code]) for code in told.states}
    if not any(dress.values()):
        return None
    simulated = year >= int(first(answer))
    traced = views is not None and year in traced_years(views)
    panels = map_panels(
        answer,
        drawn,
        cast,
        names,
        lambda code, rings: _shape(code, rings, dress.get(code)),
        _key(show, told.top),
        dashed=simulated,
        small=small,
        window=_window(drawn) if cut else None,
    )
    return Chart(
        name="map" if show == "stance" else f"map-{show}",
        title=f"Who stands where in {year}" if show == "stance" else f"{SHOWS[show]} in {year}",
        lead=_lead(show, simulated),
        caption=_caption(show, simulated, traced) + " " + DISCLAIMER,
        alt=_said(show, year, names, dress, simulated),
        columns=("state", "year", "likeliest stance", "share of futures")
        if show == "stance"
        else ("state", "year", "median", "5 %", "95 %"),
        rows=tuple(_rows(names, told.stances, told.levels)),
        panels=panels,
        width=panels[0].right + 2,
        height=panels[1].bottom + 4,
        simulated=simulated,
    )


@dataclass(frozen=True)
class _Told:
    """What the map may show of the states between the poles, by year."""

    states: list[str]
    levels: dict[str, dict[int, tuple[float, ...]]]
    stances: dict[str, Stances]
    top: float

    @classmethod
    def of(
        cls,
        answer: Mapping[str, Any],
        views: xr.Dataset | None,
        show: str,
        wanted: Collection[int] | None = None,
    ) -> _Told:
        cast = roles(answer)
        states = [code for code in dig(answer, "states") or {} if code not in cast]
        levels = _levels(answer, views, show) if show != "stance" else {}
        stances = _stances(answer, views, states, wanted) if show == "stance" else {}
        top = max(
            (row[0] for by_year in levels.values() for row in by_year.values() if len(row) > 1), default=0.0
        )
        return cls(states, levels, stances, _even(top))

    def dress(self, code: str, year: int, name: str) -> Dress | None:
        if self.stances:
            return _by_stance(self.stances[code].get(year), name)
        return _by_level(self.levels.get(code, {}).get(year), self.top, name)


def dresses(
    answer: Mapping[str, Any],
    views: xr.Dataset | None,
    show: str,
    years: Sequence[int],
) -> dict[int, dict[str, Dress]]:
    """How states are painted year by year, without drawing the map again.

    Args:
        answer: The answer.
        views: Its trajectories.
        show: One of ``SHOWS``.
        years: Calendar years wanted.
    """
    told = _Told.of(answer, views, show, frozenset(years))
    names = {code: str(dig(answer, "states", code, "name") or code) for code in told.states}
    found: dict[int, dict[str, Dress]] = {}
    for year in years:
        row = {}
        for code, name in names.items():
            if (dress := told.dress(code, year, name)) is not None:
                row[code] = dress
        found[year] = row
    return found


def map_years(answer: Mapping[str, Any], views: xr.Dataset | None, show: str) -> list[int]:
    """Calendar years in which something is known of a state between the poles."""
    told = _Told.of(answer, views, show)
    return sorted(
        {year for rows in (told.stances, told.levels) for by_year in rows.values() for year in by_year}
    )


def _name(answer: Mapping[str, Any], drawn: Atlas, code: str) -> str:
    return str(dig(answer, "states", code, "name") or drawn.names.get(code) or POLES.get(code, code))


def _window(drawn: Atlas) -> Window:
    """What lies between Mongolia and Australia, for a first look."""
    return 0.01 * drawn.width, 0.115 * drawn.height, 0.88 * drawn.width, 0.77 * drawn.height


def _shape(code: str, rings: Rings, dress: Dress | None) -> Shape | None:
    """A state between the poles, as it stands."""
    if dress is None:
        return None
    ink, pattern, opacity, said = dress
    return Shape(rings, ink, pattern, opacity, edge="paper", edge_width=0.7, said=said, key=code)


def _key(show: str, top: float) -> list[Swatch]:
    """Six stances from the patron's side to the challenger's, or five steps of an index."""
    if show != "stance":
        return [Swatch(ink, f"{top * k / 5:.3g} to {top * (k + 1) / 5:.3g}") for k, ink in enumerate(THREAT)]
    words = ("with patron", "leaning", "tied to both", "apart", "leaning", "with challenger")
    return [
        Swatch(STANCE_INKS[kind], said, "both" if kind == "both" else "")
        for kind, said in zip(STANCES, words, strict=True)
    ]


def _lead(show: str, simulated: bool) -> str:
    if not simulated:
        return "As observed; hatched where nothing is known"
    if show == "stance":
        return "Likeliest stance; paler where fewer than 60 of 100 futures agree"
    return "Index without a unit, median of futures; five even steps, the same in every year"


_MARKS = "Striped: tied to both sides. Lined: on the challenger’s side."


def _caption(show: str, simulated: bool, traced: bool) -> str:
    if not simulated:
        read = "treaties, troops and exercises alone" if traced else "the sourced table of ties"
        what = (
            f"Stances as observed: ties from {read}."
            if show == "stance"
            else f"What the arms, distance and ties of the year ({read}) would mean amid the dispositions of the start."
        )
        marks = f"{_MARKS} " if show == "stance" else ""
        return f"{what} No share of futures and no interval (level: none). {marks}Hatched: no data."
    if show == "stance":
        return (
            f"Full story, simulated. Share of futures, no interval (level: none). {_MARKS} Hatched: no data."
        )
    return (
        "Full story, simulated. Colour: median of futures; the table holds the range of 90 % of futures. "
        "Hatched: no data."
    )


def _said(
    show: str, year: int, names: Mapping[str, str], dress: Mapping[str, Dress | None], simulated: bool
) -> str:
    """Every state's colour in words."""
    kind = "simulated" if simulated else "observed"
    if show != "stance":
        told = "; ".join(
            found[3].partition(", 90 %")[0].partition(", from the arms")[0]
            for found in dress.values()
            if found
        )
        return f"{SHOWS[show]} in {year} ({kind}). {told}."
    sides: dict[str, list[str]] = {}
    for code, found in dress.items():
        if found:
            stance = found[3].removeprefix(f"{names[code]}: ").partition(" in ")[0]
            sides.setdefault(stance, []).append(names[code])
    told = "; ".join(f"{words}: {', '.join(sides[words])}" for words in STANCES.values() if words in sides)
    return f"{'Likeliest stance' if simulated else 'Stance'} in {year} ({kind}). {told}."


def _rows(
    names: Mapping[str, str],
    stances: Mapping[str, Stances],
    levels: Mapping[str, Mapping[int, tuple[float, ...]]],
) -> list[tuple[Cell, ...]]:
    """All states and all years."""
    rows: list[tuple[Cell, ...]] = [
        (names[code], year, *row, *[None] * (3 - len(row)))
        for code, by_year in levels.items()
        for year, row in by_year.items()
    ]
    return rows + [
        (names[code], year, STANCES[kind], share)
        for code, by_year in stances.items()
        for year, (kind, share) in by_year.items()
    ]
