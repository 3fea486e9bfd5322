"""Scenarios made ready once and kept, with what is measured of their past: the next process reads what one has made.

Preparing follows from the panel, the scenario with its edition, the overrides and the package's own files, and from
nothing else, so the digest of these is the name under which it is kept.  A changed fact has another name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from counterpoise.acts import Acts
from counterpoise.analysis.past import Past, measure_past
from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.analysis.references import base_rates
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

__all__ = ["made_ready", "past_of", "rates_of"]

T = TypeVar("T")


def made_ready(scenario: Scenario, known: Panel, overrides: Mapping[str, float] | None = None) -> Prepared:
    """A scenario ready to run: kept from an earlier process where nothing it follows from has changed, else made.

    Args:
        scenario: Cut to its edition (and horizon).
        known: Vintage of the panel that the edition may know.
        overrides: Parameter path to value.
    """
    said = [scenario.digest, sorted((overrides or {}).items())]
    return _kept("ready", said, known, Prepared, lambda: prepare(scenario, known, overrides))


def past_of(
    scenario: Scenario, known: Panel, ready: Prepared, overrides: Mapping[str, float] | None = None
) -> Past:
    """The balance as observed before a scenario begins, kept like the scenario itself.

    Args:
        scenario: Cut to its edition (and horizon).
        known: Vintage of the panel that the edition may know.
        ready: The scenario, ready to run.
        overrides: Parameter path to value, as it was made ready with.
    """
    said = [scenario.digest, sorted((overrides or {}).items())]
    return _kept("past", said, known, Past, lambda: measure_past(ready.observed, known, ready.parameters))


def rates_of(known: Panel, years: Mapping[str, int]) -> dict[str, Any]:
    """How often such things went well, by outcome and year, kept until the panel changes."""
    found: dict[str, Any] = _kept("rates", dict(years), known, dict, lambda: base_rates(known, years))
    return found


def _kept(what: str, said: Any, known: Panel, kind: type[T], make: Callable[[], T]) -> T:
    """What follows from a panel and from what was said; kept unless that has no digest."""
    vintage = known if isinstance(known, VintagePanel) else None
    if kept_in() is None or (vintage is not None and vintage.fits is not None):
        return make()
    read = [known.digest, known.cut, known.knowable, vintage.origin if vintage else None]
    key = key_of(what, said, read, package_digest(), np.__version__)
    content = _SHELF.find(key)
    if content is not None:
        try:
            found = unpack(content, _KINDS)
            if isinstance(found, kind):
                return found
        except ValueError:
            pass
        _SHELF.drop(key)
    made = make()
    _SHELF.keep(key, pack(made))
    return made


_SHELF = Shelf("ready", 64)

_KINDS = (
    Acts, Case, Document, Forcing, Grade, Hosts, Observed, Override, Parameter, ParameterSet, Past, Posterior, Prepared,
    Prior, Record, Setting, Site, Theatres, World,
)  # fmt: skip
