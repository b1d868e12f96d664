"""A tour from its nodes alone: on which leg each pause is taken."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from optimizer.engine.duties import Duty, Pause
from optimizer.engine.instance import Instance
from optimizer.engine.legs import Pauses, forward
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import earliest

MOST_ORDERED = 3
"""Up to so many pauses are tried in every order, more in that of their windows only."""


def tour_of(
    instance: Instance, duty: Duty, nodes: list[int], held: Mapping[int, int]
) -> Tour | None:
    """The tour of these nodes with linked starts held, its pauses where they delay it least."""
    tour = Tour(instance, duty)
    tour.nodes = nodes
    tour.windows = {node: [(held[node], held[node])] for node in nodes if node in held}
    return tour if place_pauses(tour) else None


def place_pauses(tour: Tour) -> bool:
    """Put the pauses of a tour where they delay it least; False if it cannot keep its times."""
    duty = tour.duty
    orders = permutations(duty.pauses) if len(duty.pauses) <= MOST_ORDERED else [duty.pauses]
    ways = [
        (finish, cuts, order)
        for order in orders
        for finish, cuts in _placements(tour, 0, duty.start, order)
    ]
    for _, cuts, order in sorted(ways, key=lambda way: way[0]):
        pauses: list[Pauses] = [()] * (len(tour.nodes) + 1)
        for leg, pause in zip(cuts, order, strict=True):
            pauses[leg] = (*pauses[leg], pause)
        tour.pauses = pauses
        if schedule(tour) is not None:  # a pause may lie badly between loading and a visit
            return True
    return False


def _placements(
    tour: Tour, leg: int, ready: int, pauses: Sequence[Pause]
) -> list[tuple[int, tuple[int, ...]]]:
    """(end of tour, leg of each pause) for the ways to take `pauses` from `leg` on."""
    places, travel, n = tour.places(), tour.duty.travel, len(tour.nodes)
    found = []
    for taken in range(len(pauses) + 1):
        road = travel[places[leg]][places[leg + 1]]
        time = forward(ready, road, tuple(pauses[:taken]), tour.free(leg), leg == n)
        if time is None:
            continue
        if leg == n:
            if taken == len(pauses) and time <= tour.duty.end:
                found.append((time, (n,) * taken))
            continue
        start = earliest(tour.windows_of(tour.nodes[leg]), time)
        if start is None:
            continue
        end = start + tour.instance.nodes[tour.nodes[leg]].duration
        rest = pauses[taken:]
        found += [
            (finish, (leg,) * taken + cuts)
            for finish, cuts in _placements(tour, leg + 1, end, rest)
        ]
    return found
