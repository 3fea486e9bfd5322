"""The page in a browser whose every request off this machine fails: views, controls, links, errors, access."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from tests.studio.conftest import Studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@dataclass
class Tab:
    """A page with what went wrong in it."""

    page: Page
    home: str
    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> Page:
        """Open a link and wait for its answer."""
        self.page.goto(f"{self.home}/{query}")
        self.page.wait_for_selector("#main .first, #main .view", timeout=60_000)
        return self.page


def guarded(browser: Browser, studio: Studio, **options: Any) -> Tab:
    """A tab that reaches this machine only and notes what it says."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}, **options})
    tab = Tab(context.new_page(), studio.address)

    def local(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            tab.outside.append(route.request.url)
            route.abort()

    context.route("**/*", local)
    tab.page.on("pageerror", lambda problem: tab.said.append(str(problem)))
    tab.page.on("console", lambda line: tab.said.append(line.text) if line.type == "error" else None)
    return tab


@pytest.fixture
def tab(browser: Browser, studio: Studio) -> Iterator[Tab]:
    """A tab of its own; afterwards nothing left the machine and nothing broke."""
    made = guarded(browser, studio)
    yield made
    made.page.context.close()
    assert made.outside == []
    assert made.said == []


def wait_still(page: Page) -> None:
    """Wait until no answer is on its way."""
    page.wait_for_selector("#progress:not([data-busy])", state="attached")
    page.wait_for_timeout(150)


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
