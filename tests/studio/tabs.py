"""Tabs of a browser whose every request off this machine fails."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.studio.conftest import Studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

seen = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


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


def wait_still(page: Page) -> None:
    """Wait until no answer is on its way."""
    page.wait_for_selector("#progress:not([data-busy])", state="attached")
    page.wait_for_timeout(150)
