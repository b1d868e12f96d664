"""Placing a pickup with its delivery, and a visit behind a reload."""

from typing import TYPE_CHECKING

from optimizer.engine.spots import ALWAYS, Range, offsets
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import intersection
from optimizer.problem.model import PickupDelivery

if TYPE_CHECKING:
    from optimizer.engine.insertion import Insertion

OVERLOOKED = 0.5
"""The share of tours overlooked when a reload is tried to save one: the detour to the depot pays
for itself only with the visits that come behind it later."""


def place_ride(insertion: "Insertion", v: int) -> bool:
    """Place a pickup and its delivery in one tour, wherever the pair costs least."""
    instance = insertion.instance
    if v in instance.pickup_of:
        return False  # placed with its pickup
    delivery = instance.delivery_of[v]
    best: tuple[int, Tour] | None = None
    allowed = insertion.allowed(v), insertion.allowed(delivery)
    gap = _gap(insertion, v, delivery)
    for k in instance.possible[v]:
        if k not in instance.possible[delivery]:
            continue
        base = insertion.tours[k]
        for first in insertion.spots(v, k, allowed[0]):
            held = base.copy()
            later = allowed[1]
            if gap != ALWAYS:
                held.windows[v] = [(first.first, first.first)]
                later = max(later[0], first.first + gap[0]), min(later[1], first.first + gap[1])
            elif _others(insertion, v, delivery):
                held.windows[v] = intersection(instance.nodes[v].windows, *allowed[0])
            insertion.put(held, v, first.position, first.cut)
            if not held.propagate():
                continue
            for second in insertion.spots(delivery, k, later, held):
                if second.position <= first.position:
                    continue
                cost = first.cost + second.cost
                if best is not None and cost >= best[0]:
                    continue
                trial = held.copy()
                if gap != ALWAYS or _others(insertion, delivery, v):
                    windows = instance.nodes[delivery].windows
                    trial.windows[delivery] = intersection(windows, *later)
                insertion.put(trial, delivery, second.position, second.cut)
                if insertion.sound(trial):
                    best = cost, trial
    insertion.where.pop(v, None)
    insertion.where.pop(delivery, None)
    if best is None:
        return False
    tour = best[1]
    insertion.tours[tour.duty.number] = tour
    starts = schedule(tour)
    assert starts is not None, "_sound() made a schedule"
    for u, partner in ((v, delivery), (delivery, v)):
        insertion.where[u] = tour.duty.number
        if gap != ALWAYS or _others(insertion, u, partner):  # partners rely on it
            start = starts[tour.nodes.index(u)]
            tour.windows[u] = [(start, start)]
    tour.propagate()
    return True


def _others(insertion: "Insertion", v: int, partner: int) -> bool:
    return any(other != partner for _, other in insertion.partners(v))


def _gap(insertion: "Insertion", pickup: int, delivery: int) -> Range:
    """What links besides the ride itself allow as start of the delivery - start of the pickup."""
    low, high = ALWAYS
    visits = insertion.instance.visits
    for link, other in insertion.partners(pickup):
        if other == delivery and not isinstance(link, PickupDelivery):
            names = visits[pickup].id, visits[delivery].id
            least, most = offsets(insertion.instance, link, *names)
            low, high = max(low, least), min(high, most)
    return low, high


def place_with_reload(insertion: "Insertion", v: int, allowed: Range, *, full_only: bool) -> bool:
    """Place v behind one more reload; with `full_only` in a tour that lacks the capacity, or where
    something must be handed over soon after loading."""
    instance = insertion.instance
    best: tuple[int, Tour] | None = None
    for k in instance.possible[v]:
        base = insertion.tours[k]
        if not full_only and insertion.random.random() < OVERLOOKED:
            continue
        fresh = base.since_loading.keys().isdisjoint((v, *base.nodes))
        if full_only and fresh and not base.reloads() and insertion.room(base, v):
            continue
        if base.reloads() >= base.may_reload():
            continue
        spare = [node for node in base.duty.reloads if node not in base.nodes]
        depots = {instance.nodes[node].place: node for node in reversed(spare)}
        for node in depots.values():
            for stop in insertion.spots(node, k, ALWAYS):
                held = base.copy()
                insertion.put(held, node, stop.position, stop.cut)
                if not held.propagate():
                    continue
                for spot in insertion.spots(v, k, allowed, held):
                    cost = stop.cost + spot.cost
                    if best is not None and cost >= best[0]:
                        continue
                    trial = held.copy()
                    if insertion.linked.get(v):
                        trial.windows[v] = [(spot.first, spot.first)]
                    insertion.put(trial, v, spot.position, spot.cut)
                    if insertion.sound(trial):
                        best = cost, trial
    insertion.where.pop(v, None)
    if best is None:
        return False
    insertion.tours[best[1].duty.number] = best[1]
    insertion.where[v] = best[1].duty.number
    return True
