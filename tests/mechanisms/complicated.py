"""Laws of what complicates the story at home and among friends: C1 to C4 and C6."""

from __future__ import annotations

from tests.mechanisms.kinds import (
    JAPAN,
    KOREA,
    PATRON_STRONGER,
    STRONGER,
    VIETNAM,
    Laws,
    Left,
    Off,
    Sign,
    more,
)
from tests.mechanisms.small import CHALLENGER, FRIENDS, PATRON, forcing, together

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
            Sign(
                "Soldiers are workers taken away",
                more("burden", KOREA, 0.5),
                "demography.output",
                -1,
                (KOREA,),
            ),
        ),
        (
            Off(
                ("C3",),
                inert=("crowding", "recruits", "variants", "manned"),
                twist=forcing(recruits=lambda r: r - 0.5, aged=lambda a: a + 0.02),
                told=("young",),
                left=(
                    Left("Nobody has more pensioners to pay", "demography.burden", 0.0),
                    Left("Nobody else is called up", "demography.enlisted", 0.0),
                ),
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
                "An agreement with the challenger draws",
                forcing(pacts=lambda p: p.at[0, 1, VIETNAM].set(1.0)),
                "trade.tie_challenger",
                1,
                (VIETNAM,),
            ),
            Sign(
                "An answer costs the patron",
                forcing(retaliation=lambda r: r.at[0].set(0.5)),
                "trade.output",
                -1,
                (PATRON,),
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
                inert=(
                    "cost",
                    "lasting",
                    "grievance",
                    "pull",
                    "wedge",
                    "answer",
                    "answer_friend",
                    "gain",
                    "worth",
                    "whim",
                    "whim_size",
                ),
                left=(
                    Left("Nobody pays", "trade.output", 0.0),
                    Left("Nobody minds", "trade.tie_patron", 0.0),
                    Left("Nobody is wooed", "trade.tie_challenger", 0.0),
                ),
                twist=together(more("tariff", slice(None), 0.3), forcing(tariff=lambda t: t + 0.3)),
                told=("tariff", "retaliation", "market", "whim"),
            ),
        ),
    ),
}
