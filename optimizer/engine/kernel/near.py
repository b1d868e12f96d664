"""Which visits are near each other: for ruins, and for where to put visits on large days."""

import numpy as np
from numpy.typing import NDArray

from optimizer.engine.kernel import arrays as a

MOST = 100
"""Neighbours of a visit."""
TIME_SHARE = 0.2
"""What a tick between two first starts counts against a tick on the road, in the second list."""
ROWS = 512


def near_visits(time: a.Integers, node: a.Integers, able: NDArray[np.bool_]) -> NDArray[np.int64]:
    """[2, visit, k]: nearest visits first; by way, and by way and first start.

    Only visits that a common worker could serve are near; rows are filled up with -1.
    """
    count = len(node)
    most = min(MOST, max(1, count - 1))
    near = np.full((2, count, most), -1, np.int64)
    able32 = able.astype(np.float32)
    both_ways = (time + time.T) / 2
    place, opens = node[:, a.LOC], np.where(node[:, a.OPEN] < a.NEVER, node[:, a.OPEN], 0)
    for first in range(0, count, ROWS):
        rows = slice(first, min(count, first + ROWS))
        way = both_ways[np.ix_(place[rows], place)]
        apart = (able32[rows] @ able32.T) == 0
        apart[np.arange(rows.stop - rows.start), np.arange(rows.start, rows.stop)] = True
        gap = np.abs(opens[rows, None] - opens[None, :])
        for kind, distance in enumerate((way, way + TIME_SHARE * gap)):
            distance = np.where(apart, np.inf, distance)
            nearest = np.argsort(distance, axis=1, kind="stable")[:, :most]
            known = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
            near[kind, rows] = np.where(known, nearest, -1)
    return near
