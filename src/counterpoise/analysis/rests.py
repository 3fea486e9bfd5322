"""What an answer rests on, said inside it: past forecasts with their misses, and what is believed of every number.

They are kept with the answer, so that its report shows the evidence that it had, and not that of a later version.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np

from counterpoise.analysis.evidence import mechanism_names
from counterpoise.analysis.probability import wilson
from counterpoise.analysis.record import stored_hindcasts
from counterpoise.claims import ledger
from counterpoise.parameters import ParameterSet
from counterpoise.parameters.parameter import Parameter

__all__ = ["binned", "calibration_told", "evidence_told", "hindcasts_told"]

_MARKS = np.array([0.05, 0.5, 0.95])
_KEPT = ("key", "label", "year", "horizon", "p", "happened")


@cache
def hindcasts_told() -> tuple[dict[str, Any], ...]:
    """What each stored hindcast said of theatres and balance, with what happened; unresolved forecasts are left out.

    >>> told = hindcasts_told()
    >>> [row["origin"] for row in told] == sorted(row["origin"] for row in told)
    True
    """
    return tuple(
        {
            "name": name,
            "question": document["question"],
            "origin": document["origin"],
            "members": document["members"],
            "verdicts": [
                {key: row[key] for key in _KEPT}
                for row in document["scores"]["verdict"]
                if row["happened"] is not None
            ],
        }
        for name, document in stored_hindcasts().items()
    )


def binned(rows: Sequence[Mapping[str, Any]], bins: int = 5) -> list[dict[str, Any]]:
    """Chances in bins of equal width, each with how often the event came and its binomial 90 per cent interval.

    Args:
        rows: Each with its chance ``p`` and whether it ``happened``.
        bins: How many; empty ones are left out.

    >>> [(row["said"], row["came"], row["n"]) for row in binned([{"p": 0.9, "happened": True}])]
    [(0.9, 1.0, 1)]
    """
    found = []
    for k in range(bins):
        held = [row for row in rows if min(int(bins * row["p"]), bins - 1) == k]
        if held:
            came = sum(bool(row["happened"]) for row in held)
            low, high = wilson(came, len(held))
            said = sum(row["p"] for row in held) / len(held)
            found.append({"said": said, "came": came / len(held), "n": len(held), "low": low, "high": high})
    return found


def calibration_told() -> list[dict[str, Any]]:
    """Every stored forecast of a theatre, in fifths of the chance said; that of the balance follows from theirs."""
    verdicts = [row for told in hindcasts_told() for row in told["verdicts"] if row["key"] != _WHOLE]
    return [{key: round(value, 4) for key, value in row.items()} for row in binned(verdicts)]


_WHOLE = "balance"


def evidence_told(parameters: ParameterSet, origin: int | None = None) -> dict[str, Any]:
    """By mechanism: the claims it serves, what would refute it, and each number with what is believed of it.

    A number with a spread has its ``prior`` (declared) or its ``posterior`` (of a fit): 5, 50 and 95 per cent, cut to
    its range.  One that is held has neither, and its ``value``.  In a case of the past, one of a fit says ``until``
    which year the rows behind it go: the origin, or a later year that the case could not know.

    Args:
        parameters: As the answer used them, overrides in place.
        origin: Last year known in a case of the past.

    >>> found = evidence_told(ParameterSet.load())
    >>> sorted(found["balancing"])
    ['claims', 'parameters', 'refuted']
    """
    text = (files("counterpoise") / "library" / "evidence.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in mechanism_names()}
    until = {} if origin is None else _until(parameters, origin)
    for path in parameters.paths():
        if origin is None or path not in _UNREAD:
            rows[path.partition(".")[0]].append(
                _believed(parameters, path) | _known_to(until, parameters[path])
            )
    return {
        name: {
            "claims": [key for key, claim in ledger().items() if name in claim.mechanisms],
            "refuted": said[name]["refuted"],
            "parameters": found,
        }
        for name, found in rows.items()
    }


def _until(parameters: ParameterSet, origin: int) -> dict[str, int]:
    """By fit, the last year behind it: the origin, or that of a fit that no origin makes and that ships as it is."""
    found = {}
    for name, fit in parameters.posteriors.items():
        content = (files("counterpoise") / "library" / "posterior" / f"{name}.json").read_bytes()
        shipped = fit.digest == sha256(content).hexdigest()
        found[name] = int(json.loads(content)["sample"]["last"]) if shipped else origin
    return found


def _known_to(until: Mapping[str, int], known: Parameter) -> dict[str, Any]:
    """Until which year a coefficient's rows go, and as whose estimate; nothing for other numbers and cases."""
    last = until.get(str(known.posterior))
    if last is None:
        return {}
    if last > min(until.values()):
        return {
            "until": last,
            "source": f"{known.source}: years after {min(until.values())}, unknown to this case",
        }
    return {
        "until": last,
        "source": f"counterpoise.vintage.fits: as the end of {last} would have estimated it, on years to it alone",
    }


_UNREAD = frozenset(
    f"ties.endings.{era}_{form}"
    for era in ("1816_1913", "1914_1945", "1946_1989")
    for form in ("bilateral", "multilateral")
)
"""Coefficients that only give the fit of an origin the shape of the one that ships: no mechanism reads them."""


def _believed(parameters: ParameterSet, path: str) -> dict[str, Any]:
    known = parameters[path]
    row: dict[str, Any] = {
        "path": path,
        "label": known.label,
        "grade": known.grade.value,
        "unit": "" if known.unit == "1" else known.unit,
        "value": _digits(known.value),
        "source": known.source,
    }
    if known.posterior is not None:
        drawn = _drawn(parameters, known)
        if np.abs(drawn).max() > _JITTER:
            row["posterior"] = _ends(drawn)
        else:
            row["value"] = 0.0
    elif known.prior is not None:
        row["prior"] = _ends(known.prior.within(_MARKS, known.low, known.high))
    return row


_JITTER = 2e-4
"""Draws below it are those of a mean and a spread of zero: what an origin could not fit is held at 0, its reference."""


def _drawn(parameters: ParameterSet, known: Parameter) -> Any:
    fit = parameters.posteriors[str(known.posterior)]
    column = fit.draws[:, fit.names.index(known.path.rpartition(".")[2])]
    return np.quantile(column, _MARKS)


def _ends(values: Any) -> Mapping[str, float]:
    return {name: _digits(value) for name, value in zip(("low", "median", "high"), values, strict=True)}


def _digits(value: float) -> float:
    return float(f"{float(value):.4g}")
