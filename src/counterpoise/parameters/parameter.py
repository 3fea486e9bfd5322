"""One number of the model with all that must be said of it, and the value that may replace it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from counterpoise.parameters.posterior import Posterior
from counterpoise.parameters.prior import Prior
from counterpoise.vocabulary import Grade

__all__ = ["Override", "Parameter", "coefficients"]

_REACH = 8.0  # a coefficient of a fit may be overridden this many posterior sd from its mean, and with 0


@dataclass(frozen=True)
class Parameter:
    """One number of the model, or (with ``posterior``) one coefficient of a fit.

    Attributes:
        path: Dotted path in the Model's tree.
        label: What it is, in plain words.
        value: Central value: the mean of the draws where there is a posterior.
        unit: Unit of the value ("1" for a pure number).
        low: Smallest value that makes sense.
        high: Largest value that makes sense.
        grade: How well it is known.
        source: Where the value comes from.
        prior: What is believed of it; None for a number without spread or with a posterior.
        posterior: Name of the fit whose draws it takes, or None.
        note: Caveats.
        place: File and line, for errors; not part of its identity.
    """

    path: str
    label: str
    value: float
    unit: str
    low: float
    high: float
    grade: Grade
    source: str
    prior: Prior | None = None
    posterior: str | None = None
    note: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Override:
    """A value that a scenario or the command line puts in the place of a parameter, without spread."""

    value: float
    source: str


def coefficients(declared: Parameter, posterior: Posterior) -> dict[str, Parameter]:
    """The parameters that a posterior gives to the table that names it, one for each column.

    Their range is the posterior mean +/- 8 sd, widened to hold 0, so that an effect can be turned off.
    """
    found = {}
    for name, column in zip(posterior.names, posterior.draws.T, strict=True):
        path, mean, reach = f"{declared.path}.{name}", float(column.mean()), _REACH * float(column.std())
        label = f"{declared.label}: {name.replace('_', ' ')}"
        low, high = min(mean - reach, 0.0), max(mean + reach, 0.0)
        found[path] = replace(declared, path=path, label=label, value=mean, low=low, high=high)
    return found
