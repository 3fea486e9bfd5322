"""The first screen under a reader's hands: what a moved control moves, what lights up, and what can be read."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.studio.conftest import Studio, served
from tests.studio.tabs import Tab, guarded, seen, wait_still

from counterpoise.studio.app import build

pytestmark = seen

expect.set_options(timeout=30_000)

SIZES = ((1440, 1000), (1280, 800), (1024, 800), (390, 844))


def drawn(page: Page) -> None:
    """Open the drawer."""
    page.click("#assume")
    page.wait_for_selector("#switch-C5")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_who_moves_a_control_sees_the_answer_move(
    browser: Browser, studio: Studio, width: int, height: int
) -> None:
    """At any width the number, its interval, was and now, and each theatre stand in view beside the last control."""
    tab = guarded(browser, studio, viewport={"width": width, "height": height})
    page = tab.open()
    drawn(page)
    page.locator("#switch-C9").focus()
    page.locator("#switch-C9").scroll_into_view_if_needed()
    page.keyboard.press("Home")
    strip = page.locator(".strip")
    expect(strip).to_contain_text("128 futures, draft")
    expect(strip).to_be_in_viewport(ratio=1)
    expect(strip.locator(".difference")).to_contain_text("90 %:")
    expect(strip.locator("li")).to_have_count(5)
    expect(page.locator("[data-chart=record] .note")).to_contain_text("not of what is changed here")
    shown = [float(text.strip("<>")) for text in strip.locator("li b").all_inner_texts()]
    large = page.locator("[data-chart=theatres] svg text[font-size='19']").all_text_contents()
    assert shown == [float(text.strip("<>")) for text in large]
    if width > 1000:
        edge = page.locator("#drawer").bounding_box()
        assert edge is not None
        assert page.locator("main").evaluate("e => e.getBoundingClientRect().right") <= edge["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    assert tab.said == []


def test_a_state_lights_its_theatres_and_a_theatre_its_states(tab: Tab) -> None:
    """Japan lights the East China Sea and nothing else; a theatre lights those whose it is, and who counts against."""
    page = tab.open()
    row = page.locator("[data-chart=theatres] path.lit")
    page.locator(".map path[data-key=JPN]").first.hover()
    expect(row).to_have_count(1)
    expect(row).to_have_attribute("data-key", "east_china_sea")
    page.locator("[data-chart=theatres] path[data-key=korea]").hover()
    expect(page.locator(".map path.lit[data-key=KOR]").first).to_be_visible()
    expect(page.locator(".map path.lit[data-key=PRK]").first).to_be_visible()
    expect(page.locator(".map path.lit[data-key=IND]")).to_have_count(0)
    page.locator(".map path[data-key=CHN]").first.dispatch_event("pointerover")
    expect(row).to_have_count(5)  # the challenger stands in all of them


SMALL = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.parentElement;
    if (!node.textContent.trim() || text.closest("title, noscript") || !text.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(text).fontSize);
    const drawn = text.closest("svg")?.getScreenCTM();
    const scale = drawn ? Math.hypot(drawn.a, drawn.b) : 1;
    if (size * scale < 10.99) found.push(`${(size * scale).toFixed(1)} px: ${node.textContent.slice(0, 40)}`);
  }
  return found;
}"""
"""Words that are rendered smaller than eleven pixels, in drawings and outside."""

OVER = """() => {
  const found = [];
  for (const svg of document.querySelectorAll(".first figure:not(.map) .drawing svg")) {
    const words = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
    const boxes = words.map((text) => text.getBoundingClientRect());
    words.forEach((text, at) => words.slice(at + 1).forEach((other, k) => {
      const [a, b] = [boxes[at], boxes[at + 1 + k]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 5) found.push(`${text.textContent} over ${other.textContent}`);
    }));
  }
  return found;
}"""
"""Words of a chart that run over one another."""


def test_every_word_can_be_read_at_any_width(tab: Tab) -> None:
    """No word is rendered under eleven pixels, nor over another, on the first screen with and without the drawer."""
    page = tab.open()
    page.wait_for_selector(".status[data-status=whole]", timeout=120_000)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(120)
        assert page.evaluate(SMALL) == [], width
        assert page.evaluate(OVER) == [], width
    page.set_viewport_size({"width": 1280, "height": 800})
    drawn(page)
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OVER) == []
    page.click("#drawer .close")
    for view in ("map", "ties", "theatres", "why", "variables", "record", "evidence", "compare"):
        page.click(f"nav [data-view={view}]")
        page.wait_for_selector(f"#main [data-view={view}]")
        page.wait_for_timeout(120)
        assert page.evaluate(SMALL) == [], view


