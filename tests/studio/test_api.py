"""Questions asked over HTTP: answers, links, refinement, files, and mistakes that teach."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.studio.conftest import MOST, Studio

from counterpoise.charts.region import mapped
from counterpoise.charts.theatres import theatres
from counterpoise.scenario import available_scenarios
from counterpoise.studio.difference import paired
from counterpoise.studio.readings import READINGS

CHANGED = "change=C5:0.25&change=balancing.gain:0.9&shock=tariff:2026:JPN:40:2027"


def events(ask: httpx.Client, path: str) -> Iterator[tuple[str, Any]]:
    """Server-sent events as name and content."""
    with ask.stream("GET", path) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in reply.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


def test_the_first_answer_says_how_sure_it_is(ask: httpx.Client) -> None:
    """A draft names its futures and simulation error, and has no credible range, which so few cannot give."""
    found = ask.get("/api/answer").json()
    assert found["status"] in ("draft", "refined")
    assert found["head"]["members"] >= 128
    assert 0 < found["head"]["error"] < 0.2
    assert "between" not in found["head"]["balance"] or found["status"] == "refined"
    assert found["head"]["difference"] is None
    assert {"verdict", "simpler", "theatres", "record"} <= set(found["charts"])


def test_a_change_is_paired_with_the_scenario_as_it_is(ask: httpx.Client, studio: Studio) -> None:
    """What a change adds is counted over the same futures, with its own error."""
    found = ask.get("/api/answer?change=verdict.threshold:1.0").json()
    change = found["head"]["difference"]
    before = ask.get("/api/answer").json()["head"]
    if found["status"] == before.get("status", "draft"):
        assert change["change"] == pytest.approx(found["head"]["p"] - before["p"], abs=2e-4)
    assert change["lost"] > 0
    assert change["error"] > 0
    both = f"{round(100 * change['was'])} → {round(100 * found['head']['p'])} in the same {found['head']['members']}"
    assert both in change["said"], "the line names the headline's own number and what it is held against"


@pytest.mark.parametrize(
    ("row", "clear"),
    [
        ({"change": -0.03, "error": 0.05, "gained": 3, "lost": 7}, False),
        ({"change": 0.16, "error": 0.05, "gained": 21, "lost": 0}, True),
        ({"change": 0.0, "error": 0.0, "gained": 0, "lost": 0}, False),
    ],
)
def test_a_difference_whose_interval_has_zero_is_no_clear_one(row: dict[str, Any], clear: bool) -> None:
    """It is said in words; where no future turned the interval has a width all the same."""
    said = paired(row, 128)
    assert ("no clear difference" not in said) is clear
    assert "0.0 to 0.0" not in said


def test_another_case_is_named_by_what_it_has(ask: httpx.Client) -> None:
    """As many theatres as there are stand in the title, and a case beyond the outlines is known to have no map."""
    assert ask.get("/api/answer").json()["head"]["mapped"]
    assert not mapped({"states": {code: {} for code in ("FRA", "DEU", "GBR", "JPN")}})
    found = {"label": "Gulf", "holds": {"2045": {"p": 0.5}}}
    drawn = theatres(
        {"theatres": {f"t{k}": found for k in range(12)}, "outcomes": {}, "horizon": [2025, 2045]}
    )
    assert drawn is not None
    assert drawn.title.startswith("Twelve theatres")


def test_persistence_and_the_simple_story_stay_while_doubt_is_switched_off(ask: httpx.Client) -> None:
    """Neither rests on doubt, so that draft and refinement have one number; fewer futures are named as a draft."""

    def rivals(query: str) -> dict[str, list[Any]]:
        return {row[0]: row for row in ask.get(f"/api/chart/simpler?{query}").json()["rows"]}

    plain, draft = rivals(""), rivals("change=C5:0.07")
    assert draft["Persistence"] == plain["Persistence"]
    assert draft["Simple story"][2] == plain["Simple story"][2]
    list(events(ask, "/api/refine?change=C5:0.07"))
    list(events(ask, "/api/refine?change=C5:0.08"))
    one, two = rivals("change=C5:0.07"), rivals("change=C5:0.08")
    assert one["Persistence"] == two["Persistence"]
    assert one["Simple story"] == two["Simple story"]
    assert one["Simple story"][3] is not None or "draft of 128" in one["Simple story"][1]


def test_the_simple_story_of_a_changed_number_is_told_as_what_it_is(ask: httpx.Client) -> None:
    """A draft shows it as it was and says so; right behind it, and once refined, it was lived amid the changes."""

    def rows(query: str) -> dict[str, list[Any]]:
        return {row[0]: row for row in ask.get(f"/api/chart/simpler?{query}").json()["rows"]}

    changed = "change=S4:0.1&change=balancing.gain:0.2"
    draft = rows(changed)["Simple story"]
    assert draft[1] == "before your changes"
    unmoved = rows("change=C5:0")["Simple story"]
    assert unmoved[1] == "balancing alone", "complications leave the simple story as it is"
    assert draft[2] == unmoved[2]
    assert ask.get(f"/api/answer?{changed}").json()["alone"]
    assert (
        "alone: draft of 128 futures" in ask.get(f"/api/alone?{changed}").json()["charts"]["simpler"]["svg"]
    )
    assert rows(changed)["Simple story"][1] == "alone: draft of 128 futures"
    assert [name for name, _ in events(ask, f"/api/refine?{changed}")][-1] == "done"
    refined = rows(changed)["Simple story"]
    assert refined[1] == "alone: draft of 192 futures"
    assert refined[2] is not None


def test_single_futures_stand_beside_what_is_on_record_to_the_cut_off(ask: httpx.Client) -> None:
    """Dated facts of the scenario from its first year to the cut-off, and none after it."""
    told = ask.get("/api/futures").json()
    days = [row["date"] for row in told["record"]]
    assert days == sorted(days)
    assert days[0] >= "2025"
    assert days[-1] <= told["cutoff"]
    assert any("governs Japan" in row["text"] for row in told["record"])


def test_the_file_of_the_record_holds_the_record(ask: httpx.Client) -> None:
    """No future lies behind the record: its NetCDF is its own table."""
    held = xr.open_dataset(io.BytesIO(ask.get("/api/download/record.nc").content), engine="h5netcdf")
    rows = ask.get("/api/chart/record").json()["rows"]
    assert "member" not in held.sizes
    assert len(rows) in held.sizes.values()


def test_every_reading_is_of_a_scenario_of_the_library() -> None:
    """A sentence under an answer belongs to a scenario that there is."""
    assert set(READINGS) <= set(available_scenarios())


def test_an_extreme_slider_is_answered(ask: httpx.Client, studio: Studio) -> None:
    """The ends of every range that makes sense give an answer, beyond the evidence or not."""
    rows = ask.get("/api/controls").json()["sliders"]
    row = next(row for row in rows if row["path"] == "balancing.gain")
    for value in (row["least"], row["most"]):
        assert 0 <= ask.get(f"/api/answer?change=balancing.gain:{value}").json()["head"]["p"] <= 1


def test_controls_show_what_is_believed(ask: httpx.Client) -> None:
    """Every slider has the density of its prior, its grade and its source; every switch what off means."""
    found = ask.get("/api/controls").json()
    assert {row["claim"] for row in found["switches"]} >= {f"C{k}" for k in range(1, 10)}
    assert all(row["off"] for row in found["switches"])
    for row in found["sliders"]:
        assert row["least"] <= row["low"] < row["high"] <= row["most"]
        assert max(row["density"]) == 1.0
        assert row["source"]
        assert row["grade"] in ("judgement", "published", "estimated")
    assert found["elections"] == sorted(found["elections"], key=lambda row: (row["date"], row["state"]))
    votes = {(row["state"], row["date"]): row for row in found["elections"]}
    assert votes["BGD", "2026-02-12"]["governs"].startswith("Tarique Rahman"), (
        "a vote before the cut-off is over"
    )
    assert not any(row["over"] for (_, date), row in votes.items() if date > "2026-03-13")
    assert {row["office"] for row in found["elections"]} >= {"House of Commons", "Dewan Rakyat", "president"}


def test_refinement_is_told_as_it_goes_and_gives_the_range(ask: httpx.Client) -> None:
    """Each step has more members; the last screen has the credible range, which replaces the draft."""
    told = list(events(ask, f"/api/refine?{CHANGED}"))
    members = [content["members"] for name, content in told if name == "step"]
    assert members == sorted(set(members))
    assert members[-1] == MOST
    name, last = told[-1]
    assert name == "done"
    assert last["status"] == "refined"
    assert "between" in last["head"]["balance"]
    assert ask.get(f"/api/answer?{CHANGED}").json()["head"] == last["head"]


def test_leaving_cancels_a_refinement(ask: httpx.Client, studio: Studio) -> None:
    """Whoever hangs up after the first step leaves the engine free for others."""
    stream = events(ask, "/api/refine?change=C4:0.5")
    assert next(stream)[0] == "step"
    stream.close()
    with studio.desk.engine.taken(60.0):
        pass  # a turn comes
    assert ask.get("/api/answer?change=C4:0.5").status_code == 200


def test_a_stopped_server_ends_its_streams(ask: httpx.Client, studio: Studio) -> None:
    """Where the server is stopped a refinement ends by itself, and need not be cut off."""
    studio.desk.closing = lambda: True
    try:
        told = [name for name, _ in events(ask, "/api/refine?change=C4:0.35")]
    finally:
        studio.desk.closing = lambda: False
    assert told == []


def test_the_whole_answer_is_that_of_the_command_line(
    ask: httpx.Client, studio: Studio, tmp_path: Path
) -> None:
    """The exported scenario, run by the command line, gives the same answer.json to the byte."""
    query = "change=C5:0.5&change=balancing.gain:0.5&shock=loss:2027:TWN&seed=2"
    told = list(events(ask, f"/api/whole?{query}"))
    assert told[-1][0] == "done"
    assert [content["share"] for name, content in told if name == "progress"]
    assert {"why", "tripwires"} <= set(told[-1][1]["charts"])
    here = ask.get(f"/api/answer.json?{query}")
    path = tmp_path / "exported.toml"
    path.write_bytes(ask.get(f"/api/export.toml?{query}").content)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data["switches"] == {"C5": 0.5}
    assert data["assumptions"][-1]["target"] == "TWN"
    command = [sys.executable, "-m", "counterpoise", "run", str(path), "--out", str(tmp_path / "run")]
    done = subprocess.run(
        [*command, "--without-report", "--quiet"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "answer.json").read_bytes() == here.content
    saved = ask.get(f"/api/answer?{query}").json()
    assert saved["status"] == "whole"
    assert saved["when"]


def test_files_hold_the_numbers_of_the_chart(ask: httpx.Client) -> None:
    """CSV, Parquet and NetCDF agree with the table; SVG and PNG are images."""
    chart = ask.get(f"/api/chart/theatres?{CHANGED}").json()
    csv = pd.read_csv(io.BytesIO(ask.get(f"/api/download/theatres.csv?{CHANGED}").content))
    parquet = pd.read_parquet(io.BytesIO(ask.get(f"/api/download/theatres.parquet?{CHANGED}").content))
    assert list(csv.columns) == list(parquet.columns) == chart["columns"]
    assert len(csv) == len(parquet) == len(chart["rows"])
    futures = xr.open_dataset(
        io.BytesIO(ask.get(f"/api/download/theatres.nc?{CHANGED}").content), engine="h5netcdf"
    )
    median = float(np.median(futures["balance_ratio"].sel(story="full", theatre="korea").values[:, -1]))
    korea = [row for row in chart["rows"] if row[0] == "Korea" and row[2] == "simulated"]
    assert korea[-1][3] == pytest.approx(median, rel=1e-6)
    assert ask.get("/api/download/theatres.svg").text.startswith("<svg")
    assert ask.get("/api/download/theatres.png").content.startswith(b"\x89PNG")


STARTS = {"csv": b"", "parquet": b"PAR1", "nc": b"\x89HDF", "svg": b"<svg", "png": b"\x89PNG"}


@pytest.mark.parametrize("name", ["map", "ties", "fan", "record", "verdict", "simpler"])
def test_every_chart_is_taken_in_every_format(ask: httpx.Client, name: str) -> None:
    """Each of the files beside a chart begins as its kind does; the CSV has a row for each of the table."""
    for suffix, start in STARTS.items():
        reply = ask.get(f"/api/download/{name}.{suffix}")
        assert reply.status_code == 200, (name, suffix, reply.text[:200])
        assert reply.content.startswith(start)
        assert f"short-{name}.{suffix}" in reply.headers["content-disposition"]
    rows = ask.get(f"/api/chart/{name}").json()["rows"]
    assert len(pd.read_csv(io.BytesIO(ask.get(f"/api/download/{name}.csv").content))) == len(rows)


def test_the_map_reaches_from_observed_to_simulated_years(ask: httpx.Client) -> None:
    """Every state between the poles is painted in every year that is known, nobody in others; so is the table."""
    for show, first in (("stance", 1990), ("protection", 1992)):
        found = ask.get(f"/api/paint?show={show}").json()
        assert [int(year) for year in found["years"]] == list(range(1990, 2029))
        known = {int(year) for year, row in found["years"].items() if row}
        assert known == set(range(first, 2029))
        assert all({"JPN", "PHL", "IND"} <= set(found["years"][str(year)]) for year in known)
        assert found["seen"]
        table = ask.get(f"/api/chart/map?show={show}").json()["rows"]
        assert {row[1] for row in table} == known
    assert ask.get("/api/paint").json()["years"]["1990"]["JPN"][0] == "patron"  # a treaty since 1960


def test_a_difference_by_state_is_paired_and_has_its_interval(ask: httpx.Client) -> None:
    """Between alike questions no state turns, but few pairs leave room for some; the file has the table's numbers."""
    found = ask.get("/api/compare").json()["turned"]
    place = {name: k for k, name in enumerate(found["columns"])}
    assert len(found["rows"]) >= 20
    for row in found["rows"]:
        assert row[place["difference"]] == 0.0
        assert row[place["90 % low"]] < 0 < row[place["90 % high"]] < 0.05
        assert row[-1] is True
    other = ask.get("/api/compare?change=C5:0").json()["turned"]["rows"]
    for row in other:
        assert row[place["difference"]] == pytest.approx(row[place["B"]] - row[place["A"]])
        assert row[place["90 % low"]] <= row[place["difference"]] <= row[place["90 % high"]]
    table = pd.read_csv(io.BytesIO(ask.get("/api/compare/turned.csv?change=C5:0").content))
    assert table["difference"].tolist() == [row[place["difference"]] for row in other]


