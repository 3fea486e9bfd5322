"""Tables of the documentation, written from the package itself so that they cannot drift from it.

A page holds a marker such as ``<!-- ledger -->``; the function of that name writes what takes its place.
A marker that nobody knows, or a part of the package that cannot be read, fails the build with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from apart import attribution
from hindcasts import hindcast_cases, hindcast_misses, hindcast_ranks, rolling, rolling_excess, rolling_failures, simulator
from laws import external, laws
from markdown_table import number, table
from mechanism_pages import mechanisms
from mkdocs.exceptions import PluginError
from rivals import (
    findings,
    theories_declared,
    theories_detail,
    theories_short,
    theories_standing,
    theories_table,
    theories_verdicts,
)
from sampled import (
    sampled_against,
    sampled_calibration,
    sampled_overview,
    sampled_says,
    sampled_separated,
    sampled_weakest,
)
from scenarios import citations, effects, scenarios
from scores import curves, record, scoreboard, shortcomings

ROOT = Path(__file__).resolve().parents[2]
MARKER = re.compile(r"^<!-- ([a-z-]+) -->$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the generated part in the place of each marker."""

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in GENERATED:
            known = ", ".join(GENERATED)
            raise PluginError(f"{page.file.src_path}: nothing generates {name}.  Known: {known}.")
        try:
            return GENERATED[name]()
        except Exception as problem:
            said = f"{type(problem).__name__}: {problem}"
            raise PluginError(f"{page.file.src_path}: {name} cannot be written: {said}") from problem

    return MARKER.sub(fill, markdown)


def ledger() -> str:
    """The ledger of claims, part by part."""
    from counterpoise.claims import ledger as claims

    parts = {"S": "The simple story", "C": "What complicates it", "V": "The verdict"}
    said = []
    for letter, title in parts.items():
        said += [f"## {title}", ""]
        for claim in (claim for claim in claims().values() if claim.id.startswith(letter)):
            said += [*_claim(claim), ""]
    return "\n".join(said)


def _claim(claim: Any) -> list[str]:
    fields = {
        "Stands": STATES[claim.state],
        "Mechanism": ", ".join(f"[{name}](mechanisms.md#{name})" for name in claim.mechanisms),
        "Tested": "; ".join(_tests(claim.id)),
        "With the switch at 0": claim.reference,
        "Evidence": claim.evidence,
        "Backtest": claim.backtest,
        "Missing": claim.missing,
    }
    lines = [f"- **{key}:** {value}" for key, value in fields.items() if value]
    return [f"### {claim.id}: {claim.label}", "", claim.claim, "", *lines]


STATES = {
    "acts": "acts",
    "partly": "acts in part",
    "open": "**does not act yet**: its effect is unknown, which is not the same as none",
}


def _tests(claim: str) -> list[str]:
    """What the tests of the mechanisms state of a claim, in the words of their names."""
    names = re.compile(rf"^def test_{claim.lower()}_(\w+)", re.MULTILINE)
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/mechanisms").glob("*.py")))
    return [name.replace("_", " ") for text in texts for name in names.findall(text)]


def shortfall() -> str:
    """The claims that do not act, or act in part, in a sentence each."""
    from counterpoise.claims import ledger as claims

    short = [claim for claim in claims().values() if claim.state != "acts"]
    rows = ((claim.id, claim.label, STATES[claim.state].split(":")[0], claim.missing) for claim in short)
    return table(("claim", "about", "state", "missing"), rows)


def parameters() -> str:
    """Every parameter, by mechanism."""
    from counterpoise.parameters import ParameterSet

    head = ("parameter", "value and range", "spread", "grade", "source")
    by_part: dict[str, list[dict[str, Any]]] = {}
    for row in ParameterSet.load().table():
        by_part.setdefault(row["path"].split(".")[0], []).append(row)
    said = []
    for part in sorted(by_part):
        said += [f"## {part.capitalize()}", "", table(head, map(_parameter, by_part[part])), ""]
    return "\n".join(said)


