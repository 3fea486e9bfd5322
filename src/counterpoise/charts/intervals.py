"""What every caption says of its interval: its kind, its level, and how often it should be right."""

from __future__ import annotations

__all__ = ["CREDIBLE", "CREDIBLE_SOME", "FANS", "NONE", "SIMULATION"]

CREDIBLE = (
    "90 % credible interval of the chance: if the evidence is graded rightly, "
    "the chance lies inside on 90 out of 100 occasions."
)
CREDIBLE_SOME = (
    "90 % credible interval where one exists: if the evidence is graded rightly, "
    "the chance lies inside on 90 out of 100 occasions."
)
FANS = (
    "Bands: 50 and 90 % of futures; if the model were right, "
    "the outcome would lie inside the wider one on 90 out of 100 occasions."
)
SIMULATION = (
    "90 % interval of simulation error alone: with new luck and as many futures, "
    "the number would lie inside on 90 out of 100 occasions."
)
NONE = "Counts of simulated futures; no interval (level: none)."
