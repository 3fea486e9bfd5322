"""``counterpoise studio``: the page on which a question is asked, changed and passed on."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.cli.options import PanelOption, at_least
from counterpoise.cli.whole import whole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["free_port", "studio"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
USUAL = 8045


def studio(
    scenario: Annotated[
        str, typer.Argument(help="Scenario to open: a bundled name, or a TOML file.")
    ] = "asia",
    port: Annotated[int, whole("--port", "Port; the next free one if it is taken.")] = USUAL,
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine asks for a token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option(help="What visitors must know; made up where one is needed.")
    ] = None,
    members: Annotated[int | None, whole("--members", "Futures of a whole answer.")] = None,
    most: Annotated[int, whole("--most", "Futures to which a first answer is refined.")] = 5000,
    runs: Annotated[Path, typer.Option(help="Folder in which saved runs are looked for.")] = Path("runs"),
    panel: PanelOption = None,
    without_browser: Annotated[
        bool, typer.Option("--without-browser", help="Print the address and open nothing.")
    ] = False,
) -> None:
    """Open the studio on this machine: map, theatres, what costs most, and every assumption within reach."""
    at_least(members, 1, "--members", 10_000_000)
    at_least(most, 128, "--most", 100_000)
    at_least(port, 0, "--port", 65_535)
    if token is not None and len(token) < _SHORTEST:
        raise CounterpoiseError(
            "This token is too short to guard anything.",
            where="--token",
            hint=f"Write at least {_SHORTEST} letters, or leave it out and one is made up.",
        )
    if host not in LOOPBACK and token is None:
        token = secrets.token_urlsafe(18)
    from counterpoise.studio import create_app, require_extra

    require_extra()
    from counterpoise.ensemble import keep_compiled

    keep_compiled()  # a program begins to load while the rest is read
    import uvicorn

    chosen = free_port(host, port)
    if chosen != port and port:
        typer.echo(f"Port {port} is taken; listening on {chosen}.", err=True)
    app = create_app(scenario, panel=panel, runs=runs, token=token, members=members, most=most)
    name = f"[{host}]" if ":" in host else "127.0.0.1" if host in ("0.0.0.0", "localhost") else host
    address = f"http://{name}:{chosen}/" + (f"?token={token}" if token else "")
    typer.echo(f"The studio is at {address}")
    typer.echo("It answers this machine only." if host in LOOPBACK else "Whoever has this address may ask.")
    typer.echo("Stop it with Ctrl-C.")
    sys.stdout.flush()
    if not without_browser:
        import webbrowser

        threading.Timer(1.0, webbrowser.open, [address]).start()
    logging.getLogger("uvicorn.error").addFilter(_unexpected)
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=chosen, log_level="warning", timeout_graceful_shutdown=4)
    )
    app.state.desk.closing = lambda: server.should_exit
    with suppress(KeyboardInterrupt):
        server.run()
    sys.stdout.flush()
    os._exit(0)  # Python would wait for every future that is under way, and what is kept was written whole


def _unexpected(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is news: replies that are cut off where it is stopped are not."""
    from asyncio import CancelledError  # loaded by the server; help of the command line need not wait for it

    problem = record.exc_info[1] if record.exc_info else None
    return not (isinstance(problem, CancelledError) or "graceful shutdown" in record.getMessage())


def free_port(host: str, port: int) -> int:
    """The port, or the next one that is free; 0 asks the system for any.

    Raises:
        CounterpoiseError: If the address is not one of this machine's, or twenty ports in a row are taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(port + _TRIES, 65_536) if port else 1
    for candidate in range(port, last):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except PermissionError:
                raise CounterpoiseError(
                    f"Port {candidate} is not yours to open.", where="--port", hint="Write one above 1023."
                ) from None
            except socket.gaierror:
                raise CounterpoiseError(
                    f"There is no address {host} here.", where="--host", hint="Write 127.0.0.1 or 0.0.0.0."
                ) from None
            except OSError as problem:
                if problem.errno is not None and problem.errno == _NO_ADDRESS:
                    raise CounterpoiseError(
                        f"{host} is not an address of this machine.",
                        where="--host",
                        hint="Write 127.0.0.1 or 0.0.0.0.",
                    ) from None
                continue
            return int(probe.getsockname()[1])
    raise CounterpoiseError(
        f"Ports {port} to {last - 1} are all taken.", where="--port", hint="Name another: --port 9000, say."
    )


_TRIES, _NO_ADDRESS, _SHORTEST = 20, 99, 12
