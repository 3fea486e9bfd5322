"""The answer as a whole, on the real case: its schema, its repeatability, and what history demands of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.analysis.answer import run
from counterpoise.analysis.files import Result
from counterpoise.analysis.shipped import read_shipped, to_ship
from counterpoise.analysis.stories import simple_story, tell
from counterpoise.charts import view
from counterpoise.claims import complications
from counterpoise.data import open_panel
from counterpoise.ensemble import run_futures
from counterpoise.model import Model
from counterpoise.observe.case import Observed, observe
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import load_scenario
from counterpoise.vocabulary import CounterpoiseError

MEMBERS = 250
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def ask() -> Callable[..., Result]:
    """Run the default scenario with few members; what is made ready for one run serves the next, as for a user."""
    panel = open_panel()
    scenario = load_scenario("asia", panel)

    def answer(edition: str = "latest", seed: int = 1, members: int = MEMBERS, **options: Any) -> Result:
        return run(scenario.at(edition), edition, members, seed, panel, **options)

    return answer


@pytest.fixture(scope="module")
def result(ask: Callable[..., Result]) -> Result:
    """The default answer."""
    return ask()


@pytest.fixture(scope="module")
def answer(result: Result) -> Answer:
    """Its content."""
    return result.answer


@pytest.fixture(scope="module")
def prepared() -> tuple[Observed, ParameterSet, dict[str, Any], Model]:
    """Case, parameters, draws and Model for experiments that no option reaches."""
    parameters = ParameterSet.load()
    panel, draws = open_panel(), parameters.draw(1, MEMBERS)
    scenario = load_scenario("asia", panel).at("latest")
    coefficients = parameters.posteriors["dispute_initiation"].draws.mean(axis=0)
    observed = observe(panel.vintage(str(scenario.cutoff)), scenario, coefficients, 0.1)
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    return observed, parameters, draws, Model.from_parameters(draws, terms)


def test_what_ships_is_what_was_computed_to_the_last_bit(result: Result) -> None:
    """Stored small and read again: the same answer.json, the same drawings, the same series where they are kept."""
    panel = open_panel()
    cut = load_scenario("asia", panel).at("latest")
    kept = read_shipped(to_ship(result))
    parameters = ParameterSet.load().override(cut.parameter_overrides)
    again = kept.result(cut, panel.vintage(str(cut.cutoff)), parameters)
    assert json.dumps(again.answer) == json.dumps(result.answer)
    for name, data in again.views.data_vars.items():
        if name != "balance_ratio_q":
            same = result.views[name].sel(story=["full"]) if "story" in data.dims else result.views[name]
            np.testing.assert_array_equal(data.values, same.values, err_msg=str(name))
    for name, options in DRAWN:
        ours, theirs = (view(name)(told.answer, told.views, **options) for told in (again, result))
        assert ours.svg("page") == theirs.svg("page"), name
        assert ours.rows == theirs.rows, name
    with pytest.raises(ValueError, match="no stored answer"):
        read_shipped(b"nothing")
    with pytest.raises(CounterpoiseError, match="changed scenario"):
        to_ship(Result({**result.answer, "switches": {"C5": 0.0}}, result.views))


DRAWN: list[tuple[str, dict[str, Any]]] = [
    *(
        (name, {})
        for name in ("verdict", "simpler", "theatres", "why", "judgement", "tripwires", "record", "ties")
    ),
    *(("map", {"show": show}) for show in ("stance", "threat", "protection")),
    ("fan", {"variable": "balance_ratio", "of": "korea"}),
    ("fan", {"variable": "effort", "of": "JPN"}),
]
"""Charts that the studio draws from an answer."""


def test_schema_of_the_answer(answer: Answer):
    """Every key that readers rely on is there, and every probability has its interval inside [0, 1]."""
    assert answer["schema"] == 1
    assert answer["scenario"] == "asia"
    assert answer["edition"] == "latest"
    assert answer["horizon"] == [2025, 2045]
    for outcome in ("balance_holds", "ties_survive"):
        for story in ("simple", "full"):
            for year in ("2035", "2045"):
                found = answer["outcomes"][outcome][story][year]
                assert 0 <= found["low"] <= found["p"] <= found["high"] <= 1
                assert found["level"] == 0.9
    assert set(answer["cost_of"]) == {f"C{k}" for k in range(1, 10)}
    assert {c for c, cost in answer["cost_of"].items() if cost is not None} == set(complications())
    assert set(answer["alliances"]) == {"USA-JPN", "USA-KOR", "USA-PHL", "USA-AUS", "USA-THA"}
    assert len(answer["theatres"]) == 5
    assert {"patron_tie", "challenger_tie", "effort", "p_accommodates"} <= set(answer["states"]["JPN"])
    assert set(answer["digests"]) == {"panel", "parameters", "code", "scenario"}
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_the_scale_is_not_empty_at_either_end(answer: Answer):
    """Some futures of the default case end contested and some under a hegemon: the grades tell futures apart."""
    last = answer["grades"]["full"][max(answer["grades"]["full"])]
    assert last["contested"] > 0.05
    assert last["hegemony"] + last["sphere"] > 0.05


def test_grades_and_quarters_sum_to_one(answer: Answer):
    """Grades partition the futures, and so do the four quarters of the two outcomes."""
    for story in ("simple", "full"):
        for year in ("2035", "2045"):
            assert sum(answer["grades"][story][year].values()) == pytest.approx(1, abs=1e-3)
            quarters = answer["two_by_two"][story][year]
            assert sum(quarters.values()) == pytest.approx(1, abs=1e-3)
            holds = answer["outcomes"]["balance_holds"][story][year]["p"]
            assert quarters["both"] + quarters["balance_only"] == pytest.approx(holds, abs=1e-3)
            assert answer["grades"][story][year]["contested"] == pytest.approx(holds, abs=1e-3)


def test_dated_events_are_those_of_the_answer(result: Result, answer: Answer):
    """What the ensemble keeps for dated forecasts is what the answer says of the same states, years and ranges."""
    kept = result.views
    assert set(kept["dated_share"].dims) == {"event", "year", "state"}
    for state, facts in answer["states"].items():
        for year in ("2035", "2045"):
            cell = kept["dated_share"].sel(state=state, year=int(year))
            assert float(cell.sel(event="deepens")) == pytest.approx(facts["p_deepens"][year], abs=1e-4)
            assert float(cell.sel(event="loosens")) == pytest.approx(facts["p_loosens"][year], abs=1e-4)
    for alliance, years in answer["alliances"].items():
        for year, chance in years.items():
            treaty = kept["dated_share"].sel(event="treaty", state=alliance[-3:], year=int(year))
            assert float(treaty) >= chance["p"] - 1e-4
    share, between = kept["dated_told"].values, kept["dated_between"].values
    assert np.all(between <= share * (1 - share) + 1e-9)
    by = kept["dated_share"].sel(event="dispute_by").values
    assert np.all(np.diff(by, axis=0) >= 0)
    assert np.all(by[0] == 0)


def test_the_answer_is_neither_trivial_nor_one_number(answer: Answer):
    """The full story is uncertain, less sure than the simple one, and moves with the threshold as it must."""
    full = answer["outcomes"]["balance_holds"]["full"]["2045"]
    simple = answer["outcomes"]["balance_holds"]["simple"]["2045"]
    assert 0.05 < full["p"] < 0.95
    assert full["p"] < simple["p"]
    at = {name: found["2045"] for name, found in answer["sensitivity"]["threshold"].items()}
    assert at["1/3"] > at["1/2"] > at["1"]
    assert answer["sensitivity"]["rates"]["market"]["2045"] != answer["sensitivity"]["rates"]["ppp"]["2045"]


def test_who_accommodates_and_who_does_not(answer: Answer):
    """Cambodia and North Korea accommodate in nearly all futures; India, Japan and Australia in nearly none."""
    share = {state: facts["p_accommodates"]["2045"] for state, facts in answer["states"].items()}
    assert min(share["KHM"], share["PRK"]) > 0.9
    assert max(share["IND"], share["JPN"], share["AUS"]) < 0.05


def test_same_inputs_give_the_same_bytes(
    ask: Callable[..., Result], result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Two runs with one seed give the same answer.json, prepared anew in any chunk; another seed gives another."""
    with monkeypatch.context() as patch:
        patch.setattr("counterpoise.analysis.ready.kept_in", lambda: None)
        again = ask(chunk=70)
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first, second = result.write(one)["answer"].read_bytes(), again.write(two)["answer"].read_bytes()
    assert first == second
    assert ask(seed=2).answer["outcomes"] != result.answer["outcomes"]


