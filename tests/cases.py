"""A small Case for tests: seven states, real COW codes, made-up numbers of plausible size, every claim at work."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.acts import Acts
from counterpoise.measures.hazard import REGIONS, Record, region_of
from counterpoise.model import Model
from counterpoise.parameters import ParameterSet
from counterpoise.simulate import simulate
from counterpoise.switches import story
from counterpoise.world import Case, Forcing, Setting, World

__all__ = ["CODES", "YEARS", "case", "lived", "model", "relabelled", "worst"]

CODES = (710, 2, 740, 732, 840, 850, 816)
"""Challenger, patron, and five states of the region."""

YEARS = tuple(range(2025, 2035))

CENTRES: dict[str, Any] = {
    "growth.fit": [2.1, 0.024, 0.019, 0.38, 0.014, 0.022, 3.0, 0.016, 0.02, 0.55, 0.001, 0.007],
    "technology.fit": [0.03, 0.04, 0.05], "technology.steady": 0.5, "technology.weight": 0.35, "technology.yields": 1.0,
    "technology.bite": 0.5, "technology.provoke": 0.012, "technology.science": 0.015, "technology.openness": 0.01,
    "technology.returned": 0.3, "technology.restore": 0.15, "technology.fields": 0.008, "technology.green": 0.35,
    "capacity.deep": 0.5, "capacity.fast": 0.5, "capacity.rebuild": 0.12, "capacity.again": 0.4, "capacity.slow": 0.7,
    "capacity.blur": 0.6, "capacity.clear": 0.4, "capacity.leak": -1.5, "capacity.leaky": 1.5, "capacity.leaked": 0.05,
    "capacity.loose": 0.8, "capacity.stir": 0.3,
    "affinity.fit": [-2.0, -1.8, -2.2, -3.0, 0.15, 0.05, -0.09, -0.06, 0.18, 0.02], "affinity.glue": 0.25,
    "affinity.pace": 0.15, "affinity.bond": 0.3,
    "demography.labour": 0.6, "demography.crowding": 1.0, "demography.recruits": 0.2, "demography.variants": 0.7,
    "demography.manned": 0.25,
    "arming.depreciation": 0.1, "arming.rates": 0.5,
    "threat.decisiveness": 1.0, "threat.stakes": 0.1, "threat.cap": 0.02, "threat.half": 20.0, "threat.reference": 0.01,
    "linkage.near": 0.1, "linkage.scale": 800.0, "linkage.declared": 0.3, "linkage.falls": 0.8,
    "linkage.blockade": 0.01,
    "forces.scale": 500.0, "forces.gradient": 0.45, "forces.gate": 0.33, "forces.openness": 2.5,
    "forces.loyalty": 1.0, "forces.tied": 0.15,
    "assertiveness.coefficients": [
        -2.58, -0.07, 0.56, 0.46, -0.05, 0.07, 0.0, 0.25, 0.48, -0.52, 0.11, 0.09, 2.03, 0.55, -1.53, 1.36, -0.65, 1.42,
        0.77, -0.48, -0.78, -0.07, 0.64, -1.8, -0.03,
    ],
    "assertiveness.coerce": 0.5, "assertiveness.slight": 0.25,
    "balancing.gain": 1.0, "balancing.neutral": 0.5, "balancing.speed": 0.15, "balancing.yielding": 1.0,
    "balancing.drift": 0.12, "balancing.bond": 1.3,
    "ties.formation": [
        -3.58, -0.31, -0.9, -0.55, -0.05, 4.47, 0.59, 1.93, 1.98, -0.98, 1.17, -0.69, 1.46, 0.63, 2.02, 1.15,
    ],
    "ties.endings": [0.092, 0.103, 0.187, 0.09, 0.033, 0.043, 0.009, 0.2, 0.05],
    "ties.to_dialogue": -2.0, "ties.to_cooperation": -2.0, "ties.to_access": -2.5, "ties.from_dialogue": -2.5,
    "ties.from_cooperation": -2.5, "ties.from_access": -2.5, "ties.common": 0.5, "ties.estranged": 1.0,
    "ties.promise": 0.5, "instruments.transfer": 0.01, "instruments.link": 0.35, "instruments.council": 0.15,
    "instruments.visit": -0.7, "instruments.reassure": 0.06,
    "burden.fit": [0.8, 0.029, 0.106, -0.027, 0.099, -0.084, -0.008, -0.055, 0.032, -0.249, 0.937, 0.099, 3.0,
        0.03, 0.06, 3.0,
    ],
    "burden.trend": 0.008, "burden.rise": 0.01, "burden.pace": 0.3, "burden.risk": 0.9,
    "burden.lead": 1.0, "burden.stake": 0.3, "burden.diplomacy": 0.6, "burden.reliance": 0.5,
    "patronage.credit": 2.2, "patronage.rung": 1.6, "patronage.unwritten": 0.5, "patronage.mean": 0.6,
    "patronage.bent": 0.6, "patronage.back": 0.25, "patronage.spread": 0.25, "patronage.bargain": -2.0,
    "patronage.price": 1.2, "patronage.severe": 0.4, "patronage.honoured": 0.2, "patronage.forsaken": 0.7,
    "patronage.forget": 0.1, "patronage.fair": 0.3, "patronage.elsewhere": 0.3,
    "patronage.business": 0.3, "patronage.hawks": 0.5,
    "patronage.disown": -2.5, "patronage.disowned": 1.0, "patronage.echo": 0.25,
    "patronage.extract": -1.5, "patronage.extracted": 0.1, "patronage.resent": 0.15,
    "proliferation.urge": -3.0, "proliferation.dread": 1.0, "proliferation.shelter": 3.0,
    "proliferation.arsenal": 30.0, "proliferation.rebuke": 0.4,
    "leaders.weight": 0.8, "leaders.pace": 0.3, "leaders.turnover": 0.55, "leaders.polarisation": 1.0,
    "leaders.other": 0.5, "leaders.bitter": 0.4, "leaders.heal": 0.1,
    "leaders.exits": [-2.2, -1.7, -1.3, -1.3, -2.6, -2.2, -1.5, -1.3, -3.6, -3.0, -3.6, -6.3],
    "trade.cost": 0.4, "trade.lasting": 0.9, "trade.grievance": 0.4, "trade.pull": 0.08, "trade.wedge": 0.2,
    "trade.answer": 0.7, "trade.answer_friend": 0.03, "trade.gain": 0.5, "trade.worth": 0.2,
    "trade.whim": -2.5, "trade.whim_size": 0.1,
    "attention.onset": -1.0, "attention.size": 0.7, "attention.fade": 0.3,
    "verdict.threshold": 0.5, "verdict.cut": 0.5,
}  # fmt: skip
"""Centres of the parameters; chances of rare events are raised, so that short runs meet them all."""


def model(members: int = 12, **changed: Any) -> Model:
    """A Model whose members differ by a tenth in every parameter.

    Args:
        members: Length of the leading axis; member k has the same parameters whatever this is.
        changed: Centres to use instead, with ``__`` for the dot.
    """
    centres = {**CENTRES, **{name.replace("__", "."): value for name, value in changed.items()}}
    values = {}
    for place, (path, centre) in enumerate(centres.items()):
        middle = np.atleast_1d(np.asarray(centre, dtype=np.float64))
        rows = np.stack(
            [np.random.default_rng((place, k)).uniform(0.9, 1.1, middle.shape) for k in range(members)]
        )
        drawn = middle * rows
        values[path] = jnp.asarray(drawn if np.ndim(centre) else drawn[:, 0], jnp.float32)
    return Model.from_parameters(values, {})


def worst(drawn: int = 6) -> Model:
    """Members with all parameters of one mechanism at the low or at the high end of their ranges, and some drawn.

    Args:
        drawn: How many members, the last ones, are drawn from the priors.
    """
    parameters = ParameterSet.load()
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    names = [field.name for field in fields(Model)]
    members = 2 * len(names) + drawn
    chosen = parameters.draw(5, members)
    central = parameters.central()
    values = {path: np.full(members, central[path]) for path in chosen}
    for path in chosen:
        values[path][-drawn:] = chosen[path][-drawn:]
        name = path.split(".")[0]
        if np.isfinite(parameters[path].low) and not any(path.startswith(f"{fit}.") for fit in terms):
            at = 2 * names.index(name)
            values[path][at : at + 2] = parameters[path].low, parameters[path].high
    return Model.from_parameters({path: jnp.asarray(value) for path, value in values.items()}, terms)


def case(years: int = len(YEARS), **world: Any) -> Case:
    """The Case; keyword arguments replace fields of its first World."""
    n = len(CODES)
    rng = np.random.default_rng(20250331)
    setting = _setting(rng, n)
    states = rng.uniform(size=(6, n))
    first: dict[str, Any] = {
        "output": np.log([18e6, 28e6, 4.2e6, 1.7e6, 0.5e6, 1.4e6, 0.5e6]),
        "momentum": np.array([-0.01, 0.005, 0.0, 0.01, -0.02, 0.0, 0.03]),
        "stock": np.log([2.5e6, 7e6, 4e5, 3.5e5, 4e4, 9e4, 7e4]),
        "burden": setting["observed_burden"],
        "tie_patron": setting["observed_patron"],
        "tie_challenger": setting["observed_challenger"],
        "depth": _depth(n),
        "record": setting["record"],
        "orientation": setting["incumbent"] + 0.1,
        "served": setting["served"],
        "doubt": 0.2,
        "trust": 0.3 * states[0] - 0.1,
        "distraction": 0.4,
        "access": 0.2 * states[1],
        "tariff": 0.1 * states[2],
        "retaliation": 0.02 * states[2],
        "market": 0.9 * setting["market"],
        "enlisted": 1.1 * setting["enlisted"],
        "young": 0.01 * states[5],
        "technology": setting["technology"],
        "quality": setting["technology"] - 0.05,
        "levers": np.array([-0.05, -0.1, 0.0]),
        "expertise": -0.1,
        "purge": 0.7,
        "misread": 0.3 * states[3] - 0.1,
        "polyarchy": setting["polyarchy"] + 0.01,
        "lost": np.zeros(n),
        "armed": np.zeros(n),
        "division": 0.5 * states[4],
    }
    first["access"] = first["access"][:5]
    first.update(world)
    return Case(Setting(**_arrays(setting)), World(**_arrays(first)), _forcing(rng, n, years))


def lived(given: Case, parameters: Model, seed: int = 1, **claims: float) -> dict[str, np.ndarray]:
    """Every field of World and Reading, events and their probabilities: name to array (member, year, ...)."""
    members = parameters.arming.rates.shape[0]
    world, reading, events = _lived(
        given, parameters, story(**claims), jnp.uint32(seed), jnp.arange(members, dtype=jnp.uint32)
    )
    record = {f"record.{name}": value for name, value in world.record._asdict().items()}
    chances = {f"chance.{name}": value for name, value in events.probability.items()}
    parts = {**vars(world), **vars(reading), **events.happened, **chances, **record}
    return {name: np.asarray(value) for name, value in parts.items() if name != "record"}


@partial(eqx.filter_jit, compiler_options={"xla_backend_optimization_level": 0})
def _lived(given: Case, parameters: Model, switches: Any, seed: Any, member: Any) -> Any:
    def one(own: Model, number: Any) -> Any:
        return simulate(own, given.setting, given.world, given.forcing, switches, seed, number)

    return jax.vmap(one)(parameters, member)


def relabelled(given: Case, order: tuple[int, ...]) -> Case:
    """The same Case with its states listed in another order: position k holds what was at ``order[k]``."""
    place = np.argsort(order)
    setting = _reordered(given.setting, order)
    changed = {f.name: getattr(setting, f.name) for f in fields(setting)}
    changed["host_state"] = jnp.asarray(place[np.asarray(given.setting.host_state)])
    changed["challenger"], changed["patron"] = (
        int(place[given.setting.challenger]),
        int(place[given.setting.patron]),
    )
    return Case(Setting(**changed), _reordered(given.world, order), _reordered(given.forcing, order))


def _setting(rng: np.random.Generator, n: int) -> dict[str, Any]:
    km = rng.uniform(50.0, 9000.0, (n, n))
    km = np.triu(km, 1) + np.triu(km, 1).T
    land = np.zeros((n, n))
    land[0, 6] = land[6, 0] = 1.0
    sea = np.zeros((n, n))
    sea[0, 2:5] = sea[2:5, 0] = 1.0
    past = rng.uniform(0.0, 2.0, (n, n)) * (rng.uniform(size=(n, n)) < 0.5) * (1.0 - np.eye(n))
    past[0, 2] = 1.5
    either = np.maximum(past, past.T)
    quiet = np.where(either > 0, rng.integers(0, 14, (n, n)), 60.0)
    menace = np.zeros((n, n))
    menace[0, 1:], menace[6, 3] = 1.0, 0.5
    own = np.zeros((n, 3))
    own[2, 0] = own[3, 0] = own[4, 1] = own[5, 2] = 1.0
    coalition = np.ones((n, 3)) - own
    coalition[:2] = 0.0
    helper = np.ones((n, n)) - np.eye(n)
    helper[:2], helper[6, 0] = 0.0, 0.2
    rival = np.zeros((n, 3))
    rival[0], rival[6] = 1.0, 0.1
    interest = rng.uniform(size=(n, n)) * (rng.uniform(size=(n, n)) < 0.4)
    everything = {
        "code": np.array(CODES, dtype=np.int32), "challenger": 0, "patron": 1,
        "region": np.array([0.0, 0, 1, 1, 1, 1, 1]), "mindist": km, "capital_km": km + 300.0, "land": land, "sea": sea,
        "major": np.array([1.0, 1, 0, 0, 0, 0, 0]), "polyarchy": np.array([0.07, 0.75, 0.82, 0.78, 0.44, 0.6, 0.16]),
        "technology": -np.array([1.1, 0.0, 0.45, 0.5, 0.9, 1.1, 1.0]),
        "talent": -np.array([0.33, 0.0, 0.04, -0.01, 0.3, 0.5, 0.3]),
        "artificial": -np.array([1.3, 0.0, 4.5, 3.3, 0.0, 0.0, 0.0]),
        "green_industry": -np.array([0.0, 2.0, 4.7, 4.5, 0.0, 0.0, 0.0]),
        "fields_known": np.array([1.0, 1, 1, 1, 0, 0, 0]), "purge": np.array(0.7),
        "technology_pact": _pairs(n, (1, 4), (2, 3), (0, 6)), "trilateral": _pairs(n, (2, 3), (3, 4)),
        "minilateral": _pairs(n, (1, 2), (1, 5), (2, 5)),
        "lanes": np.triu(rng.uniform(size=(n, n)), 1) * 0.3, "threshold": np.array([0.0, 0, 1, 0.9, 0, 0.3, 0]),
        "warheads": np.array([500.0, 5000, 0, 0, 0, 0, 0]), "rates": rng.uniform(0.0, 1.0, n), "menace": menace,
        "claim": land, "interest": interest, "nonaggression": land, "consultation": sea, "coalition": coalition,
        "helper": helper, "host_state": np.array([1, 1, 2, 3, 4], dtype=np.int32),
        "host_share": np.array([0.8, 0.05, 0.08, 0.05, 0.02]), "host_capacity": np.array([0.0, 0, 1, 0.6, 0.2]),
        "host_km": rng.uniform(0.0, 11000.0, (5, n)), "host_point_km": rng.uniform(100.0, 11000.0, (5, 3)),
        "point_km": rng.uniform(0.0, 11000.0, (n, 3)), "own": own, "at_stake": own / own.sum(0), "rival": rival,
        "patron_share": np.array([1.0, 0.8, 0.5]), "membership": np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]]),
        "trade_patron": np.array([0.03, 0, 0.04, 0.08, 0.03, 0.02, 0.25]), "trade_challenger": rng.uniform(0.1, 0.4, n),
        "trade_sold": np.array([0.005, 0, 0.003, 0.002, 0.001, 0.001, 0.001]),
        "adversary": np.array([1.0, 0, 0, 0, 0, 0, 1]),
        "market": np.array([[0.0, 0, 0, 1, 0, 0.2, 0], [0, 0, 0.3, 0.9, 1, 1, 0]]),
        "enlisted": np.array([0.003, 0.006, 0.004, 0.015, 0.002, 0.003, 0.008]), "births": np.array(np.nan),
        "unwritten": np.array([0.0, 0, 0, 0, 0, 1, 0]),
        "incumbent": rng.uniform(-0.5, 0.5, n), "parties": rng.uniform(-0.3, 0.6, n),
        "spread": rng.uniform(0.1, 0.5, n),
        "calendar": np.array([0.0, 1, 0, 1, 1, 1, 0]),
        "terms": np.array([0.0, 2, 0, 1, 0, 2, 0]), "served": np.array([1.0, 2, 1, 1, 1, 1, 1]),
        "observed_patron": rng.normal(0.0, 1.0, n), "allied": np.array([0.0, 0, 1, 1, 1, 0, 0]),
        "observed_challenger": rng.normal(-0.5, 1.0, n), "observed_burden": np.log(rng.uniform(0.01, 0.035, n)),
        "record": Record(past, either, 0.5 * either, quiet), "wish": np.array([0.0, 0, 0.1, 0, -0.2, 0, 0]),
        "beyond": rng.uniform(0.0, 2.0, (n, 3)), "inclination": np.zeros((n, n)), "loosening": np.zeros((n, n)),
        "tie_spread": np.zeros(2), "lapse": np.zeros((n, n)), "of_many": _of_many(),
    }  # fmt: skip
    return {field.name: everything[field.name] for field in fields(Setting)}


def _of_many() -> np.ndarray:
    """1 where two states both lie outside the region."""
    outside = np.asarray(region_of(np.array(CODES)) != REGIONS.index("asia_pacific"))
    return (outside[:, None] & outside[None, :]).astype(float)


def _pairs(n: int, *pairs: tuple[int, int]) -> np.ndarray:
    """1 for each of the pairs, either way round."""
    shared = np.zeros((n, n))
    for a, b in pairs:
        shared[a, b] = shared[b, a] = 1.0
    return shared


def _depth(n: int) -> np.ndarray:
    depth = np.zeros((n, n))
    for a, b, rung in (
        (1, 2, 4),
        (1, 3, 4),
        (1, 4, 4),
        (1, 5, 2),
        (2, 3, 2),
        (2, 4, 3),
        (0, 6, 1),
        (4, 5, 1),
    ):
        depth[a, b] = depth[b, a] = rung
    return depth


def _forcing(rng: np.random.Generator, n: int, years: int) -> Forcing:
    """Elections every other year; tariffs announced for the first two years only."""
    time = np.arange(years)[:, None]
    tariff = np.where(time < 2, 0.05 + 0.1 * rng.uniform(size=n), np.nan)
    drift = rng.uniform(-1.0, 0.5, (3, n))
    return Forcing(
        year=jnp.asarray(2025 + np.arange(years), jnp.int32),
        growth=_f(rng.uniform(0.005, 0.045, n) - 0.0005 * time),
        rest_output=_f(np.log(9e7) + 0.02 * time[:, 0]),
        labour=_f(0.01 * drift[0] + 0.0 * time),
        recruits=_f(0.02 * drift[1] * time),
        aged=_f(0.005 * np.abs(drift[2]) + 0.0 * time),
        election=_f((time + np.arange(n)) % 2),
        workers=_f(0.008 * drift[0] * time),
        births=_f(
            np.array([0.001, 0.0, -0.0004])[None, :, None] * np.minimum(time, 3)[:, :, None] * np.ones(n)
        ),
        tariff=_f(tariff),
        retaliation=_f(np.where((time < 2) & (np.arange(n) == 0), 0.1, np.nan)),
        pacts=_f(np.array([[0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 1, 1, 0]])[None] * np.ones((years, 1, 1))),
        controls=_f(0.2 + 0.01 * time[:, 0]),
        levers=_f(np.where(time % 4 == 1, [-0.1, -0.2, -0.3], np.nan)),
        visits=_f(np.where((time == 2) & (np.arange(n) == 3), 1.0, np.nan)),
        lost=_f((time == 6) & (np.arange(n) == 4)),
        enemies=_f((time[:, :, None] < 6) * _pairs(n, (1, 2), (3, 5), (2, 4))),
        polyarchy=_f(np.where((time == 1) & (np.arange(n) < 3), 0.6, np.nan)),
        acts=Acts.none(years, n, 5),
    )


def _reordered(tree: Any, order: tuple[int, ...]) -> Any:
    """Permute every axis that its annotation calls state, source or target."""
    place = np.asarray(order)
    changed = {}
    for field in fields(tree):
        value = getattr(tree, field.name)
        if field.name == "record":
            changed[field.name] = Record(*(part[place][:, place] for part in value))
            continue
        text = str(field.type)
        axes = re.findall(r"\w+", text.split(",")[-1]) if "," in text else []
        for axis, name in enumerate(axes):
            if name in ("state", "source", "target"):
                value = jnp.take(value, place, axis=axis)
        changed[field.name] = value
    return type(tree)(**changed)


def _arrays(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int) else jax.tree.map(_f, value) for name, value in values.items()
    }


def _f(value: Any) -> jax.Array:
    array = np.asarray(value)
    return jnp.asarray(array, jnp.int32 if array.dtype.kind == "i" else jnp.float32)