def _parameter(row: Mapping[str, Any]) -> tuple[object, ...]:
    from counterpoise.charts.coefficients import proper

    row = proper(row)
    value = f"{number(row['value'])} ({number(row['low'])} to {number(row['high'])})"
    known = ((f"`{row['path']}`", row["label"]), (value, row["unit"]))
    return (*known, row["spread"], row["grade"], (row["source"], row["note"]))


def grades() -> str:
    """How many parameters carry which grade."""
    from collections import Counter

    from counterpoise.parameters import ParameterSet

    count = Counter(row["grade"] for row in ParameterSet.load().table())
    rows = ((grade, count.get(grade, 0)) for grade in ("estimated", "published", "judgement"))
    return table(("grade", "parameters"), rows)


def variables() -> str:
    """The variables of the panel."""
    from counterpoise.data import open_panel

    panel = open_panel()
    found = [panel.variable(name) for name in panel.variables()]
    rows = [
        ((f"`{v.name}`", v.label), v.unit, f"{v.first} to {v.last}", _code(v.sources), v.note) for v in found
    ]
    return table(("variable", "unit", "years", "sources", "note"), rows)


def tables() -> str:
    """The dyadic, spell and event tables of the panel."""
    from counterpoise.data import open_panel
    from counterpoise.data.meaning import meaning

    panel = open_panel()
    rows = []
    for name in panel.tables():
        told = meaning(name)
        keys = () if name == "repairs" else panel.table_sources(name)
        link = f"[`{name}`](tables.md#{name})"
        rows.append(((link, told.label), told.row, f"{len(panel.table(name)):,}", _code(keys), told.note))
    return table(("table", "a row is", "rows", "sources", "note"), rows)


def columns() -> str:
    """Every column of every table, with its unit."""
    from counterpoise.data import open_panel
    from counterpoise.data.meaning import meaning

    panel = open_panel()
    said = []
    for name in panel.tables():
        told = meaning(name)
        said += [f"## {name} {{#{name}}}", "", f"{told.label}: {told.row}.", told.note, ""]
        said += [f"Key: {_code(told.key)}.", ""] if told.key else []
        held = [told.column(str(column)) for column in panel.table(name).columns]
        rows = ((f"`{it.name}`", (it.label, it.note), it.unit) for it in held)
        said += [table(("column", "meaning", "unit or codes"), rows), ""]
    return "\n".join(said)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def sources() -> str:
    """The catalogue of sources, one table for each decision."""
    from counterpoise.data import catalogue, open_panel
    from counterpoise.data.cite import source_keys

    used = set(source_keys(open_panel()))
    found = [entry.source for entry in catalogue.load().values()]
    parts = (
        ("Compiled in the panel", [s for s in found if s.key in used]),
        ("May be compiled, not used yet", [s for s in found if s.decision == "ship" and s.key not in used]),
        ("Recipe: only from a copy that you bring", [s for s in found if s.decision == "recipe"]),
        ("A few cited figures only", [s for s in found if s.decision == "cite" and s.key not in used]),
        ("Never touched", [s for s in found if s.decision == "never"]),
    )
    said = []
    for title, part in parts:
        if part:
            said += [f"### {title}", "", table(SOURCE_HEAD, map(_source, part)), ""]
    return "\n".join(said)


SOURCE_HEAD = ("table", "version", "years", "public since", "licence as stated", "cite")


def _source(source: Any) -> tuple[object, ...]:
    years = f"{source.first or ''} to {source.last or ''}" if source.first or source.last else ""
    head = ((f"`{source.key}`", source.title), source.version, years, source.released, source.licence)
    return (*head, (source.citation, source.note))


def addresses() -> str:
    """Where each raw table comes from: address, version, digest, licence, terms, and how to get it."""
    from counterpoise.data.addresses import address
    from counterpoise.data.catalogue import load

    rows = []
    for key, item in load().items():
        place, source = address(key), item.source
        way = "is made from its origin" if place.rebuilds else place.recipe or "needs your hand"
        digest = (f"digest `{item.sha256[:12]}`", f"rows `{place.content[:12]}`", f"{place.size:,} bytes")
        rows.append(
            (
                (f"`{key}`", source.title, f"version {source.version}"),
                (f"[page]({place.page})", f"[file]({place.file})" if place.file else "", place.differs),
                tuple(f"[origin {number}]({url})" for number, url in enumerate(place.origin, 1)),
                way,
                digest if place.size else "-",
                (source.decision, source.licence, place.terms and f"accept: {place.terms}"),
            )
        )
    return table(("source", "publisher", "origin", "to get it", "table", "licence and terms"), rows)


