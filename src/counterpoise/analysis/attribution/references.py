"""What a complication leaves when it is off: two readings, since shares depend on what they are counted from."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["REFERENCES"]

REFERENCES: Mapping[str, str] = {
    "declared": (
        "Off is the claim's declared reference in the ledger, a calm past: the credibility of the 1990s, the "
        "tariffs of 2024, promises kept in full, expertise unimpaired, no other theatre."
    ),
    "present": (
        "Off is the present, held: doubt at its long-run mean, the first year's tariffs in force, promises kept as "
        "in the start year, expertise as the present purge leaves it, the start year's distraction; nothing is "
        "added to them. Technology, leaders, ages and regimes stay those of the start year in both readings."
    ),
}
"""Name of a reference set to what it means."""
