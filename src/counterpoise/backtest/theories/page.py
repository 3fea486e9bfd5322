"""The trial as a page: what history favours, where and how strongly, in sentences and tables made from the scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.backtest.theories.declared import Theory
from counterpoise.backtest.theories.doubt import clear, doubtful, few, signed, windows

__all__ = ["SPOKEN", "detail", "in_short", "overview", "verdicts"]

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]

ABSTAINS = "abstains"
_HEAD = (
    "theory", "gain", "90 % by years", "90 % by treaties", "held to its signs", "earlier folds",
    "terms: expected, estimate (error)",
)  # fmt: skip
SPOKEN = {
    "dispute-onset/1989": "disputes between neighbours and great powers after 1989",
    "dispute-onset/1945": "disputes between neighbours and great powers across 1945",
    "initiation-all/1989": "who starts a dispute with whom, worldwide",
    "pact-formation/1989": "new defence pacts after 1989",
    "pact-formation/1999": "new defence pacts after 1999",
    "pact-formation-10y/1989": "new defence pacts within ten years",
    "treaty-termination": "which defence treaty ends",
    "graded-up-5y-asia": "which Asian ties deepen",
    "exercises-5y-asia": "which Asian states begin to exercise together",
    "burden-1y": "military burdens a year ahead",
    "burden-5y": "military burdens five years ahead",
    "burden-10y": "military burdens ten years ahead",
    "pact-survival-19y": "which alliances are alive nineteen years on",
}
"""Target to what it asks, in plain words."""


def overview(told: Mapping[str, Any], theories: Mapping[str, Theory]) -> Table:
    """Theory by target: gain over the controls, marks, and signs as expected."""
    names = list(theories)
    rows: list[tuple[object, ...]] = []
    for target, entry in told["targets"].items():
        asked = f"{windows(target)}{' ‡' if few(target) else ''}"
        if "abstained" in entry:
            rows.append((f"`{target}`", asked, *[ABSTAINS] * len(names), "-", "-"))
            continue
        cells = [cell(entry["theories"][name], entry["free"]) for name in names]
        rows.append((f"`{target}`", asked, *cells, gain(entry["stacked"]), gain(entry["added"])))
    return ("target", "windows", *(theories[name].title for name in names), "pooled", "added up"), rows


def cell(theory: Mapping[str, Any], free: int) -> str:
    """Gain with its mark, and how many signs came out as expected."""
    if "abstains" in theory:
        return ABSTAINS
    return f"{gain(theory)} ({_right(theory)}/{free})"


def gain(scores: Mapping[str, Any]) -> str:
    """Share of the controls' loss taken off: bold where clear of zero, with a dagger where treaties disagree."""
    text = _percent(scores)
    if not clear(scores):
        return text
    return f"**{text}**{' †' if doubtful(scores) else ''}"


def verdicts(told: Mapping[str, Any], theories: Mapping[str, Theory]) -> list[str]:
    """For every target a paragraph: who adds what, with signs held, where, how steadily, and the combination."""
    said = []
    for target, entry in told["targets"].items():
        if "abstained" in entry:
            said.append(f"**{target}.** All abstain. {entry['abstained']}")
        else:
            caution = (
                f"The years asked about hold {windows(target)} windows that do not overlap: what follows describes "
                "them and settles nothing between theories. "
                if few(target)
                else ""
            )
            title = f"{SPOKEN[target][0].upper()}{SPOKEN[target][1:]}"
            said.append(f"**{title}.** {caution}{_verdict(entry, theories)}")
    return said


def _verdict(entry: Mapping[str, Any], theories: Mapping[str, Theory]) -> str:
    speaking = {name: scores for name, scores in entry["theories"].items() if "abstains" not in scores}
    helps = sorted(
        (name for name, scores in speaking.items() if clear(scores["held"]) and scores["held"]["share"] < 0),
        key=lambda name: speaking[name]["held"]["share"],
    )
    parts = []
    if helps:
        told = "; ".join(
            f"{theories[name].title} takes off {-100 * speaking[name]['held']['share']:.1f} %"
            f"{_doubt(speaking[name]['held'])}"
            for name in helps
        )
        parts.append(f"Held to their signs and clear of zero: {told}.")
    else:
        parts.append("Held to its signs, no theory adds anything that is clear of zero.")
    best = entry["best"]
    rivals = [
        theories[name].title
        for name, scores in speaking.items()
        if name != best and scores["under_best"]["low"] <= 0
    ]
    if best in helps:
        parts.append(
            f"Left free, {theories[best].title} has the least loss"
            + (
                f", but not clearly less than {_listed(rivals)}."
                if rivals
                else ", clearly less than every other."
            )
        )
    elif speaking[best]["share"] < 0 and not all(s["agrees"] for s in speaking[best]["signs"].values()):
        parts.append(
            f"Left free, {theories[best].title} has the least loss, by signs that it does not expect: held to its own "
            f"it gives {_percent(speaking[best]['held'])}."
        )
    threat = speaking["balance_of_threat"]
    if "balance_of_threat" not in helps:
        base = entry["controls"][entry["loss"]]
        parts.append(
            f"Threat {'does harm' if threat['held']['low'] > 0 else 'adds nothing that is clear of zero'}: "
            f"{_percent(threat['held'])} ({_span(threat['held'], base)}) held to its signs, {_percent(threat)} free."
        )
    wrong = [
        f"`{term}` ({theories[name].title})"
        for name, scores in speaking.items()
        for term, sign in scores["signs"].items()
        if not sign["agrees"] and sign["clear"]
    ]
    if wrong:
        parts.append(f"Left free, signs come out clearly the other way for {', '.join(wrong)}.")
    place = [
        f"{where} {_percent(scores)}"
        for where, scores in speaking[best]["where"].items()
        if scores["high"] < 0 or scores["low"] > 0
    ]
    if place:
        parts.append(f"By region, where clear of zero, {theories[best].title} gives: {', '.join(place)}.")
    parts += [
        _combination(label, entry[key]) for label, key in (("Pooled", "stacked"), ("Added up", "added"))
    ]
    return " ".join(parts)


