"""Tables of the equations that were sampled."""

from __future__ import annotations

from typing import Any

from markdown_table import table

__all__ = ["sampled_against", "sampled_calibration", "sampled_overview"]


def sampled_overview() -> str:
    """Every equation: how many rows, how well its chains mixed, how long they take."""
    from counterpoise.sampling.equations import EQUATIONS
    from counterpoise.sampling.listing import mixing
    from counterpoise.sampling.store import stored

    found, rows = stored(), []
    for name, equation in EQUATIONS.items():
        if name not in found:
            rows.append((f"`{name}`", equation.label, "", "", "not stored", "", "", "", ""))
            continue
        entry = found[name]
        parts = [entry[model] for model in ("alike", "by_era") if model in entry]
        told, shares = mixing(entry), [p["effective_share"] for p in parts if "effective_share" in p]
        rows.append(
            (
                f"`{name}`",
                equation.label,
                tuple(f"{part['rows']:,}" for part in parts),
                tuple("-" if part["events"] is None else f"{part['events']:,}" for part in parts),
                f"{told['r_hat']:.3f}",
                f"{told['ess']:.0f}",
                f"{told['divergent']:.1%}",
                f"{min(shares):.3f}" if shares else "all rows",
                f"{entry['seconds']:.0f}",
            )
        )
    head = (
        "equation", "what it says", "rows (alike, by era)", "events", "worst R-hat", "least effective draws",
        "divergent", "share left against all rows", "CPU seconds",
    )  # fmt: skip
    return table(head, rows)


def sampled_against() -> str:
    """Coefficients of each equation beside what ships, in standard deviations of what ships."""
    from counterpoise.sampling.store import stored

    parts = []
    for name, entry in stored().items():
        varying = entry.get("by_era", {"groups": [], "coefficients": {}})
        alike, rows = entry["alike"]["coefficients"], []
        own = [term for term in varying["coefficients"] if term.split(", ")[0] not in alike]
        for term in [*alike, *own]:
            value = alike.get(term) or varying["coefficients"][term]
            ships = entry["shipped"].get(term)
            eras = tuple(
                f"{group}: {_pair(varying['coefficients'][f'{term}, {group}'])}"
                + _beside(entry, f"{term}, {group}")
                for group in varying["groups"]
                if f"{term}, {group}" in varying["coefficients"]
            )
            gap = f"{(value[0] - ships[0]) / ships[1]:+.1f}" if ships and ships[1] > 0 else ""
            rows.append((term, _pair(ships) if ships else "", _pair(value), gap, eras))
        head = ("coefficient", "ships", "NUTS", "difference, sd", "NUTS by era or group")
        parts.append(f"### `{name}`\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def sampled_calibration() -> str:
    """Evenness of the ranks of planted values."""
    from counterpoise.sampling.calibration import calibrated

    rows = [
        (name, entry["times"], ", ".join(f"{site} {p:.2f}" for site, p in entry["evenness"].items()))
        for name, entry in calibrated().items()
    ]
    return table(("model", "plantings", "evenness of ranks (chi-square p by site)"), rows)


def _beside(entry: dict[str, Any], term: str) -> str:
    """What ships of one group, where it ships by group."""
    ships = entry["shipped"].get(term)
    return f" (ships {_pair(ships)})" if ships else ""


def _pair(values: list[float]) -> str:
    return f"{values[0]:.3g} ({values[1]:.2g})"
