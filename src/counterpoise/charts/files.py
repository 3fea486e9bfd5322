"""Charts on disk: by suffix, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.charts.metadata import netcdf, said_in_png, said_in_svg
from counterpoise.vocabulary import CounterpoiseError, DiskError, extra

if TYPE_CHECKING:
    from counterpoise.charts.chart import Chart

__all__ = ["SUFFIXES", "parquet", "save"]


def parquet(chart: Chart) -> bytes:
    """The table as Parquet (extra ``frames``)."""
    import io

    out = io.BytesIO()
    try:
        chart.table.to_parquet(out, index=False)
    except ImportError:
        raise CounterpoiseError(
            "Parquet needs pyarrow.",
            hint=f"Install it: {extra('frames')}; .csv needs nothing.",
        ) from None
    return out.getvalue()


SUFFIXES: dict[str, Callable[[Chart], bytes]] = {
    ".svg": said_in_svg,
    ".png": said_in_png,
    ".pdf": lambda chart: chart.pdf(),
    ".csv": lambda chart: chart.csv().encode(),
    ".parquet": parquet,
    ".nc": lambda chart: bytes(netcdf(chart).to_netcdf(engine="h5netcdf")),
    ".json": lambda chart: json.dumps(chart.plotly(), allow_nan=False, sort_keys=True).encode(),
}
"""How each kind of file is made."""


def save(chart: Chart, path: Path) -> Path:
    """Write a chart as its suffix asks.

    Raises:
        CounterpoiseError: If the suffix means nothing here or needs an extra that is not installed.
        DiskError: If the file cannot be written; an earlier one survives.
    """
    make = SUFFIXES.get(path.suffix.lower())
    if make is None:
        raise CounterpoiseError(
            f"A chart cannot be saved as {path.suffix or 'a file without a suffix'}.",
            where=path,
            hint=f"Use one of {', '.join(SUFFIXES)}.",
        )
    content = make(chart)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DiskError(
            f"The chart could not be written: {error.strerror or error}.",
            where=path,
            hint="Name another folder, or make room on the disk.",
        ) from error
    return path
