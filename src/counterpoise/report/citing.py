"""What identifies an answer, how to repeat and cite it, and where its numbers came from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from counterpoise.telling.against import titled
from counterpoise.telling.reader import dig
from counterpoise.telling.words import CLAIMS, day, join

__all__ = ["about", "at_rest", "bibtex", "cite", "command", "commands", "resting", "sources", "titled"]


USUAL_SPAN = 20
"""Years that a bundled scenario runs unless it is told otherwise."""


def command(answer: Mapping[str, Any]) -> str:
    """The command that repeats this answer.

    >>> command({"scenario": "asia", "edition": "latest", "seed": 1, "members": 2000})
    'counterpoise run asia --edition latest --members 2000 --seed 1'
    """
    said = f"counterpoise run {_named(answer)}"
    for option in ("edition", "members", "seed"):
        value = dig(answer, option)
        if value is not None:
            said += f" --{option} {value}"
    horizon = dig(answer, "horizon") or []
    if len(horizon) > 1 and horizon[-1] - horizon[0] != USUAL_SPAN:
        said += f" --horizon {horizon[-1]}"
    for option, key in (("switch", "switches"), ("set", "overrides")):
        for name, value in (dig(answer, key) or {}).items():
            said += "" if name in at_rest(answer) else f" --{option} {name}={value}"
    return said


def commands(answer: Mapping[str, Any], model: str) -> list[str]:
    """Every command from the source of this version to this report."""
    folder = f"runs/{dig(answer, 'scenario') or 'asia'}"
    named = _named(answer)
    own = named.endswith(".toml")
    digest = str(dig(answer, "digests", "scenario") or "").removeprefix("sha256:")[:10]
    return [
        "pip install '.[report]'" + (f"  # in the source of counterpoise {model}" if model else ""),
        f"{command(answer)} --out {folder}"
        + (f"  # the scenario's own file, digest {digest}" if own else ""),
        f"counterpoise report {named} --out {folder}" if own else f"counterpoise report {folder}",
        "counterpoise data cite",
    ]


def _named(answer: Mapping[str, Any]) -> str:
    """The scenario as a command takes it: by name if it is bundled, else by a file of that name."""
    name = str(dig(answer, "scenario") or "asia")
    bundled = files("counterpoise") / "library" / "scenarios" / f"{name}.toml"
    return name if bundled.is_file() else f"{name}.toml"


def cite(answer: Mapping[str, Any]) -> str:
    """How to cite this answer, in a line that names all that identifies it."""
    told = about(answer)
    panel = told["short"].get("panel")
    return (
        f"The counterpoise developers. counterpoise {told['model']}: an open laboratory for the balance of power and "
        f"the balance of threat [software]. {told['region']}, {told['first']} to {told['last']}, "
        f"{told['edition'].lower()} edition, information to {told['cutoff']}, seed {told['seed']}, "
        f"{told['members']} futures"
        + (f", panel {panel}" if panel else "")
        + (f", {told['changed']}" if told["changed"] else "")
        + "."
    )


def bibtex(answer: Mapping[str, Any]) -> str:
    """The same for a reference manager."""
    told = about(answer)
    digests = ", ".join(f"{key} {value}" for key, value in told["short"].items())
    fields = {
        "author": "{The counterpoise developers}",
        "title": "{counterpoise: an open laboratory for the balance of power and the balance of threat}",
        "version": told["model"],
        "note": f"{told['region']}, {told['edition'].lower()} edition, information to {told['cutoff']}, seed "
        f"{told['seed']}, {told['members']} futures; digests: {digests}",
    }
    body = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@software{{counterpoise,\n{body}}}"


def changed(answer: Mapping[str, Any]) -> str:
    """Claims that are off or turned down, and parameters held at a value, in words; empty where there are none.

    Claims of which a case of the past knew nothing are at rest (:func:`at_rest`), and not changed.

    >>> changed({"switches": {"C1": 0.0, "C6": 0.0, "C5": 0.5}, "overrides": {"balancing.gain": 0.5}})
    'claims off: C1 and C6; C5 at 0.5; balancing.gain at 0.5'
    """
    switches, held = dict(dig(answer, "switches") or {}), dig(answer, "overrides") or {}
    for claim in at_rest(answer):
        del switches[claim]
    off = [name for name, value in switches.items() if value == 0]
    rest = [f"{name} at {value:g}" for name, value in switches.items() if value != 0]
    rest += [f"{name} at {value:g}" for name, value in held.items()]
    return "; ".join([f"claims off: {join(off)}"] * bool(off) + rest)


def at_rest(answer: Mapping[str, Any]) -> list[str]:
    """Claims that keep their reference for want of data at the time of a case of the past.

    >>> at_rest({"unknown": ["C1", "C6"], "switches": {"C1": 0.0, "C5": 0.0, "C6": 1.0}})
    ['C1']
    """
    switches = dig(answer, "switches") or {}
    return [str(claim) for claim in dig(answer, "unknown") or [] if switches.get(claim) == 0]


def resting(answer: Mapping[str, Any]) -> str:
    """The same in a sentence with their names; empty where none is.

    >>> resting({"unknown": ["C6"], "switches": {"C6": 0.0}})
    'At rest, for want of data: tariffs, and the challenger’s offers (C6).'
    """
    told = [f"{CLAIMS[c][:1].lower()}{CLAIMS[c][1:]} ({c})" for c in at_rest(answer) if c in CLAIMS]
    then = "" if dig(answer, "origin") is None else " at the time"
    return f"At rest, for want of data{then}: {'; '.join(told)}." if told else ""


def _region(answer: Mapping[str, Any]) -> str:
    """The scenario as a title; the year in its name is that of what is known only where it is told from the past."""
    told = titled(str(dig(answer, "scenario") or ""))
    return told if dig(answer, "origin") else told.partition(", as known in")[0]


def about(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What identifies this answer: horizon, cut-off, seed, versions and digests."""
    horizon = list(dig(answer, "horizon") or [])
    versions = {str(k): str(v) for k, v in (dig(answer, "versions") or {}).items()}
    digests = {str(k): str(v) for k, v in (dig(answer, "digests") or {}).items()}
    members = dig(answer, "members")
    model = versions.get("counterpoise") or versions.get("model") or ""
    return {
        "region": _region(answer),
        "first": horizon[0] if horizon else 2025,
        "last": horizon[-1] if horizon else 2045,
        "cutoff": day(str(dig(answer, "cutoff") or "unknown")),
        "edition": str(dig(answer, "edition") or "latest").capitalize(),
        "members": f"{members:,}" if isinstance(members, int) else "an unknown number of",
        "seed": dig(answer, "seed"),
        "model": model,
        "versions": versions,
        "digests": digests,
        "short": {key: value.removeprefix("sha256:")[:10] for key, value in digests.items()},
        "changed": changed(answer),
        "resting": resting(answer),
        "commands": commands(answer, model),
    }


def sources(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the numbers came from, in the order of the alphabet, each once with all that it gave; empty without any."""
    keys = ("key", "title", "citation", "version", "licence", "url")
    found = dig(answer, "sources") or []
    rows = found.values() if isinstance(found, Mapping) else found
    told: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        if not row:
            continue
        known = row if isinstance(row, Mapping) else {"citation": str(row)}
        one = {key: str(known.get(key) or "") for key in keys}
        one["citation"] = one["citation"] or one["title"]
        version = one["version"].split(",")[0]
        if version and one["citation"].rstrip(".").endswith(f"Version {version}"):
            one["version"] = ""
        same = told.setdefault(tuple(one[key] for key in ("citation", "version", "licence", "url")), one)
        if same is not one and one["title"] not in same["title"].split("; "):
            same["title"] += f"; {one['title']}"
    return sorted(told.values(), key=lambda row: row["citation"].lower())
