"""What to compare a forecast with: nothing changes, and what usually happened.

*Persistence*: today's verdict, for every draw of the ruler.  *Base rate*: how often a region that no state
dominated was still undominated ten and twenty years later, and how often a great power's pacts with smaller
states lived that long.  Both are counted from the panel each time, with the number of windows they rest on;
none is invented.

The reference classes are stated so that they can be disputed:

- Regions: the Americas, Europe, East Asia with Oceania, at the start of each decade from 1880, where a
  challenger is chosen without hindsight (:meth:`counterpoise.analysis.chronicle.Chronicle.challengers`) and
  at least three neighbours are known.  Windows that open in a dominated region are left out.  A power
  allied to a stronger one from outside is no challenger (Japan 1942), so the rate is flattering.
- Pacts: bilateral defence pacts that bind a great power to a state that is none (ATOP 5.1).  A pact lives if
  *some* bilateral defence treaty binds the two at the close, so a renewal is no end; the disappearance of a
  state is one. Whether a pact was believed is not in the record, so the rate is flattering here too.

Sources: Tetlock and Gardner (2015) *Superforecasting*, ch. 5 (the outside view first); Jeffreys (1961)
*Theory of Probability* (the prior); Leeds and others (2002), *International Interactions* 28(3) (ATOP).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from counterpoise.analysis.chronicle import Chronicle
from counterpoise.analysis.history import open_labels
from counterpoise.analysis.verdict import THRESHOLD, TREATIES_NEEDED

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = [
    "Pact",
    "balance_base_rate",
    "base_rates",
    "jeffreys",
    "pact_survival",
    "persistence",
    "regions_kept",
    "ties_base_rate",
]

LEVEL = 0.9
"""Level of every interval."""

REGIONS = ("americas", "europe", "east_asia")
"""Regions in which great powers have lived."""

_FIRST_ORIGIN, _FIRST_PACTS = 1880, 1820
_LAST = {"balance": 2020, "pacts": 2018}
_RESAMPLES, _SEED = 4000, 1
_TREATIES = 4


@dataclass(frozen=True)
class Pact:
    """A bilateral defence pact that binds a great power to a smaller state, seen at an origin year.

    Attributes:
        origin: Year of origin.
        power: COW code of the great power.
        ally: COW code of the other.
        alive: Whether some bilateral defence treaty bound the two at the close of the window.
    """

    origin: int
    power: int
    ally: int
    alive: bool


def jeffreys(successes: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """Equal-tailed interval of a share under Jeffreys' prior, ``Beta(k + 1/2, n - k + 1/2)``.

    Args:
        successes: k; need not be whole where trials are not independent and n is an effective number.
        trials: n.
        level: Level of the interval.

    >>> low, high = jeffreys(9, 10)
    >>> (round(low, 2), round(high, 2))
    (0.67, 0.98)
    """
    tail = (1.0 - level) / 2.0
    shape = (successes + 0.5, trials - successes + 0.5)
    return float(special.betaincinv(*shape, tail)), float(special.betaincinv(*shape, 1.0 - tail))


def persistence(
    balance_holds: NDArray[np.bool_], ties_survive: NDArray[np.bool_], years: Sequence[str] = ("2035", "2045")
) -> dict[str, dict[str, dict[str, float | None]]]:
    """The forecast that nothing changes: the starting year's verdict, for every draw of the ruler.

    Args:
        balance_holds: Starting year's verdict by member ``[member]``: members differ by b*, the gradient, the
            cut and the mix of exchange rates, not by anything that happened.
        ties_survive: The same for the ties ``[member]``.
        years: Years to which it is carried forward.

    Returns:
        Outcome to year to share of members.  There is no interval: nothing is estimated, and members of the
        ensemble are not cases.

    >>> now = persistence(np.array([True, True, False, True]), np.array([True] * 4))
    >>> now["balance_holds"]["2045"]["p"]
    0.75
    """
    return {
        name: {year: {"p": round(float(np.mean(held)), 4), "low": None, "high": None} for year in years}
        for name, held in (("balance_holds", balance_holds), ("ties_survive", ties_survive))
    }


def base_rates(
    panel: Panel, years: Mapping[str, int] | None = None, threshold: float = THRESHOLD
) -> dict[str, dict[str, dict[str, Any]]]:
    """Both base rates.

    Args:
        panel: Panel of observed facts.
        years: Year of the answer to how far ahead it lies; ten and twenty years from 2025 by default.
        threshold: b* at which history is graded.
    """
    named = years or {"2035": 10, "2045": 20}
    chronicle = Chronicle(panel)
    return {
        "balance_holds": {
            year: balance_base_rate(chronicle, ahead, threshold) for year, ahead in named.items()
        },
        "ties_survive": {year: ties_base_rate(panel, ahead) for year, ahead in named.items()},
    }


def regions_kept(
    chronicle: Chronicle, horizon: int, threshold: float = THRESHOLD
) -> list[tuple[str, int, bool]]:
    """Windows that open in an undominated region: region, origin, whether it was so at the close.

    Args:
        chronicle: History as the panel has it.
        horizon: Years ahead.
        threshold: b*.
    """
    regions, _ = open_labels()
    windows = []
    for key in REGIONS:
        for origin in range(_FIRST_ORIGIN, _last(chronicle.panel, "balance") - horizon + 1, 10):
            opens = chronicle.dominated(regions[key], origin, threshold)
            closes = chronicle.dominated(regions[key], origin + horizon, threshold)
            if opens is False and closes is not None:
                windows.append((key, origin, not closes))
    return windows


def balance_base_rate(chronicle: Chronicle, horizon: int, threshold: float = THRESHOLD) -> dict[str, Any]:
    """How often an undominated region was still undominated.

    Windows open every ten years; those of twenty years overlap by half, so they count half in the interval.

    Args:
        chronicle: History as the panel has it.
        horizon: Years ahead.
        threshold: b*.

    Returns:
        ``p``, ``low``, ``high``, ``level``, ``n`` windows, ``what`` in words.
    """
    windows = regions_kept(chronicle, horizon, threshold)
    kept, n = sum(held for _, _, held in windows), len(windows)
    if not n:
        return _unknown(f"No window of {horizon} years had closed yet.")
    fell = [f"{_REGION[key]} {start}-{start + horizon}" for key, start, held in windows if not held]
    apart = min(1.0, 10.0 / horizon)
    what = (
        f"Of {n} windows of {horizon} years that opened in a region no state dominated (Americas, Europe, "
        f"East Asia; each decade from {_FIRST_ORIGIN}), {kept} closed in one. "
        f"Lost: {', '.join(fell) or 'none'}."
    )
    return _result(kept / n, jeffreys(kept * apart, n * apart), n, what)


def pact_survival(panel: Panel, horizon: int) -> list[Pact]:
    """Every pact of a great power with a smaller state, at each decade, and whether it lived.

    Args:
        panel: Panel of observed facts.
        horizon: Years ahead; windows close by 2018, where the record ends.
    """
    treaties = _spells(panel)
    majors = panel.table("majors")[["ccode", "start", "end"]].to_numpy()

    def great(code: int, year: int) -> bool:
        return any(c == code and start <= year <= end for c, start, end in majors)

    def bound(year: int) -> set[tuple[int, int]]:
        return {(giver, taker) for giver, taker, start, end in treaties if start <= year < end}

    pacts = []
    for origin in range(_FIRST_PACTS, _last(panel, "pacts") - horizon + 1, 10):
        later = bound(origin + horizon)
        pacts += [
            Pact(origin, power, ally, (power, ally) in later)
            for power, ally in sorted(bound(origin))
            if great(power, origin) and not great(ally, origin)
        ]
    return pacts


def ties_base_rate(panel: Panel, horizon: int) -> dict[str, Any]:
    """How often a great power kept three of four pacts.

    For each great power with at least four such pacts at an origin, the chance that three of four drawn from
    them live; the mean over powers and origins.  Pacts fall together: with their decade (1955-60, 1989-91)
    and with their great power.  The interval is the widest of three: whole decades drawn again, whole great
    powers drawn again, and Jeffreys' with the groups counted for the part of their window that overlaps no
    other.

    Args:
        panel: Panel of observed facts.
        horizon: Years ahead.

    Returns:
        ``p``, ``low``, ``high``, ``level``, ``n`` groups, ``pacts`` and ``pact_survival``, ``what`` in words.
    """
    pacts = pact_survival(panel, horizon)
    groups: dict[tuple[int, int], list[bool]] = {}
    for pact in pacts:
        groups.setdefault((pact.origin, pact.power), []).append(pact.alive)
    chance = {k: _three_of_four(sum(v), len(v)) for k, v in groups.items() if len(v) >= _TREATIES}
    if not chance:
        return _unknown(f"No great power with four such pacts had been watched for {horizon} years yet.")
    p, apart = float(np.mean(list(chance.values()))), min(1.0, 10.0 / horizon)
    intervals = [_redrawn(chance, 0), _redrawn(chance, 1)]
    intervals.append(jeffreys(p * len(chance) * apart, len(chance) * apart))
    widest = (min(low for low, _ in intervals), max(high for _, high in intervals))
    alive = sum(pact.alive for pact in pacts) / len(pacts)
    what = (
        f"Three of four pacts of a great power with smaller states still in force {horizon} years on: "
        f"mean over {len(chance)} great powers and decades with at least four "
        f"({_FIRST_PACTS}-{_last(panel, 'pacts')}); of all {len(pacts)} pacts {alive:.0%} lived that long. "
        "Whether they were believed is not in the record."
    )
    result = _result(p, widest, len(chance), what)
    return {**result, "pacts": len(pacts), "pact_survival": round(alive, 4)}


def _three_of_four(alive: int, total: int) -> float:
    """Chance that at least three of four pacts drawn without replacement are alive."""
    ways = sum(
        comb(alive, k) * comb(total - alive, _TREATIES - k) for k in range(TREATIES_NEEDED, _TREATIES + 1)
    )
    return ways / comb(total, _TREATIES)


def _redrawn(chance: Mapping[tuple[int, int], float], part: int) -> tuple[float, float]:
    """Interval of the mean when whole blocks, those that share a part of the key, are drawn again."""
    grouped: dict[int, list[float]] = {}
    for key, value in chance.items():
        grouped.setdefault(key[part], []).append(value)
    blocks = list(grouped.values())
    sums = np.array([sum(block) for block in blocks])
    sizes = np.array([len(block) for block in blocks])
    drawn = np.random.default_rng(_SEED).integers(len(blocks), size=(_RESAMPLES, len(blocks)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _spells(panel: Panel) -> list[tuple[int, int, int, float]]:
    """Bilateral defence treaties as (who owes defence, to whom, first year, year of the end or infinity)."""
    table = panel.table("treaties")
    defensive = table[(table["bilateral"] == 1) & (table["defence"] == 1)]
    spells, known = [], set(panel.states)
    for treaty, owed in defensive.groupby("atopid"):
        members = table[table["atopid"] == treaty]
        codes = sorted({int(c) for c in members["ccode"]} & known)
        if len(codes) != 2:
            continue  # a successor state is listed beside the first: whose pact it was cannot be told
        for giver in sorted(set(owed["ccode"]) & set(codes)):
            rows = owed[owed["ccode"] == giver]
            start = int(rows["entry_year"].min())
            open_ = bool((rows["in_force_at_end"] == 1).any() or rows["exit_year"].isna().any())
            end = float("inf") if open_ else float(rows["exit_year"].max())
            spells.append((int(giver), next(c for c in codes if c != giver), start, end))
    return spells


_REGION = {"americas": "the Americas", "europe": "Europe", "east_asia": "East Asia"}


def _last(panel: Panel, of: str) -> int:
    """Last year of a record, in a hindcast no later than its origin."""
    return min(_LAST[of], getattr(panel, "origin", _LAST[of]))


def _unknown(what: str) -> dict[str, Any]:
    """A rate that nothing had been counted for: missing is not a number."""
    return {"p": None, "low": None, "high": None, "level": LEVEL, "n": 0, "what": what}


def _result(p: float, interval: tuple[float, float], n: int, what: str) -> dict[str, Any]:
    low, high = interval
    return {
        "p": round(p, 4),
        "low": round(min(low, p), 4),
        "high": round(max(high, p), 4),
        "level": LEVEL,
        "n": n,
        "what": what,
    }