def layouts() -> str:
    """What a user's own table must look like, and what it becomes."""
    from counterpoise.data.catalogue import entry
    from counterpoise.data.layouts import layouts as declared

    rows = []
    for key, it in declared().items():
        kinds = (
            (name, kind.rstrip("?"), ", optional" if kind[-1] == "?" else "")
            for name, kind in it.columns.items()
        )
        columns = tuple(f"`{name}` ({kind}{optional})" for name, kind, optional in kinds)
        gives = tuple(f"variable `{one['name']}`, {one['unit']}" for one in it.variables)
        gives += (f"table `{it.table['name']}`",) if it.table else ()
        rows.append((f"`{key}`", entry(key).source.title, columns, gives))
    return table(("source", "holds", "columns", "becomes"), rows)


def definition() -> str:
    """The verdict's definition, in the words of the code that applies it."""
    from counterpoise.analysis.verdict import DEFINITION

    return "\n".join(f"> {line}".rstrip() for line in DEFINITION.strip().splitlines())


def labels() -> str:
    """The label test: each agreed case, what it should be and what the definition says."""
    from counterpoise.analysis.chronicle import Chronicle
    from counterpoise.analysis.history import label_test, separating_thresholds
    from counterpoise.data import open_panel

    panel = open_panel()
    chronicle = Chronicle(panel)
    rows = []
    failed = False
    for case, agrees in label_test(chronicle):
        failed |= not agrees
        should = case.dominant if agrees else not case.dominant
        rows.append(
            (
                f"{panel.state(case.challenger).name} in {case.region.label}, {case.year}",
                "dominance" if should else "contested",
                case.grade.name.lower() + ("" if agrees else " (**fails**)"),
                number(case.accommodated),
                number(case.subdued),
                number(case.top),
            )
        )
    low, high = separating_thresholds(chronicle)
    which = "All cases but the failures above" if failed else "All cases"
    range_ = f"{which} are graded as labelled for b* from {low:.2f} to {high:.2f}."
    head = ("case", "should be", "graded", "accommodating", "subdued", "largest ratio")
    return f"{table(head, rows)}\n\n{range_}"


GENERATED: Mapping[str, Callable[[], str]] = {
    "ledger": ledger,
    "laws": laws,
    "external": external,
    "citations": citations,
    "attribution": attribution,
    "shortfall": shortfall,
    "mechanisms": mechanisms,
    "parameters": parameters,
    "grades": grades,
    "variables": variables,
    "tables": tables,
    "columns": columns,
    "sources": sources,
    "addresses": addresses,
    "layouts": layouts,
    "record": record,
    "hindcast-misses": hindcast_misses,
    "hindcast-cases": hindcast_cases,
    "hindcast-ranks": hindcast_ranks,
    "simulator": simulator,
    "rolling": rolling,
    "rolling-excess": rolling_excess,
    "rolling-failures": rolling_failures,
    "scoreboard": scoreboard,
    "shortcomings": shortcomings,
    "curves": curves,
    "findings": findings,
    "sampled": sampled_overview,
    "sampled-against": sampled_against,
    "sampled-says": sampled_says,
    "sampled-separated": sampled_separated,
    "sampled-weakest": sampled_weakest,
    "sampled-calibration": sampled_calibration,
    "theories-declared": theories_declared,
    "theories-short": theories_short,
    "theories-standing": theories_standing,
    "theories-table": theories_table,
    "theories-verdicts": theories_verdicts,
    "theories-detail": theories_detail,
    "definition": definition,
    "effects": effects,
    "scenarios": scenarios,
    "labels": labels,
}
