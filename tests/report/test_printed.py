"""The printed report and the journal's tables: tagged, whole, the same twice, and true to the answer."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
import xarray as xr

from counterpoise.report import page_and_tables
from counterpoise.report.card import card
from counterpoise.report.document import content, pdf, pictures
from counterpoise.report.gist import reasons, watch
from counterpoise.report.page import figures
from counterpoise.report.tables import latex, tables
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
    shown = [
        c for c in [*words["charts"].values(), *words["others"], *words["singles"], *words["states"]] if c
    ]
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
    assert "Leader" not in dict(card(led, "KOR"))


def test_tables_are_the_charts_own(led: dict[str, Any], views: xr.Dataset, since: dict[str, Any]) -> None:
    """A CSV to each chart, the index lists them, and LaTeX has the rules and as many cells as columns."""
    found = tables(led, views, since)
    index = list(csv.reader(io.StringIO(found["index.csv"].decode())))
    assert {row[0] for row in index[1:]} == {n for n in found if n.endswith(".csv")} - {"index.csv"}
    full = led["outcomes"]["balance_holds"]["full"]["2045"]
    rows = list(csv.reader(io.StringIO(found["simpler.csv"].decode())))
    assert [float(cell) for cell in rows[1][2:]] == [full["p"], full["low"], full["high"]]
    assert "moved.tex" in found
    for name, body in found.items():
        if name.endswith(".tex"):
            text = body.decode()
            assert all(rule in text for rule in (r"\toprule", r"\midrule", r"\bottomrule"))
            columns = len(re.findall("[lr]", re.findall(r"@\{\}([lr]+)@\{\}", text)[0]))
            lines = [line for line in text.splitlines() if line.endswith(r"\\")]
            assert {len(re.findall(r"(?<!\\)&", line)) + 1 for line in lines} == {columns}
            assert not re.search(r"(?<!\\)[%#_]", text.replace("tab:", "").replace("\\label", ""))


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
