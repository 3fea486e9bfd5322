"""Where a surface on a grid crosses a level: marching squares, for drawing only."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["segments"]

Point = tuple[float, float]


def segments(
    xs: Sequence[float], ys: Sequence[float], z: Sequence[Sequence[float]], level: float
) -> list[tuple[Point, Point]]:
    """Straight pieces of the contour, cell by cell; a cell with a value that is not a number has none.

    Args:
        xs: Columns of the grid.
        ys: Rows of the grid.
        z: Values, ``z[row][column]``.
        level: Where to cut.

    >>> segments([0, 1], [0, 1], [[0, 1], [0, 1]], 0.5)
    [((0.5, 0.0), (0.5, 1.0))]
    """
    found: list[tuple[Point, Point]] = []
    for j in range(len(ys) - 1):
        for i in range(len(xs) - 1):
            corners = [(xs[i], ys[j], z[j][i]), (xs[i + 1], ys[j], z[j][i + 1])]
            corners += [(xs[i + 1], ys[j + 1], z[j + 1][i + 1]), (xs[i], ys[j + 1], z[j + 1][i])]
            if any(value != value for _, _, value in corners):
                continue
            cuts: list[Point] = []
            for (x0, y0, a), (x1, y1, b) in zip(corners, corners[1:] + corners[:1], strict=True):
                if (a < level) != (b < level):
                    t = (level - a) / (b - a)
                    cuts.append((x0 + t * (x1 - x0), y0 + t * (y1 - y0)))
            found += [(cuts[k], cuts[k + 1]) for k in range(0, len(cuts) - 1, 2)]
    return found
