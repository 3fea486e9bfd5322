"""Screenshots of the page against those that were looked at and found good."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser
from tests.studio.conftest import Studio
from tests.studio.looks import MOST, WRITE, compared, dejavu, picture
from tests.studio.tabs import guarded, seen, wait_still

pytestmark = [seen, pytest.mark.skipif(not dejavu(), reason="the letters DejaVu are not installed")]

DESK, SMALL, PHONE = (1440, 1000), (1024, 800), (390, 844)

LOOKS = {
    "answer": ("", DESK, "light", True),
    "answer-dark": ("", DESK, "dark", True),
    "answer-1024": ("", SMALL, "light", True),
    "answer-phone": ("", PHONE, "light", True),
    "map-1995": ("?view=map&year=1995", DESK, "light", False),
    "ties": ("?view=ties", DESK, "light", True),
    "compare": ("?view=compare&change=C5:0", DESK, "dark", True),
    "evidence": ("?view=evidence", DESK, "light", True),
}


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_looks_as_it_was_found_good(
    browser: Browser, studio: Studio, name: str, tmp_path: Path
) -> None:
    """At most a twentieth of the picture differs from the one kept; the map of 1995, all observed, as drawn."""
    query, (width, height), theme, flat = LOOKS[name]
    tab = guarded(browser, studio, viewport={"width": width, "height": height}, color_scheme=theme)
    page = tab.open(query)
    if name.startswith("answer"):
        page.wait_for_selector(".status[data-status=whole]", timeout=120_000)
    wait_still(page)
    found = compared(name, picture(page, flat), tmp_path)
    page.context.close()
    assert found.far <= MOST, (
        f"{100 * found.far:.1f} % of the page {name} looks otherwise than it did; see {found.seen} (kept, seen, "
        f"difference).  If it is meant, run again with {WRITE}=write, look at the picture, and commit it."
    )


def test_a_page_that_lost_a_column_is_seen_to_differ(tmp_path: Path) -> None:
    """The comparison can fail: a picture with a third blanked is far from the one kept."""
    from PIL import Image
    from tests.studio.looks import KEPT

    kept = np.array(Image.open(KEPT / "answer.png").convert("L"))
    assert compared("answer", kept, tmp_path, renew=False).far == 0.0
    kept[:, : kept.shape[1] // 3] = 251
    assert compared("answer", kept, tmp_path, renew=False).far > MOST
