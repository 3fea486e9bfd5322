"""Laws of what complicates the patron itself: C5 and C7 to C9."""

from __future__ import annotations

from tests.mechanisms.kinds import (
    JAPAN,
    KOREA,
    PHILIPPINES,
    STRONGER,
    UNLIKE,
    VIETNAM,
    Laws,
    Left,
    Off,
    Sign,
    fact,
    more,
)
from tests.mechanisms.small import CHALLENGER, FRIENDS, PATRON, forcing, together, world

__all__ = ["DOUBTED"]

DOUBTED: dict[str, Laws] = {
    "patronage": Laws(
        (
            Sign("Doubt lowers the will", more("doubt", (), 1.0), "reading.will", -1, (FRIENDS,)),
            Sign("Trust raises it", more("trust", FRIENDS, 1.0), "reading.will", 1, (FRIENDS,)),
            Sign("So does a fair share", more("burden", FRIENDS, 0.5), "reading.will", 1, (FRIENDS,)),
            Sign(
                "A treaty is worth more than a lower rung",
                world(depth=lambda d: d.at[PATRON, VIETNAM].set(4.0).at[VIETNAM, PATRON].set(4.0)),
                "reading.will",
                1,
                (VIETNAM,),
            ),
            Sign(
                "A second crisis lowers the will",
                more("distraction", (), 0.5),
                "reading.will",
                -1,
                (FRIENDS,),
            ),
            Sign(
                "The challenger's market draws business",
                more("output", CHALLENGER, 0.5),
                "patronage.doubt",
                1,
            ),
            Sign(
                "A bargain makes doubt",
                forcing(bargain=lambda b: b.at[0].set(1.0)),
                "then.patronage.doubt",
                1,
            ),
            Sign(
                "A friend disowned trusts less",
                fact("disowned", JAPAN, 1.0),
                "then.patronage.trust",
                -1,
                (JAPAN,),
            ),
            Sign(
                "A friend made to pay pays",
                fact("extracted", JAPAN, 0.2),
                "then.patronage.burden",
                1,
                (JAPAN,),
            ),
            Sign("And resents it", fact("extracted", JAPAN, 0.2), "then.patronage.tie_patron", -1, (JAPAN,)),
        ),
        (
            Off(
                ("C5",),
                inert=(
                    "mean",
                    "business",
                    "hawks",
                    "back",
                    "spread",
                    "price",
                    "honoured",
                    "forsaken",
                    "forget",
                    "disowned",
                    "echo",
                    "extracted",
                    "resent",
                ),
                twist=together(more("doubt", (), 1.0), more("trust", FRIENDS, -1.0)),
                told=("doubt", "trust"),
            ),
            Off(("C9",), inert=("elsewhere",), twist=more("distraction", (), 0.5), told=("distraction",)),
        ),
    ),
    "proliferation": Laws(
        (
            Sign(
                "Less shelter, more proliferation",
                more("doubt", (), 1.0),
                "chance.nuclear",
                1,
                (slice(JAPAN, PHILIPPINES),),
            ),
            Sign(
                "More dread, more proliferation",
                STRONGER,
                "proliferation.odds.nuclear",
                1,
                (slice(JAPAN, PHILIPPINES),),
            ),
            Sign(
                "Weapons of one's own cap what can be lost",
                more("armed", KOREA, 1.0),
                "reading.latent",
                -1,
                (slice(None), KOREA),
            ),
            Sign(
                "The step costs goodwill",
                fact("nuclear", KOREA, 1.0),
                "then.proliferation.tie_patron",
                -1,
                (KOREA,),
            ),
        ),
        (
            Off(
                ("C5",),
                inert=("urge", "dread", "shelter", "arsenal", "rebuke"),
                twist=more("armed", KOREA, 1.0),
                told=("armed", "nuclear"),
            ),
        ),
    ),
    "attention": Laws(
        (
            Sign(
                "A quarrel elsewhere distracts",
                forcing(quarrels=lambda q: q.at[0].set(1.0)),
                "attention.distraction",
                1,
            ),
            Sign("Old crises fade", more("distraction", (), 0.5), "attention.distraction", -1),
        ),
        (
            Off(
                ("C9",),
                inert=("onset", "size", "fade"),
                twist=together(more("distraction", (), 0.5), forcing(quarrels=lambda q: q + 1.0)),
                told=("distraction", "elsewhere"),
            ),
        ),
    ),
    "capacity": Laws(
        (
            Sign(
                "Lost skill slows the patron's ties",
                more("expertise", (), -0.5),
                "capacity.odds.tie_up",
                -1,
                (PATRON, FRIENDS),
            ),
            Sign("Lost skill costs leadership", more("expertise", (), -0.5), "reading.leadership", -1),
            Sign("Lost restraint makes bargains likelier", more("expertise", (), -0.5), "chance.bargain", 1),
            Sign("A purge empties", more("purge", (), 0.3), "capacity.expertise", -1),
            Sign("Misreadings clear up", more("misread", JAPAN, 0.5), "capacity.misread", -1, (JAPAN,)),
        ),
        (
            Off(
                ("C7",),
                inert=(
                    "deep",
                    "fast",
                    "rebuild",
                    "again",
                    "slow",
                    "blur",
                    "clear",
                    "leak",
                    "leaky",
                    "leaked",
                    "loose",
                    "stir",
                ),
                twist=together(
                    more("expertise", (), -0.3), more("misread", FRIENDS, 0.3), more("purge", (), 0.2)
                ),
                told=("expertise", "misread", "purge", "leak"),
                left=(Left("No skill is missing", "reading.short", 0.0),),
            ),
        ),
    ),
    "affinity": Laws(
        (
            Sign(
                "A regime that grows like the patron's leans to it",
                more("polyarchy", VIETNAM, 0.2),
                "affinity.tie_patron",
                1,
                (VIETNAM,),
            ),
            Sign(
                "And away from the challenger",
                more("polyarchy", VIETNAM, 0.2),
                "affinity.tie_challenger",
                -1,
                (VIETNAM,),
            ),
            Sign("The patron's will follows", more("polyarchy", VIETNAM, 0.2), "reading.will", 1, (VIETNAM,)),
        ),
        (
            Off(
                ("C8",),
                inert=("fit", "glue", "pace", "bond"),
                twist=world(polyarchy=lambda _: UNLIKE),
                told=("polyarchy",),
                left=(Left("Likeness moves nothing", "reading.likeness", 0.0),),
            ),
        ),
    ),
}
