"""What was said and what came, why, and what it would take: over HTTP and on the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.studio.conftest import Studio
from tests.studio.tabs import Tab, seen
from tests.studio.test_api import events

from counterpoise.analysis.attribution.answer import shown
from counterpoise.analysis.attribution.result import stored_attribution
from counterpoise.analysis.files import Result
from counterpoise.analysis.record import stored_hindcasts
from counterpoise.backtest.theories import load
from counterpoise.backtest.theories.doubt import few
from counterpoise.backtest.theories.page import SPOKEN
from counterpoise.charts import view
from counterpoise.charts.hindcast import miss
from counterpoise.studio import division, payload
from counterpoise.studio.spoken import target_name


def test_every_stored_hindcast_is_told_with_its_misses_first(ask: httpx.Client) -> None:
    """All that ship, each forecast counted once, the worst case and the worst forecast at the top."""
    found = ask.get("/api/hindcasts").json()
    shares = [row["missed"] / row["of"] for row in found["hindcasts"]]
    assert shares == sorted(shares, reverse=True)
    assert {row["name"] for row in found["hindcasts"]} == {f"hindcast-{name}" for name in stored_hindcasts()}
    for row in found["hindcasts"]:
        known = [
            told
            for told in stored_hindcasts()[row["name"].removeprefix("hindcast-")]["scores"]["verdict"]
            if told["happened"] is not None
        ]
        assert row["of"] == len(row["rows"]) == len(known)
        assert row["missed"] == sum(miss(told) > 0.5 for told in known)
        assert [line[-1] for line in row["rows"]] == sorted((line[-1] for line in row["rows"]), reverse=True)
    assert found["missed"] == sum(row["missed"] for row in found["hindcasts"])


def test_a_case_of_the_past_says_so_and_what_came(studio: Studio) -> None:
    """From when it was foretold, what came, and what is at rest; a draft bears the switches of its scenario."""
    desk = studio.desk
    question = desk.question("europe-1933", None, None, [], [])
    told = {**desk.identity(question), "origin": 1933, "unknown": list(desk.cut(question).scenario.unknown)}
    own = desk.draft(desk.question(None, None, None, [], []))
    answer = {**own.answer, **told, "question": desk.cut(question).question}
    said = payload.head(Result(answer, own.views), "draft")
    assert said["question"].startswith("Would the balance")
    assert said["edition"] == "A forecast from the end of 1933"
    assert "and it did not" in said["past"]
    assert "of its 24 forecasts missed" in said["past"]
    assert said["resting"].count("(C") == len(told["unknown"]) > 0
    acting = view("simpler")(answer, own.views).svg("page")
    assert f"with {9 - len(told['unknown'])} complications" in acting
    assert f"({own.answer['members']} futures so far)" in said["balance"]


def test_a_run_that_is_saved_meanwhile_is_found(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What was not there is looked for again once a run was written, and not before."""
    looked: list[str] = []
    monkeypatch.setattr(studio.desk.store, "find", lambda key, wanted: looked.append(key))
    monkeypatch.setattr(studio.desk.store, "runs", tmp_path)
    question = studio.desk.question(None, None, 4242, [], [])
    assert [studio.desk.saved(question) for _ in range(2)] == [None, None]
    assert len(looked) == 1
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "answer.json").write_text("{}", encoding="utf-8")
    assert studio.desk.saved(question) is None
    assert len(looked) == 2


def test_the_calibration_counts_each_theatre_once(ask: httpx.Client) -> None:
    """Counts add up to the resolved forecasts of theatres; the verdict made of them is not counted again."""
    rows = ask.get("/api/hindcasts").json()["calibration"]["rows"]
    single = [
        told
        for document in stored_hindcasts().values()
        for told in document["scores"]["verdict"]
        if told["happened"] is not None and told["key"] != "balance"
    ]
    assert sum(row[2] for row in rows) == len(single)
    assert all(row[3] <= row[1] <= row[4] for row in rows)


def test_a_hindcast_is_a_file_and_an_unknown_one_is_not(ask: httpx.Client) -> None:
    """The same table as on the page; what does not exist is said so."""
    text = ask.get("/api/hindcasts/asia-2014.csv").text
    assert text.splitlines()[0].startswith("forecast,probability")
    assert ask.get("/api/hindcasts/calibration.svg").text.startswith("<svg")
    assert ask.get("/api/hindcasts/atlantis.csv").status_code == 404


def test_the_theories_are_those_of_the_stored_trial(ask: httpx.Client) -> None:
    """One row a target, one column a theory, the numbers of the trial."""
    found, told = ask.get("/api/theories").json(), load()
    assert [row[0].removesuffix(" ‡") for row in found["rows"]] == [
        target_name(key) for key in told["targets"]
    ]
    assert [row[0].endswith("‡") for row in found["rows"]] == [few(key) for key in told["targets"]]
    assert set(told["targets"]) <= set(SPOKEN)  # no reader is shown a key
    assert all(len(row) == len(found["columns"]) == len(found["theories"]) + 3 for row in found["rows"])
    scores = told["targets"]["burden-1y"]["theories"][found["theories"][0]["key"]]
    row = next(row for row in found["rows"] if row[0] == target_name("burden-1y"))
    assert row[1].startswith(f"{-100 * scores['share']:+.1f} %")
    assert len(found["short"]) == len(found["theories"])


