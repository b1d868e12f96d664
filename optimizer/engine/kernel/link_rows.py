"""Links between visits as rows of `Data.links`."""

import numpy as np

from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.problem.model import DifferentWorkers, Link, PickupDelivery, SameWorker, Together
from optimizer.problem.model import Sequence as SequenceLink


def link_rows(instance: Instance, node: a.Integers) -> a.Integers:
    """The rows, and the columns LINK and LINKS of `node`."""
    rows: list[list[tuple[int, int, int, int]]] = [[] for _ in range(instance.count)]
    for link in instance.problem.links.values():
        numbers = [instance.number[v] for v in link.visits if v in instance.number]
        for i, one in enumerate(numbers):
            for two in numbers[i + 1 :]:
                out, back, workers = _bounds(instance, link)
                rows[one].append((two, out, back, workers))
                rows[two].append((one, back, out, workers))
    flat = [row for group in rows for row in group]
    first = 0
    for v, group in enumerate(rows):
        node[v, a.LINK], node[v, a.LINKS] = first, len(group)
        first += len(group)
    return np.array(flat or [(0, 0, 0, 0)], np.int64)


def _bounds(instance: Instance, link: Link) -> tuple[int, int, int]:
    """The second visit at or after the first + x, the first at or after the second + y; and
    whether their workers must be the same (1), different (-1) or any (0)."""
    if isinstance(link, Together):
        return -link.tolerance, -link.tolerance, -1
    if isinstance(link, PickupDelivery):
        if link.max_ride is None:
            return -a.NEVER, -a.NEVER, a.RIDES
        pickup = instance.visits[instance.number[link.pickup]]
        return -a.NEVER, -(pickup.duration + link.max_ride), a.RIDES
    if isinstance(link, SequenceLink):
        base = 0
        if link.gap_from == "end" and link.first in instance.number:
            base = instance.visits[instance.number[link.first]].duration
        out = -a.NEVER if link.min_gap is None else base + link.min_gap
        back = -a.NEVER if link.max_gap is None else -(base + link.max_gap)
        return out, back, 0
    workers = {SameWorker: 1, DifferentWorkers: -1}.get(type(link), 0)
    return -a.NEVER, -a.NEVER, workers
