"""``counterpoise attribute``: divide the difference between the two stories among the complications."""

from __future__ import annotations

import time
from typing import Annotated

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
from counterpoise.cli.options import AssignOption, PanelOption
from counterpoise.cli.run import shown_progress
from counterpoise.vocabulary import CounterpoiseError, nearest

__all__ = ["attribute"]

ReferenceOption = Annotated[
    list[str] | None, typer.Option("--reference", help="What off means: declared, present; both by default.")
]


def attribute(
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
    reference: ReferenceOption = None,
) -> None:
    """Divide what the full story adds to the simple one among the complications, over all 512 subsets of them."""
    started = time.perf_counter()
    from counterpoise.analysis.attribution.references import REFERENCES

    for name in reference or ():
        if name not in REFERENCES:
            hint = nearest(name, REFERENCES) or f"References are {', '.join(REFERENCES)}."
            raise CounterpoiseError(f"There is no reference {name}.", where="--reference", hint=hint)
    asked = ask(scenario, edition, horizon, members, seed, assign, panel)

    from counterpoise.analysis.attribution import attribute as divide
    from counterpoise.analysis.attribution.result import HEADER
    from counterpoise.analysis.files import write_whole
    from counterpoise.printed import render_attribution

    folder = asked.folder("attribution", out)
    about = {
        "scenario": asked.scenario.name,
        "edition": edition,
        "seed": asked.seed,
        "digests": asked.digests,
    }
    with shown_progress(quiet) as progress:
        found = divide(
            asked.sample,
            asked.years,
            about,
            asked.parts(folder),
            references=tuple(reference or REFERENCES),
            progress=lambda share: progress(share, "living all subsets"),
        )
    text = found.to_json()
    write_whole(folder / "attribution.json", text.encode())
    write_rows(folder / "attribution.csv", HEADER, found.rows())
    show(json, quiet, text, render_attribution(found.as_dict(), folder, time.perf_counter() - started))
