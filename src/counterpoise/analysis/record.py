"""The track record: how the whole simulator did from past years, and its equations on years they had not seen.

The stored hindcasts are pooled by what was foretold and how far ahead; the interval of a difference is over whole
hindcasts drawn again, since the pairs of one case share its luck.  Each stands beside two rivals: what knows a rate or
the spread of past changes, and what expects no change.  For theatres both rates are those of the other hindcasts: how
many theatres held, and how many of those that stood alike at their origin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np

__all__ = ["pooled", "record_of", "stored_hindcasts"]

NOTE = (
    "Six past years, each run from what it could know and scored on what came: few and overlapping eras, so the record "
    "is thin. Theatres and what counts as holding were drawn with hindsight. The fitted equations are scored in the "
    "scoreboard."
)

_DRAWS = 2000


def record_of() -> dict[str, Any]:
    """Scores of the whole simulator from the stored hindcasts, as ``{"tasks": [...], "note": ...}``.

    >>> {task["reference"] for task in record_of()["tasks"]} <= {"climatology", "random walk", "base rate"}
    True
    """
    return {"tasks": pooled(list(stored_hindcasts().values())), "note": NOTE}


def stored_hindcasts() -> dict[str, dict[str, Any]]:
    """The hindcasts that ship, by name, in the order of their origins."""
    place = files("counterpoise") / "library" / "hindcast"
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in place.iterdir()
        if path.name.endswith(".json")
    ]
    return {document["name"]: document for document in sorted(found, key=lambda d: int(d["origin"]))}


def pooled(documents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each kind of event or quantity and number of years ahead; a kind that was never scored is absent.

    Args:
        documents: Hindcasts, as :func:`counterpoise.hindcast.run.run_hindcast` makes them.
    """
    rows: dict[tuple[str, int], list[tuple[int, Mapping[str, Any]]]] = {}
    for document in documents:
        others = [other for other in documents if other is not document]
        for name, horizon, row in (*_scored(document), *_theatres(document, others)):
            rows.setdefault((name, horizon), []).append((int(document["origin"]), row))
    return [_pooled(name, horizon, found) for (name, horizon), found in sorted(rows.items())]


def _scored(document: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """What of a hindcast has both an outcome and a rival, at the usual horizons."""
    for row in document["scores"]["ties"]:
        if row["climatology_log_loss"] is not None and row["horizon"] in _HORIZONS:
            yield row["what"].capitalize(), row["horizon"], row
    for row in document["scores"]["power"]:
        if row.get("crps") is not None and row.get("walk") is not None and row["horizon"] in _HORIZONS:
            yield row["what"][0].upper() + row["what"][1:], row["horizon"], row


def _theatres(
    document: Mapping[str, Any], others: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Theatres of a hindcast against the rates of the others: of all, and of those that stood alike at the origin."""
    for horizon in _HORIZONS:
        told = _judged(document, horizon)
        if not told:
            continue
        known = [row for other in others for row in _judged(other, horizon)]
        whole = [_share(known)] * len(told)
        alike = [
            _share([other for other in known if other.get("before") == row.get("before")]) for row in told
        ]
        entry = {
            "n": len(told),
            "events": sum(row["happened"] for row in told),
            "log_loss": float(np.mean([row["log_score"] for row in told])),
            "climatology_log_loss": _loss(told, whole),
            "foretold": sum(row["p"] for row in told),
        }
        if all(row.get("before") is not None for row in told):
            entry["persistence_log_loss"] = _loss(told, alike)
        yield "Theatres hold", horizon, entry


def _judged(document: Mapping[str, Any], horizon: int) -> list[Mapping[str, Any]]:
    """Verdicts on theatres that could be scored."""
    return [
        row
        for row in document["scores"]["verdict"]
        if row["horizon"] == horizon and row["happened"] is not None and row["key"] != "balance"
    ]


def _share(rows: Sequence[Mapping[str, Any]]) -> float:
    """Share that held, half a case of each kind added."""
    return (sum(row["happened"] for row in rows) + 0.5) / (len(rows) + 1.0)


def _loss(rows: Sequence[Mapping[str, Any]], chance: Sequence[float]) -> float:
    return float(
        np.mean([-np.log(p if row["happened"] else 1.0 - p) for row, p in zip(rows, chance, strict=True)])
    )


def _pooled(name: str, horizon: int, found: list[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    plural = "year" if horizon == 1 else "years"
    origins = [origin for origin, _ in found]
    rows = [row for _, row in found]
    weight = np.array([row["n"] for row in rows], dtype=float)
    out: dict[str, Any] = {
        "label": f"{name}, {horizon} {plural} ahead",
        "train": f"to {', '.join(str(origin) for origin in origins)}",
        "test": f"{horizon} {plural} on",
        "rows": int(weight.sum()),
        "events": None,
        "ap": None,
        "ap_reference": None,
        "reference": "random walk",
    }
    if "crps" in rows[0]:
        ours, theirs = (np.array([row[key] for row in rows], dtype=float) for key in ("crps", "walk"))
        out |= {"crps": _mean(ours, weight), "crps_reference": _mean(theirs, weight)}
        return out | {
            "difference": _interval(ours - theirs, weight),
            **_unchanged(rows, "persistence", ours, weight),
        }
    ours, theirs = (
        np.array([row[key] for row in rows], dtype=float) for key in ("log_loss", "climatology_log_loss")
    )
    events = sum(int(row["events"]) for row in rows)
    ranked = [row for row in rows if row.get("ap") is not None]
    if ranked:
        count = np.array([row["n"] for row in ranked], dtype=float)
        rates = np.array([row["events"] / row["n"] for row in ranked])
        for key in ("ap", "auc"):
            out[key] = _mean(np.array([row[key] for row in ranked], dtype=float), count)
        out |= {"ap_reference": _mean(rates, count), "auc_reference": 0.5}
    return out | {
        "events": events,
        "reference": "base rate" if name == "Theatres hold" else "climatology",
        "log_loss": _mean(ours, weight),
        "log_loss_reference": _mean(theirs, weight),
        "log_loss_difference": _interval(ours - theirs, weight),
        **_unchanged(rows, "persistence_log_loss", ours, weight),
        "predicted_over_observed": round(sum(row["foretold"] for row in rows) / events, 3)
        if events
        else None,
    }


def _unchanged(rows: Sequence[Mapping[str, Any]], key: str, ours: Any, weight: Any) -> dict[str, Any]:
    """The rival that expects no change, and the interval of the difference; nothing where it was not scored."""
    if any(row.get(key) is None for row in rows):
        return {}
    theirs = np.array([row[key] for row in rows], dtype=float)
    return {"persistence": _mean(theirs, weight), "persistence_difference": _interval(ours - theirs, weight)}


def _mean(values: Any, weight: Any) -> float:
    return round(float(np.average(values, weights=weight)), 4)


def _interval(gain: Any, weight: Any) -> list[float]:
    """90 % interval of a weighted mean over hindcasts drawn again."""
    picks = np.random.default_rng(1).integers(0, len(gain), (_DRAWS, len(gain)))
    means = (gain * weight)[picks].sum(axis=1) / weight[picks].sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return [round(float(low), 4), round(float(high), 4)]


_HORIZONS = (1, 5, 10, 19)
