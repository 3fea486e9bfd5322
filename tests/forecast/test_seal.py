"""Tamper evidence: whatever happens to a folder of forecasts afterwards is seen, as far as a chain can see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.forecast.conftest import SaveRun

from counterpoise.data import open_panel
from counterpoise.forecast import ledger
from counterpoise.forecast.record import names, path_of, read_run, register
from counterpoise.forecast.resolve import resolve
from counterpoise.forecast.seal import sealed, written
from counterpoise.forecast.verify import resolution_path, verify
from counterpoise.vocabulary import CounterpoiseError, DataError

DAYS = ("2026-04-01", "2026-05-01")
NOW = "2026-06-01"
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folder(save_run: SaveRun, tmp_path: Path) -> Path:
    """Two forecasts, registered on two days and settled on a third."""
    place = tmp_path / "forecasts"
    for seed, day in enumerate(DAYS, start=1):
        register(read_run(save_run(f"run{seed}", seed=seed)), open_panel(), place, day)
    resolve(place, open_panel(), NOW)
    return place


def found(folder: Path, head: str | None = None) -> str:
    """All findings as one text."""
    return "\n".join(f"{place}: {what}" for place, what in verify(folder, head, NOW).findings)


def lines_of(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / ledger.LEDGER).read_text("utf-8").splitlines()]


def rewrite(folder: Path, lines: list[dict[str, object]]) -> None:
    """A chain written anew, each line sealed and holding the one before: what a forger would do."""
    previous, raw = ledger.START, b""
    for number, line in enumerate(lines, start=1):
        line = sealed({**line, "line": number, "previous": previous})
        previous, raw = str(line["digest"]), raw + ledger.line_bytes(line)
    (folder / ledger.LEDGER).write_bytes(raw)


@pytest.fixture
def changed(folder: Path) -> Iterator[Path]:
    """The same folder, to be damaged."""
    assert found(folder) == ""
    return folder


def test_what_was_registered_and_settled_is_clean(folder: Path) -> None:
    """Two records, four deeds, nothing found, and the head is the last line's digest."""
    seen = verify(folder, now=NOW)
    assert (seen.records, seen.lines, seen.findings) == (2, 4, ())
    assert seen.head == lines_of(folder)[-1]["digest"]
    assert [line["date"] for line in lines_of(folder)] == [*DAYS, NOW, NOW]


@many
@given(st.sampled_from(["record", "resolution", "ledger"]), st.floats(0, 1), st.integers(1, 255))
def test_any_byte_that_was_edited_is_seen(folder: Path, which: str, where: float, shift: int) -> None:
    """Whatever byte of whatever file is replaced by whatever other byte."""
    name = names(folder)[0]
    path = {
        "record": path_of(folder, name),
        "resolution": resolution_path(folder, name),
        "ledger": folder / ledger.LEDGER,
    }[which]
    whole = path.read_bytes()
    place = int(where * (len(whole) - 1))
    path.write_bytes(whole[:place] + bytes([(whole[place] + shift) % 256]) + whole[place + 1 :])
    assert found(folder)
    path.write_bytes(whole)
    assert not found(folder)


@many
@given(st.sampled_from(["record", "ledger"]), st.floats(0, 1), st.booleans())
def test_any_byte_that_was_added_or_taken_away_is_seen(
    folder: Path, which: str, where: float, adding: bool
) -> None:
    """A space more or less is enough."""
    path = path_of(folder, names(folder)[1]) if which == "record" else folder / ledger.LEDGER
    whole = path.read_bytes()
    place = int(where * (len(whole) - 1))
    path.write_bytes(whole[:place] + (b" " if adding else b"") + whole[place + (not adding) :])
    assert found(folder)
    path.write_bytes(whole)


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_line_taken_out_is_seen(changed: Path, gone: int) -> None:
    """Any line but the last."""
    rows = (changed / ledger.LEDGER).read_bytes().splitlines(keepends=True)
    (changed / ledger.LEDGER).write_bytes(b"".join(rows[:gone] + rows[gone + 1 :]))
    assert "lines are missing or moved" in found(changed)


def test_the_last_line_taken_out_is_seen_by_the_file_it_entered(changed: Path) -> None:
    """The resolution that it entered is then one that the ledger does not know."""
    rows = (changed / ledger.LEDGER).read_bytes().splitlines(keepends=True)
    (changed / ledger.LEDGER).write_bytes(b"".join(rows[:-1]))
    assert "the ledger does not know this resolution" in found(changed)


