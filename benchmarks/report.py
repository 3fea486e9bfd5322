"""What every benchmark does with its numbers: take the time, print a table, save it where asked."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["report", "timed"]


def report(name: str, doc: str | None, measured: Callable[[int], dict[str, float]]) -> None:
    """Read the options of a benchmark, measure, print the table, save it where asked."""
    options = argparse.ArgumentParser(prog=name, description=doc)
    options.add_argument("--rounds", type=int, default=3, help="how often each is timed (the best counts)")
    options.add_argument("--save", type=Path, help="also write the numbers to this JSON file")
    given = options.parse_args()
    found = measured(given.rounds)
    width = max(map(len, found))
    for quantity, value in found.items():
        print(
            f"{quantity:<{width}}  {value:>12,.3g}"
            if value < 1000
            else f"{quantity:<{width}}  {value:>12,.0f}"
        )
    if given.save:
        given.save.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a call took, and what it gave."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result
