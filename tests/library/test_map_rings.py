"""The bundled map: every ring inside the state it belongs to, true areas, names and letters in place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.raw import SOURCES, needs_sources

from counterpoise.data.basemap import MAP, build_basemap
from counterpoise.data.outlines import Projection, area

BOXES = {  # longitude and latitude between which a state lies, from any atlas, rounded outward
    "AUS": (112, 160, -55, -9),
    "BGD": (88, 93, 20.5, 27),
    "BRN": (113.5, 116, 3.9, 5.2),
    "CHN": (73, 136, 18, 54),
    "IDN": (94.5, 141.5, -11.5, 6.5),
    "IND": (67.5, 98, 6, 36),
    "JPN": (122.5, 154.5, 23.5, 46),
    "KHM": (102, 108, 9.5, 15),
    "KOR": (124.3, 131.5, 33, 39),
    "LAO": (99.5, 108, 13.5, 23),
    "LKA": (79.3, 82.2, 5.7, 10.2),
    "MMR": (92, 101.5, 9.5, 29),
    "MNG": (87.5, 120, 41.3, 52.5),
    "MYS": (99.4, 119.6, 0.7, 7.6),
    "NPL": (80, 88.5, 26, 31),
    "NZL": (165, 184.5, -53, -33.5),  # the Chatham Islands lie beyond the antimeridian
    "PAK": (60.5, 78, 23.3, 37.5),
    "PHL": (116.5, 127, 4.3, 21.5),
    "PNG": (140.5, 160, -12.2, -0.5),
    "PRK": (124, 131, 37.5, 43.3),
    "SGP": (103.5, 104.2, 1.1, 1.6),
    "THA": (97, 106, 5.3, 20.8),
    "TWN": (118, 122.5, 21.5, 26.5),
    "VNM": (102, 110, 8, 23.7),
}
AREAS = {  # thousand square kilometres with inland waters, as in any yearbook
    "AUS": 7_690,
    "BGD": 140,
    "CHN": 9_400,
    "IDN": 1_890,
    "IND": 3_170,
    "JPN": 373,
    "KHM": 181,
    "KOR": 99,
    "LAO": 236,
    "MMR": 670,
    "MNG": 1_564,
    "MYS": 330,
    "NPL": 147,
    "NZL": 266,
    "PAK": 870,
    "PHL": 296,
    "PNG": 461,
    "PRK": 121,
    "THA": 514,
    "TWN": 36,
    "VNM": 330,
}


@pytest.fixture(scope="module")
def atlas() -> dict[str, Any]:
    return dict(json.loads(MAP.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def flat(atlas: dict[str, Any]) -> Projection:
    given = atlas["projection"]
    return Projection(given["lat0"], given["lng0"], given["units_per_km"], given["x0"], given["y0"])


def rings(path: str) -> list[np.ndarray]:
    """Rings of a path of one absolute start and relative lines each."""
    found = []
    for start, steps in re.findall(r"M([^l]+)l([^z]+)z", path):
        first = np.array([float(part) for part in start.split()])
        moves = np.array([float(part) for part in steps.split()]).reshape(-1, 2)
        found.append(first + np.vstack([[0.0, 0.0], np.cumsum(moves, axis=0)]))
    return found


def test_no_ring_is_wider_than_its_state(atlas: dict[str, Any], flat: Projection) -> None:
    """Every point of every ring, put back on the globe, lies where its state lies: no stray vertex, no seam."""
    for code, (west, east, south, north) in BOXES.items():
        for ring in rings(atlas["states"][code]["d"]):
            places = flat.inverse(ring)
            assert (places[:, 0] % 360 >= west).all(), code
            assert (places[:, 0] % 360 <= east).all(), code
            assert (places[:, 1] >= south).all(), code
            assert (places[:, 1] <= north).all(), code


@pytest.mark.parametrize("code", sorted(AREAS))
def test_areas_are_true(atlas: dict[str, Any], flat: Projection, code: str) -> None:
    """Equal area means that a reader may compare: each state's drawing has its area within 7 %."""
    drawn = sum(area(ring) for ring in rings(atlas["states"][code]["d"])) / flat.per_km**2 / 1000
    assert drawn == pytest.approx(AREAS[code], rel=0.07)


def test_exterior_rings_run_clockwise(atlas: dict[str, Any]) -> None:
    """The largest ring of a state runs clockwise on the screen; background too."""
    for state in atlas["states"].values():
        assert area(rings(state["d"])[0]) > 0
    assert area(rings(atlas["background"][0])[0]) > 0


def test_states_are_drawn_or_listed(atlas: dict[str, Any]) -> None:
    """All thirty states are on the map or named as off it, none both."""
    drawn, listed = set(atlas["states"]), set(atlas["not_drawn"])
    assert not drawn & listed
    assert drawn == set(BOXES) | {"RUS"}
    assert listed == {"USA", "GBR", "CAN", "FRA", "DEU"}


def test_names_and_letters_are_in_the_frame(atlas: dict[str, Any], flat: Projection) -> None:
    """Each name lies near its state, each theatre's letter in its waters or hills."""
    _, _, width, height = atlas["viewBox"]
    for code, state in atlas["states"].items():
        x, y = state["label"]
        assert 0 < x < width, code
        assert 8 < y < height, code
        shape = np.vstack(rings(state["d"]))
        assert np.hypot(*(shape - [x, y]).T).min() < 60, code
    seas = {
        "korea": (124, 131, 33, 43),
        "east_china_sea": (119, 128, 23, 30),
        "south_china_sea": (109, 121, 5, 20),
        "himalaya": (76, 97, 26, 37),
        "wider_pacific": (138, 155, -8, 16),
    }
    assert set(atlas["theatres"]) == set(seas)
    for key, (west, east, south, north) in seas.items():
        place = atlas["theatres"][key]
        lng, lat = flat.inverse(np.array([[place["x"], place["y"]]]))[0]
        assert west < lng < east, key
        assert south < lat < north, key


def test_map_is_small_and_says_what_it_does_not_claim(atlas: dict[str, Any]) -> None:
    """At most 150 kB, with a disclaimer, the boundary view and the source."""
    assert MAP.stat().st_size <= 150_000
    assert "imply no view on any border" in atlas["disclaimer"]
    assert "'un'" in atlas["boundaries"]
    assert "Natural Earth" in atlas["source"]


@pytest.mark.sources
@needs_sources
def test_the_bundled_map_is_what_its_source_gives(tmp_path: Path) -> None:
    """Built again from Natural Earth, the map is the bundled one, byte for byte."""
    again = tmp_path / "asia.json"
    build_basemap(SOURCES / "ne_50m_countries.topojson", again)
    assert again.read_bytes() == MAP.read_bytes()
