"""Laws of the mechanisms that complicate the story."""

from __future__ import annotations

from tests.mechanisms.kinds import (
    JAPAN,
    KOREA,
    PATRON_STRONGER,
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

__all__ = ["COMPLICATED"]

COMPLICATED: dict[str, Laws] = {
    "demography": Laws(
        (
            Sign(
                "Fewer recruits make weaker forces",
                forcing(recruits=lambda r: r - 0.3),
                "reading.capability",
                -1,
            ),
        ),
        (
            Off(
                ("C3",),
                inert=("crowding", "recruits"),
                twist=forcing(recruits=lambda r: r - 0.5, aged=lambda a: a + 0.02),
                left=(Left("Nobody has more pensioners to pay", "demography.burden", 0.0),),
            ),
        ),
    ),
    "technology": Laws(
        (
            Sign(
                "Cut science costs the patron",
                more("levers", 0, -0.5),
                "technology.technology",
                -1,
                (PATRON,),
            ),
            Sign(
                "Colleagues turned away cost the patron",
                more("levers", 1, -0.5),
                "technology.technology",
                -1,
                (PATRON,),
            ),
            Sign(
                "Colleagues turned away serve the challenger",
                more("levers", 1, -0.5),
                "technology.technology",
                1,
                (CHALLENGER,),
            ),
            Sign(
                "Better arms make stronger forces",
                more("quality", JAPAN, 0.5),
                "reading.capability",
                1,
                (JAPAN,),
            ),
            Sign(
                "Who is further behind catches up faster",
                more("technology", VIETNAM, -0.5),
                "technology.technology",
                1,
                (VIETNAM,),
            ),
        ),
        (
            Off(
                ("C1",),
                inert=(
                    "fit",
                    "steady",
                    "weight",
                    "yields",
                    "bite",
                    "provoke",
                    "science",
                    "openness",
                    "returned",
                    "restore",
                    "fields",
                    "green",
                ),
                twist=together(
                    more("levers", slice(None), -0.4),
                    more("quality", slice(None), 0.3),
                    forcing(controls=lambda c: c + 0.5),
                ),
                told=("levers", "after.quality"),
                left=(
                    Left("Technology stands still", "technology.technology", 0.0),
                    Left("So do the arms' levels", "technology.quality", 0.0),
                ),
            ),
        ),
    ),
    "burden": Laws(
        (
            Sign(
                "Leadership that is earned makes willing", more("burden", PATRON, 0.5), "reading.willing", 1
            ),
            Sign("Alarm makes willing", STRONGER, "reading.willing", 1, (FRIENDS,)),
            Sign("Distraction costs leadership", more("distraction", (), 0.5), "reading.leadership", -1),
            Sign("Help that comes is leant on", PATRON_STRONGER, "burden.burden", -1, (FRIENDS,)),
        ),
        (
            Off(
                ("C4",),
                inert=("fit", "risk", "lead", "stake", "diplomacy", "reliance"),
                terms=(8,),
                told=("reading.leadership",),
                left=(
                    Left("Promises are kept in full", "reading.willing", 1.0),
                    Left("Nobody rides", "reading.riding", 0.0),
                ),
            ),
        ),
    ),
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
    "leaders": Laws(
        (
            Sign(
                "A leader who leans away loosens the tie",
                more("orientation", JAPAN, -0.5),
                "leaders.tie_patron",
                -1,
                (JAPAN,),
            ),
            Sign(
                "An election can bring another",
                forcing(election=lambda e: e.at[0].set(1)),
                "chance.exit",
                1,
                (slice(KOREA, VIETNAM),),
            ),
            Sign(
                "A leader who leans away plays other threats down",
                more("orientation", KOREA, -0.5),
                "reading.fear",
                -1,
                (KOREA,),
            ),
            Sign("Divisions heal", more("division", JAPAN, 0.5), "leaders.division", -1, (JAPAN,)),
        ),
        (
            Off(
                ("C2",),
                inert=("weight", "pace", "turnover", "polarisation", "other", "bitter", "heal", "exits"),
                twist=together(more("orientation", slice(None), -0.3), more("division", slice(None), 0.3)),
                told=("orientation", "served", "division", "exit", "disowned", "bargain", "doubt"),
            ),
        ),
    ),
    "trade": Laws(
        (
            Sign(
                "A tariff costs output",
                forcing(tariff=lambda t: t.at[0].add(0.3)),
                "trade.output",
                -1,
                (FRIENDS,),
            ),
            Sign(
                "It costs goodwill",
                forcing(tariff=lambda t: t.at[0].add(0.3)),
                "trade.tie_patron",
                -1,
                (FRIENDS,),
            ),
            Sign(
                "The rival woos whom it hits",
                forcing(tariff=lambda t: t.at[0].add(0.3)),
                "trade.tie_challenger",
                1,
                (FRIENDS,),
            ),
            Sign(
                "A growing market draws",
                more("output", CHALLENGER, 0.5),
                "trade.tie_challenger",
                1,
                (FRIENDS,),
            ),
        ),
        (
            Off(
                ("C6",),
                inert=("cost", "lasting", "grievance", "pull", "wedge", "whim", "whim_size"),
                left=(
                    Left("Nobody pays", "trade.output", 0.0),
                    Left("Nobody minds", "trade.tie_patron", 0.0),
                    Left("Nobody is wooed", "trade.tie_challenger", 0.0),
                ),
                twist=together(more("tariff", slice(None), 0.3), forcing(tariff=lambda t: t + 0.3)),
                told=("tariff", "whim"),
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
