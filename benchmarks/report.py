"""What every benchmark does with its numbers: take the time, print a table, save it where asked."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

from counterpoise import __version__

__all__ = ["remember", "report", "timed"]


def report(name: str, doc: str | None, measured: Callable[..., dict[str, float]]) -> None:
    """Read the options of a benchmark, measure, print the table, save it where asked."""
    options = argparse.ArgumentParser(prog=name, description=doc)
    options.add_argument("--rounds", type=int, default=3, help="how often each is timed (the best counts)")
    options.add_argument("--save", type=Path, help="also write the numbers to this JSON file")
    options.add_argument("--history", type=Path, help="also add a row to the history in this page")
    choices = [name for name in signature(measured).parameters if name != "rounds"]
    for choice in choices:
        options.add_argument(f"--{choice}", action="store_true")
    given = options.parse_args()
    found = measured(given.rounds, **{choice: getattr(given, choice) for choice in choices})
    width = max(map(len, found))
    for quantity, value in found.items():
        print(
            f"{quantity:<{width}}  {value:>12,.3g}"
            if value < 1000
            else f"{quantity:<{width}}  {value:>12,.0f}"
        )
    if given.save:
        given.save.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if given.history:
        remember(given.history, found)


def remember(page: Path, found: dict[str, float]) -> None:
    """Add a row to the table of a page whose header names quantities; what was not measured is told and stays empty."""
    lines = page.read_text(encoding="utf-8").splitlines()
    head = next(k for k, line in enumerate(lines) if line.startswith("| Version |"))
    columns = [cell.strip() for cell in lines[head].strip("|").split("|")][1:]
    end = next((k for k in range(head, len(lines)) if not lines[k].startswith("|")), len(lines))
    cells = [f"{found[name]:.3g}" if name in found else "" for name in columns]
    if missing := [name for name in columns if name not in found]:
        print(f"Not measured, so the row has no value of: {'; '.join(missing)}.")
    lines.insert(end, f"| {__version__} | " + " | ".join(cells) + " |")
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a call took, and what it gave."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result
