"""Where the patron's forces stand: its own soil and its hosts, with what each holds and could take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.projection import great_circle_km
from counterpoise.tomlfile import read_toml
from counterpoise.vocabulary import DataError, ScenarioError

__all__ = ["Hosts", "Site", "read_hosts"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Site:
    """A place where some of the patron's force stands or could.

    Attributes:
        soil: ISO3 of the state whose soil it is.
        name: Plain name.
        lat: Latitude, degrees north.
        lng: Longitude, degrees east.
        troops: Persons there in peace.
        capacity: Persons it could take in a war, weighted by what the host lets be used; 0 on own soil.
    """

    soil: str
    name: str
    lat: float
    lng: float
    troops: float
    capacity: float


@dataclass(frozen=True)
class Hosts:
    """All sites, own soil and foreign, in the order of the file.

    Attributes:
        sites: The places.
        persons: The patron's whole force.
    """

    sites: tuple[Site, ...]
    persons: float

    @property
    def share(self) -> Floats:
        """Share of the force that stands at each site ``[host]``, summing to 1."""
        return np.array([site.troops for site in self.sites]) / self.persons

    @property
    def capacity(self) -> Floats:
        """Relative weight of each foreign site as a place from which the whole force could be received."""
        return np.array([site.capacity for site in self.sites]) / self.persons

    def distance_to(self, places: Floats) -> Floats:
        """Distance from each site to each place, km ``[host, place]``; places are latitude and longitude."""
        lat = np.array([[site.lat] for site in self.sites])
        lng = np.array([[site.lng] for site in self.sites])
        return np.asarray(great_circle_km(lat, lng, places[None, :, 0], places[None, :, 1]))


def read_hosts(patron: str, path: Path | None = None) -> Hosts:
    """Read where a patron's forces stand.

    Raises:
        DataError: If the file speaks of another patron, or places more persons than there are.
    """
    path = path or Path(str(files("counterpoise") / "library" / "ties" / "bases.toml"))
    document = read_toml(path, ScenarioError)
    raw: Mapping[str, Any] = document.data
    if raw["patron"] != patron:
        raise DataError(
            f"the bases are those of {raw['patron']}, the scenario's patron is {patron}.",
            where=document.place("patron"),
            hint="Give a file of bases for this patron.",
        )
    persons = float(raw["force"]["persons"])
    placed = [_site(row, patron) for row in raw["host"]]
    rest = persons - sum(site.troops for site in placed)
    if rest < 0:
        raise DataError(
            "the places hold more persons than the force has.",
            where=document.place("force", "persons"),
            hint="Correct persons or troops.",
        )
    homes = [
        Site(row["state"], row["name"], row["lat"], row["lng"], rest * row["share"], 0.0)
        for row in raw["home"]
    ]
    return Hosts((*homes, *placed), persons)


def _site(row: Mapping[str, Any], patron: str) -> Site:
    foreign = row["state"] != patron
    capacity = float(row["capacity"]) * float(row["open"]) if foreign else 0.0
    return Site(row["state"], row["name"], row["lat"], row["lng"], float(row["troops"]), capacity)
