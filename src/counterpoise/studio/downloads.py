"""Files to take away: a chart's numbers or drawing, the futures behind it, the scenario, the answer."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from counterpoise.charts.fan import VARIABLES
from counterpoise.charts.files import SUFFIXES
from counterpoise.charts.metadata import source_of
from counterpoise.studio.answers import best, chart_options, drawn_of
from counterpoise.studio.asked import WRONG, Asked, AtDesk
from counterpoise.studio.export import toml_of

__all__ = ["attached", "router"]

router = APIRouter(responses=WRONG)

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "nc": "application/x-netcdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "json": "application/json",
    "toml": "application/toml",
}

_NOT_OF_FUTURES = frozenset({"record"})
"""Charts with no future behind them: their NetCDF holds their own table."""

Suffix = Literal["csv", "parquet", "nc", "svg", "png", "pdf", "json"]


class _File(Response):
    media_type = "application/octet-stream"


@router.get("/api/download/{name}.{suffix}", response_class=_File)
def download(
    name: str,
    suffix: Suffix,
    question: Asked,
    desk: AtDesk,
    options: Annotated[dict[str, Any], Depends(chart_options)],
) -> Response:
    """A chart as a file: its table as CSV or Parquet, its drawing as SVG, PNG or PDF, and the futures as NetCDF.

    No future lies behind the record: its NetCDF is its table.
    """
    if suffix == "nc" and name not in _NOT_OF_FUTURES:
        found = desk.futures(question)
        said = {"title": str(found.answer["question"]), "source": source_of(found.answer)}
        views = found.views.assign_attrs({**found.views.attrs, **said})
        for key, (label, unit, _) in VARIABLES.items():
            for named in (key, f"history_{key}", f"observed_{key}"):
                if named in views:
                    views[named] = views[named].assign_attrs(long_name=label, units=unit)
        content: bytes = bytes(views.to_netcdf(engine="h5netcdf"))
    else:
        result = best(desk, question)[0]
        content = SUFFIXES[f".{suffix}"](drawn_of(desk, question, name, result, options))
    stem = "-".join([question.scenario, name, *(str(value) for value in options.values())])
    return attached(content, f"{stem}.{suffix}")


@router.get("/api/export.toml", response_class=_File)
def export(question: Asked, desk: AtDesk) -> Response:
    """The question as a scenario file; ``counterpoise run FILE`` answers it with the same bytes."""
    text = toml_of(question, desk.scenario(question.scenario), desk.members)
    return attached(text.encode(), f"{question.scenario}-changed.toml")


@router.get("/api/answer.json", response_class=_File)
def answer_json(question: Asked, desk: AtDesk) -> Response:
    """The whole answer as ``counterpoise run`` writes it; 404 until it was computed."""
    saved = desk.saved(question)
    if saved is None:
        raise HTTPException(404, "The whole answer has not been computed yet.")
    text = json.dumps(saved.result.answer, indent=1, ensure_ascii=False) + "\n"
    return attached(text.encode(), "answer.json")


def attached(content: bytes, name: str) -> Response:
    """A file to be kept under a name, whose suffix says its kind."""
    kind = _KINDS[name.rpartition(".")[2]]
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
