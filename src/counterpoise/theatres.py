"""Theatres: where the balance is measured, on which side each state stands there, and with what weight.

The facts are a TOML file in ``library/theatres``; this module reads it with suspicion and turns it into
arrays in the order of states that a caller wants.  It knows no arithmetic of the balance: that is
:mod:`counterpoise.measures.balance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.projection import great_circle_km, loss_of_strength
from counterpoise.tomlfile import Document, read_toml
from counterpoise.vocabulary import Grade, ScenarioError, nearest

__all__ = ["Theatres", "open_theatres"]

Values = NDArray[np.float64]

_KEYS: Mapping[str, frozenset[str]] = {
    "promise": frozenset({"value", "grade", "source"}),
    "theatre": frozenset({"key", "label", "letter", "weight", "targets", "patron_share", "grade", "source"}),
    "point": frozenset({"name", "theatre", "lat", "lng", "anchor", "source"}),
    "rival": frozenset({"state", "theatre", "weight", "grade", "source"}),
    "limit": frozenset({"states", "theatre", "share", "grade", "source"}),
    "rung": frozenset({"states", "rung", "grade", "source"}),
    "site": frozenset({"state", "name", "lat", "lng", "share", "grade", "source"}),
}
_HEAD = frozenset({"schema", "region", "challenger", "patron"})


@dataclass(frozen=True)
class Theatres:
    """The theatres of a region, with arrays by point and theatre in the file's order.

    Attributes:
        document: What the file says, with the line of each key.
    """

    document: Document

    def _rows(self, table: str) -> list[Mapping[str, Any]]:
        return list(self.document.data.get(table, []))

    @property
    def challenger(self) -> str:
        """ISO3 code of the challenger."""
        return str(self.document.data["challenger"])

    @property
    def patron(self) -> str:
        """ISO3 code of the patron."""
        return str(self.document.data["patron"])

    @property
    def promise(self) -> float:
        """Weight of a treaty of mutual defence among third states, as a share of the ally's force."""
        return float(self.document.data["promise"]["value"])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of the theatres."""
        return tuple(row["key"] for row in self._rows("theatre"))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Key to plain name."""
        return {row["key"]: row["label"] for row in self._rows("theatre")}

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """Key to the letter on the map."""
        return {row["key"]: row["letter"] for row in self._rows("theatre")}

    @cached_property
    def weights(self) -> Values:
        """Weight of each theatre in the verdict ``[theatre]``, summing to 1."""
        return np.array([float(row["weight"]) for row in self._rows("theatre")])

    @cached_property
    def points(self) -> tuple[str, ...]:
        """Names of the points."""
        return tuple(row["name"] for row in self._rows("point"))

    @cached_property
    def places(self) -> Values:
        """Latitude and longitude of each point, degrees ``[point, 2]``."""
        return np.array([[row["lat"], row["lng"]] for row in self._rows("point")], dtype=float)

    @cached_property
    def membership(self) -> Values:
        """Weight of each point in each theatre ``[point, theatre]``: equal shares, each column sums to 1."""
        belongs = np.array([[row["theatre"] == key for key in self.keys] for row in self._rows("point")])
        return np.asarray(belongs / belongs.sum(axis=0))

    @cached_property
    def patron_share(self) -> Values:
        """Share of the patron's arriving force that could fight at each point ``[point]``."""
        return np.array([float(self._theatre_of(row)["patron_share"]) for row in self._rows("point")])

    def anchors(self, states: Sequence[str]) -> Values:
        """1 for the state whose tie to the patron decides at each point ``[state, point]``."""
        return self._by_point(states, lambda row: {str(row["anchor"]): 1.0})

    def own(self, states: Sequence[str]) -> Values:
        """1 for the states whose theatre it is ``[state, point]``."""
        return self._by_point(states, lambda row: dict.fromkeys(self._theatre_of(row)["targets"], 1.0))

    def rival(self, states: Sequence[str]) -> Values:
        """Share of each state's force that counts against: the challenger's in full ``[state, point]``."""

        def against(row: Mapping[str, Any]) -> dict[str, float]:
            beside = {
                str(r["state"]): float(r["weight"])
                for r in self._rows("rival")
                if r["theatre"] in (row["theatre"], "all")
            }
            return {self.challenger: 1.0, **beside}

        return self._by_point(states, against)

    def coalition(self, states: Sequence[str]) -> Values:
        """What part of a third state's promise counts at each point ``[state, point]``.

        0 for the states whose theatre it is (they count in full already), for the patron (counted at its
        commitment) and for whoever stands with the challenger anywhere.
        """
        rivals = {self.challenger, self.patron, *(str(r["state"]) for r in self._rows("rival"))}

        def share(row: Mapping[str, Any]) -> dict[str, float]:
            parts = {state: 1.0 for state in states if state not in rivals}
            for limit in self._rows("limit"):
                if limit["theatre"] in (row["theatre"], "all"):
                    parts |= {s: float(limit["share"]) for s in limit["states"] if s in parts}
            return {s: v for s, v in parts.items() if s not in self._theatre_of(row)["targets"]}

        return self._by_point(states, share)

    def rungs(self, states: Sequence[str]) -> Values:
        """Rung of each third state in the coalition as the file has it ``[state]``; 0 where it names none."""
        rung = {s: float(row["rung"]) for row in self._rows("rung") for s in row["states"]}
        return np.array([rung.get(state, 0.0) for state in states])

    def reach(
        self, states: Sequence[str], homes: Mapping[str, tuple[float, float]], d0: float, theta: float
    ) -> Values:
        """Share of each state's force that arrives at each point ``[state, point]``.

        Args:
            states: ISO3 codes.
            homes: Latitude and longitude of the place a state's force is counted from, where no site is
                named.
            d0: Distance scale of the loss of strength, km.
            theta: Its exponent.
        """
        out = np.empty((len(states), len(self.points)))
        lat, lng = self.places.T
        for k, state in enumerate(states):
            sites = [row for row in self._rows("site") if row["state"] == state]
            stands = [(row["lat"], row["lng"], row["share"]) for row in sites] or [(*homes[state], 1.0)]
            arriving = [
                share * loss_of_strength(great_circle_km(a, b, lat, lng), d0, theta) for a, b, share in stands
            ]
            out[k] = np.sum(arriving, axis=0)
        return out

    def equivalent_km(
        self, states: Sequence[str], homes: Mapping[str, tuple[float, float]], d0: float, theta: float
    ) -> Values:
        """The single distance at which a force would lose as much as over its sites ``[state, point]``, km.

        It hardly depends on the gradient (China to Taipei: 1,306 to 1,342 km for exponents .25 to 1), so it
        may be computed once and used with every draw of it.
        """
        return np.asarray(d0 * (self.reach(states, homes, d0, theta) ** (-1.0 / theta) - 1.0))

    def _theatre_of(self, point: Mapping[str, Any]) -> Mapping[str, Any]:
        return next(row for row in self._rows("theatre") if row["key"] == point["theatre"])

    def _by_point(self, states: Sequence[str], values: Any) -> Values:
        columns = [values(row) for row in self._rows("point")]
        return np.array([[float(column.get(state, 0.0)) for column in columns] for state in states])


