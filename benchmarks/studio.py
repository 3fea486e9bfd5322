"""How long a reader waits: from a moved slider until every chart of the first screen has changed, in Chromium.

Run it with ``python -m benchmarks.studio``; it needs the extras ``studio`` and a Chromium.  A slider is stepped by
keyboard; the page stamps the moment at which the last chart was drawn, the browser the moment at which the key went
down.  The share of the server (one question over HTTP) is measured in the same run, so that both can be compared.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import uvicorn
from playwright.sync_api import sync_playwright

from counterpoise.studio.app import build
from counterpoise.studio.desk import Desk

MOVES = 40
"""Steps of the slider, each with an answer that nobody has asked for before."""


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("No Chromium is installed.")
    folder = Path(tempfile.mkdtemp())
    desk = Desk("asia", runs=folder / "runs", cache=folder / "cache")
    server = uvicorn.Server(uvicorn.Config(build(desk), port=0, log_level="error", lifespan="off"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    home = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    desk.warm(desk.question(None, None, None, [], []))
    asked = []
    for k in range(MOVES):
        started = time.perf_counter()
        httpx.get(f"{home}/api/answer?change=C4:{k / MOVES + 0.003:.3f}", timeout=60).raise_for_status()
        asked.append(1000 * (time.perf_counter() - started))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(home)
        page.wait_for_selector("#main .first", timeout=120_000)
        if page.locator(".status[data-status=whole]").count() == 0:  # no stored answer: it is being computed
            page.click("#cancel", timeout=20_000)
        page.click("#assume")
        page.locator("#switch-C5").focus()
        seen, drawn = zip(*(_move(page, k) for k in range(MOVES)), strict=True)
        browser.close()
    server.should_exit = True
    result = {
        "members": 128,
        "moves": MOVES,
        "slider to all charts, ms": _spread(seen),
        "of these the page, from answer to drawn, ms": _spread(drawn),
        "one answer over HTTP, ms": _spread(asked),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(result, indent=1))


def _move(page: object, k: int) -> tuple[float, float]:
    """Milliseconds from a step of the slider to the last chart, and of these what the page took after the answer."""
    element = page.locator("#switch-C5")  # type: ignore[attr-defined]
    before = page.locator("body").get_attribute("data-shown")  # type: ignore[attr-defined]
    value = round(1.0 - (k + 1) / (MOVES + 1), 3)
    started = element.evaluate(
        "(slider, value) => { slider.step = 'any'; slider.value = value;"
        " const now = performance.now(); slider.dispatchEvent(new Event('input', { bubbles: true })); return now; }",
        value,
    )
    while (shown := page.locator("body").get_attribute("data-shown")) == before:  # type: ignore[attr-defined]
        time.sleep(0.01)
    drawn = page.evaluate("performance.measure('page', 'answered', 'drawn').duration")  # type: ignore[attr-defined]
    return float(shown) - float(started), float(drawn)


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered)),
        "95 %": round(ordered[int(0.95 * len(ordered)) - 1]),
        "best": round(ordered[0]),
    }


if __name__ == "__main__":
    main()
