"""The current course beside a scenario that changes it: the plain answer of the same data, model and luck, if known."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.cli.run import result_folder
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

    from counterpoise.analysis.files import Result
    from counterpoise.analysis.shipped import Shipped

__all__ = ["COURSE", "beside_course"]

COURSE = "asia"
"""The scenario that asks nothing but what comes of the current course; the what-ifs change it."""


def beside_course(folder: Path, run: Result) -> dict[str, Any] | None:
    """The chance on the current course, and how far a run is from it; None for a question that changes nothing of it.

    Args:
        folder: Of the run: a run of the current course lies beside it, or where runs usually lie.
        run: The run.

    Returns:
        The chance ``p`` on the current course and its number of ``futures``; the ``change`` from it with its ``error``
        (90 %, half width), and how many futures were ``paired`` by their luck, 0 where they could not be.  An empty
        dictionary where no answer of the same data, model and seed is known.
    """
    from counterpoise.charts.moved import change_error
    from counterpoise.telling.reader import chance, final

    answer = run.answer
    mine = chance(answer, "outcomes", "balance_holds", "full", final(answer))
    if mine is None or not _changes_course(answer):
        return None
    for told, held in _known(folder, answer):
        other = chance(told, "outcomes", "balance_holds", "full", final(answer))
        if other is not None:
            found = _paired(_holds(run.views, final(answer)), held(final(answer))) or {
                "change": mine["p"] - other["p"],
                "error": change_error(other["p"], mine["p"], answer, told),
                "paired": 0,
            }
            return {"p": other["p"], "futures": int(told["members"]), **found}
    return {}


def _changes_course(answer: Mapping[str, Any]) -> bool:
    """Whether a question lays a what-if over the current course."""
    name = str(answer.get("scenario"))
    if name == COURSE:
        return bool(answer.get("switches") or answer.get("overrides"))
    file = files("counterpoise") / "library" / "scenarios" / f"{name}.toml"
    return file.is_file() and tomllib.loads(file.read_text(encoding="utf-8")).get("extends") == COURSE


Held = Callable[[str], "NDArray[np.bool_] | None"]


def _known(folder: Path, answer: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Held]]:
    """Answers to the current course with the data, model and luck of another: saved ones, then the shipped one."""
    from counterpoise.analysis.files import Result
    from counterpoise.analysis.shipped import shipped_answer
    from counterpoise.provenance import answer_digest, code_digest

    edition, digests = str(answer.get("edition")), dict(answer.get("digests") or {})
    for place in (folder.parent / f"{COURSE}-{edition}", result_folder(COURSE, edition)):
        if (place / "answer.json").is_file() and place.resolve() != folder.resolve():
            try:
                found = Result.read(place)
            except CounterpoiseError:
                continue
            theirs = dict(found.answer.get("digests") or {})
            plain = not found.answer.get("switches") and not found.answer.get("overrides")
            if plain and found.answer["seed"] == answer["seed"] and _same(digests, theirs, "code"):
                yield found.answer, partial(_holds, found.views)
    shipped = shipped_answer(COURSE, edition)
    if (
        shipped is None
        or shipped.stamp["seed"] != answer["seed"]
        or shipped.stamp["made by"] != answer_digest()
    ):
        return
    if _same(digests, {**shipped.stamp, "code": code_digest()}, "code"):
        yield {**shipped.told, "members": shipped.stamp["members"]}, partial(_shipped_holds, shipped)


def _same(mine: Mapping[str, Any], theirs: Mapping[str, Any], *more: str) -> bool:
    return all(mine.get(key) == theirs.get(key) for key in ("panel", "parameters", *more))


def _holds(views: xr.Dataset, year: str) -> NDArray[np.bool_] | None:
    """Whether each future holds in a year; None where the run kept no single futures."""
    if "holds" not in views or set(views["holds"].dims) != {"story", "member", "year"}:
        return None
    found: NDArray[np.bool_] = views["holds"].sel(story="full", year=int(year)).values.astype(bool)
    return found


def _shipped_holds(shipped: Shipped, year: str) -> NDArray[np.bool_] | None:
    """The same of the answer that ships."""
    import numpy as np

    dims, values = shipped.series.get("holds", ((), None))
    if set(dims) != {"story", "member", "year"}:
        return None
    placed = np.moveaxis(
        np.asarray(values), [dims.index(name) for name in ("story", "member", "year")], [0, 1, 2]
    )
    story, at = (
        list(shipped.axes[name]).index(key) for name, key in (("story", "full"), ("year", int(year)))
    )
    found: NDArray[np.bool_] = placed[story, :, at].astype(bool)
    return found


def _paired(mine: NDArray[np.bool_] | None, theirs: NDArray[np.bool_] | None) -> dict[str, Any] | None:
    """The mean change of the futures that both have, and its error.

    >>> import numpy as np
    >>> found = _paired(np.array([True, False, True, True]), np.array([True, False, False, True, True]))
    >>> found["change"], round(found["error"], 5), found["paired"]
    (0.25, 0.41121, 4)
    """
    from counterpoise.analysis.probability import paired_change

    many = 0 if mine is None or theirs is None else min(len(mine), len(theirs))
    if mine is None or theirs is None or many < 2:
        return None
    change, error = paired_change(mine[:many], theirs[:many])
    return {"change": change, "error": error, "paired": many}
