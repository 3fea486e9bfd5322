"""The five doors: one function for each unit of analysis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.data.panel import Panel, open_panel
from counterpoise.units.builder import Units
from counterpoise.units.site import Site
from counterpoise.units.spine import Span
from counterpoise.units.years import years_of
from counterpoise.vocabulary import CounterpoiseError, DataError

__all__ = ["dispute_years", "dyad_years", "leader_years", "state_years", "treaty_years"]

Years = tuple[int, int] | Sequence[int] | str | None


def state_years(
    *,
    years: Years = None,
    system: str = "cow",
    carry: bool = False,
    filled: bool = False,
    microstates: bool = True,
    panel: Panel | Path | str | None = None,
) -> Units:
    """One row per state and year in which it was a member of the state system.

    Args:
        years: First and last year, ``(1946, 2018)`` or ``"1946-2018"``; by default 1816 to the present.
        system: ``cow`` (Correlates of War) or ``gw`` (Gleditsch and Ward).
        carry: Carry borders, ranks and distances that were still open where their list ends to the present;
            by default a column is missing after the last year that its source covers.
        filled: Take the gaps that the panel fills from elsewhere (imputed cells; ``counterpoise data explain``
            tells each); by default only what the source itself says counts.
        microstates: Keep the microstates that the Gleditsch-Ward list marks.
        panel: Another panel, opened or by its folder; ``panel.vintage(day)`` builds what was known on a day.

    >>> len(state_years(years=(1900, 1900)))
    42
    """
    return _units("state-years", years, system, carry, filled, panel, microstates=microstates)


def dyad_years(
    *,
    directed: bool = True,
    years: Years = None,
    system: str = "cow",
    carry: bool = False,
    filled: bool = False,
    microstates: bool = True,
    panel: Panel | Path | str | None = None,
) -> Units:
    """One row per pair of states and year in which both were members, on some day together.

    Args:
        directed: Each pair twice, once from each side; else once, the lower code first.
        years: As in ``state_years``, and so are the others.
        system: Membership system.
        carry: Carry what was open where its list ends.
        filled: Take imputed cells.
        microstates: Keep the Gleditsch-Ward list's microstates.
        panel: Another panel.

    >>> len(dyad_years(directed=False, years=(1816, 2010)))
    842655
    """
    return _units(
        "dyad-years", years, system, carry, filled, panel, directed=directed, microstates=microstates
    )


def leader_years(
    *,
    years: Years = None,
    system: str = "cow",
    carry: bool = False,
    filled: bool = False,
    panel: Panel | Path | str | None = None,
) -> Units:
    """One row per leader and calendar year in office, of states that were members in the year (Archigos)."""
    return _units("leader-years", years, system, carry, filled, panel)


def dispute_years(
    *,
    source: str = "gml",
    directed: bool = True,
    years: Years = None,
    system: str = "cow",
    carry: bool = False,
    filled: bool = False,
    panel: Panel | Path | str | None = None,
) -> Units:
    """One row per dispute, pair of states on opposite sides and year: disputes before any whittling.

    Args:
        source: ``gml`` or ``cow``.
        directed: Each pair from both sides.
        years: As in ``state_years``, and so are the others.
        system: ``cow`` only, for these lists are coded by it; ``names`` adds the codes of Gleditsch and Ward.
        carry: Carry what was open where its list ends.
        filled: Take imputed cells.
        panel: Another panel.

    >>> len(dispute_years())
    10276
    """
    if source not in {"gml", "cow"}:
        raise CounterpoiseError(
            f"There is no list of disputes {source!r}.", where="source", hint="Write 'gml' or 'cow'."
        )
    return _units("dispute-years", years, system, carry, filled, panel, directed=directed, disputes=source)


def treaty_years(
    *,
    by: str = "treaty",
    years: Years = None,
    system: str = "cow",
    carry: bool = False,
    filled: bool = False,
    panel: Panel | Path | str | None = None,
) -> Units:
    """One row per alliance treaty and year with its members (k-adic), or per treaty, member and year (ATOP).

    Args:
        by: ``treaty`` for the treaty as a whole, ``member`` for each member in its phase.
        years: As in ``state_years``, and so are the others.
        system: ``cow`` only, for these lists are coded by it; ``names`` adds the codes of Gleditsch and Ward.
        carry: Carry what was open where its list ends.
        filled: Take imputed cells.
        panel: Another panel.

    >>> treaty_years(years=(1949, 1949)).where(treaty=3180).to_pandas()["n_members"].tolist()
    [12]
    """
    kinds = {"treaty": "treaty-years", "member": "treaty-members"}
    if by not in kinds:
        raise CounterpoiseError(
            f"{by!r} is no unit of treaties.", where="by", hint="Write 'treaty' or 'member'."
        )
    return _units(kinds[by], years, system, carry, filled, panel)


def _units(
    kind: str,
    years: Years,
    system: str,
    carry: bool,
    filled: bool,
    panel: Panel | Path | str | None,
    *,
    directed: bool = True,
    microstates: bool = True,
    disputes: str = "gml",
) -> Units:
    if system not in {"cow", "gw"}:
        raise CounterpoiseError(
            f"There is no membership system {system!r}.",
            where="system",
            hint="Write system='cow' or system='gw'.",
        )
    if system == "gw" and kind in _COW_ONLY:
        whose, names = _COW_ONLY[kind]
        raise CounterpoiseError(
            f"There are no {kind} of the Gleditsch-Ward system: {whose} codes its rows by COW.",
            where="system",
            hint=f"Leave system out. {names}",
        )
    switches = {"carry": carry, "filled": filled, "directed": directed, "microstates": microstates}
    for name, value in switches.items():
        if not isinstance(value, bool):
            raise CounterpoiseError(
                f"{value!r} is neither true nor false.",
                where=name,
                hint=f"Write {name}=True or {name}=False.",
            )
    opened = panel if isinstance(panel, Panel) else open_panel(panel)
    site = Site(opened, kind, directed, system, carry, filled, disputes)
    return Units(site, Span(*_years(site, years), None, microstates))


_COW_ONLY = {
    "dispute-years": (
        "the list of disputes",
        "add('names') gives gwcode1 and gwcode2 beside ccode1 and ccode2.",
    ),
    "treaty-years": ("ATOP", "by='member' with add('names') gives the gwcode of every member."),
    "treaty-members": ("ATOP", "add('names') gives gwcode beside ccode."),
}
"""Units whose rows one system alone codes: whose they are, and how to get at the other codes."""

_TABLE = {
    "state-years": {"cow": "cow_states", "gw": "gw_states"},
    "dyad-years": {"cow": "dyads", "gw": "gw_dyads"},
    "leader-years": {"cow": "leaders", "gw": "leaders"},
    "dispute-years": {"cow": "gml_dyad_disputes"},
    "treaty-years": {"cow": "treaties"},
    "treaty-members": {"cow": "treaties"},
}


def _years(site: Site, years: Years) -> tuple[int, int]:
    """First and last year, checked against what the rows' own list covers (its spells carried)."""
    table = "mid_dyad_disputes" if site.disputes == "cow" else _TABLE[site.kind][site.system]
    first, last = site.listed(table)
    if (
        table == "gw_dyads"
    ):  # a vintage may know the list of pairs and not yet that of states: pairs end with their states
        last = min(last, site.listed("gw_states")[1])
    first = max(first, FIRST_YEAR)
    if last < first:
        raise DataError(
            f"This vintage of the panel ({site.panel.cut}) knows no {site.kind}: their list came later.",
            where="panel",
            hint=f"Choose a later day, or what contemporaries could know: "
            f"panel.vintage({site.panel.cut!r}, knowable=True).",
        )
    if years is None:
        return first, last
    wanted = years_of(years, hint=f"Write the first and the last: years=({first}, {last}).")
    if wanted[0] < first or wanted[1] > last:
        raise CounterpoiseError(
            f"{site.kind} are known from {first} to {last}, and {wanted[0]} to {wanted[1]} were asked for.",
            where="years", hint=f"Write years=({max(first, wanted[0])}, {min(last, wanted[1])})."
            if wanted[0] <= last and wanted[1] >= first else f"Write years=({first}, {last}).",
        )  # fmt: skip
    return wanted
