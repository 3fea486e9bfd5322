"""Parameters: every number of the model with its unit, range, prior, grade and source."""

from counterpoise.parameters.parameter import Override, Parameter
from counterpoise.parameters.prior import Prior
from counterpoise.parameters.tree import ParameterSet

__all__ = ["Override", "Parameter", "ParameterSet", "Prior"]
