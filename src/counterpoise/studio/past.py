"""What was said before and what came: the stored hindcasts with their misses, and rival theories on the same years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from counterpoise.analysis.record import NOTE, stored_hindcasts
from counterpoise.analysis.rests import calibration_told, hindcasts_told
from counterpoise.backtest.theories import load, read_theories
from counterpoise.backtest.theories.doubt import few
from counterpoise.backtest.theories.page import cell, gain, in_short
from counterpoise.charts import Chart
from counterpoise.charts.files import SUFFIXES
from counterpoise.charts.rests import calibration_view, forecasts, hindcast_view, missed
from counterpoise.studio import payload
from counterpoise.studio.asked import WRONG, Phone
from counterpoise.studio.downloads import attached
from counterpoise.studio.spoken import plainly, target_name

__all__ = ["router"]

router = APIRouter(responses=WRONG)


@router.get("/api/hindcasts")
def hindcasts(phone: Phone = False) -> dict[str, Any]:
    """Six past years, each foretold from what it could know: the worst first, every one with its misses first."""
    rows = [
        {
            **payload.tabled(drawn, phone),
            **{key: told[key] for key in ("question", "origin", "members")},
            "missed": len(missed(told)),
            "of": len(forecasts(told)),
            "limits": stored_hindcasts()[told["name"]]["limits"],
        }
        for told in hindcasts_told()
        if (drawn := _drawn(told["name"])) is not None
    ]
    rows.sort(key=lambda row: (-row["missed"] / row["of"], row["origin"]))
    overall = _drawn("calibration")
    return {
        "hindcasts": rows,
        "calibration": payload.tabled(overall, phone) if overall is not None else None,
        "note": NOTE,
        "missed": sum(row["missed"] for row in rows),
        "of": sum(row["of"] for row in rows),
    }


@router.get("/api/hindcasts/{name}.{suffix}", response_class=Response)
def hindcast_file(
    name: Annotated[str, Path(max_length=40)], suffix: Literal["csv", "parquet", "nc", "svg", "png"]
) -> Response:
    """A hindcast, or the calibration of all, as a file."""
    drawn = _drawn(name)
    if drawn is None:
        raise HTTPException(404, f"There is no hindcast {name[:40]}.")
    return attached(SUFFIXES[f".{suffix}"](drawn), f"{drawn.name}.{suffix}")


@router.get("/api/theories")
def theories() -> dict[str, Any]:
    """Rival theories, fitted alike and tried on the same years: what each takes off the loss of shared controls."""
    told, declared = load(), read_theories()
    return {
        "theories": [{"key": key, "title": theory.title} for key, theory in declared.items()],
        "short": [plainly(line.removeprefix("- ")) for line in in_short(told, declared)],
        "columns": ["What was foretold", *(t.title for t in declared.values()), "Pooled", "Added up"],
        "rows": list(_trials(told, list(declared))),
    }


def _trials(told: Mapping[str, Any], names: list[str]) -> Iterator[list[str]]:
    for target, entry in told["targets"].items():
        if "abstained" in entry:
            yield [_asked(target), *["abstains"] * len(names), "–", "–"]
        else:
            cells = [cell(entry["theories"][name], entry["free"]) for name in names]
            yield [
                _asked(target),
                *(plainly(text) for text in [*cells, gain(entry["stacked"]), gain(entry["added"])]),
            ]


def _asked(target: str) -> str:
    """What was foretold, with a mark where its windows are too few to tell."""
    return f"{target_name(target)}{' ‡' if few(target) else ''}"


@cache
def _drawn(name: str) -> Chart | None:
    """The chart of a stored hindcast, or of the calibration of all."""
    if name == "calibration":
        return calibration_view({"calibration": calibration_told()})
    return hindcast_view({"hindcasts": hindcasts_told()}, of=name)
