"""The page as a whole: well-formed, self-contained, and readable without sight, scripts or luck."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import xarray as xr

from counterpoise.charts import view
from counterpoise.report import write_report
from counterpoise.report.page import definition, figures, html
from counterpoise.vocabulary import CounterpoiseError

VOID = {"meta", "hr", "input", "br", "link", "img"}


class Reader(HTMLParser):
    """Collects elements with their attributes and checks that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def read(page: str) -> Reader:
    """Parse a page and insist that it ends closed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def page(invented: dict[str, Any], views: xr.Dataset) -> str:
    """The page of the invented answer."""
    return html(invented, views)


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    """The parsed page."""
    return read(page)


def tables(page: str) -> dict[str, list[list[str]]]:
    """Every saved table by its file name, as the reader would open it."""
    found = re.findall(
        r'download="counterpoise-([^"]+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"', page
    )
    return {name: list(csv.reader(io.StringIO(unquote(body)))) for name, body in found}


def test_ids_are_unique_and_links_inside_the_page_arrive(reader: Reader) -> None:
    """Every id once; every #link has its target."""
    ids = [attrs["id"] for _, attrs, _ in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {
        str(attrs["href"])[1:] for _, attrs, _ in reader.elements if str(attrs.get("href")).startswith("#")
    }
    assert targets
    assert targets <= set(ids)
    labelled = {attrs["aria-labelledby"] for _, attrs, _ in reader.elements if "aria-labelledby" in attrs}
    assert labelled <= set(ids)


def test_the_page_asks_nobody(reader: Reader, page: str) -> None:
    """No script, style, image, font or frame comes from elsewhere, and the policy forbids it besides."""
    for tag, attrs, _ in reader.elements:
        assert "src" not in attrs
        assert "srcset" not in attrs
        assert tag not in {"link", "iframe", "object", "embed", "image", "img", "base", "form"}
        if "href" in attrs and not str(attrs["href"]).startswith(("#", "data:text/csv")):
            assert tag == "a"
    assert "default-src 'none'" in page
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)


def test_every_picture_says_what_it_shows(reader: Reader) -> None:
    """Each svg is an image with a sentence; each figure has a title and a table twin with numbers."""
    pictures = [attrs for tag, attrs, _ in reader.elements if tag == "svg"]
    assert len(pictures) > 20
    for attrs in pictures:
        assert attrs.get("role") == "img"
        assert len(str(attrs.get("aria-label"))) > 3
    figures = sum(tag == "figure" for tag, _, _ in reader.elements)
    twins = sum(tag == "details" and "figure" in inside for tag, _, inside in reader.elements)
    assert figures == twins > 15


def test_the_table_twins_hold_the_answer_s_own_numbers(page: str, answer: dict[str, Any]) -> None:
    """What a reader saves is what answer.json says, unrounded."""
    found = tables(page)
    full = answer["outcomes"]["balance_holds"]["full"]["2045"]
    assert [float(v) for v in found["simpler"][1][2:]] == [full[k] for k in ("p", "low", "high", "mc_error")]
    square = answer["two_by_two"]["full"]["2045"]
    assert [float(row[1]) for row in found["verdict"][1:]] == [
        square[key] for key in ("both", "balance_only", "ties_only", "neither")
    ]
    assert sum(int(row[2]) for row in found["verdict"][1:]) == 100
    costs = {row[0]: row[2] for row in found["why"][1:]}
    assert {k: float(v) if v else None for k, v in costs.items()} == answer["cost_of"]
    pacts = {(row[0], row[1]): float(row[2]) for row in found["alliances"][1:]}
    assert pacts["Japan", "2045"] == answer["alliances"]["USA-JPN"]["2045"]["p"]
    assert [float(row[3]) for row in found["drivers"][1:]] == [row["share"] for row in answer["drivers"]]
    assert [float(row[1]) for row in found["tripwires"][1:]] == [row["now"] for row in answer["tripwires"]]


def test_every_figure_states_its_interval_and_the_verdict_alone_its_grade(
    invented: dict[str, Any], views: xr.Dataset
) -> None:
    """Captions give the level of the interval; the split by grade is of one chance and stands at that one alone."""
    made = figures(invented, views)
    charts = [c for found in made.values() for c in (found if isinstance(found, list) else [found]) if c]
    assert sum(chart.simulated for chart in charts) > 15
    for chart in charts:
        assert re.search(r"\d+ %|level: none", chart.caption), chart.name
        assert ("Grade: of the spread of this chance, judged 62" in chart.caption) == (
            chart.name == "verdict"
        )


def test_dots_and_sentence_agree(page: str) -> None:
    """As many dots hold as the sentence says, and there are a hundred of them."""
    drawing = page[page.index('id="fig-verdict"') : page.index("</svg>", page.index('id="fig-verdict"'))]
    kinds = re.findall(r'data-key="([a-z_]+)"', drawing)
    assert len(kinds) == 100
    assert kinds.count("both") + kinds.count("balance_only") == 68
    assert "it holds in <b>68 of 100</b> futures" in page


def test_a_claim_that_does_not_act_is_not_drawn_at_zero(page: str) -> None:
    """Null costs are named as not modelled yet, beside the bars and among the limits."""
    assert "Not modelled yet:</b> The challenger’s technology (C1), Ageing on both sides (C3)" in page
    row = next(row for row in tables(page)["why"] if row[0] == "C1")
    assert row[2:] == ["", "", "", "not modelled yet"]


