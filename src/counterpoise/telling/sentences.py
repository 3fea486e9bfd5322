"""The sentences of an answer, built from its numbers and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.telling.reader import Z90, apart, asked, chance, dig, final, number
from counterpoise.telling.words import (
    CLAIMS,
    apportion,
    chance_word,
    count,
    futures,
    points,
    share,
    span,
)

__all__ = [
    "answer_sentence",
    "balance_sentence",
    "beaten",
    "clear_split",
    "complication_sentence",
    "cost_basis",
    "costliest",
    "divided",
    "grade_error",
    "grade_sentence",
    "graded",
    "judged_share",
    "judgement_sentence",
    "kind_of",
    "meaning_sentence",
    "plain_kind",
    "plain_rule",
    "record_sentence",
    "ties_sentence",
    "unmodelled",
    "yardstick_sentence",
    "yardstick_span",
]

QUESTION = "Will the balance of power hold?"


def balance_sentence(answer: Mapping[str, Any], year: str | None = None, *, level: bool = False) -> str:
    """Word, number and range of the balance under the full story; the level of the range where it is asked for.

    >>> held = {"p": 0.68, "low": 0.54, "high": 0.8}
    >>> said = balance_sentence({"outcomes": {"balance_holds": {"full": {"2045": held}}}})
    >>> said.split(". ")[0]
    'Likely: it holds in 68 of 100 futures'
    >>> said.split(". ")[1]
    'Counting what we cannot pin down about the world, the chance lies between 54 and 80.'
    """
    found = chance(answer, "outcomes", "balance_holds", "full", year or final(answer))
    if found is None:
        return "This run gives no answer to that year."
    said = f"{chance_word(found['p'])}: it holds in {futures(found['p'])} futures."
    between = span(found, " and ")
    if between:
        said += f" Counting what we cannot pin down about the world, the chance lies between {between}"
        said += " (90\N{NO-BREAK SPACE}%)." if level else "."
    return said


def meaning_sentence(answer: Mapping[str, Any]) -> str:
    """What "holds" means, as :mod:`counterpoise.analysis.verdict` judges it; and what a range is, where there is one.

    >>> meaning_sentence({"outcomes": {"balance_holds": {"full": {"2045": {"p": 0.6}}}}})[:61]
    '“Holds” means that in 2045 the coalition holds theatres with '
    """
    year = final(answer)
    said = (
        f"“Holds” means that in {year} the coalition holds theatres with at least half of the weight and the "
        "challenger does not dominate its neighbours."
    )
    found = chance(answer, "outcomes", "balance_holds", "full", year)
    return said + (" Ranges are 90\N{NO-BREAK SPACE}% credible intervals." if found and span(found) else "")


def yardstick_span(answer: Mapping[str, Any], year: str | None = None) -> tuple[float, float] | None:
    """Lowest and highest chance among the printed thresholds of "holds"; None with fewer than two."""
    table = dig(answer, "sensitivity", "threshold") or {}
    found = [c["p"] for key in table if (c := chance(table, key, year or final(answer)))]
    return (min(found), max(found)) if len(found) > 1 else None


def yardstick_sentence(answer: Mapping[str, Any], year: str | None = None) -> str:
    """How far the answer moves with the ruler, which the range leaves out; empty where unknown.

    >>> held = {"1/3": {"2045": 0.93}, "1": {"2045": 0.2}}
    >>> yardstick_sentence({"sensitivity": {"threshold": held}}, "2045")
    'By a stricter or a laxer yardstick of “holds” it is anything from 20 to 93.'
    """
    ends = yardstick_span(answer, year)
    if ends is None:
        return ""
    return f"By a stricter or a laxer yardstick of “holds” it is anything from {count(ends[0])} to {count(ends[1])}."


def ties_sentence(answer: Mapping[str, Any], year: str | None = None) -> str:
    """In how many futures the alliances survive, beside those in which the balance holds; empty where unknown.

    A gap within the simulation error is none, and no gap says which of the two is lost first.

    >>> held = {"balance_holds": {"full": {"2045": {"p": 0.59}}}, "ties_survive": {"full": {"2045": {"p": 0.8}}}}
    >>> ties_sentence({"outcomes": held})
    'The alliances survive in more futures: 80 of 100.'
    """
    if "ties_survive" not in asked(answer):
        return "Of alliances nothing is asked: this case lists no treaty of the patron’s."
    ties = chance(answer, "outcomes", "ties_survive", "full", year or final(answer))
    balance = chance(answer, "outcomes", "balance_holds", "full", year or final(answer))
    if ties is None or balance is None:
        return ""
    many = "more" if ties["p"] > balance["p"] else "fewer"
    if not apart(ties, balance):
        many = "about as many"
    between = span(ties)
    return f"The alliances survive in {many} futures: {futures(ties['p'])}" + (
        f" ({between})." if between else "."
    )


def judgement_sentence(answer: Mapping[str, Any]) -> str:
    """Where more than half of the spread rests on judgement, that it does; where too few futures tell, that.

    It is "most" where that is clear of simulation error.

    >>> few = {"judgement_share": 0.89, "grade_errors": {"judgement": 0.58}, "members": 1000}
    >>> judgement_sentence(few)
    'How much of the range rests on judgement, 1,000 futures are too few to tell.'
    """
    judged = number(answer, "judgement_share")
    if judged is None:
        return ""
    if not clear_split(answer):
        many = dig(answer, "members")
        those = f"{many:,} futures are" if isinstance(many, int) else "the futures are"
        return f"How much of the range rests on judgement, {those} too few to tell."
    if judged <= 0.5:
        return ""
    error = Z90 * (number(answer, "grade_errors", "judgement") or 0.0)
    whole = judged_share(answer)
    most = judged - error > 0.5
    told = (
        f"Most of the range, {whole}," if most else f"Much of the range, {whole} ± {100 * error:.0f} (90 %),"
    )
    return f"{told} rests on judgement that nobody has measured."


def clear_split(answer: Mapping[str, Any]) -> bool:
    """Whether enough futures were simulated to say how the spread divides by grade, to a third of the whole.

    >>> clear_split({"grade_errors": {"judgement": 0.12}}), clear_split({"grade_errors": {"judgement": 0.58}})
    (True, False)
    """
    return (grade_error(answer) or 0.0) <= _TELLING


_TELLING = 1 / 3
"""Largest 90 % error of a share by grade with which it is worth telling."""


def grade_error(answer: Mapping[str, Any]) -> float | None:
    """Half width of the 90 % simulation error of the shares by grade, the largest; None where none is known.

    >>> round(grade_error({"grade_errors": {"judgement": 0.12, "published": 0.02}}), 3)
    0.197
    """
    errors = [number(answer, "grade_errors", kind) for kind in ("judgement", "published", "estimated")]
    return max((Z90 * error for error in errors if error is not None), default=None)


def graded(answer: Mapping[str, Any]) -> dict[str, int]:
    """Whole per cents of the spread by grade, which add up to a hundred; empty where unknown.

    >>> graded({"grade_shares": {"judgement": 0.575, "published": 0.097, "estimated": 0.328}})
    {'judgement': 57, 'published': 10, 'estimated': 33}
    """
    found = {key: number(answer, "grade_shares", key) for key in ("judgement", "published", "estimated")}
    known = {key: value for key, value in found.items() if value is not None}
    if not any(known.values()):
        return {}
    return dict(zip(known, apportion(list(known.values())), strict=True))


def judged_share(answer: Mapping[str, Any]) -> str:
    """What rests on judgement in per cent, as the bar of grades prints it; empty where unknown or not clear."""
    if not clear_split(answer):
        return ""
    if "judgement" in (whole := graded(answer)):
        return f"{whole['judgement']}\N{NO-BREAK SPACE}%"
    judged = number(answer, "judgement_share")
    return "" if judged is None else share(judged)


def grade_sentence(answer: Mapping[str, Any]) -> str:
    """How the spread of the balance's chance divides by the grade of the numbers behind it; empty where unknown.

    >>> grade_sentence({"grade_shares": {"judgement": 0.6, "estimated": 0.4}}).split()[:9]
    ['Grade:', 'of', 'the', 'spread', 'of', 'this', 'chance,', 'judged', '60']
    """
    words = {"judgement": "judged", "published": "published", "estimated": "estimated"}
    told = [f"{words[key]} {n}\N{NO-BREAK SPACE}%" for key, n in graded(answer).items()]
    if not told:
        return ""
    if not clear_split(answer):
        return "Grade: too few futures to tell how the spread of this chance divides."
    return f"Grade: of the spread of this chance, {', '.join(told)}."


def complication_sentence(answer: Mapping[str, Any], year: str | None = None) -> str:
    """What the complications take from the simple story's chance, in this model; empty where unknown."""
    simple = chance(answer, "outcomes", "balance_holds", "simple", year or final(answer))
    full = chance(answer, "outcomes", "balance_holds", "full", year or final(answer))
    if simple is None or full is None:
        return ""
    own = _own_ends(answer) if year in (None, final(answer)) else None
    change = full["p"] - simple["p"] if own is None else own[1] - own[0]
    before = f"The simple story alone says {count(simple['p'])}"
    if points(change) == "0.0":
        return f"{before}: in this model the complications cancel out."
    verb, size = "cost" if change < 0 else "add", points(abs(change)).lstrip("+")
    if own:
        return (
            f"{before}. Divided on futures of their own, from {100 * own[0]:.1f} to {100 * own[1]:.1f} (each number "
            f"rounded), the complications together {verb} {size} futures in 100 in this model."
        )
    said = f"{before}: the complications together {verb} {size} futures in 100 in this model."
    many = sum(bool(cost) for _, cost, _ in costliest(answer)) > 1
    return said + (" The costs of single ones overlap and need not add up." if many else "")


