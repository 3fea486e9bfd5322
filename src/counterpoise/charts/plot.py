"""``answer.plot.<view>()``: the charts of one answer, by name, with errors that teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts import VIEWS, view
from counterpoise.charts.chart import Chart
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Plots"]


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
            UnknownNameError: If there is no such view or option.
            CounterpoiseError: If this run has nothing to draw.
        """
        if name not in VIEWS:
            raise UnknownNameError(
                f"There is no view {name!r}.", hint=nearest(name, VIEWS) or f"Views: {', '.join(VIEWS)}."
            )
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
            raise CounterpoiseError(
                f"This run has nothing to draw for {name}({said}).",
                hint="Name a state, year or variable that the run holds; ensemble.nc lists them.",
            )
        return found

    def __getattr__(self, name: str) -> Any:
        """A view as a method."""
        if name.startswith("_") or name not in VIEWS:
            raise AttributeError(
                f"There is no view {name!r}. {nearest(name, VIEWS) or 'Views: ' + ', '.join(VIEWS) + '.'}"
            )

        def draw(**options: Any) -> Chart:
            return self.chart(name, **options)

        draw.__doc__ = view(name).__doc__
        return draw

    def __dir__(self) -> list[str]:
        """The views."""
        return [*VIEWS, "chart"]
