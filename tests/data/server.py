"""A real HTTP server on loopback that serves files well, badly, slowly, in part or not at all."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


@dataclass
class Behaviour:
    """How a file is served.

    Attributes:
        data: Its bytes.
        ranges: Whether a request for the rest is honoured.
        breaks: How many bytes to send before hanging up, for each of the first requests.
        statuses: Answers of the first requests, instead of the file.
        pause: Seconds of silence before each piece.
        piece: Bytes of a piece.
    """

    data: bytes
    ranges: bool = True
    breaks: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pause: float = 0.0
    piece: int = 1 << 20


@dataclass
class Host:
    """The running server.

    Attributes:
        url: Its base address.
        files: What it serves, by path without the first slash.
        asked: How often each path was asked for.
        ranges: The Range headers it got, in order.
    """

    url: str
    files: dict[str, Behaviour]
    asked: Counter[str] = field(default_factory=Counter)
    ranges: list[str] = field(default_factory=list)


@contextmanager
def serve(files: dict[str, Behaviour]) -> Iterator[Host]:
    """Serve ``files`` on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, host)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:  # a client that hangs up is what some tests want
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        host = Host(f"http://127.0.0.1:{server.server_address[1]}", files)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def answer(request: BaseHTTPRequestHandler, host: Host) -> None:
    """One answer."""
    path = unquote(request.path.lstrip("/"))
    host.asked[path] += 1
    told = request.headers.get("Range", "")
    if told:
        host.ranges.append(told)
    it = host.files.get(path)
    if it is None or it.statuses:
        status = it.statuses.pop(0) if it is not None else 404
        request.send_response(status)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    start = int(told.removeprefix("bytes=").rstrip("-")) if told and it.ranges else 0
    if start > len(it.data) or (told and it.ranges and start == len(it.data)):
        request.send_response(416)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    request.send_response(206 if start else 200)
    request.send_header("Content-Length", str(len(it.data) - start))
    request.end_headers()
    stop = min(it.breaks.pop(0) + start, len(it.data)) if it.breaks else len(it.data)
    while start < stop:
        if it.pause:
            time.sleep(it.pause)
        request.wfile.write(it.data[start : min(start + it.piece, stop)])
        request.wfile.flush()
        start += it.piece
    if stop < len(it.data):
        request.close_connection = True
