"""The equations sampled: NUTS with coefficients that may vary by era, beside the posteriors that ship.

``counterpoise fit --nuts`` samples each equation in chains that survive being killed, refuses draws that have not
converged, and compares them with what ships.  Nothing here replaces the shipped draws.  Needs the extra ``bayes``;
reading what is stored (:func:`sampled_draws`, :func:`stored`) does not.
"""

from counterpoise.sampling.chains import Chains, NotConvergedError, check, diagnose, sample
from counterpoise.sampling.equations import EQUATIONS, Equation, Source, equation_of
from counterpoise.sampling.models import ERAS, era_of
from counterpoise.sampling.problem import Problem
from counterpoise.sampling.run import sample_all
from counterpoise.sampling.store import sampled_draws, stored

__all__ = [
    "EQUATIONS",
    "ERAS",
    "Chains",
    "Equation",
    "NotConvergedError",
    "Problem",
    "Source",
    "check",
    "diagnose",
    "equation_of",
    "era_of",
    "sample",
    "sample_all",
    "sampled_draws",
    "stored",
]
