"""A panel under construction: which rows, which columns; nothing is computed until it is asked for.

Claim: what a panel holds depends on what was asked for and not on the order of asking.  ``where`` and ``add``
return a new object each; columns stand in the order of the registry, rows in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cite import of_keys
from counterpoise.units import covered, filters, frame, naming, registry
from counterpoise.units.column import Column, Plan
from counterpoise.units.rows import Rows
from counterpoise.units.site import Site
from counterpoise.units.spine import Span, spine
from counterpoise.vocabulary import CounterpoiseError, DataError, UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from counterpoise.data.relation import Connection, Relation
    from counterpoise.provenance import Source

__all__ = ["Units"]


@dataclass(frozen=True)
class Units:
    """Rows and columns asked for.

    Made by ``dyad_years`` and its siblings, then narrowed by ``where`` and widened by ``add``.
    """

    site: Site
    span: Span
    rules: tuple[filters.Rule, ...] = ()
    functions: tuple[Callable[[Any], NDArray[np.bool_]], ...] = ()
    requests: tuple[registry.Request, ...] = ()

    def __repr__(self) -> str:
        what = f"{self.site.kind}, {self.site.system}, {self.span.first}-{self.span.last}"
        kept = "; ".join(rule.label for rule in self.rules)
        added = ", ".join(dict.fromkeys(request.family for request in self.requests))
        return f"Units({what}{'; ' + kept if kept else ''}; {added or 'keys only'})"

    def __len__(self) -> int:
        """Number of rows, functions aside."""
        return len(self._rows)

    def where(
        self,
        *rules: str | Callable[[pd.DataFrame], Any],
        states: str | int | Sequence[str | int] | None = None,
        side: str = "both",
        region: str | None = None,
        treaty: int | str | Sequence[int] | None = None,
    ) -> Units:
        """Keep some rows; several conditions must all hold.

        Args:
            rules: Rules by name (``politically relevant``, ``contiguous``, ``land contiguous``, ``majors``, or a
                region), or functions of the finished frame that give one truth value per row.
            states: States by any name or code; plain numbers are codes of the membership system of the rows.
            side: Which side of a pair must be among them: ``both``, ``either``, ``first`` or ``second``.
            region: americas, europe, africa, middle_east or asia_pacific.
            treaty: ATOP number or numbers: rows all of whose sides are members in the year.

        Raises:
            UnknownNameError: No such rule, state, region or treaty.
            CounterpoiseError: The rule does not fit this unit of analysis.
        """
        for rule in rules:
            if not isinstance(rule, str) and not callable(rule):
                raise CounterpoiseError(
                    f"{rule!r} is no rule for choosing rows.", where="where",
                    hint="Write the name of a rule, or a function of the finished frame.",
                )  # fmt: skip
        found = [filters.named(rule) for rule in rules if isinstance(rule, str)]
        functions = tuple(filters.of_function(rule) for rule in rules if callable(rule))
        span = self.span
        if states is not None:
            codes, names = naming.codes(self.site, [states] if isinstance(states, (str, int)) else states)
            gw = self.site.system == "gw"
            axis = self.site.gw_axis if gw else self.site.axis
            found.append(
                filters.of_states(
                    [axis.index(code) for code in codes], names, side, gw=gw, pairs=self.site.dyadic
                )
            )
            if side == "both":
                both = frozenset(codes) if span.states is None else span.states & frozenset(codes)
                span = replace(span, states=both)
        if region is not None:
            found.append(filters.of_region(region))
        if treaty is not None:
            listed = (
                [treaty]
                if isinstance(treaty, (int, str)) or not isinstance(treaty, Iterable)
                else list(treaty)
            )
            found.append(filters.of_treaty(listed))
            self._known(listed)
        for one in found:
            self._fits(one)
        return replace(self, span=span, rules=(*self.rules, *found), functions=(*self.functions, *functions))

    def _known(self, treaties: Sequence[int | str]) -> None:
        """Refuse a number that no treaty has, before its years are spoken of."""
        known = {*self.site.table("treaties")["atopid"].astype(int).tolist()}
        for number in treaties:
            if known and int(number) not in known:
                raise UnknownNameError(
                    f"ATOP has no treaty {number}.", where="treaty",
                    hint="Write a number of ATOP, such as treaty=3180 for the North Atlantic Treaty.",
                )  # fmt: skip

    def _fits(self, rule: filters.Rule) -> None:
        if self.site.kind not in rule.kinds:
            raise CounterpoiseError(
                f"{rule.label.split(':')[0]!r} cannot be asked of {self.site.kind}.", where="where",
                hint=f"It fits {', '.join(rule.kinds)}.",
            )  # fmt: skip
        if rule.window is None:
            return
        first, last = rule.window(self.site)
        if self.span.first < first or self.span.last > last:
            low, high = max(first, self.span.first), min(last, self.span.last)
            low, high = (low, high) if low <= high else (first, last)
            hint = f"Write years=({low}, {high})"
            carried = replace(self.site, carry=True)
            longer = rule.window(carried)
            if not self.site.carry and longer[0] <= self.span.first and self.span.last <= longer[1]:
                hint += ", or carry=True to carry what was known last to the present"
            raise CounterpoiseError(
                f"{rule.label.split(':')[0]!r} is known from {first} to {last}, and {self.span.first} to "
                f"{self.span.last} were asked for.",
                where="where", hint=hint + ".",
            )  # fmt: skip

    def add(self, *words: str | Sequence[str], **options: Any) -> Units:
        """Add columns: whole families, single columns, or any variable of the panel, in any order.

        Args:
            words: Names, such as ``capabilities``, ``cinc`` or ``burden``, one by one or in lists.
            options: Options of the one family named, such as ``of`` and ``form`` of ``spells``.

        Raises:
            UnknownNameError: No such family, column, variable or option.
            CounterpoiseError: Options with several names, or a family that this unit does not have.
        """
        names = [name for word in words for name in ([word] if isinstance(word, str) else _listed(word))]
        if options and len(names) != 1:
            raise CounterpoiseError(
                f"Options go with one family, and {len(names)} were named.", where="add",
                hint="Call add once for the family with options.",
            )  # fmt: skip
        requests = {request.key: request for request in self.requests}
        for word in names:
            request = registry.find(self.site, word, options)
            requests[request.key] = request
        return replace(self, requests=tuple(requests.values()))

    @cached_property
    def _plans(self) -> tuple[Plan, ...]:
        """Columns in the order of the registry, each once."""
        order = {one.name: place for place, one in enumerate(registry.FAMILIES)}
        found: dict[str, tuple[tuple[int, str, int], str, Plan]] = {}
        with ThreadPoolExecutor(frame.THREADS) as pool:  # what they read comes from disk the first time
            every = list(
                pool.map(lambda one: registry.family_plans(self.site, one.family, one.options), self.requests)
            )
        for request, plans in zip(self.requests, every, strict=True):
            family, options, wanted = request.key
            mine = [
                plan for plan in plans if not wanted or wanted in {plan.column.name, plan.column.name[:-1]}
            ]
            covered.check(self.site, self.span, request, mine)
            for place, plan in enumerate(mine):
                name = plan.column.name
                if name in found and found[name][1] != options:
                    raise CounterpoiseError(
                        f"The column {name} was asked for twice, with different options.", where="add",
                        hint=f"Ask for {family!r} once.",
                    )  # fmt: skip
                found[name] = ((order[family], options, place), options, plan)
        return tuple(plan for _, _, plan in sorted(found.values(), key=lambda one: one[0]))

    @cached_property
    def _rows(self) -> Rows:
        rows = spine(self.site, self.span)
        keep: NDArray[np.bool_] | None = None
        for rule in self.rules:
            found = rule.keep(self.site, rows)
            keep = found if keep is None else keep & found
        if keep is not None and not keep.all():
            rows = rows.select(keep)
        if not len(rows):
            raise self._nothing()
        return rows

    def _nothing(self) -> CounterpoiseError:
        own = len(self.functions) * ["a function of yours"]
        asked = "; ".join([*(rule.label for rule in self.rules), *own])
        none = f"No {self.site.kind} of {self.span.first} to {self.span.last}"
        if not asked:
            return DataError(
                f"{none} are on the list, or no state of theirs was a member in those years.", where="years",
                hint="Widen the years, or leave years out to see all that the list covers.",
            )  # fmt: skip
        told = [rule.hint for rule in self.rules if rule.hint and self.site.dyadic]
        named = sorted(self.span.states or ())
        span = (self.span.first, self.span.last)
        told = [said for code in named if (said := naming.elsewhere(self.site, code, *span))] or told
        hint = told[0] if told else "Loosen a condition or widen the years."
        return DataError(f"{none} are left under: {asked}.", where="where", hint=hint)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Passports of all columns, keys first."""
        return (*frame.key_columns(self.site, self.span), *(plan.column for plan in self._plans))

    def sources(self) -> tuple[Source, ...]:
        """Every source behind the rows and columns, each once."""
        keys = dict.fromkeys(key for column in self.columns for key in column.sources)
        return tuple(self.site.panel.source(key) for key in sorted(keys))

    def cite(self) -> str:
        """BibTeX of every source behind the rows and columns.

        >>> from counterpoise.units import state_years
        >>> "@article{nmc," in state_years(years=(1990, 1990)).add("capabilities").cite()
        True
        """
        return of_keys(self.site.panel, [source.key for source in self.sources()])

    def describe(self) -> pd.DataFrame:
        """A table of the columns: label, unit, dtype, years, sources, note.

        The note also says where a column is missing in some of the years asked for.
        """
        import pandas as pd

        names = ("name", "label", "unit", "dtype", "first", "last", "sources", "family", "note")
        rows = [
            {
                **{name: getattr(column, name) for name in names},
                "sources": ", ".join(column.sources),
                "note": f"{column.note} {covered.note(column, self.span)}".strip(),
            }
            for column in self.columns
        ]
        return pd.DataFrame(rows, columns=list(names)).set_index("name")

    def codebook(self, form: str = "md") -> str:
        """The codebook of the panel, ``md`` (Markdown) or ``html`` (one self-contained page).

        Raises:
            CounterpoiseError: Another form.
        """
        from counterpoise.units.codebook import codebook

        return codebook(self, form)

    def to_pandas(
        self,
        *,
        names: str = "counterpoise",
        nullable: bool = False,
        progress: Callable[[str, float], None] | None = None,
    ) -> pd.DataFrame:
        """The panel as a DataFrame; its ``attrs`` carry the passport of each column.

        Args:
            names: ``peacesciencer`` renames the columns that package has to its names.
            nullable: Whole numbers in pandas' nullable types instead of floats with NaN.
            progress: Called with the name of each column that is done and the share that is.

        Raises:
            DataError: No rows are left.
        """
        built = frame.build(self.site, self._rows, self._plans, self.columns, self.rules, progress)
        for function in self.functions:
            built = built[self._chosen(function, built)].reset_index(drop=True)
        if not len(built):
            raise self._nothing()
        return frame.finish(built, self.columns, names, nullable=nullable)

    def _chosen(self, function: Callable[[Any], NDArray[np.bool_]], built: pd.DataFrame) -> NDArray[np.bool_]:
        """The rows that a function keeps; of a name that is no column anywhere, what was meant is suggested."""
        try:
            return function(built)
        except UnknownNameError as problem:
            cause = problem.__cause__
            name = str(cause.name if isinstance(cause, AttributeError) else cause.args[0] if cause else "")
            if nearest(name, built.columns, cutoff=0.75) is None:
                try:
                    registry.find(self.site, name, {})
                except UnknownNameError as unknown:
                    problem.hint = unknown.hint
            raise

    def to_arrow(self) -> pa.Table:
        """The panel as an Arrow table: missing is null, whole numbers are integers, metadata per column.

        Raises:
            CounterpoiseError: pyarrow is not installed.
        """
        return frame.to_arrow(self.to_pandas(), self.columns)

    def to_polars(self) -> pl.DataFrame:
        """The panel as a polars DataFrame, by way of Arrow.

        Raises:
            CounterpoiseError: polars or pyarrow is not installed.
        """
        return frame.to_polars(self.to_arrow())

    def to_duckdb(self, connection: Connection | None = None) -> Relation:
        """The panel as a DuckDB relation, on a connection of its own or the one given.

        Raises:
            CounterpoiseError: pyarrow is not installed.
        """
        from counterpoise.data.relation import relation

        return relation(self.to_arrow(), connection)

    def export(
        self, path: Path | str, progress: Callable[[str, float], None] | None = None
    ) -> tuple[Path, ...]:
        """Write the panel, its codebook in Markdown and HTML and its BibTeX side by side.

        Args:
            path: File to write; its ending (.parquet, .csv, .dta, .rds) says the form.
            progress: Called with the name of each step and the share that is done.

        Returns:
            The files written.  Each appears whole or not at all; an older one stays until then.

        Raises:
            CounterpoiseError: An ending or a package that is not there.
        """
        from counterpoise.units.export import export

        return export(self, Path(path), progress)


def _listed(words: Any) -> list[str]:
    """Names in a list."""
    found = list(words) if isinstance(words, Iterable) else [words]
    for word in found:
        if not isinstance(word, str):
            raise CounterpoiseError(
                f"{word!r} is no name of a column.", where="add",
                hint="Write names: add('cinc', 'alliances'); counterpoise.units.families() lists them.",
            )  # fmt: skip
    return found
