"""The page in a browser whose every request off this machine fails: views, controls, links, errors, access."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tests.studio.conftest import Studio
from tests.studio.tabs import Tab, guarded, seen, wait_still

pytestmark = seen

expect.set_options(timeout=30_000)
"""A slow machine is no mistake of the page."""


def test_the_first_screen_answers_without_a_click(tab: Tab) -> None:
    """Question, sentence, rivals, five theatres, record: all there before anything is pressed."""
    page = tab.open()
    expect(page.locator("h1")).to_have_text("Will the balance of power in Asia hold?")
    expect(page.locator(".sentence").first).to_contain_text("of 100")
    for name in ("verdict", "simpler", "map", "theatres", "record"):
        expect(page.locator(f"[data-chart={name}] svg").first).to_be_visible()
    expect(page.locator("#identity")).to_contain_text("Seed 1")
    assert page.locator("[data-chart=theatres] svg text", has_text="Korea").count()


def test_no_violation_of_access_rules(tab: Tab) -> None:
    """The axe rules find nothing on the first screen, in the drawer, in light and in dark."""
    page = tab.open()
    page.click("#assume")
    page.wait_for_selector("#switch-C5")
    found = Axe().run(page)
    page.click("#theme")
    dark = Axe().run(page)
    said = [
        (row["id"], row["nodes"][0]["html"][:200], row["nodes"][0].get("failureSummary", "")[:300])
        for result in (found, dark)
        for row in result.response["violations"]
    ]
    assert said == []


def test_the_whole_answer_fits_the_first_screen(tab: Tab) -> None:
    """Costs, what rests on judgement, and the record stand in common windows without a scroll."""
    page = tab.open()
    page.wait_for_selector(".status[data-status=whole]", timeout=120_000)
    wait_still(page)
    wide = (
        page.locator("#assume").evaluate("e => e.getBoundingClientRect().width") > 150
    )  # letters of a fallback
    for width, height in ((1440, 1000), (1440, 900), (1366, 768), (1280, 800))[: 2 if wide else 4]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight") <= height, width
        for name in ("why", "tripwires", "record"):
            expect(page.locator(f"[data-chart={name}] svg").first).to_be_in_viewport(ratio=1)


VIEWS = ("map", "ties", "theatres", "why", "turn", "variables", "futures", "record", "evidence", "compare")


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_by_a_click_and_by_its_link(tab: Tab, view: str) -> None:
    """Every view has a heading, can be linked to, and breaks no access rule."""
    page = tab.open()
    page.click(f"nav [data-view={view}]")
    page.wait_for_selector(f"#main [data-view={view}]")
    assert f"view={view}" in page.url
    expect(page.locator("#main h1")).to_be_visible()
    page.wait_for_timeout(200)
    found = Axe().run(page)
    assert [
        (row["id"], row["nodes"][0]["html"][:200], row["nodes"][0].get("failureSummary", "")[:200])
        for row in found.response["violations"]
    ] == []


def test_no_view_breaks_a_rule_of_access_on_a_phone_in_the_dark_or_light(tab: Tab) -> None:
    """Every view on a narrow screen in dark mode; in light only colours differ, and those are held to the rules too."""
    page = tab.open()
    page.click("#theme")
    page.set_viewport_size({"width": 390, "height": 844})
    for view in ("answer", *VIEWS):
        page.click(f"nav [data-view={view}]")
        page.wait_for_selector(
            f"#main [data-view={view}], #main .first" if view == "answer" else f"#main [data-view={view}]"
        )
        page.wait_for_timeout(150)
        broken = Axe().run(page).response["violations"]
        assert [(row["id"], row["nodes"][0]["html"][:200]) for row in broken] == [], view
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        pale = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert [(row["id"], row["nodes"][0]["html"][:200]) for row in pale] == [], view
        page.evaluate("document.documentElement.dataset.theme = 'dark'")


def test_a_switch_answers_and_can_be_taken_back(tab: Tab) -> None:
    """A slider moves the answer, stands in the list of changes and the link, and undo and redo know it."""
    page = tab.open()
    page.click("#assume")
    page.wait_for_selector("#switch-C4")
    before = page.locator(".sentence").first.inner_text()
    page.locator("#switch-C4").focus()
    page.keyboard.press("Home")
    expect(page.locator("#changes")).to_contain_text("1 → 0")
    expect(page.locator("#live")).to_contain_text(re.compile(r"of 100(, was [\w ]+)?\. Draft of 128 futures"))
    assert "change=C4%3A0" in page.url or "change=C4:0" in page.url
    wait_still(page)
    page.click("#undo")
    expect(page.locator(".sentence").first).to_have_text(before)
    assert "C4" not in page.url
    page.click("#redo")
    expect(page.locator("#changes")).to_contain_text("1 → 0")
    page.click("#reset")
    expect(page.locator("#changes")).not_to_contain_text("1 → 0")


def test_a_number_shows_its_prior_and_says_when_it_is_beyond(tab: Tab, ask: httpx.Client) -> None:
    """The density stands above the track; outside the middle 98 per cent the slider says so, and lets one go on."""
    page = tab.open()
    page.click("#assume")
    rows = ask.get("/api/controls").json()["sliders"]
    most = f"{next(row['most'] for row in rows if row['path'] == 'balancing.gain'):g}"
    page.fill(".find", "balancing.gain")
    control = page.locator(".control", has=page.locator("#number-balancing-gain")).first
    expect(control.locator("svg .mass")).to_be_visible()
    control.locator("input[type=number]").fill(most)
    control.locator("input[type=number]").press("Enter")
    expect(control.locator(".beyond")).to_contain_text("Beyond the evidence")
    expect(page.locator("#changes")).to_contain_text(f"→ {most}")
    control.locator("input[type=number]").fill("1000000000")
    control.locator("input[type=number]").press("Enter")
    expect(control.locator(".beyond")).to_contain_text(
        f"1000000000 is not possible: from 0 to {most}; {most} is used"
    )


def test_a_shock_is_added_and_taken_back(tab: Tab) -> None:
    """What happens, when, to whom: a dated shock moves the answer and is listed."""
    page = tab.open()
    page.click("#assume")
    page.click("summary:has-text('Add a shock')")
    page.select_option("#shock-kind", "loss")
    page.select_option("#shock-state", "TWN")
    page.fill("#shock-year", "2026")
    page.click("#shock-add")
    expect(page.locator("#changes")).to_contain_text("falls to the challenger")
    page.click("#changes button[aria-label^='Take back']")
    expect(page.locator("#changes")).not_to_contain_text("falls to the challenger")


def test_an_election_is_decided_from_the_calendar(tab: Tab) -> None:
    """A vote that is to come names its winner's leaning: the shock is filled in, added, and moves the answer."""
    page = tab.open()
    page.click("#assume")
    page.click("summary:has-text('Elections')")
    page.locator(".calendar button").last.click()
    assert page.locator("#shock-kind").input_value() == "leader"
    page.fill("#shock-size", "-0.8")
    page.click("#shock-add")
    expect(page.locator("#changes")).to_contain_text("A new leader takes office")


