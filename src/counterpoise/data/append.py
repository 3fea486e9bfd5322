"""Appending newer data: a CSV file of cells and a TOML file about their source make an overlay.

Every row is checked before anything is written: state, year, variable, value, mask, the window in which the
source speaks, and that no cell is given twice.  An error names the line.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from counterpoise.data.bounds import Bounds
from counterpoise.data.catalogue import load, passport
from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.data.harmonise import CELL, LAST_YEAR
from counterpoise.data.overlay import Overlay
from counterpoise.data.panel import Panel
from counterpoise.data.tables import is_date
from counterpoise.tomlfile import Document, read_toml
from counterpoise.vocabulary import CounterpoiseError, Mask, UnknownNameError, nearest

__all__ = ["Appended", "read_append"]

_COLUMNS = ("state", "year", "variable", "value")
_NEEDED = ("key", "title", "citation", "version", "licence", "released", "url")
_OPTIONAL = ("annual", "lag", "first", "last", "note", "bibtex", "origin", "variable")
_MASKS = {"": Mask.OBSERVED, **{kind.name.lower(): kind for kind in Mask if kind}}
_UNUSUAL = 20.0
"""A value so many times larger or smaller than the state's last one is asked about: units slip."""


@dataclass(frozen=True, slots=True)
class Appended:
    """An overlay, and what in it deserves a second look.

    Attributes:
        overlay: The cells and their passport.
        unusual: Values far from the state's last one.
    """

    overlay: Overlay
    unusual: tuple[str, ...]


def read_append(table: Path, source: Path, panel: Panel, *, revise: bool = False) -> Appended:
    """Read cells to append, and the passport of their source.

    Args:
        table: CSV file with the columns state, year, variable, value and, if any is not observed, mask.
        source: TOML file: key, title, citation, version, licence, released, url; perhaps annual, first, last,
            note, bibtex; ``[variable.NAME]`` with label, unit and perhaps low and high for a variable that the panel
            lacks.
        panel: The panel over which they will be laid: it knows states and variables.
        revise: Whether the cells may replace known ones.

    Raises:
        CounterpoiseError: Either file says something that cannot be; the message names file and line.
    """
    text = read_toml(source, CounterpoiseError)
    row = _passport(text)
    new = _variables(text, panel)
    known = {*panel.variables(), *new}
    allowed = {name: Bounds.declared(name, words) for name, words in new.items()}
    entry = passport(row["key"], row)
    lines: dict[tuple[str, int, int], int] = {}
    cells = []
    for number, given in _rows(table):
        cell = _cell(given, f"{table}:{number}", panel, known, row)
        name = cell["variable"]
        if name not in allowed:
            allowed[name] = panel.variable(name).bounds
        allowed[name].check(cell["value"], f"{table}:{number}")
        place = (name, cell["ccode"], cell["year"])
        if place in lines:
            raise CounterpoiseError(
                f"This cell stands on line {lines[place]} already.",
                where=f"{table}:{number}",
                hint="Keep one of the two.",
            )
        lines[place] = number
        projected = cell["mask"] == int(Mask.PROJECTED)
        day = entry.source.released if projected else entry.public(cell["year"])
        cells.append({**cell, "source": row["key"], "public": day})
    if not cells:
        raise CounterpoiseError("The file holds no cells.", where=table, hint="Write a row for each.")
    frame = pd.DataFrame(cells)[list(CELL)].astype({"ccode": "int64", "year": "int64", "mask": "int64"})
    frame = frame.sort_values(["variable", "ccode", "year"], ignore_index=True)
    used = {name: words for name, words in new.items() if name in set(frame["variable"])}
    overlay = Overlay(row["key"], row, frame, variables=used, revise=revise, given=(table.name,))
    return Appended(overlay, _unusual(frame, panel))


def _passport(text: Document) -> dict[str, Any]:
    """The columns of a catalogue entry; nothing enters the panel without them."""
    data = dict(text.data)
    for name in data:
        if name not in (*_NEEDED, *_OPTIONAL):
            raise CounterpoiseError(
                f"There is no key {name}.",
                where=text.place(name),
                hint=nearest(name, [*_NEEDED, *_OPTIONAL])
                or f"Keys are {', '.join([*_NEEDED, *_OPTIONAL])}.",
            )
    blank = [name for name in _NEEDED if not str(data.get(name, "")).strip()]
    if blank:
        raise CounterpoiseError(
            f"The source lacks {', '.join(blank)}.",
            where=text.name,
            hint=f'Write {blank[0]} = "...": no number enters the panel without its source.',
        )
    key, day = str(data["key"]), str(data["released"])
    if key in load() or not key.replace("_", "").isalnum() or not key.isascii():
        taken = key in load()
        raise CounterpoiseError(
            f"The key {key} is {'taken by the catalogue' if taken else 'no name'}.",
            where=text.place("key"),
            hint=f"Write letters, digits and underscores, such as {key if taken else 'world_bank'}_2026.",
        )
    if not is_date(day):
        raise CounterpoiseError(
            f"{day!r} is not a date.", where=text.place("released"), hint='Write released = "2026-07-01".'
        )
    data.pop("variable", None)
    title = str(data["title"]).replace("{", "").replace("}", "")
    data.setdefault("bibtex", f"@misc{{{key},\n  title = {{{title}}},\n  url = {{{data['url']}}}\n}}")
    return {**data, "released": day, "decision": "recipe", "note": str(data.get("note", ""))}


