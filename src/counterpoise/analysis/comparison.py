"""Two scenarios side by side: every number of both, the difference, and how sure the difference is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.probability import LEVEL
from counterpoise.csvfile import RFC_4180, write_csv

__all__ = [
    "KINDS",
    "Comparison",
    "Difference",
    "chance_difference",
    "quantity_difference",
    "rounded",
]

KINDS = {
    "outcome": "Chance that the balance holds, and that the ties survive",
    "grade": "Chance of each grade of the region",
    "theatre": "Chance that each theatre holds",
    "ratio": "Balance ratio of each theatre",
    "alliance": "Chance that each treaty is in force and believed",
    "stance": "Chance that each state stands on a side",
    "lost": "Chance that a state is lost to the challenger",
    "effort": "Military burden of each state where it is not lost, share of output",
    "output": "Output of each state where it is not lost, billion 2023 US dollars",
    "nuclear": "Chance that a state has built nuclear weapons",
}
"""Kind of number to what it is, in the order of the tables."""

CHANCES = ("outcome", "grade", "theatre", "alliance", "stance", "lost", "nuclear")

_Z = 1.6448536269514722
"""Standard normal quantile of .95: a two-sided 90 per cent error."""


@dataclass(frozen=True)
class Difference:
    """One number in both scenarios.

    Attributes:
        kind: One of :data:`KINDS`.
        key: Of what or whom, such as ``balance_holds``, ``east_china_sea``, ``JPN``.
        label: The same in words.
        year: Calendar year.
        a: In the first scenario: a chance, or a median.
        b: In the second.
        difference: Mean of b less a over futures that share their luck.
        error: Half-width of its 90 per cent simulation error.
        low: Lower end of the 90 per cent interval: of a chance, over what the parameters leave open and the
            simulation error together; of a quantity, over futures.
        high: Upper end.
    """

    kind: str
    key: str
    label: str
    year: int
    a: float
    b: float
    difference: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """What two scenarios say, under common noise.

    Attributes:
        a: Name and edition of the first, as ``asia@latest``.
        b: Of the second.
        question: Question of the second scenario.
        members: Futures of each.
        seed: Of both.
        years: Calendar years of the yearly shares.
        differs: What the two scenario files say differently, a line each.
        rows: Every number of both.
        yearly: Outcome to its share by year in both, the difference and its error ``[4, year]``.
        digests: Of panel, parameters and scenarios.
    """

    a: str
    b: str
    question: str
    members: int
    seed: int
    years: tuple[int, ...]
    differs: tuple[str, ...]
    rows: tuple[Difference, ...]
    yearly: dict[str, NDArray[np.float64]]
    digests: dict[str, str]

    def table(self, kind: str, year: int | None = None) -> tuple[Difference, ...]:
        """Rows of a kind, of one year.

        Args:
            kind: One of :data:`KINDS`, such as ``outcome`` or ``stance``.
            year: Calendar year among :attr:`years`; the last without it.

        Returns:
            Chances from 0 to 1, quantities in the unit that :data:`KINDS` says, each with its difference b less a.

        Raises:
            KeyError: If there is no such kind.

        Example:
            ``compare("asia", "blockade", members=500).table("theatre")``
        """
        if kind not in KINDS:
            raise KeyError(f"There is no kind {kind}; kinds are {', '.join(KINDS)}.")
        wanted = self.years[-1] if year is None else year
        return tuple(row for row in self.rows if row.kind == kind and row.year == wanted)

    def row(self, kind: str, key: str, year: int | None = None) -> Difference:
        """One number in both scenarios, with the interval of its difference.

        Args:
            kind: One of :data:`KINDS`.
            key: Of what or whom: ``balance_holds``, a theatre's key, ``USA-JPN``, a state's code.
            year: Calendar year among :attr:`years`; the last without it.

        Raises:
            KeyError: If there is none.

        Example:
            ``compare("asia", "blockade", members=500).row("outcome", "balance_holds").difference``
        """
        found = next((row for row in self.table(kind, year) if row.key == key), None)
        if found is None:
            raise KeyError(f"There is no {kind} {key}.")
        return found

    def as_dict(self) -> dict[str, Any]:
        """The whole as plain numbers and words, for JSON."""
        return {
            **{name: getattr(self, name) for name in ("a", "b", "question", "members", "seed")},
            "level": LEVEL,
            "years": list(self.years),
            "differs": list(self.differs),
            "rows": [{name: rounded(value) for name, value in asdict(row).items()} for row in self.rows],
            "yearly": {
                name: {
                    part: [rounded(v) for v in row] for part, row in zip(_PARTS, values.tolist(), strict=True)
                }
                for name, values in self.yearly.items()
            },
            "digests": self.digests,
        }

    def write(self, folder: Path) -> dict[str, Path]:
        """Write comparison.json and a CSV for each kind of number.

        Args:
            folder: Where to; it must exist, and files of the same names are replaced.

        Returns:
            Name to path.

        Raises:
            OSError: If the disk refuses.
        """
        placed = {"comparison": folder / "comparison.json"}
        text = json.dumps(self.as_dict(), indent=1, ensure_ascii=False)
        placed["comparison"].write_text(text + "\n", encoding="utf-8")
        head = [field.name for field in fields(Difference)]
        for kind in KINDS:
            rows = [row for row in self.rows if row.kind == kind]
            if rows:
                placed[kind] = folder / f"{kind}.csv"
                cells = [[rounded(getattr(row, name)) for name in head] for row in rows]
                write_csv(placed[kind], head, cells, RFC_4180)
        placed["yearly"] = folder / "yearly.csv"
        yearly = [
            [name, year, *(rounded(values[part, t]) for part in range(len(_PARTS)))]
            for name, values in self.yearly.items()
            for t, year in enumerate(self.years)
        ]
        write_csv(placed["yearly"], ["outcome", "year", *_PARTS], yearly, RFC_4180)
        placed["differs"] = folder / "differs.csv"
        lines = [[line] for line in self.differs]
        write_csv(placed["differs"], ["what the scenario files say differently"], lines, RFC_4180)
        return placed


def chance_difference(
    before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> tuple[float, float, float, float]:
    """Difference of a chance with its simulation error, and its interval over parameters and simulation.

    Two tellings of the same members share nothing but the parameters, so the covariance of their paired
    differences is the variance of the effect between parameters.

    Args:
        before: Whether each member had it, in each telling ``[telling, member]``.
        after: The same in the other scenario.

    Returns:
        Difference, simulation error, lower and upper end.

    >>> import numpy as np
    >>> before = np.array([[True, True, False, True]])
    >>> chance_difference(before, before)
    (0.0, 0.0, 0.0, 0.0)
    """
    gap = after.astype(float) - before.astype(float)
    members = gap.shape[1]
    own = gap.mean(axis=0)
    error = float(_Z * own.std(ddof=1) / np.sqrt(members)) if members > 1 else 1.0
    between = 0.0
    if len(gap) > 1:
        pairs = [(i, j) for i in range(len(gap)) for j in range(i)]
        between = max(float(np.mean([(gap[i] * gap[j]).mean() for i, j in pairs]) - gap.mean() ** 2), 0.0)
    mean = float(gap.mean())
    half = float(np.hypot(_Z * np.sqrt(between), error))
    base = float(before.mean())
    return mean, error, max(mean - half, -base), min(mean + half, 1.0 - base)


def quantity_difference(
    before: NDArray[np.floating], after: NDArray[np.floating]
) -> tuple[float, float, float, float]:
    """Mean paired difference of a quantity, its simulation error, and its central 90 per cent over futures.

    Args:
        before: Value of each member.
        after: The same in the other scenario.
    """
    gap = after.astype(float) - before.astype(float)
    error = float(_Z * gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else float("nan")
    low, high = np.quantile(gap, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(gap.mean()), error, float(low), float(high)


def rounded(value: Any) -> Any:
    """Numbers as files hold them, to five digits.

    >>> rounded(0.123456789), rounded("x")
    (0.12346, 'x')
    """
    return float(f"{value:.5g}") if isinstance(value, float) else value


_PARTS = ("a", "b", "difference", "error")
