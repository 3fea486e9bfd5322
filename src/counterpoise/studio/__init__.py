"""The studio: a local page on which a question is asked, changed, taken apart and passed on as a link.

A state of the page is a :class:`counterpoise.studio.question.Question`.  It travels in the address of every
request, so the server keeps nothing about anybody: two readers cannot meet, and a link restores the same numbers.
The server listens on this machine unless told otherwise, and the page loads nothing from any other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.vocabulary import CounterpoiseError, extra

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["create_app", "require_extra"]


def require_extra() -> None:
    """See that what the extra ``studio`` brings is there.

    Raises:
        CounterpoiseError: Naming the extra, if a package is absent.
    """
    try:
        import fastapi
        import plotly
        import uvicorn
    except ImportError as problem:
        raise CounterpoiseError(
            f"The studio needs {problem.name}, which is not installed.",
            hint=f"Install it with: {extra('studio')}",
        ) from None
    assert fastapi
    assert plotly
    assert uvicorn


def create_app(
    scenario: str = "asia",
    panel: Path | None = None,
    runs: Path = Path("runs"),
    token: str | None = None,
    members: int | None = None,
    most: int = 5000,
) -> FastAPI:
    """The studio as an ASGI application.

    Args:
        scenario: The scenario that opens first: a bundled name, or a TOML file of the user's.
        panel: Folder of another compiled panel.
        runs: Folder in which saved runs are looked for.
        token: What a visitor must know; None where only this machine can ask.
        members: Futures of a whole answer; the scenario's own number by default.
        most: Futures to which a first answer is refined.

    Raises:
        CounterpoiseError: If the extra ``studio`` is not installed, or the scenario cannot be read.
    """
    require_extra()
    from counterpoise.studio.app import build
    from counterpoise.studio.desk import Desk

    return build(Desk(scenario, panel=panel, runs=runs, members=members, most=most), token)
