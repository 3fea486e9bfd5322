"""Words of the documentation as the page speaks them: no marks, and what was foretold by name, not by key."""

from __future__ import annotations

import re

from counterpoise.backtest.theories.page import SPOKEN

__all__ = ["plainly", "target_name"]


def target_name(key: str) -> str:
    """What a target of the trial asks, in plain words.

    >>> target_name("burden-5y")
    'Military burdens five years ahead'
    """
    said = SPOKEN.get(key, key)
    return f"{said[0].upper()}{said[1:]}"


def plainly(text: str) -> str:
    """Without the marks of the documentation; what is clear of zero bears an asterisk.

    >>> plainly("**+1.4 %** † (2/3)"), plainly("**Buck passing** helps with `burden-1y` +0.3 %.")
    ('+1.4 %* † (2/3)', 'Buck passing helps with military burdens a year ahead (+0.3 %).')
    """
    named = re.sub(
        r"`([^`]+)` ([+−-]?\d+\.\d+ %)",
        lambda found: f"{SPOKEN.get(found[1], found[1])} ({found[2]})",
        text,
    )
    named = re.sub(r"`([^`]+)`", lambda found: SPOKEN.get(found[1], found[1]), named)
    return named.replace(" %**", " %*").replace("**", "")
