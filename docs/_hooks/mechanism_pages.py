"""The evidence of each mechanism: claim, argument and equation, parameters, the test of history, the refutation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_table import number, table

__all__ = ["mechanisms"]


def mechanisms() -> str:
    """Each mechanism in the order of the model."""
    from counterpoise.analysis.evidence import acting, evidence_of, score_sentence
    from counterpoise.model import Model

    said = []
    for name, kind in Model.__annotations__.items():
        kind = kind.rsplit(".", 1)[-1] if isinstance(kind, str) else kind.__name__
        found = evidence_of(name)
        tests = [score_sentence(task) for task in found.tests]
        tests += [f"{claim.id}: {claim.backtest}." for claim in found.claims]
        said += [
            f"## {name.capitalize()} {{#{name}}}",
            "",
            *(f"- **{claim.id}** {claim.claim}" for claim in found.claims),
            "",
            f"::: counterpoise.mechanisms.{name}.{kind}",
            "    options:",
            "      show_root_heading: false",
            "      show_root_toc_entry: false",
            "      show_bases: false",
            "      show_signature: false",
            "      members: false",
            "",
            *_parameters(found.parameters),
            "**How history tested it**",
            "",
            *(f"- {line}" for line in tests or ["Nothing has tested it."]),
            "",
            f"**What would refute it.** {found.refuted}",
            "",
            *(
                line
                for key, acts in found.acts.items()
                for line in (f"**Where {key} acts most**, on against off: {acting(acts)}", "")
            ),
        ]
    return "\n".join(said)


def _parameters(rows: tuple[Mapping[str, Any], ...]) -> list[str]:
    if not rows:
        return []
    head = ("parameter", "value and range", "spread", "grade", "source")
    return ["**Parameters**", "", table(head, map(_parameter, rows)), ""]


def _parameter(row: Mapping[str, Any]) -> tuple[object, ...]:
    from counterpoise.charts.coefficients import proper

    row = proper(row)
    value = f"{number(row['value'])} ({number(row['low'])} to {number(row['high'])})"
    return (
        (f"`{row['path']}`", row["label"]),
        (value, row["unit"]),
        row["spread"],
        row["grade"],
        row["source"],
    )
