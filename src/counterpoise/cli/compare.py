"""``counterpoise compare``: two scenarios side by side, under common noise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoise.cli.folder import fresh_folder
from counterpoise.cli.options import AssignOption, PanelOption, SwitchOption, at_least, pairs, switch_values
from counterpoise.cli.run import shown_progress
from counterpoise.cli.whole import whole

if TYPE_CHECKING:
    from counterpoise.analysis.comparison import Comparison, Difference

__all__ = ["QUANTITIES", "compare", "comparison_lines", "rows_as_text"]

SHOWN = {
    "outcome": "Outcomes",
    "grade": "Grades of the region",
    "theatre": "Theatres that hold",
    "ratio": "Balance ratios",
    "alliance": "Treaties in force and believed",
    "stance": "Where states stand",
    "lost": "Lost to the challenger",
    "effort": "Military burdens where a state is not lost",
    "nuclear": "Weapons of one's own",
}
MOVED = {"stance": 0.01, "effort": 0.0005}
"""Rows of long tables are shown where they move by this much."""


def compare(
    a: Annotated[str, typer.Argument(help="A scenario: a bundled one, a file, or NAME@EDITION.")],
    b: Annotated[str, typer.Argument(help="The scenario to hold against it.")],
    members: Annotated[int, whole("--members", "Futures of each; both live the same luck.")] = 1000,
    seed: Annotated[int, whole("--seed", "Seed of all luck; the same seed, the same numbers.")] = 1,
    edition: Annotated[str, typer.Option(help="Information cut-off: latest, essay.")] = "latest",
    horizon: Annotated[int | None, whole("--horizon", "Last year.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print comparison.json and nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables (default runs/compare-A-B).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No tables, no progress.")] = False,
    assign: AssignOption = None,
    switch: SwitchOption = None,
    panel: PanelOption = None,
) -> None:
    """What changes from scenario A to scenario B: every number of both, the difference, and its interval."""
    at_least(members, 2, "--members", 1_000_000)
    at_least(seed, 0, "--seed", 2**32 - 1)
    overrides, switches = pairs(assign, "--set", "balancing.gain=0.5"), switch_values(switch)

    from counterpoise.analysis.compare import compare as hold
    from counterpoise.data import open_panel
    from counterpoise.ensemble import keep_compiled

    keep_compiled()
    target = out or Path("runs") / f"compare-{_plain(a)}-{_plain(b)}"
    with fresh_folder(target) as folder, shown_progress(quiet) as progress:
        found = hold(
            a,
            b,
            edition=edition,
            members=members,
            seed=seed,
            horizon=horizon,
            switches=switches,
            overrides=overrides,
            panel=open_panel(panel),
            progress=progress,
        )
        found.write(folder)
    if json:
        typer.echo((target / "comparison.json").read_text(encoding="utf-8"), nl=False)
    elif not quiet:
        typer.echo("\n".join(comparison_lines(found)))
        typer.echo(f"\nAll numbers: {target}")


QUANTITIES = (
    "Of quantities a and b are medians; b - a is the mean change of a future, its interval over futures."
)


def comparison_lines(found: Comparison) -> Iterator[str]:
    """The comparison on a hundred columns of plain text."""
    yield f"a  {found.a}"
    yield f"b  {found.b}   {found.question}"
    yield f"{found.members:,} futures of each, on the same luck; seed {found.seed}"
    yield QUANTITIES
    yield ""
    yield "What differs" if found.differs else "Nothing differs in what the two files say."
    yield from (f"  {line}" for line in found.differs[:_MOST_LINES])
    if len(found.differs) > _MOST_LINES:
        yield f"  and {len(found.differs) - _MOST_LINES} more lines, in differs.csv"
    marks = sorted({row.year for row in found.rows})
    yield ""
    yield f"{SHOWN['outcome']}, of 100 futures; b less a, its simulation error, and its 90 per cent interval"
    yield from rows_as_text([row for year in marks for row in found.table("outcome", year)], years=True)
    for kind, title in SHOWN.items():
        rows = [row for row in found.table(kind) if abs(row.difference) >= MOVED.get(kind, 0.0)]
        if kind == "outcome" or not rows:
            continue
        yield ""
        whole = len(found.table(kind))
        few = f" (the {len(rows)} of {whole} that move)" if len(rows) < whole else ""
        yield f"{title} in {marks[-1]}{few}"
        yield from rows_as_text(sorted(rows, key=_size) if kind in MOVED else rows)


def rows_as_text(rows: Sequence[Difference], years: bool = False) -> Iterator[str]:
    """A table of differences; chances of 100 futures, quantities in their own unit."""
    from counterpoise.analysis.comparison import CHANCES

    yield f"  {'':<38}{'a':>8}{'b':>8}{'b - a':>9}{'error':>8}   interval"
    for row in rows:
        scale, digits = (
            (100.0, 1) if row.kind in CHANCES else (100.0, 2) if row.kind == "effort" else (1.0, 4)
        )
        if row.kind == "output":
            scale, digits = 1.0, 0

        def told(value: float, sign: str = "", scale: float = scale, digits: int = digits) -> str:
            text = f"{scale * value:{sign}.{digits}f}"
            return text.replace("-", "+", 1) if sign and not text.strip("+-0.") else text

        label = f"{row.label}, {row.year}" if years else row.label
        yield (
            f"  {label:<38.38}{told(row.a):>8}{told(row.b):>8}{told(row.difference, '+'):>9}"
            f"{told(row.error):>8}   {told(row.low, '+')} to {told(row.high, '+')}"
        )


def _size(row: Difference) -> float:
    return -abs(row.difference)


def _plain(name: str) -> str:
    """A scenario's name as a part of a folder's name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", Path(name).name.removesuffix(".toml")).strip("-") or "scenario"


_MOST_LINES = 12
