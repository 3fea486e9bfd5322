"""Read a TOML file and remember on which line each key stands, so that an error can point at it.

``tomllib`` gives values without places.  The scan below finds the lines of table headers, of keys, and of the
items of arrays that are written one to a line; whatever it cannot place falls back on the enclosing table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Document", "parse_toml", "read_text", "read_toml"]

Key = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_ASSIGNMENT = re.compile(
    r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)"""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


@dataclass(frozen=True)
class Document:
    """The content of a TOML file with the line of each key.

    Attributes:
        name: How errors call the file.
        data: The tables, as ``tomllib`` reads them.
        lines: Line number by key path; items of arrays are numbered from 0.
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int]

    def place(self, *key: str | int) -> str:
        r"""``file:line`` of a key, or of the nearest table that holds it.

        >>> parse_toml("[a]\nb = 1", "x.toml").place("a", "b")
        'x.toml:2'
        """
        for length in range(len(key), 0, -1):
            if line := self.lines.get(key[:length]):
                return f"{self.name}:{line}"
        return self.name


def read_toml(path: Path, error: type[CounterpoiseError]) -> Document:
    """Read a file.

    Args:
        path: The file.
        error: Class of the error to raise.

    Raises:
        CounterpoiseError: Of the given class, if the file is absent, not text, or not TOML (with its line).
    """
    return parse_toml(read_text(path, error), str(path), error)


def read_text(path: Path, error: type[CounterpoiseError]) -> str:
    """The text of a file.

    Raises:
        CounterpoiseError: Of the given class, if the file is absent or not text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise error(
            f"This is not a text file in UTF-8 (byte {problem.start}).", where=path, hint="Save it as UTF-8."
        ) from None
    except OSError as problem:
        raise error(
            f"The file cannot be read: {problem.strerror}.", where=path, hint="Check its path."
        ) from None


def parse_toml(text: str, name: str, error: type[CounterpoiseError] = CounterpoiseError) -> Document:
    r"""Read TOML text; ``name`` stands for the file in errors.

    Raises:
        CounterpoiseError: Of the given class, with the line of the mistake.

    >>> parse_toml("a = 1\nb = = 2", "x.toml")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    counterpoise.vocabulary.CounterpoiseError: x.toml:2: This is not TOML: Invalid value (column 5). ...
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _syntax_error(str(problem), text, name, error) from None
    return Document(name, data, _lines(text))


def _syntax_error(problem: str, text: str, name: str, error: type[CounterpoiseError]) -> CounterpoiseError:
    what, _, place = problem.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", place)
    line = int(found[1]) if found else text.count("\n") + 1
    column = f" (column {found[2]})" if found else " (end of file)"
    return error(
        f"This is not TOML: {what}{column}.",
        where=f"{name}:{line}",
        hint='Write key = value; text goes in "quotes", tables in [brackets], dates as 2025-03-31.',
    )


def _lines(text: str) -> dict[Key, int]:
    """Line of each key path, by one pass over the lines."""
    lines: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    array: Key | None = None
    key: Key
    depth, item, quoted = 0, 0, ""
    for number, raw in enumerate(text.splitlines(), start=1):
        if quoted:  # inside a multi-line string
            quoted = "" if quoted in raw else quoted
            continue
        line, key = _bare(raw), ()
        if array is not None:  # inside a multi-line array
            found, depth = _elements(line, depth)
            lines.update({(*array, item + k): number for k in range(found)})
            array, item = (array, item + found) if depth > 0 else (None, 0)
        elif header := _HEADER.match(raw):
            table = _resolve(tuple(part.strip("\"'") for part in _PART.findall(header[2])), counts)
            if header[1] == "[[":
                index = counts[table] = counts.get(table, -1) + 1
                table = (*table, index)
            lines.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(raw):
            for part in _PART.findall(assignment[1]):
                key = (*key, part.strip("\"'")) if key else (*table, part.strip("\"'"))
                lines.setdefault(key, number)
            quoted = next((q for q in ('"""', "'''") if assignment[2].count(q) == 1), "")
            item, depth = (0, 0) if quoted else _elements(_bare(assignment[2]), 0)
            lines.update({(*key, k): number for k in range(item)})
            array = key if depth > 0 else None
    return lines


def _resolve(path: Key, counts: Mapping[Key, int]) -> Key:
    """A header below an array of tables belongs to the latest item of that array."""
    resolved: Key = ()
    for position, part in enumerate(path):
        resolved = (*resolved, part)
        if position < len(path) - 1 and resolved in counts:
            resolved = (*resolved, counts[resolved])
    return resolved


def _bare(line: str) -> str:
    """The line with strings emptied and comments cut, so that brackets can be counted."""
    return _STRING.sub('""', line).partition("#")[0]


def _elements(line: str, depth: int) -> tuple[int, int]:
    """How many elements of the outermost array begin on a bare line, and how deep the line ends.

    >>> _elements('[{ a = 1 }, [2, 3], "",', 0)
    (3, 1)
    """
    count, awaited = 0, depth == 1
    for letter in line:
        if letter == "," and depth == 1:
            awaited = True
        elif letter in "]}":
            depth -= 1
        elif not letter.isspace():
            count, awaited = (count + 1, False) if depth == 1 and awaited else (count, awaited)
            if letter in "[{":
                depth += 1
                awaited = depth == 1
    return count, depth
