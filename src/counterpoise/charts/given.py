"""Views of what other commands found: the tipping map, when futures tip, and two scenarios side by side.

Each takes ``found``, the file or folder that the command wrote or its content; without it, what was put into the
answer under ``tipping`` or ``comparison``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.comparison import comparison_of
from counterpoise.charts.time_to_tip import time_to_tip_of
from counterpoise.charts.tipping import tipping_of
from counterpoise.telling.reader import dig
from counterpoise.vocabulary import CounterpoiseError, DataError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Found", "comparison_view", "content_of", "read_found", "time_to_tip_view", "tipping_view"]

Found = Mapping[str, Any] | str | Path | None


def tipping_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, found: Found = None
) -> Chart | None:
    """The tipping map; None where there is none.

    Args:
        answer: The answer.
        views: Not needed.
        found: What ``counterpoise tipping`` wrote: ``tipping.json``, its folder, or its content.
    """
    grid = dig(content_of(answer, "tipping", found), "map")
    return tipping_of(grid) if grid else None


def time_to_tip_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, found: Found = None
) -> Chart | None:
    """When futures tip; None where nobody looked.

    Args:
        answer: The answer.
        views: Not needed.
        found: What ``counterpoise tipping`` wrote: ``tipping.json``, its folder, or its content.
    """
    when = dig(content_of(answer, "tipping", found), "time_to_tip")
    return time_to_tip_of(when) if when else None


def comparison_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, found: Found = None
) -> Chart | None:
    """Two scenarios under the same luck; None where there is no comparison.

    Args:
        answer: The answer.
        views: Not needed.
        found: What ``counterpoise compare`` wrote: ``comparison.json``, its folder, or its content.
    """
    whole = content_of(answer, "comparison", found)
    return comparison_of(whole) if whole else None


def content_of(answer: Mapping[str, Any], name: str, found: Found) -> Mapping[str, Any] | None:
    """What a command found: as given, as a file holds it, or as it was put into the answer; None where nobody looked.

    Args:
        answer: The answer.
        name: ``tipping`` or ``comparison``.
        found: Its content, file or folder.
    """
    if found is None or isinstance(found, Mapping):
        return found if found is not None else dig(answer, name)
    return read_found(Path(found), name)


_PARTS = {"tipping": ("map", "time_to_tip"), "comparison": ("a", "b", "rows")}


def read_found(path: Path, name: str) -> dict[str, Any]:
    """What a command wrote, as far as charts need it whole.

    Args:
        path: The file, or its folder.
        name: ``tipping`` or ``comparison``: of the command and of its file.

    Raises:
        CounterpoiseError: If there is no such file.
        DataError: If it is another file, or a damaged one.
    """
    path = path / f"{name}.json" if path.is_dir() else path
    command = {"tipping": "counterpoise tipping", "comparison": "counterpoise compare"}[name]
    hint = f"Make it first: {command}; then name its folder."
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for part in _PARTS[name]:
            if not found[part]:
                raise ValueError
        if name == "tipping":
            return {part: dict(found[part]) for part in _PARTS[name]}
        return found
    except OSError as error:
        raise CounterpoiseError(f"There is no {_SAID[name]} here.", where=path, hint=hint) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"This is not a {_SAID[name]}, or it is damaged.", where=path, hint=hint) from error


_SAID = {"tipping": "tipping map", "comparison": "comparison"}
