"""Leaders: who was in office, how they came and went, what they had lived through, how willing to use force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.rows import YEARS, Rows
from counterpoise.units.series import Floats, Series, of_variable, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY"]

_TABLES = ("leaders", "leader_backgrounds", "leader_willingness")
_TRAITS = (
    ("female", "leaders", "Woman", "0/1"),
    ("education", "leader_backgrounds", "Level of education (LEAD)", "code 0 to 3"),
    ("military_service", "leader_backgrounds", "Served in the forces (LEAD)", "0/1"),
    ("combat", "leader_backgrounds", "Saw combat (LEAD)", "0/1"),
    ("rebel", "leader_backgrounds", "Was a rebel (LEAD)", "0/1"),
    ("war_won", "leader_backgrounds", "Fought in a war that was won (LEAD)", "0/1"),
    ("war_lost", "leader_backgrounds", "Fought in a war that was lost (LEAD)", "0/1"),
    ("rebellion_won", "leader_backgrounds", "Rebelled and won (LEAD)", "0/1"),
    ("rebellion_lost", "leader_backgrounds", "Rebelled and lost (LEAD)", "0/1"),
    ("experience", "leader_backgrounds", "Years in politics before (LEAD)", "years"),
    ("physical_illness", "leader_backgrounds", "Physical illness (LEAD)", "0/1"),
    ("mental_illness", "leader_backgrounds", "Mental illness (LEAD)", "0/1"),
    *(
        (
            f"theta{k}_{part}",
            "leader_willingness",
            f"Willingness to use force, model {k}, {word}",
            "latent scale",
        )
        for k in (1, 2, 3, 4)
        for part, word in (("mean", "mean"), ("sd", "standard deviation"))
    ),
)


def _trait(site: Site, name: str, table: str) -> NDArray[np.float64]:
    """A trait of each leader, in the order of the table of leaders."""

    def make() -> NDArray[np.float64]:
        values = site.table(table).set_index("obsid")[name]
        listed = values[~values.index.duplicated()].reindex(site.table("leaders")["obsid"])
        return np.asarray(listed.to_numpy(dtype=np.float64, na_value=np.nan))

    return site.keep("trait", name, make=make)


def _in_office(site: Site, own: bool) -> NDArray[np.int64]:
    """Number of the leader in office on 1 January, ``[year, state + 1]``, -1 where nobody is listed."""

    def make() -> NDArray[np.int64]:
        table = site.table("leader_transitions").dropna(subset=["obsid_january"])
        number = {name: k for k, name in enumerate(site.table("leaders")["obsid"].tolist())}
        gw, year = (table[name].to_numpy(dtype=np.int64) for name in ("gwcode", "year"))
        who = np.array([number.get(name, -1) for name in table["obsid_january"].tolist()])
        grid = np.full((YEARS, site.size(own=own)), -1)
        place = site.places(gw, year, own=own)
        keep = place >= 0
        grid[year[keep] - FIRST_YEAR, place[keep]] = who[keep]
        return grid

    return site.keep("in office", own, make=make)


def _of_january(site: Site, name: str, table: str, own: bool = False) -> Floats:
    def make() -> Floats:
        padded = np.append(_trait(site, name, table), np.nan)
        return np.asarray(padded[_in_office(site, own)])

    return site.keep("january", name, own, make=make)


_CHANGES = (
    ("leader_exit", "transition", "leadertransition", "More than one leader in the year"),
    ("leader_exit_irregular", "irregular", "irregular", "An irregular entry or exit in the year"),
)
"""Variable of the panel, column of the table by Gleditsch-Ward code, name in peacesciencer, label."""


def _change(site: Site, variable: str, column: str, alias: str, label: str) -> Series:
    """A change of leader: of rows of the Gleditsch-Ward system, by the codes that Archigos itself uses."""
    native = partial(site.native, "leader_transitions", column) if site.system == "gw" else None
    return replace(of_variable(site, variable, alias=alias, dtype="whole"), native=native, label=label)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    if site.kind == "leader-years":
        return [*_own(site), *_turns(site)]
    changes = [_change(site, *words) for words in _CHANGES]
    traits = [
        Series(f"leader_{name}", f"{label}: leader of 1 January", unit, site.panel.table_sources(table),
               partial(_of_january, site, name, table), "float32" if table == _TABLES[2] else "whole",
               alias=name, additive=False, native=partial(_of_january, site, name, table, True))
        for name, table, label, unit in _TRAITS
    ]  # fmt: skip
    return series_plans(site, "leaders", [*changes, *traits])


def _own(site: Site) -> list[Plan]:
    """For leader-years: name, age, tenure and traits of the leader of the row."""
    table = site.table("leaders")
    first, last = site.window("leaders")
    words = tuple(dict.fromkeys(table["leader"].astype(str).tolist()))
    place = {word: k for k, word in enumerate(words)}
    name = np.array([place[word] for word in table["leader"].astype(str).tolist()])

    def fill(values: Callable[[Rows], NDArray[Any]]) -> Callable[[Rows, NDArray[Any]], None]:
        def write(rows: Rows, out: NDArray[Any]) -> None:
            out[:] = values(rows)

        return write

    def column(key: str, label: str, unit: str, dtype: str, table: str = "leaders") -> Column:
        kind = "float32" if dtype == "whole" else dtype
        sources = site.panel.table_sources(table)
        return Column(key, label, unit, kind, first, last, sources, "leaders", whole=dtype == "whole")

    plans = [
        Plan(
            column("leader", "Name of the leader", "text", "category"),
            fill(lambda rows: name[rows.extra["leader"]]),
            words,
        ),
        Plan(
            column("leader_age", "Age, year less year of birth", "years", "whole"),
            fill(lambda rows: rows.extra["age"]),
        ),
        Plan(
            column("tenure", "Calendar year in office, from 1", "years", "whole"),
            fill(lambda rows: rows.extra["tenure"]),
        ),
    ]
    for key, source, label, unit in _TRAITS:
        dtype = "float32" if source == _TABLES[2] else "whole"
        trait = partial(_trait, site, key, source)
        plans.append(
            Plan(
                column(key, label, unit, dtype, source),
                fill(lambda rows, trait=trait: trait()[rows.extra["leader"]]),
            )
        )
    return plans


_OPEN = "Missing in the last year of a spell that is open where the list ends."
_TURNS = (
    ("leader_entry", "entry", "", "This leader entered office in the year"),
    ("leader_entry_irregular", "entry", "Irregular", "This leader entered in the year by irregular means"),
    (
        "leader_entry_foreign",
        "entry",
        "Foreign",
        "This leader was put in office in the year by a foreign state",
    ),
    ("leader_exit", "exit", "", "This leader left office in the year"),
    ("leader_exit_irregular", "exit", "Irregular", "This leader left in the year by irregular means"),
    ("leader_exit_foreign", "exit", "Foreign", "This leader was removed in the year by a foreign state"),
)
"""Column, column of the table of leaders, how Archigos's code begins (any where empty), label."""


