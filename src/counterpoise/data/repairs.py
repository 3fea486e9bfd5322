"""Repairs: the few gaps filled for the states of the Asian case, each declared in ``library/figures.toml``.

A repair never touches an observed cell.  It adds cells masked imputed and writes down what was done, why,
and on whose figures, so that ``explain`` can show it beside the number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from counterpoise.data.catalogue import LIBRARY, entry, read_toml
from counterpoise.data.harmonise import join
from counterpoise.vocabulary import DataError, Mask

__all__ = ["FIGURES", "REPAIR", "Book", "apply", "benchmark"]

FIGURES = LIBRARY / "figures.toml"
REPAIR = ("ccode", "year", "variable", "method", "why", "source")


@dataclass
class Book:
    """The cells so far, the repairs written so far, and the cited figures to draw on.

    Attributes:
        cells: Cells in the shape of ``CELL``.
        log: One row for each repaired cell.
        figures: Cited single figures by (ccode, variable).
    """

    cells: pd.DataFrame
    figures: dict[tuple[int, str], dict[int, float]] = field(default_factory=dict)
    log: list[pd.DataFrame] = field(default_factory=list)

    def series(self, ccode: int, variable: str) -> pd.Series:
        """Known values of one state and variable, by year."""
        known = self.cells[(self.cells["ccode"] == ccode) & (self.cells["variable"] == variable)]
        return known.set_index("year")["value"].sort_index()

    def add(self, rule: dict[str, Any], values: pd.Series, publics: dict[int, str]) -> None:
        """Put imputed values where nothing is known, and log each."""
        have = self.series(rule["ccode"], rule["variable"]).index
        values = values.drop(have, errors="ignore").dropna()
        new = pd.DataFrame(
            {
                "variable": rule["variable"],
                "ccode": rule["ccode"],
                "year": values.index.astype("int64"),
                "value": values.to_numpy(dtype="float64"),
                "mask": int(Mask.IMPUTED),
                "source": rule["source"],
                "public": [publics[int(year)] for year in values.index],
            }
        )
        self.cells = join([self.cells, new])
        self.note(new, rule["method"], rule["why"], rule["basis"])

    def note(self, touched: pd.DataFrame, method: str, why: str, source: str) -> None:
        """Log a repair of every cell in ``touched``."""
        log = touched[["ccode", "year", "variable"]].assign(method=method, why=why, source=source)
        self.log.append(log[list(REPAIR)])


def benchmark(book: Book, cells: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Move a product of open series to the few levels that are cited, state by state.

    Formula: ``x'(t) = x(t) exp(w(t))``, where ``w`` is the log of cited level over product in the cited
    years, linear between them and constant outside.  Movements within a decade stay those of the open series.
    Masks stay: what was measured remains measured; the log says that it was moved.

    Args:
        book: Cited figures and log.
        cells: Cells of the product.
        variable: Name of the product.

    Returns:
        The cells, moved where figures are cited.
    """
    text = read_toml(FIGURES)["benchmark"][variable]
    out = cells.copy()
    for (code, name), levels in sorted(book.figures.items()):
        own = (out["ccode"] == code) & (out["variable"] == variable)
        path = out[own].set_index("year")["value"]
        known = [year for year in sorted(levels) if year in path.index]
        if name != variable or not known:
            continue
        wedge = np.log([levels[year] / path[year] for year in known])
        out.loc[own, "value"] *= np.exp(np.interp(out.loc[own, "year"], known, wedge))
        book.note(out[own], text["method"], text["why"], text["basis"])
    return out


Method = Callable[[Book, dict[str, Any], Sequence[int]], pd.Series]


def apply(cells: pd.DataFrame) -> Book:
    """Apply every rule of ``figures.toml`` in its order.

    Raises:
        DataError: A rule names an unknown method or lacks its figures.
    """
    text = read_toml(FIGURES)
    book = Book(cells)
    for figure in text["figure"]:
        place = (int(figure["ccode"]), str(figure["variable"]))
        book.figures[place] = {int(year): float(value) for year, value in figure["values"].items()}
    for rule in text["repair"]:
        method = _METHODS.get(rule["method"])
        if method is None:
            raise DataError(
                f"Unknown repair method {rule['method']!r}.",
                where=FIGURES,
                hint=f"Write one of {', '.join(_METHODS)}.",
            )
        years = range(int(rule["first"]), int(rule["last"]) + 1)
        passport = entry(rule.get("dated_by", rule["source"]))
        publics = {year: passport.public(max(year, int(rule.get("known_from", year)))) for year in years}
        book.add(rule, method(book, rule, years), publics)
    return book


