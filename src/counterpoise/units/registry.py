"""All families of columns, and how the words of ``add`` find them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counterpoise.units.column import Family, Plan
from counterpoise.units.columns import (
    alliances,
    capabilities,
    codes,
    conflict,
    contiguity,
    disputes,
    distance,
    economy,
    forces,
    leaders,
    majors,
    others,
    regime,
    rivalries,
    similarity,
    society,
    spells,
)
from counterpoise.units.site import Site
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["FAMILIES", "Request", "family", "family_plans", "find", "is_family", "known"]

FAMILIES: tuple[Family, ...] = (
    codes.FAMILY,
    capabilities.FAMILY,
    majors.FAMILY,
    contiguity.FAMILY,
    distance.MINIMUM,
    distance.CAPITALS,
    alliances.FAMILY,
    similarity.FAMILY,
    regime.FAMILY,
    economy.OUTPUT,
    disputes.FAMILY,
    conflict.WARS,
    conflict.CRISES,
    conflict.CIVIL,
    conflict.INTERNAL,
    rivalries.FAMILY,
    society.THREAT,
    society.IGOS,
    society.VOTES,
    leaders.FAMILY,
    forces.TROOPS,
    forces.EXERCISES,
    forces.ARMS,
    economy.TRADE,
    society.GROUPS,
    society.TERRAIN,
    spells.FAMILY,
    others.FAMILY,
)
"""In the order of their columns in a frame."""

_OTHERS = others.FAMILY.name
"""Never asked for by its own name: its columns are."""
_BY_NAME = {one.name: one for one in FAMILIES}
_ALSO = {
    "nmc": "capabilities", "cinc": "capabilities", "atop": "alliances", "mids": "disputes", "ucdp": "armed conflicts",
    "gdp_pop": "gdp and population", "gdp": "gdp and population", "un votes": "votes", "peace years": "spells",
    "mindist": "minimum distance", "capdist": "capital distance", "icb": "crises", "troops": "troops and bases",
    "bases": "troops and bases", "codes": "names", "major powers": "majors", "alliance similarity": "similarity",
}  # fmt: skip
"""Other words for a family."""


_COMPUTED = {
    "net_resources": "It is computed, not kept: add('gdp_ppp', 'population'), then output squared over people.",
}
"""Words that `data explain` uses for what is computed there, and how to get the same."""


class Request:
    """What one word of ``add`` asked for: a family with its options, and which of its columns (all if None)."""

    __slots__ = ("column", "family", "options")

    def __init__(self, family: str, options: Mapping[str, Any], column: str | None = None) -> None:
        self.family, self.options, self.column = family, dict(options), column

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two requests the same."""
        return self.family, repr(sorted(self.options.items())), self.column or ""


def plain(word: str) -> str:
    """A family's name however it is spelt: ``gdp-and-population`` and ``GDP and population`` are one."""
    return " ".join(word.lower().replace("_", " ").replace("-", " ").split())


def family(name: str) -> Family:
    """The family of that name.

    Raises:
        UnknownNameError: There is none.
    """
    word = plain(name)
    word = _ALSO.get(word, word)
    if word not in _BY_NAME:
        raise UnknownNameError(
            f"There is no family of columns {name!r}.",
            hint=nearest(word, [*_BY_NAME, *_ALSO]) or f"Families are {', '.join(_BY_NAME)}.",
        )
    return _BY_NAME[word]


def find(site: Site, word: str, options: Mapping[str, Any]) -> Request:
    """What ``word`` asks for: a family, a column of a family, or any variable of the panel.

    Raises:
        UnknownNameError: It is none of them, or the family has no such option.
        CounterpoiseError: The unit of analysis has no such family.
    """
    name = plain(word)
    if name in _BY_NAME and name != _OTHERS:
        return _checked(site, _BY_NAME[name], options)
    owner = _owner(site, word)
    if owner is not None:
        request = _checked(site, owner, options)
        return Request(request.family, request.options, word)
    if name in _ALSO:
        return _checked(site, _BY_NAME[_ALSO[name]], options)
    if word in site.panel.variables():
        return Request("others", {"names": (word,)})
    if site.dyadic and word[-1:] in {"1", "2"} and word[:-1] in site.panel.variables():
        return Request("others", {"names": (word[:-1],)}, word)
    raise UnknownNameError(
        f"There is no column or family {word!r} for {site.kind}.",
        hint=_COMPUTED.get(word)
        or _by_alias(site, word)
        or nearest(word, known(site, ({*_BY_NAME} - {_OTHERS}) | {*_ALSO}))
        or "counterpoise.units.families() lists them.",
    )


def known(site: Site, others: Iterable[str] = ()) -> list[str]:
    """Every name of a column that the unit of analysis has, and the others given."""
    return [
        *others,
        *site.panel.variables(),
        *(name for one in FAMILIES for name in sorted(_columns(site, one))),
    ]


def is_family(word: str) -> bool:
    """Whether a word names a whole family."""
    return plain(word) in {*_BY_NAME, *_ALSO}


def _by_alias(site: Site, word: str) -> str | None:
    """A hint for whoever writes a name of peacesciencer."""
    for one in FAMILIES:
        for column in (
            (plan.column for plan in family_plans(site, one.name, {})) if _columns(site, one) else ()
        ):
            sided = site.dyadic and column.alias[-1:] in {"1", "2"} and column.alias[-1] == column.name[-1]
            if column.alias and word in {column.alias, column.alias[:-1] if sided else column.alias}:
                name = column.name if word == column.alias else column.name[:-1]
                return f"That is a name of peacesciencer; here it is {name}."
    return None


def _checked(site: Site, one: Family, options: Mapping[str, Any]) -> Request:
    if site.kind not in one.kinds:
        raise CounterpoiseError(
            f"There is no {one.name!r} for {site.kind}.", where="add",
            hint=f"It belongs to {', '.join(one.kinds)}.",
        )  # fmt: skip
    for option in options:
        if option not in one.options:
            raise UnknownNameError(
                f"{one.name!r} has no option {option!r}.",
                where="add",
                hint=nearest(option, one.options) or f"Its options: {', '.join(one.options) or 'none'}.",
            )
    return Request(one.name, options)


def _owner(site: Site, word: str) -> Family | None:
    """The first family that has a column of that name, number of a side left out or not."""
    return next((one for one in FAMILIES if word in _columns(site, one)), None)


def _columns(site: Site, one: Family) -> frozenset[str]:
    """Columns that a family has without options, with and without the number of a side."""

    def make() -> frozenset[str]:
        if site.kind not in one.kinds or one.name in {"arms transfers", "others"}:
            return frozenset()
        names = {plan.column.name for plan in family_plans(site, one.name, {})}
        both = {name[:-1] for name in names if name[-1] in "12"} if site.dyadic else set()
        return frozenset(names | both)

    return site.keep(
        "columns",
        one.name,
        site.kind,
        site.directed,
        site.system,
        site.carry,
        site.filled,
        site.disputes,
        make=make,
    )


def family_plans(site: Site, name: str, options: Mapping[str, Any]) -> list[Plan]:
    """Columns of a family with some options, the others at their defaults."""
    one = _BY_NAME[name]
    return one.plans(site, {**one.options, **options})
