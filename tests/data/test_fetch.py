"""Fetching tables: from a mirror or from their origin, verified, with terms accepted, or told what to do."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from tests.data.server import Behaviour, Host, serve
from tests.raw import SOURCES, needs_sources

from counterpoise.cli.app import main
from counterpoise.data import addresses as places
from counterpoise.data import catalogue
from counterpoise.data.addresses import Address, addresses
from counterpoise.data.catalogue import Entry, load
from counterpoise.data.content import content_digest, read_table
from counterpoise.data.download import HostError, Settings
from counterpoise.data.fetch import Fetching, failures, fetch, fetch_each, needed
from counterpoise.data.origin import rebuild
from counterpoise.vocabulary import CounterpoiseError, DataError, UnknownNameError

FAST = Settings(timeout=2, retries=1, pause=0.01)

TABLE = pd.DataFrame({"ccode": [2, 740], "year": [2000, 2001], "score": [0.5, 1.25]})
DYADS = pd.DataFrame(
    {"ccode1": [2, 740, 2, 740], "ccode2": [740, 2, 740, 2], "year": [2000, 2000, 2001, 2001]}
)
SPANS = pd.DataFrame({"ccode1": [2], "ccode2": [740], "start_year": [2000], "end_year": [2001]})
ORIGIN = "https://example.org/owner/name/abc/"


def parquet(frame: pd.DataFrame) -> bytes:
    """Bytes of a Parquet file."""
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def csv(frame: pd.DataFrame) -> bytes:
    """Bytes of a CSV file."""
    return frame.to_csv(index=False).encode()


def made(key: str, table: pd.DataFrame, **how: object) -> tuple[Entry, Address]:
    """A catalogue entry and an address for a table."""
    decision = str(how.pop("decision", "ship"))
    source = replace(load()["nmc"].source, key=key, title=f"Table {key}", decision=decision, note="A note.")
    digest = hashlib.sha256(parquet(table)).hexdigest()
    item = Entry(source, f"{key}.parquet", digest, "an origin")
    place = Address(key, columns=tuple(table.columns), rows=len(table), content=content_digest(table), **how)  # type: ignore[arg-type]
    return item, place


_MADE = (
    made("plain", TABLE, origin=(ORIGIN + "a table.csv",), read="plain"),
    made("pairs", SPANS, origin=(ORIGIN + "pairs.csv",), read="spans"),
    made(
        "own", TABLE, decision="recipe", terms="Not to be passed on.", accept=True, file=ORIGIN + "own.xlsx"
    ),
    made("byhand", TABLE, recipe="Copy it from the book."),
    made("closed", TABLE, decision="never"),
)
BOOK = {place.key: (item, place) for item, place in _MADE}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A catalogue of a few tables, except where the real one is tested."""
    if "sources" not in request.keywords:
        monkeypatch.setattr(catalogue, "load", lambda: {key: pair[0] for key, pair in BOOK.items()})
        monkeypatch.setattr(places, "addresses", lambda: {key: pair[1] for key, pair in BOOK.items()})


@pytest.fixture
def host() -> Iterator[Host]:
    """A mirror that serves nothing yet."""
    with serve({}) as running:
        yield running


def how(tmp_path: Path, host: Host, **more: object) -> Fetching:
    """Fetch into a folder, from the mirror."""
    return Fetching(tmp_path / "tables", mirror=host.url, settings=FAST, **more)  # type: ignore[arg-type]


def test_the_mirror_serves_the_table_itself(tmp_path: Path, host: Host) -> None:
    """The table comes by its file name, is verified, and is not fetched again."""
    host.files["plain.parquet"] = Behaviour(parquet(TABLE))
    assert fetch(["plain"], how(tmp_path, host))[0].how == "mirror"
    assert fetch(["plain"], how(tmp_path, host))[0].how == "had"
    assert host.asked.total() == 1


@pytest.mark.parametrize(
    ("key", "path", "raw", "table"),
    [("plain", "a table.csv", TABLE.rename(columns=str.upper), TABLE), ("pairs", "pairs.csv", DYADS, SPANS)],
)
def test_a_table_is_made_from_its_origin(
    tmp_path: Path, host: Host, key: str, path: str, raw: pd.DataFrame, table: pd.DataFrame
) -> None:
    """Where the mirror lacks the table, its origin (at host and path) gives the same rows; names in lower case."""
    host.files[f"example.org/owner/name/abc/{path}"] = Behaviour(csv(raw))
    (found,) = fetch([key], how(tmp_path, host))
    assert found.how == "origin"
    assert found.path is not None
    assert content_digest(read_table(found.path)) == content_digest(table)


