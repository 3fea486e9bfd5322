"""The studio as an application: the page and its files, and every mistake told as a message with a way out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from counterpoise import __version__
from counterpoise.studio import (
    answers,
    beside,
    downloads,
    events,
    facts,
    lists,
    past,
    rests,
    tellings,
    turning,
)
from counterpoise.studio.desk import Desk
from counterpoise.studio.guard import Guard
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["PAGE", "build"]

PAGE = Path(str(files("counterpoise") / "studio" / "page"))
"""Where the page's own files lie."""

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def build(desk: Desk, token: str | None = None) -> FastAPI:
    """The application.

    Args:
        desk: Where questions are answered.
        token: What a visitor must know; None where only this machine can ask.
    """
    app = FastAPI(
        title="counterpoise studio",
        version=__version__,
        description="Questions about a scenario, answered with their uncertainty.  It reads; it keeps nothing.",
        docs_url=None,
        redoc_url=None,
        lifespan=_warming(desk),
    )
    app.state.desk = desk
    _page(app)
    for part in (facts, answers, beside, lists, events, past, rests, tellings, turning, downloads):
        app.include_router(part.router)
    app.add_exception_handler(CounterpoiseError, _mistake)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, token=token)
    return app


def _warming(desk: Desk) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Make the first scenario warm behind the first page, so that the first change need not wait for it.

    What is stored of it is read first: compiling takes both cores of a small machine, reading takes a moment.
    """

    def prepare() -> None:
        first = desk.question(None, None, None, [], [])
        desk.saved(first)
        desk.warm(first)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        Thread(target=prepare, daemon=True).start()
        yield

    return lifespan


def _page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", media_type=_KINDS[".html"])

    @app.get("/page/{name}", include_in_schema=False)
    def part(name: str) -> Response:
        path = PAGE / name
        if name not in _OURS or not path.is_file():
            return JSONResponse({"message": f"There is no file {name}."}, status_code=404)
        return FileResponse(path, media_type=_KINDS[path.suffix], headers={"cache-control": "no-cache"})

    @app.get("/plotly.min.js", include_in_schema=False)
    def plotly() -> FileResponse:
        import plotly

        found = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        return FileResponse(found, media_type=_KINDS[".js"], headers={"cache-control": "max-age=86400"})


_OURS = frozenset(path.name for path in PAGE.iterdir() if path.suffix in _KINDS)


def _mistake(request: Request, problem: Exception) -> JSONResponse:
    """Something in the link that can be mended: what, where, and what to write instead."""
    assert isinstance(problem, CounterpoiseError)
    said = {
        "message": problem.message,
        "where": None if problem.where is None else Path(str(problem.where)).name,
        "hint": problem.hint,
    }
    return JSONResponse(said, status_code=422)


def _unreadable(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, RequestValidationError)
    first = problem.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    said, hint = _wanted(place.partition(".")[0], first)
    return JSONResponse({"message": said, "where": place, "hint": hint}, status_code=422)


def _wanted(name: str, problem: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with a part of the address, and what to write instead."""
    limits = problem.get("ctx", {})
    given = str(problem.get("input", ""))[:40]
    if "expected" in limits:
        return f"There is no {name} {given}.", f"Write {limits['expected']}.".replace("'", "")
    if problem["type"].startswith(("greater", "less", "int")):
        low, high = _RANGES.get(name, (None, None))
        hint = "Write a whole number" + ("." if low is None else f" from {low} to {high}.")
        return f"The {name} {given} will not do.", hint
    if "actual_length" in limits:
        return (
            f"This link has {limits['actual_length']} of {name}; at most {limits['max_length']} fit.",
            _LINK,
        )
    if "max_length" in limits:
        return f"The {name} of this link has more than {limits['max_length']} letters.", _LINK
    return f"The {name} of this link cannot be read.", _LINK


_NOWHERE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No such page: counterpoise studio</title>
<link rel="stylesheet" href="/page/tokens.css"><link rel="stylesheet" href="/page/layout.css"></head>
<body><main><h1>There is no page at this address</h1>
<p>The studio has one page; whatever it shows stands after a question mark in its address.</p>
<p><a href="/">Open the studio</a></p></main></body></html>
"""

_RANGES = {"seed": (0, 2**32 - 1), "year": (1900, 2100), "first": (1, 100_000)}
_LINK = "Go back to the link that you were given."


def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if problem.status_code == 404 and "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_NOWHERE, status_code=404)
    return JSONResponse({"message": str(problem.detail), "hint": None}, status_code=problem.status_code)


def _broken(request: Request, problem: Exception) -> JSONResponse:
    """A mistake of ours: said as such, without its insides."""
    return JSONResponse(
        {
            "message": f"A mistake in counterpoise: {type(problem).__name__}.",
            "hint": "The page keeps your work.  Undo the last change, and please report it.",
        },
        status_code=500,
    )
