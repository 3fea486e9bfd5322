"""From a name or a path to a Scenario."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.scenario.extend import extended
from counterpoise.scenario.model import Scenario
from counterpoise.scenario.read import validated
from counterpoise.tomlfile import Document, parse_toml, read_toml
from counterpoise.vocabulary import ScenarioError, UnknownNameError, nearest

if TYPE_CHECKING:
    from counterpoise.data.panel import Panel

__all__ = ["available_scenarios", "extension", "load_scenario", "parse_scenario"]


def available_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with the package; those that extend another come last.

    >>> "asia" in available_scenarios()
    True
    """
    names = sorted(path.stem for path in _library().glob("*.toml"))
    return tuple(sorted(names, key=lambda name: "extends" in _read(name).data))


def load_scenario(name: str | Path, panel: Panel | None = None) -> Scenario:
    """Load a bundled scenario by name, or a file of the user's by path.

    Args:
        name: ``asia``, or a path that ends in ``.toml``.
        panel: If given, states and years are also held against what the panel knows.

    Raises:
        ScenarioError: With file, line, key and what to write instead.
        UnknownNameError: If no bundled scenario has that name.

    >>> load_scenario("asia").roles.challenger
    'CHN'
    """
    return _built(_read(str(name)), panel)


def _read(text: str) -> Document:
    path = Path(text)
    if path.suffix != ".toml" and not path.is_file():
        path = _library() / f"{text}.toml"
        if not path.is_file():
            known = available_scenarios()
            hint = (
                nearest(text, known) or f"Bundled are {', '.join(known)}; a file of your own ends in .toml."
            )
            raise UnknownNameError(f"There is no scenario called {text}.", hint=hint)
    return read_toml(path, ScenarioError)


def parse_scenario(text: str, name: str = "scenario.toml", panel: Panel | None = None) -> Scenario:
    """A Scenario from TOML text; ``name`` stands for the file in errors (see :func:`load_scenario`)."""
    return _built(parse_toml(text, name, ScenarioError), panel)


def extension(content: Mapping[str, Any], name: str = "extension") -> Scenario:
    """A Scenario from the content of an extension that was never a file (see :mod:`counterpoise.scenario.extend`)."""
    return _built(Document(name, content, {}), None)


def _built(document: Document, panel: Panel | None) -> Scenario:
    document = extended(document, _read)
    scenario = validated(Scenario, document).written_in(document)
    scenario.check()
    if panel is not None:
        scenario.check_against(panel)
    return scenario


def _library() -> Path:
    return Path(str(files("counterpoise") / "library" / "scenarios"))
