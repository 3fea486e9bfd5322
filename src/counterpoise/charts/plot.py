"""``answer.plot.<view>()``: the charts of one answer, by name, with errors that teach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from counterpoise.charts import VIEWS, view
from counterpoise.charts.allowed import WANTED, refuse_unknown
from counterpoise.charts.chart import Chart
from counterpoise.charts.metadata import source_of
from counterpoise.charts.region import map_years, mapped
from counterpoise.telling.words import join
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["NothingToDraw", "Plots", "example"]


_ASKED = {
    "map": 'show="threat", year=2035',
    "ties": 'layout="network"',
    "fan": 'variable="effort", of="JPN"',
    "state": 'of="JPN"',
    "why": 'outcome="ties_survive"',
    "waterfall": 'reference="present"',
}
"""Options that are worth an example."""


def example(name: str) -> str:
    """An example of a view that runs wherever an answer is called ``result``.

    >>> example("map").splitlines()[1].strip(" >")
    'chart = result.plot.map(show="threat", year=2035)'
    """
    call = f"result.plot.{name}({_ASKED.get(name, '')})"
    told = f'chart.title, len(chart.table), chart.save("{name}.svg").name'
    return f"Example:\n    >>> chart = {call}\n    >>> {told}"


_MAPPED = (
    'Name the folder of a run with its report, or that of counterpoise tipping: found="runs/asia-latest".'
)
_COMPARED = 'Name the folder that counterpoise compare wrote: found="runs/compare-asia-blockade".'
_LACKS = {
    "moved": f"Write {WANTED}, say.",
    "causes": 'Ask why first: answer["changes"] = causes_of(old, new, *what_moved(old, new, panel)), both of '
    "counterpoise.analysis.changes; or write counterpoise report RUN --since EARLIER.",
    "tipping": _MAPPED,
    "time_to_tip": _MAPPED,
    "comparison": _COMPARED,
    "turned": _COMPARED,
    "map": 'The map that ships is of Asia and the Pacific: state(of="FRA") and ties(layout="network") draw any region.',
}
"""What a view needs that a run may lack, and where it comes from."""


class NothingToDraw(CounterpoiseError):  # noqa: N818 - it is no mistake of the view
    """A run that lacks what a view draws."""


class Plots:
    """Charts of an answer: ``plots.verdict()``, ``plots.map(show="threat")``; ``dir(plots)`` lists them.

    Args:
        answer: The answer, as ``answer.json`` holds it.
        views: Trajectories of the same run.
    """

    def __init__(self, answer: Mapping[str, Any], views: xr.Dataset | None = None) -> None:
        self._answer, self._views = answer, views

    def chart(self, name: str, **options: Any) -> Chart:
        """The chart of a view.

        Args:
            name: One of :data:`counterpoise.charts.VIEWS`.
            options: What its function takes, such as ``year`` or ``of``.

        Raises:
            UnknownNameError: If there is no such view or option, or an option takes no such value.
            NothingToDraw: If this run lacks what the view draws.
        """
        if name not in VIEWS:
            raise UnknownNameError(
                f"There is no view {name!r}.", hint=nearest(name, VIEWS) or f"Views: {', '.join(VIEWS)}."
            )
        refuse_unknown(name, self._answer, self._views, options)
        try:
            found = view(name)(self._answer, self._views, **options)
        except TypeError as error:
            if "unexpected keyword" not in str(error):
                raise
            raise UnknownNameError(
                f"The view {name!r} takes no such option: {', '.join(options)}.",
                hint=f"See help(counterpoise.charts.view({name!r})).",
            ) from None
        if found is None:
            said = ", ".join(f"{key}={value!r}" for key, value in options.items())
            raise NothingToDraw(
                f"This run has nothing to draw for {name}({said}).",
                hint=self._years_of(name, options)
                or _LACKS.get(
                    name, "Name a state, year or variable that the run holds; ensemble.nc lists them."
                ),
            )
        return replace(found, source=source_of(self._answer))

    def _years_of(self, name: str, options: Mapping[str, Any]) -> str:
        """The years that a map can show, where a map was asked for another; empty otherwise."""
        if name != "map" or not mapped(self._answer):
            return ""
        years = map_years(self._answer, self._views, str(options.get("show", "stance")))
        if not years:
            return ""
        whole = len(years) == years[-1] - years[0] + 1
        return (
            f"The map has the years {f'{years[0]} to {years[-1]}' if whole else join(list(map(str, years)))}."
        )

    def __getattr__(self, name: str) -> Any:
        """A view as a method."""
        if name.startswith("_") or name not in VIEWS:
            raise AttributeError(
                f"There is no view {name!r}. {nearest(name, VIEWS) or 'Views: ' + ', '.join(VIEWS) + '.'}"
            )

        def draw(**options: Any) -> Chart:
            return self.chart(name, **options)

        draw.__name__, draw.__doc__ = name, f"{getdoc(view(name))}\n\n{example(name)}"
        return draw

    def __dir__(self) -> list[str]:
        """The views."""
        return [*VIEWS, "chart"]
