"""Tables and sentences of the trial of rival theories, from its stored outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
from markdown_table import table
from scores import knowledge


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


def theories_standing() -> str:
    """What stands over years, treaties and comparisons, and how few treaties make the pacts."""
    from counterpoise.backtest.theories.doubt import by_chance, standing

    return "\n".join([*standing(*_told()), f"- *Many comparisons.* {by_chance(_told()[0])}", _few_treaties()])


def _few_treaties() -> str:
    """Pacts foretold beside the treaties that made them, read from the panel."""
    from counterpoise.backtest import TASKS
    from counterpoise.backtest.clusters import treaty_clusters

    told = []
    for task in (TASKS["pact-formation/1989"], TASKS["pact-formation/1999"]):
        rows = task.tested(knowledge())
        labels = treaty_clusters(task, rows, knowledge())
        assert labels is not None
        _, counts = np.unique(labels[rows.outcome == 1], return_counts=True)
        largest = np.sort(counts)[-3:].sum() / counts.sum()
        told.append(
            f"the {counts.sum():,} formations of {task.folds[-1].first}-{task.folds[-1].last} come of {len(counts)} "
            f"treaties, {_share(largest)} of them of three"
        )
    return (
        f"- *Pacts are few events.* Pairs of states are counted, but {'; '.join(told)}. Resampled by treaty, a gain "
        "that looks sure over years is often not."
    )


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
    error = float(np.sqrt(wins.called["net"] * (1.0 - wins.called["net"]) / wins.wars))
    rows: list[tuple[object, ...]] = [
        (
            "R2 of victory: CINC, GDP, GDP x GDP per head",
            ".07, .12, .26 (Beckley 2018)",
            ", ".join(f"{value:.2f}".lstrip("0") for value in wins.r2.values()),
            f"{wins.wars} wars with a winner; last less first {_interval(wins.net_over_cinc)}, published .26 - .07",
        ),
        (
            "wars won by whoever has more GDP x GDP per head",
            "76 % of 141",
            f"{_share(wins.called['net'])} of {wins.wars} (CINC {_share(wins.called['cinc'])})",
            f"standard error {_share(error)}",
        ),
        (
            "defence pacts honoured before and after 1945",
            "66 %, 22 % (Berkemeier and Fuhrmann 2018, all alliances)",
            f"{_share(kept.share[0])} of {kept.calls[0]}, {_share(kept.share[1])} of {kept.calls[1]}",
            f"fall {_interval(kept.fall)}",
        ),
        (
            "military spending, per cent a point of probability of a dispute",
            f"3 for a fatal one (Nordhaus, Oneal and Russett 2012); as {_share(arms.fatal[1])} of the disputes of "
            f"1950-2000 whose deaths are known killed somebody, {arms.published[1]:.2f} for any",
            f"{arms.within[0]:.2f} at once, {arms.lasting[0]:.2f} in the end",
            f"standard errors {arms.within[1]:.2f} and {arms.lasting[1]:.2f}, clustered by state; {arms.rows:,} "
            "state-years",
        ),
    ]
    for measure, label in (("nmc_milper", "army"), ("cinc", "CINC")):
        for last in (1939, 1990):
            third = found.one_third_threshold(panel, history, measure, last=last)
            rows.append(
                (
                    f"coalition within five years, leader's {label} below and above a third, 1816-{last}",
                    "likely above a third on land only (Levy and Thompson 2005)",
                    f"{_share(third.share[0])} of {third.years[0]} years, {_share(third.share[1])} of {third.years[1]}",
                    f"rise {_interval(third.rise)}",
                )
            )
    return table(("finding", "published", "ours", "how sure (90 % intervals in brackets)"), rows)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _interval(values: tuple[float, float, float]) -> str:
    return f"{values[0]:+.2f} ({values[1]:+.2f} to {values[2]:+.2f})"