def attribution(stale: list[str]) -> dict[str, Any]:
    """An attribution whose shares add up."""
    shares = {"C4": {"value": -0.3, "error": 0.02}, "C2": {"value": 0.1, "error": 0.01}}
    pairs = {"C2+C4": {"value": -0.05, "error": 0.01}}
    told = {"simple": 0.9, "full": 0.7, "difference": -0.2, "error": 0.02, "shares": shares, "pairs": pairs}
    divisions = {"declared": {"balance_holds": told}}
    head = {"members": 256, "seed": 1, "year": "2045", "references": {"declared": "A calm past."}}
    return {"attribution": {**head, "stale": stale, "divisions": divisions}}


def test_the_waterfall_leads_from_simple_to_full() -> None:
    """Every bar begins where the last one ended; the sum is the difference of the stories."""
    drawn = view("waterfall")(attribution([]), None)
    assert drawn is not None
    kinds = {row[4]: row for row in drawn.rows}
    start, total, end = (float(kinds[kind][2] or 0) for kind in ("start", "sum", "end"))
    assert start + total == pytest.approx(end)
    assert kinds["interaction"][0] == "C2+C4"
    assert "C4" in drawn.svg("page")


def test_no_waterfall_is_drawn_of_another_model() -> None:
    """An attribution that was made with other code says nothing of this answer."""
    costs = {"cost_of": {"C4": -0.3}, "cost_error": {"C4": 0.02}}
    drawn = view("waterfall")({**attribution(["model"]), **costs}, None)
    assert drawn is not None
    assert drawn.name == "why"
    assert "need not add up" in drawn.caption
    assert view("waterfall")({}, None) is None


def test_a_tipping_map_is_computed_once_and_kept(ask: httpx.Client) -> None:
    """Told as it goes; afterwards it is there at once, for this question and no other."""
    assert ask.get("/api/tipping").json() == {"known": False, "running": None}
    told = list(events(ask, "/api/turn"))
    assert {name for name, _ in told} == {"progress", "done"}
    assert [data["share"] for name, data in told if name == "progress"][-1] > 0.5
    made = told[-1][1]
    assert set(made["charts"]) == {"tipping", "time-to-tip"}
    assert len(made["charts"]["tipping"]["rows"]) == 80
    assert sum(row[1] for row in made["charts"]["time-to-tip"]["rows"]) == pytest.approx(1.0)
    assert ask.get("/api/tipping").json() == made
    assert ask.get("/api/tipping?seed=2").json() == {"known": False, "running": None}
    assert ask.get("/api/tipping/tipping.csv").text.count("\n") == 81


def test_a_tipping_map_leaves_down_what_is_turned_down(ask: httpx.Client) -> None:
    """Without doubt about the patron the long-run doubt moves nothing: every row of the map is the same."""
    rows = dict(events(ask, "/api/turn?change=C5:0"))["done"]["charts"]["tipping"]["rows"]
    shares: dict[float, set[float]] = {}
    for gain, _, *rest in rows:
        shares.setdefault(gain, set()).add(rest[-1])
    assert all(len(found) == 1 for found in shares.values())


@seen
def test_the_record_shows_six_cases_and_what_history_favours(tab: Tab) -> None:
    """Each case drawn with its table, the theories below; nothing breaks an access rule."""
    page = tab.open("?view=record")
    expect(page.locator("#hindcasts h2").first).to_contain_text("Six past years")
    expect(page.locator("#hindcasts [data-chart^=hindcast-] svg")).to_have_count(6)
    expect(page.locator("#theories table")).to_contain_text("Power transition")
    assert Axe().run(page).response["violations"] == []


@seen
def test_why_says_what_its_bars_are(tab: Tab, ask: httpx.Client) -> None:
    """Shares that add up where they are of this model, else a plain word that they are not."""
    told = ask.get("/api/stale").json()
    page = tab.open("?view=why")
    if told["divided"]:
        expect(page.locator("#interactions")).to_be_visible()
    else:
        expect(page.locator("#fallback")).to_contain_text("shares")


@seen
def test_what_it_would_take_can_be_asked_for_and_cancelled(tab: Tab, studio: Studio) -> None:
    """A button, progress with a way out, and the drawing once it is there."""
    page = tab.open("?seed=3&view=turn")
    page.click("#turn")
    expect(page.locator("#turning progress")).to_be_visible()
    page.click("#cancel")
    expect(page.locator("#turn")).to_be_visible()
    page.goto(f"{studio.address}/?view=turn")
    page.wait_for_selector("#turn, #turned svg")
    if page.locator("#turn").count():
        page.click("#turn")
    expect(page.locator("[data-chart=tipping] svg")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-chart=time-to-tip] h2")).to_have_text(re.compile("balance is lost"))
    assert Axe().run(page).response["violations"] == []


@seen
def test_why_leads_from_simple_to_full_with_what_acts_together(
    tab: Tab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With shares of this very model: the steps, the sum in words, interactions in a table, a choice of reference."""
    found = stored_attribution("asia", "latest")
    assert found is not None
    monkeypatch.setattr(division, "attribution_of", lambda *_, **__: shown(found, []))
    page = tab.open("?seed=4&view=why")
    expect(page.locator("[data-chart=waterfall] svg")).to_contain_text("Full story")
    expect(page.locator("[data-chart=waterfall]")).to_contain_text("all together")
    expect(page.locator("#interactions tbody tr")).to_have_count(5)
    before = page.locator("[data-chart=waterfall]").inner_text()
    page.select_option("#reference", "present")
    expect(page.locator("[data-chart=waterfall]")).not_to_have_text(before)
    expect(page.locator("[data-chart=waterfall]")).to_contain_text("held")
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
