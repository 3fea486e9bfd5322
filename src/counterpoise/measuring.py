"""From World to Reading: power, threat, protection, commitment and balance of one moment.

The Reading is solved from the World at the start of a year before any mechanism acts, so that every mechanism
reads the same numbers.  It calls the pure functions of :mod:`counterpoise.measures` through the mechanisms that
hold their parameters, and nothing else decides what a measure means.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.measures.commitment import umbrella
from counterpoise.measures.protection import protection
from counterpoise.model import Model
from counterpoise.reach import Reach
from counterpoise.reading import Reading
from counterpoise.switches import Switches, blend
from counterpoise.world import Forcing, Setting, World

__all__ = ["measure"]


def measure(
    world: World,
    model: Model,
    reach: Reach,
    setting: Setting,
    forcing: Forcing,
    switches: Switches,
    start: Reading | None = None,
) -> Reading:
    """Measure a World.

    Args:
        world: Stocks at the start of the year.
        model: Mechanisms, whose fields are the parameters of the measures.
        reach: Loss of strength, computed once per future.
        setting: Geography and roles.
        forcing: The year's outside facts.
        switches: How far each claim is on.
        start: Reading of the scenario's first World, the reference of S3; None when that is being measured.
    """
    challenger, patron = setting.challenger, setting.patron
    fallen = model.linkage.fallen(world, switches)
    standing = 1.0 - fallen
    readiness = model.demography.readiness(world, forcing, switches)
    quality = model.technology.quality(world, setting, switches)
    capability = standing * model.arming.capability(world, readiness * quality, setting)
    regime = model.affinity.regime(world, setting, switches)
    likeness = model.affinity.likeness(regime, setting)
    short = model.capacity.short(world, switches)
    share = model.growth.world_share(world, forcing, setting)
    arriving = model.linkage.springboard(reach.state, fallen, challenger) * capability[:, None]
    odds, bare = model.assertiveness.hazards(world, share, regime, setting, switches)
    warheads = model.proliferation.warheads(world, setting, switches)
    latent = model.threat.latent(capability, bare, arriving, warheads)
    menaces = model.leaders.menace(world, setting, switches)
    fear = model.linkage.fear(latent, menaces, fallen, forcing.acts.blockaded, setting, switches)
    if start is not None:
        fear = blend(switches["S3"], start.fear, fear)
    alarm = model.threat.alarm(fear)
    leadership = model.burden.leadership(world, short, setting, switches)
    led = model.instruments.counselled(setting, switches)
    willing = model.burden.willing(alarm, leadership, led, switches)
    depth = model.instruments.linked(world.depth, setting, switches)
    affinity = model.affinity.bond * likeness
    will = standing * model.patronage.commitment(world, affinity, setting, switches)
    commitment = model.capacity.believed(will, world, switches)
    opened = model.forces.opened(world, willing, setting, switches) * standing[setting.host_state]

    def forward(arrive: Float[Array, "host place"]) -> Float[Array, " place"]:
        return model.forces.projected(
            capability[patron], opened, arrive, world.distraction, forcing.acts.posture, setting, switches
        )

    third = model.ties.promised(world, depth, setting) * willing[:, None]
    help_ = commitment * forward(reach.host) + (third * arriving).sum(0)
    spill_in = third.T.at[:, patron].set(commitment).at[patron, patron].set(0.0)
    menace = arriving[challenger].at[challenger].set(0.0)
    protected = protection(capability, help_, menace)
    exposure = (capability + help_) / jnp.maximum(menace, _NO_MENACE)
    balance = model.verdict.theatre_ratios(
        capability[:, None] * model.linkage.springboard(reach.point, fallen, challenger),
        forward(reach.host_point),
        commitment,
        model.ties.promised_at(world, depth, setting) * willing[:, None],
        setting,
    )
    return Reading(
        capability=capability, fallen=fallen, renewed=model.arming.renewed(world), regime=regime, likeness=likeness,
        short=short, overtaking=world.output[challenger] - world.output[patron], dispute_odds=odds,
        latent=latent, fear=fear, alarm=alarm, leadership=leadership, willing=willing, will=will, commitment=commitment,
        umbrella=umbrella(commitment, world.depth[patron]), opened=opened,
        help=help_, menace=menace, protection=protected,
        pull=model.balancing.pull(fear, protected, model.threat.reference),
        riding=model.burden.riding(world, spill_in, setting, switches), exposure=exposure, balance=balance,
    )  # fmt: skip


_NO_MENACE = 1e-3
"""Million dollars: keeps the ratio finite for the challenger itself, whose exposure nobody reads."""
