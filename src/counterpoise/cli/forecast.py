"""``counterpoise forecast``: write a forecast down, list, settle and verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.options import at_least
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    from counterpoise.data import Panel
    from counterpoise.forecast.record import Run

__all__ = ["app"]

DAMAGED = 3
FORECASTS = Path("forecasts")

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(help="Folder of the forecasts.")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
PanelOption = Annotated[Path | None, typer.Option("--panel", help="Folder of another compiled panel.")]


@app.callback()
def _forecast() -> None:
    """Dated forecasts that score themselves."""


@app.command()
def register(
    source: Annotated[
        str, typer.Argument(metavar="RUN_FOLDER_OR_SCENARIO", help="A saved run, or what to run.")
    ],
    to: Annotated[Path, typer.Option("--to", help="Folder of the forecasts.")] = FORECASTS,
    members: Annotated[int | None, whole("--members", "Futures, where a scenario is run.")] = None,
    seed: Annotated[int | None, whole("--seed", "Seed, where a scenario is run.")] = None,
    edition: Annotated[str, typer.Option(help="Edition, where a scenario is run.")] = "latest",
    panel: PanelOption = None,
    as_json: Json = False,
) -> None:
    """Write a forecast down: questions, probabilities, rules of resolution, digests; entered in the ledger."""
    at_least(members, 1, "--members", 10_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    from counterpoise.data import open_panel
    from counterpoise.forecast.record import read_run, register
    from counterpoise.forecast.tell import registered_text

    whole = open_panel(panel)
    run = read_run(Path(source)) if Path(source).is_dir() else _run(source, edition, members, seed, whole)
    record, path, head = register(run, whole, to)
    told = {"forecast": record["forecast"], "record": str(path), "digest": record["digest"], "head": head}
    typer.echo(json.dumps(told, indent=1) if as_json else registered_text(record, path, head))


@app.command("list")
def list_(
    folder: Folder = FORECASTS,
    questions: Annotated[bool, typer.Option("--questions", help="Print every question.")] = False,
    as_json: Json = False,
) -> None:
    """List the forecasts of a folder, how many of their questions are settled, and when the next can be."""
    from counterpoise.forecast.ledger import read_ledger
    from counterpoise.forecast.record import read_record
    from counterpoise.forecast.tell import listing, questions_text

    _need(folder)
    read_ledger(folder)
    rows = listing(folder)
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
    elif questions:
        typer.echo("\n\n".join(questions_text(read_record(folder, row["forecast"])) for row in rows))
    else:
        for row in rows:
            counts = f"{row['questions']} questions, {row['settled']} settled"
            typer.echo(
                f"{row['forecast']}  registered {row['registered']}  {counts}, next about {row['next']}"
            )


@app.command()
def resolve(folder: Folder = FORECASTS, panel: PanelOption = None, as_json: Json = False) -> None:
    """Settle every question whose year the panel covers, and score it; records stay as they are."""
    from counterpoise.data import open_panel
    from counterpoise.forecast.resolve import report, resolve
    from counterpoise.forecast.tell import resolution_text

    _need(folder)
    found = report(resolve(folder, open_panel(panel)))
    typer.echo(json.dumps(found, indent=1, ensure_ascii=False) if as_json else resolution_text(found))


@app.command()
def verify(
    folder: Folder = FORECASTS,
    head: Annotated[
        str | None, typer.Option(help="A head that was published; the chain must hold it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show whatever was edited, deleted, moved or back-dated; leaves with 3 if anything was."""
    from dataclasses import asdict

    from counterpoise.forecast.tell import verification_text
    from counterpoise.forecast.verify import verify

    found = verify(folder, head)
    typer.echo(json.dumps(asdict(found), indent=1) if as_json else verification_text(found))
    if found.findings:
        raise typer.Exit(DAMAGED)


def _run(source: str, edition: str, members: int | None, seed: int | None, panel: Panel) -> Run:
    """Run a scenario in order to register it; no file of the run is kept."""
    from counterpoise.scenario import available_scenarios, load_scenario

    if source not in available_scenarios() and not Path(source).is_file():
        raise CounterpoiseError(
            f"{source!r} is neither the folder of a run nor a scenario.",
            hint=f"Name a folder such as runs/asia-latest, a file, or one of {', '.join(available_scenarios())}.",
        )
    from counterpoise.analysis import answer as analysis
    from counterpoise.ensemble import keep_compiled
    from counterpoise.forecast.record import Run

    case = load_scenario(source, panel).at(edition)
    keep_compiled()
    result = analysis.run(
        scenario=case,
        edition=edition,
        members=members if members is not None else case.default_members,
        seed=seed if seed is not None else case.seed,
        panel=panel,
    )
    return Run(json.loads(json.dumps(result.answer)), result.views, {})


def _need(folder: Path) -> None:
    if not folder.is_dir():
        raise CounterpoiseError(
            "There is no such folder.",
            where=folder,
            hint="Register a forecast first: counterpoise forecast register asia",
        )
