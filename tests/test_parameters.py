"""Parameters: sourced or refused, the same after a round trip, drawn by address."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from counterpoise.parameters import Override, Parameter, ParameterSet, Prior
from counterpoise.parameters.posterior import read_posterior
from counterpoise.vocabulary import DataError, Grade, ParameterError

GAIN = """\
[balancing.gain]
label = "Pull to balance per unit of alarm"
value = 0.41
unit = "logits of tie"
prior = { dist = "normal", mean = 0.41, sd = 0.16 }
low = 0.0
high = 2.0
grade = "judgement"
source = "A first pass between states"
"""

SPEED = """
[balancing.speed]
label = "Share of the gap that closes in a year"
value = 0.2
unit = "1"
prior = { dist = "beta", a = 2.0, b = 8.0 }
low = 0.0
high = 1.0
grade = "published"
source = "Nobody (2001), table 2"
note = "not really"
"""

PRIORS = {
    "normal": (Prior("normal", (0.5, 0.2)), stats.norm(0.5, 0.2)),
    "lognormal": (Prior("lognormal", (0.5, 0.4)), stats.lognorm(0.4, scale=0.5)),
    "beta": (Prior("beta", (4.0, 5.0)), stats.beta(4, 5)),
    "gamma": (Prior("gamma", (6.0, 12.0)), stats.gamma(6, scale=1 / 12)),
    "uniform": (Prior("uniform", (0.1, 0.9)), stats.uniform(0.1, 0.8)),
}

words = st.text("ab \"'\\#[]{}=.,\n\t\x00\x7fé中\U0001f600", min_size=1, max_size=8).map(
    lambda text: f"a{text}z"
)


@st.composite
def parameters(draw: st.DrawFn) -> Parameter:
    """Any parameter that the loader accepts."""
    spread = draw(st.sampled_from([None, *(prior for prior, _ in PRIORS.values())]))
    return Parameter(
        path=f"{draw(st.sampled_from('abc'))}.{draw(st.from_regex(r'[a-z][a-z0-9_-]{0,8}', fullmatch=True))}",
        label=draw(words),
        value=draw(st.floats(0.35, 0.6)),
        unit=draw(words),
        low=draw(st.floats(-1e6, 0.0)),
        high=draw(st.floats(1.0, 1e12)),
        grade=draw(st.sampled_from(Grade)),
        source=draw(words),
        prior=spread,
        note=draw(st.one_of(st.just(""), words)),
    )


def refused(text: str) -> ParameterError:
    """The error that a file with this text meets."""
    with pytest.raises(ParameterError) as caught:
        ParameterSet.parse(text, "x.toml")
    return caught.value


@given(st.lists(parameters(), max_size=6, unique_by=lambda parameter: parameter.path))
def test_load_dump_load_is_the_identity(several: list[Parameter]) -> None:
    """What is written reads back equal, with the same digest, and is written the same again."""
    whole = ParameterSet({p.path: p for p in sorted(several, key=lambda p: p.path)})
    again = ParameterSet.parse(whole.dump_toml())
    assert again == whole
    assert again.digest == whole.digest
    assert again.dump_toml() == whole.dump_toml()


def test_overrides_survive_the_round_trip() -> None:
    """A set that was changed says so in its file and in its digest."""
    whole = ParameterSet.parse(GAIN + SPEED)
    changed = whole.override({"balancing.gain": Override(1.5, "a hunch")})
    assert ParameterSet.parse(changed.dump_toml()) == changed
    assert changed.digest != whole.digest


def test_the_digest_ignores_the_order_of_tables_but_no_number() -> None:
    """Layout does not count, content does."""
    digest = ParameterSet.parse(GAIN + SPEED).digest
    assert ParameterSet.parse(SPEED + GAIN).digest == digest
    assert ParameterSet.parse(GAIN.replace("0.16", "0.17") + SPEED).digest != digest


@given(st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_a_members_draw_depends_on_neither_company_nor_number(members: int, seed: int) -> None:
    """More members, other members or other parameters leave a member's draw where it was."""
    alone = ParameterSet.parse(GAIN).draw(seed, members)["balancing.gain"]
    among = ParameterSet.parse(GAIN + SPEED).draw(seed, members + 7)["balancing.gain"]
    chosen = ParameterSet.parse(GAIN).draw(seed, [members - 1])["balancing.gain"]
    assert np.array_equal(alone, among[:members])
    assert chosen[0] == alone[-1]


