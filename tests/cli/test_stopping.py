"""Ctrl-C is heard wherever it falls, twice is at once, and other signals' handling is left as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from counterpoise.cli.stopping import stoppable

PROGRAM = """
import gc, sys, time
from pathlib import Path
from counterpoise.cli.stopping import stoppable

gc.callbacks.append(lambda *_: time.sleep(0.02))  # most moments are in a callback, where exceptions are lost
with stoppable("Stopping.") as pause:
    print("ready", flush=True)
    for k in range(int(sys.argv[1])):
        begun = time.monotonic()
        while time.monotonic() < begun + 0.15:
            gc.collect()
        Path(sys.argv[2]).write_text(str(k))
        pause()
"""


def _started(tmp_path: Path, blocks: int) -> subprocess.Popen[str]:
    """A process at work on so many blocks of .15 s."""
    words = [sys.executable, "-c", PROGRAM, str(blocks), str(tmp_path / "kept")]
    made = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


@pytest.mark.parametrize("after", [0.0, 0.05, 0.11, 0.17, 0.26, 0.31])
def test_an_interruption_at_any_moment_stops_at_the_next_safe_place(tmp_path: Path, after: float) -> None:
    """It is never lost, not even inside callbacks of the garbage collector, and the block at hand is kept."""
    process = _started(tmp_path, 400)
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT  # the KeyboardInterrupt that pause raised
    assert told.startswith("Stopping.\n")
    assert "ignored" not in told
    assert int((tmp_path / "kept").read_text()) < 100


def test_a_second_interruption_ends_the_process_at_once(tmp_path: Path) -> None:
    """In the middle of a block, with the code of an interrupted process and no traceback."""
    process = _started(tmp_path, 400)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert process.stderr.readline() == "Stopping.\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told == "Stopped at once. Earlier results are as they were.\n"


def test_one_that_comes_after_the_last_safe_place_is_not_lost() -> None:
    """The end of the block is a safe place too; the handler that was there before is back."""
    before = signal.getsignal(signal.SIGINT)

    def late() -> None:
        with stoppable("Stopping."):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)

    with pytest.raises(KeyboardInterrupt):
        late()
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_changes() -> None:
    """No signal arrives there: the block runs, and the handler stays."""
    before, seen = signal.getsignal(signal.SIGINT), []

    def work() -> None:
        with stoppable("Stopping.") as pause:
            pause()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
