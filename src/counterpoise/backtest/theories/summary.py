"""The stored outcome of the trial, and how it is told: a table of theories by targets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from counterpoise.backtest import store
from counterpoise.backtest.theories.declared import SHIPPED, digest
from counterpoise.estimate.posterior import write_json
from counterpoise.vocabulary import DataError

__all__ = ["keeper", "load", "plain_text", "save", "workshop"]

FILE = "theories.json"
_REMEDY = "Try them anew with: counterpoise score --theories --refit"


def save(place: Path, results: Mapping[str, Any], panel: str) -> Path:
    """Store the outcome with the panel and the declarations it belongs to."""
    head = {"schema": 1, "panel": panel, "declared": digest(SHIPPED)}
    return write_json(place / FILE, {**head, "targets": results})


def load(place: Path | None = None) -> dict[str, Any]:
    """The stored outcome.

    Raises:
        DataError: None is stored, it is damaged, or the declarations have changed since.
    """
    file = (store.folder() if place is None else place) / FILE
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        told["targets"], told["declared"]
    except OSError as problem:
        raise DataError("No trial of the theories is stored.", where=str(file), hint=_REMEDY) from problem
    except (ValueError, KeyError) as problem:
        raise DataError("The trial's file is damaged.", where=str(file), hint=_REMEDY) from problem
    if told["declared"] != digest(SHIPPED):
        raise DataError("The theories have changed since their trial.", where=str(file), hint=_REMEDY)
    return told


def workshop(place: Path, key: str) -> Path:
    """Folder of unfinished work."""
    return place / "unfinished" / f"theories-{key}"


def keeper(place: Path, key: str) -> Callable[[str, Callable[[], dict[str, Any]]], dict[str, Any]]:
    """Keeps each target's result as soon as it is made, so that an interrupted trial goes on where it stopped.

    Args:
        place: Folder for unfinished work.
        key: Fingerprint of all that decides the results; work under another key is not taken up.
    """
    work = workshop(place, key)

    def kept(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        file = work / f"{name.replace('/', '-')}.json"
        if not file.is_file():
            write_json(file, {"result": make()})
        result: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["result"]
        return result

    return kept


def plain_text(told: Mapping[str, Any]) -> str:
    """Theory by target: the share of the controls' loss that each takes off, signs kept, and the combination."""
    targets = told["targets"]
    names = list(next(entry for entry in targets.values() if "theories" in entry)["theories"])
    width = max(len(name) for name in targets) + 2
    lines = [
        "Share of the shared controls' loss (log loss; CRPS for burdens) that three terms of each theory take off.",
        "* clear of zero over resampled years; + also over resampled treaties; (n/3) signs as the theory has them.",
        "",
        " " * width + "".join(f"{name[:16]:>22}" for name in names) + f"{'pooled':>12}{'added up':>12}",
    ]
    for target, entry in targets.items():
        if "abstained" in entry:
            lines.append(f"{target:{width}}" + "  all abstain: " + entry["abstained"])
            continue
        cells = "".join(f"{_cell(entry['theories'][name], entry['free']):>22}" for name in names)
        lines.append(f"{target:{width}}{cells}{_gain(entry['stacked']):>12}{_gain(entry['added']):>12}")
    return "\n".join(lines)


def _cell(theory: Mapping[str, Any], free: int) -> str:
    if "abstains" in theory:
        return "abstains"
    right = sum(sign["agrees"] for sign in theory["signs"].values())
    return f"{_gain(theory)} ({right}/{free})"


def _gain(scores: Mapping[str, Any]) -> str:
    """Percentage taken off, marked where it is clear of zero."""
    clear = scores["high"] < 0 or scores["low"] > 0
    treaties = scores["treaties"]
    also = treaties is not None and (treaties[1] < 0 or treaties[0] > 0)
    return f"{-100 * scores['share']:.1f} %{'*' if clear else ''}{'+' if also else ''}"
