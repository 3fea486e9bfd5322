"""The printed report and the journal's tables: tagged, whole, the same twice, and true to the answer."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import xarray as xr

from counterpoise.charts import view
from counterpoise.report import page_and_tables
from counterpoise.report.card import card, movers, poles
from counterpoise.report.citing import sources
from counterpoise.report.document import content, pdf, pictures
from counterpoise.report.gist import misses, reasons, watch
from counterpoise.report.latex import latex
from counterpoise.report.page import figures
from counterpoise.report.passages import dated
from counterpoise.report.since import change, news, same_and_other, why_moved
from counterpoise.report.tables import tables
from counterpoise.vocabulary import CounterpoiseError


@pytest.fixture(scope="module")
def since(invented: dict[str, Any]) -> dict[str, Any]:
    """An earlier answer."""
    return {**invented, "cutoff": "2025-10-31"}


@pytest.fixture(scope="module")
def led(invented: dict[str, Any]) -> dict[str, Any]:
    """The invented answer with leaders, two of one state."""
    return {
        **invented,
        "leaders": [
            {"state": "JPN", "name": "Earlier", "since": "2024-10-01", "term": 1, "source": "x"},
            {"state": "JPN", "name": "Later", "since": "2025-10-21", "term": 1, "source": "x"},
            {"state": "JPN", "name": "Not yet", "since": "2027-01-01", "term": 1, "source": "x"},
        ],
    }


@pytest.fixture(scope="module")
def printed(led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]) -> bytes:
    """The whole report; typst refuses it where PDF/UA-1 asks for more."""
    made = pdf(led, views, since)
    assert isinstance(made, bytes)
    return made


def test_the_pdf_is_tagged_titled_and_in_a_language(printed: bytes) -> None:
    """What PDF/UA-1 asks for is there: marked content, language, a shown title, alternative texts."""
    assert printed.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/Lang", b"/DisplayDocTitle true", b"pdfuaid:part"):
        assert mark in printed, mark


def test_every_picture_of_the_pdf_has_a_sentence(led: dict[str, Any], views: xr.Dataset) -> None:
    """As many alternative texts as charts, none of them empty; each has its file."""
    made = figures(led, views)
    words = content(led, made)
    several = ("others", "singles", "states", "causes", "hindcasts", "evidence")
    shown = [c for c in [*words["charts"].values(), *(c for key in several for c in words[key])] if c]
    assert len(shown) > 15
    assert all(len(c["alt"]) > 30 and c["caption"] for c in shown)
    assert {c["file"] for c in shown} == set(pictures(made))


def test_the_same_run_prints_the_same_bytes(
    printed: bytes, led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]
) -> None:
    """No clock, no machine, no order of a set in it."""
    assert pdf(led, views, since) == printed


def test_without_the_extra_it_is_refused(
    invented: dict[str, Any], views: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names what to install."""
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CounterpoiseError) as caught:
        pdf(invented, views)
    assert "counterpoise[report]" in str(caught.value.hint)


def test_hostile_words_are_printed_as_words(answer: dict[str, Any], views: xr.Dataset) -> None:
    """Typst code, quotes and backslashes in a label are shown, not obeyed."""
    evil = '#panic("obeyed") \\ ] } $ " `'
    answer["question"] = answer["states"]["JPN"]["name"] = answer["theatres"]["korea"]["label"] = evil
    answer["tripwires"][0]["label"] = answer["record"]["tasks"][1]["label"] = evil
    answer["sources"][0]["citation"] = answer["drivers"][0]["label"] = evil
    assert pdf(answer, views).startswith(b"%PDF")


def test_a_poor_answer_is_printed(views: xr.Dataset) -> None:
    """What a run lacks is left out, and the rest stands."""
    assert pdf({"schema": 1, "scenario": "asia"}, xr.Dataset()).startswith(b"%PDF")


