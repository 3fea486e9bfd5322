"""The page of scenarios: what each assumes, on what ground, and what it does to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_table import table

__all__ = ["citations", "effects", "scenarios"]

LAST_DIGITS = 1


def effects() -> str:
    """All scenarios in one table: the difference in the last year and ten years on."""
    from counterpoise.analysis.effects import stored_effects
    from counterpoise.scenario import load_scenario

    held = stored_effects()
    rows = []
    for name, found in held["scenarios"].items():
        years = sorted({row["year"] for row in found["rows"] if row["kind"] == "outcome"})
        cells = [
            _effect(_row(found, "outcome", outcome, year))
            for outcome in ("balance_holds", "ties_survive")
            for year in years[-2:]
        ]
        rows.append((f"[{name}](#{name})", *cells))
    shown = sorted(
        {row["year"] for row in held["scenarios"][load_name(held)]["rows"] if row["kind"] == "outcome"}
    )[-2:]
    head = ("scenario", *(f"balance holds, {y}" for y in shown), *(f"ties survive, {y}" for y in shown))
    base = load_scenario(held["base"].split("@")[0])
    words = (
        f"Change of the chance against `{held['base']}`, *{base.question}*, in points of 100, with its "
        f"90 per cent interval over parameters and simulation; {held['members']:,} futures of each on the same luck."
    )
    return f"{words}\n\n{table(head, rows)}\n\n{_age(held)}"


def load_name(held: Mapping[str, Any]) -> str:
    """Any one of the scenarios that were measured."""
    return str(next(iter(held["scenarios"])))


def _age(held: Mapping[str, Any]) -> str:
    """Whether the library's parameters are still those with which the effects were measured."""
    from counterpoise.parameters import ParameterSet

    if ParameterSet.load().digest == held["parameters"]:
        return "Measured with the parameters of this version."
    return (
        "The library's parameters have changed since these effects were measured; "
        "`counterpoise scenarios --measure FILE` measures them again."
    )


def scenarios() -> str:
    """Each scenario of the library in full."""
    from counterpoise.analysis.effects import stored_effects
    from counterpoise.scenario import available_scenarios, load_scenario

    held = stored_effects()["scenarios"]
    said = []
    for name in available_scenarios():
        scenario = load_scenario(name)
        if scenario.extends is None:
            continue
        said += [f"### {name} {{#{name}}}", "", scenario.question, ""]
        if scenario.adds:
            links = ", ".join(f"[{other}](#{other})" for other in scenario.adds)
            said += [f"Adds what is assumed in {links}.", ""]
        own = scenario.assumptions if not scenario.adds else _own(scenario)
        if own:
            said += [table(("date", "what", "size", "why", "source"), map(_assumption, own)), ""]
        if scenario.overrides:
            rows = ((f"`{path}`", f"{it.value:g}", it.source) for path, it in scenario.overrides.items())
            said += [table(("parameter", "held at", "source"), rows), ""]
        if name in held:
            said += [_in_words(held[name]), ""]
    return "\n".join(said)


def _own(scenario: Any) -> tuple[Any, ...]:
    """What a scenario assumes beyond the scenarios that it adds."""
    from counterpoise.scenario import load_scenario

    added = {fact for other in scenario.adds for fact in load_scenario(other).assumptions}
    return tuple(fact for fact in scenario.assumptions if fact not in added)


def _assumption(shock: Any) -> tuple[object, ...]:
    until = f"to {shock.until}" if shock.until else ""
    size = next((f"{v:g}" for v in (shock.size, shock.orientation) if v is not None), "")
    whom = " and ".join(code for code in (shock.target, shock.partner) if code)
    return (
        (str(shock.date), until),
        (shock.label, f"{shock.kind} {whom}".strip()),
        size,
        shock.why,
        shock.source,
    )


def _in_words(found: Mapping[str, Any]) -> str:
    ratios = [row for row in found["rows"] if row["kind"] == "ratio"]
    year = ratios[0]["year"]
    cells = []
    for row in ratios:
        label = row["key"].replace("_", " ")
        cells.append(f"{label} {row['a']:.2f} to {row['b']:.2f}")
    return f"Balance ratios in {year} (median, without and with): {'; '.join(cells)}."


def _row(found: Mapping[str, Any], kind: str, key: str, year: int) -> Mapping[str, Any]:
    row: Mapping[str, Any] = next(
        row for row in found["rows"] if (row["kind"], row["key"], row["year"]) == (kind, key, year)
    )
    return row


def _effect(row: Mapping[str, Any]) -> str:
    return f"{_points(row['difference'])} ({_points(row['low'])} to {_points(row['high'])})"


def _points(share: float) -> str:
    text = f"{100 * share:+.{LAST_DIGITS}f}"
    return "0.0" if not text.strip("+-0.") else text.replace("-", "−")


def citations() -> str:
    """How each cited source was looked up."""
    from counterpoise.scenario.citations import STATES
    from counterpoise.scenario.citations import citations as listed

    rows = sorted(
        ((one.cites, STATES[one.state], one.found) for one in listed()), key=lambda row: row[1][0] == "*"
    )
    return table(("cited as", "how it was looked up", "what was read"), rows)
