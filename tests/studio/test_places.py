"""Where things stand: files beside their chart and never over it, and charts that a phone shows without a swipe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.studio.conftest import Studio
from tests.studio.tabs import Tab, guarded, seen, wait_still

pytestmark = seen

MEETING = """() => {
  const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const words = [...document.querySelectorAll("figure :is(svg text, h2, .lead, .caption, .note, .legend)")]
    .filter((place) => place.checkVisibility() && !place.closest(".take"));
  const found = [];
  let links = 0;
  for (const link of document.querySelectorAll("figure :is(.take a, .take summary, .data > summary)")) {
    if (!link.checkVisibility()) continue;
    links += 1;
    const box = link.getBoundingClientRect();
    for (const place of words) {
      if (meets(box, place.getBoundingClientRect())) found.push([link.textContent, place.textContent]);
    }
  }
  return { links, found };
}"""


def swiped(page: Page) -> list[Any]:
    """Drawings and tables that are wider than their place."""
    found: list[Any] = page.evaluate(
        """() => [...document.querySelectorAll(".drawing, .scroll")]
        .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
        .map((box) => box.ariaLabel ?? box.outerHTML.slice(0, 80))"""
    )
    return found


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_link_to_a_file_stands_on_what_a_chart_says(browser: Browser, studio: Studio, width: int) -> None:
    """Neither as the page opens, nor under the pointer, nor once numbers and files are unfolded."""
    tab = guarded(browser, studio, viewport={"width": width, "height": 900})
    for view in ("", "?view=map", "?view=ties", "?view=theatres", "?view=record"):
        page = tab.open(view)
        wait_still(page)
        figures = page.locator("figure.chart:has(.drawing):visible")
        found = page.evaluate(MEETING)
        assert found["links"] >= figures.count()
        assert found["found"] == []
        if not view:
            figures.last.hover()
            for summary in page.locator(".data > summary").all():
                summary.click()
            assert page.evaluate(MEETING)["found"] == []
            assert page.evaluate(MEETING)["links"] > found["links"]
    page.context.close()


def test_files_are_reached_by_keyboard(tab: Tab) -> None:
    """From the word under a chart Enter unfolds its files, and Tab walks to each of the five."""
    page = tab.open()
    chart = page.locator("[data-chart=theatres]")
    chart.locator(".data > summary").focus()
    page.keyboard.press("Enter")
    expect(chart.locator(".take a").first).to_be_visible()
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["CSV", "Parquet", "NetCDF", "SVG", "PNG"]


def test_a_phone_shows_every_chart_without_a_swipe(browser: Browser, studio: Studio) -> None:
    """Charts are drawn narrower there, and tables of many columns are read as cards."""
    tab = guarded(browser, studio, viewport={"width": 390, "height": 844})
    for view in ("", "?view=ties", "?view=ties&layout=matrix", "?view=record", "?view=theatres"):
        page = tab.open(view)
        wait_still(page)
        assert swiped(page) == []
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("figure svg text")]
            .filter((text) => text.checkVisibility()).map((text) => {
              const sheet = text.ownerSVGElement, wide = sheet.getBoundingClientRect().width;
              return parseFloat(getComputedStyle(text).fontSize) * wide / sheet.viewBox.baseVal.width;
            }))"""
        )
        assert smallest >= 8.5, "letters stay large enough to be read"
    page.context.close()


def test_ties_begin_with_the_treaties_that_the_verdict_counts(tab: Tab) -> None:
    """Whose treaty decides, and is likeliest to fail, stands first; numbers are rounded and bear their range."""
    page = tab.open("?view=ties")
    rows = page.locator("section[aria-label=Numbers] tbody tr")
    first = rows.first.locator("td").all_inner_texts()
    assert first[1] == "United States"
    assert "mutual defence" in first[2]
    assert first[5].isdigit(), "a chance of survival, of 100"
    assert first[7].count("–") == 1
    counted = [row.locator("td").nth(5).inner_text() for row in rows.all()[:8]]
    known = [int(text) for text in counted if text.isdigit()]
    assert known == sorted(known)
    assert counted[: len(known)] == [str(number) for number in known]