def test_the_summary_says_what_the_answer_says(led: dict[str, Any]) -> None:
    """Three reasons at most, the costliest first; a tripwire for each of the answer's."""
    told = reasons(led)
    assert 1 <= len(told) <= 3
    assert "futures in 100 in this model" in told[0]
    assert [wire["label"] for wire in watch(led)] == [wire["label"] for wire in led["tripwires"]]


def test_a_card_names_who_governs_at_the_cut_off(led: dict[str, Any]) -> None:
    """Not the one before, and not one whose day has not come."""
    known = dict(card(led, "JPN"))
    assert known["Leader"] == "Later, in office since 21 October 2025"
    assert known["Next election"] == "31 October 2027 (House of Representatives)"
    assert "of 100 futures" in known["What it may do"] or "nothing likely" in known["What it may do"]
    assert dict(card(led, "KOR"))["Leader"] == "nobody is named at the information cut-off"
    assert "Leader" not in dict(card({**led, "leaders": []}, "KOR"))


def test_a_card_says_what_would_move_a_state(led: dict[str, Any]) -> None:
    """Shares of futures where a thing moves the side, the lean where it does not, and a plain no where nothing does."""
    assert movers(led, "PHL") == [
        "fear of the challenger (2035): with the patron’s side in 22 of 100 where high, 43 where low",
        "disputes with the challenger (2035): 0.05 nearer to the patron where there was any than where there was none, "
        "on the same side",
    ]
    assert dict(card(led, "JPN"))["What would move it"].startswith("nothing that was looked at")


def test_no_card_is_empty(led: dict[str, Any]) -> None:
    """Each state has both alignments, effort, an election or none, what it may do, what would move it, and a grade."""
    heads = {f"Alignment with the {pole}, 0 to 1" for pole in ("patron", "challenger")}
    heads |= {
        "Military effort, % of output",
        "Next election",
        "What it may do",
        "What would move it",
        "Grade of the forecast",
    }
    for code in led["states"]:
        assert heads <= set(dict(card(led, code)))
    assert [head for head, _ in poles(led)] == ["China, the challenger", "United States, the patron"]


def test_the_summary_is_one_page_whatever_it_says(
    answer: dict[str, Any], views: xr.Dataset, since: dict[str, Any]
) -> None:
    """With a long question and every limit and tripwire in long words, the second page still begins with the region."""
    answer["question"] = (
        "If something with a very long name happens to several of them at once, " * 2 + "does it hold?"
    )
    for wire in answer["tripwires"]:
        wire["label"] += ", as it is reported in the tables that come out in the year after it" * 2
    usual, long = (len(pdf(told, views, since, kind="png")) for told in ({**answer, "question": "?"}, answer))
    assert usual == long


def test_misses_are_counted_and_the_worst_come_first(led: dict[str, Any], views: xr.Dataset) -> None:
    """How many of all with the worst, then the worst of each year; the chart of the record says so too."""
    told = misses(led)
    worst = "that Korea holds in 1996 was given 20 in 100, and it did."
    whole = "1 of 5 forecasts from 2 past years missed: less than even odds for what came."
    assert told == [f"{whole} None of those from 2000.", f"1 of the 3 from 1990. The furthest off: {worst}"]
    record = view("record")(led, views)
    assert record is not None
    assert f"{whole} The furthest off: from 1990, {worst}" in record.aside[0]


def test_what_the_hindcasts_left_untested_is_said(led: dict[str, Any], views: xr.Dataset) -> None:
    """Track record, limits and ledger say which complications were at rest; the methods name past cases."""
    told = {**led, "hindcasts": [{**row, "name": "asia-2014"} for row in led["hindcasts"]]}
    said = content(told, figures(told, views))
    names = "C1, C2, C3, C6, C7 and C9"
    assert f"6 of the 9 complications ({names}) are at rest" in said["record_note"]
    assert any(names in words for words in said["limits"])
    assert any(row[0] == "V2" and names in row[4] for row in said["ledger"])
    assert "its caption names" not in " ".join(said["method"])
    assert any("Of 38 windows, 23 closed" in words for words in said["method"])


