"""The ledger of claims: one row per claim, with what it does, what it rests on and where it stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Claim", "complications", "ledger", "ledger_table"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the ledger.

    Attributes:
        id: S1 to S8 (the simple story), C1 to C9 (what complicates it), V1 and V2 (the verdict).
        label: A few plain words.
        claim: The claim in a sentence.
        mechanisms: Files of :mod:`counterpoise.mechanisms` that make it act.
        reference: What its switch at 0 leaves in its place.
        evidence: What its numbers rest on.
        backtest: How it was scored on history, or that it was not.
        state: ``acts``, ``partly`` or ``open``.
        missing: What is still to come.
    """

    id: str
    label: str
    claim: str
    mechanisms: tuple[str, ...]
    reference: str
    evidence: str
    backtest: str
    state: str
    missing: str

    @property
    def acts(self) -> bool:
        """Whether the claim does anything in the model yet."""
        return self.state != "open" and bool(self.mechanisms)


@cache
def ledger() -> dict[str, Claim]:
    """All rows by id, in the order of the file.

    >>> ledger()["C5"].label
    "Doubt about the patron's will"
    """
    text = (files("counterpoise") / "library" / "claims.toml").read_text(encoding="utf-8")
    return {
        key: Claim(id=key, **{**row, "mechanisms": tuple(row["mechanisms"])})
        for key, row in tomllib.loads(text).items()
    }


def complications(acting: bool = True) -> tuple[str, ...]:
    """Ids of the complications C1 to C9, only those that act unless told otherwise."""
    return tuple(key for key, claim in ledger().items() if key[0] == "C" and (claim.acts or not acting))


def ledger_table() -> list[dict[str, str]]:
    """Rows for terminal and docs: id, claim, mechanism, evidence, backtest, state and what is missing."""
    return [
        {
            "id": claim.id,
            "claim": claim.claim,
            "mechanism": ", ".join(claim.mechanisms) or "none yet",
            "reference": claim.reference,
            "evidence": claim.evidence,
            "backtest": claim.backtest,
            "state": claim.state,
            "missing": claim.missing,
        }
        for claim in ledger().values()
    ]
