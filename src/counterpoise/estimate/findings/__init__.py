"""Published findings, computed again from the panel that ships: each file is one finding, with what was published.

Ours differ where the data do; what they share is the direction, and where they do not, that is said.
"""

from counterpoise.estimate.findings.arming import ArmingResponse, arming_response
from counterpoise.estimate.findings.honoured import Honoured, honoured_pacts
from counterpoise.estimate.findings.third import Threshold, one_third_threshold
from counterpoise.estimate.findings.winners import WarWinners, war_winners

__all__ = [
    "ArmingResponse",
    "Honoured",
    "Threshold",
    "WarWinners",
    "arming_response",
    "honoured_pacts",
    "one_third_threshold",
    "war_winners",
]
