"""The evidence page of a mechanism: claim, equation, parameters, how history tested it, what would refute it."""

from __future__ import annotations

import inspect
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from counterpoise import mechanisms
from counterpoise.analysis.effects import stored_effects
from counterpoise.claims import Claim, ledger
from counterpoise.model import parameter_paths
from counterpoise.parameters import ParameterSet
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["Evidence", "acting", "evidence_of", "mechanism_names", "score_sentence"]


@dataclass(frozen=True)
class Evidence:
    """What a mechanism rests on.

    Attributes:
        name: Of the mechanism.
        claims: Rows of the ledger that it serves.
        argument: Its docstring without the list of parameters: the claim in a sentence, the equation, the reference.
        parameters: Rows of the parameter table.
        tests: Scores of its fitted part on years that the fit had not seen, from the record.
        refuted: What would show it wrong.
        acts: Claim to what turning it off does to the answer, as far as it was measured.
    """

    name: str
    claims: tuple[Claim, ...]
    argument: str
    parameters: tuple[Mapping[str, Any], ...]
    tests: tuple[Mapping[str, Any], ...]
    refuted: str
    acts: Mapping[str, Mapping[str, Any]]


@cache
def mechanism_names() -> tuple[str, ...]:
    """Names of all mechanisms.

    >>> "burden" in mechanism_names()
    True
    """
    return tuple(dict.fromkeys(path.split(".")[0] for path in parameter_paths()))


def evidence_of(name: str) -> Evidence:
    """The evidence of a mechanism.

    Args:
        name: Of the mechanism, or a claim with a single one.

    Raises:
        UnknownNameError: If there is no such mechanism.

    >>> evidence_of("ties").tests[0]["label"]
    'Who concludes a defence pact'
    """
    wanted = _named(name)
    library = files("counterpoise") / "library"
    said = tomllib.loads((library / "evidence.toml").read_text(encoding="utf-8"))[wanted]
    record = json.loads((library / "posterior" / "record.json").read_text(encoding="utf-8"))["tasks"]
    kind = next(
        kind
        for _, kind in inspect.getmembers(mechanisms, inspect.isclass)
        if getattr(kind, "name", "") == wanted
    )
    served = tuple(claim for claim in ledger().values() if wanted in claim.mechanisms)
    acts = stored_effects().get("claims", {})
    return Evidence(
        wanted,
        served,
        inspect.cleandoc(kind.__doc__ or "").split("\nAttributes:")[0].strip(),
        tuple(row for row in ParameterSet.load().table() if row["path"].split(".")[0] == wanted),
        tuple(task for task in record if task["label"] in said["tests"]),
        said["refuted"],
        {claim.id: acts[claim.id] for claim in served if claim.id in acts},
    )


def acting(acts: Mapping[str, Any]) -> str:
    """What a claim does to the answer, in a sentence."""
    rows = {(row["kind"], row["key"]): row for row in acts["rows"]}
    outcome, ties = rows["outcome", "balance_holds"], rows["outcome", "ties_survive"]
    ratios = sorted(
        (row for row in acts["rows"] if row["kind"] == "ratio"), key=lambda row: -abs(row["difference"])
    )
    states = ", ".join(f"{name} {100 * value:+.0f}" for name, value in acts["states"])
    return (
        f"balance holds {100 * outcome['difference']:+.1f} points of 100 (error {100 * outcome['error']:.1f}), "
        f"ties survive {100 * ties['difference']:+.1f} (error {100 * ties['error']:.1f}) in {outcome['year']}; "
        f"most in the theatre {ratios[0]['key'].replace('_', ' ')} "
        f"(ratio {ratios[0]['a']:.2f} to {ratios[0]['b']:.2f}); with the patron: {states}."
    )


def score_sentence(task: Mapping[str, Any]) -> str:
    """A hold-out score in a sentence."""
    head = f"{task['label']}, fitted {task['train']}, scored {task['test']} ({task['rows']:,} rows)"
    if task.get("ap") is not None:
        return (
            f"{head}: average precision {task['ap']:.3f} against {task['ap_reference']:.3f} of {task['reference']}, "
            f"ROC area {task['auc']:.2f} against {task['auc_reference']:.2f}."
        )
    return f"{head}: CRPS {task['crps']:.3f} against {task['crps_reference']:.3f} of {task['reference']}."


def _named(name: str) -> str:
    names = mechanism_names()
    if name in names:
        return name
    claim = ledger().get(name.upper())
    if claim is not None and len(claim.mechanisms) == 1:
        return claim.mechanisms[0]
    hint = nearest(name, names) or f"Mechanisms are {', '.join(names)}."
    if claim is not None and claim.mechanisms:
        hint = f"{claim.id} acts in {', '.join(claim.mechanisms)}: ask for one of them."
    raise UnknownNameError(f"There is no mechanism called {name}.", hint=hint)
