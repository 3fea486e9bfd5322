"""From rows and plans to a frame: one array per kind of number, filled by two threads, no copy in between."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise import __version__
from counterpoise.units.column import Column, Plan
from counterpoise.units.filters import Rule
from counterpoise.units.rows import Rows
from counterpoise.units.site import Site
from counterpoise.units.spine import Span
from counterpoise.vocabulary import CounterpoiseError, extra

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["arrow", "build", "finish", "key_columns", "to_arrow", "to_polars"]

THREADS = min(2, os.cpu_count() or 1)
"""Gathering is bound by memory: more threads than two gain nothing."""

_KEYS = {
    "ccode": ("COW code of the state", "code"),
    "ccode1": ("COW code of state 1", "code"),
    "ccode2": ("COW code of state 2", "code"),
    "gwcode": ("Gleditsch-Ward code of the state", "code"),
    "gwcode1": ("Gleditsch-Ward code of state 1", "code"),
    "gwcode2": ("Gleditsch-Ward code of state 2", "code"),
    "year": ("Calendar year", "year"),
    "obsid": ("Leader and spell in office (Archigos)", "text"),
    "leader": ("Name of the leader", "text"),
    "dispnum": ("Number of the dispute", "number"),
    "atopid": ("Number of the treaty (ATOP)", "number"),
    "members": ("COW codes of the members in the year", "text"),
    "n_members": ("Members in the year", "states"),
}
_SPINE = {
    ("state-years", "cow"): (("ccode", "year"), "cow_states"),
    ("state-years", "gw"): (("gwcode", "year"), "gw_states"),
    ("dyad-years", "cow"): (("ccode1", "ccode2", "year"), "dyads"),
    ("dyad-years", "gw"): (("gwcode1", "gwcode2", "year"), "gw_dyads"),
    ("leader-years", "cow"): (("obsid", "ccode", "year"), "leaders"),
    ("leader-years", "gw"): (("obsid", "gwcode", "year"), "leaders"),
    ("dispute-years", "cow"): (("dispnum", "ccode1", "ccode2", "year"), ""),
    ("treaty-years", "cow"): (("atopid", "year", "members", "n_members"), "treaties"),
    ("treaty-members", "cow"): (("atopid", "ccode", "year"), "treaties"),
}


class Passports(dict[str, dict[str, Any]]):
    """Column -> passport; copied by reference, for pandas copies ``attrs`` at every step."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Passports:
        return self


def key_columns(site: Site, span: Span) -> tuple[Column, ...]:
    """Passports of the keys."""
    names, table = _SPINE[site.kind, site.system]
    if not table:
        table = {"gml": "gml_dyad_disputes", "cow": "mid_dyad_disputes"}[site.disputes]
    sources = site.panel.table_sources(table)
    text = {"obsid", "members", "leader"}
    return tuple(
        Column(
            name,
            *_KEYS[name],
            "str" if name in text else "int32",
            span.first,
            span.last,
            sources,
            "keys",
            "",
            name,
        )
        for name in names
    )


def build(
    site: Site,
    rows: Rows,
    plans: Sequence[Plan],
    columns: Sequence[Column],
    rules: Iterable[Rule],
    progress: Callable[[str, float], None] | None = None,
) -> pd.DataFrame:
    """The frame, filled, with the passports of its columns in ``attrs``."""
    blocks, targets, names = _allocate(rows, plans)
    _prime(rows)
    turns = _turns(plans)
    with ThreadPoolExecutor(THREADS) as pool:
        filled = pool.map(lambda turn: plans[turn].fill(rows, targets[turn]), turns)
        for number, turn in enumerate(turns):
            next(filled)
            if progress is not None:
                progress(plans[turn].column.name, (number + 1) / len(plans))
    out = _frame(rows, plans, blocks, targets, names)
    out.attrs = {
        "columns": Passports({column.name: asdict(column) for column in columns}),
        "unit": site.kind,
        "system": site.system,
        "rows": [rule.label for rule in rules],
        "panel": site.panel.digest,
        "version": __version__,
    }
    return out


def _turns(plans: Sequence[Plan]) -> list[int]:
    """Numbers of the plans: the first of every family, then every second one, and so on.

    Columns of one family draw on the same tables, which the first of them lays out: side by side they would wait
    for one another.
    """
    seen: Counter[str] = Counter()
    place = []
    for plan in plans:
        place.append(seen[plan.column.family])
        seen[plan.column.family] += 1
    return sorted(range(len(plans)), key=place.__getitem__)


def _allocate(
    rows: Rows, plans: Sequence[Plan]
) -> tuple[dict[str, NDArray[Any]], list[NDArray[Any]], dict[str, list[int]]]:
    """Zeroed arrays ``[column, row]`` by dtype, each plan's line in one of them, and the plans of each."""
    kinds: dict[str, list[int]] = {}
    for number, plan in enumerate(plans):
        kinds.setdefault("int16" if plan.words else plan.column.dtype, []).append(number)
    blocks = {kind: np.zeros((len(numbers), len(rows)), dtype=kind) for kind, numbers in kinds.items()}
    targets: list[NDArray[Any]] = [np.empty(0)] * len(plans)
    for kind, numbers in kinds.items():
        for line, number in enumerate(numbers):
            targets[number] = blocks[kind][line]
    return blocks, targets, kinds


