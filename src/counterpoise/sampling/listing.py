"""What is sampled and what is not: one line an equation, with how well its chains mixed and how long they take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counterpoise.sampling.equations import EQUATIONS
from counterpoise.sampling.store import stored

__all__ = ["listing", "mixing"]

_HEAD = ("equation", "stored", "worst R-hat", "least draws", "divergent", "CPU seconds")


def mixing(entry: dict[str, Any]) -> dict[str, float]:
    """Worst split R-hat, least effective draws and largest share of divergences over the models of an equation."""
    parts = [entry[model] for model in ("alike", "by_era") if model in entry]
    sites = [site for part in parts for site in part["diagnostics"].values()]
    return {
        "r_hat": max(site["r_hat"] for site in sites),
        "ess": min(site["ess"] for site in sites),
        "divergent": max(part["divergent"] for part in parts),
    }


def listing(folder: Path | None = None) -> str:
    """Every equation that can be sampled, whether a posterior is stored, its diagnostics and the time it took.

    Args:
        folder: Where posteriors lie; by default those that ship.

    >>> print(listing().splitlines()[0])
    equation            stored  worst R-hat  least draws  divergent  CPU seconds  what it says
    """
    found, rows = stored(folder), [(*_HEAD, "what it says")]
    for name, equation in EQUATIONS.items():
        entry = found.get(name)
        if entry is None:
            rows.append((name, "no", "", "", "", "", equation.label))
            continue
        told = mixing(entry)
        rows.append(
            (name, "yes", f"{told['r_hat']:.3f}", f"{told['ess']:.0f}", f"{told['divergent']:.1%}",
             f"{entry['seconds']:.0f}", equation.label)
        )  # fmt: skip
    widths = [max(len(row[k]) for row in rows) for k in range(len(_HEAD))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:], strict=True)]
        lines.append("  ".join([*cells, row[-1]]))
    return "\n".join(lines)