def test_charts_that_no_control_moves_are_sent_once(ask: httpx.Client) -> None:
    """A page that holds them is told to keep them; one that holds others is sent them anew."""
    first = ask.get("/api/answer?change=C5:0.41").json()
    again = ask.get("/api/answer", params={"change": "C5:0.42", "held": first["held"]}).json()
    assert "record" in first["charts"]
    assert "record" not in again["charts"]
    assert "record" in again["kept"]
    assert {"verdict", "theatres", "simpler"} <= set(again["charts"])
    other = ask.get("/api/answer", params={"change": "C5:0.42", "held": "of another"}).json()
    assert other["kept"] == {}
    assert "record" in other["charts"]


def test_what_a_mechanism_rests_on_is_told(ask: httpx.Client) -> None:
    """Numbers before and after the data, scores, a refuter, and for some a calibration; others say they have none."""
    found = ask.get("/api/rests/ties").json()
    assert found["refuted"]
    assert found["scores"]
    assert {"prior, median", "posterior, median"} <= set(found["chart"]["columns"])
    assert ask.get("/api/rests/ties.csv").text.count("\n") == 1 + len(found["chart"]["rows"])
    bins = ask.get("/api/calibration/balancing").json()["rows"]
    assert all(low <= came <= high for _, came, _, low, high in bins)
    assert ask.get("/api/calibration/demography").status_code == 404
    past = ask.get("/api/rests/ties", params={"scenario": "europe-1933"}).json()["chart"]
    assert any("as the end of 1933 would have estimated it" in row[-1] for row in past["rows"])
    assert ask.get("/api/rests/alchemy").status_code == 404


