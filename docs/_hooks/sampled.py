"""Tables of the equations that were sampled."""

from __future__ import annotations

from typing import Any

from markdown_table import table

MODELS = ("alike", "by_era")
ERAS = ("to 1945", "1946-1989", "since 1990")

__all__ = ["sampled_against", "sampled_calibration", "sampled_overview", "sampled_says", "sampled_separated"]


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


def sampled_weakest() -> str:
    """The weakest diagnostics of what is stored, beside the bar of a final posterior."""
    from counterpoise.sampling.listing import mixing
    from counterpoise.sampling.store import stored

    told = {name: mixing(entry) for name, entry in stored().items()}
    worst = max(told, key=lambda name: told[name]["r_hat"])
    few = sorted((name for name in told if told[name]["ess"] < 400), key=lambda name: told[name]["ess"])
    named = ", ".join(f"`{name}` {told[name]['ess']:.0f}" for name in few)
    return (
        f"Of the {len(told)} that are stored the largest split R-hat is {told[worst]['r_hat']:.3f} (`{worst}`), and "
        f"{len(few)} have a coefficient with fewer than 400 effective draws: {named}."
    )


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


def sampled_separated() -> str:
    """Terms that no event goes with, equation by equation."""
    from counterpoise.sampling.store import stored

    rows = [
        (f"`{name}`", *(", ".join(entry.get(model, {}).get("separated", [])) or "-" for model in MODELS))
        for name, entry in stored().items()
        if any(entry.get(model, {}).get("separated") for model in MODELS)
    ]
    return table(("equation", "alike", "by era"), rows)


