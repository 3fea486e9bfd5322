"""``counterpoise data export``: a panel of states, pairs, leaders, disputes or treaties, written to a file."""

from __future__ import annotations

import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError, nearest

if TYPE_CHECKING:
    from counterpoise.units import Units

__all__ = ["as_options", "export", "words_with_options", "years_of"]

KINDS = ("state-years", "dyad-years", "leader-years", "dispute-years", "treaty-years", "treaty-members")


def export(
    unit: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    to: Annotated[Path, typer.Option(help="File to write: .parquet, .csv, .dta or .rds.")],
    columns: Annotated[
        str,
        typer.Option(
            "--with",
            help="Families and columns, with commas; options in brackets, a list with +: "
            "disputes(whittle=onset+fatality; source=gml).",
        ),
    ] = "",
    years: Annotated[str | None, typer.Option(help="First and last year, such as 1946-2018.")] = None,
    directed: Annotated[
        bool | None,
        typer.Option("--directed/--non-directed", help="Pairs from both sides (the default), or once each."),
    ] = None,
    system: Annotated[str, typer.Option(help="Membership: cow or gw.")] = "cow",
    where: Annotated[list[str] | None, typer.Option(help='Rule, such as "politically relevant".')] = None,
    states: Annotated[str | None, typer.Option(help="States, with commas: USA,CHN,JPN.")] = None,
    side: Annotated[
        str, typer.Option(help="Which side is among them: both, either, first, second.")
    ] = "both",
    region: Annotated[
        str | None, typer.Option(help="americas, europe, africa, middle_east, asia_pacific.")
    ] = None,
    treaty: Annotated[int | None, whole("--treaty", "Members of this ATOP treaty.")] = None,
    source: Annotated[str, typer.Option(help="Of dispute-years: gml or cow.")] = "gml",
    carry: Annotated[bool, typer.Option(help="Carry borders and ranks after their lists end.")] = False,
    filled: Annotated[bool, typer.Option(help="Take the gaps that the panel fills (imputed cells).")] = False,
    microstates: Annotated[
        bool,
        typer.Option(help="Of state- and dyad-years with --system gw: count the microstates of its list."),
    ] = True,
    panel: Annotated[Path | None, typer.Option(help="Folder of another compiled panel.")] = None,
) -> None:
    """Write a panel with its codebook (Markdown and HTML) and its BibTeX beside it."""
    from counterpoise.units.covered import notes

    try:
        common = {"carry": carry, "filled": filled, "panel": panel}
        if not microstates:
            common["microstates"] = _without_microstates(unit, system)
        built = _unit(unit, years, directed, system, source, common)
        for rule in where or ():
            built = built.where(rule)
        chosen = [name.strip() for name in states.split(",")] if states else None
        if chosen or region or treaty:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                built = built.where(states=chosen, side=side, region=region, treaty=treaty)
            for one in said:
                typer.echo(f"note: {one.message}", err=True)
        for word, options in words_with_options(columns):
            built = built.add(word, **options)
        files = _with_progress(built, to)
    except CounterpoiseError as error:
        error.hint = as_options(error.hint) if error.hint else error.hint
        raise
    for line in notes(built.columns, built.span):
        typer.echo(f"note: {line}", err=True)
    typer.echo(f"{to}: {built.site.kind}, {len(built):,} rows, {len(built.columns)} columns")
    for path in files[1:]:
        typer.echo(f"  {path}")


_SPOKEN = (
    (r"\byears=\((\d+), (\d+)\)", r"--years \1-\2"),
    (r"\b(carry|filled|directed)=True\b", r"--\1"),
    (r"\bby='member'", "treaty-members"),
    (r"\bdirected=False\b", "--non-directed"),
    (r"\b(side|system|region|source)='(\w+)'", r"--\1 \2"),
    (r"\btreaty=(\d+)", r"--treaty \1"),
    (r"\badd\('([\w ]+)'\)", r"--with '\1'"),
    (r"\badd\('([\w ]+)', (\w+)='(\w+)'\)", r"--with '\1(\2=\3)'"),
    (r"\bLeave (\w+) out\. (?=treaty-members|--with)", r"Leave --\1 out. "),
)
"""What is written in Python, and the same on the command line."""


def as_options(hint: str) -> str:
    """A hint for Python as one for the command line.

    >>> as_options("Write years=(1990, 2016), or carry=True to carry it.")
    'Write --years 1990-2016, or --carry to carry it.'
    """
    for python, option in _SPOKEN:
        hint = re.sub(python, option, hint)
    return hint


