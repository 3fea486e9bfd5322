"""The whole simulator at every fifth year: forecast, outcome and score of cases that a rule makes.

Two regions, thirteen origins, one to nineteen years ahead.  What is kept of a case is its scores; the board over all of
them is :mod:`counterpoise.hindcast.board`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise import __version__
from counterpoise.backtest.contenders import LEVELS
from counterpoise.backtest.measures import losses
from counterpoise.data import Panel
from counterpoise.estimate.leaders import LAST as LAST_LEADER_YEAR
from counterpoise.hindcast.cases import ORIGINS, REGIONS, case_at
from counterpoise.hindcast.forecast import Hindcast, foretell
from counterpoise.hindcast.outcome import Outcome, observe_outcome
from counterpoise.hindcast.power import bridge, walk
from counterpoise.hindcast.score import HORIZONS, burdens, constant_loss, event_score, pairs
from counterpoise.parameters import ParameterSet
from counterpoise.vintage import VintagePanel, fit_vintage, fits_of
from counterpoise.vintage.store import save_fits
from counterpoise.vocabulary import DataError

__all__ = ["MEMBERS", "SEED", "case_scores", "place", "roll", "stored"]

Floats = NDArray[np.float64]
Progress = Callable[[float, str], None]

MEMBERS = 128
"""Futures of a case: enough for chances of pooled events, few enough for all cases in ten minutes."""

SEED = 1
"""Of all luck."""


def place() -> Path:
    """Where the scores that ship lie."""
    return Path(str(files("counterpoise") / "library" / "rolling" / "simulator.json"))


def stored(path: Path | None = None) -> dict[str, Any]:
    """The stored scores: ``{"members", "seed", "digests", "cases": [...], "rows": [...]}``.

    Raises:
        DataError: None were made, or the file is damaged.
    """
    path = path or place()
    hint = "Make them with: counterpoise hindcast --rolling --store"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
    except FileNotFoundError as error:
        raise DataError("No rolling hindcasts are stored.", where=str(path), hint=hint) from error
    except ValueError as error:
        raise DataError("The rolling hindcasts cannot be read.", where=str(path), hint=hint) from error


def roll(
    panel: Panel,
    path: Path | None = None,
    origins: Sequence[int] = ORIGINS,
    members: int = MEMBERS,
    seed: int = SEED,
    progress: Progress = lambda share, what: None,
    *,
    refit: bool = False,
    keep_fits: bool = False,
) -> dict[str, Any]:
    """Score every case and write the scores, whole or not at all; an interrupted roll goes on where it stopped.

    Args:
        panel: The whole panel; a forecast reads only what its origin knew.
        path: File to write; the package's own by default.
        origins: Years to stand at.
        members: Futures of a case.
        seed: Of all luck.
        progress: Told the share done and what is being done.
        refit: Fit the equations of each origin anew, whatever is stored.
        keep_fits: Store the equations of each origin too, so that the next roll need not fit them.
    """
    path = path or place()
    head = {
        "schema": 1,
        "members": members,
        "seed": seed,
        "versions": {"counterpoise": __version__},
        "digests": {"panel": panel.digest, "parameters": ParameterSet.load().digest},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    made = _unfinished(part, head)
    for count, origin in enumerate(origins):
        missing = [region for region in REGIONS if (region, origin) not in _done(made)]
        if not missing:
            continue
        progress(count / len(origins), f"{origin}: what it knew")
        known = VintagePanel(panel, origin)
        known.fits = fit_vintage(known) if refit else fits_of(known)
        if keep_fits:
            save_fits(known.fits, panel.digest)
        for region in missing:
            progress(count / len(origins), f"{origin}: {REGIONS[region].label}")
            case, rows = case_scores(known, region, panel, members, seed)
            made["cases"].append(case)
            made["rows"] += rows
            _write(part, {**head, **made})
    document = {
        **head,
        **{kind: [entry for entry in made[kind] if entry["origin"] in origins] for kind in ("cases", "rows")},
    }
    _write(part, document)
    part.replace(path)
    progress(1.0, "done")
    return document


def case_scores(
    known: VintagePanel, region: str, panel: Panel, members: int = MEMBERS, seed: int = SEED
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One case: who is in it, and its scores by what was foretold and how far ahead.

    Args:
        known: The past that ends with the origin.
        region: Key of :data:`counterpoise.hindcast.cases.REGIONS`.
        panel: The whole panel, for what happened.
        members: Futures.
        seed: Of all luck.
    """
    scenario = case_at(known, region)
    forecast = foretell(scenario, known, members, seed)
    outcome = observe_outcome(forecast, scenario, panel, verdicts=False)
    case = {"region": region, "origin": known.origin, "states": list(scenario.states)}
    told = [row for row in pairs(forecast, outcome, known) if row["horizon"] in HORIZONS]
    for h in HORIZONS:
        told += _exits(forecast, panel, known, h)
        row = burdens(forecast, outcome, known, h)
        told += [{"horizon": h, **row}] if row["n"] else []
        told += _capabilities(forecast, outcome, panel, known, h)
    where = {"region": region, "origin": known.origin}
    return case, [
        {**where, **{k: v for k, v in row.items() if k != "year" and v is not None}} for row in told
    ]