def test_a_member_lives_the_same_life_in_any_company(
    prepared: tuple[Observed, ParameterSet, dict[str, Any], Model],
):
    """The first members' futures are the same bits whether few or many run beside them, in any chunk."""
    observed, _, _, model = prepared
    many = run_futures(observed.case, model, {}, seed=1, chunk=60)
    few_model = _first(model, 40)
    few = run_futures(observed.case, few_model, {}, seed=1, chunk=1000)
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][:40], err_msg=name)


def test_the_essay_edition_does_not_know_what_came_later(ask: Callable[..., Result]):
    """Cut off on 31 March 2025, no later shock, leader or release is used."""
    essay = ask("essay", members=64).answer
    assert essay["cutoff"] == "2025-03-31"
    assert all(shock["date"] <= "2025-03-31" for shock in essay["shocks"])


def test_without_the_patron_or_its_hosts_the_balance_is_worse(
    prepared: tuple[Observed, ParameterSet, dict[str, Any], Model],
):
    """V1 (b): an absent patron lowers the simple story by more than .4; closed hosts lower it too."""
    observed, _, draws, model = prepared
    gone = eqx.tree_at(lambda m: m.patronage.credit, model, jnp.full(MEMBERS, -20.0, jnp.float32))
    plain = tell(observed, model, draws, simple_story(), 1, chunk=1000)
    absent = tell(observed, gone, draws, simple_story(), 1, chunk=1000)
    closed = tell(observed, model, draws, {**simple_story(), "S6": 0.0}, 1, chunk=1000)

    def holds(story: Any) -> float:
        return float(story.verdict.balance_holds[:, -1].mean())

    assert holds(absent) < holds(plain) - 0.4
    assert holds(closed) < holds(plain) - 0.05


def test_switching_all_complications_off_is_the_simple_story(ask: Callable[..., Result], answer: Answer):
    """The full story with every complication switched off by hand equals the simple story to the last digit."""
    off = ask(switches=dict.fromkeys(complications(), 0.0)).answer
    assert off["grades"]["full"] == answer["grades"]["simple"]
    assert (
        off["outcomes"]["ties_survive"]["full"]["2045"]["p"]
        == (answer["outcomes"]["ties_survive"]["simple"]["2045"]["p"])
    )


def test_files_hold_what_the_answer_says(result: Result, tmp_path: Path):
    """ensemble.nc opens again and its futures give the answer's probability."""
    import xarray as xr

    placed = result.write(tmp_path)
    with xr.open_dataset(placed["ensemble"], engine="h5netcdf") as views:
        share = float(views["holds"].sel(story="full", year=2045).mean())
    assert share == pytest.approx(result.answer["outcomes"]["balance_holds"]["full"]["2045"]["p"], abs=1e-4)
    assert {"outcomes", "theatres", "alliances", "states", "costs"} <= set(placed)


def _first(model: Model, members: int) -> Model:
    import jax

    return jax.tree.map(lambda leaf: leaf[:members], model)
