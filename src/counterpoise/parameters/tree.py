"""Every number of the model, with its unit, range, prior, grade and source: TOML <-> parameter tree.

A parameter's path in the Model's tree is its key in the TOML files::

    [balancing.gain]
    label = "Pull to balance per unit of alarm and protection"
    value = 0.41
    unit = "logits of tie"
    prior = { dist = "normal", mean = 0.41, sd = 0.16 }
    low = 0.0
    high = 2.0
    grade = "judgement"
    source = "First pass between states, EVIDENCE section 3"

Prior families: normal (mean, sd), lognormal (median, sigma), beta (a, b), gamma (shape, rate), uniform
(low, high), and ``{ dist = "fixed" }`` for a number without spread.  A table with ``posterior = "name"``
instead of value, prior and range takes its coefficients from the draws of that fit: ``[dispute]`` with a
column ``power`` gives ``dispute.power``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.noise import uniform
from counterpoise.parameters.file import Content, dump_content, read_content
from counterpoise.parameters.parameter import Override, Parameter
from counterpoise.parameters.posterior import Posterior
from counterpoise.tomlfile import Document, parse_toml, read_toml
from counterpoise.vocabulary import ParameterError, nearest

__all__ = ["ParameterSet"]


@dataclass(frozen=True)
class ParameterSet:
    """All parameters by path, sorted; frozen, so that a change makes a new set.

    Attributes:
        parameters: Path to parameter, coefficients of posteriors included.
        fits: Tables that take their numbers from a posterior, by path, as they were declared.
        posteriors: Draws by name of the fit; their digests are part of :attr:`digest`.
        overrides: Path to the value that replaces it.
    """

    parameters: Mapping[str, Parameter]
    fits: Mapping[str, Parameter] = field(default_factory=dict)
    posteriors: Mapping[str, Posterior] = field(default_factory=dict, compare=False, repr=False)
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @classmethod
    def load(cls, paths: Iterable[Path] | None = None) -> ParameterSet:
        """Read parameter files; the package's own by default.

        Raises:
            ParameterError: Naming file, line and key, for anything but complete and sourced parameters.
            DataError: If the draws of a posterior are absent or damaged.
        """
        if paths is None:
            paths = sorted(Path(str(files("counterpoise") / "library" / "parameters")).glob("*.toml"))
        return cls._assembled(read_toml(Path(path), ParameterError) for path in paths)

    @classmethod
    def parse(cls, text: str, name: str = "parameters.toml") -> ParameterSet:
        """Read parameters from TOML text; ``name`` stands for the file in errors (see :meth:`load`)."""
        return cls._assembled([parse_toml(text, name, ParameterError)])

    @classmethod
    def _assembled(cls, documents: Iterable[Document]) -> ParameterSet:
        content = read_content(documents)
        whole = cls(content.parameters, content.fits, content.posteriors)
        return whole.override(content.overrides) if content.overrides else whole

    def dump_toml(self) -> str:
        """The set as TOML, sorted by path; reading it again gives an equal set."""
        return dump_content(Content(self.parameters, self.fits, self.posteriors, self.overrides))

    def paths(self) -> tuple[str, ...]:
        """All paths, sorted."""
        return tuple(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    def __contains__(self, path: object) -> bool:
        return path in self.parameters

    def __getitem__(self, path: str) -> Parameter:
        """The parameter at a path; an overridden one has the new value, its source, and no spread.

        Raises:
            ParameterError: If there is no such path (with the nearest spelling).
        """
        if path not in self.parameters:
            hint = nearest(path, self.parameters) or "ParameterSet.paths() lists all paths."
            raise ParameterError(f"There is no parameter {path}.", hint=hint)
        parameter = self.parameters[path]
        if change := self.overrides.get(path):
            return replace(parameter, value=change.value, source=change.source, prior=None, posterior=None)
        return parameter

    def central(self) -> dict[str, float]:
        """Path to central value, overrides in place."""
        return {path: self[path].value for path in self.parameters}

    def draw(self, seed: int, members: int | Iterable[int]) -> dict[str, NDArray[np.float64]]:
        """Draws of every parameter: the quantile, within its range, of one addressed uniform per member.

        The address is (seed, member, 0, path), so a member's draw depends neither on how many members there
        are nor on which other parameters exist.  Coefficients of one fit share their uniform and so their
        row.

        Args:
            seed: Seed of the run.
            members: How many members from 0 on, or the numbers of the members wanted.

        Returns:
            Path to float64 array [member].
        """
        numbers = np.arange(members) if isinstance(members, int) else np.asarray(list(members))
        fitted: dict[str, NDArray[np.float64]] = {}
        for path, declared in self.fits.items():
            posterior = self.posteriors[str(declared.posterior)]
            rows = posterior.rows(_probability(seed, numbers, f"posterior {posterior.name}"))
            fitted |= {f"{path}.{name}": rows[:, k] for k, name in enumerate(posterior.names)}
        drawn: dict[str, NDArray[np.float64]] = {}
        for path in self.parameters:
            parameter = self[path]
            if parameter.posterior is not None:
                drawn[path] = fitted[path]
            elif parameter.prior is not None:
                chance = _probability(seed, numbers, f"parameter {path}")
                drawn[path] = parameter.prior.within(chance, parameter.low, parameter.high)
            else:
                drawn[path] = np.full(numbers.shape, parameter.value)
        return drawn

    def override(
        self, values: Mapping[str, float | Override], *, source: str = "set by the user", where: str = ""
    ) -> ParameterSet:
        """The same set with some values replaced and held without spread.

        Args:
            values: Path to new value, with its source or without.
            source: Source of the values that bring none.
            where: File, line or option that asks for it, for errors.

        Raises:
            ParameterError: If a path does not exist or a value lies outside its range.
        """
        changes = dict(self.overrides)
        for path, given in values.items():
            change = given if isinstance(given, Override) else Override(float(given), source)
            if path not in self.parameters:
                hint = nearest(path, self.parameters) or "Use the path of an existing parameter."
                raise ParameterError(f"There is no parameter {path}.", where=where or None, hint=hint)
            known = self.parameters[path]
            if not known.low <= change.value <= known.high:
                raise ParameterError(
                    f"{path} = {change.value:g} lies outside its range.",
                    where=where or None,
                    hint=f"Write a value from {known.low:g} to {known.high:g} ({known.unit}).",
                )
            changes[path] = change
        return replace(self, overrides=dict(sorted(changes.items())))

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides a draw or says where it is from, independent of file layout."""
        content = {
            "parameters": self.dump_toml(),
            "posteriors": {name: posterior.digest for name, posterior in sorted(self.posteriors.items())},
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def table(self) -> list[dict[str, Any]]:
        """Rows for the docs: path, label, value, unit, range, spread in words, grade, source, note."""
        return [_row(self[path], path in self.overrides) for path in self.parameters]


def _probability(seed: int, members: NDArray[Any], name: str) -> NDArray[np.float64]:
    return np.asarray(uniform(seed, members, 0, name), dtype=np.float64)


def _row(parameter: Parameter, overridden: bool) -> dict[str, Any]:
    if parameter.posterior is not None:
        spread = f"posterior draws of {parameter.posterior}"
    elif parameter.prior is not None:
        spread = str(parameter.prior)
    else:
        spread = "set by hand" if overridden else "fixed"
    return {
        "path": parameter.path,
        "label": parameter.label,
        "value": parameter.value,
        "unit": parameter.unit,
        "low": parameter.low,
        "high": parameter.high,
        "spread": spread,
        "grade": parameter.grade.value,
        "source": parameter.source,
        "note": parameter.note,
    }
