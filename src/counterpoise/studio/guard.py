"""What stands between the network and the studio: who may ask, how often, how much, and what a page may load.

Loopback by default; anywhere else a token.  The name in ``Host`` is checked where there is no token, so that a
foreign page whose name points here cannot read answers.  Nothing that is sent in is ever run or stored.
"""

from __future__ import annotations

import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

__all__ = ["HEADERS", "LOOPBACK", "Guard", "Rate"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", "testserver"})
"""Names of this machine."""

STYLES = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"
"""Digests of the two style sheets that plotly.js puts into a page: an empty one, and that of its own controls."""

HEADERS = {
    "content-security-policy": (
        f"default-src 'self'; script-src 'self'; style-src 'self' {STYLES}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every reply.  Attributes of style are let through, because charts place their text by them."""

COOKIE = "counterpoise"
LONGEST_ADDRESS, LARGEST_BODY = 16_000, 64_000
"""Characters of an address, bytes of a body."""


class Rate:
    """A bucket of requests for each visitor, filled steadily.

    Args:
        each: Requests a second.
        burst: Requests at once.
        clock: Seconds; monotonic time by default.

    >>> now = iter([0.0, 0.0, 0.0, 10.0])
    >>> rate = Rate(each=1.0, burst=2, clock=lambda: next(now))
    >>> [rate.allows("a") for _ in range(4)]
    [True, True, False, True]
    """

    def __init__(self, each: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._burst, self._clock = each, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Whether one more request of a visitor fits, which it then uses up."""
        now = self._clock()
        left, then = self._left.pop(who, (float(self._burst), now))
        left = min(self._burst, left + (now - then) * self._each)
        allowed = left >= 1.0
        self._left[who] = (left - 1.0 if allowed else left, now)
        while len(self._left) > _VISITORS:
            self._left.popitem(last=False)
        return allowed


class Guard:
    """ASGI middleware: bounds and token before the application, headers after it.

    Args:
        app: What it guards.
        token: What a visitor must know; None where only this machine can ask.
        rate: Requests that a visitor may make.
    """

    def __init__(self, app: App, token: str | None = None, rate: Rate | None = None) -> None:
        self.app, self.token = app, token
        self.rate = rate or Rate(_EACH, _BURST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with a reason."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is not None:
            await _reply(send, *refused)
            return
        entering = self._entering(scope)
        if entering is not None:
            await _reply(send, 303, {}, [(b"location", entering.encode()), self._cookie()])
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ENCODED]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, dict[str, str]] | None:
        """Status and reason, or None for a request that may pass."""
        length = headers.get("content-length", "0")
        who = str((scope.get("client") or ("nobody",))[0])
        if len(scope["query_string"]) + len(scope["path"]) > _LONGEST:
            return 414, _said("This link is too long.", f"A link has at most {LONGEST_ADDRESS} characters.")
        if "transfer-encoding" in headers or not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, _said(
                "This request is too large.", "The studio takes no uploads; use the command line."
            )
        if not self.rate.allows(who):
            return 429, _said("Too many requests.", "Wait a second and try again.")
        if self.token is None:
            host = (
                headers.get("host", "").rsplit(":", 1)[0]
                if "]" not in headers.get("host", "")
                else (headers["host"].partition("]")[0] + "]")
            )
            if host not in LOOPBACK:
                return 421, _said(
                    f"The studio does not answer to the name {host[:60]}.",
                    "Open it at http://127.0.0.1, or start it with --host and a token.",
                )
        elif not self._knows(scope, headers):
            return 401, _said("This studio asks for its token.", "Open the whole address that it printed.")
        return None

    def _knows(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether the visitor bears the token: in a header, a cookie or, once, in the address."""
        assert self.token is not None
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        given = [
            headers.get("authorization", "").removeprefix("Bearer "),
            cookie.value if cookie is not None else "",
            *parse_qs(scope["query_string"].decode("latin-1")).get("token", []),
        ]
        return any(hmac.compare_digest(word.encode(), self.token.encode()) for word in given)

    def _entering(self, scope: Scope) -> str | None:
        """The page's address without the token, for a visitor who has just shown it."""
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if self.token is None or "token" not in query or scope["path"] != "/":
            return None
        rest = urlencode({key: value for key, value in query.items() if key != "token"}, doseq=True)
        return "/" + (f"?{rest}" if rest else "")

    def _cookie(self) -> tuple[bytes, bytes]:
        return b"set-cookie", f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict".encode()


def _said(message: str, hint: str) -> dict[str, str]:
    return {"message": message, "hint": hint}


async def _reply(
    send: Send, status: int, said: dict[str, str], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    body = json.dumps(said).encode()
    more = [(b"retry-after", b"1")] if status == _BUSY else []
    kinds = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*kinds, *more, *(headers or []), *_ENCODED],
        }
    )
    await send({"type": "http.response.body", "body": body})


_ENCODED = [(key.encode(), value.encode()) for key, value in HEADERS.items()]
_LONGEST = LONGEST_ADDRESS
_BUSY = 429
_VISITORS = 1000
_EACH, _BURST = 200.0, 800
"""A page asks for some thirty files when it opens and some ten answers a second while a slider moves."""
