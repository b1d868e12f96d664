"""Ruin and recreate: take some neighbouring visits out, put them back better.

Slack induction by string removals (Christiaens and Vanden Berghe, 2020) in its plainest form, to
find room for visits that greedy insertion left out and to shorten the first tours.
"""

import math
from collections.abc import Callable
from random import Random

import numpy as np

from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.tour import Tour

PATIENCE = 400
"""Steps a visit without a better plan after which to stop: small days are soon done."""
REMOVED = 10
"""Visits taken out by one step, on average."""
NEIGHBOURS = 60
"""Neighbours known of each visit."""
WARMTH = 0.5
"""How much worse a step may be at the start, on average, as a share of what a visit costs."""


def improve(
    insertion: Insertion,
    used: Callable[[int], float],
    seed: int,
    better: Callable[[int, list[Tour]], None],
) -> int:
    """Ruin and recreate until `used(step)`, the share of the budget used, reaches 1.

    A step may be kept although it is somewhat worse, the less so the more of the budget is
    used; `insertion` is left with the best tours seen. `better(step, tours)` is told of each
    improvement of the best. Returns the number of steps.
    """
    instance, random = insertion.instance, Random(seed)
    cost = Costs(insertion)
    near = _neighbours(instance)
    current = best = cost.total()
    kept = insertion.tours[:], dict(insertion.where)
    step = improved = 0
    patience = PATIENCE * (5 + instance.count)
    while (share := used(step)) < 1 and step - improved < patience:
        step += 1
        saved = insertion.tours[:], dict(insertion.where)
        _ruin(insertion, near, random)
        for group in _recreate_order(insertion, random):
            insertion.place_group(group)
        total = cost.total()
        if total < current - WARMTH * cost.visit * (1 - share) * math.log(1 - random.random()):
            current = total
            if total < best:
                best, kept = total, (insertion.tours[:], dict(insertion.where))
                improved = step
                better(step, insertion.tours)
        else:
            insertion.tours, insertion.where = saved
    insertion.tours, insertion.where = kept
    return step


class Costs:
    """The price of an insertion's tours and unserved visits, tours remembered."""

    def __init__(self, insertion: Insertion) -> None:
        self.insertion = insertion
        self.known: dict[int, tuple[Tour, int]] = {}
        served = max(1, len(insertion.where))
        self.visit = sum(self._tour(tour) for tour in insertion.tours) / served

    def total(self) -> int:
        """Tours plus unserved visits."""
        insertion = self.insertion
        unserved = sum(
            price for v, price in enumerate(insertion.prices.unserved) if v not in insertion.where
        )
        return unserved + sum(self._tour(tour) for tour in insertion.tours)

    def _tour(self, tour: Tour) -> int:
        known = self.known.get(tour.duty.number)
        if known is None or known[0] is not tour:
            known = self.known[tour.duty.number] = tour, self.insertion.tour_price(tour)
        return known[1]


def _neighbours(instance: Instance) -> list[list[int]]:
    """For each visit the others that are near in place and time and could share a tour."""
    n = instance.count
    able = np.zeros((n, len(instance.duties)), dtype=np.float32)
    for v, duties in enumerate(instance.possible):
        able[v, duties] = 1
    places = np.array([node.place for node in instance.nodes[:n]])
    middles = np.array(
        [
            (node.windows[0][0] + node.windows[-1][1]) // 2 if node.windows else 0
            for node in instance.nodes[:n]
        ]
    )
    travel = np.array(instance.duties[0].travel)
    near: list[list[int]] = []
    for v in range(n):
        distance = travel[places[v], places] + np.abs(middles - middles[v]) // 8
        others = np.flatnonzero(able @ able[v])
        others = others[others != v]
        order = np.argsort(distance[others], kind="stable")[:NEIGHBOURS]
        near.append(others[order].tolist())
    return near


def _ruin(insertion: Insertion, near: list[list[int]], random: Random) -> None:
    """Take strings of visits out of the tours around one visit, linked visits with them."""
    instance = insertion.instance
    unserved = [v for v in range(instance.count) if v not in insertion.where]
    movable = [v for v in unserved if instance.possible[v]]
    if movable and random.random() < 0.5:
        centre = random.choice(movable)
    else:
        centre = random.randrange(instance.count)
    budget = random.randint(1, 2 * REMOVED - 1)
    ruined: set[int] = set()
    for v in (centre, *near[centre]):
        if budget <= 0:
            break
        k = insertion.where.get(v)
        if k is None or k in ruined:
            continue
        ruined.add(k)
        nodes = insertion.tours[k].nodes
        length = min(len(nodes), random.randint(1, max(1, min(6, budget))))
        at = nodes.index(v)
        first = random.randint(max(0, at - length + 1), min(at, len(nodes) - length))
        string = [u for u in nodes[first : first + length] if u < instance.count]
        for u in string:
            for w in insertion.group_of.get(u, [u]):
                if w in insertion.where and not insertion.frozen(w):
                    insertion.remove(w)
                    budget -= 1


def _recreate_order(insertion: Insertion, random: Random) -> list[list[int]]:
    """Groups with a visit to place: most urgent, hardest, longest first, or at random."""
    instance = insertion.instance
    groups: dict[int, list[int]] = {}
    for v in range(instance.count):
        if v not in insertion.where and instance.possible[v]:
            group = insertion.group_of.get(v, [v])
            groups[group[0]] = group
    order = list(groups.values())
    random.shuffle(order)
    way = random.randrange(4)
    if way == 0:
        order.sort(key=insertion.urgency)
    elif way == 1:
        order.sort(key=lambda g: -sum(instance.nodes[v].duration for v in g))
    elif way == 2:
        order.sort(key=lambda g: min(len(instance.possible[v]) for v in g))
    order.sort(key=lambda g: min(instance.visits[v].priority for v in g))
    return order
