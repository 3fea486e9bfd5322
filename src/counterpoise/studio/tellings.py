"""Rival tellings as the page offers them, each with its switches, its reason and its record in trial."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter

from counterpoise.analysis.tellings import read_tellings
from counterpoise.backtest.theories import load, read_theories
from counterpoise.backtest.theories.page import in_short
from counterpoise.studio.asked import WRONG
from counterpoise.studio.spoken import plainly

__all__ = ["router"]

router = APIRouter(responses=WRONG)


@router.get("/api/tellings")
def tellings() -> dict[str, Any]:
    """Theories by which the same futures may be told, each with its switches, its reason, and how it did in trial."""
    tried = _tried()
    return {
        "tellings": [
            {
                "key": telling.key,
                "title": telling.title,
                "claim": telling.claim,
                "source": telling.source,
                "why": telling.why,
                "switches": telling.switches,
                "tried": tried.get(telling.title, ""),
            }
            for telling in read_tellings().values()
        ]
    }


@cache
def _tried() -> dict[str, str]:
    """Title of a theory to what the trial on past years says of it."""
    declared = read_theories()
    lines = [plainly(line.removeprefix("- ")) for line in in_short(load(), declared)]
    return {
        theory.title: line.removeprefix(theory.title).strip()
        for theory, line in zip(declared.values(), lines, strict=True)
    }