def _prime(rows: Rows) -> None:
    """Work out once, before the threads start, what many columns need."""
    _ = rows.spots, rows.unknown, rows.earliest, rows.latest
    if len(rows.places) == 2:
        _ = rows.cell


def _frame(
    rows: Rows,
    plans: Sequence[Plan],
    blocks: dict[str, NDArray[Any]],
    targets: list[NDArray[Any]],
    kinds: dict[str, list[int]],
) -> pd.DataFrame:
    import pandas as pd

    keys = dict(rows.keys)
    first = len(keys)
    names = [*keys, *(plan.column.name for plan in plans)]
    words = {number: _words(targets[number], plan.words) for number, plan in enumerate(plans) if plan.words}
    try:
        from pandas.api.internals import create_dataframe_from_blocks as from_blocks
    except ImportError:  # pandas before 3
        columns: dict[str, Any] = {**keys}
        columns |= {plan.column.name: words.get(k, targets[k]) for k, plan in enumerate(plans)}
        return pd.DataFrame(columns, copy=False)
    made: list[tuple[Any, NDArray[np.intp]]] = []
    for place, values in enumerate(keys.values()):
        text = values.dtype == object
        made.append((pd.array(values, dtype="str") if text else values[None, :], np.array([place])))
    made += [(value, np.array([first + number])) for number, value in words.items()]
    for kind, numbers in kinds.items():
        if kind != "int16":
            made.append((blocks[kind], np.array(numbers) + first))
    return from_blocks(made, index=pd.RangeIndex(len(rows)), columns=pd.Index(names))


def _words(codes: NDArray[np.int16], words: tuple[str, ...]) -> pd.Categorical[str]:
    """Codes as categories; words that occur twice become one."""
    import pandas as pd

    unique = sorted(set(words))
    place = {word: number for number, word in enumerate(unique)}
    table = np.array([*(place[word] for word in words), -1], dtype=np.int16)
    return pd.Categorical.from_codes(table[codes], pd.Index(unique), validate=False)


def finish(built: pd.DataFrame, columns: Sequence[Column], names: str, *, nullable: bool) -> pd.DataFrame:
    """The frame under other names or with nullable whole numbers, where that was asked for."""
    if names not in {"counterpoise", "peacesciencer"}:
        raise CounterpoiseError(
            f"{names!r} names no names.", where="names", hint="Write 'counterpoise' or 'peacesciencer'."
        )
    if nullable:
        import pandas as pd

        for column in columns:
            if column.whole:
                built[column.name] = _nullable(built[column.name].to_numpy(), pd)
    if names == "peacesciencer":
        built = built.rename(columns=_aliases(columns))
    return built


def _aliases(columns: Sequence[Column]) -> dict[str, str]:
    """Each column's other name; two columns of one name are refused."""
    taken: dict[str, str] = {}
    for column in columns:
        name = column.alias or column.name
        if name in taken:
            lists = {taken[name][:4], column.name[:4]} == {"gml_", "cow_"}
            first = (
                "Choose one list, as in add('disputes', source='gml')"
                if lists
                else "Leave one of the two out"
            )
            hint = f"{first}, or keep our own names: names='counterpoise'."
            raise CounterpoiseError(
                f"The columns {taken[name]} and {column.name} would both be called {name}.", where="names",
                hint=hint,
            )  # fmt: skip
        taken[name] = column.name
    return {column: name for name, column in taken.items()}


def _nullable(values: NDArray[Any], pd: Any) -> Any:
    missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int32), missing)


def arrow() -> Any:
    """pyarrow, or an error that says how to get it."""
    try:
        import pyarrow
    except ImportError as error:
        raise _extra("pyarrow") from error
    return pyarrow


def to_arrow(built: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """Arrow columns: NaN becomes null, whole numbers become integers, labels go along as metadata."""
    pa = arrow()
    arrays, fields = [], []
    for column in columns:
        if column.name not in built:
            continue
        values = built[column.name]
        if column.whole:
            numbers = values.to_numpy()
            missing = np.isnan(numbers)
            array = pa.array(np.where(missing, 0, numbers).astype(np.int32), mask=missing)
        else:
            array = pa.Array.from_pandas(values)
        array = array.combine_chunks() if hasattr(array, "combine_chunks") else array
        note = {"label": column.label, "unit": column.unit, "sources": " ".join(column.sources)}
        arrays.append(array)
        fields.append(pa.field(column.name, array.type, metadata=note))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def to_polars(table: pa.Table) -> pl.DataFrame:
    """A polars frame that shares the Arrow table's memory."""
    try:
        import polars as pl
    except ImportError as error:
        raise _extra("polars") from error
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _extra(package: str) -> CounterpoiseError:
    return CounterpoiseError(f"{package} is not installed.", hint=f"Install the extra: {extra('frames')}.")
