"""A scenario that extends another: the same region and facts, with what if laid on top.

An extension names its base, says what is assumed and why, and may hold parameters at other values.  It may add the
assumptions of other extensions to its own, so that misfortunes can be tried one by one and together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counterpoise.tomlfile import Document
from counterpoise.vocabulary import ScenarioError, UnknownNameError, nearest

__all__ = ["EXTENSION_KEYS", "extended"]

EXTENSION_KEYS = ("extends", "adds", "scenario", "assumptions", "overrides", "switches")
"""What an extension may say; everything else belongs to its base."""


def extended(document: Document, read: Callable[[str], Document]) -> Document:
    """The whole scenario of an extension; a file that extends nothing is returned as it is.

    Args:
        document: The file.
        read: Reads the file of a scenario by its name.

    Raises:
        ScenarioError: If the extension says what belongs to the base, or builds on an extension.
    """
    if "borrows" in document.data:
        document = _borrowed(document, read)
    if "extends" not in document.data:
        return document
    for key in document.data:
        if key not in EXTENSION_KEYS:
            hint = nearest(key, EXTENSION_KEYS) or (
                f"It may say {', '.join(EXTENSION_KEYS[2:])}; to change a fact, copy the base and edit the copy."
            )
            raise ScenarioError(f"An extension cannot say {key}.", where=document.place(key), hint=hint)
    base = _named(document, "extends", document.data["extends"], read)
    if "extends" in base.data:
        raise ScenarioError(
            f"{document.data['extends']} is itself an extension.",
            where=document.place("extends"),
            hint=f'Write extends = "{base.data["extends"]}" and put the other name into adds.',
        )
    own = document.data
    whole: dict[str, Any] = {**base.data, **own}
    whole["scenario"] = {**base.data["scenario"], **own.get("scenario", {})}
    assumptions, overrides = list(own.get("assumptions", ())), dict(base.data.get("overrides", {}))
    for index, name in enumerate(own.get("adds", ())):
        other = _named(document, ("adds", index), name, read)
        if other.data.get("extends") != own["extends"]:
            raise ScenarioError(
                f"{name} does not extend {own['extends']}, so it cannot be added.",
                where=document.place("adds", index),
                hint="Add scenarios that extend the same base.",
            )
        assumptions += other.data.get("assumptions", ())
        overrides |= other.data.get("overrides", {})
    whole["assumptions"] = assumptions
    whole["overrides"] = {**overrides, **own.get("overrides", {})}
    return Document(document.name, whole, document.lines)


def _borrowed(document: Document, read: Callable[[str], Document]) -> Document:
    """The file with whole tables of others after its own: ``borrows.asia = ["treaties", "controls"]``."""
    whole = {key: value for key, value in document.data.items() if key != "borrows"}
    wanted = document.data["borrows"]
    if not isinstance(wanted, dict) or not all(isinstance(tables, list) for tables in wanted.values()):
        hint = 'Write borrows.asia = ["treaties"], a scenario and its tables.'
        raise ScenarioError("This is no list of tables.", where=document.place("borrows"), hint=hint)
    for name, tables in wanted.items():
        other = _named(document, ("borrows", name), name, read).data
        lent = [key for key, value in other.items() if isinstance(value, list) and key != "states"]
        for table in tables:
            if table not in lent:
                raise ScenarioError(
                    f"{name} has no table {table} to borrow.",
                    where=document.place("borrows", name),
                    hint=nearest(str(table), lent) or f"It has {', '.join(lent)}.",
                )
            whole[table] = [*whole.get(table, []), *other[table]]
    return Document(document.name, whole, document.lines)


def _named(document: Document, key: Any, name: Any, read: Callable[[str], Document]) -> Document:
    place = document.place(*key) if isinstance(key, tuple) else document.place(key)
    if not isinstance(name, str):
        raise ScenarioError(f"{name!r} is not the name of a scenario.", where=place, hint='Write "asia".')
    try:
        return read(name)
    except UnknownNameError as problem:
        raise UnknownNameError(problem.message, where=place, hint=problem.hint) from None