def _with_progress(unit: Units, to: Path) -> tuple[Path, ...]:
    """Export behind a bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(file=sys.stderr)
    shown = (TextColumn("{task.description:28}"), BarColumn(), TaskProgressColumn())
    with Progress(*shown, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {"columns": bar.add_task("columns", total=1.0), "write": bar.add_task("write", total=1.0)}

        def tell(step: str, share: float) -> None:
            if step in {"write", "done"}:
                bar.update(tasks["write"], completed=share)
            else:
                bar.update(tasks["columns"], completed=share, description=f"column {step}"[:28])

        return unit.export(to, tell)


def _unit(
    name: str, years: str | None, both_ways: bool | None, system: str, source: str, common: dict[str, Any]
) -> Units:
    from counterpoise import units

    if name not in KINDS:
        raise CounterpoiseError(
            f"There is no unit of analysis {name!r}.", where="data export",
            hint=nearest(name, KINDS) or f"Write one of {', '.join(KINDS)}.",
        )  # fmt: skip
    if both_ways is not None and name not in {"dyad-years", "dispute-years"}:
        raise CounterpoiseError(
            f"{name} have no direction.", where="data export",
            hint="Leave --directed and --non-directed out; they belong to dyad-years and dispute-years.",
        )  # fmt: skip
    directed = both_ways is not False
    common = {"years": years_of(years), **common}
    if name == "state-years":
        return units.state_years(system=system, **common)
    if name == "dyad-years":
        return units.dyad_years(directed=directed, system=system, **common)
    if name == "leader-years":
        return units.leader_years(system=system, **common)
    if name == "dispute-years":
        return units.dispute_years(source=source, directed=directed, system=system, **common)
    return units.treaty_years(by="treaty" if name == "treaty-years" else "member", system=system, **common)


def _without_microstates(name: str, system: str) -> bool:
    """False, where there are microstates to leave out."""
    if name not in {"state-years", "dyad-years"} or system != "gw":
        raise CounterpoiseError(
            f"{name} of the system {system} have no microstates to leave out.", where="--no-microstates",
            hint="Leave it out; it belongs to state-years and dyad-years with --system gw.",
        )  # fmt: skip
    return False


def years_of(text: str | None) -> tuple[int, int] | None:
    """``1946-2018`` or ``1946`` as first and last year.

    >>> years_of("1946-2018"), years_of("1990")
    ((1946, 2018), (1990, 1990))
    """
    from counterpoise.units import years

    return None if text is None else years.years_of(text, where="--years", hint="Write --years 1946-2018.")


def words_with_options(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Words between commas, each with the options in its brackets.

    >>> words_with_options("cinc, spells(of=gml_onset+war_onset; form=cubic)")
    [('cinc', {}), ('spells', {'of': ('gml_onset', 'war_onset'), 'form': 'cubic'})]
    """
    found = []
    for part in _parts(text):
        word, _, inside = part.strip().partition("(")
        options: dict[str, Any] = {}
        for pair in filter(None, (piece.strip() for piece in inside.removesuffix(")").split(";"))):
            name, equals, value = (piece.strip() for piece in pair.partition("="))
            if not equals or not value:
                raise CounterpoiseError(
                    f"{pair!r} is no option.",
                    where="--with",
                    hint="Write spells(of=gml_ongoing; form=cubic).",
                )
            options[name] = _value(value)
        if word.strip():
            found.append((word.strip(), options))
    return found


def _parts(text: str) -> list[str]:
    """What stands between the commas outside brackets."""
    hint = "Write options in one pair of brackets: spells(of=gml_ongoing; form=cubic)."
    parts, open_at = [""], -1
    for sign in text:
        if (sign == "(" and open_at >= 0) or (sign == ")" and open_at < 0):
            word = parts[-1].partition("(")[0].strip()
            raise CounterpoiseError(
                f"There is a {sign!r} too many after {word!r}.", where="--with", hint=hint
            )
        if sign == "," and open_at < 0:
            parts.append("")
            continue
        open_at = {"(": 1, ")": -1}.get(sign, open_at)
        parts[-1] += sign
    if open_at >= 0:
        word = parts[-1].partition("(")[0].strip()
        raise CounterpoiseError(f"The bracket after {word} is not closed.", where="--with", hint=hint)
    for part in parts:
        word, bracket, inside = part.partition("(")
        if bracket and (not word.strip() or not inside.rstrip().endswith(")")):
            raise CounterpoiseError(f"{part.strip()!r} is no column.", where="--with", hint=hint)
    return [part.strip() for part in parts]


def _value(text: str) -> Any:
    if "+" in text or "," in text:
        return tuple(_value(part.strip()) for part in re.split(r"[+,]", text) if part.strip())
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return int(text) if text.isdecimal() else text