def _turn(site: Site, column: str, manner: str, rows: Rows, out: NDArray[Any]) -> None:
    """Whether the leader of each row came or went in its year, in that manner; missing where that is not said."""
    table = site.table("leaders")
    date, year = ("start_date", "start") if column == "entry" else ("end_date", "end")
    said = table[column].notna() if manner else table[date].notna()
    how = table[column].fillna("").str.startswith(manner)
    turned = np.where(said, how.astype(np.float32), np.float32("nan")).astype(np.float32)
    leader = rows.extra["leader"]
    now = table[year].to_numpy(dtype=np.int64)[leader] == rows.time + FIRST_YEAR
    out[:] = np.where(now, turned[leader], np.float32(0))


def _turns(site: Site) -> list[Plan]:
    """For leader-years: how the leader of the row came and went, by the dates and codes of the own spell."""
    (first, last), sources = site.window("leaders"), site.panel.table_sources("leaders")
    return [
        Plan(
            Column(name, label, "0/1", "float32", first, last, sources, "leaders",
                   "" if column == "entry" else _OPEN, whole=True),
            partial(_turn, site, column, manner),
        )
        for name, column, manner, label in _TURNS
    ]  # fmt: skip


FAMILY = Family(
    "leaders",
    "Leaders (Archigos, LEAD, willingness to use force)",
    KINDS,
    _plans,
    text="States and pairs: whether there was more than one leader in the year (`leader_exit`, peacesciencer's "
    "`leadertransition`), whether any entry or exit was irregular (`leader_exit_irregular`), and the traits of "
    "whoever held office on 1 January (1870 to 2015). Leader-years: name, age, tenure and traits of the leader of "
    "the row, and whether this very leader entered or left in the year (`leader_entry`, `leader_exit`), by "
    "irregular means or a foreign state; an exit is missing in the last year of a spell that is open where the "
    "list ends. `theta1` to `theta4` are the four models of willingness to use force of Carter and Smith, with "
    "their standard deviations.",
    peacesciencer="add_archigos(), add_lead(), add_lwuf()",
)
