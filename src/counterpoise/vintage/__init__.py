"""What a year could know, and what it would have estimated from that: the ground that hindcasts stand on.

A hindcast reads a :class:`VintagePanel`, which ends with its origin, and equations that were fitted on it alone.
"""

from counterpoise.vintage.fits import Fits, fit_vintage
from counterpoise.vintage.panel import VintagePanel, known_to
from counterpoise.vintage.store import fits_of, stored_origins

__all__ = ["Fits", "VintagePanel", "fit_vintage", "fits_of", "known_to", "stored_origins"]
