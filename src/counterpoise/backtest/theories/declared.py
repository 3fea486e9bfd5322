"""What theories declare: terms with expected signs for each kind of target, checked to the line.

Every theory that speaks of a kind of target names the same number of terms (:data:`FREE`), so that none wins by
having more to bend.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from counterpoise.backtest.theories.terms import KINDS, TERMS
from counterpoise.tomlfile import Document, read_toml
from counterpoise.vocabulary import CounterpoiseError, nearest

__all__ = ["FREE", "SHIPPED", "Expectation", "Theory", "TheoryError", "digest", "read_theories"]

FREE = 3
"""Terms that a theory may add to the controls of a target."""

SHIPPED = Path(str(resources.files("counterpoise") / "library" / "theories.toml"))

_SIGNS = {"+": 1, "-": -1}
_WORDS = ("title", "source", "claim")


class TheoryError(CounterpoiseError):
    """A theory that names what does not exist, or says too much or too little."""

    exit_code = 3


@dataclass(frozen=True)
class Expectation:
    """What a theory expects of a kind of target.

    Attributes:
        signs: Term to expected sign, 1 or -1, in the order declared.
        abstains: Why it says nothing; empty where it speaks.
    """

    signs: Mapping[str, int]
    abstains: str = ""


@dataclass(frozen=True)
class Theory:
    """A named theory.

    Attributes:
        name: As files and tables name it.
        title: As prose names it.
        source: Who holds it.
        claim: What it holds, in a sentence.
        expects: Kind of target to expectation, every kind.
    """

    name: str
    title: str
    source: str
    claim: str
    expects: Mapping[str, Expectation]


def read_theories(path: Path = SHIPPED) -> dict[str, Theory]:
    """The theories of a file, by name.

    Raises:
        TheoryError: With file, line and nearest name: an unknown key, kind, term or sign; a kind neither spoken of
            nor abstained from, or both; other than three terms.

    >>> sorted(read_theories()["balance_of_threat"].expects["disputes"].signs)
    ['projected_power', 'source_aggressive', 'source_armed']
    """
    document = read_toml(path, TheoryError)
    return {name: _theory(document, name) for name in document.data}


def digest(path: Path = SHIPPED) -> str:
    """Fingerprint of the declarations: scores belong to these and no others."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _theory(document: Document, name: str) -> Theory:
    table = document.data[name]
    if not isinstance(table, dict):
        raise TheoryError(
            f"{name} is not a theory.", where=document.place(name), hint=f"Write a table: [{name}]."
        )
    known = (*_WORDS, *KINDS, "abstains")
    for key in table:
        if key not in known:
            raise TheoryError(
                f"A theory has no entry {key}.", where=document.place(name, key), hint=nearest(key, known)
            )
    for key in _WORDS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise TheoryError(
                f"{name} lacks its {key}.", where=document.place(name), hint=f'Add {key} = "...".'
            )
    expects = {kind: _expectation(document, name, kind) for kind in KINDS}
    return Theory(name, table["title"], table["source"], table["claim"], expects)


def _expectation(document: Document, name: str, kind: str) -> Expectation:
    table = document.data[name]
    reasons = table.get("abstains", {})
    for other in reasons:
        if other not in KINDS:
            raise TheoryError(
                f"There is no kind of target {other}.",
                where=document.place(name, "abstains", other),
                hint=nearest(other, KINDS),
            )
    if kind in reasons and kind in table:
        raise TheoryError(
            f"{name} both speaks of {kind} and abstains.",
            where=document.place(name, "abstains", kind),
            hint="Keep one of the two.",
        )
    if kind in reasons:
        return Expectation({}, str(reasons[kind]))
    if kind not in table:
        raise TheoryError(
            f"{name} says nothing of {kind}.",
            where=document.place(name),
            hint=f'Name {FREE} terms under [{name}.{kind}], or write {kind} = "why not" under [{name}.abstains].',
        )
    return Expectation(_signs(document, name, kind))


def _signs(document: Document, name: str, kind: str) -> dict[str, int]:
    signs = {}
    for term, sign in document.data[name][kind].items():
        where = document.place(name, kind, term)
        if term not in TERMS[kind]:
            raise TheoryError(
                f"{kind} have no term {term}.",
                where=where,
                hint=nearest(term, TERMS[kind]) or f"Terms: {', '.join(TERMS[kind])}.",
            )
        if sign not in _SIGNS:
            raise TheoryError(f"{sign!r} is not a sign.", where=where, hint='Write "+" or "-".')
        signs[term] = _SIGNS[sign]
    if len(signs) != FREE:
        raise TheoryError(
            f"{name} names {len(signs)} terms for {kind}, and every theory has {FREE}.",
            where=document.place(name, kind),
            hint=f"Name exactly {FREE}.",
        )
    return signs