def test_an_origin_of_another_version_is_refused(tmp_path: Path, host: Host) -> None:
    """One changed value: the table is not made, nothing is left in its place, and the file is not kept."""
    host.files["example.org/owner/name/abc/a table.csv"] = Behaviour(csv(TABLE.assign(score=[0.5, 1.26])))
    with pytest.raises(DataError, match="another version"):
        fetch(["plain"], how(tmp_path, host))
    assert [path.name for path in (tmp_path / "tables").iterdir() if path.suffix == ".parquet"] == []
    host.files["example.org/owner/name/abc/a table.csv"] = Behaviour(csv(TABLE))
    assert fetch(["plain"], how(tmp_path, host))[0].how == "origin"


def test_an_origin_without_a_column_names_it(tmp_path: Path, host: Host) -> None:
    """Which column is missing is told."""
    host.files["example.org/owner/name/abc/a table.csv"] = Behaviour(csv(TABLE.drop(columns="score")))
    with pytest.raises(DataError, match="no column score"):
        fetch(["plain"], how(tmp_path, host))


def test_a_damaged_table_on_the_mirror_replaces_nothing(tmp_path: Path, host: Host) -> None:
    """A good copy survives a mirror that serves a bad one; a bad copy is replaced by a good one."""
    host.files["plain.parquet"] = Behaviour(parquet(TABLE)[:-1])
    with pytest.raises(DataError, match="not the one that is expected"):
        fetch(["plain"], how(tmp_path, host))
    host.files["plain.parquet"] = Behaviour(parquet(TABLE))
    target = tmp_path / "tables" / "plain.parquet"
    target.write_bytes(b"damaged")
    assert fetch(["plain"], how(tmp_path, host))[0].how == "mirror"
    assert target.read_bytes() == parquet(TABLE)


def test_terms_must_be_accepted(tmp_path: Path, host: Host) -> None:
    """Without a person or --accept: refused, with what to write, before anything is asked of the host."""
    host.files["own.parquet"] = Behaviour(parquet(TABLE))
    with pytest.raises(CounterpoiseError, match="Not to be passed on") as told:
        fetch(["plain", "own"], how(tmp_path, host))
    assert "--accept own" in str(told.value.hint)
    assert told.value.exit_code == 2
    assert host.asked.total() == 0
    assert fetch(["own"], how(tmp_path, host, accepted=frozenset({"own"})))[0].how == "mirror"
    assert fetch(["own"], how(tmp_path, host))[0].how == "had"


@pytest.mark.parametrize("yes", [True, False])
def test_a_person_is_asked_for_the_terms(tmp_path: Path, host: Host, yes: bool) -> None:
    """The question holds the terms; a no fetches nothing."""
    host.files["own.parquet"] = Behaviour(parquet(TABLE))
    asked: list[tuple[str, str]] = []

    def ask(key: str, terms: str) -> bool:
        asked.append((key, terms))
        return yes

    if yes:
        assert fetch(["own"], how(tmp_path, host, ask=ask))[0].how == "mirror"
    else:
        with pytest.raises(CounterpoiseError, match="not accepted"):
            fetch(["own"], how(tmp_path, host, ask=ask))
        assert host.asked.total() == 0
    assert asked == [("own", "Not to be passed on.")]


def test_the_publishers_file_is_kept_where_its_form_differs(tmp_path: Path, host: Host) -> None:
    """It lies beside the tables, and does not count as one."""
    host.files["example.org/owner/name/abc/own.xlsx"] = Behaviour(b"a workbook")
    (found,) = fetch(["own"], how(tmp_path, host, accepted=frozenset({"own"})))
    assert found.how == "kept"
    assert found.path is not None
    assert found.path.read_bytes() == b"a workbook"
    assert not (tmp_path / "tables" / "own.parquet").exists()


def test_what_takes_a_hand_is_told(tmp_path: Path, host: Host) -> None:
    """No address: the recipe is told."""
    (found,) = fetch(["byhand"], how(tmp_path, host))
    assert (found.how, found.path) == ("hand", None)
    assert "Copy it from the book." in found.text()


def test_what_is_never_touched_is_refused(tmp_path: Path, host: Host) -> None:
    """A closed table is refused with the reason."""
    with pytest.raises(CounterpoiseError, match="not to be fetched"):
        fetch(["closed"], how(tmp_path, host))


def test_an_unknown_source_gets_the_nearest(tmp_path: Path, host: Host) -> None:
    """A misspelt key gets a hint."""
    with pytest.raises(UnknownNameError, match="Did you mean plain"):
        fetch(["plian"], how(tmp_path, host))


