"""Pictures of the page as small grids of light and dark, to be compared across machines.

Letters are drawn in DejaVu, sentences and the inside of charts that the model's numbers move are the same in every
picture, so that what is left is the layout: where things stand, how large they are, and how dark.
A cell of the grid is ten pixels wide.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

__all__ = ["KEPT", "Compared", "compared", "dejavu", "picture"]

KEPT = Path(__file__).parent / "looks"
"""The pictures that were looked at and found good."""

WRITE = "COUNTERPOISE_LOOKS"
"""Set it to ``write`` to keep new pictures; then look at them."""

CELL, FAR, MOST = 10, 28, 0.05
"""Pixels of a cell; levels of 256 by which a cell may differ; share of cells that may differ by more."""

_CALM = """
*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }
:root { --serif: "DejaVu Serif" !important; --sans: "DejaVu Sans" !important; }
body, svg, button, input, select { font-family: "DejaVu Sans" !important; }
h1, .sentence, .stamp b { font-family: "DejaVu Serif" !important; }
"""

_SAME = """() => {
  const words = { ".sentence": "It holds in as many of 100 futures as it does.", "figure h2": "What is shown",
    "figure .caption": "How it is to be read", ".gap small": "", ".meaning": "What it means" };
  for (const [which, text] of Object.entries(words)) {
    for (const place of document.querySelectorAll(which)) place.textContent = text;
  }
}"""
"""Sentences that speak of the model's numbers, and so change with them, say the same in every picture."""

_FLAT = ".drawing svg { background: var(--band90); } .drawing svg * { visibility: hidden; }"


@dataclass(frozen=True)
class Compared:
    """How far a picture is from the one kept: a share of cells, and where to look at the difference."""

    far: float
    seen: Path


def dejavu() -> bool:
    """Whether the letters are there in which pictures are compared."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return "DejaVu Sans" in subprocess.run([lister, ":", "family"], capture_output=True, text=True).stdout


def picture(page: Page, flat: bool = True) -> NDArray[np.uint8]:
    """The window as a grid of grey levels."""
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        _CALM + (_FLAT if flat else ""),
    )
    page.evaluate(_SAME)
    page.evaluate("document.fonts.ready")
    page.mouse.move(1, 1)
    page.wait_for_timeout(150)
    image = Image.open(io.BytesIO(page.screenshot())).convert("L")
    size = image.width // CELL, image.height // CELL
    return np.asarray(image.resize(size, Image.Resampling.BOX))


def compared(name: str, seen: NDArray[np.uint8], folder: Path, renew: bool = True) -> Compared:
    """Hold a picture against the one kept; the difference is written beside it.

    Args:
        name: Of the picture.
        seen: A grid of grey levels.
        folder: Where to write what was seen and how it differs: kept, seen, difference from left to right.
        renew: Whether what was seen may be kept, where that is asked for.
    """
    place = KEPT / f"{name}.png"
    if renew and os.environ.get(WRITE) == "write":
        KEPT.mkdir(exist_ok=True)
        Image.fromarray(seen).save(place, optimize=True)
    kept = np.asarray(Image.open(place).convert("L"))
    if kept.shape != seen.shape:
        kept = np.zeros_like(seen)
    gap = np.abs(kept.astype(int) - seen.astype(int))
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / f"{name}.png"
    sheet = np.concatenate([kept, seen, (255 * (gap > FAR)).astype(np.uint8)], axis=1)
    Image.fromarray(sheet).resize((sheet.shape[1] * 4, sheet.shape[0] * 4), Image.Resampling.NEAREST).save(
        told
    )
    return Compared(float((gap > FAR).mean()), told)
