"""From routes (of a plan, or of the routing library) to tours, with every pause put on a leg.

The library lets a break happen on the road; we take it at a place. So the starts of linked
visits are kept, the pauses are placed anew, and where they do not fit a visit is given up (to be
inserted again elsewhere).
"""

from collections.abc import Mapping, Sequence

from optimizer.engine.instance import Duty, Instance, Windows
from optimizer.engine.pauses import tour_of
from optimizer.engine.tour import Tour
from optimizer.plan.model import Plan

Routes = list[list[int]]
Starts = dict[int, int]


def routes_of(instance: Instance, plan: Plan) -> tuple[Routes, Starts]:
    """Node numbers by duty and starts of visits of a plan; what the instance does not know, or
    the duty could never do, is left out."""
    by_shift = {tour.shift: tour for tour in plan.tours}
    routes: Routes = []
    starts: Starts = {}
    for duty in instance.duties:
        tour = by_shift.get(duty.shift.id)
        nodes, spare = [], list(duty.reloads)
        for stop in tour.stops if tour else ():
            if stop.kind == "visit" and stop.ref in instance.number:
                v = instance.number[stop.ref]
                if duty.number in instance.possible[v]:
                    nodes.append(v)
                    starts[v] = stop.start
            elif stop.kind == "reload":
                node = next(
                    (n for n in spare if instance.places[instance.nodes[n].place] == stop.place),
                    None,
                )
                if node is not None:
                    spare.remove(node)
                    nodes.append(node)
        if duty.fixed:
            nodes.sort(key=lambda node: [*duty.fixed, node].index(node))
        routes.append(nodes)
    return routes, starts


def tours_of(
    instance: Instance, routes: Sequence[Sequence[int]], starts: Mapping[int, int]
) -> list[Tour]:
    """Tours by duty for routes (node numbers by duty) and starts of nodes; a visit that keeps a
    tour from its times is left out."""
    tours = []
    for duty, route in zip(instance.duties, routes, strict=True):
        nodes = list(route)
        held = {
            node: _nearest(instance.nodes[node].windows, starts[node])
            for node in nodes
            if node < instance.count and instance.problem.links_of.get(instance.visits[node].id)
        }
        tour = tour_of(instance, duty, nodes, held)
        while tour is None and nodes:
            victim = _cheapest_to_lose(instance, duty, nodes, held)
            partner = instance.delivery_of.get(victim, instance.pickup_of.get(victim, victim))
            lost = {victim, partner}
            nodes = [node for node in nodes if node not in lost]
            tour = tour_of(instance, duty, nodes, held)
        tours.append(tour or Tour(instance, duty))  # a shift that nobody can work stays empty
    return tours


def _nearest(windows: Windows, start: int) -> int:
    """The allowed start that is nearest to one of another problem."""
    ends = [max(first, min(start, last)) for first, last in windows]
    return min(ends, key=lambda moment: abs(moment - start))


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
