"""Every view of an answer, once: for the library, the report and the studio.

A chart function takes the answer (as ``answer.json`` holds it) and, where it draws trajectories, the views of the
same run (as ``ensemble.nc`` holds them), and returns a frozen :class:`~counterpoise.charts.chart.Chart`; or None
where the run has nothing to draw.  Those that are named here draw plain tables of other commands.  None
computes anything: every number in a chart is in what it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from counterpoise.charts.calibration import calibration
from counterpoise.charts.chart import Chart
from counterpoise.charts.comparison import comparison, comparison_of
from counterpoise.charts.evidence import evidence
from counterpoise.charts.hindcast import hindcast
from counterpoise.charts.time_to_tip import time_to_tip, time_to_tip_of
from counterpoise.charts.tipping import tipping, tipping_of

__all__ = [
    "VIEWS",
    "Chart",
    "calibration",
    "comparison",
    "comparison_of",
    "evidence",
    "hindcast",
    "time_to_tip",
    "time_to_tip_of",
    "tipping",
    "tipping_of",
    "view",
]

VIEWS = {
    "verdict": "verdict",
    "simpler": "simpler",
    "map": "region:region",
    "ties": "ties",
    "theatres": "theatres",
    "fan": "fan",
    "state": "state",
    "why": "why",
    "waterfall": "waterfall",
    "judgement": "judgement",
    "drivers": "judgement",
    "yardsticks": "yardsticks",
    "grades": "grades",
    "alliances": "alliances",
    "tripwires": "tripwires",
    "record": "record",
    "single": "single",
    "moved": "moved",
    "causes": "causes",
    "hindcast": "rests:hindcast_view",
    "calibration": "rests:calibration_view",
    "evidence": "rests:evidence_view",
    "tipping": "given:tipping_view",
    "time_to_tip": "given:time_to_tip_view",
    "comparison": "given:comparison_view",
    "turned": "turned:turned_view",
}
"""Views of an answer, ``f(answer, views, **options)``, and the module of each, with the function's name if another."""


def view(name: str) -> Callable[..., Chart | None]:
    """The chart function of a view, ``f(answer, views, **options)``.

    Raises:
        KeyError: If there is no such view.

    >>> view("map").__name__
    'region'
    """
    module, _, function = VIEWS[name].partition(":")
    found: Callable[..., Chart | None] = getattr(
        import_module(f"counterpoise.charts.{module}"), function or name
    )
    return found