def sampled_says() -> str:
    """What the posteriors say, in sentences whose numbers are read from them."""
    from counterpoise.sampling.store import stored

    told = stored()

    def of(name: str, term: str, model: str = "alike") -> str:
        return _pair(told[name][model]["coefficients"][term])

    def ships(name: str, term: str) -> str:
        return _pair(told[name]["shipped"][term])

    gaps, ratios = _against_shipped(told, ("dispute_initiation", "pact_formation"))
    founded = {era: of("treaty_founding", f"treaties a year, {era}", "by_era") for era in ERAS}
    mixed = told["treaty_conclusion"]["by_era"]
    return "\n".join(
        [
            "- **One coefficient for all years gives what ships.** The "
            f"{len(gaps['dispute_initiation'])} coefficients of disputes and {len(gaps['pact_formation'])} of pacts lie "
            f"within {max(map(max, gaps.values())):.2f} shipped standard deviations. Their spreads are "
            f"{_range(ratios['dispute_initiation'])} of the shipped ones for disputes and "
            f"{_range(ratios['pact_formation'])} for pacts, because what ships is widened for pairs and for calendar "
            "years that share their luck.",
            "- **The eras differ.** Great powers started disputes to 1945 beyond what else is known of them: "
            f"{of('dispute_initiation', 'source_major, to 1945', 'by_era')} in log-odds, then "
            f"{of('dispute_initiation', 'source_major, 1946-1989', 'by_era')} and "
            f"{of('dispute_initiation', 'source_major, since 1990', 'by_era')}. Democracies as targets: "
            f"{of('dispute_initiation', 'target_polyarchy, to 1945', 'by_era')}, then "
            f"{of('dispute_initiation', 'target_polyarchy, 1946-1989', 'by_era')} and "
            f"{of('dispute_initiation', 'target_polyarchy, since 1990', 'by_era')}. Likeness of regimes for pacts: "
            f"{of('pact_formation', 'regime_likeness, 1946-1989', 'by_era')} in the cold war and "
            f"{of('pact_formation', 'regime_likeness, since 1990', 'by_era')} since.",
            "- **Burdens persist more than least squares says.** With heavy tails and persistence estimated together the "
            f"lag is {of('burden', 'lag')} where {ships('burden', 'lag')} ships, and the scale of shocks "
            f"{of('burden', 'scale')} where {ships('burden', 'scale')} ships: years of war and collapse pull a "
            "least-squares line down.",
            "- **So do shocks of growth**: with heavy tails and common years estimated together the yearly shock is "
            f"{of('growth', 'shock')} where {ships('growth', 'shock')} ships, the common year {of('growth', 'common')} "
            f"where {ships('growth', 'common')} ships, with {of('growth', 'degrees')} degrees of freedom for "
            f"{ships('growth', 'degrees')}.",
            "- **Free riding is seen in Europe and not in Asia**: "
            f"{of('burden_riding', 'patron_burden, Europe', 'by_era')} against "
            f"{of('burden_riding', 'patron_burden, Asia-Pacific', 'by_era')}; "
            f"{ships('burden_riding', 'patron_burden, Europe')} and "
            f"{ships('burden_riding', 'patron_burden, Asia-Pacific')} ship.",
            "- **The gain is not settled by these traces.** Within states it is "
            f"{of('alignment', 'gain within, patron')}, between them {of('alignment', 'gain between, patron')}, which is "
            "hardly more than its prior (0, 2) says; ties themselves persist "
            f"({of('alignment', 'persistence, patron')} over five years to the patron). The model's 1.0 with its wide "
            "spread stays a judgement.",
            f"- **Treaties of many** are founded {of('treaty_founding', 'treaties a year')} times a year: "
            f"{', '.join(f'{rate} {era}' for era, rate in founded.items())}. States join those of like regimes "
            f"({of('treaty_joining', 'regime_likeness')}), of their region ({of('treaty_joining', 'same_region')}), with "
            f"many members ({of('treaty_joining', 'log_members')} a log member) and young "
            f"({of('treaty_joining', 'log_age')} a log year).",
            f"- **Treaties of two** ({told['treaty_conclusion']['alike']['events']} since 1946, {mixed['events']} since "
            f"1817) are concluded by neighbours by sea or land (log distance {of('treaty_conclusion', 'log_distance')}) "
            f"with common enemies ({of('treaty_conclusion', 'common_enemies')}) and like regimes "
            f"({of('treaty_conclusion', 'regime_likeness')}), less by democracies "
            f"({of('treaty_conclusion', 'joint_polyarchy')}) and in Asia and the Pacific "
            f"({of('treaty_conclusion', 'in_asia_pacific')}). Common enemies counted "
            f"{of('treaty_conclusion', 'common_enemies, to 1945', 'by_era')} to 1945 and "
            f"{of('treaty_conclusion', 'common_enemies, 1946-1989', 'by_era')} in the cold war; since 1990 too few are "
            f"concluded to say ({of('treaty_conclusion', 'common_enemies, since 1990', 'by_era')}).",
            "- **Pairs begin to exercise** where both are powerful "
            f"({of('exercises', 'armed_sum')}), with the patron ({of('exercises', 'patron')}), where they share "
            f"adversaries ({of('exercises', 'shared_adversaries')}) and have met in large exercises "
            f"({of('exercises', 'small_exercises')}); those with a defence pact begin less often than others alike "
            f"({of('exercises', 'defence_pact')}). The records of 1988 and 1989 hold nine beginnings: that era says "
            "little of its own, and shows it in its spreads.",
        ]
    )


def _against_shipped(
    told: dict[str, Any], names: tuple[str, ...]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Gaps of means in shipped standard deviations, and ratios of spreads, by equation."""
    gaps: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    for name in names:
        pairs = [
            (value, told[name]["shipped"][term])
            for term, value in told[name]["alike"]["coefficients"].items()
            if term in told[name]["shipped"]
        ]
        gaps[name] = [abs(ours[0] - theirs[0]) / theirs[1] for ours, theirs in pairs]
        ratios[name] = [ours[1] / theirs[1] for ours, theirs in pairs]
    return gaps, ratios


def _range(values: list[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}"


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
