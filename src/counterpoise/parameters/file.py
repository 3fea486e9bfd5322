"""Parameter files: read them with suspicion, write them back the same.

Whatever is incomplete is refused with file, line and key: a number without a source or unit, an unknown key
or grade, a value outside its range or far from its own prior, a path that is there twice.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from counterpoise.parameters.parameter import Override, Parameter, coefficients
from counterpoise.parameters.posterior import Posterior, read_posterior
from counterpoise.parameters.prior import FAMILIES, Prior
from counterpoise.tomlfile import Document
from counterpoise.vocabulary import Grade, ParameterError, nearest

__all__ = ["Content", "dump_content", "read_content"]

T = TypeVar("T")

_WORDS = ("label", "unit", "source")
_PRIOR_KEYS = (*_WORDS, "grade", "value", "prior", "low", "high", "note")
_POSTERIOR_KEYS = (*_WORDS, "grade", "posterior", "note")
_LEAF = {"value", "prior", "posterior", "unit", "grade", "source", "label"}
_FAR = 0.001  # a value beyond this quantile of its own prior, on either side, is a slip of the pen


@dataclass(frozen=True)
class Content:
    """What parameter files say, checked and sorted by path.

    Attributes:
        parameters: Path to parameter, coefficients of posteriors included.
        fits: Tables that take their numbers from a posterior, as they were declared.
        posteriors: Draws by name of the fit.
        overrides: Path to the value that replaces it.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    fits: Mapping[str, Parameter] = field(default_factory=dict)
    posteriors: Mapping[str, Posterior] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)


def read_content(documents: Iterable[Document]) -> Content:
    """Join the tables of all files, with the coefficients of the posteriors they name.

    Raises:
        ParameterError: For anything but complete and sourced parameters.
        DataError: If the draws of a posterior are absent or damaged.
    """
    found: dict[str, Parameter] = {}
    fits: dict[str, Parameter] = {}
    posteriors: dict[str, Posterior] = {}
    overrides: dict[str, Override] = {}
    for document in documents:
        tables = dict(document.data)
        for path, entry in tables.pop("overrides", {}).items():
            overrides[path] = _override(document, path, entry)
        for keys, table in _leaves(document, tables, ()):
            parameter = _parameter(document, keys, table)
            fresh = {parameter.path: parameter}
            if parameter.posterior is not None:
                fits[parameter.path] = parameter
                name = parameter.posterior
                posteriors[name] = posteriors.get(name) or read_posterior(name)
                fresh = coefficients(parameter, posteriors[name])
            for path in sorted(fresh.keys() & found.keys()):
                raise ParameterError(
                    f"The parameter {path} is there twice.",
                    where=parameter.place,
                    hint=f"Remove one; the other is at {found[path].place}.",
                )
            found.update(fresh)
    return Content(_sorted(found), _sorted(fits), _sorted(posteriors), _sorted(overrides))


def dump_content(content: Content) -> str:
    """Write as TOML, sorted by path; reading it again gives the same content."""
    single = {path: p for path, p in content.parameters.items() if p.posterior is None}
    declared = sorted({**single, **content.fits}.items())
    blocks = ["\n".join([_header(path), *_lines_of(parameter)]) for path, parameter in declared]
    if content.overrides:
        lines = [
            f"{_quoted(path)} = {{ value = {change.value!r}, source = {_quoted(change.source)} }}"
            for path, change in content.overrides.items()
        ]
        blocks.append("\n".join(["[overrides]", *lines]))
    return "\n\n".join(blocks) + "\n"


def _sorted(part: dict[str, T]) -> dict[str, T]:
    return dict(sorted(part.items()))


def _override(document: Document, path: str, entry: Any) -> Override:
    source = entry.get("source") if isinstance(entry, dict) else None
    if not isinstance(source, str) or not source.strip() or set(entry) != {"value", "source"}:
        raise ParameterError(
            f"The override of {path} is not a value with a source.",
            where=document.place("overrides", path),
            hint=f'Write "{path}" = {{ value = 0.5, source = "who says so" }}.',
        )
    return Override(_number(document, ("overrides", path), entry, "value"), source.strip())


