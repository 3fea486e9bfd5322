"""What an attribution says, as a file and as tables, and whether it still speaks of this model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from counterpoise.analysis.attribution.references import REFERENCES

__all__ = ["CAVEAT", "Attribution", "Division", "Part", "model_digest", "stored_attribution"]

SCHEMA = 1

CAVEAT = (
    "Accounting inside the model, not proof of cause: the shares say how this model's answer divides among its "
    "complications, and they would differ in another model or from another reference."
)
"""What every reader of these numbers must be told."""

_DIGITS = 6
_DECIDE = (
    "mechanisms", "measures", "observe", "parameters", "theatres.py", "model.py", "simulate.py", "measuring.py",
    "draws.py", "noise.py", "switches.py", "world.py", "acts.py", "reading.py", "reach.py", "lanes.py", "stances.py",
    "analysis/verdict.py", "analysis/lives.py", "analysis/prepare.py",
)  # fmt: skip
"""Files of the package that decide what a future is and how it is judged."""


@dataclass(frozen=True)
class Part:
    """A share, or an interaction, with its Monte Carlo standard error.

    Attributes:
        value: In probability: -.10 takes ten futures of a hundred.
        se: Standard error, paired by member.
        first: What the claim adds to the simple story alone; None for a pair.
        last: What it adds when it joins the others last; None for a pair.
    """

    value: float
    se: float
    first: float | None = None
    last: float | None = None


@dataclass(frozen=True)
class Division:
    """The difference between the stories in one outcome, divided.

    Attributes:
        outcome: ``balance_holds``, ``ties_survive``, ``both``, ``theatre:KEY`` or ``alliance:ISO3``.
        year: Year.
        reference: What *off* means.
        simple: Its probability with every complication off.
        full: With all on.
        difference: Full less simple.
        se: Standard error of the difference.
        shares: Claim to its Shapley value; they sum to the difference.
        pairs: ``C4+C5`` to the Shapley interaction of the two; of the sign of the difference where they amplify; the
            surest first, by size over error.
    """

    outcome: str
    year: str
    reference: str
    simple: float
    full: float
    difference: float
    se: float
    shares: Mapping[str, Part]
    pairs: Mapping[str, Part] = field(default_factory=dict)

    def ranked(self) -> list[tuple[str, Part]]:
        """Claims, the one that takes most first."""
        return sorted(self.shares.items(), key=lambda item: item[1].value)

    def strongest(self, count: int = 3) -> list[tuple[str, Part]]:
        """Pairs whose interaction is surest."""
        return list(self.pairs.items())[:count]


@dataclass(frozen=True)
class Attribution:
    """All divisions of one scenario.

    Attributes:
        scenario: Its name.
        edition: Its edition.
        seed: Of all luck.
        members: Futures, each lived under every subset.
        claims: Complications among which it is divided.
        divisions: By outcome, year and reference.
        digests: Of panel, parameters, scenario and model.
    """

    scenario: str
    edition: str
    seed: int
    members: int
    claims: tuple[str, ...]
    divisions: tuple[Division, ...]
    digests: Mapping[str, str]

    def of(
        self, outcome: str = "balance_holds", year: str | None = None, reference: str = "declared"
    ) -> Division:
        """One division; of the last year by default.

        Raises:
            KeyError: If there is none.
        """
        last = max(d.year for d in self.divisions) if year is None else year
        for division in self.divisions:
            if (division.outcome, division.year, division.reference) == (outcome, last, reference):
                return division
        raise KeyError((outcome, last, reference))

    @property
    def references(self) -> tuple[str, ...]:
        """Reference sets, in order."""
        return tuple(dict.fromkeys(division.reference for division in self.divisions))

    @property
    def years(self) -> tuple[str, ...]:
        """Years, in order."""
        return tuple(dict.fromkeys(division.year for division in self.divisions))

    def stale(self, digests: Mapping[str, str]) -> list[str]:
        """What has changed since: names of digests that differ."""
        return [name for name, value in self.digests.items() if digests.get(name) != value]

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what it says of itself first."""
        told = {name: REFERENCES[name] for name in self.references}
        content = _rounded(asdict(self))
        return {"schema": SCHEMA, "caveat": CAVEAT, "references": told, **content}

    def to_json(self) -> str:
        """As a file."""
        return json.dumps(self.as_dict(), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Attribution:
        """The attribution that :meth:`to_json` wrote."""
        content = {k: v for k, v in json.loads(text).items() if k not in ("schema", "caveat", "references")}
        divisions = tuple(
            Division(
                **{
                    **given,
                    "shares": {claim: Part(**part) for claim, part in given["shares"].items()},
                    "pairs": {pair: Part(**part) for pair, part in given["pairs"].items()},
                }
            )
            for given in content["divisions"]
        )
        return cls(**{**content, "claims": tuple(content["claims"]), "divisions": divisions})

    def rows(self) -> Iterator[list[Any]]:
        """One row per number: reference, outcome, year, what, value, se."""
        for d in self.divisions:
            head = [d.reference, d.outcome, d.year]
            yield [*head, "simple", d.simple, ""]
            yield [*head, "full", d.full, ""]
            yield [*head, "difference", d.difference, d.se]
            for name, part in (*d.shares.items(), *d.pairs.items()):
                yield [*head, name, part.value, part.se]


HEADER = ("reference", "outcome", "year", "part", "value", "se")
"""Columns of :meth:`Attribution.rows`."""


def stored_attribution(scenario: str, edition: str) -> Attribution | None:
    """The attribution that ships for a scenario as bundled; None where none does."""
    place = files("counterpoise") / "library" / "attribution" / f"{scenario}-{edition}.json"
    if not place.is_file():
        return None
    return Attribution.from_json(place.read_text(encoding="utf-8"))


def model_digest() -> str:
    """SHA-256 of the package's files that decide what a future is and how it is judged."""
    root = Path(str(files("counterpoise")))
    digest = sha256()
    for name in _DECIDE:
        place = root / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _rounded(content: Any) -> Any:
    """Numbers to six digits, which keeps sums to a hundred-thousandth; nothing where there is no number."""
    if isinstance(content, dict):
        return {key: _rounded(value) for key, value in content.items() if value is not None}
    if isinstance(content, (list, tuple)):
        return [_rounded(value) for value in content]
    if isinstance(content, float):
        return round(content, _DIGITS) if content == content else None
    return content
