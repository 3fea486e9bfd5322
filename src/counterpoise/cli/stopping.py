"""Ctrl-C that is always heard: work stops at its next safe place, and a second Ctrl-C ends the process at once.

Python raises ``KeyboardInterrupt`` wherever it happens to be.  In a callback of the garbage collector, of which JAX has
one, the exception is printed and lost; within compiled code it waits.  So here the first Ctrl-C raises nothing: it is
noted, said, and raised where the work asks for it.  A thread listens to the signal's wake-up socket, which the
interpreter writes to even while the main thread is in compiled code, so that the answer and the way out are immediate.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["stoppable"]

INTERRUPTED = 130
"""Exit code of a process that was told to stop."""


@contextmanager
def stoppable(said: str) -> Iterator[Callable[[], None]]:
    """Within the block Ctrl-C only asks; what is given raises ``KeyboardInterrupt`` once it has been asked.

    Whatever is written must be written whole or not at all, for a second Ctrl-C ends the process between two
    instructions, with exit code 130.  Outside the main thread, where no signal arrives, nothing changes.

    Args:
        said: What to say at the first.

    >>> with stoppable("Stopping.") as pause:
    ...     pause()
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    asked = threading.Event()
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    listener = threading.Thread(target=_listen, args=(theirs, asked, said), daemon=True)
    listener.start()
    old = signal.signal(signal.SIGINT, lambda *_: None)
    woken = signal.set_wakeup_fd(ours.fileno(), warn_on_full_buffer=False)

    def pause() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    try:
        yield pause
        pause()
    finally:
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGINT, old)
        ours.close()
        listener.join()
        theirs.close()


def _listen(wire: socket.socket, asked: threading.Event, said: str) -> None:
    """Note the first interruption, end the process at the second; other signals are others' business."""
    while numbers := wire.recv(64):
        for number in numbers:
            if number != signal.SIGINT:
                continue
            if asked.is_set():
                _say("Stopped at once. Earlier results are as they were.")
                os._exit(INTERRUPTED)
            asked.set()
            _say(said)


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody need be listening
        print(text, file=sys.stderr, flush=True)
