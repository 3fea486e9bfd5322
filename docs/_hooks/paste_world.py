"""Run the whole world and paste what it says into its page, between its two markers; minutes.

Run it whenever a default answer moves: ``.venv/bin/python docs/_hooks/paste_world.py``, or with the folder of a run
that is there already.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pasting import paste

PAGE = Path(__file__).resolve().parents[1] / "world.md"
OUTCOMES = {"balance_holds": "*the balance holds*", "ties_survive": "*the ties survive*"}


def main() -> None:
    """Replace the block; the page is left alone if the run fails."""
    with tempfile.TemporaryDirectory() as folder:
        ran = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder, "world")
        if len(sys.argv) == 1:
            command = [
                sys.executable,
                "-m",
                "counterpoise",
                "run",
                "world-2025",
                "--out",
                str(ran),
                "--quiet",
            ]
            subprocess.run(command, check=True)
        answer = json.loads((ran / "answer.json").read_text(encoding="utf-8"))
    paste(PAGE, "world", "\n".join(said(answer)) + "\n\n")


def said(answer: dict[str, Any]) -> Iterator[str]:
    """The table of both outcomes and all theatres, and who ends on the challenger's side."""
    holds = {name: answer["outcomes"][key]["full"] for key, name in OUTCOMES.items()}
    holds |= {row["label"]: row["holds"] for row in answer["theatres"].values()}
    years = sorted(next(iter(holds.values())))
    error = max(100 * one["mc_error"] for row in list(holds.values())[:2] for one in row.values())
    yield ""
    yield (
        f"Of a hundred futures, from {answer['members']} with seed {answer['seed']}, with 90 % credible intervals "
        f"(simulation error of the two outcomes up to {error:.0f}):"
    )
    yield ""
    yield f"| holds, of 100 | {' | '.join(years)} |"
    yield f"| --- |{' --- |' * len(years)}"
    for name, row in holds.items():
        yield f"| {name} | {' | '.join(ranged(row[year]) for year in years)} |"
    yield ""
    given_in = {row["name"]: row["p_accommodates"][years[-1]] for row in answer["states"].values()}
    most = sorted(given_in.items(), key=lambda one: (-one[1], one[0]))[:8]
    named = ", ".join(f"{name} {100 * p:.0f}" for name, p in most)
    yield f"Most often on the challenger's side in {years[-1]}, of 100: {named}."


def ranged(chance: dict[str, float]) -> str:
    """A chance of 100 with its interval."""
    return f"{100 * chance['p']:.0f} ({100 * chance['low']:.0f} to {100 * chance['high']:.0f})"


if __name__ == "__main__":
    main()
