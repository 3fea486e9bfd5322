"""When a fact will be public: on the day that its source keeps every year, or after the lag of its last edition."""

from __future__ import annotations

from typing import Any

from counterpoise.data import Panel
from counterpoise.data.tables import MATRICES
from counterpoise.forecast.rules import MatrixRule, Rule, TieRule, VariableRule

__all__ = ["expected", "sources_of_rule"]


def expected(panel: Panel, key: str, year: int) -> dict[str, Any]:
    """The day from which a source covers a year, and whether it keeps such a calendar.

    Args:
        panel: Whose passports count.
        key: Source.
        year: That it must cover.

    Returns:
        ``date`` (ISO), ``scheduled`` (the source appears every year on about that day) and ``how``.
    """
    entry = panel.passport(key)
    if entry.annual:
        how = f"every year about {entry.annual}"
        return {"date": entry.public(year), "scheduled": True, "how": how}
    source = entry.source
    last = source.last if source.last is not None else int(source.released[:4])
    lag = int(source.released[:4]) - last
    how = f"no calendar; the last edition covered {last} and became public on {source.released}"
    return {"date": f"{year + max(lag, 0)}{source.released[4:]}", "scheduled": False, "how": how}


def sources_of_rule(panel: Panel, rule: Rule) -> list[str]:
    """Catalogue keys of the sources that will settle a rule: those of the newest observed cells, or of the table."""
    match rule:
        case TieRule():
            return [panel.table_sources("ties")[0]]
        case MatrixRule():
            return [panel.table_sources(MATRICES[rule.matrix][0])[0]]
        case VariableRule():
            states = [rule.state] if rule.against is None else [rule.state, rule.against]
            codes = panel.ccodes(states, rule.year)
            _, years = panel.latest(rule.variable, codes, rule.since or rule.year)
            known = [(code, int(year)) for code, year in zip(codes, years, strict=True) if year]
            keys = {str(panel.sources(rule.variable, [code], [year])[0, 0]) for code, year in known}
            return sorted(keys) or [panel.variable(rule.variable).sources[0]]
