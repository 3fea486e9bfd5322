"""Scenarios made ready once and kept: the next process reads what :mod:`counterpoise.analysis.prepare` made.

Preparing follows from the panel, the scenario with its edition, the overrides and the package's own files, and from
nothing else, so the digest of these is the name under which it is kept.  A changed fact has another name.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from counterpoise.acts import Acts
from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.data import Panel
from counterpoise.kept import Shelf, kept_in, key_of
from counterpoise.measures.record import Record
from counterpoise.observe.case import Observed
from counterpoise.observe.hosts import Hosts, Site
from counterpoise.packed import pack, unpack
from counterpoise.parameters import ParameterSet
from counterpoise.parameters.parameter import Override, Parameter
from counterpoise.parameters.posterior import Posterior
from counterpoise.parameters.prior import Prior
from counterpoise.provenance import package_digest
from counterpoise.scenario import Scenario
from counterpoise.theatres import Theatres
from counterpoise.tomlfile import Document
from counterpoise.vintage import VintagePanel
from counterpoise.vocabulary import Grade
from counterpoise.world import Case, Forcing, Setting, World

__all__ = ["made_ready"]


def made_ready(scenario: Scenario, known: Panel, overrides: Mapping[str, float] | None = None) -> Prepared:
    """A scenario ready to run: kept from an earlier process where nothing it follows from has changed, else made.

    Args:
        scenario: Cut to its edition (and horizon).
        known: Vintage of the panel that the edition may know.
        overrides: Parameter path to value.
    """
    key = _key(scenario, known, overrides or {})
    content = _SHELF.find(key) if key else None
    if key and content is not None:
        try:
            kept = unpack(content, _KINDS)
            if isinstance(kept, Prepared):
                return kept
        except ValueError:
            pass
        _SHELF.drop(key)
    made = prepare(scenario, known, overrides)
    if key:
        _SHELF.keep(key, pack(made))
    return made


def _key(scenario: Scenario, known: Panel, overrides: Mapping[str, float]) -> str | None:
    """All that preparing reads; None where nothing is kept, or where it reads what has no digest."""
    vintage = known if isinstance(known, VintagePanel) else None
    if kept_in() is None or (vintage is not None and vintage.fits is not None):
        return None
    said = [scenario.digest, sorted(overrides.items())]
    read = [known.digest, known.cut, known.knowable, vintage.origin if vintage else None]
    return key_of(said, read, package_digest(), np.__version__)


_SHELF = Shelf("ready", 32)

_KINDS = (
    Acts, Case, Document, Forcing, Grade, Hosts, Observed, Override, Parameter, ParameterSet, Posterior, Prepared,
    Prior, Record, Setting, Site, Theatres, World,
)  # fmt: skip
