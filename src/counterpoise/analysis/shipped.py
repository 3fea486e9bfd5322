"""The answer that ships: the default question answered once, so that a machine that was just set up shows all of it.

It is what the computation gives, to the last bit, in a form small enough for a wheel: what follows from the futures
is stored, and what is said whatever they are (record, sources, evidence) is said anew.  Two things are left out of the
series: the balance of every single future, of which the quantiles that charts draw are kept, and the simple story's
series, which no chart of an answer draws.  It is used where edition, seed, number of futures, panel, parameters,
scenario and all code that decides an answer are those it was made with, and nowhere else.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import numpy as np
import xarray as xr

from counterpoise.analysis.about import about, beside_futures
from counterpoise.analysis.files import Result
from counterpoise.analysis.views import QUANTILES
from counterpoise.data import Panel
from counterpoise.packed import pack, unpack
from counterpoise.parameters import ParameterSet
from counterpoise.provenance import answer_digest
from counterpoise.scenario import Scenario
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Shipped", "read_shipped", "shipped_answer", "stamp_of", "to_ship"]


@dataclass(frozen=True, eq=False)
class Shipped:
    """A stored answer.

    Attributes:
        stamp: What it was made from: edition, seed, futures, and the digest of each thing that decides it.
        when: When it was made.
        told: Entries of ``answer.json`` in order; those that are said anew are None.
        series: Name to dimensions and values.
        axes: Dimension to its labels.
    """

    stamp: Mapping[str, Any]
    when: datetime
    told: Mapping[str, Any]
    series: Mapping[str, tuple[tuple[str, ...], Any]]
    axes: Mapping[str, Any]

    def result(self, scenario: Scenario, known: Panel, parameters: ParameterSet) -> Result:
        """The answer as the computation gives it, but for the series that are not stored."""
        edition, seed, members = (self.stamp[key] for key in ("edition", "seed", "members"))
        identity = about(scenario, edition, seed, members, known, parameters)
        anew = {**identity, **beside_futures(scenario, edition, identity, parameters, changed=False)}
        answer = {key: anew.get(key, value) for key, value in self.told.items()}
        axes = {name: _labels(values) for name, values in self.axes.items()}
        data = {name: (dims, _labels(values)) for name, (dims, values) in self.series.items()}
        return Result(answer, xr.Dataset(data, axes))


def stamp_of(
    scenario: Scenario, edition: str, seed: int, members: int, known: Panel, parameters: ParameterSet
) -> dict[str, Any]:
    """All that decides an answer, before it is made."""
    digests = {"panel": known.digest, "parameters": parameters.digest, "scenario": scenario.digest}
    return _stamped({"edition": edition, "seed": seed, "members": members, "digests": digests})


def _stamped(answer: Mapping[str, Any]) -> dict[str, Any]:
    """All that decided an answer, by what it says of itself and by the code that is here."""
    return {
        **{key: answer[key] for key in ("edition", "seed", "members")},
        **{key: answer["digests"][key] for key in ("panel", "parameters", "scenario")},
        "made by": answer_digest(),
    }


def to_ship(result: Result) -> bytes:
    """A whole answer of a scenario as it is, as it ships.

    Raises:
        CounterpoiseError: If the user changed something: what ships answers the plain question.
    """
    answer = result.answer
    if changed := [*answer["switches"], *answer["overrides"]]:
        raise CounterpoiseError(
            f"This answer is of a changed scenario ({', '.join(changed)}).",
            where="--ship",
            hint="Ship the answer to a scenario as it is: leave out --set and --switch.",
        )
    stamp = _stamped(answer)
    told = {key: None if key in _SAID_ANEW else value for key, value in answer.items()}
    full = result.views.sel(story=["full"])
    dropped = [
        str(name) for name in full.variables if name in (_LONG, "event") or str(name).startswith("dated_")
    ]
    views = full.drop_vars(dropped)
    long = full[_LONG].isel(story=0).transpose("member", "year", "theatre").values.astype(float)
    series = {str(name): (_dims(data), _plain(data.values)) for name, data in views.data_vars.items()}
    levels = np.quantile(long, list(QUANTILES), axis=0)[None]
    series[f"{_LONG}_q"] = (("story", "quantile", "year", "theatre"), levels)
    axes = {str(name): _plain(data.values) for name, data in views.coords.items()}
    when = datetime.now(UTC).isoformat(timespec="minutes")
    tree = {"stamp": stamp, "when": when, "told": told, "series": series, "axes": axes}
    return lzma.compress(pack(tree), preset=9 | lzma.PRESET_EXTREME)


def read_shipped(content: bytes) -> Shipped:
    """What :func:`to_ship` wrote.

    Raises:
        ValueError: If these are not such bytes.
    """
    try:
        tree = unpack(lzma.decompress(content), ())
        return Shipped(**{**tree, "when": datetime.fromisoformat(tree["when"])})
    except (lzma.LZMAError, TypeError, KeyError) as problem:
        raise ValueError(f"This is no stored answer: {problem}") from problem


def shipped_answer(scenario: str, edition: str) -> Shipped | None:
    """The answer that ships of a scenario; None where none does, or where it cannot be read."""
    place = files("counterpoise") / "library" / "answers" / f"{scenario}-{edition}.bin"
    try:
        return read_shipped(place.read_bytes())
    except (OSError, ValueError):
        return None


def _dims(data: xr.DataArray) -> tuple[str, ...]:
    return tuple(str(name) for name in data.dims)


def _plain(values: Any) -> Any:
    """An array that can be packed: words as a list."""
    return values.tolist() if values.dtype.kind in "OU" else values


def _labels(values: Any) -> Any:
    """The array that was packed."""
    return np.array(values, dtype=object) if isinstance(values, list) else values


_LONG = "balance_ratio"
"""The series that is kept of every single future, and is larger than all others together."""

_SAID_ANEW = frozenset(
    {"schema", "scenario", "edition", "cutoff", "question", "seed", "members", "horizon",
     "record", "roles", "sources", "limits", "origin", "unknown", "shocks", "elections",
     "leaders", "versions", "digests", "attribution", "hindcasts", "calibration", "evidence"}
)  # fmt: skip
"""Entries that no future decides."""
