"""Invented, schema-shaped answers and trajectories, to test what draws them. No number here is a result."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
import xarray as xr
from tests.report.resting import MOVERS, rests_on

STANCES = ("patron", "leaning_patron", "both", "apart", "leaning_challenger", "challenger")
NAMES = {
    "CHN": "China",
    "USA": "United States",
    "JPN": "Japan",
    "KOR": "South Korea",
    "PHL": "Philippines",
    "IND": "India",
    "VNM": "Vietnam",
    "KHM": "Cambodia",
}
THEATRES = {
    "korea": ("Korea", "A"),
    "east_china_sea": ("East China Sea and Taiwan", "B"),
    "south_china_sea": ("South China Sea", "C"),
    "himalaya": ("Himalaya", "D"),
    "wider_pacific": ("Wider Pacific", "E"),
}
YEARS = np.arange(2025, 2046)
PAST = np.arange(1990, 2025)


def chance(p: float, half: float = 0.1) -> dict[str, float]:
    """A probability with an interval, as the schema has it."""
    return {"p": p, "low": max(p - half, 0.0), "high": min(p + half, 1.0), "level": 0.9, "mc_error": 0.01}


def both_years(p: float, half: float = 0.1) -> dict[str, dict[str, float]]:
    """The same outcome, a little likelier in the nearer year."""
    return {"2035": chance(min(p + 0.08, 0.99), half), "2045": chance(p, half)}


def build_answer(names: dict[str, str] = NAMES, seed: int = 7) -> dict[str, Any]:
    """A whole answer of invented numbers."""
    rng = np.random.default_rng(seed)

    def path() -> dict[str, dict[str, float]]:
        middle = np.sort(rng.uniform(0.05, 0.9, 3))
        return {
            y: {"median": float(m), "low": float(m * 0.7), "high": float(min(m * 1.3, 1))}
            for y, m in zip(("2025", "2035", "2045"), middle, strict=True)
        }

    def stances() -> dict[str, str]:
        return {year: STANCES[int(rng.integers(6))] for year in ("2025", "2035", "2045")}

    square = {"both": 0.641, "ties_only": 0.172, "balance_only": 0.036, "neither": 0.151}
    return {
        **rests_on(names),
        "schema": 1,
        "question": "Will the balance of power in Asia hold?",
        "scenario": "asia",
        "edition": "latest",
        "cutoff": "2026-10-31",
        "seed": 2045,
        "members": 2000,
        "horizon": [2025, 2045],
        "outcomes": {
            "balance_holds": {"full": both_years(0.677, 0.13), "simple": both_years(0.861, 0.08)},
            "ties_survive": {"full": both_years(0.813), "simple": both_years(0.9, 0.05)},
        },
        "two_by_two": {story: {"2035": square, "2045": square} for story in ("full", "simple")},
        "grades": {
            story: {
                year: {
                    "contested": c,
                    "primacy": 0.8 - 0.8 * c,
                    "sphere": 0.15 - 0.15 * c,
                    "hegemony": 0.05 - 0.05 * c,
                }
                for year in ("2035", "2045")
            }
            for story, c in (("full", 0.677), ("simple", 0.861))
        },
        "references": {
            "persistence": {
                "balance_holds": {"2035": {"p": 0.94}, "2045": {"p": 0.88}},
                "ties_survive": {"2035": {"p": 0.93}, "2045": {"p": 0.87}},
            },
            "base_rate": {
                outcome: {
                    year: {
                        **row,
                        "n": 38,
                        "what": "Of 38 windows, 23 closed in an undominated region. Lost: none.",
                    }
                    for year, row in both_years(p, 0.13).items()
                }
                for outcome, p in (("balance_holds", 0.61), ("ties_survive", 0.7))
            },
        },
        "alliances": {
            f"USA-{code}": both_years(p) for code, p in (("JPN", 0.91), ("KOR", 0.83), ("PHL", 0.64))
        },
        "theatres": {
            key: {
                "label": label,
                "letter": letter,
                "holds": both_years(0.83 - 0.07 * i),
                "ratio": {
                    "2024": 2.4 - 0.2 * i,
                    "2035": {"median": 1.5, "low": 1.0, "high": 2.1},
                    "2045": {"median": 1.2, "low": 0.6, "high": 2.2},
                },
                "trend": ("steady", "falling", "falling", "rising", "steady")[i],
            }
            for i, (key, (label, letter)) in enumerate(THEATRES.items())
        },
        "states": {
            code: {
                "name": name,
                "patron_tie": path(),
                "challenger_tie": path(),
                "effort": path(),
                **{
                    key: {"2035": float(p), "2045": float(p) / 2}
                    for key, p in zip(
                        ("p_accommodates", "p_deepens", "p_loosens"), rng.uniform(0.01, 0.9, 3), strict=True
                    )
                },
                "stance": stances(),
                "agreement": {"2035": 0.7, "2045": 0.55},
                "movers": MOVERS if code == "PHL" else [],
            }
            for code, name in names.items()
        },
        "cost_of": {
            "C1": None,
            "C2": -0.008,
            "C3": None,
            "C4": -0.022,
            "C5": -0.061,
            "C6": -0.039,
            "C7": None,
            "C8": None,
            "C9": 0.004,
        },
        "cost_error": {"C2": 0.006, "C4": 0.007, "C5": 0.01, "C6": 0.008, "C9": 0.005},
        "cost_of_ties": {"C2": -0.01, "C4": 0.0, "C5": -0.09, "C6": -0.01, "C9": -0.005},
        "sensitivity": {
            "threshold": {"1/3": both_years(0.83), "1/2": both_years(0.69), "1": both_years(0.12)},
            "rates": {"market": both_years(0.72), "ppp": {"2035": 0.6, "2045": 0.49}},
        },
        "judgement_share": 0.62,
        "chance_share": 0.44,
        "grade_shares": {"judgement": 0.62, "published": 0.21, "estimated": 0.17},
        "drivers": [
            {
                "path": "verdict.threshold",
                "label": "The threshold at which a theatre holds",
                "grade": "judgement",
                "share": 0.31,
            },
            {
                "path": "burden.challenger",
                "label": "How the challenger’s effort grows",
                "grade": "published",
                "share": 0.14,
            },
            {
                "path": "dispute.power",
                "label": "How power feeds disputes",
                "grade": "estimated",
                "share": 0.08,
            },
        ],
        "tripwires": [
            {
                "label": "Patron’s forces in the region",
                "now": 0.94,
                "threshold": 0.6,
                "unit": "share",
                "direction": "below",
                "text": "The odds turn below 0.60 share.",
            },
            {
                "label": "Allies that open bases in war",
                "now": 4,
                "threshold": 2,
                "unit": "of 6",
                "direction": "below",
                "text": "",
            },
            {
                "label": "Coalition effort, challenger = 1",
                "now": 0.81,
                "threshold": 1.0,
                "unit": "",
                "direction": "below",
                "text": "No level turns the odds by itself.",
            },
        ],
        "record": {
            "tasks": [
                {
                    "label": "Disputes begin",
                    "train": "1946-1999",
                    "test": "2000-2014",
                    "rows": 61234,
                    "events": 311,
                    "ap": 0.21,
                    "ap_reference": 0.13,
                    "reference": "persistence",
                    "log_loss": 0.021,
                    "log_loss_reference": 0.027,
                },
                {
                    "label": "Defence pacts form",
                    "train": "1946-1999",
                    "test": "2000-2014",
                    "rows": 60111,
                    "events": 44,
                    "ap": 0.02,
                    "ap_reference": 0.03,
                    "reference": "base rate",
                    "log_loss": 0.006,
                    "log_loss_reference": 0.006,
                },
            ],
            "note": "Hold-out years only.",
        },
        "shocks": [{"date": "2025-04-02", "label": "Tariffs on partners", "source": "invented"}],
        "elections": [
            {
                "state": "JPN",
                "office": "House of Representatives",
                "dates": ["2027-10-31", "2031-10-31"],
                "source": "x",
            }
        ],
        "sources": [
            {
                "key": "nmc",
                "title": "National Material Capabilities",
                "citation": "Singer (1987).",
                "version": "6.0",
                "licence": "citation",
                "url": "https://example.org/nmc",
            }
        ],
        "digests": {
            "panel": "sha256:0123456789abcdef",
            "parameters": "sha256:fedcba9876543210",
            "code": "sha256:aaaabbbbccccdddd",
            "scenario": "sha256:1111222233334444",
        },
        "versions": {"counterpoise": "0.1.0", "panel": "2026.10"},
    }


def build_views(names: dict[str, str] = NAMES, members: int = 60, seed: int = 7) -> xr.Dataset:
    """Trajectories of invented numbers with the names and axes of the schema."""
    rng = np.random.default_rng(seed)
    states, theatres = list(names), list(THEATRES)
    axes: dict[str, Any] = {
        "story": ["simple", "full"],
        "member": np.arange(members),
        "year": YEARS,
        "theatre": theatres,
        "state": states,
        "quantile": [0.05, 0.25, 0.5, 0.75, 0.95],
        "history_year": PAST,
        "stance": list(STANCES),
        "sample": [36, 411],
    }

    def walk(shape: tuple[int, ...], size: float, drift: float) -> np.ndarray:
        return np.cumsum(rng.normal(drift, size, shape), axis=-2)

    ratio = np.exp(0.8 + walk((2, members, len(YEARS), 5), 0.07, -0.02))
    spread = np.linspace(-1, 1, 5)[None, :, None, None] * np.linspace(0, 1, len(YEARS))[None, None, :, None]
    start = rng.uniform(0.1, 0.8, (2, 1, 1, len(states)))
    tie = np.clip(start + 0.15 * spread, 0, 1)
    effort = np.clip(0.01 + 0.03 * start + 0.008 * spread, 0, 1)
    stance = rng.dirichlet(np.full(6, 0.5), (2, 1, len(states))).repeat(len(YEARS), axis=1)
    past = np.clip(start[1, 0] + rng.normal(0, 0.01, (len(PAST), len(states))), 0, 1)
    past[:5] = np.nan
    by_state = ("story", "quantile", "year", "state")
    events = json.dumps(
        [{"year": 2031, "text": "A new leader in Manila"}, {"year": 2038, "text": "A dispute"}]
    )
    return xr.Dataset(
        {
            "balance_ratio": (("story", "member", "year", "theatre"), ratio),
            "holds": (("story", "member", "year"), ratio.min(-1) > 0.5),
            "patron_tie_q": (by_state, tie),
            "challenger_tie_q": (by_state, 1 - tie[:, ::-1]),
            "effort_q": (by_state, effort),
            "threat_q": (by_state, 0.4 * tie),
            "protection_q": (by_state, 1 - tie[:, ::-1]),
            "stance_share": (("story", "year", "state", "stance"), stance),
            "accommodates_share": (("story", "year", "state"), stance[..., 5]),
            "history_ratio": (("history_year", "theatre"), np.exp(1.2 + walk((len(PAST), 5), 0.03, -0.01))),
            "history_patron_tie": (("history_year", "state"), past),
            "history_effort": (("history_year", "state"), 0.01 + 0.03 * past),
            "sample_balance_ratio": (("sample", "year", "theatre"), ratio[1, :2]),
            "sample_events": (("sample",), np.array([events, events])),
        },
        coords=axes,
    )


@pytest.fixture(scope="session")
def invented() -> dict[str, Any]:
    """An invented answer, read only."""
    return build_answer()


@pytest.fixture
def answer(invented: dict[str, Any]) -> dict[str, Any]:
    """An invented answer that a test may change."""
    return copy.deepcopy(invented)


@pytest.fixture(scope="session")
def views() -> xr.Dataset:
    """Invented trajectories, read only."""
    return build_views()
