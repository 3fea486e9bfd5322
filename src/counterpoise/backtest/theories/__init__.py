"""Rival theories as named models: what each expects of each target, tried on the same years.

A *theory* declares three terms with signs for a kind of target, or that it abstains
(``library/theories.toml``).  Every theory is fitted with the same controls, cases, splits, prior and number of
free parameters, foretells the same years, and is told whether its signs were right.
"""

from counterpoise.backtest.theories.declared import SHIPPED, Expectation, Theory, read_theories
from counterpoise.backtest.theories.summary import load, plain_text
from counterpoise.backtest.theories.targets import TARGETS, Target
from counterpoise.backtest.theories.trial import try_all, try_target

__all__ = [
    "SHIPPED",
    "TARGETS",
    "Expectation",
    "Target",
    "Theory",
    "load",
    "plain_text",
    "read_theories",
    "try_all",
    "try_target",
]
