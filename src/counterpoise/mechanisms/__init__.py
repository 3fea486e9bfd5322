"""One claim of the ledger per file: what it adds to a year, with which parameters, against which reference."""

from counterpoise.mechanisms.affinity import Affinity
from counterpoise.mechanisms.arming import Arming
from counterpoise.mechanisms.assertiveness import Assertiveness
from counterpoise.mechanisms.attention import Attention
from counterpoise.mechanisms.balancing import Balancing
from counterpoise.mechanisms.burden import Burden
from counterpoise.mechanisms.capacity import Capacity
from counterpoise.mechanisms.demography import Demography
from counterpoise.mechanisms.forces import Forces
from counterpoise.mechanisms.growth import Growth
from counterpoise.mechanisms.instruments import Instruments
from counterpoise.mechanisms.leaders import Leaders
from counterpoise.mechanisms.linkage import Linkage
from counterpoise.mechanisms.patronage import Patronage
from counterpoise.mechanisms.proliferation import Proliferation
from counterpoise.mechanisms.technology import Technology
from counterpoise.mechanisms.threat import Threat
from counterpoise.mechanisms.ties import Ties
from counterpoise.mechanisms.trade import Trade
from counterpoise.mechanisms.verdict import Verdict

__all__ = [
    "Affinity", "Arming", "Assertiveness", "Attention", "Balancing", "Burden", "Capacity", "Demography", "Forces",
    "Growth", "Instruments", "Leaders", "Linkage", "Patronage", "Proliferation", "Technology", "Threat",
    "Ties", "Trade", "Verdict",
]  # fmt: skip
