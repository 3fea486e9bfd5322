"""Nothing after the origin is read: changing every later value changes neither the start nor a parameter."""

from __future__ import annotations

import jax
import numpy as np
import pandas as pd
import pytest

from counterpoise.analysis.governing import leaders_of
from counterpoise.analysis.prepare import prepare
from counterpoise.analysis.rests import evidence_told
from counterpoise.data import Panel
from counterpoise.data.store import PANEL, Store
from counterpoise.scenario import Scenario
from counterpoise.vintage import VintagePanel, fit_vintage
from counterpoise.vintage.growth import expected_growth

ORIGIN = 1890


class Altered(Store):
    """The store with every number about a year after the origin changed, and every later row of a table too."""

    def change(self) -> None:
        """Change cells and published columns in place."""
        late = self.year > ORIGIN
        self.value[late] = 7.0 * np.abs(self.value[late]) + 3.0
        for file in {told["file"] for told in self.variables.values() if "file" in told}:
            table = self.published(file)
            after = table["year"] > ORIGIN
            for name, column in table.items():
                if name not in ("year", "state"):
                    column[after] = 7.0 * np.abs(column[after]) + 3.0

    def frame(self, name: str) -> pd.DataFrame:
        """A table whose later rows speak of other years, states or sizes."""
        out = super().frame(name).copy()
        if "year" in out:
            late = out["year"] > ORIGIN
            for column in out.columns.drop(["year"]):
                if pd.api.types.is_float_dtype(out[column]):
                    out.loc[late, column] = out.loc[late, column] * 3.0 + 1.0
            out = pd.concat([out[~late], out[late].iloc[::2]], ignore_index=True)
        return out


@pytest.fixture(scope="module")
def altered() -> VintagePanel:
    """What 1890 knew, had the future been another."""
    store = Altered(PANEL)
    store.change()
    return VintagePanel(Panel(store), ORIGIN)


def test_a_changed_future_changes_nothing(
    altered: VintagePanel, known: VintagePanel, small: Scenario
) -> None:
    """The starting World, all that is fixed, what comes from outside, and every draw of every parameter."""
    before = VintagePanel(known, ORIGIN)
    before.fits, altered.fits = fit_vintage(before), fit_vintage(altered)
    ours, theirs = (prepare(small, panel) for panel in (before, altered))
    same = jax.tree.map(
        lambda a, b: np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True),
        ours.observed.case,
        theirs.observed.case,
    )
    assert jax.tree.all(same)
    one, other = ours.draws(1, 20), theirs.draws(1, 20)
    assert all(np.array_equal(one[path], other[path]) for path in one)


def test_the_change_would_have_been_seen(altered: VintagePanel, known: VintagePanel) -> None:
    """The altered store does differ once the origin lies later: the test above can fail."""
    later = 1895
    ours = VintagePanel(known, later).values("gdp_market", ["FRA"], [later])
    theirs = VintagePanel(altered, later).values("gdp_market", ["FRA"], [later])
    assert not np.array_equal(ours, theirs)


def test_an_estimate_says_to_which_year_its_rows_go(known: VintagePanel, small: Scenario) -> None:
    """The origin, and its source says so; technology alone, which no origin fits, a later year that is told."""
    told = evidence_told(prepare(small, known).parameters, ORIGIN)
    fitted = [(name, row) for name, card in told.items() for row in card["parameters"] if "until" in row]
    assert {name for name, row in fitted if row["until"] > ORIGIN} == {"technology"}
    own = [row for name, row in fitted if name != "technology"]
    assert len(own) > 90
    assert all(row["until"] == ORIGIN and f"the end of {ORIGIN}" in row["source"] for row in own)
    assert not any("1914_1945" in row["path"] for _, row in fitted)
    unfitted = next(row for row in own if row["path"] == "burden.fit.patron_burden_europe")
    assert (unfitted["value"], "posterior" in unfitted) == (0.0, False)


def test_who_governed_is_read_from_the_panel(known: VintagePanel, small: Scenario) -> None:
    """On the last day of 1890, and not a day later."""
    told = {row["state"]: (row["name"], row["since"]) for row in leaders_of(small, known)}
    assert told["DEU"] == ("Wilhelm II", "1888-06-15")
    assert told["GBR"] == ("Salisbury", "1886-08-03")
    assert all(since <= "1890-12-31" for _, since in told.values())


def test_a_vintage_ends_with_its_origin(known: VintagePanel) -> None:
    """No variable has a value after the origin but output, which is projected and says so."""
    years = [ORIGIN + 1, ORIGIN + 10]
    for name in ("cinc", "gdp_long", "pop_long", "polyarchy", "burden", "milex", "population", "nmc_milper"):
        assert np.isnan(known.values(name, list(known.states), years)).all()
    assert (known.masks("gdp_market", ["FRA"], years) == 3).all()
    assert known.table("treaties")["entry_year"].max() <= ORIGIN
    assert np.isnan(known.matrix("dispute_onset", ["FRA", "DEU"], years)).all()


def test_spending_is_shares_of_the_world_and_burdens_average_to_its_own(known: VintagePanel) -> None:
    """Spending of all states over their output is the declared burden of the world, up to the least burden."""
    codes = list(known.states)
    spent, output = (known.values(name, codes, [ORIGIN])[0] for name in ("milex", "gdp_long"))
    seen = known.values("nmc_milex", codes, [ORIGIN])[0]
    both = np.isfinite(seen) & np.isfinite(output)
    assert spent[both].sum() / output[both].sum() == pytest.approx(0.03, rel=0.05)


def test_growth_is_expected_to_revert_to_the_mean() -> None:
    """A state that grew faster than others is expected to go on faster, but less so."""
    rng = np.random.default_rng(1)
    pace = rng.normal(0.02, 0.02, 40)
    steps = pace * (np.arange(61)[:, None] < 30) + 0.02 * (np.arange(61)[:, None] >= 30)
    output = np.exp(np.cumsum(steps, axis=0))
    output[-11:] *= np.exp(0.04 * np.arange(11)[:, None] * (np.arange(40) == 0))
    found = expected_growth(output, np.ones_like(output))
    assert found[1:].mean() < found[0] < 0.06
