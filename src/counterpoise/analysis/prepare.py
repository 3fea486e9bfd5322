"""A scenario made ready to run: what its edition may know, its parameters, and the Case they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.model import Model
from counterpoise.observe.case import Observed, observe
from counterpoise.observe.vintage import estimated_then
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import Scenario

__all__ = ["Prepared", "milestones", "prepare"]


@dataclass(frozen=True, eq=False)
class Prepared:
    """All that futures of one scenario need, before the first is lived; small enough to send to another machine.

    Attributes:
        parameters: With the overrides of scenario and user.
        observed: The Case with the names of its axes.
        terms: Path of each fit to the names of its coefficients.
        switches: Claims that the scenario turns down.
    """

    parameters: ParameterSet
    observed: Observed
    terms: Mapping[str, Sequence[str]]
    switches: Mapping[str, float] = field(default_factory=dict)

    def draws(self, seed: int, members: int | Iterable[int]) -> dict[str, NDArray[np.float64]]:
        """Parameters by path for members counted from 0, or for the numbers given."""
        return self.parameters.draw(seed, members)

    def model(self, draws: Mapping[str, NDArray[np.float64]]) -> Model:
        """The Model of such draws."""
        return Model.from_parameters(draws, self.terms)


def prepare(scenario: Scenario, known: Panel, overrides: Mapping[str, float] | None = None) -> Prepared:
    """Make a scenario ready.

    Args:
        scenario: Cut to its edition (and horizon).
        known: Vintage of the panel that the edition may know.
        overrides: Parameter path to value.
    """
    parameters = (
        estimated_then(ParameterSet.load(), scenario, known)
        .override(scenario.parameter_overrides)
        .override(dict(overrides or {}), source="command line", where="--set")
    )
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    coefficients = parameters.posteriors["dispute_initiation"].draws.mean(axis=0)
    observed = observe(known, scenario, coefficients, parameters["arming.depreciation"].value)
    return Prepared(parameters, observed, terms, scenario.switched())


def milestones(scenario: Scenario) -> dict[str, int]:
    """Years that answers speak of, by name, with their place on the year axis: ten years on, and the last."""
    wanted = sorted({min(scenario.start + 10, scenario.horizon), scenario.horizon})
    return {str(year): year - scenario.start for year in wanted}