@pytest.mark.parametrize("family", PRIORS)
def test_draws_follow_their_prior(family: str) -> None:
    """Quantiles and probabilities agree with scipy.stats, and draws pass a Kolmogorov-Smirnov test."""
    prior, law = PRIORS[family]
    grid = np.linspace(0.001, 0.999, 99)
    np.testing.assert_allclose(prior.quantile(grid), law.ppf(grid), rtol=1e-9)
    np.testing.assert_allclose([prior.cdf(x) for x in law.ppf(grid)], grid, rtol=1e-9)
    parameter = Parameter("a.b", "l", 0.5, "1", -1e9, 1e9, Grade.JUDGEMENT, "s", prior)
    drawn = ParameterSet({"a.b": parameter}).draw(11, 20_000)["a.b"]
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-3


def test_draws_stay_in_range_without_piling_up_at_its_edge() -> None:
    """A prior that reaches beyond the range is cut there and stretched, not clipped."""
    drawn = ParameterSet.parse(GAIN.replace("sd = 0.16", "sd = 0.4")).draw(1, 20_000)["balancing.gain"]
    assert drawn.min() > 0.0
    assert drawn.max() < 2.0
    assert (drawn < 0.01).mean() < 0.02


def test_parameters_draw_independently() -> None:
    """Two paths share no luck."""
    drawn = ParameterSet.parse(GAIN + SPEED).draw(1, 50_000)
    assert abs(np.corrcoef(*drawn.values())[0, 1]) < 4 / np.sqrt(50_000)


def test_a_fixed_parameter_has_no_spread() -> None:
    """``fixed`` draws its value for every member."""
    whole = ParameterSet.parse(GAIN.replace('"normal", mean = 0.41, sd = 0.16', '"fixed"'))
    assert set(whole.draw(1, 100)["balancing.gain"]) == {0.41}


def test_an_override_holds_its_value_and_brings_its_source() -> None:
    """What the user sets is drawn without spread and shown with who set it."""
    changed = ParameterSet.parse(GAIN).override({"balancing.gain": 1.5}, source="command line")
    assert set(changed.draw(1, 9)["balancing.gain"]) == {1.5}
    assert changed.central() == {"balancing.gain": 1.5}
    row = changed.table()[0]
    assert (row["value"], row["source"], row["spread"]) == (1.5, "command line", "set by hand")


def test_an_override_outside_the_range_names_the_range() -> None:
    """The user is told what would be accepted, and which option asked."""
    with pytest.raises(ParameterError, match=r"--set: balancing.gain = 7 .* Write a value from 0 to 2"):
        ParameterSet.parse(GAIN).override({"balancing.gain": 7.0}, where="--set")


@pytest.mark.parametrize("wrong", ["override", "look up"])
def test_an_unknown_path_suggests_the_nearest(wrong: str) -> None:
    """A slip in a path is answered with the path that was meant."""
    whole = ParameterSet.parse(GAIN)
    with pytest.raises(ParameterError, match=r"no parameter balancing.gian. Did you mean balancing.gain\?"):
        _ = whole.override({"balancing.gian": 1.0}) if wrong == "override" else whole["balancing.gian"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('source = "A first pass between states"\n', "", 1, "has no source"),
        ('"A first pass between states"', '" "', 9, "source of balancing.gain is empty"),
        ('unit = "logits of tie"\n', "", 1, "has no unit"),
        ('label = "Pull to balance per unit of alarm"\n', "", 1, "has no label"),
        ('"judgement"', '"guess"', 8, "unknown grade 'guess'"),
        ("value = 0.41", "value = 2.5", 3, "outside its range"),
        ("value = 0.41", "value = 1.9", 3, "far from its own prior"),
        ("value = 0.41", "value = true", 3, "not a finite number"),
        ("value = 0.41", "value = nan", 3, "not a finite number"),
        ("low = 0.0\nhigh = 2.0", "low = 0.4\nhigh = 0.45", 3, "cuts away more than half"),
        ("low = 0.0", "lowest = 0.0", 6, "unknown key lowest. Did you mean low?"),
        ('"normal"', '"nromal"', 5, "Did you mean normal?"),
        ("sd = 0.16", "sigma = 0.16", 5, "mean = number, sd = number"),
        ("sd = 0.16", "sd = -0.16", 5, "not above zero"),
        ('prior = { dist = "normal", mean = 0.41, sd = 0.16 }\n', "", 1, "has no prior"),
        ("value = 0.41", "value = = 0.41", 3, "not TOML"),
        ("[balancing.gain]", "stray = 1\n[balancing.gain]", 1, "stands outside a parameter"),
        (GAIN, GAIN + '[overrides]\n"balancing.gain" = 3', 11, "not a value with a source"),
    ],
)
def test_whatever_is_incomplete_is_refused_with_its_line(old: str, new: str, line: int, says: str) -> None:
    """Each kind of mistake names file, line and key and what to write instead."""
    assert old in GAIN
    problem = refused(GAIN.replace(old, new, 1))
    assert says in str(problem)
    assert problem.where == f"x.toml:{line}"
    assert problem.hint


