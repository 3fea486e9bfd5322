"""What a finished sweep says: shares with their errors, quantiles with theirs, and members in full."""

from __future__ import annotations

import json
import math
from itertools import combinations
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from counterpoise.sweep.reduction import BINS, GRADES, QUANTITIES, Scale, interval, quantile
from counterpoise.sweep.store import Store, write_whole

__all__ = ["QUANTILES", "write_results"]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

Outside = dict[str, dict[str, int]]
"""By year, the values below and above the bins, of all places together."""

GRADE_NAMES = ("contested", "primacy", "sphere", "hegemony")


def write_results(store: Store, axes: dict[str, list[Any]]) -> None:
    """Write summary.json, quantiles.nc and sample.nc beside the chunks.

    Args:
        store: With every chunk finished.
        axes: Labels of years, states, theatres, hosts and allies.
    """
    quantiles, outside = _quantiles(store, axes)
    summary = json.dumps(_summary(store, outside, axes), indent=1) + "\n"
    write_whole(store.folder / "summary.json", summary.encode())
    write_whole(store.folder / "quantiles.nc", _packed(quantiles))
    write_whole(store.folder / "sample.nc", _packed(_sample(store, axes)))


def _summary(store: Store, outside: dict[str, Outside], axes: dict[str, list[Any]]) -> dict[str, Any]:
    total = store.total()
    verdict = np.asarray(total.verdict)
    grades, ties = verdict[:, :GRADES] + verdict[:, GRADES:], verdict[:, GRADES:].sum(1)
    holds = grades[:, 0]
    years = axes["year"]
    return {
        "schema": 1,
        "members": total.members,
        "settings": {k: v for k, v in json.loads(store.plan.to_json()).items() if k not in ("chunk", "text")},
        "versions": store.identity,
        "outcomes": {
            "balance_holds": {str(y): _share(n, total.members) for y, n in zip(years, holds, strict=True)},
            "ties_survive": {str(y): _share(n, total.members) for y, n in zip(years, ties, strict=True)},
        },
        "two_by_two": {
            str(y): {
                "both": int(row[GRADES]),
                "ties_only": int(row[GRADES + 1 :].sum()),
                "balance_only": int(row[0]),
                "neither": int(row[1:GRADES].sum()),
            }
            for y, row in zip(years, verdict, strict=True)
        },
        "grades": {
            str(y): {name: int(n) for name, n in zip(GRADE_NAMES, row, strict=True)}
            for y, row in zip(years, grades, strict=True)
        },
        "events": {
            name: {
                str(label): [int(n) for n in counts[:, place]]
                for place, label in enumerate(axes[_EVENT_AXES[name]])
            }
            for name, counts in sorted(total.events.items())
        },
        "quantile_error": {
            name: {
                "at_most": scale.error,
                "relative": scale.log,
                "of": "the bins alone",
                "from": scale.low,
                "to": scale.high,
            }
            for name, scale in QUANTITIES.items()
            if name in outside
        },
        "outside_bins": dict(sorted(outside.items())),
    }


def _share(count: int, members: int) -> dict[str, float]:
    """Share and its Monte Carlo standard error (Wilson's centre keeps it above zero)."""
    p = int(count) / members
    near = (int(count) + 2.0) / (members + 4.0)
    return {"p": p, "mc_error": math.sqrt(near * (1.0 - near) / members)}


def _quantiles(store: Store, axes: dict[str, list[Any]]) -> tuple[xr.Dataset, dict[str, Outside]]:
    """Quantiles, and how many values lay outside the bins; one histogram in memory at a time."""
    data: dict[str, Any] = {}
    outside: dict[str, Outside] = {}
    for name in store.names("histogram"):
        counts, scale = store.histogram(name), QUANTITIES[name]
        place = ("year", "theatre" if name == "balance" else "state")
        bounds = [interval(counts, scale, q) for q in QUANTILES]
        data[name] = (
            ("quantile", *place),
            _stacked([quantile(counts, scale, q) for q in QUANTILES]),
            _about(scale),
        )
        data[f"{name}_lower"] = (("quantile", *place), _stacked([lower for lower, _ in bounds]))
        data[f"{name}_upper"] = (("quantile", *place), _stacked([upper for _, upper in bounds]))
        for side, number in (("below", 0), ("above", BINS + 1)):
            data[f"{name}_{side}"] = (place, counts[..., number].copy())  # a view would keep the histogram
        outside[name] = {
            str(year): {"below": int(one[..., 0].sum()), "above": int(one[..., BINS + 1].sum())}
            for year, one in zip(axes["year"], counts, strict=True)
        }
    labels = {name: axes[name] for name in ("year", "state", "theatre")}
    return xr.Dataset(data, coords={"quantile": list(QUANTILES), **labels}, attrs=_LEGEND), outside


def _stacked(values: list[NDArray[np.float64]]) -> NDArray[np.float32]:
    return np.stack(values).astype(np.float32)


def _about(scale: Scale) -> dict[str, Any]:
    return {
        "largest_error": scale.error,
        "error_is": "relative" if scale.log else "absolute",
        "error_of": "the bins alone, of a quantile inside them; the sampling error is in _lower and _upper",
        "bins_from": scale.low,
        "bins_to": scale.high,
    }


_LEGEND = {
    "quantiles": "of the futures; -inf where one lies below the first bin, inf where above the last",
    "lower_and_upper": "bounds that hold the quantile of endlessly many futures with a chance of 0.95 or more, the "
    "width of the bins included; infinite where too few futures were simulated for a bound or it is outside the bins",
    "below_and_above": "futures outside the bins",
}
"""What the variables of quantiles.nc are, as attributes of the file."""


def _sample(store: Store, axes: dict[str, list[Any]]) -> xr.Dataset:
    data = {}
    for name in store.names("sample"):
        values = store.sample(name)
        place = () if values.ndim < len(_BY_PLACE) else (_SERIES_AXES.get(name, "state"),)
        if name != "member":
            data[name] = (("member", "year", *place), values)
    labels = {name: axes[name] for name in ("year", "state", "theatre")}
    labels["pair"] = [f"{one}-{other}" for one, other in combinations(axes["state"], 2)]
    return xr.Dataset(data, coords={"member": store.sample("member"), **labels})


def _packed(data: xr.Dataset) -> memoryview:
    return memoryview(data.to_netcdf(engine="h5netcdf"))


_EVENT_AXES = {
    "theatre_holds": "theatre", "accommodates": "state", "alliance": "ally", "dispute": "state", "exit": "state",
    "bargain": "world",
}  # fmt: skip

_BY_PLACE = ("member", "year", "place")

_SERIES_AXES = {"balance": "theatre", "opened": "host", "depth_pairs": "pair"}
"""Axis of the series that are not by state."""
