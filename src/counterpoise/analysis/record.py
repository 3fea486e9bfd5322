"""The track record: how the fitted equations did on years that they had not seen, failures beside successes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["record_of"]

NOTE = (
    "Each equation was fitted on the earlier years and scored on the later ones. The whole simulator has not been "
    "scored on history yet; until it is, its probabilities are a model's and not a track record."
)


def record_of() -> dict[str, Any]:
    """Hold-out scores that ship with the fit, as ``{"tasks": [...], "note": ...}``."""
    path = files("counterpoise") / "library" / "posterior" / "record.json"
    return {"tasks": json.loads(path.read_text(encoding="utf-8"))["tasks"], "note": NOTE}
