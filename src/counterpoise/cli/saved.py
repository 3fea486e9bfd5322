"""What a saved answer says of itself before it is read: its schema, and the scenario that was run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from counterpoise.vocabulary import DataError

__all__ = ["SCHEMA", "refuse_later", "scenario_of"]

SCHEMA = 1
"""Form of answer.json that this version reads."""


def refuse_later(path: Path) -> None:
    """Refuse an answer that another version wrote in another form; one that is absent or damaged is told elsewhere.

    Raises:
        DataError: If its schema is not this version's.
    """
    schema = _said(path, "schema")
    if schema is not None and schema != SCHEMA:
        later = isinstance(schema, int) and schema > SCHEMA
        raise DataError(
            f"This answer has schema {schema!r}, and this version of counterpoise reads {SCHEMA}"
            + (": a later version wrote it." if later else "."),
            where=path,
            hint=f"{'Install that version, or make the' if later else 'Make the'} answer again: counterpoise run "
            f"{_said(path, 'scenario') or 'SCENARIO'}.",
        )


def scenario_of(folder: Path) -> str:
    """The scenario that a saved answer is of; empty where it does not say."""
    return str(_said(folder / "answer.json", "scenario") or "")


def _said(path: Path, key: str) -> Any:
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return answer.get(key) if isinstance(answer, dict) else None
