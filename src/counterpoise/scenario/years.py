"""Years that a scenario may name: start, horizon, origin and the cut-offs of its editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoise.scenario.model import Scenario

__all__ = ["wrong_years"]

FIRST_START = 2010
"""The tie table and the theatres of a scenario are sourced from 2010 on."""


def wrong_years(scenario: Scenario) -> tuple[str, tuple[str | int, ...], str] | None:
    """What is wrong with the years of a scenario, the key that holds it, and what to write; None where they stand."""
    if scenario.horizon <= scenario.start:
        return (
            f"The horizon {scenario.horizon} does not come after the start {scenario.start}.",
            ("scenario", "horizon"),
            f"Write a year from {scenario.start + 1} to {scenario.last}.",
        )
    if scenario.horizon > scenario.last:
        return (
            f"The horizon {scenario.horizon} lies beyond {scenario.last}, where official projections end.",
            ("scenario", "horizon"),
            f"Write a year up to {scenario.last}; a scenario of the whole world (whole = true) may go to 2100.",
        )
    if scenario.origin is not None and scenario.origin != scenario.start - 1:
        return (
            f"The start {scenario.start} does not follow the origin {scenario.origin}.",
            ("scenario", "start"),
            f"Write start = {scenario.origin + 1}: the first year that the origin does not know.",
        )
    if scenario.start < FIRST_START and scenario.origin is None:
        return (
            f"The start {scenario.start} is too early: the default theatres and ties begin in {FIRST_START}.",
            ("scenario", "start"),
            f"Write a year from {FIRST_START} on, or origin = {scenario.start - 1} for a hindcast.",
        )
    for name, edition in scenario.editions.items():
        if edition.cutoff.year < scenario.start - 1:
            return (
                f"The edition {name} is cut off on {edition.cutoff}, more than a year before the start.",
                ("editions", name, "cutoff"),
                f"Write a date from {scenario.start - 1}-01-01 on.",
            )
        if edition.cutoff.year > scenario.start + 2:
            return (
                f"The edition {name} is cut off on {edition.cutoff}, years after the start {scenario.start}.",
                ("editions", name, "cutoff"),
                f"Write a date up to {scenario.start + 2}-12-31, or a later start: what is known is not simulated.",
            )
    return None