def test_an_unreachable_origin_says_so(tmp_path: Path, host: Host) -> None:
    """The host's failure names the address."""
    host.files["example.org/owner/name/abc/a table.csv"] = Behaviour(b"", statuses=[500, 500, 500])
    with pytest.raises(HostError, match=r"a%20table\.csv|a table\.csv"):
        fetch(["plain"], how(tmp_path, host))


def test_one_failure_does_not_end_the_others(
    tmp_path: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two sources fail, two come: the latter are there, all are listed, and the command does not end well."""
    host.files["example.org/owner/name/abc/pairs.csv"] = Behaviour(b"", statuses=[500, 500, 500])
    host.files["plain.parquet"] = Behaviour(parquet(TABLE)[:-1])
    host.files["own.parquet"] = Behaviour(parquet(TABLE))
    keys = ["pairs", "plain", "own", "byhand"]
    asked = how(tmp_path, host, accepted=frozenset({"own"}))
    found = fetch_each(keys, asked)
    assert [one.how for one in found] == ["failed", "failed", "mirror", "hand"]
    assert "500" in found[0].text()
    told = failures(found)
    assert told is not None
    assert "2 of 4 sources failed" in told.message
    assert "data fetch pairs plain" in str(told.hint)
    words = ["data", "fetch", *keys, "--to", str(tmp_path / "again"), "--mirror", host.url]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--accept", "own", "--retries", "0", "--timeout", "2"])
    assert ended.value.code == told.exit_code != 0
    out = capsys.readouterr()
    assert "failed" in out.out
    assert "from the mirror, verified" in out.out
    assert "2 of 4 sources failed" in out.err
    assert not list((tmp_path / "again").rglob("*.lock"))


def rlike(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as R keeps it: every number a double, dates as days since 1970."""
    out = frame.copy()
    for name in out.columns:
        if str(out[name].dtype).startswith("datetime"):
            out[name] = (out[name] - pd.Timestamp("1970-01-01")).dt.days.astype("float64")
        elif pd.api.types.is_numeric_dtype(out[name]):
            out[name] = out[name].astype("float64")
        else:
            out[name] = out[name].astype(object).where(out[name].notna(), None)
    return out


@pytest.mark.sources
@needs_sources
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("key", ["capitals", "nmc", "rdmc", "us_bases", "ideal_points", "rivalries", "ucdp"])
def test_each_format_gives_the_table_back(tmp_path: Path, key: str) -> None:
    """R, RDS, CSV and Stata files with the values of a table give that very table, types included."""
    rdata = pytest.importorskip("rdata")
    place = addresses()[key]
    table = read_table(SOURCES / load()[key].file)
    kind = Path(urlsplit(unquote(place.origin[0])).path).suffix.lower()
    path = tmp_path / f"origin{kind}"
    match kind:
        case ".rda":
            rdata.write_rda(path, {key: rlike(table)})
        case ".rds":
            rdata.write_rds(path, rlike(table))
        case ".csv":
            table.to_csv(path, index=False, na_rep="NA")
        case ".dta":
            table.to_stata(path, write_index=False)
    assert len(rebuild(place, [path])) == len(table) == place.rows


@pytest.mark.sources
@needs_sources
def test_the_real_tables_have_the_size_and_the_content_that_is_said() -> None:
    """Bytes, rows and content digest of every table in the folder are those of addresses.toml."""
    for key, place in addresses().items():
        path = SOURCES / load()[key].file
        if not place.size:
            assert not path.is_file() or key in ("ties", "figures"), key
            continue
        assert path.stat().st_size == place.size, key
        if place.rows and place.rows < 20_000:
            table = read_table(path)
            assert (len(table), content_digest(table)) == (place.rows, place.content), key


@pytest.mark.sources
@needs_sources
def test_tables_fetched_from_a_mirror_are_the_tables_themselves(tmp_path: Path) -> None:
    """Every table that the panel needs comes over HTTP byte for byte; a damaged one is refused.

    That the bundled panel follows from them is proved where the page on updating is run.
    """
    files = {load()[key].file: Behaviour((SOURCES / load()[key].file).read_bytes()) for key in needed()}
    good = files["nmc_v7.parquet"].data
    with serve(files) as host:
        how = Fetching(tmp_path / "tables", mirror=host.url, settings=FAST)
        files["nmc_v7.parquet"].data = good[:-10] + b"0123456789"
        with pytest.raises(DataError, match="nmc_v7"):
            fetch(needed(), how)
        files["nmc_v7.parquet"].data = good
        assert {found.how for found in fetch(needed(), how)} <= {"mirror", "had"}
    for name, wanted in files.items():
        assert (tmp_path / "tables" / name).read_bytes() == wanted.data, name