def test_a_path_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    """Each number lives in one place only."""
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(GAIN)
    with pytest.raises(ParameterError, match=r"two.toml:1: .*there twice.*one.toml:1"):
        ParameterSet.load([tmp_path / "one.toml", tmp_path / "two.toml"])


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    """No silent empty set."""
    with pytest.raises(ParameterError, match=r"none.toml: The file cannot be read"):
        ParameterSet.load([tmp_path / "none.toml"])


def test_the_bundled_parameters_load_and_have_sources() -> None:
    """What ships passes its own rules."""
    whole = ParameterSet.load()
    assert len(whole) > 0
    assert all(row["source"] and row["unit"] for row in whole.table())


FIT = """\
[dispute]
label = "Log-odds"
unit = "log-odds"
grade = "estimated"
source = "our fit"
posterior = "toy"
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A posterior of two perfectly correlated coefficients."""
    path = tmp_path / "toy.json"
    draws = [[k, -2 * k] for k in range(100)]
    path.write_text(json.dumps({"names": ["power", "distance"], "draws": draws}))
    monkeypatch.setattr(
        "counterpoise.parameters.file.read_posterior", lambda name: read_posterior(name, tmp_path)
    )
    return path


def test_coefficients_of_a_fit_are_drawn_in_whole_rows(toy: Path) -> None:
    """What a fit learned jointly stays joint; every row comes up; the mean is the central value."""
    whole = ParameterSet.parse(FIT)
    assert whole.paths() == ("dispute.distance", "dispute.power")
    drawn = whole.draw(3, 2000)
    assert np.array_equal(drawn["dispute.distance"], -2 * drawn["dispute.power"])
    assert len(set(drawn["dispute.power"])) == 100
    assert whole.central() == {"dispute.distance": -99.0, "dispute.power": 49.5}
    assert ParameterSet.parse(whole.dump_toml()) == whole


def test_a_coefficient_may_be_set_by_hand(toy: Path) -> None:
    """One coefficient can be turned off while the others keep their draws."""
    whole = ParameterSet.parse(FIT)
    drawn = whole.override({"dispute.power": 0.0}).draw(3, 50)
    assert set(drawn["dispute.power"]) == {0.0}
    assert np.array_equal(drawn["dispute.distance"], whole.draw(3, 50)["dispute.distance"])


def test_another_posterior_is_another_digest(toy: Path) -> None:
    """The draws are part of what the digest vouches for."""
    before = ParameterSet.parse(FIT).digest
    toy.write_text(toy.read_text().replace("99, -198", "99, -197"))
    assert ParameterSet.parse(FIT).digest != before


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.5, 0.999])
def test_a_posterior_cut_short_is_damaged_data(toy: Path, keep: float) -> None:
    """Half a file is no file."""
    text = toy.read_text()
    toy.write_text(text[: int(len(text) * keep)])
    with pytest.raises(DataError, match=r"toy.json.*damaged or cut short.*counterpoise fit"):
        ParameterSet.parse(FIT)


def test_an_absent_posterior_names_those_there_are(toy: Path) -> None:
    """The message lists what can be named."""
    with pytest.raises(DataError, match=r"no posterior draws called toys. There are: toy"):
        ParameterSet.parse(FIT.replace('"toy"', '"toys"'))


def test_posterior_draws_are_graded_estimated(toy: Path) -> None:
    """A fit cannot be called a judgement, nor the reverse."""
    assert "takes posterior draws but is graded" in str(refused(FIT.replace("estimated", "published")))