def _own_ends(answer: Mapping[str, Any]) -> tuple[float, float] | None:
    """Both stories on the futures over which the complications are divided; None where they are not."""
    ends = [chance(divided(answer), story) for story in ("simple", "full")]
    return (ends[0]["p"], ends[1]["p"]) if ends[0] and ends[1] else None


def beaten(task: Mapping[str, Any]) -> bool | None:
    """Whether a task did better than its reference on every score it has; None without a score."""
    ap, ap_ref = number(task, "ap"), number(task, "ap_reference")
    loss, loss_ref = number(task, "log_loss"), number(task, "log_loss_reference")
    crps, crps_ref = number(task, "crps"), number(task, "crps_reference")
    verdicts = []
    if ap is not None and ap_ref is not None:
        verdicts.append(ap > ap_ref)
    if loss is not None and loss_ref is not None:
        verdicts.append(loss < loss_ref)
    if crps is not None and crps_ref is not None:
        verdicts.append(crps < crps_ref)
    return all(verdicts) if verdicts else None


def kind_of(task: Mapping[str, Any]) -> str:
    """What a task is about, without the variant: the part of its label before a comma or colon.

    >>> kind_of({"label": "Who starts a dispute, all pairs"})
    'Who starts a dispute'
    """
    return str(task.get("label") or "a task").split(",")[0].split(":")[0]


