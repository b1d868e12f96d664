"""From routes (of a plan, or of the routing library) to tours, with every pause put on a leg.

The library lets a break happen on the road; we take it at a place. So the starts of linked
visits are kept, the pauses are placed anew, and where they do not fit a visit is given up (to be
inserted again elsewhere).
"""

from collections.abc import Mapping, Sequence

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.pauses import tour_of
from optimizer.engine.tour import Tour
from optimizer.engine.windows import Windows
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
                if instance.obstacle(v, duty.number) is None:
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
        tour = tour_of(instance, duty, nodes, held) or _shortened(instance, duty, nodes, held)
        tours.append(tour or Tour(instance, duty))  # a shift that nobody can work stays empty
    return tours


def _nearest(windows: Windows, start: int) -> int:
    """The allowed start that is nearest to one of another problem."""
    ends = [max(first, min(start, last)) for first, last in windows]
    return min(ends, key=lambda moment: abs(moment - start))


def _shortened(
    instance: Instance, duty: Duty, nodes: list[int], held: Mapping[int, int]
) -> Tour | None:
    """A tour of these nodes but the least urgent one whose loss is enough; where no single loss
    is, of as many as fit, the most urgent first. A ride is lost as a whole."""
    units = [
        {node, instance.delivery_of.get(node, instance.pickup_of.get(node, node))}
        for node in sorted(nodes, key=lambda node: _urgency(instance, duty, node))
    ]
    for unit in reversed(units):
        tour = tour_of(instance, duty, [n for n in nodes if n not in unit], held)
        if tour is not None:
            return tour
    kept: set[int] = set()
    best = None
    for unit in units:
        tour = tour_of(instance, duty, [n for n in nodes if n in kept | unit], held)
        if tour is not None:
            kept, best = kept | unit, tour
    return best


def _urgency(instance: Instance, duty: Duty, node: int) -> tuple[bool, int, int]:
    """What to keep first: the frozen beginning, reloads, then visits by priority."""
    priority = instance.visits[node].priority if node < instance.count else 0
    return node not in duty.fixed, priority, node