def test_what_moved_comes_with_its_causes(led: dict[str, Any], since: dict[str, Any]) -> None:
    """The largest cause first, each with its error; events that only the later answer knows; digests compared."""
    assert why_moved(led).startswith(
        "Of the balance’s change: facts of the scenario: essay to latest edition −3.0 (±1.0)"
    )
    assert why_moved({"changes": {"note": "It could not be told."}}) == "It could not be told."
    assert [row["label"] for row in news(led, {**since, "shocks": []})] == ["Tariffs on partners"]
    assert news(led, since) == news(led, None) == []
    other = {**since, "digests": {**since["digests"], "panel": "sha256:other"}}
    told = same_and_other(led, other)
    assert told.startswith("The same in both: the edition (latest), ")
    assert (
        f"the seed ({led['seed']}) and the number of futures" in told or f"the seed ({led['seed']})" in told
    )
    assert "Different: " in told
    assert "the data panel (other, now " in told
    assert same_and_other(led, None) == ""


def test_another_scenario_is_no_earlier_edition(
    led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]
) -> None:
    """Two scenarios with one cut-off are told as such on page and chart; other poles are not compared at all."""
    beside = {**led, "scenario": "blockade"}
    made = figures(led, views, beside)
    assert made["moved"].title.startswith("Asia against Blockade: the balance")
    told = content(led, made, beside)
    assert told["moved_heading"] == "Asia beside Blockade: two scenarios, not two dates"
    assert (
        content(led, figures(led, views, since), since)["moved_heading"]
        == "What moved since the last edition"
    )
    other = {**led, "roles": {"patron": "GBR", "challenger": "DEU"}}
    assert figures(led, views, other)["moved"] is None


def test_only_what_is_clear_of_simulation_error_is_said_to_have_moved(
    led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]
) -> None:
    """The balance is always told; of the rest what moved by more than counting a finite number of futures explains."""
    same = change(figures(led, views, since)["moved"], led, since)
    assert same.endswith("nothing else by more than simulation error.")
    earlier = json.loads(json.dumps(since))
    for row in earlier["theatres"]["korea"]["holds"].values():
        row["p"] = 0.01
    assert "Korea" in change(figures(led, views, earlier)["moved"], led, earlier)


def test_sources_are_told_once(led: dict[str, Any]) -> None:
    """Two tables of one source are one line that names both; a version is not said twice."""
    row = {"title": "One table", "citation": "Somebody. 2020. Title. Version 2.", "version": "2, to 2018"}
    told = sources({"sources": [row, {**row, "title": "Another"}]})
    assert [(source["title"], source["version"]) for source in told] == [("One table; Another", "")]


def test_acts_that_differ_by_state_alone_are_one(led: dict[str, Any]) -> None:
    """A tariff on each of many states is a line that names them."""
    act = {"date": "2025-04-02", "source": "x"}
    shocks = [{**act, "label": f"Tariff on {code}"} for code in ("JPN", "KOR")]
    told = dated({**led, "shocks": shocks}, "shocks")
    assert [row["label"] for row in told] == ["Tariff on Japan, South Korea"]


def test_an_act_names_the_states_that_it_falls_on(led: dict[str, Any]) -> None:
    """Cars of whom is said once for all of them, and not where the label says it."""
    cars = {"date": "2025-04-03", "label": "Cars, 25 per cent", "source": "x"}
    own = {"date": "2025-04-04", "label": "China answers", "source": "x", "state": "CHN"}
    tie = {"date": "2025-04-05", "label": "A treaty", "source": "x", "state": "JPN", "partner": "KOR"}
    shocks = [{**cars, "state": "JPN"}, {**cars, "state": "KOR"}, own, tie]
    assert [row["label"] for row in dated({**led, "shocks": shocks}, "shocks")] == [
        "Cars, 25 per cent (Japan and South Korea)",
        "China answers",
        "A treaty (Japan and South Korea)",
    ]


