"""A panel on disk: Parquet, CSV, Stata or R, with its codebook and its BibTeX beside it.

Every file is written under another name in the same folder and put in place only when all are whole: a disk
that fills up or an interruption leaves what was there before.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.data.relation import write_csv
from counterpoise.units import frame as frames
from counterpoise.units.codebook import codebook
from counterpoise.units.column import Column
from counterpoise.vocabulary import CounterpoiseError, extra, nearest

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.units.builder import Units

__all__ = ["FORMS", "export", "stata_names"]

Progress = Callable[[str, float], None]
_CHUNK = 200_000
"""Rows written at a time where the form allows, so that progress can be told."""
_STATA_NAME, _STATA_LABEL = 32, 80
"""Longest name of a variable and longest label in Stata."""


def export(unit: Units, path: Path, progress: Progress | None = None) -> tuple[Path, ...]:
    """Write a panel, its codebook (``.codebook.md``, ``.codebook.html``) and its references (``.bib``).

    What goes with ``panel.csv`` is called ``panel.csv.codebook.md`` and so on: two forms of one name keep their own.

    Returns:
        The files, the panel first.

    Raises:
        CounterpoiseError: An unknown ending, a missing package, or a folder that is not there.
    """
    tell = progress or (lambda step, share: None)
    write = _writer(path)
    built = unit.to_pandas(progress=tell)
    texts = {
        path.with_name(f"{path.name}.codebook.md"): codebook(unit, "md", built),
        path.with_name(f"{path.name}.codebook.html"): codebook(unit, "html", built),
        path.with_name(f"{path.name}.bib"): unit.cite(),
    }
    made: dict[Path, Path] = {}
    try:
        made[path] = _beside(path)
        write(built, unit.columns, made[path], tell)
        for place, text in texts.items():
            made[place] = _beside(place)
            made[place].write_text(text, encoding="utf-8")
        for temporary in made.values():
            _to_disk(temporary)
        for place, temporary in made.items():
            temporary.replace(place)
    finally:
        for temporary in made.values():
            temporary.unlink(missing_ok=True)
    tell("done", 1.0)
    return tuple(made)


def _writer(path: Path) -> Callable[[pd.DataFrame, Sequence[Column], Path, Progress], None]:
    """The writer of an ending, its package and its folder there."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise CounterpoiseError(
            f"No form of file ends in {form!r}.", where=path.name,
            hint=nearest(form, FORMS) or f"Write one of {', '.join(FORMS)}.",
        )  # fmt: skip
    if not path.parent.is_dir():
        raise CounterpoiseError("The folder is not there.", where=path.parent, hint="Make it first.")
    if form == ".rds":
        _rdata()
    if form == ".parquet":
        frames.arrow()
    return FORMS[form]


def _beside(path: Path) -> Path:
    """A new empty file in the folder of ``path``, readable like any other."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return Path(name)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _parquet(built: pd.DataFrame, columns: Sequence[Column], path: Path, tell: Progress) -> None:
    import pyarrow.parquet as pq

    table = frames.to_arrow(built, columns)
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for start in range(0, len(built), _CHUNK):
            writer.write_table(table.slice(start, _CHUNK))
            tell("write", min(1.0, (start + _CHUNK) / len(built)))


def _csv(built: pd.DataFrame, columns: Sequence[Column], path: Path, tell: Progress) -> None:
    whole = {column.name for column in columns if column.whole}
    with path.open("wb") as file:
        for start in range(0, len(built), _CHUNK):
            part = built.iloc[start : start + _CHUNK]
            write_csv(part, whole, file, header=start == 0)
            tell("write", min(1.0, (start + _CHUNK) / len(built)))


def stata_names(names: Sequence[str]) -> dict[str, str]:
    """Names that Stata takes: letters, digits and underscores, at most 32, each once.

    >>> stata_names(["a" * 40, "a" * 41])["a" * 41]
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_2'
    """
    out: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = f"_{plain}" if plain[:1].isdigit() else plain
        short, number = plain[:_STATA_NAME], 1
        while short in taken:
            number += 1
            tail = f"_{number}"
            short = plain[: _STATA_NAME - len(tail)] + tail
        taken.add(short)
        out[name] = short
    return out


def _dta(built: pd.DataFrame, columns: Sequence[Column], path: Path, tell: Progress) -> None:
    short = stata_names(list(built.columns))
    labels = {short[one.name]: one.label[:_STATA_LABEL] for one in columns if one.name in short}
    plain = built.rename(columns=short)
    plain.attrs = {}
    for name in plain.columns:
        if plain[name].dtype == "str":
            plain[name] = plain[name].astype(object)
    tell("write", 0.1)
    plain.to_stata(
        path, write_index=False, version=118, variable_labels=labels, data_label="Built with counterpoise"
    )
    tell("write", 1.0)


def _rds(built: pd.DataFrame, columns: Sequence[Column], path: Path, tell: Progress) -> None:
    rdata = _rdata()
    plain = built.copy(deep=False)
    plain.attrs = {}
    for name in plain.columns:
        values = plain[name]
        if values.dtype == "float32":
            plain[name] = values.astype("float64")
        elif values.dtype == "str":
            plain[name] = values.astype(object)
    tell("write", 0.1)
    rdata.write_rds(path, plain)
    tell("write", 1.0)


def _rdata() -> Any:
    try:
        import rdata
    except ImportError as error:
        raise CounterpoiseError(
            "Files for R need the package rdata.", where=".rds",
            hint=f"Install the extra, {extra('frames')}, or write .csv or .parquet.",
        ) from error  # fmt: skip
    return rdata


FORMS = {".parquet": _parquet, ".csv": _csv, ".dta": _dta, ".rds": _rds}
"""Endings and their writers."""