def _variables(text: Document, panel: Panel) -> dict[str, dict[str, str]]:
    """Variables that the file declares and the panel does not have."""
    found = {}
    for name, words in dict(text.data.get("variable", {})).items():
        if name in panel.variables():
            raise CounterpoiseError(
                f"The panel has a variable {name} already.",
                where=text.place("variable", name),
                hint="Leave the table out to append to it, or choose another name.",
            )
        if not isinstance(words, dict) or not words.get("label") or not words.get("unit"):
            raise CounterpoiseError(
                f"The variable {name} lacks a label or a unit.",
                where=text.place("variable", name),
                hint='Write label = "..." and unit = "...".',
            )
        for key in ("low", "high"):
            if not isinstance(words.get(key, 0.0), (int, float)):
                raise CounterpoiseError(
                    f"{key} of {name} is no number.",
                    where=text.place("variable", name, key),
                    hint=f"Write {key} = 0.0, or leave it out.",
                )
        found[name] = {key: str(value) for key, value in words.items()}
    return found


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            names = [str(name).strip() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            unknown = [name for name in names if name not in (*_COLUMNS, "mask")]
            lacking = [name for name in _COLUMNS if name not in names]
            if unknown or lacking:
                what = f"no column {lacking[0]}" if lacking else f"an unknown column {unknown[0]}"
                raise CounterpoiseError(
                    f"The table has {what}.",
                    where=f"{table}:1",
                    hint="The first line is state,year,variable,value or state,year,variable,value,mask.",
                )
            for row in reader:
                if None in row or None in row.values():
                    raise CounterpoiseError(
                        f"This line does not have {len(names)} fields.",
                        where=f"{table}:{reader.line_num}",
                        hint='Text with a comma goes in "quotes".',
                    )
                yield reader.line_num, {name: str(value).strip() for name, value in row.items()}
    except UnicodeDecodeError:
        raise CounterpoiseError("This is not text in UTF-8.", where=table, hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise CounterpoiseError(f"This is not CSV: {error}.", where=table, hint="Save it as CSV.") from None
    except OSError as error:
        raise CounterpoiseError(
            f"The file cannot be read: {error.strerror}.", where=table, hint="Check its path."
        ) from None


def _cell(
    given: dict[str, str], where: str, panel: Panel, known: set[str], source: dict[str, Any]
) -> dict[str, Any]:
    """One cell, checked."""
    year = _year(given["year"], where, source)
    variable = given["variable"]
    if variable not in known:
        hint = nearest(variable, known) or "Declare it in the source: [variable.NAME] with label and unit."
        raise UnknownNameError(f"The panel has no variable {variable!r}.", where=where, hint=hint)
    try:
        code = panel.ccode(given["state"], year)
    except UnknownNameError as error:
        raise UnknownNameError(error.message, where=where, hint=error.hint) from None
    if panel.values("member", [code], [min(year, panel.variable("member").last)])[0, 0] == 0:
        raise CounterpoiseError(
            f"{panel.state(code).name} is no member of the state system in {year}.",
            where=where,
            hint=f"Its spells: {', '.join(f'{a}-{b}' for a, b in panel.state(code).spells)}.",
        )
    mask = _MASKS.get(given.get("mask", "").lower())
    if mask is None:
        raise CounterpoiseError(
            f"{given['mask']!r} is no mask.", where=where, hint="Write observed, imputed or projected."
        )
    if mask != Mask.PROJECTED and year > int(str(source["released"])[:4]):
        raise CounterpoiseError(
            f"A figure of {year} cannot have been {mask.name.lower()} by {source['released']}.",
            where=where,
            hint="Write projected in the column mask, or mend the day of release.",
        )
    return {
        "variable": variable,
        "ccode": code,
        "year": year,
        "value": _value(given["value"], where),
        "mask": int(mask),
    }


def _year(text: str, where: str, source: dict[str, Any]) -> int:
    if not text.isdigit():
        raise CounterpoiseError(f"{text!r} is not a year.", where=where, hint="Write four digits.")
    year = int(text)
    first, last = int(source.get("first", FIRST_YEAR)), int(source.get("last", LAST_YEAR))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CounterpoiseError(
            f"{year} is outside the panel, which holds {FIRST_YEAR}-{LAST_YEAR}.", where=where
        )
    if not first <= year <= last:
        raise CounterpoiseError(
            f"{year} is outside the window of the source, {first}-{last}.",
            where=where,
            hint="Mend first and last in the source, or leave the row out.",
        )
    return year


def _value(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CounterpoiseError(
            f"{text!r} is not a number.",
            where=where,
            hint="Write it with a point and without thousands separators; leave a missing cell's row out.",
        )
    return value


def _unusual(cells: pd.DataFrame, panel: Panel) -> tuple[str, ...]:
    """Values that are many times the state's last one, with the unit that the panel expects."""
    said = []
    columns = (cells[name].tolist() for name in ("variable", "ccode", "year", "value"))
    for name, code, year, value in zip(*columns, strict=True):
        if name not in panel.variables():
            continue
        last, when = (found[0] for found in panel.latest(name, [code], year - 1))
        if last > 0 and not last / _UNUSUAL < value < last * _UNUSUAL:
            said.append(
                f"{panel.state(code).abbreviation} {name} {year} is {value:g}, in {when} it was {last:g}; "
                f"the unit is {panel.variable(name).unit}."
            )
    return tuple(said)