def test_a_case_of_the_past_says_what_it_is(led: dict[str, Any], views: xr.Dataset) -> None:
    """Page one tells that it is a forecast from the past and what came; what is at rest is no change of the user's."""
    row = {
        "key": "balance",
        "label": "the balance",
        "year": 1945,
        "horizon": 12,
        "p": 0.76,
        "happened": False,
    }
    told = {
        **led,
        "scenario": "europe-1933",
        "origin": 1933,
        "unknown": ["C1", "C6"],
        "switches": {"C1": 0.0, "C6": 0.0},
        "hindcasts": [
            {"name": "europe-1933", "question": "?", "origin": 1933, "members": 9, "verdicts": [row]}
        ],
    }
    said = content(told, figures(told, views))
    assert "that The balance" not in said["past"]
    assert "the balance holds in 1945 was given 76 in 100, and it did not" in said["past"]
    assert "1 of its 1 forecasts missed" in said["past"]
    assert "offers (C6)" in said["about"]["resting"]
    assert said["changed"] == ""
    assert "--switch" not in " ".join(said["commands"])
    assert {row[0]: row[2] for row in said["ledger"]}["C6"] == "off here"
    assert "cut at the end of 1933" in said["method"][0]


def test_a_patron_without_alliances_loses_none(led: dict[str, Any], views: xr.Dataset) -> None:
    """All of no treaties survive in every future: that is no answer, and neither dots nor sentence give it."""
    told = {**led, "alliances": {}}
    made = figures(told, views)
    said = content(told, made)
    assert "Of alliances nothing is asked: this case lists no treaty of the patron’s." in said["answer"]
    assert [row[0] for row in made["verdict"].rows] == ["the balance holds", "the balance is lost"]
    assert not any("alliances" in row[0] for row in said["stories"])
    assert {chart.name for chart in made["others"]} == {
        "simpler-balance-holds-2035",
        "simpler-balance-holds-2045",
    }


def test_numbers_come_with_what_counting_leaves_open(led: dict[str, Any], views: xr.Dataset) -> None:
    """The four answers, the yardsticks and the counts of the cards say their simulation error."""
    said = content(led, figures(led, views))
    assert said["simulated"].startswith(
        "Simulation error (90 %), in 100: full story ±1.0, simple story ±1.0, "
    )
    assert "persistence ±1.2" in said["simulated"]
    assert "counted from past cases" in said["simulated"]
    assert "±1.8 at most" in said["counts"]
    assert "at most ±1.0" in said["charts"]["yardsticks"]["caption"]
    assert content({"schema": 1}, figures({"schema": 1}, xr.Dataset()))["simulated"] == ""


def test_tables_are_the_charts_own(led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]) -> None:
    """A CSV to each chart, the index lists them, and its numbers are the answer's own."""
    found = tables(led, views, since)
    index = list(csv.reader(io.StringIO(found["index.csv"].decode())))
    assert {row[0] for row in index[1:]} == {n for n in found if n.endswith(".csv")} - {
        "index.csv",
        "columns.csv",
    }
    full = led["outcomes"]["balance_holds"]["full"]["2045"]
    rows = list(csv.reader(io.StringIO(found["simpler.csv"].decode())))
    assert [float(cell) for cell in rows[1][2:]] == [full[key] for key in ("p", "low", "high", "mc_error")]
    assert "moved.tex" in found


def test_latex_of_a_missing_number_is_a_dash(led: dict[str, Any], views: xr.Dataset) -> None:
    """Persistence has no interval: a dash, never a zero."""
    chart = figures(led, views)["simpler"]
    line = next(line for line in latex(chart).splitlines() if line.startswith("Persistence"))
    assert "--" in line


def test_page_and_tables_have_names_in_the_run_s_folder(led: dict[str, Any], views: xr.Dataset) -> None:
    """The page on top, the tables in their folder; the page names no address to fetch from."""
    found = page_and_tables(led, views)
    assert "report.html" in found
    assert all(name == "report.html" or name.startswith("report-tables/") for name in found)
    assert json.dumps(sorted(found)) == json.dumps(sorted(page_and_tables(led, views)))
