"""``counterpoise story``: one future told in words, with its causes."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterpoise.cli.options import PanelOption, at_least
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    from counterpoise.analysis.prepare import Prepared
    from counterpoise.analysis.relived import Life
    from counterpoise.scenario import Scenario

__all__ = ["story"]


def story(
    run: Annotated[str, typer.Argument(help="Folder of a run, or a scenario.")] = "asia",
    member: Annotated[
        int | None,
        whole("--member", "Number of the future; without it, the kinds of future and who stands for each."),
    ] = None,
    members: Annotated[
        int | None, whole("--members", "Futures to sort into kinds (default: as in the run, or 500).")
    ] = None,
    edition: Annotated[
        str, typer.Option(help="Information cut-off, for a scenario: latest, essay.")
    ] = "latest",
    seed: Annotated[int, whole("--seed", "Seed, for a scenario.")] = 1,
    panel: PanelOption = None,
) -> None:
    """Tell one future in words: who did what, when, and why; or list the typical, best and worst of each kind."""
    at_least(member, 0, "--member", 10_000_000)
    at_least(members, 1, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    asked = _asked(run, edition, seed, members)
    from counterpoise.analysis.ready import made_ready
    from counterpoise.analysis.relived import live_again
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled
    from counterpoise.scenario import load_scenario

    keep_compiled()
    facts = open_panel(panel)
    cut = load_scenario(asked["scenario"], facts).at(asked["edition"])
    cut = cut if asked["horizon"] in (None, cut.horizon) else cut.until(asked["horizon"])
    ready = made_ready(cut, facts.vintage(str(cut.cutoff)), asked["overrides"])
    if member is None:
        typer.echo("\n".join(_kinds(ready, asked)))
        typer.echo(f"\nTell one with: counterpoise story {run} --member N")
        return
    if (Path(run) / "answer.json").is_file() and members is None and member >= asked["members"]:
        raise CounterpoiseError(
            f"Future {member:,} is not in this run: it has {asked['members']:,}, numbered from 0.",
            where="--member",
            hint=f"Write 0 to {asked['members'] - 1:,}; counterpoise story {asked['scenario']} --member {member} tells "
            "a future of the scenario that no run has counted.",
        )
    life = live_again(ready, asked["switches"], asked["seed"], member)
    names = {state: _spoken(facts.state(state).name) for state in cut.states}
    typer.echo("\n".join(_lines(life, ready, asked, cut, names)))


def _spoken(name: str) -> str:
    """A state's name inside a sentence."""
    return f"the {name}" if name in {"Philippines", "United States", "United Kingdom"} else name


def _asked(run: str, edition: str, seed: int, members: int | None) -> dict[str, Any]:
    """What a run was asked, from its folder, or a scenario as the options say."""
    file = Path(run) / "answer.json"
    if not file.is_file():
        if Path(run).is_dir():
            raise CounterpoiseError(
                "There is no answer in this folder.",
                where=run,
                hint="Name the folder of a run, or a scenario.",
            )
        return {
            "scenario": run, "edition": edition, "seed": seed, "members": members or 500,
            "switches": {}, "overrides": {}, "horizon": None,
        }  # fmt: skip
    answer = json.loads(file.read_text(encoding="utf-8"))
    return {
        **{key: answer[key] for key in ("scenario", "edition", "seed", "switches", "overrides")},
        "members": members or answer["members"],
        "horizon": answer["horizon"][-1],
    }


def _kinds(ready: Prepared, asked: dict[str, Any]) -> Iterator[str]:
    from counterpoise.analysis.clusters import clusters_of
    from counterpoise.analysis.stories import tell

    draws = ready.draws(asked["seed"], asked["members"])
    told = tell(ready.observed, ready.model(draws), draws, asked["switches"], asked["seed"], chunk=1000)
    yield f"{asked['members']:,} futures of {asked['scenario']}, {asked['edition']} edition, by how they end"
    yield f"  {'':<42}{'of 100':>8}{'typical':>10}{'best':>8}{'worst':>8}"
    for one in clusters_of(told, ready.observed.theatres.weights):
        share = 100 * len(one.members) / asked["members"]
        yield f"  {one.label:<42}{share:>8.1f}{one.typical:>10}{one.best:>8}{one.worst:>8}"


def _lines(
    life: Life, ready: Prepared, asked: dict[str, Any], scenario: Scenario, names: dict[str, str]
) -> Iterator[str]:
    from counterpoise.analysis.clusters import KINDS
    from counterpoise.analysis.futures import theatres_lost
    from counterpoise.analysis.narrate import drift_of, events_with_causes
    from counterpoise.analysis.stories import tell
    from counterpoise.ensemble import BLOCK

    observed = ready.observed
    first = life.member - life.member % BLOCK
    draws = ready.draws(asked["seed"], range(first, first + BLOCK))
    told = tell(
        observed, ready.model(draws), draws, asked["switches"], asked["seed"], chunk=BLOCK, first=first
    )
    row = life.member - first
    end = (bool(told.verdict.balance_holds[row, -1]), bool(told.ties[row, -1]))
    label = next(label for label, *kind in KINDS.values() if tuple(kind) == end)
    yield f"Future {life.member} of {scenario.name}, {scenario.edition} edition"
    yield f"In {scenario.horizon}: {label[0].lower()}{label[1:]}."
    yield ""
    lines = [(it["year"], f"{it['text']}.") for it in theatres_lost(told, observed, row)]
    for event in events_with_causes(life, observed, scenario, names):
        chance = f" [{100 * event.chance:.2g} in 100]" if 0.0 < event.chance < _SURE else ""
        lines.append((event.year, f"{event.what}{chance}: {event.why.rstrip('.')}."))
    for year, text in sorted(lines, key=lambda line: line[0]):
        yield from textwrap.wrap(
            text[0].upper() + text[1:], 98, initial_indent=f"{year}  ", subsequent_indent="      "
        )
    yield ""
    yield "Ties to the patron that moved most, and what moved them (logits over the whole future)"
    for name, what, why in drift_of(life, observed, names):
        yield from textwrap.wrap(
            f"{name}, {what}: {why}.", 98, initial_indent="  ", subsequent_indent="      "
        )


_SURE = 0.999
