"""What a state is called: COW code or abbreviation, ISO3, Gleditsch-Ward code, plain name, in any spelling.

The spine is the COW code.  Where several states bore a name in turn (Germany 255 and 260, Yemen 678 and
679, Korea 730 and 732), the year decides; without one the present bearer is meant.  ISO3 wins over the COW
abbreviation where the two clash (``AUS`` is Australia, as ISO has it; write ``cow:AUS`` for COW's Austria).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["STATE_COLUMNS", "Names", "State", "names_of", "plain"]

STATE_COLUMNS = (
    "ccode", "abbreviation", "common", "name", "iso3", "spells", "gwcode", "gw_start", "gw_end",
)  # fmt: skip
"""Columns of the list of states, in the order that ``names_of`` reads."""

_OPEN_END = 2016


@dataclass(frozen=True, slots=True)
class State:
    """One state of the COW list.

    Attributes:
        ccode: COW code.
        abbreviation: COW abbreviation.
        name: Name in everyday use.
        cow_name: Name in the COW list.
        iso3: ISO 3166 code, empty for states that are gone.
        spells: First and last year of each spell of membership; the list ends in 2016, which is no exit.
    """

    ccode: int
    abbreviation: str
    name: str
    cow_name: str
    iso3: str
    spells: tuple[tuple[int, int], ...]

    def existed(self, year: int) -> bool:
        """Whether the state was on the list in ``year``."""
        return any(first <= year <= last or last == _OPEN_END <= year for first, last in self.spells)


def plain(name: str) -> str:
    """A spelling without case, accents or punctuation.

    >>> plain("Côte d'Ivoire")
    'cote d ivoire'
    """
    letters = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


@dataclass
class Names:
    """All spellings of all states.

    Attributes:
        states: States by COW code.
        gw: Rows (Gleditsch-Ward code, COW code, first year, last year).
    """

    states: Mapping[int, State]
    gw: Iterable[tuple[int, int, int, int]]
    _spellings: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.gw = tuple(self.gw)
        for alias, codes in read_toml(LIBRARY / "names.toml")["alias"].items():
            self._spellings[plain(alias)] = list(codes)
        for spelling in ("iso3", "name", "cow_name", "abbreviation"):
            for state in self.states.values():
                word = plain(getattr(state, spelling))
                if word and word not in self._spellings:
                    self._spellings[word] = [state.ccode]

    def ccode(self, name: str | int, year: int | None = None) -> int:
        """COW code of a state by any of its names.

        Args:
            name: Code, abbreviation, ISO3, ``gw:255``, ``cow:AUS`` or plain name.
            year: Year meant, where several states bore the name in turn.

        Raises:
            UnknownNameError: Nothing goes by that name; names the nearest spelling.
        """
        text = str(name).strip()
        prefix, _, rest = text.partition(":")
        if rest and prefix.lower() == "gw":
            return self._from_gw(rest, year)
        if rest and prefix.lower() == "cow" and not rest.isdecimal():
            for state in self.states.values():
                if state.abbreviation.lower() == rest.strip().lower():
                    return state.ccode
            raise self._unknown(text)
        if rest and prefix.lower() == "cow":
            text = rest
        if text.isascii() and text.isdecimal():
            if int(text) in self.states:
                return int(text)
            raise self._unknown_code(text)
        codes = self._spellings.get(plain(text))
        if not codes:
            raise self._unknown(text)
        if year is not None:
            for code in codes:
                if self.states[code].existed(year):
                    return code
        return codes[0]

    def bearers(self, name: str | int) -> tuple[int, ...]:
        """Codes of all states that ever bore a name, the present bearer first.

        Raises:
            UnknownNameError: Nothing goes by that name; names the nearest spelling.
        """
        prefix, _, rest = str(name).strip().partition(":")
        if rest and prefix.lower() == "gw":
            rows = sorted(self._gw_rows(rest), key=lambda row: -row[3])
            return tuple(dict.fromkeys(row[1] for row in rows))
        return tuple(self._spellings.get(plain(str(name)), ())) or (self.ccode(name),)

    def clash(self, name: str | int) -> State | None:
        """The state that has this word for its COW abbreviation where, by ISO3, it means another."""
        word = plain(str(name))
        mine = self._spellings.get(word, [])
        if not any(plain(self.states[code].iso3) == word for code in mine):
            return None
        others = (state for state in self.states.values() if state.abbreviation.lower() == word)
        return next((state for state in others if state.ccode not in mine), None)

    def _from_gw(self, text: str, year: int | None) -> int:
        rows = self._gw_rows(text)
        if year is not None:
            for _, code, first, last in rows:
                if first <= year <= last:
                    return code
        return max(rows, key=lambda row: row[3])[1]

    def _gw_rows(self, text: str) -> list[tuple[int, int, int, int]]:
        rows = [row for row in self.gw if text.strip().isdecimal() and row[0] == int(text)]
        if not rows:
            raise self._unknown(f"gw:{text}")
        return rows

    def gw_code(self, ccode: int, year: int) -> int | None:
        """Gleditsch-Ward code of a COW state in a year, None where that list has none.

        The inverse of reading ``gw:`` codes by year.
        """
        for gw, code, first, last in self.gw:
            if code == ccode and first <= year <= last:
                return gw
        return None

    def _unknown_code(self, text: str) -> UnknownNameError:
        """A number that no COW state bears, with the state of that Gleditsch-Ward code where there is one."""
        rows = [row for row in self.gw if row[0] == int(text)]
        if not rows:
            return self._unknown(text)
        name = self.states[max(rows, key=lambda row: row[3])[1]].name
        return UnknownNameError(
            f"No state has the COW code {text}.",
            hint=f"As a Gleditsch-Ward code it is {name}: write gw:{text}.",
        )

    def _unknown(self, text: str) -> UnknownNameError:
        word = plain(text.partition(":")[2] or text)
        known = [spelling for spelling in self._spellings if len(spelling) == 3 or len(word) != 3]
        swapped = [spelling for spelling in known if sorted(spelling) == sorted(word)]
        hint = nearest(word, swapped or known)
        close = hint.removeprefix("Did you mean ").rstrip("?") if hint else None
        if close is not None:
            state = self.states[self._spellings[close][0]]
            hint = f"Did you mean {state.iso3 or state.abbreviation} ({state.name})?"
        return UnknownNameError(
            f"No state is called {text!r}.",
            hint=hint or "Write a COW code, ISO3 code or name, such as JPN or Japan.",
        )


def names_of(rows: Iterable[Sequence[Any]]) -> Names:
    """Names from rows of the list of states, in the order of ``STATE_COLUMNS``; blanks are None."""
    rows = list(rows)
    states = {
        int(code): State(int(code), short, common, name, iso3 or "", _spells(spells))
        for code, short, common, name, iso3, spells, *_ in rows
    }
    gw = [(int(row[6]), int(row[0]), int(row[7]), int(row[8])) for row in rows if row[6] is not None]
    return Names(states, gw)


def _spells(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [spell.split("-") for spell in text.split()]
    return tuple((int(first), int(last)) for first, last in pairs)