def _interpolate(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """Straight line between the known neighbours of a gap."""
    known = book.series(rule["ccode"], rule["variable"])
    return pd.Series(np.interp(years, known.index, known), index=list(years))


def _carry(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """The nearest known value, kept as it is."""
    known = book.series(rule["ccode"], rule["variable"])
    return pd.Series(
        {year: known.iloc[int(np.abs(known.index.to_numpy() - year).argmin())] for year in years}
    )


def _figures(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """Straight lines between cited figures."""
    known = pd.Series(book.figures[(rule["ccode"], rule["variable"])]).sort_index()
    if known.index[0] > years[0] or known.index[-1] < years[-1]:
        raise DataError(
            f"The figures for {rule['variable']} of {rule['ccode']} do not span {years[0]}-{years[-1]}.",
            where=FIGURES,
        )
    return pd.Series(np.interp(years, known.index, known), index=list(years))


def _constant(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """One cited figure for all years."""
    return pd.Series(next(iter(book.figures[(rule["ccode"], rule["variable"])].values())), index=list(years))


def _market_rate(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """Output in purchasing power at the market ratio of ``like``, a state at a similar level."""
    year = int(rule["year"])
    ratio = book.series(rule["like"], "gdp_market")[year] / book.series(rule["like"], "gdp_ppp")[year]
    out: pd.Series = book.series(rule["ccode"], "gdp_ppp").reindex(list(years)) * ratio
    return out


def _chain(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """A cited level in one year, moved by the growth of a proxy, and by cited growth after its end."""
    path = book.series(rule["ccode"], rule["proxy"])
    for year, rate in sorted(book.figures[(rule["ccode"], "growth")].items()):
        path[year] = path[year - 1] * (1.0 + rate)
    anchor = int(rule["year"])
    level = book.figures[(rule["ccode"], rule["variable"])][anchor]
    out: pd.Series = path.reindex(list(years)) / path[anchor] * level
    return out


def _copy(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """The value of the state that went before (``like``)."""
    return book.series(rule["like"], rule["variable"]).reindex(list(years))


def _regress(book: Book, rule: dict[str, Any], years: Sequence[int]) -> pd.Series:
    """Prediction from a proxy: least squares of the log-odds across states, year by year.

    Years without the proxy are interpolated.  With ``spread`` the value is the standard deviation of the
    residuals instead of the prediction.
    """
    target = "polyarchy"
    table = book.cells[book.cells["variable"].isin([target, rule["proxy"]])]
    wide = table.pivot(index=["year", "ccode"], columns="variable", values="value")
    found: dict[int, float] = {}
    for year, part in wide.groupby(level="year"):
        both = part.dropna()
        here = part[rule["proxy"]].get((year, rule["ccode"]), np.nan)
        if len(both) < 50 or np.isnan(here):
            continue
        odds = np.log(both[target] / (1 - both[target]))
        slope, level = np.polyfit(both[rule["proxy"]], odds, 1)
        fitted = 1 / (1 + np.exp(-(level + slope * both[rule["proxy"]])))
        predicted = 1 / (1 + np.exp(-(level + slope * here)))
        found[int(str(year))] = (
            float(np.std(both[target] - fitted)) if rule.get("spread") else float(predicted)
        )
    known = pd.Series(found).sort_index()
    return pd.Series(np.interp(years, known.index, known), index=list(years))


_METHODS: dict[str, Method] = {
    "interpolate": _interpolate,
    "carry": _carry,
    "figures": _figures,
    "constant": _constant,
    "market_rate": _market_rate,
    "chain": _chain,
    "copy": _copy,
    "regress": _regress,
}
