"""The page on rebuilding, adding and updating: every command on it runs as it stands, in its order."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from tests.data.server import Behaviour, serve
from tests.raw import SOURCES, needs_sources

from counterpoise.cli import main
from counterpoise.data.addresses import addresses
from counterpoise.data.catalogue import load
from counterpoise.data.fetch import needed
from counterpoise.data.home import HOME
from counterpoise.data.store import PANEL, Store

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "update.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Text of the page's blocks in a language."""
    return [text for kind, text in BLOCK.findall(PAGE) if kind == language]


def commands(fetching: bool) -> list[list[str]]:
    """Words of every command, those that download or the others."""
    lines = [shlex.split(line, comments=True) for text in blocks("sh") for line in text.splitlines()]
    downloads = [words[:3] == ["counterpoise", "data", "fetch"] and "--list" not in words for words in lines]
    return [
        words[1:] for words, is_fetch in zip(lines, downloads, strict=True) if words and is_fetch == fetching
    ]


def run(words: list[str]) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as left:
        main(words)
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and a working folder of the test's own, with the files that the page shows."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    democracy, newer = blocks("csv")
    for name, text in {
        "democracy.csv": democracy,
        "newer.csv": newer,
        "world_bank.toml": blocks("toml")[0],
    }.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_command_that_needs_no_network_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of the page, each leaves with 0; at the end the bundled panel is what is left."""
    said = {}
    for words in commands(fetching=False):
        assert run(words) == 0, (words, capsys.readouterr().err)
        said[" ".join(words)] = capsys.readouterr().out
    assert "origin  https://raw.githubusercontent.com" in said["data fetch --list nmc atop"]
    assert "8.48" in said["data explain JPN democracy_eiu 2024 --panel mine"]
    whole = said["data diff bundled mine"]
    assert "JPN 2025 added: 0.0155 (observed, world_bank_2026)" in whole
    assert "democracy_eiu: 2 added" in whole
    told = json.loads(said["data diff bundled mine --variable burden --json"])
    assert [(cell["state"], cell["year"], cell["value"]) for cell in told["cells"]] == [("JPN", 2025, 0.0155)]
    changes = pd.read_csv("changes.csv")
    assert {"burden", "gdp_market", "milex", "median_age", "democracy_eiu"} == set(changes["variable"])
    assert json.loads(said["data explain USA cinc 2016 --json"])["value"] == pytest.approx(0.1333, abs=5e-5)
    assert not Path("mine").exists()


@pytest.mark.sources
@needs_sources
@pytest.mark.slow
def test_every_command_that_downloads_runs(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a mirror on this machine; the compiled panel is the bundled one."""
    files = {load()[key].file: Behaviour((SOURCES / load()[key].file).read_bytes()) for key in needed()}
    with serve(files) as host:
        monkeypatch.setenv("COUNTERPOISE_MIRROR", host.url)
        for words in commands(fetching=True):
            assert run(words) == 0, (words, capsys.readouterr().err)
    assert "It is the same as the bundled panel." in capsys.readouterr().out
    assert Store(home / "home" / "sources" / "compiled").digest == Store(PANEL).digest


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("data fetch nmcc", 2, "Did you mean nmc?"),
        ("data fetch cow_alliances", 2, "not to be fetched"),
        ("data fetch sipri_milex", 2, "write --accept sipri_milex"),
        ("data fetch --accept sipri_mlex sipri_milex", 2, "Did you mean sipri_milex?"),
        ("data fetch nmc --timeout 0", 2, "--timeout: The timeout is 0 seconds."),
        ("data fetch nmc --timeout nan", 2, "--timeout: The timeout is nan seconds."),
        ("data fetch nmc --retries -3", 2, "--retries: The number of retries is -3."),
        ("data fetch nmc --mirror notaurl", 2, "--mirror: 'notaurl' is no address of a mirror."),
        ("data fetch nmc --mirror ftp://example.org", 2, "begins with https:// or http://"),
        ("data fetch nmc --mirror http://127.0.0.1:9 --retries 0", 4, "cannot be reached"),
        (
            "data fetch events_2010 --build",
            2,
            "The panel was not compiled: 1 tables are missing (events_2010)",
        ),
        ("data add democracy.csv --as eui", 2, "Did you mean eiu?"),
        ("data add nothere.csv --as eiu", 3, "nothere.csv: The file is missing."),
        ("data add world_bank.toml --as eiu", 3, "Files of the kind .toml are not read."),
        (
            "data add newer.csv --as eiu",
            2,
            "The table has no column ccode; it has state, year, variable, value, mask.",
        ),
        ("data append nothere.csv --source world_bank.toml", 2, "The file cannot be read"),
        ("data append newer.csv --source newer.csv", 2, "newer.csv:1: This is not TOML"),
        (
            "data append democracy.csv --source world_bank.toml",
            2,
            "democracy.csv:1: The table has no column state.",
        ),
        ("data remove eiu", 2, "Nothing called eiu was added."),
        ("data diff bundled nowhere", 3, "There is no panel here"),
        ("data diff bundled bundled --variable cincc", 2, "Did you mean cinc?"),
        ("data explain JPN cinc 1700", 2, "Write a year from 1816 to 2050."),
        ("data explain USA-JNP rivalry 2010", 2, "Did you mean JPN"),
        ("data explain USA-JPN rivalries 2010", 2, "tss_rivalry"),
    ],
)
def test_a_mistake_has_its_message_and_its_exit_code(
    home: Path, capsys: pytest.CaptureFixture[str], words: str, code: int, says: str
) -> None:
    """One message, the right code, no traceback, and no panel."""
    assert run(shlex.split(words)) == code
    err = capsys.readouterr().err
    assert says in err
    assert "Traceback" not in err
    assert not (home / "home" / "panel").exists()


def test_every_source_has_an_address() -> None:
    """The keys are the catalogue's; what can be neither fetched nor rebuilt says what to do, or is closed."""
    assert set(addresses()) == set(load())
    for key, place in addresses().items():
        decision = load()[key].source.decision
        assert place.page.startswith("http"), key
        assert (
            place.rebuilds or place.file or place.recipe or decision in ("never", "cite") or key == "ties"
        ), key
        assert all(url.startswith("https://raw.githubusercontent.com/") for url in place.origin), key
        assert bool(place.terms) == place.accept, key
        assert decision != "recipe" or place.accept, (
            f"{key}: terms of what is not ours to pass on are asked for"
        )
        assert decision == "ship" or not place.origin, f"{key}: a copy that others pass on is not fetched"