def test_lines_that_changed_places_are_seen(changed: Path) -> None:
    """Order is part of the chain."""
    first, second, *rest = (changed / ledger.LEDGER).read_bytes().splitlines(keepends=True)
    (changed / ledger.LEDGER).write_bytes(b"".join([second, first, *rest]))
    assert "lines are missing or moved" in found(changed)


def test_records_and_resolutions_that_are_gone_or_new_are_seen(changed: Path) -> None:
    """A failed forecast cannot be dropped, nor a lucky one slipped in, without the ledger saying so."""
    one, other = names(changed)
    text = path_of(changed, one).read_bytes()
    path_of(changed, one).unlink()
    assert "the record is missing" in found(changed)
    path_of(changed, one).write_bytes(text)
    path_of(changed, "lucky").write_bytes(text)
    assert "lucky.json: the ledger does not know this record" in found(changed)
    path_of(changed, "lucky").unlink()
    resolution_path(changed, other).unlink()
    assert "the resolution is missing" in found(changed)


def test_a_record_sealed_anew_is_another_record(changed: Path) -> None:
    """Editing a probability and its digest too leaves the ledger as witness."""
    path = path_of(changed, names(changed)[0])
    record = json.loads(path.read_bytes())
    record["questions"][0]["p"] = 0.99
    path.write_bytes(written(sealed(record)))
    assert "another record than the one entered in line 1" in found(changed)


def test_back_dating_is_seen_as_far_as_it_can_be(changed: Path) -> None:
    """A line dated before the one above it, after today, or before its record's panel was public."""
    lines = lines_of(changed)
    rewrite(changed, [lines[0], {**lines[1], "date": "2020-01-01"}, *lines[2:]])
    assert "line 2 is dated 2020-01-01, before the line above it (2026-04-01)" in found(changed)
    rewrite(changed, [*lines[:3], {**lines[3], "date": "2027-01-01"}])
    assert "after today (2026-06-01)" in found(changed)
    path = path_of(changed, names(changed)[0])
    record = sealed({**json.loads(path.read_bytes()), "registered": "2019-04-01"})
    path.write_bytes(written(record))
    rewrite(changed, [{**lines[0], "date": "2019-04-01", "file_digest": record["digest"]}, *lines[1:]])
    assert f"before its own panel was public ({open_panel().released})" in found(changed)


def test_only_a_published_head_shows_a_chain_written_anew(changed: Path) -> None:
    """The limit of a chain, and its remedy: without a head that others hold, a whole forgery passes."""
    lines = lines_of(changed)
    published = str(lines[1]["digest"])
    assert found(changed, published[:12]) == ""
    path = path_of(changed, names(changed)[0])
    record = json.loads(path.read_bytes())
    record["questions"][0]["p"] = 0.99
    record = sealed(record)
    path.write_bytes(written(record))
    rewrite(changed, [{**lines[0], "file_digest": record["digest"]}, *lines[1:]])
    assert found(changed) == ""
    assert "the chain was cut or rewritten" in found(changed, published[:12])


def test_nothing_is_added_to_a_broken_chain(changed: Path, save_run: SaveRun) -> None:
    """A new forecast does not lend credit to a ledger that was changed, and leaves no file behind."""
    path = changed / ledger.LEDGER
    path.write_bytes(path.read_bytes().replace(b"register", b"Register", 1))
    before = sorted(item.name for item in changed.iterdir())
    with pytest.raises(DataError, match="The ledger was changed after it was written: line 1 was edited"):
        register(read_run(save_run("third", seed=3)), open_panel(), changed, NOW)
    assert sorted(item.name for item in changed.iterdir()) == before


def test_the_same_run_is_registered_once(changed: Path, tmp_path: Path) -> None:
    """And two other runs of one day bear two names."""
    with pytest.raises(CounterpoiseError, match="registered already, as toy-latest-2026-04-01"):
        register(read_run(tmp_path / "run1"), open_panel(), changed, NOW)
    place = changed.parent / "others"
    both = [
        register(read_run(tmp_path / run), open_panel(), place, NOW)[0]["forecast"]
        for run in ("run1", "run2")
    ]
    assert both == ["toy-latest-2026-06-01", "toy-latest-2026-06-01-2"]
