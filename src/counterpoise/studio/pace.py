"""How long a first answer takes on this machine: by the last time, else by what such a case usually takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

__all__ = ["STEPS", "Pace", "lived"]

STEPS = {
    "read": "reading the panel",
    "compile": "making the model ready and living its first futures",
    "live": "living the simple story",
}
"""Steps of a first answer, in order, and what each does."""

_USUAL = {"read": (3.0, 0.035), "compile": (9.0, 0.06), "live": (0.3, 0.012)}
"""Seconds of each step on a machine of two cores that has done nothing of it yet: a number, and one for each state."""

Progress = Callable[..., None]


def lived(futures: float, states: int, years: int) -> float:
    """Seconds that compiled futures take on such a machine, roughly: what goes first is decided by it, and no more.

    >>> round(lived(128, 30, 21), 2), round(lived(32, 193, 26), 1)
    (0.06, 0.8)
    """
    return _CELL * futures * states**2 * years


_CELL = 2.5e-8
"""Seconds of a year of an ordered pair of states."""


class Pace:
    """The steps of one first answer, timed.

    Args:
        path: File that remembers what steps took; it is no loss where it cannot be read or written.
        name: Of the scenario.
        states: How many it has.
        progress: Told share, word and seconds left; it may raise to end the work.
    """

    def __init__(self, path: Path, name: str, states: int, progress: Progress) -> None:
        self._path, self._name, self._progress = path, name, progress
        self._known = _read(path)
        usual = {step: fixed + each * states for step, (fixed, each) in _USUAL.items()}
        self._expected = {**usual, **self._known.get(name, {})}
        self._now, self._begun, self._took = "", 0.0, dict[str, float]()

    def step(self, name: str) -> None:
        """One step ends, the next begins.

        Args:
            name: One of :data:`STEPS`.
        """
        self._end()
        self._now, self._begun = name, monotonic()
        steps = list(STEPS)
        left = sum(self._expected[step] for step in steps[steps.index(name) :])
        whole = sum(self._took.values()) + left
        first = "" if self._name in self._known else " for the first time on this machine"
        self._progress(1.0 - left / whole if whole else 0.0, STEPS[name] + first, left)

    def done(self) -> None:
        """Remember what the steps took, for whoever waits the next time."""
        self._end()
        known = {**_read(self._path), self._name: {**self._expected, **self._took}}
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(known), encoding="utf-8")

    def _end(self) -> None:
        if self._now:
            self._took[self._now] = round(monotonic() - self._begun, 2)


def _read(path: Path) -> dict[str, dict[str, float]]:
    """What is remembered; nothing where the file is not ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): {step: float(took[step]) for step in STEPS if step in took}
            for name, took in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