@pytest.mark.parametrize("name", ["map", "ties", "theatres", "fan", "record", "verdict", "simpler"])
def test_every_view_has_a_drawing_a_sentence_and_a_table(ask: httpx.Client, name: str) -> None:
    """Nothing is shown that cannot be read, heard and taken away."""
    chart = ask.get(f"/api/chart/{name}").json()
    assert chart["svg"].startswith("<svg")
    assert chart["figure"]["data"]
    assert chart["alt"]
    assert chart["caption"]
    assert len(chart["rows"]) > 1
    assert all(len(row) == len(chart["columns"]) for row in chart["rows"])


def test_single_futures_are_counted_and_no_forecast(ask: httpx.Client) -> None:
    """Three at a time, numbered, year by year; beyond the last there is none."""
    found = ask.get("/api/futures?first=4").json()
    assert [row["number"] for row in found["futures"]] == [4, 5, 6]
    assert ask.get("/api/futures?first=99999").json()["futures"] == []


def test_misses_come_first_and_every_claim_has_a_card(ask: httpx.Client) -> None:
    """Misses come first in the record, and evidence has a card for every claim."""
    rows = ask.get("/api/record").json()["tasks"]
    verdicts = [row["beaten"] is False for row in rows]
    assert verdicts == sorted(verdicts, reverse=True)
    cards = ask.get("/api/evidence").json()["cards"]
    assert all(card["argument"] or not card["mechanisms"] for card in cards)


def test_twenty_readers_at_once_get_their_own_answers(ask: httpx.Client) -> None:
    """No error, and nobody sees another's question."""

    def one(k: int) -> tuple[int, dict[str, Any]]:
        reply = httpx.get(f"{ask.base_url}/api/answer?change=C5:{k / 20}", timeout=120)
        return reply.status_code, reply.json()

    with ThreadPoolExecutor(20) as crowd:
        found = list(crowd.map(one, range(20)))
    assert [status for status, _ in found] == [200] * 20
    assert [answer["question"]["switches"]["C5"] for _, answer in found] == [k / 20 for k in range(20)]
