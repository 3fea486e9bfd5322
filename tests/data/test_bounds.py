"""Bounds of variables: what each can be, and that it keeps to it."""

from __future__ import annotations

import numpy as np

from counterpoise.data import open_panel


def test_every_variable_says_what_it_can_be_and_keeps_to_it() -> None:
    """Bounds are declared for each, and every cell of the bundled panel lies within them."""
    panel = open_panel()
    for name in panel.variables():
        it = panel.variable(name)
        assert np.isfinite([it.low, it.high]).all(), name
        known = panel.values(name, panel.states, range(1816, 2051))
        known = known[np.isfinite(known)]
        assert ((it.low <= known) & (known <= it.high)).all(), name
