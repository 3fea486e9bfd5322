"""What README and documentation tell the reader to type can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from counterpoise import __version__
from counterpoise.analysis.ready import made_ready
from counterpoise.claims import ledger
from counterpoise.cli.app import app
from counterpoise.data import open_panel
from counterpoise.scenario import load_scenario
from counterpoise.switches import story
from counterpoise.vintage import known_to

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    """Page and text of every code block in a language."""
    return [
        (page.name, text)
        for page in PAGES
        for kind, text in BLOCK.findall(page.read_text("utf-8"))
        if kind == language
    ]


def typed(program: str) -> list[tuple[str, list[str]]]:
    """Page and words of every line in a shell block that calls a program."""
    lines = [
        (page, shlex.split(line, comments=True)) for page, text in blocks("sh") for line in text.splitlines()
    ]
    return [(page, words) for page, words in lines if words and words[0] == program]


def test_there_is_something_to_type() -> None:
    """The searches below find the commands that they are meant to check."""
    assert len(typed("counterpoise")) > 10
    assert ["make", "run"] in [words for _, words in typed("make")]


@pytest.mark.parametrize(("page", "words"), typed("counterpoise"))
def test_commands_and_options_exist(page: str, words: list[str]) -> None:
    """Every ``counterpoise`` command in the docs names a command and options that there are."""
    command: Any = typer.main.get_command(app)
    rest = words[1 : words.index(">")] if ">" in words else words[1:]
    while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"{page}: {' '.join(words)}"
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= known, f"{page}: {' '.join(words)}"


@pytest.mark.parametrize(("page", "words"), typed("make"))
def test_make_targets_exist(page: str, words: list[str]) -> None:
    """Every ``make`` target in the docs is in the Makefile."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert words[1] in targets, f"{page}: {' '.join(words)}"


@pytest.mark.parametrize(("page", "code"), blocks("python"))
def test_python_examples_run(page: str, code: str) -> None:
    """Every Python example in the docs runs as it stands."""
    exec(compile(code, page, "exec"), {})


def test_the_readme_links_to_files_that_exist() -> None:
    """Relative links of README and CONTRIBUTING lead somewhere."""
    for page in PAGES[:2]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (ROOT / target).exists(), f"{page.name}: {target}"


def test_the_answer_in_the_readme_was_made_with_the_bundled_data() -> None:
    """The pasted terminal names the panel that ships; else run docs/_hooks/paste_terminal.py again."""
    (shown,) = re.findall(
        r"^seed \d+, data (\w+), model ([\w.]+)", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    assert shown == (open_panel().digest[:10], __version__)


def test_the_readme_names_every_claim_that_falls_short() -> None:
    """What README says is not done yet is what the ledger says, claim by claim."""
    section = (ROOT / "README.md").read_text("utf-8").split("## What it does not do yet")[1].split("\n## ")[0]
    short = {claim.id for claim in ledger().values() if claim.state != "acts"}
    assert set(re.findall(r"\(([SCV]\d)\)", section)) == short


def test_the_pages_on_slopes_count_the_parameters_of_the_model() -> None:
    """A model that has gained parameters has slopes that were not measured; else run benchmarks.slopes again."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    drawn = made_ready(scenario, known_to(panel, scenario), {}).draws(1, range(2))
    for page in ("gradients.md", "benchmarks.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        (told,) = re.findall(r"Slopes in (\d+) parameters and switches", text)
        assert int(told) == len(drawn) + len(story()), page
