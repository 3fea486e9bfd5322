"""The panel in other hands: Arrow, polars, DuckDB, files, codebook, references, command line."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import rdata

import counterpoise as cp
from counterpoise.cli.app import main
from counterpoise.cli.export import words_with_options
from counterpoise.units import export as module
from counterpoise.units.builder import Units
from counterpoise.units.export import stata_names
from counterpoise.vocabulary import CounterpoiseError


@pytest.fixture
def unit() -> Units:
    """A few pairs with numbers, flags, codes and words, some of them missing."""
    names = ("names", "capabilities", "alliances", "disputes", "mindist", "spells")
    return cp.dyad_years(years=(2005, 2015)).where(states=["USA", "JPN", "CHN"]).add(*names)


def test_arrow_says_null_and_whole(unit: Units) -> None:
    """In Arrow missing is null, flags are integers, and each column has its label and sources."""
    frame, table = unit.to_pandas(), unit.to_arrow()
    assert table.column_names == list(frame.columns)
    for name in frame:
        assert table[name].null_count == frame[name].isna().sum(), name
    field = table.schema.field("gml_onset")
    assert str(field.type) == "int32"
    assert field.metadata[b"sources"] == b"gml_dyad_disputes"


def test_polars_and_duckdb_see_the_same_numbers(unit: Units) -> None:
    """A query gives what the frame gives."""
    frame, polars = unit.to_pandas(), unit.to_polars()
    assert isinstance(polars, pl.DataFrame)
    assert polars.height == len(frame)
    assert polars["cinc1"].sum() == pytest.approx(frame["cinc1"].sum())
    relation = unit.to_duckdb()
    rows = relation.aggregate("count(*), sum(defence), count(gml_onset)").fetchall()
    assert rows == [(len(frame), frame["defence"].sum(), frame["gml_onset"].notna().sum())]


def test_nullable_types_and_the_names_of_peacesciencer() -> None:
    """On request whole numbers are nullable integers, and columns go by the names R users know."""
    unit = cp.dyad_years(years=(2005, 2015)).where(states=["USA", "JPN", "CHN"])
    unit = unit.add("capabilities", "alliances", "mindist", "gdp and population").add(
        "disputes", source="gml"
    )
    frame = unit.to_pandas(nullable=True, names="peacesciencer")
    assert str(frame["gmlmidonset"].dtype) == "Int32"
    assert {"gmlmidonset", "atop_defense", "milex1", "mindist"} <= set(frame.columns)
    assert frame["gmlmidonset"].isna().sum() == (frame["year"] > 2010).sum()
    assert frame.columns.is_unique
    assert "pwtpop1" not in frame  # theirs counts millions, ours persons: one name would be two units


READERS: dict[str, Any] = {
    ".parquet": pd.read_parquet,
    ".csv": pd.read_csv,
    ".dta": pd.read_stata,
    ".rds": lambda path: rdata.read_rds(path).reset_index(drop=True),
}


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".dta", ".rds"])
@pytest.mark.filterwarnings("ignore::UserWarning:rdata")
def test_what_is_written_reads_back(ending: str, unit: Units, tmp_path: Path) -> None:
    """Each form of file holds every row and column, the same numbers, and missing where missing."""
    files = unit.export(tmp_path / f"panel{ending}")
    assert [path.name for path in files] == [
        f"panel{ending}{more}" for more in ("", ".codebook.md", ".codebook.html", ".bib")
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in files)
    frame, back = unit.to_pandas(), READERS[ending](files[0])
    assert list(back.columns) == list(frame.columns)
    assert len(back) == len(frame)
    for name in frame.columns:
        if frame[name].dtype.kind in "if":
            values = pd.to_numeric(back[name]).to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_allclose(values, frame[name].to_numpy(dtype=float), rtol=1e-6, err_msg=name)
    assert back["state1"].astype(str).tolist() == frame["state1"].astype(str).tolist()


def test_stata_keeps_labels_and_shortens_names() -> None:
    """Names are at most 32 characters, each once, and begin with a letter or underscore."""
    short = stata_names(["x" * 40, "x" * 41, "1st", "a b"])
    assert len(set(short.values())) == 4
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,31}", name) for name in short.values())


def test_stata_labels(unit: Units, tmp_path: Path) -> None:
    """Variable labels are the columns' labels."""
    (path, *_) = unit.export(tmp_path / "panel.dta")
    with pd.read_stata(path, iterator=True) as reader:
        assert reader.variable_labels()["defence"] == "State 1 owes state 2 defence"


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".dta", ".rds"])
def test_a_failure_leaves_the_older_file(
    ending: str, unit: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where writing fails the older file is whole, and nothing half-written lies about."""
    path = tmp_path / f"panel{ending}"
    path.write_bytes(b"older")

    def broken(*_: object) -> None:
        _[2].write_bytes(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(module.FORMS, ending, broken)
    with pytest.raises(OSError, match="space"):
        unit.export(path)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_endings_and_folders_are_told(unit: Units, tmp_path: Path) -> None:
    """Before anything is built the ending and the folder are checked."""
    with pytest.raises(CounterpoiseError, match=r"Did you mean \.parquet"):
        unit.export(tmp_path / "panel.parqet")
    with pytest.raises(CounterpoiseError, match="not there"):
        unit.export(tmp_path / "nowhere" / "panel.csv")


class Page(HTMLParser):
    """Collects what a page asks of elsewhere, and its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note sources, links and anchors."""
        for name, value in attrs:
            if name == "src" or (tag == "link" and name == "href"):
                self.asked.append(str(value))
            if name == "id":
                self.ids.append(str(value))
            if tag == "a" and name == "href":
                self.links.append(str(value))


def test_the_codebook_tells_every_column_and_source(unit: Units) -> None:
    """Both forms name each column with its label, unit and years, and cite each source; the page stands alone."""
    frame = unit.to_pandas()
    from counterpoise.units.codebook import codebook

    markdown, html = codebook(unit, "md", frame), codebook(unit, "html", frame)
    for column in unit.columns:
        assert f"| {column.name} | {column.label} | {column.unit} |" in markdown
        assert f"<td>{column.name}</td>" in html
    for source in unit.sources():
        assert source.key in markdown
        assert source.version in markdown
    page = Page()
    page.feed(html)
    assert not page.asked
    assert {link.removeprefix("#") for link in page.links if link.startswith("#")} == set(page.ids)
    assert unit.codebook() != markdown


def test_references_are_those_of_the_columns(unit: Units) -> None:
    """BibTeX holds the works behind the columns and rows, and no others."""
    cited = unit.cite()
    assert cited.count("@") >= 5
    assert "Carter" not in cited
    assert len(cp.state_years().cite()) < len(cited)


def test_the_command_line_writes_a_panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command gives the file, the codebook and the references that Python gives."""
    path = tmp_path / "asia.csv"
    words = ["data", "export", "dyad-years", "--non-directed", "--years", "1946-1960", "--states", "USA,CHN,JPN",
             "--with", "alliances, cinc, spells(of=gml_onset+war_ongoing; form=cubic)", "--to", str(path)]  # fmt: skip
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 0
    written = pd.read_csv(path)
    unit = cp.dyad_years(directed=False, years=(1946, 1960)).where(states=["USA", "CHN", "JPN"])
    unit = unit.add("alliances", "cinc").add("spells", of=("gml_onset", "war_ongoing"), form="cubic")
    assert list(written.columns) == [column.name for column in unit.columns]
    assert len(written) == len(unit)
    out = capsys.readouterr().out
    assert "asia.csv.codebook.html" in out
    assert f"dyad-years, {len(unit)} rows, {len(unit.columns)} columns" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dyad-year"], "Did you mean dyad-years?"),
        (["dyad-years", "--with", "alliance obligation"], "Did you mean"),
        (["dyad-years", "--years", "ninety"], "--years 1946-2018"),
        (["dyad-years", "--with", "spells(cubic)"], "form=cubic"),
        (
            ["dyad-years", "--years", "1946-2018", "--where", "politically relevant"],
            "--years 1946-2016, or --carry",
        ),
        (["dyad-years", "--years", "2017-2018", "--where", "politically relevant"], "--years 1816-2016"),
        (["leader-years", "--system", "gw", "--no-microstates"], "--system gw"),
        (["dispute-years", "--system", "gw"], "Leave --system out. --with 'names'"),
        (["treaty-years", "--system", "gw"], "treaty-members with --with 'names'"),
        (["dyad-years", "--years", "1990-1991", "--states", "USA"], "--side either"),
        (["state-years", "--with", "arms transfers"], "data add"),
    ],
)
def test_the_command_line_teaches(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mistakes end with exit code 2 or 3, a hint, and no file."""
    with pytest.raises(SystemExit) as left:
        main(["data", "export", *words, "--to", str(tmp_path / "x.csv")])
    assert left.value.code in {2, 3}
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_lists_in_brackets_and_brackets_left_open() -> None:
    """A list is written with + or with commas; a bracket that is not closed is named."""
    one = [("disputes", {"whittle": ("onset", "fatality"), "source": "gml"}), ("cinc", {})]
    assert words_with_options("disputes(whittle=onset+fatality; source=gml), cinc") == one
    assert words_with_options("disputes(whittle=onset,fatality; source=gml), cinc") == one
    for text, said in (
        ("spells(of=gml_onset", "The bracket after spells is not closed"),
        ("spells(of=gml_onset))", "too many after 'spells'"),
        ("spells((of=gml_onset)", "too many after 'spells'"),
        ("(of=gml_onset)", "is no column"),
    ):
        with pytest.raises(CounterpoiseError, match=said):
            words_with_options(text)


def test_the_command_line_notes_windows_and_refuses_a_direction_of_states(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard error says what is missing in the years asked for; state-years have no direction."""
    words = ["data", "export", "state-years", "--years", "2009-2012", "--states", "USA"]
    path = tmp_path / "x.csv"
    with pytest.raises(SystemExit) as left:
        main([*words, "--with", "gml_onset, cinc", "--to", str(path)])
    assert left.value.code == 0
    said = capsys.readouterr().err
    assert "note: gml_onset: Missing outside 2009 to 2010, of 2009 to 2012 asked for." in said
    assert "cinc" not in said
    with pytest.raises(SystemExit) as left:
        main([*words, "--directed", "--to", str(path)])
    assert left.value.code == 2
    assert "state-years have no direction" in capsys.readouterr().err


def test_the_codebook_writes_years_as_years_and_code_as_code(tmp_path: Path) -> None:
    """No thousands separator in a year; words between backticks are code on the page."""
    unit = cp.state_years(years=(1990, 1991)).where(states=["USA"]).add("capabilities")
    unit.export(tmp_path / "x.csv")
    text, page = ((tmp_path / f"x.csv.codebook.{form}").read_text() for form in ("md", "html"))
    assert "1990 to 1991" in text
    assert "1,990" not in text
    assert "<code>nmc_milex</code>" in page
    assert "`" not in page.split("</style>")[1]