def test_a_server_that_was_killed_is_waited_for_and_taken_up_again(browser: Browser, studio: Studio) -> None:
    """What is moved as it dies is kept and answered by the next one by itself; meanwhile nothing can be moved."""
    with served(build(studio.desk)) as address:
        tab = guarded(browser, replace(studio, address=address))
        page = tab.open()
        page.wait_for_selector(".status[data-status=whole]", timeout=120_000)
        wait_still(page)
        drawn(page)
        before = page.locator(".sentence").all_inner_texts()
    page.locator("#switch-C4").focus()
    page.keyboard.press("Home")
    expect(page.locator("#banner")).to_contain_text("does not answer")
    expect(page.locator("#banner code")).to_have_text(f"counterpoise studio --port {urlsplit(address).port}")
    assert page.locator(".sentence").all_inner_texts() == before
    for control in ("#switch-C4", "#switch-C5", "#scenarios button >> nth=0", "#theory", ".map .play"):
        expect(page.locator(control)).to_be_disabled()
    page.locator("nav [data-view=map]").dispatch_event("click")
    expect(page.locator("#main .first")).to_be_visible()
    assert page.locator("#switch-C4").input_value() == "0"
    assert "C4" in page.url
    with served(build(studio.desk), urlsplit(address).port or 0):
        expect(page.locator("#banner")).to_be_hidden()
        expect(page.locator("#changes")).to_contain_text("1 → 0")
        expect(page.locator(".strip")).to_contain_text("128 futures, draft")
        expect(page.locator("#switch-C4")).to_be_enabled()
        expect(page.locator("#switch-C4")).to_be_focused()
        page.context.close()


def test_a_page_that_opens_while_the_server_is_away_opens_once_it_is_there(tab: Tab) -> None:
    """The page's files may come from the browser's store; the answer follows when there is somebody to ask."""
    page = tab.page
    page.route("**/api/**", lambda route: route.abort())
    page.goto(tab.home)
    expect(page.locator("#banner")).to_contain_text("does not answer")
    page.unroute("**/api/**")
    expect(page.locator(".sentence").first).to_be_visible()
    expect(page.locator("#banner")).to_be_hidden()
    tab.said.clear()  # the browser's own word for a request that failed


def test_what_a_comparison_waits_for_is_told_and_can_be_given_up(tab: Tab) -> None:
    """A model that is not ready yet is made so with its progress in view; who gives up may go on or choose another."""
    cold = "scenario=short&change=arming.depreciation:0.2"
    tab.page.goto(f"{tab.home}/?{urlencode({'view': 'compare', 'other': cold})}")
    expect(tab.page.locator("#coming progress")).to_be_visible()
    tab.page.click("#stop-waiting")
    expect(tab.page.locator("#go-on")).to_be_visible()
    expect(tab.page.locator("#coming")).to_be_hidden()
    expect(tab.page.locator("#other option")).not_to_have_count(1)


def test_undo_in_a_field_takes_back_what_was_typed_in_it_and_nothing_else(tab: Tab) -> None:
    """Half-typed, then entered: each goes by itself; another control's move only from outside the field."""
    page = tab.open()
    drawn(page)
    page.locator("#switch-C5").focus()
    page.keyboard.press("Home")
    expect(page.locator("#changes li")).to_have_count(1)
    field = page.locator(".control:has(#switch-C4) input[type=number]")
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0.25")
    page.keyboard.press("ControlOrMeta+z")
    assert field.input_value() != "0.25"
    for _ in range(6):
        page.keyboard.press("ControlOrMeta+z")
    expect(field).to_have_value("1")
    expect(page.locator("#changes li")).to_have_count(1)
    field.fill("0.5")
    page.keyboard.press("Enter")
    expect(page.locator("#changes li")).to_have_count(2)
    page.keyboard.press("ControlOrMeta+z")
    expect(field).to_have_value("1")
    expect(page.locator("#changes li")).to_have_count(1)
    page.keyboard.press("ControlOrMeta+z")
    page.wait_for_timeout(300)
    expect(page.locator("#changes li")).to_have_count(1)
    page.locator("#switch-C4").focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#changes li")).to_have_count(0)


def test_the_first_screen_prints_on_two_white_pages(browser: Browser, studio: Studio) -> None:
    """In dark mode too: two columns on A4, captions in full, no controls, and the versions at the foot."""
    tab = guarded(browser, studio, color_scheme="dark")
    page = tab.open()
    wait_still(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 695, "height": 1032})  # A4 at 96 pixels to the inch, within the margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 1032
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("#views", "#scenarios", "#assume", ".timeline", ".take"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#identity")).to_contain_text("model")
    expect(page.locator("[data-chart=theatres] .caption")).to_contain_text("Solid: observed")
    page.context.close()


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, studio: Studio) -> None:
    """With reduced motion asked for, no element of the page has a transition or an animation."""
    tab = guarded(browser, studio, reduced_motion="reduce")
    page = tab.open()
    drawn(page)
    page.evaluate("document.querySelector('#progress').dataset.busy = ''")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) => {
        const look = getComputedStyle(e);
        return look.animationName !== 'none' || parseFloat(look.transitionDuration) > 0;
        }).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert moving == []
    page.context.close()


def test_on_a_phone_the_drawer_is_walked_by_keyboard_and_left_with_escape(
    browser: Browser, studio: Studio
) -> None:
    """Focus goes into it, never behind it nor under its head, and back to where it was opened."""
    tab = guarded(browser, studio, viewport={"width": 390, "height": 844})
    page = tab.open()
    page.focus("#assume")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer .close")).to_be_focused()
    for _ in range(24):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, .top, .scenarios')")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate(
            """() => { const at = document.activeElement, head = document.querySelector("#drawer header");
            const low = (e) => e.getBoundingClientRect().bottom;
            return at.closest("fieldset") && low(at) < low(head); }"""
        )
        assert not hidden
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("#assume")).to_be_focused()
    page.context.close()
