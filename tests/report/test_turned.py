"""The map of a paired difference: coloured where the interval excludes zero, dashed where it does not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.report.conftest import build_answer

from counterpoise.charts import view
from counterpoise.charts.marks import Shape
from counterpoise.charts.turned import turned
from counterpoise.telling.reader import roles

ANSWER = build_answer()
STATES = [code for code in ANSWER["states"] if code not in roles(ANSWER)]


def rows(differences: list[float], error: float) -> list[dict[str, Any]]:
    """A row to a state."""
    return [
        {"state": s, "a": 0.5, "b": 0.5 + d, "difference": d, "low": d - error, "high": d + error}
        for s, d in zip(STATES, differences, strict=False)
    ]


@given(
    st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=len(STATES)),
    st.floats(0.001, 0.4),
)
def test_colour_says_that_the_interval_excludes_zero(differences: list[float], error: float) -> None:
    """A state is coloured if and only if its interval excludes zero, by the sign; else it is grey, dashed and told."""
    given_rows = rows(differences, error)
    drawn = turned(ANSWER, given_rows)
    assert drawn is not None
    shapes = {m.key: m for m in drawn.panels[0].marks if isinstance(m, Shape) and m.key}
    for row, told in zip(given_rows, drawn.rows, strict=True):
        clear = row["low"] > 0 or row["high"] < 0
        assert told[-1] is (not clear)
        if (shape := shapes.get(row["state"])) is None:
            continue
        assert shape.dashed is (not clear)
        if clear:
            assert ("patron" in shape.ink) is (row["difference"] > 0)
        else:
            assert "includes zero" in shape.said


def test_what_compare_wrote_is_drawn_for_its_last_year() -> None:
    """Rows of the last year and of the patron's side alone, with the kind of their interval."""
    found = {
        "a": "asia@latest",
        "b": "blockade@latest",
        "rows": [
            {
                "kind": "stance",
                "key": f"JPN {side}",
                "label": f"Japan, {side}",
                "year": year,
                "a": 0.5,
                "b": 0.7,
                "difference": 0.2,
                "low": 0.1,
                "high": 0.3,
            }
            for side in ("patron", "between")
            for year in (2035, 2045)
        ],
    }
    drawn = view("turned")(ANSWER, None, found=found)
    assert drawn is not None
    assert len(drawn.rows) == 1
    assert drawn.columns[1:3] == ("asia@latest", "blockade@latest")
    assert "parameters" in drawn.caption
    assert view("turned")(ANSWER, None) is None
