"""``counterpoise sweep``: more futures than fit in memory, interruptible, on this machine or on a cluster."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.options import AssignOption, PanelOption, SwitchOption, at_least, pairs, switch_values
from counterpoise.cli.whole import whole

if TYPE_CHECKING:
    from counterpoise.sweep.run import Progress

__all__ = ["duration", "sweep"]

SAID_EVERY = 10.0
"""Seconds between lines of progress where there is no terminal."""


def sweep(
    scenario: Annotated[str, typer.Argument(help="A bundled scenario or a file of your own.")] = "asia",
    members: Annotated[int, whole("--members", "Futures to simulate.")] = 100_000,
    seed: Annotated[int, whole("--seed", "Seed of all luck; the same seed, the same numbers.")] = 1,
    edition: Annotated[str, typer.Option(help="Information cut-off: latest, essay.")] = "latest",
    horizon: Annotated[int | None, whole("--horizon", "Last year.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the store (default runs/SCENARIO-EDITION-sweep).")
    ] = None,
    chunk: Annotated[
        int,
        whole(
            "--chunk", "Futures in one file of the store, rounded up to a multiple of 64; changes no number."
        ),
    ] = 4096,
    sample: Annotated[
        int, whole("--sample", "Futures of which every series is kept; all, where there are fewer.")
    ] = 200,
    workers: Annotated[
        int | None,
        whole("--workers", "Processes on this machine (default one per core, if memory holds them)."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Scheduler of a Dask cluster to use instead."),
    ] = None,
    wait: Annotated[int, whole("--wait", "Seconds to wait for that scheduler to answer.")] = 5,
    assign: AssignOption = None,
    switch: SwitchOption = None,
    panel: PanelOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary, no progress.")] = False,
) -> None:
    """Simulate a great many futures into a store; run it again to go on after an interruption."""
    at_least(members, 1, "--members", 10_000_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    at_least(chunk, 1, "--chunk", 1_000_000)
    at_least(sample, 1, "--sample", 100_000)
    at_least(workers, 1, "--workers", 1024)
    at_least(wait, 1, "--wait", 86_400)
    overrides = pairs(assign, "--set", "balancing.gain=0.5")
    switches = switch_values(switch)

    from counterpoise.sweep import Plan, run_sweep

    plan = Plan.of(
        scenario,
        members=members,
        seed=seed,
        edition=edition,
        horizon=horizon,
        chunk=chunk,
        sample=sample,
        switches=switches,
        overrides=overrides,
        panel=str(panel) if panel else None,
    )
    folder = out or Path("runs") / f"{Path(scenario).stem}-{edition}-sweep"
    store = run_sweep(plan, folder, workers, cluster, _said(quiet), wait)
    if not quiet:
        import json

        found = json.loads((store.folder / "summary.json").read_text(encoding="utf-8"))
        for outcome, years in found["outcomes"].items():
            year, share = list(years.items())[-1]
            typer.echo(
                f"{outcome:<14}{year}  {100 * share['p']:6.2f} of 100  (+/- {100 * share['mc_error']:.2f})"
            )
        typer.echo(f"{found['members']:,} futures in {store.folder}")


def duration(seconds: float) -> str:
    """Seconds in the words of a person who waits.

    >>> duration(40), duration(200), duration(9000)
    ('40 s', '3 min', '2.5 h')
    """
    if seconds < 99:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _said(quiet: bool) -> Callable[[Progress], None]:
    """Tell the progress on standard error: over and over on a terminal, now and then elsewhere."""
    begun, spoken, live = time.monotonic(), [-SAID_EVERY], sys.stderr.isatty()
    damaged: set[str] = set()

    def say(now: Progress) -> None:
        for name in now.damaged:
            if name not in damaged:
                damaged.add(name)
                print(f"counterpoise: {name} is damaged or gone and is computed again.", file=sys.stderr)
        passed = time.monotonic() - begun
        if quiet or not (live or now.done == now.total or passed - spoken[0] >= SAID_EVERY):
            return
        spoken[0] = passed
        left = "time left not known yet" if now.left is None else f"about {duration(now.left)} left"
        line = f"{now.members:,} futures, chunk {now.done} of {now.total}, {left}"
        print(
            f"\r{line:<70}" if live else line,
            end="" if live and now.left else "\n",
            file=sys.stderr,
            flush=True,
        )

    return say
