"""The page on forecasts: every command on it runs as it stands, in its order."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from counterpoise.analysis.dated import EVENTS
from counterpoise.cli import main
from counterpoise.forecast.rules import KINDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "forecast.md").read_text("utf-8")
FEW = {"run": ["--members", "20", "--without-report", "--quiet"]}
"""What is added to a command so that it takes less time; nothing is taken away."""


def commands() -> list[list[str]]:
    """Words of every command in a shell block."""
    found = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for text in found for line in text.splitlines() if line]


@pytest.mark.slow
def test_every_command_on_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run is made, registered, listed, verified and settled; nothing of it is known yet."""
    monkeypatch.chdir(tmp_path)
    said = {}
    for words in commands():
        head = re.findall(r"^head +(\w+)", "\n".join(said.values()), re.MULTILINE)
        typed = [head[-1] if word == "HEAD" else word for word in words] + FEW.get(words[0], [])
        with pytest.raises(SystemExit) as left:
            main(typed)
        output = capsys.readouterr()
        assert left.value.code == 0, (words, output.err)
        said[" ".join(words)] = output.out
    assert len(said) == len(commands()) == 7
    (path,) = Path("forecasts").glob("asia-latest-*.json")
    record = json.loads(path.read_text("utf-8"))
    assert not any(question["known_when_registered"] for question in record["questions"])
    assert {question["event"] for question in record["questions"]} == set(EVENTS)
    assert "0 settled" in said["forecast resolve"]
    assert "starts a militarised dispute" in said["forecast list --questions"]


def test_the_page_names_every_event_and_every_kind_of_rule() -> None:
    """What can be asked and how it is settled is all there."""
    for name in (*EVENTS, *KINDS):
        assert f"`{name}`" in PAGE