def _combination(label: str, scores: Mapping[str, Any]) -> str:
    over = scores["over_best"]
    against = (
        "better than"
        if over["high"] < 0
        else "worse than"
        if over["low"] > 0
        else "not clearly different from"
    )
    done = "take off" if scores["share"] <= 0 else "add"
    return (
        f"{label}, the theories {done} {abs(100 * scores['share']):.1f} %, {against} the one that did best on these "
        "years."
    )


def in_short(told: Mapping[str, Any], theories: Mapping[str, Theory]) -> list[str]:
    """One line a theory: where it helps, held to its signs and clear of zero, and where it does harm."""
    said = []
    for name, theory in theories.items():
        helps: list[str] = []
        harms: list[str] = []
        seen: list[str] = []
        silent = 0
        for target, entry in told["targets"].items():
            scores = entry.get("theories", {}).get(name, {"abstains": ""})
            if "abstains" in scores:
                silent += 1
            elif clear(scores["held"]):
                where = seen if few(target) else helps if scores["held"]["share"] < 0 else harms
                where.append(f"`{target}` {_percent(scores['held'])}{_doubt(scores['held'])}")
        parts = [f"helps with {_listed(helps, 'and')}" if helps else "helps with nothing"]
        parts += [f"does harm to {_listed(harms, 'and')}"] if harms else []
        parts += [f"in too few windows to tell: {_listed(seen, 'and')}"] if seen else []
        parts += [f"abstains from {silent}"] if silent > 1 else []
        said.append(f"- **{theory.title}** {'; '.join(parts)}.")
    return said


def detail(told: Mapping[str, Any], theories: Mapping[str, Theory]) -> list[tuple[str, list[str | Table]]]:
    """For every target its title, its cases and its table of numbers."""
    pages: list[tuple[str, list[str | Table]]] = []
    for target, entry in told["targets"].items():
        if "abstained" in entry:
            continue
        events = f", {entry['events']:,} events" if entry["events"] is not None else ""
        base = entry["controls"][entry["loss"]]
        text = (
            f"{entry['n']:,} cases{events}. Shared controls: {', '.join(entry['controls']['terms'])}; their "
            f"{'log loss' if entry['loss'] == 'log_loss' else 'CRPS'} is {base:.5g}."
        )
        rows: list[tuple[object, ...]] = []
        for name, scores in entry["theories"].items():
            if "abstains" in scores:
                rows.append((theories[name].title, ABSTAINS, "-", "-", "-", "-", scores["abstains"]))
                continue
            rows.append(
                (
                    theories[name].title,
                    gain(scores),
                    _span(scores, base),
                    _treaties(scores, base),
                    gain(scores["held"]),
                    ", ".join(
                        f"{fold['first']}-{fold['last']} {_percent(fold)}" for fold in scores["earlier"]
                    ),
                    "; ".join(_sign(term, sign) for term, sign in scores["signs"].items()),
                )
            )
        for label, key in (("Pooled", "stacked"), ("Added up", "added"), ("Equal weights", "even")):
            scores = entry[key]
            rows.append(
                (
                    label,
                    gain(scores),
                    _span(scores, base),
                    _treaties(scores, base),
                    "-",
                    "-",
                    _shares(scores, theories),
                )
            )
        pages.append((target, [text, (_HEAD, rows)]))
    return pages


def _shares(scores: Mapping[str, Any], theories: Mapping[str, Theory]) -> str:
    if "weights" not in scores:
        return "one part each"
    told = ", ".join(
        f"{theories[name].title if name in theories else name} {share:.2f}"
        for name, share in scores["weights"].items()
        if share >= 0.01
    )
    return f"weights from earlier folds: {told or 'none'}"


def _sign(term: str, sign: Mapping[str, Any]) -> str:
    mark = "" if sign["agrees"] else " (wrong sign)" if sign["clear"] else " (wrong sign, unclear)"
    return (
        f"{term} {'+' if sign['expected'] > 0 else '-'}, {sign['estimate']:+.3f} ({sign['error']:.3f}){mark}"
    )


def _right(theory: Mapping[str, Any]) -> int:
    return sum(sign["agrees"] for sign in theory["signs"].values())


def _percent(scores: Mapping[str, Any]) -> str:
    return f"{signed(-100 * scores['share'])} %"


def _span(scores: Mapping[str, Any], base: float) -> str:
    return f"{signed(-100 * scores['high'] / base)} to {signed(-100 * scores['low'] / base)}"


def _treaties(scores: Mapping[str, Any], base: float) -> str:
    if scores["treaties"] is None:
        return "-"
    low, high = scores["treaties"]
    return f"{signed(-100 * high / base)} to {signed(-100 * low / base)}"


def _doubt(scores: Mapping[str, Any]) -> str:
    return " (not clear by treaties)" if doubtful(scores) else ""


def _listed(names: list[str], word: str = "or") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
