"""The catalogue: every raw table has a passport, and those whose terms forbid it are not in the panel."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from counterpoise.data import open_panel
from counterpoise.data.catalogue import DECISIONS, entry, load
from counterpoise.data.licences import LICENCES, licences_text
from counterpoise.data.store import PANEL
from counterpoise.vocabulary import DataError, UnknownNameError

CLOSED = (
    "sipri",
    "eiu",
    "freedom_house",
    "lowy",
    "scimago",
    "imf",
    "nature_index",
    "peace_scale",
    "financial_claims",
)


def compiled() -> set[str]:
    """Catalogue keys of the raw tables behind the bundled panel."""
    return set(json.loads((PANEL / "manifest.json").read_text())["sources"])


@pytest.mark.parametrize("key", sorted(load()))
def test_passport_is_complete(key: str) -> None:
    """Every entry has a citation, BibTeX, version, licence, address, date and a decision."""
    source = entry(key).source
    assert source.decision in DECISIONS
    for text in (source.title, source.citation, source.version, source.licence, source.url):
        assert text.strip()
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.released)
    assert re.match(r"@\w+\{[\w_]+,", source.bibtex)
    assert source.bibtex.count("{") == source.bibtex.count("}")
    if source.first is not None and source.last is not None:
        assert source.first <= source.last


def test_only_open_tables_are_compiled() -> None:
    """No raw table that may not be shipped is behind the panel."""
    assert {load()[key].source.decision for key in compiled()} == {"ship"}
    assert not [key for key in compiled() if any(word in key for word in CLOSED)]


def test_what_is_cited_was_read() -> None:
    """Every source that a table names was read by the build, and no table of the panel lacks one."""
    panel = open_panel()
    for name in panel.tables():
        if name not in ("repairs", "ties"):
            assert set(panel.table_sources(name)) <= compiled(), name


@pytest.mark.parametrize("word", CLOSED)
def test_closed_tables_are_not_for_shipping(word: str) -> None:
    """SIPRI, EIU, Freedom House, Lowy, SCImago, IMF, BIS, Nature Index and the peace scale do not ship."""
    entries = [item for key, item in load().items() if word in key]
    assert entries
    assert all(item.source.decision in ("recipe", "cite", "never") for item in entries)


def test_licences_file_is_the_catalogue() -> None:
    """DATA_LICENCES.md is what the catalogue generates."""
    assert LICENCES.read_text(encoding="utf-8") == licences_text(compiled())


def test_public_dates_never_run_backwards() -> None:
    """A later year is never public before an earlier one."""
    for key, item in load().items():
        days = [item.public(year) for year in range(1950, 2026)]
        assert days == sorted(days), key


def test_editions_open_earlier_years_earlier() -> None:
    """NMC to 2012 was public in 2017, to 2016 in 2021."""
    nmc = entry("nmc")
    assert nmc.public(2012) < nmc.public(2016) < nmc.public(2022)


def test_unknown_source_is_told() -> None:
    """A misspelt source gets a hint."""
    with pytest.raises(UnknownNameError, match="Did you mean nmc"):
        entry("nmcc")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[entry.x]\ntitle = 'A'\n", "lacks file"),
        (
            "[reference.r]\ncitation='c'\nurl='u'\nbibtex='b'\n[entry.x]\ntitle='A'\nfile='a'\nreference='r'\n"
            "version='1'\nlicence='l'\ndecision='maybe'\nreleased='2020-01-01'\norigin='o'\n",
            "maybe",
        ),
        (
            "[entry.x]\ntitle='A'\nfile='a'\nreference='r'\nversion='1'\nlicence='l'\ndecision='ship'\n"
            "released='2020-01-01'\norigin='o'\n",
            "unknown reference",
        ),
        ("[entry.x\n", "Not valid TOML"),
    ],
)
def test_a_wrong_catalogue_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    """A blank field, an unknown decision or reference, and broken TOML are each named."""
    path = tmp_path / "catalogue.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=complaint):
        load(path)


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    """A catalogue that is gone is named."""
    with pytest.raises(DataError, match="missing"):
        load(tmp_path / "none.toml")
