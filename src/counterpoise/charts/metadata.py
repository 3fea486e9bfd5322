"""What a chart's files say of themselves: what is shown, in which units, and what it was made from."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from counterpoise.charts.units import unit
from counterpoise.telling.reader import dig

if TYPE_CHECKING:
    import xarray as xr

    from counterpoise.charts.chart import Chart

__all__ = ["metadata", "netcdf", "said_in_png", "said_in_svg", "source_of"]


def source_of(answer: Mapping[str, Any]) -> str:
    """What an answer was made from, in a line that is enough to make it again.

    >>> source_of({"scenario": "asia", "edition": "latest", "seed": 1, "members": 2000})
    'scenario asia, edition latest, seed 1, members 2000'
    """
    said = [f"{key} {dig(answer, key)}" for key in _NAMED if dig(answer, key) is not None]
    said += [
        f"{key} {value}"
        for table in ("switches", "overrides")
        for key, value in (dig(answer, table) or {}).items()
    ]
    panel = dig(answer, "digests", "panel")
    return ", ".join([*said, *([f"panel {panel}"] if panel else [])])


_NAMED = ("scenario", "edition", "cutoff", "seed", "members")


def metadata(chart: Chart) -> dict[str, str]:
    """What stands in the chart's files beside its numbers or drawing: the units of its columns too."""
    units = {head: said for head in chart.columns if (said := unit(chart, head))}
    found = {
        "title": chart.heading,
        "description": chart.lead,
        "caption": chart.caption,
        "units": json.dumps(units, ensure_ascii=False),
        "source": chart.source,
        "software": f"counterpoise {version('counterpoise')}",
    }
    return {key: value for key, value in found.items() if value}


def netcdf(chart: Chart) -> xr.Dataset:
    """The table as a dataset with one dimension, ``row``: a variable to each column, missing as NaN or no word."""
    import numpy as np
    import xarray as xr

    def column(k: int) -> tuple[str, Any, dict[str, str]]:
        cells = [row[k] for row in chart.rows]
        if any(isinstance(cell, str) for cell in cells) or not any(cell is not None for cell in cells):
            values = np.array(["" if cell is None else str(cell) for cell in cells], dtype=object)
        elif all(isinstance(cell, (bool, int)) for cell in cells):
            values = np.array([int(cell or 0) for cell in cells])
        else:
            values = np.array([np.nan if cell is None else float(cell) for cell in cells])
        said = unit(chart, chart.columns[k])
        return "row", values, {"long_name": chart.columns[k], **({"units": said} if said else {})}

    data = {head.replace("/", " per "): column(k) for k, head in enumerate(chart.columns)}
    return xr.Dataset(data, attrs=metadata(chart))


def said_in_svg(chart: Chart) -> bytes:
    """The drawing with what it says of itself, which no viewer draws."""
    from markupsafe import escape

    drawn, said = chart.svg(), escape(json.dumps(metadata(chart), ensure_ascii=False))
    at = drawn.index(">") + 1
    return f"{drawn[:at]}<metadata>{said}</metadata>{drawn[at:]}".encode()


def said_in_png(chart: Chart) -> bytes:
    """The picture with the same as text chunks, after its header."""
    picture = chart.png()
    chunks = b"".join(_chunk(key.capitalize(), value) for key, value in metadata(chart).items())
    return picture[:_HEADER] + chunks + picture[_HEADER:]


def _chunk(key: str, value: str) -> bytes:
    """International text, uncompressed."""
    body = b"iTXt" + key.encode() + bytes(5) + value.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


_HEADER = 33
"""Bytes of the signature and the first chunk of a PNG."""
