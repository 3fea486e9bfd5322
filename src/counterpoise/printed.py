"""Results of the commands that take an answer apart, as plain text of eighty columns; they compute nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpoise.telling.words import CLAIMS, points, scenario_title

__all__ = [
    "render_attribution",
    "render_reversal",
    "render_sensitivity",
    "render_tipping",
    "render_watch",
]

WIDTH = 80


def _case(found: Mapping[str, Any]) -> str:
    """The scenario and edition that a result is of."""
    return f"{scenario_title(found['scenario'])}, {found['edition']} edition"


def _folded(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def _plain(lines: list[str]) -> str:
    marks = str.maketrans({"’": "'", "−": "-", "–": "-", "±": "+"})
    return "\n".join(part.translate(marks).rstrip() for line in lines for part in _narrow(line))


def _narrow(line: str) -> list[str]:
    """The line, folded if it is too long for the screen."""
    return [line] if len(line) <= WIDTH else _folded(line)


def _placed(folder: Path, elapsed: float) -> list[str]:
    return ["", f"{elapsed:.0f} s; files in {folder}"]


def render_attribution(found: Mapping[str, Any], folder: Path, elapsed: float) -> str:
    """What each complication takes from the simple story, by reference set.

    Args:
        found: Content of attribution.json.
        folder: Where the files are.
        elapsed: Seconds it took.
    """
    years = sorted({d["year"] for d in found["divisions"]})
    lines = [
        f"{_case(found)}: from the simple story to the full one, {years[-1]}",
        f"Futures in 100, {found['members']} lived under all {2 ** len(found['claims'])} subsets, seed "
        f"{found['seed']}; standard errors in brackets",
    ]
    for reference, meaning in found["references"].items():
        lines += ["", *_folded(f"Reference {reference}: {meaning}")]
        of = {
            d["outcome"]: d
            for d in found["divisions"]
            if (d["reference"], d["year"]) == (reference, years[-1])
        }
        lines += ["", *_shares(of), *_pairs(of["balance_holds"])]
    return _plain([*lines, "", *_folded(found["caveat"]), *_placed(folder, elapsed)])


_COLUMNS = {"balance_holds": "balance holds", "ties_survive": "ties survive", "both": "both"}


def _shares(of: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':<40}" + "".join(f"{name:>13}" for name in _COLUMNS.values())
    yield f"{'Simple story':<40}" + "".join(f"{100 * of[o]['simple']:>8.1f}     " for o in _COLUMNS)
    ranked = sorted(of["balance_holds"]["shares"], key=lambda c: of["balance_holds"]["shares"][c]["value"])
    for claim in ranked:
        cells = "".join(_cell(of[o]["shares"][claim]) for o in _COLUMNS)
        yield f"  {claim} {CLAIMS.get(claim, claim):<35}" + cells
    yield f"{'Full story':<40}" + "".join(f"{100 * of[o]['full']:>8.1f}     " for o in _COLUMNS)


def _cell(part: Mapping[str, Any]) -> str:
    return f"{points(part['value'])} ({100 * part.get('se', 0.0):3.1f})".rjust(13)


def _pairs(division: Mapping[str, Any], count: int = 3) -> Iterator[str]:
    """Pairs whose interaction is surest."""
    told = []
    for name, part in list(division["pairs"].items())[:count]:
        verb = "amplify" if part["value"] * division["difference"] > 0 else "overlap"
        told.append(f"{name.replace('+', ' and ')} {verb} ({points(part['value'])})")
    if told:
        yield ""
        yield from _folded(f"Together: {'; '.join(told)}.")


def render_sensitivity(found: Mapping[str, Any], folder: Path, elapsed: float) -> str:
    """What the spread rests on, and which judgement would change the verdict."""
    lines = [
        f"{_case(found)}: what the spread of the answer of {found['year']} rests on",
        *_folded(
            f"Shares of the variance, {found['rows']} rows; 90 % errors in brackets. First: what knowing "
            "it alone would remove. Total: what is left while it alone is unknown; totals overlap, since each counts "
            "what it does in company of the others."
        ),
        "",
        *_indices(found["split"]),
        "",
        *_indices(found["mechanisms"][:_SHOWN], "By mechanism"),
        "",
        *_indices(found["parameters"][:_SHOWN], "By judged or published parameter"),
        "",
        "As rival theories would tell it, same futures; standard errors in brackets",
        *(
            f"  {told['label']:<24}{100 * told['chance']:>6.1f} of 100 ({100 * told['se']:.1f}), "
            f"{100 * told['difference']:+.1f} ({100 * told['difference_se']:.1f})"
            for told in found["tellings"]
        ),
        "",
        "Which judgement would change the verdict (chance passes one half)",
    ]
    near = [j for j in found["judgements"] if j["flips_at"] is not None][:_SHOWN]
    for j in near:
        run = "" if j["verified"] is None else f"; held there: {100 * j['verified']:.0f} of 100"
        lines += _folded(
            f"{j['label']} ({j['path']}): from {j['value']:.3g} to {j['flips_at']:.3g}, {j['sds']:+.1f} sd{run}",
            "  ",
        )
    if not near:
        lines.append("  None within three prior standard deviations.")
    return _plain([*lines, *_placed(folder, elapsed)])


_SHOWN = 8


def _indices(rows: list[Mapping[str, Any]], title: str = "All") -> Iterator[str]:
    yield f"{title:<44}{'first':>16}{'total':>16}"
    for row in rows:
        yield (f"  {row['name'][:40]:<42}{_index(row, 'first')}{_index(row, 'total')}")


def _index(row: Mapping[str, Any], kind: str) -> str:
    return f"{row[kind]:>9.2f} ({row[kind + '_error']:.2f})"


def render_tipping(found: Mapping[str, Any], folder: Path, elapsed: float) -> str:
    """The map in figures, one row a doubt, and when the balance is lost."""
    table, when = found["map"], found["time_to_tip"]
    lines = [
        f"{_case(found)}: futures in 100 in which the balance holds in {table['year']}",
        f"Across: gain of balancing. Down: commitment to a treaty in the long run. {table['members']} futures a cell.",
        "",
        " " * 10 + "".join(f"{gain:>6g}" for gain in table["gain"]),
    ]
    for d, commitment in enumerate(table["commitment"]):
        lines.append(f"{commitment:>8.2f}  " + "".join(f"{100 * share:>6.0f}" for share in table["share"][d]))
    gain = table["gain_quantiles"]
    lines += [
        "",
        f"The gain as believed: {gain['0.5']:.2f}, 90 % from {gain['0.05']:.2f} to {gain['0.95']:.2f}.",
        *_folded(_lost(when)),
    ]
    return _plain([*lines, *_placed(folder, elapsed)])


def _lost(when: Mapping[str, Any]) -> str:
    """When it tips, in a sentence or two."""
    said = f"Lost at least once by {when['years'][-1]}: {100 * when['lost'][-1]:.0f} of 100 futures"
    said += f", half of these by {when['first']}" if when["first"] else ""
    said += f"; of these it holds again in the end in {100 * when['regained']:.0f} of 100."
    quarter, half = when["quartile"], when["median"]
    gone = f" A quarter of all futures have lost it for good by {quarter}." if quarter else ""
    return said + gone + (f" Half of all by {half}." if half else " Half of all never do within the horizon.")


def render_reversal(found: Mapping[str, Any], folder: Path, elapsed: float) -> str:
    """The changes that flip an outcome, the smallest first."""
    verb = "hold" if found["want"] == "holds" else "fail"
    lines = [
        f"{_case(found)}: what would make it {verb} in {found['year']} ({found['target'].replace('_', ' ')})",
        *_folded(
            f"Now {100 * found['chance']:.0f} of 100. Sizes in plausible steps: prior standard deviations of a "
            "judgement, or units of a policy. Each was run on the same futures."
        ),
    ]
    flipped = [s for s in found["solutions"] if s["flipped"]]
    for number, solution in enumerate(flipped, 1):
        sure = "" if solution["sure"] else ", within simulation error of even"
        lines += [
            "",
            *_folded(
                f"{number}. {_small(solution['size'])} steps: {100 * solution['chance']:.0f} of 100 "
                f"(90 %: {100 * solution['low']:.0f} to {100 * solution['high']:.0f}{sure}); change "
                f"{points(solution['difference'])} +/- {100 * solution['error']:.1f}"
            ),
        ]
        for lever in solution["levers"]:
            lines += _folded(_lever(lever), "   ")
    if not found["solutions"]:
        lines += [
            "",
            *_folded("No judgement and no policy moves it by more than its error; try more --members."),
        ]
    left = len(found["solutions"]) - len(flipped)
    if left:
        lines += ["", *_folded(f"{left} other changes do not flip it within three plausible steps.")]
    lines += [
        "",
        *_folded("A judgement is not a policy: that a number would flip the verdict says what to find out."),
    ]
    return _plain([*lines, *_placed(folder, elapsed)])


def _lever(lever: Mapping[str, Any]) -> str:
    if lever["kind"] == "policy":
        return (
            f"{lever['label']} {_small(lever['after'], '+')} {_percent(lever['unit'])} "
            f"({_small(lever['steps'], '+')} units)"
        )
    return (
        f"{lever['label']} ({lever['name']}): {lever['before']:.3g} to {lever['after']:.3g} {lever['unit']}, "
        f"{_small(lever['steps'], '+')} sd, {lever['kind']}"
    )


def _small(value: float, sign: str = "") -> str:
    """One decimal, and one significant digit of what would be shown as nothing.

    >>> _small(1.26), _small(-0.034, "+")
    ('1.3', '-0.03')
    """
    return f"{value:{sign}.1f}" if abs(value) >= 0.05 else f"{value:{sign}.1g}"


def _percent(unit: str) -> str:
    return f"% {unit}" if unit.startswith("of ") else f"percentage {unit}"


def render_watch(found: Mapping[str, Any], folder: Path, elapsed: float) -> str:
    """Observables by how much they tell, counted on futures that their levels have not seen."""
    lines = [
        f"{_case(found)}: what tells {found['ahead']} years ahead that the balance is lost",
        *_folded(
            f"Levels from half of {found['members']} futures, all else counted on the other half: {found['losses']:,} "
            f"of {found['years']:,} years come before a loss. Area 0.50 is no skill."
        ),
        "",
        f"{'':<45}{'area':>6}{'hits':>7}{'false':>7}{'lead':>6}{'warned':>8}",
    ]
    for one in found["indicators"][:_WATCHED]:
        lead = "-" if one["lead"] is None else f"{one['lead']:.0f} y"
        lines += [
            *_folded(one["label"]),
            f"  {_level(one):<43}{one['area']:>6.2f}{100 * one['hits']:>6.0f}%{100 * one['false_alarms']:>6.0f}%"
            f"{lead:>6}{100 * one['warned']:>7.0f}%",
        ]
    if not found["indicators"]:
        lines.append("Too few futures lose the balance to tell.")
    if found["combined"] is not None:
        lines += ["", f"All of them together: area {found['combined']:.2f}."]
    return _plain([*lines, *_placed(folder, elapsed)])


_WATCHED = 10


def _level(one: Mapping[str, Any]) -> str:
    gone = ", tripped" if one["tripped"] else ""
    now = "" if one["now"] is None else f" (now {one['now']:.3g}{gone})"
    return f"{one['direction']} {one['level']:.3g} {one['unit']}{now}"
