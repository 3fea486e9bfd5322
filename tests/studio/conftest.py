"""One studio for all tests: the default scenario to 2028, few futures, on a port of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import tomli_w
import uvicorn

from counterpoise.scenario import load_scenario
from counterpoise.studio.app import build
from counterpoise.studio.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.studio.tabs import Tab

MOST, MEMBERS = 192, 128


@dataclass(frozen=True)
class Studio:
    """A running server, its desk, and the scenario file that it opened."""

    address: str
    desk: Desk
    file: Path


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """An application on a port of its own; gives its address."""
    config = uvicorn.Config(app, port=port, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def plain(tree: object) -> object:
    """Lists in place of tuples, as TOML has them."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    return [plain(item) for item in tree] if isinstance(tree, (list, tuple)) else tree


@pytest.fixture(scope="session")
def scenario_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default scenario to 2028, as a reader's own file."""
    cut = load_scenario("asia").until(2028)
    data = cut.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
    data["scenario"] |= {"name": "short", "default_members": MEMBERS}
    path = tmp_path_factory.mktemp("scenario") / "short.toml"
    path.write_text(tomli_w.dumps(plain(data)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def studio(scenario_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A warm studio on loopback."""
    folder = tmp_path_factory.mktemp("studio")
    desk = Desk(str(scenario_file), runs=folder / "runs", most=MOST, cache=folder / "cache")
    desk.warm(desk.question(None, None, None, [], []))
    with served(build(desk)) as address:
        yield Studio(address, desk, scenario_file)


@pytest.fixture(scope="session")
def ask(studio: Studio) -> Iterator[httpx.Client]:
    """A client of it."""
    with httpx.Client(base_url=studio.address, timeout=120) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright
    from tests.studio.tabs import CHROMIUM

    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def tab(browser: Browser, studio: Studio) -> Iterator[Tab]:
    """A tab of its own; afterwards nothing left the machine and nothing broke."""
    from tests.studio.tabs import guarded

    made = guarded(browser, studio)
    yield made
    made.page.context.close()
    assert made.outside == []
    assert made.said == []
