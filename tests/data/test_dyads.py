"""Dyadic tables and matrices: direction, symmetry, and where they fall silent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.harmonise import expand_years
from counterpoise.data.sources_ties import OBLIGATIONS, spans
from counterpoise.data.tables import MATRICES
from counterpoise.vocabulary import DataError, Mask

STATES = ["CHN", "USA", "JPN", "KOR", "TWN", "PHL", "IND", "PAK", "RUS", "PRK", "VNM", "GBR"]
SYMMETRIC = (
    "member_dyad",
    "contiguity",
    "mindist",
    "capital_distance",
    "rivalry",
    "exercise",
    "dispute_ongoing",
)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_symmetric_matrices_are_symmetric(name: str) -> None:
    """Geography, rivalry, exercises and disputes under way read the same from both sides."""
    matrix = open_panel().matrix(name, open_panel().states, [1900, 1950, 1985, 2005])
    np.testing.assert_array_equal(matrix, matrix.transpose(0, 2, 1))


@pytest.mark.parametrize("name", sorted(MATRICES))
def test_no_state_has_ties_with_itself(name: str) -> None:
    """The diagonal is zero wherever the source speaks."""
    matrix = open_panel().matrix(name, STATES, [1990, 2005])
    diagonal = matrix[:, np.arange(len(STATES)), np.arange(len(STATES))]
    assert ((diagonal == 0) | np.isnan(diagonal)).all()


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("defence_pact", 2018),
        ("dispute_onset", 2010),
        ("exercise", 2010),
        ("rivalry", 2020),
        ("contiguity", 2025),
        ("mindist", 2025),
        ("member_dyad", 2025),
    ],
)
def test_after_its_source_ends_a_matrix_is_missing(name: str, last: int) -> None:
    """An absent pair is zero while the source speaks, and unknown, not zero, the year after."""
    matrix = open_panel().matrix(name, STATES, [last, last + 1])
    assert not np.isnan(matrix[0]).all()
    assert np.isnan(matrix[1]).all()


@pytest.mark.parametrize(("name", "last"), [("contiguity", 2016), ("mindist", 2019), ("member_dyad", 2016)])
def test_carried_years_are_imputed(name: str, last: int) -> None:
    """Geography and membership are carried past the end of their lists, and say so."""
    masks = open_panel().matrix_masks(name, STATES, [last, last + 1, 2025])
    assert (masks[0] == Mask.OBSERVED).any()
    assert not (masks[0] == Mask.IMPUTED).any()
    assert set(np.unique(masks[1:])) <= {Mask.IMPUTED, Mask.MISSING}


def test_distances_before_1886_are_missing() -> None:
    """CShapes starts in 1886."""
    matrix = open_panel().matrix("mindist", ["GBR", "FRA"], [1885, 1886])
    assert np.isnan(matrix[0]).all()
    assert matrix[1, 0, 1] > 0


@pytest.mark.parametrize(("one", "two", "km"), [("KOR", "PRK", 0), ("IND", "CHN", 0), ("JPN", "KOR", 60)])
def test_minimum_distances(one: str, two: str, km: float) -> None:
    """Neighbours touch; Tsushima is some fifty kilometres from Korea."""
    assert open_panel().matrix("mindist", [one, two], [2010])[0, 0, 1] == pytest.approx(km, abs=20)


def test_capital_distance_is_the_great_circle() -> None:
    """London and Paris are about 344 km apart; Bonn counted for Germany in 1970."""
    panel = open_panel()
    assert panel.matrix("capital_distance", ["GBR", "FRA"], [2000])[0, 0, 1] == pytest.approx(344, abs=5)
    assert panel.matrix("capital_distance", [220, 260], [1970])[0, 0, 1] == pytest.approx(400, abs=15)


def test_alliances_are_symmetric_where_the_treaty_is() -> None:
    """Where a bilateral treaty binds both sides alike, the two directions agree while it lasts."""
    panel = open_panel()
    treaties = panel.table("treaties")
    treaties = treaties[
        (treaties["bilateral"] == 1) & (treaties["asymmetric"] == 0) & (treaties["defence"] == 1)
    ]
    years = range(1816, 2019)
    pact = panel.matrix("defence_pact", panel.states, years)
    place = {code: index for index, code in enumerate(panel.states)}
    checked = 0
    for _, sides in treaties.groupby(["atopid", "phase"]):
        codes = [place[code] for code in sides["ccode"] if code in place]
        if len(codes) != 2 or sides["ccode"].duplicated().any():
            continue
        first = max(int(sides["entry_year"].max()) + 1, 1816)
        ends = sides["exit_year"].fillna(2019)
        last = min(int(ends.min()) - 1, 2018)
        one = pact[first - 1816 : last - 1815, codes[0], codes[1]]
        two = pact[first - 1816 : last - 1815, codes[1], codes[0]]
        np.testing.assert_array_equal(one, two)
        checked += 1
    assert checked > 100


def test_the_us_japan_treaty_binds_one_side() -> None:
    """ATOP codes the treaty as it is written: the United States owes defence, Japan does not."""
    pact = open_panel().matrix("defence_pact", ["USA", "JPN"], [2000])[0]
    assert pact[0, 1] == 1
    assert pact[1, 0] == 0


def test_contiguity_types() -> None:
    """Land is 1; the first spell of a year counts; apart is 0."""
    panel = open_panel()
    matrix = panel.matrix("contiguity", ["CHN", "IND", "JPN", "USA"], [2010])[0]
    assert matrix[0, 1] == 1
    assert matrix[0, 3] == 0
    assert 2 <= matrix[0, 2] <= 5


def test_initiators_have_started_a_dispute() -> None:
    """Whoever initiates has an onset, and the target did not initiate the same one."""
    panel = open_panel()
    began = panel.matrix("dispute_initiated", panel.states, range(1990, 2011))
    onset = panel.matrix("dispute_onset", panel.states, range(1990, 2011))
    assert (onset[began > 0] == 1).all()
    assert ((began > 0) & (began.transpose(0, 2, 1) > 0)).sum() == 0


def test_every_event_names_its_document() -> None:
    """Each dated event of the Asian case has a date, actors and a document."""
    events = open_panel().table("events")
    assert len(events) == 127
    for column in ("date", "kind", "actors", "title", "document"):
        assert events[column].str.len().gt(0).all()


def test_claims_are_pairs_of_known_states() -> None:
    """Each pair of claimants is two states, the lower code first."""
    panel, claims = open_panel(), open_panel().table("claims")
    assert (claims["ccode1"] < claims["ccode2"]).all()
    assert set(claims["ccode1"]) | set(claims["ccode2"]) <= set(panel.states)


def test_ties_are_told_when_missing_and_cut_by_date(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its file the table of ties is an error; with it, ends after a vintage are forgotten."""
    from pathlib import Path

    from counterpoise.data import tables

    path = Path(str(tmp_path)) / "asia.csv"
    monkeypatch.setattr(tables, "TIES", path)
    panel = open_panel()
    with pytest.raises(DataError, match="ties"):
        panel.table("ties")
    path.write_text(
        "a,b,rung,kind,start,end,title,source,url\n"
        "USA,JPN,4,obligation,1951-09-08,,Security treaty,Treaty series,x\n"
        "USA,PHL,3,base,2014-04-28,2025-06-01,EDCA,Gazette,x\n"
        "USA,VNM,2,exercise,2025-05-01,,Drill,Ministry,x\n"
    )
    assert len(panel.table("ties")) == 3
    cut = panel.vintage("2025-03-31").table("ties")
    assert cut["end"].tolist() == ["", ""]
    assert cut["rung"].tolist() == [4, 3]
    path.write_text("a,b\nUSA,JPN\n")
    with pytest.raises(DataError, match="lacks"):
        panel.table("ties")


spells = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1900, 1930), st.integers(0, 2)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=60, deadline=None)
@given(spells)
def test_spans_and_years_are_inverse(rows: list[tuple[int, int, int]]) -> None:
    """Folding years into spans and unfolding them again gives the same rows."""
    frame = pd.DataFrame(rows, columns=["state", "year", "value"])
    back = expand_years(spans(frame, ["state"], ["value"]), "start", "end")[["state", "year", "value"]]
    expected = frame.sort_values(["state", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(
        back.sort_values(["state", "year"], ignore_index=True), expected, check_dtype=False
    )


def test_alliance_spans_carry_an_obligation() -> None:
    """Every span of the alliance table carries at least one obligation, and ends by 2018."""
    table = open_panel().table("alliances")
    assert (table[list(OBLIGATIONS)].sum(axis=1) > 0).all()
    assert table["end"].max() == 2018
