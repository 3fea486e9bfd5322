"""Tables and sentences of the trial of rival theories, from its stored outcome."""

from __future__ import annotations

from typing import Any

from markdown_table import table


def theories_declared() -> str:
    """Who holds what."""
    from counterpoise.backtest.theories import read_theories

    return table(
        ("theory", "holds", "source"), [(t.title, t.claim, t.source) for t in read_theories().values()]
    )


def theories_table() -> str:
    """Theory by target."""
    from counterpoise.backtest.theories.page import overview

    return table(*overview(*_told()))


def theories_short() -> str:
    """A line for each theory."""
    from counterpoise.backtest.theories.page import in_short

    return "\n".join(in_short(*_told()))


def theories_verdicts() -> str:
    """A paragraph for each target."""
    from counterpoise.backtest.theories.page import verdicts

    return "\n\n".join(verdicts(*_told()))


def theories_detail() -> str:
    """Numbers behind each cell."""
    from counterpoise.backtest.theories.page import detail

    said = []
    for title, parts in detail(*_told()):
        said += [f"### {title}", ""]
        for part in parts:
            said += [part if isinstance(part, str) else table(*part), ""]
    return "\n".join(said)


def _told() -> tuple[dict[str, Any], Any]:
    from counterpoise.backtest.theories import load, read_theories

    return load(), read_theories()


def findings() -> str:
    """Published numbers beside ours."""
    from counterpoise.data import open_panel
    from counterpoise.estimate import findings as found
    from counterpoise.estimate.history import read_history

    panel = open_panel()
    history = read_history(panel)
    wins, kept = found.war_winners(panel), found.honoured_pacts(panel)
    arms = found.arming_response(panel, history)
    rows: list[tuple[object, ...]] = [
        (
            "R2 of victory: CINC, GDP, GDP x GDP per head",
            ".07, .12, .26 (Beckley 2018)",
            ", ".join(f"{value:.3f}" for value in wins.r2.values()),
            f"{wins.wars} wars; last less first {_interval(wins.net_over_cinc)}",
        ),
        (
            "wars won by whoever has more GDP x GDP per head",
            "76 % of 141",
            f"{wins.called['net']:.0%} of {wins.wars} (CINC {wins.called['cinc']:.0%})",
            "-",
        ),
        (
            "defence pacts honoured before and after 1945",
            "66 %, 22 % (Berkemeier and Fuhrmann 2018, all alliances)",
            f"{kept.share[0]:.0%} of {kept.calls[0]}, {kept.share[1]:.0%} of {kept.calls[1]}",
            f"fall {_interval(kept.fall)}",
        ),
        (
            "military spending a point of probability",
            "3 % for a fatal dispute (Nordhaus, Oneal and Russett 2012), so about .75 % for any",
            f"{arms.within[0]:.2f} % at once, {arms.lasting:.2f} % in the end",
            f"{arms.rows:,} state-years; standard error {arms.within[1]:.2f}",
        ),
    ]
    for measure, label in (("nmc_milper", "army"), ("cinc", "CINC")):
        for last in (1939, 1990):
            third = found.one_third_threshold(panel, history, measure, last=last)
            rows.append(
                (
                    f"coalition within five years, leader's {label} below and above a third, 1816-{last}",
                    "likely above a third on land only (Levy and Thompson 2005)",
                    f"{third.share[0]:.0%} of {third.years[0]} years, {third.share[1]:.0%} of {third.years[1]}",
                    f"rise {_interval(third.rise)}",
                )
            )
    return table(("finding", "published", "ours", "how sure"), rows)


def _interval(values: tuple[float, float, float]) -> str:
    return f"{values[0]:+.2f} ({values[1]:+.2f} to {values[2]:+.2f})"
