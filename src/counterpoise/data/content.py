"""The content of a table as one digest, whatever file holds it.

Claim: a table is a set of rows.  The same rows give the same digest from Parquet, CSV, Stata or R, in any
order of rows and columns, so that a table rebuilt from its origin can be told from another version of it.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["content_digest", "read_table"]

_FIELD, _ROW = "\x1f", "\x1e"


def content_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of the rows: numbers by value, dates in ISO form, nothing for what is missing.

    >>> import pandas as pd
    >>> one = pd.DataFrame({"year": [2001, 2000], "value": [1.5, None]})
    >>> two = pd.DataFrame({"value": [None, 1.5], "year": [2000.0, 2001.0]})
    >>> content_digest(one) == content_digest(two)
    True
    """
    names = sorted(str(name) for name in frame.columns)
    columns = [_texts(frame[name]) for name in names]
    rows = sorted(map(_FIELD.join, zip(*columns, strict=True)))
    text = _ROW.join([_FIELD.join(names), *rows])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _texts(column: pd.Series) -> list[str]:
    """The canonical text of each value; every distinct value is written once."""
    import pandas as pd

    codes, values = pd.factorize(column)
    words = np.array([*(_text(value) for value in values), ""], dtype=object)
    return [str(word) for word in words[codes]]


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, (datetime.date, np.datetime64)) or hasattr(value, "isoformat"):
        return str(value)[:10]
    return str(value)


def read_table(path: Path, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """A table from Parquet, CSV, Stata or R, as it stands.

    Args:
        path: File; its ending says how to read it.
        columns: Names of the columns wanted; all by default.

    Raises:
        DataError: The file is absent, unreadable, of an unknown kind, or lacks a column.
    """
    from counterpoise.data import formats

    kind = path.suffix.lower().lstrip(".")
    if kind not in formats.READERS:
        raise DataError(
            f"Files of the kind .{kind} are not read.",
            where=path,
            hint=f"Save the table as one of {', '.join(sorted(formats.READERS))}.",
        )
    if not path.is_file():
        raise DataError("The file is missing.", where=path, hint="Check its path.")
    frame = formats.READERS[kind](path)
    if columns is None:
        return frame
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise DataError(
            f"The table has no column {', '.join(lacking)}; it has {', '.join(map(str, frame.columns))}.",
            where=path,
            hint="Is it the right file?",
        )
    return frame[list(columns)]
