"""Seven digits: fractions on disk in half the bytes, and back as the plainest number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["narrow", "widened"]

_DIGITS = 7


def narrow(frame: pd.DataFrame) -> pd.DataFrame:
    """Fractions with seven significant digits; whole numbers stay as they are."""
    fractions = [name for name in frame.columns if frame[name].dtype.kind == "f"]
    return frame.astype(dict.fromkeys(fractions, "float32"))


def widened(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """The double nearest to the seven significant digits of each number.

    >>> widened(np.array([0.123, 12345678.0, 0.0, np.nan], dtype=np.float32)).tolist()
    [0.123, 12345680.0, 0.0, nan]
    """
    out = values.astype(np.float64)
    fine = np.isfinite(out) & (out != 0)
    places = _DIGITS - 1 - np.floor(np.log10(np.abs(out[fine])))
    scale = 10.0 ** np.abs(places)
    up = np.where(places >= 0, out[fine] * scale, out[fine] / scale)
    out[fine] = np.where(places >= 0, np.round(up) / scale, np.round(up) * scale)
    return out
