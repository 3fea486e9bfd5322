"""Rules are settled by observed facts of their year, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.data import Panel, open_panel
from counterpoise.forecast.calendar import expected
from counterpoise.forecast.references import References
from counterpoise.forecast.rules import MatrixRule, TieRule, VariableRule, as_table, read_rule
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError

RULES = [
    VariableRule("burden", "JPN", 2022, ">", 0.01),
    VariableRule("burden", "JPN", 2022, ">", 1.0, since=2018),
    VariableRule("gdp_market", "CHN", 2022, ">", 1.0, since=2018, against="USA"),
    VariableRule("polyarchy", "PHL", 2020, "<", 0.5),
    VariableRule("ideal_point", "AUS", 2020, ">", 0.0, against="CHN", by="difference"),
    MatrixRule("dispute_initiated", "CHN", "JPN", 2005, 2008, ">=", 1),
    MatrixRule("defence_pact", "USA", "JPN", 2016, 2016, ">=", 1),
    TieRule("USA", "JPN", 2023, ">=", 4),
]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return open_panel()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{rule.year}")
def test_a_rule_survives_being_written_down(panel: Panel, rule: VariableRule | MatrixRule | TieRule) -> None:
    """Written as a table and read again it is the same rule, with names that the panel has."""
    assert read_rule(as_table(rule), "here", panel) == rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{rule.year}")
def test_a_panel_that_has_not_come_to_the_year_leaves_it_open(
    panel: Panel, rule: VariableRule | MatrixRule | TieRule
) -> None:
    """Whatever was public at the end of the year before cannot settle it; the whole panel does."""
    assert rule.settle(panel.vintage(f"{rule.year - 1}-12-31")).outcome == "open"
    assert rule.settle(panel).outcome in {"yes", "no"}


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.kind != "matrix"], ids=lambda rule: f"{rule.kind}-{rule.year}"
)
def test_no_later_fact_decides(panel: Panel, rule: VariableRule | TieRule) -> None:
    """A panel that ends soon after the year says the same as the whole one, on the same facts of its own years."""
    whole, early = rule.settle(panel), rule.settle(panel.vintage(f"{rule.year + 2}-12-31"))
    assert early.outcome == whole.outcome
    assert early.facts == whole.facts
    years = {str(rule.year), str(getattr(rule, "since", rule.year) or rule.year)}
    assert all(any(year in name for year in years) for name in whole.facts if name != "quantity")


def test_facts_that_anybody_can_look_up(panel: Panel) -> None:
    """Russia's burden rose to 2024; Japan has a treaty and Vietnam none; China started disputes with Japan."""
    assert VariableRule("burden", "RUS", 2024, ">", 1.1, since=2021).settle(panel).outcome == "yes"
    assert VariableRule("burden", "JPN", 2024, ">=", 0.02).settle(panel).outcome == "no"
    assert TieRule("USA", "JPN", 2024, ">=", 4).settle(panel).outcome == "yes"
    assert TieRule("USA", "VNM", 2024, ">=", 4).settle(panel).outcome == "no"
    assert MatrixRule("dispute_initiated", "CHN", "JPN", 2001, 2010, ">=", 1).settle(panel).outcome == "yes"
    assert MatrixRule("dispute_initiated", "CHN", "CAN", 2001, 2010, ">=", 1).settle(panel).outcome == "no"


def test_the_quantity_is_what_the_formula_says(panel: Panel) -> None:
    """Ratios of ratios, and differences, from the panel's own numbers."""
    (china, states), (earlier, then) = panel.values("gdp_market", ["CHN", "USA"], [2022, 2018])
    said = VariableRule("gdp_market", "CHN", 2022, ">", 1.0, since=2018, against="USA").settle(panel)
    assert said.facts["quantity"] == pytest.approx((china / states) / (earlier / then))
    one, other = panel.values("ideal_point", ["AUS", "CHN"], [2020])[0]
    said = VariableRule("ideal_point", "AUS", 2020, ">", 0.0, against="CHN", by="difference").settle(panel)
    assert said.facts["quantity"] == pytest.approx(one - other)