def test_hostile_words_stay_words(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A label with markup, quotes or a script end is shown, not obeyed."""
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=1>"
    answer["question"] = answer["scenario"] = evil
    answer["states"]["JPN"]["name"] = evil
    answer["theatres"]["korea"]["label"] = evil
    answer["tripwires"][0]["label"] = answer["tripwires"][0]["text"] = evil
    answer["record"]["tasks"][1]["label"] = answer["record"]["note"] = evil
    answer["drivers"][0]["label"] = answer["shocks"][0]["label"] = evil
    answer["sources"][0]["citation"] = answer["versions"]["counterpoise"] = evil
    page = html(answer, views)
    assert "<script>alert" not in page
    assert "<img" not in page
    read(page)


def test_an_unsafe_address_is_text(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A source whose address is no web address gets no link."""
    answer["sources"][0]["url"] = "javascript:alert(1)"
    assert 'href="javascript' not in html(answer, views)


def test_a_poor_answer_still_makes_a_page(views: xr.Dataset) -> None:
    """What a run lacks is said to be lacking; nothing is made up and nothing falls over."""
    page = html({"schema": 1, "scenario": "asia"}, xr.Dataset())
    read(page)
    assert "This run gives no answer to that year." in page
    assert "not available" in page


@pytest.mark.parametrize(
    "key",
    ["two_by_two", "references", "theatres", "alliances", "states", "cost_of", "cost_error", "sensitivity",
     "judgement_share", "grade_shares", "drivers", "tripwires", "record", "grades", "digests", "versions"],
)  # fmt: skip
def test_any_part_may_be_missing(key: str, answer: dict[str, Any], views: xr.Dataset) -> None:
    """Each part of the answer may be null or absent without harm to the others."""
    for poorer in ({**answer, key: None}, {k: v for k, v in answer.items() if k != key}):
        read(html(poorer, views))


def test_same_answer_same_bytes(answer: dict[str, Any], views: xr.Dataset) -> None:
    """The page depends on nothing but its two arguments."""
    assert html(answer, views) == html(copy.deepcopy(answer), views.copy(deep=True))


def test_the_answer_is_not_changed_by_looking(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A view writes nothing back."""
    before = json.dumps(answer, sort_keys=True)
    html(answer, views)
    assert json.dumps(answer, sort_keys=True) == before


def test_writing_leaves_one_file(tmp_path: Path, answer: dict[str, Any], views: xr.Dataset) -> None:
    """The file is whole, in UTF-8, and nothing is left beside it."""
    write_report(answer, views, tmp_path / "report.html")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    read((tmp_path / "report.html").read_text(encoding="utf-8"))


def test_a_failed_write_keeps_the_old_report(
    tmp_path: Path, answer: dict[str, Any], views: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is one clear error, and the earlier report survives."""
    path = tmp_path / "report.html"
    path.write_text("earlier", encoding="utf-8")

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CounterpoiseError, match="No space left on device"):
        write_report(answer, views, path)
    assert path.read_bytes() == b"earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_short_run_has_one_milestone(answer: dict[str, Any], views: xr.Dataset) -> None:
    """A run of five years speaks of one year only, and its page is whole."""
    held = {"2030": {"p": 0.9, "low": 0.8, "high": 0.95}}
    answer["outcomes"] = {k: {"full": held, "simple": held} for k in ("balance_holds", "ties_survive")}
    answer["horizon"] = [2025, 2030]
    page = html(answer, views.sel(year=slice(2025, 2030)))
    read(page)
    assert "it holds in <b>90 of 100</b> futures" in page
    assert "Who stands where in 2030" in page or "No map" in page


def test_the_definition_names_the_theatres_of_its_own_region(answer: dict[str, Any]) -> None:
    """Asia's five stand as they are defined; another region's stand in their place, and no treaty of Asia's."""
    asian = " ".join(
        definition({**answer, "theatres": {"k": {"label": "Korea"}, "h": {"label": "Himalaya"}}})
    )
    assert "Korea .20" in asian
    other = " ".join(definition({**answer, "theatres": {"p": {"label": "Poland"}, "f": {"label": "France"}}}))
    assert "hold (Poland, France; their weights stand in the scenario)" in other
    assert "three in four of the patron’s core treaties are in force" in other
    assert not any(name in other for name in ("Korea", "Japan", "Himalaya"))


def test_what_a_scenario_turns_off_has_neither_cost_nor_share(
    answer: dict[str, Any], views: xr.Dataset
) -> None:
    """A claim that is off is not drawn at zero, and a parameter that only it reads moves nothing."""
    off = {
        **answer,
        "switches": {"C5": 0.0},
        "attribution": None,
        "evidence": {"patronage": {"claims": ["C5"]}},
    }
    off["drivers"] = [{"path": "patronage.mean", "label": "Doubt", "share": 0.5}, *answer["drivers"]]
    costs, drivers = view("why")(off, views), view("drivers")(off, views)
    assert costs is not None
    assert drivers is not None
    assert "Off in this scenario: Doubt about the patron’s will (C5)." in costs.caption
    assert {row[0]: row[-1] for row in costs.rows}["C5"] == "off"
    assert "Doubt" not in [row[0] for row in drivers.rows]
