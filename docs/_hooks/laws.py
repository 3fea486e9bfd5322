"""The laws of every mechanism, written from the registry that the tests ask."""

from __future__ import annotations

import sys
from pathlib import Path

from markdown_table import table

__all__ = ["external", "laws"]

ROOT = Path(__file__).resolve().parents[2]


def laws() -> str:
    """One row a mechanism: what it predicts, and what its switch at 0 leaves."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.mechanisms.registry import LAWS

    from counterpoise.claims import ledger

    head = ("mechanism", "what it predicts, over the whole range", "with its claims off")
    rows = []
    for name, own in LAWS.items():
        signs = "; ".join(sign.says for sign in own.signs)
        left = []
        for off in own.off:
            said = "; ".join(it.says for it in off.left) or (
                ledger()[off.claims[0]].reference.rstrip(".") if off.claims else "Nothing moves when it is on"
            )
            several = "s" if len(off.inert) > 1 else ""
            inert = f"{len(off.inert)} parameter{several} inert" if off.inert else ""
            left.append(
                ": ".join(part for part in ("+".join(off.claims), said) if part)
                + (f" ({inert})" if inert else "")
            )
        rows.append((f"[{name}](mechanisms.md#{name})", f"{signs}.", ". ".join(left)))
    return table(head, rows)


def external() -> str:
    """The start year against public indices and surveys."""
    from counterpoise.analysis.external import compared, published
    from counterpoise.analysis.prepare import prepare
    from counterpoise.data import open_panel
    from counterpoise.scenario import load_scenario
    from counterpoise.vintage import known_to

    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    found = compared(prepare(scenario, known_to(panel, scenario)))
    rows = []
    for figures in published():
        one = found[figures.key]
        worst = ", ".join(
            f"{state} {'+' if gap > 0 else '-'}{abs(gap):g}"
            for state, gap in list(zip(one.states, one.apart, strict=True))[:3]
        )
        rows.append(
            (
                (figures.label, figures.source),
                len(figures.values),
                f"{one.rho:.2f} ({one.low:.2f} to {one.high:.2f})",
                worst,
                figures.note,
            )
        )
    head = (
        "figures",
        "states",
        "rank correlation, 90 per cent",
        "ranks the model has it higher or lower",
        "what they count",
    )
    return table(head, rows)