def test_a_theory_is_picked_and_its_link_restores_it(tab: Tab, ask: httpx.Client) -> None:
    """A theory is a set of switches: it answers, says what it leaves out and why, and a link brings it back."""
    told = {row["key"]: row for row in ask.get("/api/tellings").json()["tellings"]}["buck_passing"]
    page = tab.open()
    page.select_option("#theory", "buck_passing")
    expect(page.locator(".told")).to_contain_text(told["claim"])
    expect(page.locator(".told summary")).to_contain_text(", ".join(told["switches"]))
    page.wait_for_selector(".status[data-status=refined]", timeout=60_000)
    said = page.locator(".sentence").all_inner_texts()
    page = tab.open(page.url.partition("/?")[2].join(["?", ""]))
    page.wait_for_selector(".status[data-status=refined]", timeout=60_000)
    assert page.locator("#theory").input_value() == "buck_passing"
    assert page.locator(".sentence").all_inner_texts() == said
    page.click("#assume")
    page.locator("#switch-C9").focus()
    page.keyboard.press("Home")
    expect(page.locator("#theory option:checked")).to_have_text("A mixture")


def test_ties_are_a_network_or_a_matrix_and_the_link_says_which(tab: Tab) -> None:
    """States keep their places; pointing at one lights its lines and its name; the layout is part of the link."""
    page = tab.open("?view=ties")
    chart = page.locator("[data-chart=ties]")
    expect(chart.locator("svg text", has_text="Japan")).to_be_visible()
    chart.locator("svg circle[data-key=JPN]").hover()
    expect(chart.locator("circle.lit, text.lit")).to_have_count(2)
    assert chart.locator("g.lit").count() >= 1
    with page.expect_download() as waiting:
        chart.locator("a", has_text="SVG").click()
    assert waiting.value.suggested_filename == "short-ties-network.svg"
    page.click("[data-choice=matrix]")
    expect(chart.locator("svg")).to_contain_text("to the challenger")
    assert "layout=matrix" in page.url


