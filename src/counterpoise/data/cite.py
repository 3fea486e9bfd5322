"""BibTeX for the panel, or for the variables and tables that a study uses."""

from __future__ import annotations

from collections.abc import Iterable

from counterpoise.data.panel import Panel
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["bibtex", "of_keys", "source_keys"]


def source_keys(panel: Panel, names: Iterable[str] | None = None) -> tuple[str, ...]:
    """Catalogue keys behind variables and tables, all of them by default.

    Raises:
        UnknownNameError: A name is neither a variable nor a table.
    """
    every = {name: set(panel.variable(name).sources) for name in panel.variables()}
    for name in panel.tables():
        if name != "repairs":
            every[name] = set(panel.table_sources(name))
    wanted = list(every) if names is None else list(names)
    for name in wanted:
        if name not in every:
            raise UnknownNameError(f"The panel has no variable or table {name!r}.", hint=nearest(name, every))
    return tuple(sorted(set().union(*(every[name] for name in wanted))))


def bibtex(panel: Panel, variables: Iterable[str] | None = None) -> str:
    """BibTeX entries of the works behind the panel or behind chosen variables and tables, each once.

    Args:
        panel: Panel.
        variables: Names of variables or tables; all by default.

    Raises:
        UnknownNameError: A name is neither a variable nor a table.

    >>> from counterpoise.data import open_panel
    >>> bibtex(open_panel(), ["cinc"]).splitlines()[0]
    '@article{nmc,'
    """
    return of_keys(panel, source_keys(panel, variables))


def of_keys(panel: Panel, keys: Iterable[str]) -> str:
    """BibTeX entries of the works behind some catalogue keys, each once."""
    return "\n\n".join(sorted({panel.source(key).bibtex for key in keys})) + "\n"
