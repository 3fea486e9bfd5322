"""What a law is: a sign, what a switch leaves, and the changes to a small world in which they are stated."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mechanisms.small import (
    CHALLENGER,
    FRIENDS,
    HISTORY,
    PATRON,
    Twist,
    forcing,
    parameter,
    together,
    world,
)

__all__ = [
    "INDONESIA", "JAPAN", "KOREA", "PATRON_STRONGER", "PHILIPPINES", "STRONGER", "TO_FRIENDS", "UNLIKE", "VIETNAM",
    "Laws", "Left", "Off", "Sign", "fact", "fitted", "more", "pressed",
]  # fmt: skip

JAPAN, KOREA, PHILIPPINES, INDONESIA, VIETNAM = range(2, 7)
TO_FRIENDS = (CHALLENGER, FRIENDS)
ALL = (...,)
UNTOUCHED = together()


@dataclass(frozen=True)
class Sign:
    """A change that must move something one way, at every point of the prior's range.

    Attributes:
        says: The law in words.
        twist: What is different.
        moves: Name of what moves, as in :mod:`tests.mechanisms.small`.
        sign: 1 if up, -1 if down.
        at: Where on the axes after the member's.
        against: What it is compared with, where that is not the year as it is.
    """

    says: str
    twist: Twist
    moves: str
    sign: int
    at: tuple[object, ...] = ALL
    against: Twist | None = None


@dataclass(frozen=True)
class Left:
    """What the switch at 0 leaves.

    Attributes:
        says: The reference in words.
        name: Of what is left.
        value: The number it is then; None where it is the same for every state.
        at: Where on the axes after the member's.
    """

    says: str
    name: str
    value: float | None
    at: tuple[object, ...] = ALL


@dataclass(frozen=True)
class Off:
    """What may differ, and what may not, while the claims of a mechanism are off.

    Attributes:
        claims: Switches at 0.
        inert: Its parameters that must not matter then.
        twist: Stocks and facts that must not matter then.
        told: Names, or their last parts, of what may still differ: what is counted though nobody heeds it.
        terms: Places in a fitted parameter that are inert; all if none is named.
        left: The declared reference.
    """

    claims: tuple[str, ...]
    inert: tuple[str, ...] = ()
    twist: Twist = UNTOUCHED
    told: tuple[str, ...] = ()
    terms: tuple[int, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Laws:
    """All laws of one mechanism.

    Attributes:
        signs: What its claim predicts.
        off: What its switch removes; the ruler, which has none, moves nothing when it is on.
    """

    signs: tuple[Sign, ...]
    off: tuple[Off, ...]


def more(name: str, place: object, amount: float) -> Twist:
    """A stock of the World raised at a place."""
    return world(**{name: lambda now: now.at[place].add(amount)})


def fact(name: str, place: object, amount: float) -> Twist:
    """An outside fact set for the year, at a place."""
    return forcing(**{name: lambda now: now.at[0, place].set(amount)})


def fitted(path: str, place: int, amount: float) -> Twist:
    """A term of a fit set for every member."""
    return parameter(path, lambda now: now.at[..., place].set(amount))


def pressed(amount: float = 2.0) -> Twist:
    """The challenger has started more disputes with everybody in the region."""
    return world(record=lambda now: now._replace(initiated=now.initiated.at[CHALLENGER, FRIENDS].add(amount)))


STRONGER = more("stock", CHALLENGER, 0.7)
PATRON_STRONGER = more("stock", PATRON, 0.7)
UNLIKE = HISTORY.world.polyarchy * 0.5
