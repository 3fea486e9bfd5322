"""Read a scenario file with suspicion: a mistake is told with its file, line and key, and what to write."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from counterpoise.tomlfile import Document
from counterpoise.vocabulary import ScenarioError, nearest

__all__ = ["spelled", "unknown_state", "validated"]

T = TypeVar("T", bound=BaseModel)


def validated(kind: type[T], document: Document) -> T:
    """The content of a file as a model, or the first thing that is wrong with it.

    Args:
        kind: Pydantic model of the whole file.
        document: The file.

    Raises:
        ScenarioError: With file, line and key, and what to write instead.
    """
    try:
        return kind.model_validate(document.data)
    except ValidationError as problem:
        # An unknown key is most often a required one that was misspelt: tell that first.
        first = min(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
        raise _told(kind, document, first) from None


def _told(kind: type[BaseModel], document: Document, error: ErrorDetails) -> ScenarioError:
    """One error of pydantic in the words of the file."""
    location = tuple(part for part in error["loc"] if part != "[key]")
    key = spelled(location)
    what, hint = error["msg"], None
    match error["type"]:
        case "extra_forbidden":
            known = _fields(kind, location[:-1])
            what = f"There is no key {key}."
            hint = (
                _elsewhere(kind, location)
                or nearest(str(location[-1]), known)
                or f"Known keys here are {', '.join(known)}."
            )
        case "missing":
            what = f"The key {key} is missing."
            hint = _description(kind, location)
        case "value_error":
            what = str(error["ctx"]["error"]) if "ctx" in error else what
            what, _, hint = what.partition(" | ")
        case _:
            given = error["input"]
            shown = given.isoformat() if isinstance(given, date) else repr(given)
            what = f"{key or 'This'} = {shown} will not do: {what[0].lower()}{what[1:]}."
            hint = _description(kind, location)
    return ScenarioError(what, where=document.place(*location), hint=hint or None)


def _elsewhere(kind: type[BaseModel], location: tuple[int | str, ...]) -> str | None:
    """Where a key belongs that names a table of the file but stands inside another table."""
    name = str(location[-1])
    if len(location) == 1 or name not in kind.model_fields:
        return None
    return f"{name} is a table of its own: write [{name}] on a line, and its keys below."


def spelled(location: tuple[int | str, ...]) -> str:
    """A key as people read it.

    >>> spelled(("shocks", 0, "date"))
    'shocks[0].date'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _model(kind: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[Shock, ...]`` or ``dict[str, Edition]``."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((found for part in get_args(kind) if (found := _model(part))), None)


def _inside(kind: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model of the table at a location; numbers and names of tables lead to the same one."""
    at: type[BaseModel] | None = kind
    for part in location:
        if at is not None and part in at.model_fields:
            at = _model(at.model_fields[str(part)].annotation)
    return at


def _fields(kind: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    at = _inside(kind, location)
    return list(at.model_fields) if at is not None else []


def _description(kind: type[BaseModel], location: tuple[int | str, ...]) -> str | None:
    at = _inside(kind, location[:-1])
    field = at.model_fields.get(str(location[-1])) if at is not None and location else None
    return f"Write {field.description}." if field is not None and field.description else None


def unknown_state(name: str, states: tuple[str, ...], key: str) -> str:
    """Message for a state that the scenario does not have, in the form that validators raise."""
    close = get_close_matches(name, states, n=1, cutoff=0.5)
    hint = f"Did you mean {close[0]}?" if close else "Add it to states, or use one of: " + ", ".join(states)
    return f"{key} names {name}, which is not among the states of this scenario. | {hint}"
