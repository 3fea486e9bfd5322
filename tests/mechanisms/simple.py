"""Laws of the mechanisms of the simple story, and of the ruler."""

from __future__ import annotations

import jax.numpy as jnp
from tests.mechanisms.kinds import (
    INDONESIA,
    JAPAN,
    KOREA,
    PATRON_STRONGER,
    PHILIPPINES,
    STRONGER,
    TO_FRIENDS,
    VIETNAM,
    Laws,
    Left,
    Off,
    Sign,
    fact,
    fitted,
    more,
    pressed,
)
from tests.mechanisms.small import CHALLENGER, FRIENDS, PATRON, forcing, setting, world

__all__ = ["SIMPLE"]

SIMPLE: dict[str, Laws] = {
    "growth": Laws(
        (
            Sign(
                "Who grows faster by the projection grows faster",
                forcing(growth=lambda g: g + 0.02),
                "growth.output",
                1,
            ),
            Sign(
                "A windfall raises output, a slump lowers it",
                fact("windfall", JAPAN, -0.1),
                "growth.output",
                -1,
                (JAPAN,),
            ),
        ),
        (
            Off(
                ("S1",),
                inert=("fit",),
                told=("momentum",),
                left=(Left("Every state grows alike", "growth.output", None),),
            ),
        ),
    ),
    "arming": Laws(
        (
            Sign("Who spends more arms faster", more("burden", JAPAN, 0.5), "arming.stock", 1, (JAPAN,)),
            Sign("More arms, more capability", more("stock", JAPAN, 0.5), "reading.capability", 1, (JAPAN,)),
            Sign("Arms that are given count", fact("arms", KOREA, 1e4), "arming.stock", 1, (KOREA,)),
        ),
        (Off(("S1",), left=(Left("Every stock grows alike", "arming.stock", None),)),),
    ),
    "threat": Laws(
        (
            Sign("Power alarms", STRONGER, "reading.latent", 1, TO_FRIENDS),
            Sign("Distance calms", setting(mindist=lambda km: 2.0 * km), "reading.latent", -1, TO_FRIENDS),
            Sign("A record of disputes alarms", pressed(), "reading.latent", 1, TO_FRIENDS),
            Sign(
                "An arsenal caps what can be lost",
                setting(warheads=lambda w: w.at[KOREA].add(100.0)),
                "reading.latent",
                -1,
                (slice(None), KOREA),
            ),
            Sign("Alarm rises with fear", STRONGER, "reading.alarm", 1, (FRIENDS,)),
        ),
        (
            Off(
                ("S3",),
                twist=pressed(),
                told=(
                    "latent",
                    "dispute_odds",
                    "record",
                    "dispute",
                    "coerced",
                    "depth",
                    "tie_up",
                    "tie_down",
                    "trust",
                    "lost",
                ),
            ),
        ),
    ),
    "linkage": Laws(
        (
            Sign(
                "Declared interest makes another's danger one's own",
                setting(interest=lambda i: i.at[JAPAN, PHILIPPINES].set(1.0)),
                "reading.fear",
                1,
                (JAPAN,),
            ),
            Sign(
                "Nearness does",
                setting(mindist=lambda km: km.at[JAPAN, KOREA].mul(0.1).at[KOREA, JAPAN].mul(0.1)),
                "reading.fear",
                1,
                (JAPAN,),
            ),
            Sign(
                "A blockade frightens those whose lanes it closes",
                fact("blockaded", PHILIPPINES, 1.0),
                "reading.fear",
                1,
                (slice(JAPAN, INDONESIA),),
            ),
            Sign(
                "What a state loses, its neighbours fear",
                more("lost", PHILIPPINES, 1.0),
                "reading.fear",
                1,
                (slice(JAPAN, PHILIPPINES),),
            ),
        ),
        (
            Off(
                ("S7",),
                inert=("near", "scale", "declared", "falls"),
                told=("linkage.lost", "after.lost"),
                left=(Left("Nobody is lost to the others", "reading.fallen", 0.0),),
            ),
        ),
    ),
    "forces": Laws(
        (
            Sign("An open host helps", more("access", slice(2, None), 1.0), "reading.help", 1, (FRIENDS,)),
            Sign(
                "A nearer host helps",
                setting(host_km=lambda km: km.at[2:].mul(0.5)),
                "reading.help",
                1,
                (FRIENDS,),
            ),
            Sign(
                "A second crisis ties force down",
                more("distraction", (), 0.5),
                "reading.help",
                -1,
                (FRIENDS,),
            ),
            Sign("A host that cools shuts", more("tie_patron", JAPAN, -1.0), "reading.opened", -1, (2,)),
        ),
        (
            Off(
                ("S6",),
                inert=("openness", "loyalty"),
                twist=more("access", slice(None), 1.0),
                told=("after.access",),
                left=(Left("No host is open", "reading.opened", 0.0, (slice(2, None),)),),
            ),
            Off(("C9",), inert=("tied",), twist=more("distraction", (), 0.5), told=("distraction",)),
        ),
    ),
    "assertiveness": Laws(
        (
            Sign("Who has pressed claims presses them again", pressed(), "chance.dispute", 1, TO_FRIENDS),
            Sign(
                "A dispute is remembered",
                fact("tested", JAPAN, 1.0),
                "then.assertiveness.record.initiated",
                1,
                (CHALLENGER, JAPAN),
            ),
            Sign(
                "Coercion is remembered, a little",
                fact("coerced", JAPAN, 1.0),
                "then.assertiveness.record.initiated",
                1,
                (CHALLENGER, JAPAN),
            ),
            Sign("What is remembered frightens", pressed(), "reading.fear", 1, (FRIENDS,)),
        ),
        (
            Off(("S2",), inert=("coerce", "slight"), twist=pressed(), told=("record", "coerced")),
            Off(
                ("S5", "C4"),
                twist=pressed(),
                told=(
                    "dispute_odds",
                    "record",
                    "dispute",
                    "coerced",
                    "tie_up",
                    "depth",
                    "tie_down",
                    "trust",
                    "lost",
                ),
            ),
        ),
    ),
    "balancing": Laws(
        (
            Sign("Credible help draws", PATRON_STRONGER, "balancing.tie_patron", 1, (FRIENDS,)),
            Sign(
                "A stronger challenger drives to accommodation, never from it",
                STRONGER,
                "balancing.tie_challenger",
                1,
                (FRIENDS,),
            ),
            Sign(
                "A treaty that ends loosens the tie",
                more("depth", (PATRON, JAPAN), -2.0),
                "balancing.tie_patron",
                -1,
                (JAPAN,),
            ),
            Sign(
                "Ties come back to where they were",
                more("tie_patron", FRIENDS, 1.0),
                "balancing.tie_patron",
                -1,
                (FRIENDS,),
            ),
        ),
        (Off(("S4",), inert=("gain", "yielding", "neutral", "bond"), told=("reading.pull",)),),
    ),
    "ties": Laws(
        (
            Sign("Common alarm deepens ties", STRONGER, "ties.odds.tie_up", 1, (FRIENDS, FRIENDS)),
            Sign(
                "Estrangement from the patron loosens them",
                more("tie_patron", FRIENDS, -1.0),
                "ties.odds.tie_down",
                1,
                (PATRON, FRIENDS),
            ),
            Sign(
                "A promise weighs in help",
                world(depth=lambda d: d.at[JAPAN, KOREA].set(4.0).at[KOREA, JAPAN].set(4.0)),
                "reading.help",
                1,
                (slice(JAPAN, PHILIPPINES),),
            ),
            Sign(
                "The patron's treaties in the region outlast others",
                fitted("ties.endings", 8, 0.0001),
                "chance.tie_down",
                -1,
                (PATRON, slice(JAPAN, PHILIPPINES)),
            ),
            Sign(
                "A pair inclined to climb climbs sooner",
                setting(inclination=lambda more: more.at[PHILIPPINES, INDONESIA].add(1.0)),
                "ties.odds.tie_up",
                1,
                (PHILIPPINES, INDONESIA),
            ),
            Sign(
                "A pair inclined to fall falls sooner",
                setting(loosening=lambda more: more.at[PHILIPPINES, INDONESIA].add(1.0)),
                "ties.odds.tie_down",
                1,
                (PHILIPPINES, INDONESIA),
            ),
            Sign(
                "A pact that less binds lapses sooner",
                setting(lapse=lambda more: more.at[PATRON, JAPAN].add(1.0)),
                "ties.odds.tie_down",
                1,
                (PATRON, JAPAN),
            ),
        ),
        (
            Off(("S4",), inert=("common",)),
            Off(("S8",), inert=("endings",), terms=(8,)),
        ),
    ),
    "instruments": Laws(
        (
            Sign(
                "A technology pact passes on a lead",
                more("technology", PHILIPPINES, -1.0),
                "instruments.technology",
                1,
                (PHILIPPINES,),
            ),
            Sign(
                "A trilateral lifts the tie between two allies",
                setting(trilateral=lambda t: jnp.zeros_like(t)),
                "reading.help",
                -1,
                (FRIENDS,),
            ),
            Sign(
                "A minilateral with the patron makes willing",
                setting(minilateral=lambda m: m.at[PATRON, VIETNAM].set(1.0)),
                "reading.willing",
                1,
                (VIETNAM,),
            ),
            Sign(
                "A visit reassures",
                forcing(visits=lambda v: v.at[0, JAPAN].set(1.0)),
                "then.instruments.trust",
                1,
                (JAPAN,),
                forcing(visits=lambda v: v.at[0, JAPAN].set(0.0)),
            ),
        ),
        (
            Off(
                ("S6",),
                inert=("transfer", "link", "council", "reassure"),
                twist=setting(
                    trilateral=jnp.zeros_like, minilateral=jnp.zeros_like, technology_pact=jnp.zeros_like
                ),
            ),
        ),
    ),
    "verdict": Laws(
        (
            Sign("A stronger patron raises every balance", PATRON_STRONGER, "reading.balance", 1),
            Sign("A stronger challenger lowers it", STRONGER, "reading.balance", -1),
            Sign("So does doubt", more("doubt", (), 1.0), "reading.balance", -1),
        ),
        (Off((), inert=("threshold", "cut")),),
    ),
}
