"""What the page needs besides charts: colours as properties, cells as words, and the map's slider."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from counterpoise.charts import Chart
from counterpoise.charts.atlas import atlas
from counterpoise.charts.chart import Cell
from counterpoise.charts.palette import DARK, LIGHT, SANS, SERIF, STANCE_INKS
from counterpoise.charts.region import stances_by_year
from counterpoise.telling.reader import dig, final, roles
from counterpoise.telling.words import STANCES, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["palette", "slider", "uri", "written"]


def palette() -> Markup:
    """The palette as CSS properties, dark where the reader's system or the page asks for it."""

    def properties(inks: Mapping[str, str]) -> str:
        return " ".join(f"--{role}: {ink};" for role, ink in inks.items())

    return Markup(
        f":root {{ {properties(LIGHT)} --serif: {SERIF}; --text: {SANS}; }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f'{{ :root:not([data-theme="light"]) {{ {properties(DARK)} }} }}\n'
        f':root[data-theme="dark"] {{ {properties(DARK)} }}'
    )


def written(value: Cell) -> str:
    """A cell as the page shows it; what is not there is said, never a zero.

    >>> written(0.68124), written(None), written(1992), written("Japan")
    ('0.681', 'not available', '1992', 'Japan')
    """
    if value is None or value != value:
        return "not available"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def uri(chart: Chart) -> str:
    """The table as an address that carries its own content, so that a download asks nobody."""
    return "data:text/csv;charset=utf-8," + quote(chart.csv(), safe=",:;/.-()")


def slider(answer: Mapping[str, Any], views: xr.Dataset) -> Markup:
    """A slider over the years of the map with the data it shows; empty where no stance is known."""
    drawn, cast = atlas(), roles(answer)
    found = {
        code: stances_by_year(answer, views, code) for code in dig(answer, "states") or {} if code not in cast
    }
    years = sorted({year for row in found.values() for year in row})
    if drawn is None or not years:
        return Markup("")
    data = {
        "states": {
            code: {
                str(year): [kind, None if share is None else percent(share)]
                for year, (kind, share) in row.items()
            }
            for code, row in found.items()
            if code in drawn.states
        },
        "names": {code: str(dig(answer, "states", code, "name") or code) for code in found},
        "words": STANCES,
        "inks": STANCE_INKS,
    }
    return Markup(
        '<div class="slider js"><label for="map-year">Year</label><span>{0}</span>'
        '<input type="range" id="map-year" min="{0}" max="{1}" value="{2}" step="1"><span>{1}</span>'
        '<output for="map-year" aria-live="polite" id="map-said">{2}</output></div>'
        '<script type="application/json" id="map-data">{3}</script>'
    ).format(years[0], years[-1], final(answer), _json(data))


def _json(tree: Any) -> Markup:
    """Data for the slider, safe inside a script element."""
    said = json.dumps(tree, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        said = said.replace(mark, code)
    return Markup(said)
