"""The region before the tie table: rungs from open traces."""

from __future__ import annotations

import numpy as np

from counterpoise.analysis.earlier import traced
from counterpoise.data import open_panel

USA, JPN, PHL, PRK, CHN, NPL = 2, 740, 840, 731, 710, 790
CODES = [USA, JPN, PHL, PRK, CHN, NPL]


def test_treaties_on_record_are_mutual_defence() -> None:
    """The treaties of 1960 (Japan), 1951 (Philippines) and 1961 (China with North Korea) are seen in 1990."""
    depth = traced(open_panel(), CODES, range(1990, 1993))[1990]
    place = {code: k for k, code in enumerate(CODES)}
    assert depth[place[USA], place[JPN]] == 4
    assert depth[place[USA], place[PHL]] == 4
    assert depth[place[CHN], place[PRK]] == 4
    assert depth[place[USA], place[PRK]] == 0


def test_rungs_are_symmetric_whole_and_do_not_depend_on_the_order_of_states_or_years() -> None:
    """Relabelling states relabels rungs; a year is read the same alone and among others."""
    panel = open_panel()
    found = traced(panel, CODES, range(1990, 1993))
    turned = traced(panel, CODES[::-1], range(1992, 1993))[1992]
    for depth in found.values():
        assert (depth == depth.T).all()
        assert (np.diag(depth) == 0).all()
        assert set(np.unique(depth)) <= {0.0, 1.0, 2.0, 3.0, 4.0}
    assert (found[1992] == turned[::-1, ::-1]).all()