def test_compare_rings_what_turns_and_names_what_separates(tab: Tab) -> None:
    """A draft of controls against the scenario as it is: rings in both sets of dots, one row for each control."""
    page = tab.open("?view=compare")
    page.click("#hold")
    expect(page.locator("#same")).to_contain_text("the same scenario")
    expect(page.locator("#separates")).to_contain_text("Nothing")
    page.click("#change-a")
    page.locator("#switch-C4").focus()
    page.keyboard.press("Home")
    row = page.locator("#separates tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("C4")
    expect(page.locator(".side").first).to_contain_text("(changed)")
    expect(page.locator("[data-chart=turned] svg")).to_be_visible()
    expect(page.locator("[data-chart=turned] .caption")).to_contain_text("90 % interval")
    page.click("[data-chart=turned] summary")
    expect(page.locator("[data-chart=turned] table")).to_contain_text("interval includes zero")


def test_a_slow_machine_keeps_what_was_shown_and_answers_the_last_move(tab: Tab) -> None:
    """Old charts stay under a thin bar; of many quick moves the last one is answered."""
    page = tab.open()
    wait_still(page)
    page.route("**/api/answer*", lambda route: (time.sleep(0.8), route.continue_()))
    page.click("#assume")
    page.locator("#switch-C5").focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#progress[data-busy]", state="attached")
    expect(page.locator("[data-chart=verdict] svg").first).to_be_visible()
    expect(page.locator("#changes")).to_contain_text("1 → 0.7", timeout=20_000)
    wait_still(page)  # a reply that is under way would meet a route that is gone
    page.unroute_all(behavior="wait")


def test_every_control_is_reached_by_keyboard(tab: Tab) -> None:
    """Tab walks through all that can be pressed on the first screen, in order, and is caught nowhere."""
    page = tab.open()
    wait_still(page)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, select, input, summary, [tabindex="0"]')].filter(
        (e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).length"""
    )
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)")
        )
    assert len(reached) >= wanted


def test_evidence_shows_numbers_test_and_refuter(tab: Tab) -> None:
    """A card opens what its mechanism rests on, and leads to its switch."""
    page = tab.open("?view=evidence")
    card = page.locator("#card-S8")
    card.locator("summary", has_text="What ties rests on").click()
    expect(card.locator("[data-chart=evidence-ties] svg").first).to_be_visible()
    expect(card).to_contain_text("What would refute it")
    expect(card).to_contain_text("average precision")
    page.locator("#card-C5 button", has_text="Turn it down").click()
    expect(page.locator("#switch-C5")).to_be_focused()


def test_a_link_opens_the_same_page_elsewhere(tab: Tab, browser: Browser, studio: Studio) -> None:
    """What one reader sees, another who is sent the link sees too, and neither disturbs the other."""
    first = tab.open("?change=C5:0.2&change=S4:0.5")
    first.wait_for_selector(".status[data-status=refined]", timeout=60_000)
    said = first.locator(".sentence").all_inner_texts()
    other = guarded(browser, studio)
    other.page.goto(first.url)
    other.page.wait_for_selector(".status[data-status=refined]", timeout=60_000)
    assert other.page.locator(".sentence").all_inner_texts() == said
    other.page.context.close()


def test_a_broken_link_says_so_and_shows_what_there_is(browser: Browser, studio: Studio) -> None:
    """What is wrong, what to do, and the current scenario below."""
    tab = guarded(browser, studio)
    page = tab.open("?scenario=atlantis&change=C5:0")
    expect(page.locator("#banner")).to_contain_text("no scenario atlantis")
    expect(page.locator(".sentence").first).to_be_visible()
    page = tab.open("?data=0000&model=none")
    expect(page.locator("#banner")).to_contain_text("another version")
    page = tab.open("?view=atlantis&year=3000")
    expect(page.locator("#banner")).to_contain_text("no view atlantis")
    expect(page.locator("#banner")).to_contain_text("Years run from")
    expect(page.locator(".sentence").first).to_be_visible()
    page = tab.open("?change=C99:0.5&change=C5:0&state=QQQ")
    expect(page.locator("#banner")).to_contain_text("no claim C99")
    expect(page.locator("#banner")).to_contain_text("QQQ")
    expect(page.locator("#changes")).to_contain_text("1 → 0")
    page = tab.open("?view=variables&variable=zzz&of=QQQ")
    expect(page.locator(".astray")).to_contain_text("zzz")
    expect(page.locator(".astray")).to_contain_text("QQQ")
    page = tab.open("?view=compare&other=nowhere")
    expect(page.locator("#unread")).to_contain_text("no scenario nowhere")
    expect(page.locator("#other option").nth(1)).to_be_attached()
    page.context.close()
    assert tab.outside == []


def test_a_lost_server_is_told_and_work_is_kept(browser: Browser, studio: Studio) -> None:
    """The page stays, says what happened, and goes on where it was once the server answers again."""
    tab = guarded(browser, studio)
    page = tab.open()
    wait_still(page)
    page.click("#assume")
    page.wait_for_selector("#switch-C5")
    page.context.set_offline(True)
    page.locator("#switch-C5").focus()
    page.keyboard.press("Home")
    expect(page.locator("#banner")).to_contain_text("does not answer")
    expect(page.locator(".sentence").first).to_be_visible()
    page.context.set_offline(False)  # the page notices by itself
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#changes")).to_contain_text("1 → 0")
    page.context.close()


def test_the_map_walks_through_observed_and_simulated_years(tab: Tab) -> None:
    """Observed years are named so and solid; a state walked to by keyboard is told and lit everywhere."""
    page = tab.open()
    slider = page.locator(".map input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)
    page.keyboard.press("Home")
    expect(page.locator(".map h2")).to_contain_text("in 1990 (observed)")
    expect(page.locator(".map .caption")).to_contain_text("treaties, troops, exercises and votes")
    assert page.locator(".sheet").get_attribute("data-era") == "observed"
    page.keyboard.press("End")
    expect(page.locator(".map h2")).to_contain_text("in 2028 (simulated)")
    assert page.locator(".sheet").get_attribute("data-era") == "simulated"
    page.locator(".states").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("svg path.lit").count() >= 1
    page.keyboard.press("Escape")
    page.click(".map [data-show=threat]")
    expect(page.locator(".map h2")).to_contain_text("Threat")
    page.focus(".play")
    page.keyboard.press("Space")
    page.click("nav [data-view=record]")
    page.wait_for_selector("#main [data-view=record]")
    page.wait_for_timeout(700)
    year = page.url.partition("year=")[2]
    page.wait_for_timeout(900)
    assert page.url.partition("year=")[2] == year, "a map that nobody looks at stands still"


def test_the_table_beside_the_map_follows_what_it_shows(tab: Tab) -> None:
    """Threat on the map, threat in the table."""
    page = tab.open("?view=map")
    table = page.locator("section[aria-label=Numbers]")
    expect(table).to_contain_text("likeliest stance")
    expect(table.locator("tbody tr").first).to_contain_text("2028")
    page.click(".map [data-show=threat]")
    expect(table).to_contain_text("median")
    before = page.locator(".timeline").bounding_box()
    page.locator("path[data-key=AUS]").first.hover()
    expect(page.locator(".under.told")).to_contain_text("Australia")
    assert page.locator(".timeline").bounding_box() == before
    page.locator(".map input[type=range]").focus()
    page.keyboard.press("Home")
    expect(table.locator("h2")).to_contain_text("199")
    expect(table.locator("h2")).to_contain_text(page.locator(".map input[type=range]").input_value())


def test_files_are_taken_from_beside_a_chart(tab: Tab) -> None:
    """Every chart of the first screen offers its numbers and its drawing; the table opens in place."""
    page = tab.open()
    chart = page.locator("[data-chart=theatres]")
    chart.locator(".data > summary").click()
    with page.expect_download() as waiting:
        chart.locator("a", has_text="CSV").click()
    assert waiting.value.suggested_filename == "short-theatres.csv"
    chart.locator(".take summary").click()
    expect(chart.locator("table")).to_contain_text("observed")


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (1024, 800), (390, 844)])
def test_nothing_runs_off_the_page(browser: Browser, studio: Studio, width: int, height: int) -> None:
    """On a desk, a small screen and a phone the page is as wide as the window and no wider."""
    tab = guarded(browser, studio, viewport={"width": width, "height": height})
    page = tab.open()
    wait_still(page)
    for view in ("", "?view=record", "?view=turn"):
        if view:
            page = tab.open(view)
            wait_still(page)
        assert page.locator("body").evaluate("body => document.documentElement.scrollWidth") <= width
    page.context.close()
    assert tab.said == []