def _exits(hindcast: Hindcast, panel: Panel, known: VintagePanel, h: int) -> list[dict[str, Any]]:
    """Which leaders have gone so many years ahead, beside the share of exits in the quarter century before."""
    if known.origin + h > LAST_LEADER_YEAR:
        return []
    codes = list(hindcast.observed.codes)
    ahead = np.asarray(
        panel.values("leader_exit", codes, list(range(known.origin + 1, known.origin + h + 1)))
    )
    seen = np.isfinite(ahead).all(axis=0)
    if not seen.any():
        return []
    past = known.values("leader_exit", list(known.states), list(range(known.origin - 24, known.origin + 1)))
    yearly = float(np.nanmean(np.asarray(past) > 0, where=np.isfinite(past)))
    gone = (ahead[:, seen] > 0).any(axis=0).astype(float)
    entry = event_score(hindcast.exits[h][seen], gone)
    entry["climatology_log_loss"] = constant_loss(gone, 1.0 - (1.0 - yearly) ** h)
    return [{"horizon": h, "what": "leaders go", **entry}]


def _capabilities(
    hindcast: Hindcast, outcome: Outcome, panel: Panel, known: VintagePanel, h: int
) -> list[dict[str, Any]]:
    """CINC of every state over the patron's, from simulated output and spending by what the past knew of the three."""
    codes, patron = list(hindcast.observed.codes), hindcast.observed.place([hindcast.observed.patron])[0]
    table = np.asarray(panel.values("cinc", codes, [known.origin, known.origin + h]), dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(table / table[:, [patron]])
    rows = np.isfinite(gap).all(axis=0) & outcome.member[h]
    rows[patron] = False
    if not rows.any():
        return []
    steps = bridge(known, h)
    moved = [values[:, h] - values[:, 0] for values in (hindcast.output, hindcast.spending)]
    output, spending = (change - change[:, [patron]] for change in moved)
    ours = np.array(
        [
            steps.quantiles(gap[0, k], output[:, k], spending[:, k], hindcast.seed + codes[k])
            for k in np.flatnonzero(rows)
        ]
    )
    first, happened = gap[0, rows], gap[1, rows]
    drift = first[:, None] + walk(known, h)[None]
    low, high = (ours[:, int(np.argmin(np.abs(LEVELS - level)))] for level in (0.05, 0.95))
    return [
        {
            "horizon": h,
            "what": "capability",
            "n": int(rows.sum()),
            "crps": round(float(losses("quantity", happened, ours).mean()), 4),
            "walk": round(float(losses("quantity", happened, drift).mean()), 4),
            "persistence": round(float(np.abs(happened - first).mean()), 4),
            "inside": round(float(((happened >= low) & (happened <= high)).mean()), 4),
        }
    ]


def _unfinished(part: Path, head: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Cases of a roll that was cut off, if it was the same roll; none where the file cannot be read."""
    try:
        found = json.loads(part.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"cases": [], "rows": []}
    same = all(found.get(key) == value for key, value in head.items())
    return {kind: list(found[kind]) if same else [] for kind in ("cases", "rows")}


def _done(made: dict[str, list[dict[str, Any]]]) -> set[tuple[str, int]]:
    return {(case["region"], int(case["origin"])) for case in made["cases"]}


def _write(path: Path, document: dict[str, Any]) -> None:
    """One line for each case and each score, so that a change shows as lines."""

    def lines() -> Iterator[str]:
        for key, value in document.items():
            if isinstance(value, list):
                inner = ",\n".join(
                    json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in value
                )
                yield f"{json.dumps(key)}: [\n{inner}\n]"
            else:
                yield f"{json.dumps(key)}: {json.dumps(value)}"

    fresh = path.with_suffix(".new")
    fresh.write_text("{\n" + ",\n".join(lines()) + "\n}\n", encoding="utf-8")
    fresh.replace(path)
