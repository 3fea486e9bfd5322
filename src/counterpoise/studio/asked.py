"""What every address of the studio takes: the parts of a link, as the question that they ask."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel

from counterpoise.studio.desk import Desk
from counterpoise.studio.question import Question

__all__ = ["WRONG", "Asked", "AtDesk", "Phone", "Problem", "asked"]

Word = Annotated[str, Query(max_length=120)]
Phone = Annotated[bool, Query(description="Drawn for the column of a phone")]


class Problem(BaseModel):
    """A mistake: what, where, and what to do about it."""

    message: str
    where: str | None = None
    hint: str | None = None


WRONG: dict[int | str, dict[str, object]] = {
    422: {"model": Problem, "description": "A part of the link cannot be read"},
    429: {"model": Problem, "description": "Too many requests"},
}
"""Replies, besides the good one, that any address may give."""


def desk_of(request: Request) -> Desk:
    """The application's desk."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]


def asked(
    desk: AtDesk,
    scenario: Annotated[str | None, Query(max_length=80, description="Name of a scenario")] = None,
    edition: Annotated[str | None, Query(max_length=40, description="Information cut-off")] = None,
    seed: Annotated[int | None, Query(ge=0, le=2**32 - 1)] = None,
    change: Annotated[list[Word], Query(max_length=80, description="C5:0.5 or balancing.gain:0.9")] = [],  # noqa: B006
    shock: Annotated[list[Word], Query(max_length=80, description="tariff:2027:JPN:25:2028")] = [],  # noqa: B006
) -> Question:
    """The question of a link."""
    return desk.question(scenario, edition, seed, change, shock)


Asked = Annotated[Question, Depends(asked)]
