"""Attribution: what the full story adds to the simple one, divided among the complications over all their subsets.

``shapley`` is the arithmetic of shares, ``references`` says what *off* means, ``parts`` keeps finished work,
``compute`` lives the subsets and ``result`` is what comes of it.  It is accounting inside a model, not proof of cause.
"""

from counterpoise.analysis.attribution.compute import attribute
from counterpoise.analysis.attribution.parts import Parts, PartsError
from counterpoise.analysis.attribution.result import Attribution, stored_attribution

__all__ = ["Attribution", "Parts", "PartsError", "attribute", "stored_attribution"]