def record_sentence(answer: Mapping[str, Any]) -> str:
    """How forecasts did against simpler rules, those not better first; one such score decides for its kind."""
    verdicts: dict[str, bool] = {}
    references: dict[str, str] = {}
    for task in dig(answer, "record", "tasks") or []:
        verdict = beaten(task)
        if verdict is not None:
            verdicts[kind_of(task)] = verdicts.get(kind_of(task), True) and verdict
            if not verdict:
                named = str(task.get("reference") or "its reference")
                references.setdefault(kind_of(task), plain_rule(named))
    if not verdicts:
        return "No hold-out score comes with this run: treat its numbers as untested."
    worse = [
        f"{_inside(plain_kind(kind))} (against {references[kind]})"
        for kind, won in verdicts.items()
        if not won
    ]
    won = sum(verdicts.values())
    if not worse:
        return f"Better than its references on all {won} hold-out kinds of event."
    return f"Not better than simpler rules: {'; '.join(worse)}. Better on {won} of {len(verdicts)} kinds."


def plain_kind(kind: str) -> str:
    """What was foretold, in plain words; tables keep the term.

    >>> plain_kind("CINC ratio"), plain_kind("Pacts made")
    ('Ratio of power', 'Pacts made')
    """
    return _PLAIN.get(kind, kind)


