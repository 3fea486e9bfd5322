"""The panel builder's part of the documentation, written from its registry and its examples.

A page holds a marker such as ``<!-- panel: families -->``; the function of that name writes what takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

ROOT = Path(__file__).resolve().parents[2]
MARKER = re.compile(r"^<!-- panel: ([a-z-]+) -->$", re.MULTILINE)
UNITS = {
    "state-years": ("state_years", {}),
    "dyad-years": ("dyad_years", {}),
    "leader-years": ("leader_years", {}),
    "dispute-years": ("dispute_years", {}),
    "treaty-years": ("treaty_years", {}),
    "treaty-members": ("treaty_years", {"by": "member"}),
}
ALSO = (
    ("create_stateyears()", "`cp.state_years()`"),
    ("create_dyadyears()", "`cp.dyad_years()`; `directed=False` for non-directed"),
    ("create_leaderyears()", "`cp.leader_years()`"),
    ("filter_prd()", '`.where("politically relevant")`'),
    ("whittle_conflicts_onsets() and its siblings", '`.add("disputes", whittle=["onset", "fatality", ...])`'),
    ("subset_years=", "`years=(first, last)`"),
    ('system="gw"', '`system="gw"`'),
    ("mry=TRUE", "`carry=True`"),
    ("ps_cite()", "`.cite()`"),
    ("ps_version()", "`.sources()`"),
    ("its column names", '`.to_pandas(names="peacesciencer")`'),
)
"""What has a counterpart without being a family of columns."""


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the generated part in the place of each marker."""

    def fill(found: re.Match[str]) -> str:
        if found.group(1) not in GENERATED:
            raise PluginError(f"{page.file.src_path}: nothing generates panel: {found.group(1)}.")
        return GENERATED[found.group(1)]()

    return MARKER.sub(fill, markdown)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;") or "-"


def families() -> str:
    """Each family: what it says, its options, and its columns for each unit of analysis."""
    from counterpoise.units.registry import FAMILIES

    said = []
    for one in FAMILIES:
        options = ", ".join(f"`{name}={value!r}`" for name, value in one.options.items())
        said += [f"### {one.name}", "", f"{one.title}.", "", one.text, ""]
        if options and one.name != "others":
            said += [f"Options: {options}.", ""]
        if one.name not in {"arms transfers", "others"}:
            said += [_columns(one.name, one.kinds), ""]
    return "\n".join(said)


def _columns(name: str, kinds: tuple[str, ...]) -> str:
    """The columns of a family: of pairs, and where they differ of states and the others."""
    rows, seen = [], set()
    for kind in ("dyad-years", "state-years", "leader-years", "treaty-years", "treaty-members"):
        if kind not in kinds or (kind == "treaty-years" and name != "alliances"):
            continue
        for column in _of(kind, name):
            if column.name in seen or (
                kind == "dyad-years" and column.name.endswith("2") and column.name[:-1] + "1" in seen
            ):
                continue
            seen.add(column.name)
            sided = kind == "dyad-years" and column.label.endswith(", state 1")
            shown = f"`{column.name[:-1]}`" if sided else f"`{column.name}`"
            if sided:
                seen.add(column.name[:-1])
            label = column.label.removesuffix(", state 1")
            of = "each side" if sided else {"dyad-years": "pairs"}.get(kind, kind.replace("-years", "s"))
            alias = f"`{column.alias[:-1] if sided else column.alias}`" if column.alias else ""
            rows.append((shown, label, column.unit, of, f"{column.first}-{column.last}", alias))
    return table(("column", "label", "unit", "of", "years", "in peacesciencer"), rows)


def _of(kind: str, name: str) -> tuple[Any, ...]:
    import counterpoise as cp

    door, words = UNITS[kind]
    unit = getattr(cp, door)(**words).add(name)
    return tuple(column for column in unit.columns if column.family != "keys")


def peacesciencer() -> str:
    """Functions of peacesciencer and what to write here."""
    from counterpoise.units.registry import FAMILIES

    rows = [(f"`{theirs}`", ours) for theirs, ours in ALSO]
    rows += [
        (
            ", ".join(f"`{part.strip()}`" for part in one.peacesciencer.split(" (")[0].split(",")),
            f'`.add("{one.name}")`',
        )
        for one in FAMILIES
        if one.peacesciencer
    ]
    return table(("peacesciencer", "here"), rows)


def rules() -> str:
    """Rules of ``where`` by name."""
    from counterpoise.units.filters import RULES

    return table(
        ("`where(...)`", "keeps rows"),
        ((f'`"{name}"`', rule.label.split(": ")[-1]) for name, rule in RULES.items()),
    )


def dangerous_dyads() -> str:
    """The first replication, computed while the page is built, beside what was published."""
    import sys

    sys.path.insert(0, str(ROOT))
    from examples import dangerous_dyads as example

    return _compared(example.fit(example.frame()), example.PUBLISHED, {"constant": "intercept"})


def civil_conflict() -> str:
    """The second replication, the same way."""
    import sys

    sys.path.insert(0, str(ROOT))
    from examples import civil_conflict as example

    return _compared(example.fit(example.frame()), example.PUBLISHED, {})


def _compared(fit: Any, published: Mapping[str, tuple[float, float | None]], names: Mapping[str, str]) -> str:
    found = {name: (mean, sd) for name, mean, sd in zip(fit.names, fit.mean, fit.sd, strict=True)}
    rows = []
    for name, (value, error) in published.items():
        mean, sd = found[names.get(name, name)]
        theirs = f"{value:.3f}" + (f" ({error:.3f})" if error is not None else "")
        rows.append((name, theirs, f"{mean:.3f} ({sd:.3f})"))
    return table(("term", "published", "here"), rows)


GENERATED: Mapping[str, Callable[[], str]] = {
    "families": families,
    "peacesciencer": peacesciencer,
    "rules": rules,
    "dangerous-dyads": dangerous_dyads,
    "civil-conflict": civil_conflict,
}