def _leaves(
    document: Document, tables: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every table that declares a parameter, at any depth below its mechanism."""
    for key, value in tables.items():
        keys = (*above, key)
        if not isinstance(value, dict):
            raise ParameterError(
                f"The key {'.'.join(keys)} stands outside a parameter.",
                where=document.place(*keys),
                hint="Put it below a table header such as [mechanism.name].",
            )
        if _LEAF & value.keys() or not any(isinstance(child, dict) for child in value.values()):
            yield keys, value
        else:
            yield from _leaves(document, value, keys)


def _parameter(document: Document, keys: tuple[str, ...], table: Mapping[str, Any]) -> Parameter:
    """One checked parameter."""
    path, place = ".".join(keys), document.place(*keys)
    fitted = "posterior" in table
    known = _POSTERIOR_KEYS if fitted else _PRIOR_KEYS
    for key in table:
        if key not in known:
            hint = nearest(key, known) or f"Known keys are {', '.join(known)}."
            raise ParameterError(
                f"{path} has an unknown key {key}.", where=document.place(*keys, key), hint=hint
            )
    for key in known:
        if key not in table and key != "note":
            raise ParameterError(f"{path} has no {key}.", where=place, hint=_WANTED[key])
    for key in (*_WORDS, *(("note",) if "note" in table else ())):
        if not isinstance(table[key], str) or (not table[key].strip() and key != "note"):
            raise ParameterError(
                f"The {key} of {path} is empty or not text.",
                where=document.place(*keys, key),
                hint=_WANTED[key],
            )
    common = {key: table[key].strip() for key in _WORDS}
    common |= {"path": path, "place": place, "note": str(table.get("note", "")).strip()}
    grade = _grade(document, keys, table, fitted)
    if fitted:
        name = str(table["posterior"])
        return Parameter(**common, grade=grade, value=math.nan, low=-math.inf, high=math.inf, posterior=name)
    value, low, high = (_number(document, keys, table, key) for key in ("value", "low", "high"))
    parameter = Parameter(
        **common, grade=grade, value=value, low=low, high=high, prior=_prior(document, keys, table["prior"])
    )
    _check_range(parameter, document.place(*keys, "value"))
    return parameter


_WANTED = {
    "label": 'Say in plain words what it is: label = "Share of the gap that closes in a year".',
    "unit": 'Write unit = "share of GDP", or unit = "1" for a pure number.',
    "source": 'Write source = "Author (year), table" or source = "judgement: why".',
    "grade": 'Write grade = "estimated", "published" or "judgement".',
    "value": "Write value = number, the central value.",
    "prior": 'Write prior = { dist = "normal", mean = 0.0, sd = 1.0 }, or { dist = "fixed" }.',
    "low": "Write low = number, the smallest value that makes sense.",
    "high": "Write high = number, the largest value that makes sense.",
    "posterior": 'Write posterior = "name of a fit".',
}


def _grade(document: Document, keys: tuple[str, ...], table: Mapping[str, Any], fitted: bool) -> Grade:
    path, place = ".".join(keys), document.place(*keys, "grade")
    try:
        grade = Grade(table["grade"])
    except ValueError:
        raise ParameterError(
            f"{path} has the unknown grade {table['grade']!r}.", where=place, hint=_WANTED["grade"]
        ) from None
    if fitted and grade is not Grade.ESTIMATED:
        raise ParameterError(
            f"{path} takes posterior draws but is graded {grade}.",
            where=place,
            hint='Write grade = "estimated".',
        )
    return grade


def _number(document: Document, keys: tuple[str, ...], table: Mapping[str, Any], key: str) -> float:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ParameterError(
            f"{key} of {'.'.join(keys)} is {value!r}, not a finite number.",
            where=document.place(*keys, key),
            hint=f"Write {key} = 0.5, say.",
        )
    return float(value)


def _prior(document: Document, keys: tuple[str, ...], given: Any) -> Prior | None:
    """The prior of a table, or None for a fixed number."""
    path, place = ".".join(keys), document.place(*keys, "prior")
    dist = given.get("dist") if isinstance(given, dict) else None
    if dist == "fixed" and len(given) == 1:
        return None
    if not isinstance(dist, str) or dist not in FAMILIES:
        hint = nearest(str(dist), FAMILIES) or f"Known families are {', '.join(FAMILIES)} and fixed."
        raise ParameterError(f"{path} has the unknown prior {given!r}.", where=place, hint=hint)
    family = FAMILIES[dist]
    if set(given) != {"dist", *family.arguments}:
        wanted = ", ".join(f"{name} = number" for name in family.arguments)
        raise ParameterError(
            f"The {dist} prior of {path} has {', '.join(k for k in given if k != 'dist') or 'no numbers'}.",
            where=place,
            hint=f'Write prior = {{ dist = "{dist}", {wanted} }}.',
        )
    numbers = {name: _number(document, (*keys, "prior"), given, name) for name in family.arguments}
    wrong = [name for name in family.positive if numbers[name] <= 0]
    if dist == "uniform" and numbers["high"] <= numbers["low"]:
        wrong = ["high - low"]
    if wrong:
        raise ParameterError(
            f"{wrong[0]} in the {dist} prior of {path} is not above zero.",
            where=place,
            hint='Spread and shape are positive; for no spread write { dist = "fixed" }.',
        )
    return Prior(dist, tuple(numbers.values()))


def _check_range(parameter: Parameter, place: str) -> None:
    """The value lies in its range, near its prior, and the range leaves the prior some room."""
    path, value, prior = parameter.path, parameter.value, parameter.prior
    if not parameter.low <= value <= parameter.high:
        raise ParameterError(
            f"{path} = {value:g} lies outside its range.",
            where=place,
            hint=f"The range is {parameter.low:g} to {parameter.high:g}: mend value, low or high.",
        )
    if prior is None:
        return
    if not _FAR <= prior.cdf(value) <= 1 - _FAR:
        raise ParameterError(
            f"{path} = {value:g} is far from its own prior {prior}.",
            where=place,
            hint="Its prior gives such a value less than 1 chance in 1,000: mend value or prior.",
        )
    if prior.cdf(parameter.high) - prior.cdf(parameter.low) < 0.5:
        raise ParameterError(
            f"The range of {path} cuts away more than half of its prior {prior}.",
            where=place,
            hint="Widen low and high, or choose a prior that lies between them.",
        )


def _header(path: str) -> str:
    bare = re.compile(r"[A-Za-z0-9_-]+")
    return "[" + ".".join(part if bare.fullmatch(part) else _quoted(part) for part in path.split(".")) + "]"


def _lines_of(parameter: Parameter) -> list[str]:
    lines = [f"label = {_quoted(parameter.label)}"]
    if parameter.posterior is not None:
        lines.append(f"posterior = {_quoted(parameter.posterior)}")
    else:
        lines.append(f"value = {parameter.value!r}")
        numbers = parameter.prior.arguments() if parameter.prior else {}
        inside = [f'dist = "{parameter.prior.dist if parameter.prior else "fixed"}"']
        inside += [f"{name} = {number!r}" for name, number in numbers.items()]
        lines.append(f"prior = {{ {', '.join(inside)} }}")
        lines += [f"low = {parameter.low!r}", f"high = {parameter.high!r}"]
    lines.append(f"unit = {_quoted(parameter.unit)}")
    lines.append(f'grade = "{parameter.grade.value}"')
    lines.append(f"source = {_quoted(parameter.source)}")
    if parameter.note:
        lines.append(f"note = {_quoted(parameter.note)}")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
