"""``counterpoise ask``: questions that officials ask, each with an interval and a cost."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.compare import QUANTITIES, rows_as_text
from counterpoise.cli.folder import fresh_folder
from counterpoise.cli.options import PanelOption, at_least
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole

if TYPE_CHECKING:
    from counterpoise.analysis.ask import Question, Reply
    from counterpoise.analysis.comparison import Difference

__all__ = ["ask", "reply_lines"]


def ask(
    question: Annotated[
        str | None, typer.Argument(help="Short name of the question; without it, the list.")
    ] = None,
    members: Annotated[int, whole("--members", "Futures of each option; all live the same luck.")] = 1000,
    seed: Annotated[int, whole("--seed", "Seed of all luck; the same seed, the same numbers.")] = 1,
    edition: Annotated[str, typer.Option(help="Information cut-off: latest, essay.")] = "latest",
    horizon: Annotated[int | None, whole("--horizon", "Last year.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print answer.json and nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files (default runs/ask-QUESTION).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No reply, no progress.")] = False,
    panel: PanelOption = None,
) -> None:
    """Answer a question that officials ask: what each option changes, with its interval and its cost."""
    at_least(members, 2, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    from counterpoise.analysis.ask import ask as answer
    from counterpoise.analysis.ask import open_questions

    if question is None:
        for one in open_questions().values():
            typer.echo(f"{one.key:<14}{one.asks}")
        typer.echo(
            "\nAsk one with: counterpoise ask base"
            "\nWhat moved since the last edition, and why: counterpoise changes asia@essay asia@latest"
        )
        return
    from counterpoise.analysis.ask import write
    from counterpoise.analysis.attribution.result import model_digest
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled
    from counterpoise.parameters import ParameterSet

    keep_compiled()
    facts, target = open_panel(panel), out or Path("runs") / f"ask-{question}"
    with fresh_folder(target) as folder, shown_progress(quiet) as progress:
        asked, replies = answer(
            question,
            members=members,
            seed=seed,
            edition=edition,
            horizon=horizon,
            panel=facts,
            progress=progress,
        )
        digests = {
            "panel": facts.digest,
            "parameters": ParameterSet.load().digest,
            "model": model_digest(),
        }
        about = {"base": "asia", "edition": edition, "members": members, "seed": seed, "digests": digests}
        write(folder, asked, replies, about)
    if json:
        typer.echo((target / "answer.json").read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        typer.echo("\n".join(reply_lines(asked, replies, members)))
        typer.echo(f"\nAll numbers: {target}")


def reply_lines(question: Question, replies: tuple[Reply, ...], members: int) -> Iterator[str]:
    """The reply on a hundred columns of plain text."""
    yield question.asks
    yield f"Each option against the default scenario (a), on the same {members:,} futures; intervals are 90 per cent."
    yield QUANTITIES
    for reply in replies:
        option, last = reply.option, max(row.year for row in reply.rows)
        yield ""
        yield f"{option.label}" + (f"  ({option.scenario})" if option.scenario else "")
        yield from textwrap.wrap(
            f"Cost: {option.cost}. Source: {option.cost_source}.",
            98,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        yield from rows_as_text(
            [r for year in sorted({r.year for r in reply.rows}) for r in reply.of("outcome", None, year)],
            years=True,
        )
        yield f"  Balance ratios in {last}"
        yield from list(rows_as_text(reply.of("ratio")))[1:]
        yield from _of_the_asked(reply, question.states, last)
        if moved := [r for r in reply.money if abs(r.difference) >= _A_BILLION]:
            yield f"  Billion 2023 dollars through {last}, where it moves"
            yield from list(rows_as_text(moved))[1:]


def _of_the_asked(reply: Reply, states: tuple[str, ...], last: int) -> Iterator[str]:
    """What becomes of those who are asked about; of a state for whom nothing moves, that nothing does."""
    treaties = [row for row in reply.of("alliance") if row.key.rpartition("-")[2] in states]
    told = {
        f"Treaties in force and believed in {last}": treaties,
        f"Lost to the challenger by {last}": reply.of("lost", states),
        f"Military burdens in {last} where a state is not lost, per cent of output": reply.of(
            "effort", states
        ),
        f"Weapons of one's own by {last}": _moved(reply, "nuclear", states),
        f"Where states stand in {last}, where it moves": _moved(reply, "stance", states),
    }
    for title, rows in told.items():
        if rows:
            yield f"  {title}"
            yield from list(rows_as_text(rows))[1:]
    stances = reply.of("stance", states)
    restless = {row.key.split()[0] for row in _moved(reply, "stance", states)}
    names = {row.key.split()[0]: row.label.rpartition(",")[0] for row in stances}
    if still := [name for state, name in names.items() if state not in restless]:
        yield f"  On their side as before, within a point: {', '.join(still)}."


def _moved(reply: Reply, kind: str, states: tuple[str, ...]) -> list[Difference]:
    return [row for row in reply.of(kind, states) if abs(row.difference) >= _WORTH_TELLING]


_WORTH_TELLING, _A_BILLION = 0.01, 1.0
