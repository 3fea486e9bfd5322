"""What the journal's tables say of themselves: captions that need no drawing, columns that print, units of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.telling.reader import final
from counterpoise.telling.sentences import cost_basis

__all__ = ["Printed", "captions"]

CREDIBLE = "Low and high: 90 % credible interval of the chance; without one where none exists."
ERROR = "Error: half width of the 90 % interval of simulation error."


@dataclass(frozen=True)
class Printed:
    """A chart as a printed table.

    Attributes:
        caption: What the table holds, with the kind and level of its interval.
        left_out: Heads of columns that the CSV holds and the page has no room for.
    """

    caption: str
    left_out: tuple[str, ...] = ()


def captions(answer: Mapping[str, Any]) -> dict[str, Printed]:
    """The charts that print as tables, by their place in the report."""
    year = final(answer)
    chance = f"Chance (0 to 1) that the balance of power holds to {year}"
    return {
        "simpler": Printed(f"{chance}: full story, simple story, persistence and base rate. {CREDIBLE}"),
        "others": Printed(
            f"Chance (0 to 1) under full story, simple story, persistence and base rate. {CREDIBLE}"
        ),
        "why": Printed(
            f"Change of the chance (0 to 1) in {year} that each complication makes: {cost_basis(answer)}. {ERROR} "
            "Accounting inside the model, not proof of cause."
        ),
        "alliances": Printed(f"Chance (0 to 1) that each treaty is in force and believed. {CREDIBLE}"),
        "yardsticks": Printed(
            f"Chance (0 to 1) that the balance holds, by other yardsticks of holding. {CREDIBLE}"
        ),
        "grades": Printed(
            "Share of simulated futures (0 to 1) by grade of dominance; in a contested region the balance holds. "
            "No interval of their own (level: none)."
        ),
        "drivers": Printed(
            "Share (0 to 1) of the spread of the chance that each parameter causes, the ten largest, with its grade. "
            f"{ERROR} No interval of its own (level: none).",
            ("path",),
        ),
        "record": Printed(
            "Forecasts from past years against the simpler rule that each had to beat, pooled over hindcasts. "
            "Average precision: more is better; log loss and CRPS: less is better. No interval (level: none).",
            ("trained on", "tested on", "events predicted over observed"),
        ),
        "calibration": Printed(
            "Chance (0 to 1) said by hindcasts of theatres, in fifths, and share that came. Low and high: binomial "
            "90 % interval of that share."
        ),
        "tripwires": Printed(
            f"Observables that tell most of the balance in {year}, ten years before: level at the start, and level at "
            "which half of the futures hold. No interval (level: none).",
            ("why",),
        ),
        "ties": Printed(
            "Alignment of each state with both poles (0 to 1, what its government leans to): median of futures with "
            "its 5 and 95 % quantiles. Depth (the rung: obligations and access in force) at the start, the chance that "
            "it stands deeper or shallower, and that its treaty is in force and believed.",
            ("role of the partner", "depth, median"),
        ),
        "moved": Printed(f"Chances (0 to 1) of two answers for {year}. {CREDIBLE}"),
        "causes": Printed(
            f"Why the chance differs between the two answers, cause by cause in the order in which one replaced the "
            f"other. {ERROR}"
        ),
    }
