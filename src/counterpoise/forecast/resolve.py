"""Resolution: settle what the panel now covers, score it, and leave the record as it is.

Settled questions go into ``NAME.resolution.json`` beside the record, with the facts that settled them and the digest
of the panel that held these facts.  A yes or no stands once given, so that a later revision of the data cannot turn a
miss into a hit; void and open questions are asked again of every newer panel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counterpoise.data import Panel
from counterpoise.data.turn import turn
from counterpoise.forecast import ledger
from counterpoise.forecast.record import names, path_of, read_record
from counterpoise.forecast.rules import read_rule
from counterpoise.forecast.score import calibration, misses, scores_of, summary
from counterpoise.forecast.seal import read_sealed, sealed, write_whole, written
from counterpoise.forecast.verify import resolution_path, verify
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["Resolved", "report", "resolve", "settle"]

SCHEMA = 1


@dataclass
class Resolved:
    """What became of one forecast.

    Attributes:
        name: Of the forecast.
        record: Its record.
        settled: Question id to outcome, facts and scores.
        void: Question id to the reason why the panel cannot say.
        waiting: Question id to the reason why it is too early.
        new: Ids that were settled just now.
    """

    name: str
    record: dict[str, Any]
    settled: dict[str, dict[str, Any]] = field(default_factory=dict)
    void: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)


def resolve(folder: Path, panel: Panel, day: str | None = None) -> list[Resolved]:
    """Settle and score every forecast of a folder.

    Args:
        folder: Of the forecasts.
        panel: That settles them.
        day: ISO date; today by default.

    Raises:
        DataError: A record, a resolution or the ledger was changed after it was written.
        CounterpoiseError: The panel is older than the one a record was made on; a rule is unknown.
    """
    now = day or ledger.today()
    _refuse_broken(folder, now)
    with turn(folder / ".lock"):
        found = []
        for name in names(folder):
            record = read_record(folder, name)
            earlier = _earlier(folder, name)
            resolved = settle(record, panel, earlier, now, str(path_of(folder, name)))
            if resolved.settled != earlier.get("settled", {}) or resolved.void != earlier.get("void", {}):
                _write(folder, resolved, now)
            found.append(resolved)
    return found


def settle(
    record: dict[str, Any], panel: Panel, earlier: dict[str, Any], day: str, where: str = "record"
) -> Resolved:
    """Settle one record; nothing is written.

    Args:
        record: The record.
        panel: That settles it.
        earlier: Its resolution so far, empty if there is none.
        day: ISO date.
        where: Place of the record, for errors.
    """
    _refuse_older(record, panel, where)
    resolved = Resolved(str(record["forecast"]), record, dict(earlier.get("settled", {})))
    for question in record["questions"]:
        key = str(question["id"])
        rule = read_rule(question["rule"], f"{where}, question {key}", panel)
        if key in resolved.settled:
            continue
        said = rule.settle(panel)
        if said.outcome == "open":
            resolved.waiting[key] = said.why
        elif said.outcome == "void":
            resolved.void[key] = said.why
        else:
            true = said.outcome == "yes"
            resolved.settled[key] = {
                "outcome": said.outcome,
                "on": day,
                "facts": said.facts,
                "panel": panel.digest,
                "scores": scores_of(question, true, float(record["floor"])),
            }
            resolved.new.append(key)
    return resolved


def report(resolved: list[Resolved]) -> dict[str, Any]:
    """Scores over all forecasts: misses first, then counts and means, by event, and calibration.

    Questions that were open when their record was written are forecasts; the others were known to the panel (though
    not to the run) and are reported apart.
    """
    rows = [_row(item, question) for item in resolved for question in item.record["questions"]]
    told = {
        "forecasts": [row for row in rows if not row["known_when_registered"]],
        "hindcasts": [row for row in rows if row["known_when_registered"]],
    }
    return {
        "schema": SCHEMA,
        "records": [item.name for item in resolved],
        "newly_settled": sum(len(item.new) for item in resolved),
        **{name: _scored(part) for name, part in told.items()},
    }


def _scored(rows: list[dict[str, Any]]) -> dict[str, Any]:
    done = [row for row in rows if row["state"] == "settled"]
    events = sorted({row["event"] for row in done})
    return {
        "questions": len(rows),
        "waiting": sum(row["state"] == "waiting" for row in rows),
        "void": sum(row["state"] == "void" for row in rows),
        "misses": [_short(row) for row in misses(done)],
        "all": summary(done),
        "by_event": {event: summary([row for row in done if row["event"] == event]) for event in events},
        "calibration": calibration(done),
    }


def _row(item: Resolved, question: dict[str, Any]) -> dict[str, Any]:
    key = str(question["id"])
    state = "settled" if key in item.settled else "void" if key in item.void else "waiting"
    done = item.settled.get(key, {})
    return {
        "forecast": item.name,
        "id": key,
        "event": question["event"],
        "text": question["text"],
        "p": float(question["p"]),
        "known_when_registered": bool(question["known_when_registered"]),
        "state": state,
        "true": done.get("outcome") == "yes",
        "scores": done.get("scores"),
    }


def _short(row: Any) -> dict[str, Any]:
    outcome = "yes" if row["true"] else "no"
    return {
        "forecast": row["forecast"],
        "id": row["id"],
        "text": row["text"],
        "p": row["p"],
        "outcome": outcome,
        "log": row["scores"]["forecast"]["log"],
    }


def _refuse_broken(folder: Path, now: str) -> None:
    found = verify(folder, now=now).findings
    if found:
        place, what = found[0]
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise DataError(
            f"Not resolved: {what}{more}.",
            where=place,
            hint="Restore the folder from a copy; `counterpoise forecast verify` lists all that was changed.",
        )


def _refuse_older(record: dict[str, Any], panel: Panel, where: str) -> None:
    released = str(record["panel"]["released"])
    if panel.released < released:
        raise CounterpoiseError(
            f"This panel knows what was public on {panel.released}; the record was made on one of {released}.",
            where=where,
            hint="Settle it by the same panel or a newer one: --panel FOLDER.",
        )


def _earlier(folder: Path, name: str) -> dict[str, Any]:
    path = resolution_path(folder, name)
    return read_sealed(path, "Restore it from a copy.") if path.is_file() else {}


def _write(folder: Path, resolved: Resolved, day: str) -> None:
    content = sealed(
        {
            "schema": SCHEMA,
            "forecast": resolved.name,
            "record": resolved.record["digest"],
            "settled": resolved.settled,
            "void": resolved.void,
        }
    )
    write_whole(resolution_path(folder, resolved.name), written(content))
    ledger.append(folder, "resolve", resolved.name, content["digest"], day)
