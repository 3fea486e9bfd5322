"""``counterpoise sensitivity``, ``tipping``, ``whatif``, ``tripwires``: what the answer rests on, what turns it."""

from __future__ import annotations

import json as jsonlib
import time
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from counterpoise.cli.asked import (
    EditionOption,
    HorizonOption,
    JsonOption,
    MembersOption,
    OutOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    ask,
    show,
    write_rows,
)
from counterpoise.cli.options import AssignOption, PanelOption, at_least
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError, nearest

__all__ = ["sensitivity", "tipping", "tripwires", "whatif"]

WANTS = ("holds", "fails")

TheatreOption = Annotated[str | None, typer.Option(help="Ask of one theatre, such as korea.")]
PairOption = Annotated[str | None, typer.Option(help="Ask of one alliance, such as JPN-USA.")]
WantOption = Annotated[str | None, typer.Option(help="holds or fails; the less likely one by default.")]
AheadOption = Annotated[int, whole("--ahead", "Years ahead.")]


def sensitivity(
    scenario: ScenarioArgument = "asia",
    members: MembersOption = 512,
    seed: SeedOption = None,
    edition: EditionOption = "latest",
    horizon: HorizonOption = None,
    json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
    assign: AssignOption = None,
    panel: PanelOption = None,
) -> None:
    """Divide the spread of the verdict among parameters, shocks and theories; list judgements that would change it."""
    started = time.perf_counter()
    asked = ask(scenario, edition, horizon, members, seed, assign, panel)

    from counterpoise.analysis.sobol import sensitivity as divide
    from counterpoise.printed import render_sensitivity

    folder = asked.folder("sensitivity", out)
    year, place = list(asked.years.items())[-1]
    with shown_progress(quiet) as progress:
        found = divide(
            asked.ready,
            year,
            place,
            asked.seed,
            members,
            asked.parts(folder),
            progress=lambda share: progress(share, "living the mixtures"),
        )
    content = found.as_dict()
    _table(folder / "judgements.csv", content["judgements"])
    indices = [
        {"kind": kind, **index} for kind in ("split", "mechanisms", "parameters") for index in content[kind]
    ]
    _table(folder / "indices.csv", indices)
    _table(folder / "theories.csv", content["tellings"])
    _finish(folder, "sensitivity", asked.about(content), started, json, quiet, render_sensitivity)


def tipping(
    scenario: ScenarioArgument = "asia",
    members: MembersOption = 256,
    seed: SeedOption = None,
    edition: EditionOption = "latest",
    horizon: HorizonOption = None,
    json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
    assign: AssignOption = None,
    panel: PanelOption = None,
) -> None:
    """Map the chance that the balance holds over the gain of balancing and the patron's will; say when it is lost."""
    started = time.perf_counter()
    asked = ask(scenario, edition, horizon, members, seed, assign, panel)

    from counterpoise.analysis.tipping import HEADER, lost_when, tipping_map
    from counterpoise.printed import render_tipping

    folder = asked.folder("tipping", out)
    year, place = list(asked.years.items())[-1]
    with shown_progress(quiet) as progress:
        found = tipping_map(
            asked.ready,
            year,
            place,
            members,
            asked.seed,
            parts=asked.parts(folder),
            progress=lambda share: progress(share, "living the cells"),
        )
        when = lost_when(asked.sample)
    write_rows(folder / "tipping.csv", HEADER, found.rows())
    content = {"map": found.as_dict(), "time_to_tip": when.as_dict()}
    _finish(folder, "tipping", asked.about(content), started, json, quiet, render_tipping)


