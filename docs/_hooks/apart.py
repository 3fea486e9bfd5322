"""Tables of the pages that take the answer apart, from the results that ship with the package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown_table import table

__all__ = ["attribution"]

SCENARIO, EDITION = "asia", "latest"


def attribution() -> str:
    """The stored attribution of the default case, by reference, with what has changed since it was made."""
    from counterpoise.analysis.attribution import stored_attribution
    from counterpoise.analysis.attribution.references import REFERENCES

    found = stored_attribution(SCENARIO, EDITION)
    if found is None:
        return "None is stored in this version: `counterpoise attribute asia` makes one."
    lines = [
        f"Scenario {found.scenario}, {found.edition} edition, {found.members} members, seed {found.seed}.",
        *_since(found),
        "",
    ]
    for reference in found.references:
        lines += [
            f"### Reference: {reference}",
            "",
            REFERENCES[reference],
            "",
            *_division(found, reference),
            "",
        ]
    return "\n".join(lines)


def _since(found: Any) -> Iterator[str]:
    from counterpoise.analysis.attribution.result import model_digest
    from counterpoise.parameters import ParameterSet

    now = {**found.digests, "model": model_digest(), "parameters": ParameterSet.load().digest}
    if changed := found.stale(now):
        yield f"**Stale:** made before the last change of {', '.join(changed)}; read it with care."
    yield f"Panel `{found.digests['panel'][:10]}`, model `{found.digests['model'][:10]}`."


def _division(found: Any, reference: str) -> Iterator[str]:
    from counterpoise.claims import ledger

    of = {d.outcome: d for d in found.divisions if (d.reference, d.year) == (reference, max(found.years))}
    shown = {"balance_holds": "balance holds", "ties_survive": "ties survive", "both": "both"}
    rows: list[tuple[object, ...]] = [("simple story", *(f"{100 * of[o].simple:.1f}" for o in shown))]
    for claim, _ in of["balance_holds"].ranked():
        rows.append((f"{claim} {ledger()[claim].label}", *(_part(of[o].shares[claim]) for o in shown)))
    rows.append(("full story", *(f"{100 * of[o].full:.1f}" for o in shown)))
    yield table((f"futures in 100, {max(found.years)}", *shown.values()), rows)
    yield ""
    pairs = of["balance_holds"].strongest(6)
    told = [
        (name.replace("+", " and "), _part(part), _word(part, of["balance_holds"])) for name, part in pairs
    ]
    yield table(("pair", "interaction, balance holds", "the two"), told)
    yield ""
    places = [o for o in of if ":" in o]
    yield table(
        ("by theatre and alliance", *found.claims, "difference"),
        [
            (o, *(f"{100 * of[o].shares[c].value:+.1f}" for c in found.claims), _part(of[o], "difference"))
            for o in places
        ],
    )


def _part(part: Any, field: str = "value") -> str:
    return f"{100 * getattr(part, field):+.1f} (se {100 * part.se:.1f})"


def _word(part: Any, division: Any) -> str:
    if abs(part.value) < 2 * part.se:
        return "cannot be told from none"
    return "amplify" if part.value * division.difference > 0 else "overlap"