def plain_rule(reference: str) -> str:
    """What a forecast is held against, in plain words; tables keep the term.

    >>> plain_rule("climatology"), plain_rule("geography")
    ('the past rate', 'geography')
    """
    return _PLAIN.get(reference, reference)


_PLAIN = {
    "random walk": "no change",
    "climatology": "the past rate",
    "CINC ratio": "Ratio of power",
    "Burden": "Arms burden",
}


def divided(answer: Mapping[str, Any], outcome: str = "balance_holds") -> Mapping[str, Any] | None:
    """The shipped attribution of an outcome, if it is of this very scenario and model."""
    if dig(answer, "attribution", "stale"):
        return None
    found: Mapping[str, Any] | None = dig(answer, "attribution", "divisions", "declared", outcome)
    return found


def cost_basis(answer: Mapping[str, Any]) -> str:
    """What the costs shown are: shares over all orders of joining, or changes when a claim joins last."""
    if divided(answer):
        many, seed = dig(answer, "attribution", "members"), dig(answer, "attribution", "seed")
        return f"shares over all 512 subsets, {many} paired futures, seed {seed}; they add up"
    return "each when it joins last; they overlap and need not add up"


def costliest(answer: Mapping[str, Any], outcome: str = "cost_of") -> list[tuple[str, float, float | None]]:
    """Claims that act, with their cost and simulation error, the costliest first.

    Costs are shares of the stored attribution where the answer has one, otherwise what each claim changes last.

    >>> costliest({"cost_of": {"C1": None, "C2": -.01, "C5": -.06}, "cost_error": {"C5": .01}})
    [('C5', -0.06, 0.01), ('C2', -0.01, None)]
    """
    whole = divided(answer, {"cost_of": "balance_holds", "cost_of_ties": "ties_survive"}[outcome])
    if whole:
        shares = [(claim, part["value"], part["error"]) for claim, part in whole["shares"].items()]
        return sorted(shares, key=lambda row: (row[1], row[0]))
    costs = dig(answer, outcome) or {}
    errors = "cost_error" if outcome == "cost_of" else outcome + "_error"
    acting = [
        (claim, value, number(answer, errors, claim))
        for claim in costs
        if (value := number(costs, claim)) is not None
    ]
    return sorted(acting, key=lambda row: (row[1], row[0]))


def unmodelled(answer: Mapping[str, Any]) -> list[str]:
    """Ids of the claims whose cost this run does not know: not modelled, which is not the same as free."""
    costs = dig(answer, "cost_of") or {}
    return [claim for claim in CLAIMS if number(costs, claim) is None]


def cost_phrase(claim: str, change: float) -> str:
    """One claim's cost in words that say whose world it is.

    >>> cost_phrase("C5", -0.061)
    'Doubt about the patron’s will costs 6.1 futures in 100 in this model'
    """
    verb = "costs" if change < 0 else "adds"
    return f"{CLAIMS.get(claim, claim)} {verb} {points(abs(change)).lstrip('+')} futures in 100 in this model"


def answer_sentence(answer: Mapping[str, Any]) -> str:
    """The whole answer in words: the balance, its yardstick, the alliances, and judgement where it rules.

    >>> answer_sentence({"outcomes": {"balance_holds": {"full": {"2045": {"p": 0.005}}}}})
    'Almost no chance: it holds in fewer than 1 in 100 futures.'
    """
    parts = [
        balance_sentence(answer),
        yardstick_sentence(answer),
        ties_sentence(answer),
        judgement_sentence(answer),
    ]
    return " ".join(part for part in parts if part)


def _inside(label: str) -> str:
    """A label within a sentence: its first letter small, unless the word is an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
