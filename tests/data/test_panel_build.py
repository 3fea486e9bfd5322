"""Building: deterministic to the byte, and a failed build leaves the old panel whole."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest
from tests.raw import SOURCES, needs_sources

from counterpoise.data import write as writing
from counterpoise.data.build import BuildReport, build
from counterpoise.data.catalogue import load
from counterpoise.data.panel import Panel
from counterpoise.data.read import Shelf
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import DataError, Mask

ASIA = [2, 365, 710, 713, 732, 740, 750, 816, 840, 850, 900]


@pytest.fixture(scope="session")
def raw() -> Path:
    """The folder of raw tables."""
    return SOURCES


@pytest.fixture(scope="module")
def built(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildReport, list[str]]:
    """A panel compiled once, and what was said on the way."""
    said: list[str] = []
    return build(raw, tmp_path_factory.mktemp("built") / "panel", progress=said.append), said


@pytest.fixture
def links(raw: Path, tmp_path: Path) -> Path:
    """A folder of links to the raw tables, in which a test may break one."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for path in raw.iterdir():
        (folder / path.name).symlink_to(path)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.sources
@needs_sources
def test_the_same_sources_give_the_same_bytes(built: tuple[BuildReport, list[str]]) -> None:
    """A build agrees with the bundled panel, which an earlier one made, file by file."""
    report, _ = built
    assert digests(report.out) == digests(PANEL)
    assert report.digest == Panel(Store(PANEL)).digest
    assert "cells" in report.text()


@pytest.mark.sources
@needs_sources
@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_a_bad_raw_table_leaves_the_old_panel(links: Path, tmp_path: Path, damage: str) -> None:
    """A table that is missing, cut short or another version is named, and the old panel stays as it was."""
    out = tmp_path / "panel"
    shutil.copytree(PANEL, out)
    target = links / "wpp2024_population_projection.parquet"
    whole = target.read_bytes()
    target.unlink()
    if damage != "missing":
        target.write_bytes(whole[: len(whole) // 2] if damage == "cut" else whole + b"\0")
    with pytest.raises(DataError) as caught:
        build(links, out)
    assert target.name in str(caught.value)
    assert caught.value.hint
    assert digests(out) == digests(PANEL)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".panel-")]


def test_a_full_disk_leaves_the_old_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses once all is written is told as such, and the old panel stays as it was."""
    out = tmp_path / "panel"
    shutil.copytree(PANEL, out)
    (out / "mine.txt").write_text("The old one.", encoding="utf-8")
    before = digests(out)

    def write(shelf: Shelf, folder: Path, say: object) -> dict[str, object]:
        shutil.copytree(PANEL, folder, dirs_exist_ok=True)
        return {}

    def refuse(folder: Path, manifest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("counterpoise.data.build._write", write)
    monkeypatch.setattr(writing, "_check", refuse)
    with pytest.raises(DataError, match="No space left"):
        build(tmp_path, out)
    assert digests(out) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".panel-")]


@pytest.mark.sources
@needs_sources
def test_progress_is_told(built: tuple[BuildReport, list[str]]) -> None:
    """The build says what it is doing."""
    _, said = built
    assert said[0] == "state-years"
    assert "alliances" in said


@pytest.mark.sources
@needs_sources
def test_every_raw_table_is_in_the_catalogue(raw: Path) -> None:
    """No raw table lacks a passport, and the digests are those of the files."""
    entries = {item.file: item.sha256 for item in load().values() if item.sha256}
    files = {path.name: path for path in raw.iterdir() if path.suffix != ".md"}
    assert set(files) == set(entries)
    for name, path in files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entries[name], name


@pytest.mark.sources
@needs_sources
@pytest.mark.parametrize(
    ("key", "column", "variable", "scale"),
    [
        ("nmc", "cinc", "cinc", 1.0),
        ("nmc", "milex", "nmc_milex", 1.0),
        ("fariss", "pwtrgdp", "gdp_long", 1.0),
        ("gapminder_gdp", "gdp_ppp_2021intl_gapminder", "gdp_ppp", 1e-6),
        ("demography", "pop_65plus", "aged", 1.0),
        ("wdi_military", "military_expenditure_percent_of_gdp", "burden", 0.01),
        ("vdem16", "v2x_polyarchy", "polyarchy", 1.0),
        ("cow_trade", "exports", "trade_exports", 1.0),
    ],
)
def test_observed_cells_are_the_raw_values(
    raw: Path, key: str, column: str, variable: str, scale: float
) -> None:
    """Every observed cell is the raw number in another unit, and every raw number is a cell."""
    panel = Panel(Store(PANEL))
    table = Shelf(raw).table(key).dropna(subset=["ccode", column])
    table = table[table["year"].between(1816, 2024 if variable == "gdp_ppp" else 2050)]
    table = table[table["ccode"].isin(panel.states)]
    assert not table.duplicated(["ccode", "year"]).any()
    years = range(1816, 2051)
    values, masks = panel.values(variable, panel.states, years), panel.masks(variable, panel.states, years)
    place = {code: index for index, code in enumerate(panel.states)}
    rows = table["year"].to_numpy(dtype=int) - 1816
    columns = table["ccode"].map(place).to_numpy(dtype=int)
    np.testing.assert_allclose(values[rows, columns], table[column].to_numpy(dtype=float) * scale, rtol=1e-9)
    observed = np.zeros_like(masks, dtype=bool)
    observed[rows, columns] = True
    assert not ((masks == Mask.OBSERVED) & ~observed).any()


@pytest.mark.sources
@needs_sources
def test_spending_agrees_with_sipri(raw: Path) -> None:
    """For the benchmarked states milex is within a tenth of SIPRI since 2000, exact in cited years."""
    panel = Panel(Store(PANEL))
    path = str(raw / "sipri_milex.parquet")
    rows = duckdb.connect().execute(
        "SELECT ccode, year, milex_constant_2023_musd FROM read_parquet(?) WHERE year >= 2000", [path]
    )
    off = {
        (code, year): abs(np.log(panel.values("milex", [code], [year])[0, 0] / spent))
        for code, year, spent in rows.fetchall()
        if code in ASIA and spent
    }
    assert len(off) > 200
    assert float(np.median(list(off.values()))) < 0.02
    assert float(np.quantile(list(off.values()), 0.95)) < 0.1
    assert max(off[(code, 2024)] for code in ASIA if code != 816) < 0.005


def test_a_missing_sources_folder_is_told(tmp_path: Path) -> None:
    """A folder that does not exist is named, with the option to set."""
    with pytest.raises(DataError, match="--sources"):
        build(tmp_path / "nowhere", tmp_path / "panel")


def test_a_file_in_place_of_the_output_folder_is_told(tmp_path: Path) -> None:
    """An output place that cannot be made is an error, not a traceback."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="could not be written"):
        build(tmp_path / "sources", tmp_path / "file" / "panel")


def test_an_empty_sources_folder_names_the_first_missing_table(tmp_path: Path) -> None:
    """With no raw tables the build names one, and where to fetch it."""
    (tmp_path / "sources").mkdir()
    with pytest.raises(DataError) as caught:
        build(tmp_path / "sources", tmp_path / "panel")
    assert "Fetch it from" in str(caught.value)
    assert not (tmp_path / "panel").exists()