def open_theatres(region: str = "asia", path: Path | None = None) -> Theatres:
    """Read the theatres of a region.

    Args:
        region: Name of a bundled file.
        path: Another file instead.

    Raises:
        ScenarioError: With file, line and key, for an unknown or missing key, a number without a source,
            shares that do not sum to 1, or a theatre that has no point.

    >>> open_theatres().keys
    ('korea', 'east_china_sea', 'south_china_sea', 'himalaya', 'wider_pacific')
    """
    if path is None:
        path = Path(str(files("counterpoise") / "library" / "theatres" / f"{region}.toml"))
    document = read_toml(path, ScenarioError)
    for place, message, hint in _faults(document):
        raise ScenarioError(message, where=place, hint=hint)
    return Theatres(document)


def _faults(document: Document) -> Iterator[tuple[str, str, str]]:
    """Place, message and hint of everything wrong with the file, in order."""
    known = {*_HEAD, *_KEYS}
    for key in document.data:
        if key not in known:
            yield document.place(key), f"The key {key} is unknown.", nearest(key, known) or "Remove it."
    for key in sorted(known - document.data.keys()):
        yield document.name, f"The file has no {key}.", f"Add {key}."
    for table, keys in _KEYS.items():
        rows = document.data[table]
        for index, row in enumerate(rows if isinstance(rows, list) else [rows]):
            where: tuple[str | int, ...] = (table, index) if isinstance(rows, list) else (table,)
            yield from _row_faults(document, where, row, keys)
    yield from _sum_faults(document)


def _row_faults(
    document: Document, where: tuple[str | int, ...], row: Mapping[str, Any], keys: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    for key in row:
        if key not in keys:
            hint = nearest(key, keys) or "Remove it."
            yield document.place(*where, key), f"A {where[0]} has the unknown key {key}.", hint
    for key in sorted(set(keys) - row.keys()):
        yield document.place(*where), f"A {where[0]} has no {key}.", f"Write {key} = ..."
    if not str(row["source"]).strip():
        hint = 'Write source = "who says so".'
        yield document.place(*where, "source"), f"A {where[0]} has no source.", hint
    if "grade" in row and row["grade"] not in set(Grade):
        grades = ", ".join(Grade)
        yield document.place(*where, "grade"), f"The grade {row['grade']} is unknown.", f"Write {grades}."


def _sum_faults(document: Document) -> Iterator[tuple[str, str, str]]:
    theatres = {row["key"] for row in document.data["theatre"]}
    for table in ("point", "rival", "limit"):
        for index, row in enumerate(document.data[table]):
            if row["theatre"] not in theatres | ({"all"} - {"all" if table == "point" else ""}):
                hint = nearest(row["theatre"], theatres) or f"Theatres are {', '.join(sorted(theatres))}."
                yield document.place(table, index, "theatre"), f"There is no theatre {row['theatre']}.", hint
    for key in sorted(theatres - {row["theatre"] for row in document.data["point"]}):
        yield document.name, f"The theatre {key} has no point.", f'Add a [[point]] with theatre = "{key}".'
    total = sum(row["weight"] for row in document.data["theatre"])
    if abs(total - 1.0) > 1e-9:
        yield document.place("theatre", 0, "weight"), f"Weights sum to {total:g}.", "Make them sum to 1."
    for state in sorted({row["state"] for row in document.data["site"]}):
        shares = sum(row["share"] for row in document.data["site"] if row["state"] == state)
        if abs(shares - 1.0) > 1e-9:
            yield document.name, f"Sites of {state} carry {shares:g} of its force.", "Make them sum to 1."
