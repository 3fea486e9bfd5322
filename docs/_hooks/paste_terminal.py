"""Run the default question and paste what the terminal says into the README, between its two markers.

Run it whenever a default answer moves: ``.venv/bin/python docs/_hooks/paste_terminal.py``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from pasting import paste

README = Path(__file__).resolve().parents[2] / "README.md"


def main() -> None:
    """Replace the block; the README is left alone if the run fails."""
    command = [sys.executable, "-m", "counterpoise", "run", "asia"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    block = f"\n```text\n$ make run\n{done.stdout.rstrip()}\n```\n\n"
    paste(README, "terminal", block)


if __name__ == "__main__":
    main()