def test_missing_is_never_no(panel: Panel) -> None:
    """Where the source has come to the year and says nothing of a state, the question is void."""
    (row,) = np.flatnonzero(panel.masks("burden", panel.states, [2023])[0] != 1)[:1]
    silent = panel.iso3(panel.states[int(row)])
    said = VariableRule("burden", silent, 2023, ">", 0.0).settle(panel)
    assert said.outcome == "void"
    assert "no observed value" in said.why


def test_a_projection_settles_nothing(panel: Panel) -> None:
    """The panel has output for 2030, projected: open."""
    assert not np.isnan(panel.values("gdp_market", ["CHN"], [2030])).any()
    assert VariableRule("gdp_market", "CHN", 2030, ">", 1.0, since=2024).settle(panel).outcome == "open"


def test_a_yes_waits_for_the_last_year(panel: Panel) -> None:
    """A dispute in the first year of a span does not settle it early, or only yeses would be counted."""
    assert MatrixRule("dispute_initiated", "CHN", "JPN", 2005, 2030, ">=", 1).settle(panel).outcome == "open"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"kind": "varable"}, "Did you mean variable?"),
        ({"kind": "tie", "a": "USA", "b": "JPN", "year": 2030, "relation": ">="}, "lacks rung"),
        ({"kind": "tie", "a": "USA", "b": "JPN", "yaer": 2030}, "Did you mean year?"),
        ({**as_table(RULES[0]), "relation": "is"}, "There is no relation 'is'"),
        ({**as_table(RULES[0]), "variable": "burdn"}, "Did you mean burden?"),
        ({**as_table(RULES[0]), "state": "JNP"}, "Did you mean JPN (Japan)?"),
        ({**as_table(RULES[5]), "matrix": "dispute_started"}, "no matrix 'dispute_started'"),
    ],
)
def test_a_wrong_rule_says_what_to_write(panel: Panel, table: dict[str, object], says: str) -> None:
    """With its place."""
    with pytest.raises(CounterpoiseError) as met:
        read_rule(table, "r.json, question x", panel)
    assert says in str(met.value)
    assert str(met.value).startswith("r.json, question x: ")
    assert isinstance(met.value, UnknownNameError) or "JNP" not in says


def test_days_of_publication(panel: Panel) -> None:
    """A yearly source has its day; one without a calendar has the lag of its last edition, and says so."""
    assert expected(panel, "wdi_military", 2026)["date"] == "2027-07-01"
    assert expected(panel, "wdi_military", 2026)["scheduled"]
    late = expected(panel, "gml", 2026)
    assert (late["date"], late["scheduled"]) == ("2032-12-01", False)


def test_base_rates_are_counts_of_the_past(panel: Panel) -> None:
    """The rate of a rise in burden is the share of windows that rose, by the record that was public."""
    known = panel.vintage("2019-03-31")
    states = ["CHN", "USA", "JPN"]
    rate = References(known, states, 2018).base_rate(
        VariableRule("burden", "JPN", 2020, ">", 1.0, since=2017)
    )
    values = known.values("burden", states, range(1990, 2019))
    values[known.masks("burden", states, range(1990, 2019)) != 1] = np.nan
    change = values[3:] / values[:-3]
    assert rate.windows == (~np.isnan(change)).sum() > 60
    assert rate.yes == (change > 1).sum()
    assert rate.p == pytest.approx((rate.yes + 0.5) / (rate.windows + 1), abs=1e-4)


def test_persistence_keeps_what_is() -> None:
    """A treaty stays, no dispute begins, and a burden is as likely to rise as not."""
    references = References(open_panel(), ["CHN", "USA", "JPN"], 2025)
    assert references.persistence(TieRule("USA", "JPN", 2030, ">=", 4), 4.0) == 0.99
    assert (
        references.persistence(MatrixRule("dispute_initiated", "CHN", "JPN", 2026, 2026, ">=", 1), 0.0)
        == 0.01
    )
    assert references.persistence(VariableRule("burden", "JPN", 2026, ">", 1.0, since=2024), 1.0) == 0.5
    assert references.persistence(VariableRule("burden", "JPN", 2026, ">=", 1.1, since=2024), 1.0) == 0.01
