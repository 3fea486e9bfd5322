"""The equations sampled: NUTS with coefficients that may vary by era, beside the Laplace posteriors that ship.

``counterpoise fit --nuts`` samples each equation in chains that survive being killed, refuses draws that have not
converged, and compares them with what ships.  Nothing here replaces the shipped draws.  Needs the extra ``bayes``.
"""

from counterpoise.estimate.sampling.chains import Chains, NotConvergedError, check, diagnose, sample
from counterpoise.estimate.sampling.equations import EQUATIONS, Problem
from counterpoise.estimate.sampling.models import ERAS, era_of, logit_model, student_model
from counterpoise.estimate.sampling.run import sample_all

__all__ = [
    "EQUATIONS",
    "ERAS",
    "Chains",
    "NotConvergedError",
    "Problem",
    "check",
    "diagnose",
    "era_of",
    "logit_model",
    "sample",
    "sample_all",
    "student_model",
]
