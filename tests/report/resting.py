"""What an invented answer keeps besides its numbers: past forecasts, beliefs, names, and what other commands found."""

from __future__ import annotations

from typing import Any


def rests_on(names: dict[str, str]) -> dict[str, Any]:
    """What an answer keeps besides its numbers: past forecasts, beliefs, names, and what other commands found."""
    told = [
        {"key": key, "label": label, "year": 1995 + k, "horizon": 5, "p": p, "happened": happened}
        for k, (key, label, p, happened) in enumerate(
            [
                ("balance", "the balance", 0.9, True),
                ("korea", "Korea", 0.2, True),
                ("himalaya", "Himalaya", 0.6, True),
            ]
        )
    ]
    ends = {"low": 0.1, "median": 0.4, "high": 0.8}
    numbers = [
        {
            "path": "a.b",
            "label": "A judged number",
            "grade": "judgement",
            "unit": "logits",
            "value": 0.4,
            "prior": ends,
        },
        {
            "path": "a.c",
            "label": "A fitted one",
            "grade": "estimated",
            "unit": "",
            "value": 0.4,
            "posterior": ends,
        },
        {"path": "a.d", "label": "One that is held", "grade": "published", "unit": "km", "value": 500.0},
    ]
    step = {"cause": "facts of the scenario: essay to latest edition", "moved": -0.03, "error": 0.01}
    step_back = {"cause": "version of code, between the old answer and now", "moved": 0.007, "error": 0.0}
    return {
        "names": names,
        "hindcasts": [
            {"name": f"asia-{year}", "question": "?", "origin": year, "members": 100, "verdicts": rows}
            for year, rows in ((1990, told), (2000, told[::2]))
        ],
        "calibration": [{"said": 0.2, "came": 1.0, "n": 1, "low": 0.27, "high": 1.0}],
        "evidence": {
            name: {"claims": claims, "refuted": "A year without it.", "parameters": rows}
            for name, claims, rows in (("patronage", ["C5"], numbers * 8), ("trade", ["C6"], numbers))
        },
        "changes": {
            "year": 2045,
            "outcomes": {
                name: {"then": 0.7, "now": 0.677, "steps": [step, step_back]}
                for name in ("balance_holds", "ties_survive")
            },
        },
        "tipping": {
            "map": {
                "year": "2045",
                "gain": [0.0, 0.5, 1.0],
                "doubt": [-1.5, 1.5],
                "share": [[0.9, 0.9, 0.8], [0.6, 0.4, 0.1]],
                "se": [[0.02] * 3] * 2,
                "gain_quantiles": {"0.5": 0.9},
                "doubt_quantiles": {"0.5": 0.4},
                "drawn": [],
            },
            "time_to_tip": {"years": [2025, 2026, 2027], "lost": [0.0, 0.1, 0.3]},
        },
        "comparison": {
            "a": "asia@latest",
            "b": "blockade@latest",
            "rows": [
                {"kind": "outcome", "key": "balance_holds", "label": "The balance holds", "year": 2045, "a": 0.68,
                 "b": 0.6, "difference": -0.08, "error": 0.01, "low": -0.1, "high": -0.05},
            ],
        },
    }  # fmt: skip


MOVERS = [
    {
        "key": "fear",
        "label": "fear of the challenger",
        "year": "2035",
        "kind": "thirds",
        "lean": -0.1,
        "error": 0.02,
        "high": {"patron": 0.22, "between": 0.7, "challenger": 0.08},
        "low": {"patron": 0.43, "between": 0.54, "challenger": 0.03},
    },
    {
        "key": "dispute",
        "label": "disputes with the challenger",
        "year": "2035",
        "kind": "any",
        "lean": 0.05,
        "error": 0.02,
        "high": {"patron": 0.995, "between": 0.005, "challenger": 0.0},
        "low": {"patron": 0.995, "between": 0.005, "challenger": 0.0},
    },
]
"""Two things that part futures: one between sides, one on a side."""
