"""From the library's routes back to tours, with every pause put on a leg.

The library lets a break happen on the road; we take it at a place. So the starts of linked
visits are kept, the pauses are placed anew, and where they do not fit a visit is given up (to be
inserted again elsewhere).
"""

from collections.abc import Mapping, Sequence

from optimizer.engine.instance import Duty, Instance
from optimizer.engine.pauses import tour_of
from optimizer.engine.tour import Tour


def tours_of(
    instance: Instance, routes: Sequence[Sequence[int]], starts: Mapping[int, int]
) -> tuple[list[Tour], list[int]]:
    """Tours by duty for routes (node numbers by duty) and starts of nodes, and what was given up."""
    tours, dropped = [], []
    for duty, route in zip(instance.duties, routes, strict=True):
        nodes = list(route)
        held = {
            node: starts[node]
            for node in nodes
            if node < instance.count and instance.problem.links_of.get(instance.visits[node].id)
        }
        tour = tour_of(instance, duty, nodes, held)
        while tour is None:
            victim = _cheapest_to_lose(instance, duty, nodes, held)
            partner = instance.delivery_of.get(victim, instance.pickup_of.get(victim, victim))
            lost = {victim, partner}
            dropped += [node for node in nodes if node in lost]
            nodes = [node for node in nodes if node not in lost]
            tour = tour_of(instance, duty, nodes, held)
        tours.append(tour)
    return tours, [v for v in dropped if v < instance.count]


def _cheapest_to_lose(
    instance: Instance, duty: Duty, nodes: list[int], held: Mapping[int, int]
) -> int:
    """The node to give up: one whose loss makes the tour possible, the least urgent of them."""
    def urgency(node: int) -> tuple[int, int]:
        if node >= instance.count:
            return (9, node)
        return (instance.visits[node].priority, node)

    free = [node for node in nodes if node not in duty.fixed] or nodes
    enough = [
        node
        for node in free
        if tour_of(instance, duty, [other for other in nodes if other != node], held) is not None
    ]
    return max(enough or free, key=urgency)
