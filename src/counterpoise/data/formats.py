"""Reading tables in the formats that scholars exchange: Parquet, CSV, Stata and R."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.vocabulary import CounterpoiseError, DataError, extra

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["READERS", "snake"]


def snake(name: str) -> str:
    """A column name in lower case with underscores, as the raw tables have them.

    >>> snake("Country.Name"), snake("IdealPointFP"), snake("start date")
    ('country_name', 'idealpointfp', 'start_date')
    """
    text = "".join(letter if letter.isalnum() else "_" for letter in name.strip().lower())
    return "_".join(part for part in text.split("_") if part)


def _parquet(path: Path) -> pd.DataFrame:
    from counterpoise.data.read import connect

    with connect() as base:
        frame: pd.DataFrame = base.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()
    return frame


def _csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, low_memory=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        return pd.read_csv(path, low_memory=False, encoding="latin-1")


def _stata(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_stata(path, convert_categoricals=False)


def _r(path: Path) -> pd.DataFrame:
    """The one data frame of an R file; needs the ``frames`` extra."""
    try:
        import rdata
    except ImportError as error:
        raise CounterpoiseError(
            "Reading R files needs the package rdata.",
            where=path,
            hint=f"Install it with {extra('frames')}.",
        ) from error
    import pandas as pd

    with warnings.catch_warnings():  # classes that rdata does not know (tibble) are data frames all the same
        warnings.simplefilter("ignore")
        read = rdata.read_rds if path.suffix.lower() == ".rds" else rdata.read_rda
        found: Any = read(path)
    tables = [found] if isinstance(found, pd.DataFrame) else list(found.values())
    frames = [table for table in tables if isinstance(table, pd.DataFrame)]
    if len(frames) != 1:
        raise DataError(f"The file holds {len(frames)} data frames, not one.", where=path)
    return frames[0].reset_index(drop=True)


def _told(read: Callable[[Path], pd.DataFrame]) -> Callable[[Path], pd.DataFrame]:
    """A reader whose failures say which file, and what to do."""

    def reader(path: Path) -> pd.DataFrame:
        try:
            return read(path)
        except (CounterpoiseError, MemoryError):
            raise
        except Exception as error:  # each library has its own word for a file it cannot read
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise DataError(
                f"The table cannot be read: {first}.", where=path, hint="The file is damaged: get it again."
            ) from error

    return reader


READERS: Mapping[str, Callable[[Path], "pd.DataFrame"]] = {
    "parquet": _told(_parquet),
    "csv": _told(_csv),
    "dta": _told(_stata),
    "rda": _told(_r),
    "rds": _told(_r),
}
"""Readers by the ending of the file's name."""
