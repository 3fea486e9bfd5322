"""Who may ask, how much and how often; and that a description of the studio keeps its word."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from tests.studio.conftest import Studio, served

from counterpoise.cli.studio import free_port
from counterpoise.studio.app import build
from counterpoise.studio.guard import Guard, Rate
from counterpoise.vocabulary import CounterpoiseError

TOKEN = "a-long-enough-token"


@pytest.fixture
def guarded(studio: Studio) -> Iterator[httpx.Client]:
    """A client of a studio that asks for a token."""
    with served(build(studio.desk, TOKEN)) as address, httpx.Client(base_url=address) as client:
        yield client


def test_every_reply_forbids_what_a_page_does_not_need(ask: httpx.Client) -> None:
    """No script of the page's own text, nothing from elsewhere, no frame around it, no pages that load from afar."""
    for path in ("/", "/page/main.js", "/plotly.min.js", "/api/scenarios", "/openapi.json"):
        reply = ask.get(path)
        assert reply.status_code == 200
        policy = reply.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in ask.get("/").text
    for path in ("/docs", "/redoc", "/page/../app.py", "/page/app.py", "/page/%2e%2e%2fapp.py"):
        assert ask.get(path).status_code == 404


def test_a_token_opens_once_and_is_kept_in_a_cookie(guarded: httpx.Client) -> None:
    """Without it nothing is told; with it in the address the page opens and the address forgets it."""
    assert guarded.get("/api/scenarios").status_code == 401
    assert guarded.get("/?token=wrong-but-long-enough").status_code == 401
    entered = guarded.get(f"/?token={TOKEN}&change=C5:0")
    assert entered.status_code == 303
    assert entered.headers["location"] == "/?change=C5%3A0"
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert guarded.get("/api/scenarios").status_code == 200
    bearer = httpx.get(f"{guarded.base_url}/api/scenarios", headers={"authorization": f"Bearer {TOKEN}"})
    assert bearer.status_code == 200


def test_a_foreign_name_for_this_machine_is_not_answered(ask: httpx.Client) -> None:
    """A page elsewhere whose name points here cannot read answers."""
    assert ask.get("/api/scenarios", headers={"host": "evil.example:80"}).status_code == 421


def test_sizes_are_bounded_and_uploads_refused(ask: httpx.Client) -> None:
    """Long addresses and bodies are refused before anything reads them; nothing takes a POST."""
    assert ask.get(f"/api/answer?scenario={'a' * 20_000}").status_code == 414
    assert ask.post("/api/answer", content=b"x" * 100_000).status_code == 413
    assert ask.post("/api/answer", content=b"{}").status_code == 405


def test_rates_are_bounded_by_visitor() -> None:
    """Who asks too often is told to wait; others are not held up by him."""
    app = FastAPI()
    app.get("/")(lambda: {"ok": True})
    with served(Guard(app, rate=Rate(each=0.001, burst=3))) as address:
        codes = [httpx.get(address).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    rate = Rate(each=1.0, burst=1)
    assert [rate.allows("a"), rate.allows("a"), rate.allows("b")] == [True, False, True]


def test_a_taken_port_gives_the_next_one() -> None:
    """The studio says where it listens instead of failing; a wrong address is told."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port
    with pytest.raises(CounterpoiseError, match="not an address of this machine"):
        free_port("192.0.2.1", 8045)


def test_the_description_keeps_its_word(studio: Studio) -> None:
    """Whatever the OpenAPI description allows is answered as it says, and never with a mistake of ours."""
    schema = schemathesis.openapi.from_url(f"{studio.address}/openapi.json")
    seen = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method == "get" and operation.path in (
            "/api/first",
            "/api/refine",
            "/api/whole",
            "/api/turn",
        ):
            continue  # they go on for as long as the work takes

        @given(case=operation.as_strategy())
        @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def told(case: schemathesis.Case) -> None:
            reply = case.call()
            assert reply.status_code in (200, 204, 404, 414, 422, 429), (case.path, case.query, reply.text)

        told()
        seen += 1
    assert seen >= 12
