"""The two published analyses, built again."""

from __future__ import annotations

import pandas as pd
import pytest
from examples import civil_conflict, dangerous_dyads

import counterpoise as cp


@pytest.fixture(scope="module")
def dyads() -> pd.DataFrame:
    """The frame of the "dangerous dyads"."""
    return dangerous_dyads.frame()


def test_dangerous_dyads_have_the_published_coefficients(dyads: pd.DataFrame) -> None:
    """All but the scores of democracy are the published ones to two hundredths of their size."""
    found = dangerous_dyads.fit(dyads)
    mean = dict(zip(found.names, found.mean, strict=True))
    sd = dict(zip(found.names, found.sd, strict=True))
    assert len(dyads) == 111_991
    for name in ("land contiguity", "CINC proportion", "major power", "defence pact", "militarisation", "t"):
        published, error = dangerous_dyads.PUBLISHED[name]
        assert mean[name] == pytest.approx(published, rel=0.02), name
        if error is not None:
            assert sd[name] == pytest.approx(error, rel=0.02), name
    for name, value in {"democracy": -0.286, "militarisation": 29.82, "intercept": -3.558}.items():
        assert mean[name] == pytest.approx(value, rel=0.002), name


def test_the_rows_that_differ_are_known_to_the_last(dyads: pd.DataFrame) -> None:
    """106,056 rows less the 25 of two states that the present scores leave out in the year of their end."""
    complete = dyads.notna().all(axis=1)
    assert complete.sum() == 106_031
    keys = cp.dyad_years(directed=False, years=(1816, 2010)).where("politically relevant").to_pandas()
    unscored = dyads["democracy"].isna() & dyads.drop(columns="democracy").notna().all(axis=1)
    ends = pd.Series(False, index=keys.index)
    for code, year in dangerous_dyads.UNSCORED:
        ends |= ((keys["ccode1"] == code) | (keys["ccode2"] == code)) & (keys["year"] == year)
    assert (unscored & ends).sum() == 25
    assert complete.sum() + 25 == 106_056


@pytest.mark.parametrize(("wars", "rows"), [(False, 8_192), (True, 8_189)])
def test_civil_conflict_has_the_published_rows(wars: bool, rows: int) -> None:
    """The state-years with all terms are as many as published, for all conflicts and for wars."""
    data = civil_conflict.frame(wars=wars)
    assert data.notna().all(axis=1).sum() == rows


def test_civil_conflict_has_the_published_coefficients() -> None:
    """Wealth and people are the published ones; democracy has their sign, under scores revised since."""
    found = civil_conflict.fit(civil_conflict.frame())
    mean = dict(zip(found.names, found.mean, strict=True))
    sd = dict(zip(found.names, found.sd, strict=True))
    for name in ("GDP per head, lagged", "population, lagged"):
        published, error = civil_conflict.PUBLISHED[name]
        assert mean[name] == pytest.approx(published, rel=0.01), name
        assert sd[name] == pytest.approx(error, rel=0.02), name
    for name in ("democracy, lagged", "democracy squared"):
        published, error = civil_conflict.PUBLISHED[name]
        assert mean[name] < 0, name
        assert abs(mean[name] - published) < error, name
