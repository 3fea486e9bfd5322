"""V1 taken at its word: the three clauses of the best guess, each turned off in the full story.

The alliances survive, says the ledger, *because* the patron does not want a regional hegemon (its interest), because
it cannot prevent one without partners there (its need of them), and because those partners do not want to live in
the challenger's sphere (their wish).  A clause carries the verdict as far as the verdict falls without it:

- *interest*: the patron would fight for nobody, whatever its treaties say;
- *partners*: no host opens, no third state brings force, so the patron and the state attacked stand alone;
- *wish*: the challenger's neighbours lean to it, and away from the patron, by what parts its clients from them.

Each runs on the luck of the full story.  This says what carries the verdict in the model, not what is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import equinox as eqx
import jax.numpy as jnp

from counterpoise.analysis.probability import chance, paired_change
from counterpoise.analysis.stories import Story
from counterpoise.model import Model
from counterpoise.observe.case import Observed

__all__ = ["CLAUSES", "clauses_of", "without_clause"]

CLAUSES: Mapping[str, str] = {
    "interest": "the patron's interest: without it, it would fight for nobody",
    "partners": "the partners' help: without it, no host opens and no third state comes",
    "wish": "the partners' wish: without it, neighbours lean to the challenger as its clients do",
}
"""Clause to what it says and what is left without it."""

_NOBODY = -30.0
"""Logit of a commitment that nobody would believe."""

_CLIENT = 4.0
"""Logits by which a client's ties lean further: about what parts North Korea's from South Korea's."""


def without_clause(clause: str, observed: Observed, model: Model) -> tuple[Observed, Model]:
    """Scenario and Model in which one clause of V1 does not hold.

    Raises:
        KeyError: If there is no such clause (a programming error).
    """
    if clause == "interest":
        credit = jnp.full_like(model.patronage.credit, _NOBODY)
        return observed, eqx.tree_at(lambda m: m.patronage.credit, model, credit)
    if clause == "partners":
        shut = jnp.full_like(model.forces.openness, _NOBODY)
        alone = jnp.zeros_like(model.ties.promise)
        return observed, eqx.tree_at(lambda m: (m.forces.openness, m.ties.promise), model, (shut, alone))
    return {"wish": _as_clients}[clause](observed), model


def _as_clients(observed: Observed) -> Observed:
    """The scenario in which every neighbour of the challenger leans to it."""
    case = observed.case
    wish = -_CLIENT * jnp.asarray(observed.neighbours, jnp.float32)
    return replace(observed, case=replace(case, setting=replace(case.setting, wish=wish)))


def clauses_of(full: Story, told: Mapping[str, Story], years: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """What is left of both outcomes without each clause, and what of the last year's chance it carries.

    Args:
        full: All claims and clauses on.
        told: Clause to the same futures without it.
        years: Years to speak of, with their place on the year axis.
    """
    found: dict[str, dict[str, Any]] = {}
    for clause, story in told.items():
        members = len(story.ties)
        found[clause] = {"label": CLAUSES[clause]}
        of: dict[str, Callable[[Story], Any]] = {
            "balance_holds": lambda s: s.verdict.balance_holds,
            "ties_survive": lambda s: s.ties,
        }
        for outcome, read in of.items():
            change, error = paired_change(read(full)[:members, -1], read(story)[:, -1])
            found[clause][outcome] = {
                **{year: chance(read(story)[:, place]) for year, place in years.items()},
                "carries": round(change, 4),
                "error": round(error, 4),
            }
    return found
