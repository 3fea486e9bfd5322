"""Every view of an answer, once: for the library, the report and the studio.

A chart function takes the answer (as ``answer.json`` holds it) and, where it draws trajectories, the views of the
same run (as ``ensemble.nc`` holds them), and returns a frozen :class:`~counterpoise.charts.chart.Chart`; or None
where the run has nothing to draw.  It computes nothing: every number in a chart is in what it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart

if TYPE_CHECKING:
    from counterpoise.charts.fan import fan
    from counterpoise.charts.judgement import drivers, judgement
    from counterpoise.charts.record import record
    from counterpoise.charts.region import region
    from counterpoise.charts.simpler import simpler
    from counterpoise.charts.theatres import theatres
    from counterpoise.charts.ties import ties
    from counterpoise.charts.tripwires import tripwires
    from counterpoise.charts.verdict import verdict
    from counterpoise.charts.why import why

__all__ = [
    "VIEWS",
    "Chart",
    "drivers",
    "fan",
    "judgement",
    "record",
    "region",
    "simpler",
    "theatres",
    "ties",
    "tripwires",
    "verdict",
    "view",
    "why",
]

VIEWS = {
    "verdict": "verdict",
    "simpler": "simpler",
    "map": "region",
    "ties": "ties",
    "theatres": "theatres",
    "fan": "fan",
    "why": "why",
    "judgement": "judgement",
    "drivers": "judgement",
    "record": "record",
    "tripwires": "tripwires",
}
"""Names of the views that need an answer and its trajectories only, and the module of each."""


def view(name: str) -> Callable[..., Chart | None]:
    """The chart function of a view, ``f(answer, views, **options)``.

    Raises:
        KeyError: If there is no such view.

    >>> view("map").__name__
    'region'
    """
    module = import_module(f"counterpoise.charts.{VIEWS[name]}")
    found: Callable[..., Chart | None] = getattr(module, "region" if name == "map" else name)
    return found


def __getattr__(name: str) -> Any:
    """Load a chart function on first use."""
    key = "map" if name == "region" else name
    if key in VIEWS:
        return view(key)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
