"""Theatres: the file says what the verdict needs, and a wrong file is refused with its line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from counterpoise.data import open_panel
from counterpoise.theatres import open_theatres
from counterpoise.vocabulary import ScenarioError

SCENARIO = [
    "CHN", "USA", "JPN", "KOR", "TWN", "PHL", "AUS", "IND", "IDN", "VNM", "MYS", "SGP", "THA", "PRK", "RUS",
    "PAK", "NZL", "GBR", "CAN", "FRA", "DEU", "MMR", "KHM", "LAO", "BGD", "LKA", "NPL", "MNG", "BRN", "PNG",
]  # fmt: skip
TEXT = (files("counterpoise") / "library" / "theatres" / "asia.toml").read_text(encoding="utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    """The bundled file with one passage changed."""
    assert old in TEXT
    path = folder / "asia.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


def test_five_theatres_with_their_weights() -> None:
    """Korea, East China Sea, South China Sea, Himalaya, wider Pacific: .2 .3 .2 .15 .15."""
    theatres = open_theatres()
    assert theatres.keys == ("korea", "east_china_sea", "south_china_sea", "himalaya", "wider_pacific")
    assert theatres.weights.tolist() == [0.2, 0.3, 0.2, 0.15, 0.15]
    assert len(set(theatres.letters.values())) == 5
    np.testing.assert_allclose(theatres.membership.sum(axis=0), 1.0)


def test_nobody_stands_on_two_sides() -> None:
    """At each point a state is target, third, patron or rival, and only one of them."""
    theatres = open_theatres()
    sides = [theatres.own(SCENARIO), theatres.coalition(SCENARIO), theatres.rival(SCENARIO)]
    counted = np.sum([side > 0 for side in sides], axis=0)
    assert counted.max() == 1
    assert (np.sum(sides, axis=0)[SCENARIO.index("USA")] == 0).all()
    assert (theatres.rival(SCENARIO)[SCENARIO.index("CHN")] == 1).all()


def test_every_state_named_is_a_state_of_the_panel() -> None:
    """Targets, anchors, rivals, limits, rungs and sites name states that exist."""
    theatres, panel = open_theatres(), open_panel()
    data = theatres.document.data
    named = {s for row in data["theatre"] for s in row["targets"]} | {row["anchor"] for row in data["point"]}
    named |= {row["state"] for table in ("rival", "site") for row in data[table]}
    named |= {s for table in ("limit", "rung") for row in data[table] for s in row["states"]}
    assert all(panel.ccode(state) > 0 for state in named)
    assert named <= set(SCENARIO)


def test_points_hang_on_exactly_one_state() -> None:
    """Each point's commitment is that of one state."""
    np.testing.assert_allclose(open_theatres().anchors(SCENARIO).sum(axis=0), 1.0)


def test_a_force_loses_strength_and_never_gains_it() -> None:
    """What arrives is more than nothing and less than all, and less with a steeper gradient."""
    theatres = open_theatres()
    homes = dict.fromkeys(SCENARIO, (10.0, 100.0))
    gentle, steep = (theatres.reach(SCENARIO, homes, 500.0, theta) for theta in (0.3, 0.9))
    assert (steep > 0).all()
    assert (steep < gentle).all()
    assert (gentle < 1).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight = 0.30", "weight = 0.40", "Weights sum to 1.1"),
        ("letter = ", "leter = ", "unknown key leter"),
        ('theatre = "himalaya"', 'theatre = "himalya"', "no theatre himalya"),
        ("share = 0.42", "share = 0.52", "Sites of USA carry 1.1"),
        ('source = "Scarborough Shoal"', 'source = " "', "has no source"),
        ('grade = "published"', 'grade = "gospel"', "grade gospel is unknown"),
        ("schema = 1", "schema = 1\nrivals = 2", "key rivals is unknown"),
        ("[promise]", "[promises]", "key promises is unknown"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Every mistake names the file, mostly the line, and what to write instead."""
    with pytest.raises(ScenarioError) as caught:
        open_theatres(path=changed(tmp_path, old, new))
    assert message in str(caught.value)
    assert "asia.toml" in str(caught.value.where)
    assert caught.value.hint


def test_a_theatre_needs_a_point(tmp_path: Path) -> None:
    """A theatre that is measured nowhere is refused."""
    path = changed(tmp_path, 'name = "Seoul"\ntheatre = "korea"', 'name = "Seoul"\ntheatre = "himalaya"')
    with pytest.raises(ScenarioError, match="korea has no point"):
        open_theatres(path=path)


def test_a_missing_file_is_refused() -> None:
    """A path that is not there gives an error a user can read."""
    with pytest.raises(ScenarioError, match="cannot be read"):
        open_theatres(path=Path("nowhere.toml"))