def whatif(
    scenario: ScenarioArgument = "asia",
    theatre: TheatreOption = None,
    pair: PairOption = None,
    want: WantOption = None,
    members: MembersOption = 256,
    seed: SeedOption = None,
    edition: EditionOption = "latest",
    horizon: HorizonOption = None,
    json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
    assign: AssignOption = None,
    panel: PanelOption = None,
) -> None:
    """Find the smallest plausible changes that flip the verdict, several different ones, each verified by a run."""
    started = time.perf_counter()
    if want is not None and want not in WANTS:
        hint = nearest(want, WANTS) or "Write holds or fails."
        raise CounterpoiseError(f"{want} is no verdict.", where="--want", hint=hint)
    asked = ask(scenario, edition, horizon, members, seed, assign, panel)

    from counterpoise.analysis.inverse import Lever, Solution, reversal, target_of
    from counterpoise.printed import render_reversal

    target = target_of(asked.ready, theatre, pair)
    folder = asked.folder(f"whatif-{target.replace(':', '-')}", out)
    year, place = list(asked.years.items())[-1]
    with shown_progress(quiet) as progress:
        found = reversal(
            asked.ready,
            target,
            year,
            place,
            members,
            asked.seed,
            want,
            asked.parts(folder, target=target),
            progress=lambda share: progress(share, "trying changes"),
        )
    content = found.as_dict()
    told = [field.name for field in fields(Solution) if field.name != "levers"]
    moved = [field.name for field in fields(Lever)]
    solutions = (
        [number, *(solution[name] for name in told), *(lever[name] for name in moved)]
        for number, solution in enumerate(content["solutions"], 1)
        for lever in solution["levers"]
    )
    write_rows(folder / "whatif.csv", ["solution", *told, *moved], solutions)
    _finish(folder, "whatif", asked.about(content), started, json, quiet, render_reversal)


def tripwires(
    scenario: ScenarioArgument = "asia",
    ahead: AheadOption = 3,
    members: MembersOption = 2000,
    seed: SeedOption = None,
    edition: EditionOption = "latest",
    horizon: HorizonOption = None,
    json: JsonOption = False,
    out: OutOption = None,
    quiet: QuietOption = False,
    assign: AssignOption = None,
    panel: PanelOption = None,
) -> None:
    """List the observables that best tell, years ahead, which future we are in, with lead time and false alarms."""
    started = time.perf_counter()
    asked = ask(scenario, edition, horizon, members, seed, assign, panel)
    span = asked.scenario.horizon - asked.scenario.start
    at_least(ahead, 1, "--ahead", max(1, span - 4))

    from counterpoise.analysis.ahead import Indicator, watch
    from counterpoise.analysis.stories import tell
    from counterpoise.printed import render_watch

    folder = asked.folder("tripwires", out)
    finished = 0
    with shown_progress(quiet) as progress:

        def done(count: int) -> None:
            nonlocal finished
            finished += count
            progress(finished / members, "living the futures")

        observed = asked.ready.observed
        story = tell(
            observed,
            asked.ready.model(asked.draws),
            asked.draws,
            asked.ready.switches,
            asked.seed,
            chunk=1000,
            done=done,
        )
        found = watch(story, observed, ahead)
    content = found.as_dict()
    folder.mkdir(parents=True, exist_ok=True)
    header = [*(field.name for field in fields(Indicator)), "tripped"]
    write_rows(
        folder / "tripwires.csv", header, ([row[key] for key in header] for row in content["indicators"])
    )
    _finish(folder, "tripwires", asked.about(content), started, json, quiet, render_watch)


def _finish(
    folder: Path, name: str, content: Mapping[str, Any], started: float, json: bool, quiet: bool, render: Any
) -> None:
    """Write the JSON file and print it, or a summary."""
    from counterpoise.analysis.files import write_whole

    text = jsonlib.dumps(content, indent=1, ensure_ascii=False) + "\n"
    write_whole(folder / f"{name}.json", text.encode())
    show(json, quiet, text, render(content, folder, time.perf_counter() - started))


def _table(path: Path, rows: list[dict[str, Any]]) -> None:
    """Rows that share their keys."""
    write_rows(path, list(rows[0]) if rows else [], ([row[key] for key in rows[0]] for row in rows))
