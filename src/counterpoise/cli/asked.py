"""What commands that take an answer apart have in common: a scenario opened, members drawn, a folder to go on in."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterpoise.cli.options import at_least, pairs
from counterpoise.cli.run import result_folder
from counterpoise.cli.whole import whole
from counterpoise.csvfile import RFC_4180, csv_text

if TYPE_CHECKING:
    from counterpoise.analysis.attribution import Parts
    from counterpoise.analysis.lives import Sample
    from counterpoise.analysis.prepare import Prepared
    from counterpoise.scenario import Scenario

__all__ = [
    "Asked", "EditionOption", "HorizonOption", "JsonOption", "MembersOption", "OutOption", "QuietOption",
    "ScenarioArgument", "SeedOption", "ask", "show", "write_rows",
]  # fmt: skip

ScenarioArgument = Annotated[str, typer.Argument(help="A bundled scenario or a file of your own.")]
MembersOption = Annotated[int, whole("--members", "Futures, each lived under every variant.")]
SeedOption = Annotated[int | None, whole("--seed", "Seed of all luck; the same seed, the same bytes.")]
EditionOption = Annotated[str, typer.Option(help="Information cut-off: latest, essay.")]
HorizonOption = Annotated[int | None, whole("--horizon", "Last year.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON and nothing else.")]
OutOption = Annotated[
    Path | None, typer.Option(help="Folder for the files; work begun there is gone on with.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No summary, no progress.")]
"""Arguments and options that mean the same in every such command."""


@dataclass(frozen=True)
class Asked:
    """A scenario opened for a question.

    Attributes:
        scenario: Cut to edition and horizon.
        edition: Its name.
        ready: Parameters and starting World.
        members: How many futures.
        seed: Of all luck.
        digests: Of panel, parameters, scenario and model.
        changed: Parameters that were set on the command line.
    """

    scenario: Scenario
    edition: str
    ready: Prepared
    members: int
    seed: int
    digests: dict[str, str]
    changed: dict[str, float]

    @cached_property
    def draws(self) -> dict[str, Any]:
        """Parameters by path and member."""
        return self.ready.draws(self.seed, self.members)

    @cached_property
    def sample(self) -> Sample:
        """The members, to be lived."""
        from counterpoise.analysis.lives import Sample

        ready = self.ready
        return Sample.of(ready.observed, ready.model(self.draws), self.draws, self.seed, ready.switches)

    @property
    def years(self) -> dict[str, int]:
        """Years to speak of."""
        from counterpoise.analysis.prepare import milestones

        return milestones(self.scenario)

    def about(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """A result under the head that every one bears: what was asked, of whom, and with what."""
        head = {"schema": 1, "scenario": self.scenario.name, "edition": self.edition, "seed": self.seed}
        told = {
            "switches": dict(sorted(self.ready.switches.items())),
            "overrides": dict(sorted(self.changed.items())),
            "digests": self.digests,
        }
        return {**head, "members": self.members, **content, **told}

    def folder(self, kind: str, out: Path | None) -> Path:
        """Where files of a kind go: ``runs/asia-latest-attribution``, unless the user says otherwise."""
        plain = result_folder(self.scenario.name, self.edition, self.changed)
        return out or plain.with_name(f"{plain.name}-{kind}")

    def parts(self, folder: Path, **settings: Any) -> Parts:
        """Work begun in a folder, if it is of the same question."""
        from counterpoise.analysis.attribution import Parts

        asked = {"scenario": self.scenario.name, "edition": self.edition, "horizon": self.scenario.horizon}
        identity = {**asked, "members": self.members, "seed": self.seed, **self.digests, **settings}
        return Parts(folder / "parts", identity)


def ask(
    scenario: str,
    edition: str,
    horizon: int | None,
    members: int,
    seed: int | None,
    assign: Sequence[str] | None,
    panel: Path | None,
) -> Asked:
    """Open a scenario.

    Raises:
        CounterpoiseError: For anything that the user wrote and that does not exist or lies out of range.
    """
    at_least(members, 2, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    overrides = pairs(assign, "--set", "balancing.gain=0.5")

    from counterpoise.analysis.attribution.result import model_digest
    from counterpoise.analysis.ready import made_ready
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled
    from counterpoise.scenario import load_scenario
    from counterpoise.vintage import known_to

    facts = open_panel(panel)
    cut = load_scenario(scenario, facts).at(edition)
    cut = cut.until(horizon) if horizon is not None else cut
    known = known_to(facts, cut)
    keep_compiled()
    ready = made_ready(cut, known, overrides)
    digests = {
        "panel": known.digest,
        "parameters": ready.parameters.digest,
        "scenario": cut.digest,
        "model": model_digest(),
    }
    return Asked(cut, edition, ready, members, cut.seed if seed is None else seed, digests, overrides)


def show(json: bool, quiet: bool, text: str, summary: str) -> None:
    """Print JSON, or a summary, or nothing."""
    if json:
        sys.stdout.write(text)
    elif not quiet:
        typer.echo(summary)


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A table with a header, there whole or not at all."""
    from counterpoise.analysis.files import write_whole

    write_whole(path, csv_text(list(header), map(list, rows), RFC_4180).encode())
