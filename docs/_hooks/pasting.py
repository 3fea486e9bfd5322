"""What the program says, pasted between two markers of a page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

__all__ = ["paste"]


def paste(page: Path, name: str, block: str) -> None:
    """Replace what stands between the two markers of a name; the page is left alone unless they are there once."""
    place = re.compile(rf"(<!-- {name}: begin[^>]*-->\n)(.*?)(<!-- {name}: end -->)", re.DOTALL)
    text, times = place.subn(lambda found: found[1] + block + found[3], page.read_text(encoding="utf-8"))
    if times != 1:
        sys.exit(f"{page}: the two {name} markers must be there exactly once.")
    page.write_text(text, encoding="utf-8")
