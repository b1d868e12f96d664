"""Where a visit fits into tours, and what it costs there."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np

from optimizer.engine.instance import Instance
from optimizer.engine.legs import Pauses, backward, forward
from optimizer.engine.prices import Prices, visit_price
from optimizer.engine.spans import ANY, Freshness
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import earliest, intersection, latest
from optimizer.problem.model import Link, PickupDelivery, Sequence, Together

Range = tuple[int, int]
ALWAYS: Range = (-(1 << 60), 1 << 60)
BLINKS = 0.05
"""The share of positions overlooked on purpose where plans are varied."""
IDLE = 0.3
"""The part of a wait that an insertion is charged: later insertions may use the rest."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a node: in `duty`'s tour before its stop `position`, the first `cut` of the
    pauses of that leg before it, starting anywhere in [first, last] (windows permitting)."""

    cost: int
    duty: int
    position: int
    cut: int
    first: int
    last: int


class Spots:
    """A set of tours, one for each duty, and where nodes fit into them.

    `where` gives the duty of each placed visit. With `varied` a few positions are overlooked at
    random, so that the same question does not always have the same answer.
    """

    def __init__(self, instance: Instance, prices: Prices, seed: int) -> None:
        self.instance = instance
        self.prices = prices
        self.random = Random(seed)
        self.varied = True
        self.tours = [Tour(instance, duty) for duty in instance.duties]
        self.where: dict[int, int] = {}
        self.price: dict[tuple[int, int], int] = {}
        self.legs = {
            mode: np.rint(
                prices.travel * np.array(duty.travel) + prices.metre * np.array(duty.metres)
            )
            .astype(np.int64)
            .tolist()
            for mode, duty in {duty.shift.mode: duty for duty in instance.duties}.items()
        }
        self.linked = {
            instance.number[visit]: [
                link for link in links if all(other in instance.number for other in link.visits)
            ]
            for visit, links in instance.problem.links_of.items()
            if visit in instance.number
        }

    # What binds a visit to others

    def partners(self, v: int) -> list[tuple[Link, int]]:
        """The links of v with each other visit they name."""
        return [
            (link, self.instance.number[other])
            for link in self.linked.get(v, ())
            for other in link.visits
            if other != self.instance.visits[v].id
        ]

    def allowed(self, v: int) -> Range:
        """Starts of v that links to placed visits allow."""
        first, last = ALWAYS
        me = self.instance.visits[v].id
        for link, other in self.partners(v):
            if other not in self.where:
                continue
            start = self.start_of(other)
            low, high = offsets(self.instance, link, self.instance.visits[other].id, me)
            first, last = max(first, start + low), min(last, start + high)
        return first, last

    def start_of(self, v: int) -> int:
        """The start of a placed visit; for a linked one the start that is held."""
        tour = self.tours[self.where[v]]
        if is_held(tour, v):
            return tour.windows[v][0][0]
        k = tour.nodes.index(v)
        return tour.ready[k + 1] - self.instance.nodes[v].duration

    def excluded(self, v: int) -> set[int]:
        """Workers who serve a visit that v must be `together` with."""
        return {
            self.instance.duties[self.where[other]].worker
            for link, other in self.partners(v)
            if isinstance(link, Together) and other in self.where
        }

    # Where it fits

    def spots(self, v: int, k: int, allowed: Range, tour: Tour | None = None) -> Iterator[Spot]:
        """Positions of duty k's tour (or of `tour`) that can hold the node, with their cost."""
        instance, prices = self.instance, self.prices
        tour = tour or self.tours[k]
        duty, node = tour.duty, instance.nodes[v]
        travel, windows = duty.travel, node.windows
        if allowed != ALWAYS:
            windows = intersection(windows, *allowed)
        if not windows or not tour.ready or (v < instance.count and not self.room(tour, v)):
            return
        opening = 0 if tour.nodes else prices.tour
        fixed = opening + (self.visit_price_of(v, k) if v < instance.count else 0)
        here, duration, legs = node.place, node.duration, self.legs[duty.shift.mode]
        from_here, cost_from_here = travel[here], legs[here]
        opens, closes = windows[0][0], windows[-1][1]
        single = len(windows) == 1
        places, ready, limit = tour.places(), tour.ready, tour.limit
        n = len(tour.nodes)
        freshness = None
        limits = tour.since_loading
        if limits and v < instance.count and not limits.keys().isdisjoint((v, *tour.nodes)):
            freshness = Freshness(tour, limits.get(v, ANY))
        for position in positions(tour, v):
            if ready[position] > closes:
                break
            before, after = places[position], places[position + 1]
            arrival = ready[position] + travel[before][here]
            if arrival > closes or opens > limit[position] - from_here[after] - duration:
                continue
            pauses: Pauses = tour.pauses[position]
            for cut in range(len(pauses) + 1):
                time, leave = arrival, limit[position] - from_here[after]
                if pauses:
                    reached = forward(
                        ready[position], travel[before][here], pauses[:cut], tour.free(position)
                    )
                    left = backward(
                        limit[position], from_here[after], pauses[cut:], False, position == n
                    )
                    if reached is None or left is None:
                        continue
                    time, leave = reached, left
                if single:
                    first = time if time > opens else opens
                    last = leave - duration
                    last = last if last < closes else closes
                else:
                    opening_start = earliest(windows, time)
                    closing_start = latest(windows, leave - duration)
                    if opening_start is None or closing_start is None:
                        continue
                    first, last = opening_start, closing_start
                if freshness is not None:
                    way = travel[before][here]
                    detour = way + duration + from_here[after] - travel[before][after]
                    last = min(last, freshness.last(position, way, detour))
                if last < first:
                    continue
                cost = fixed + legs[before][here] + cost_from_here[after] - legs[before][after]
                if position:
                    idle = first - arrival - sum(pause.duration for pause in pauses[:cut])
                    cost += round(IDLE * prices.waiting * idle)
                if v < instance.count:
                    cost += self.moment_price(v, first)
                if not self.varied or self.random.random() >= BLINKS:
                    yield Spot(cost, k, position, cut, first, last)

    def room(self, tour: Tour, v: int) -> bool:
        """Whether the tour's capacity could hold v; exact only without reloads and rides."""
        instance = self.instance
        loads = instance.loads[v]
        if not loads or v in instance.delivery_of or v in instance.pickup_of:
            return True
        if any(node >= instance.count for node in tour.nodes):
            return True
        capacity = tour.duty.capacity
        return all(
            sum(instance.loads[node].get(name, 0) for node in tour.nodes) + amount
            <= capacity.get(name, 0)
            for name, amount in loads.items()
        )

    # What it costs

    def tour_price(self, tour: Tour) -> int:
        """What a tour costs: legs, opening, worker prices, lateness, waits and overtime."""
        if not tour.nodes:
            return 0
        instance, prices, duty = self.instance, self.prices, tour.duty
        starts = schedule(tour)
        assert starts is not None, "only tours that keep their times are priced"
        places = tour.places()
        legs = self.legs[duty.shift.mode]
        cost = float(prices.tour)
        road = 0
        for a, b in pairwise(places):
            cost += legs[a][b]
            road += duty.travel[a][b]
        for node, start in zip(tour.nodes, starts, strict=True):
            if node < instance.count:
                cost += self.visit_price_of(node, duty.number) + self.moment_price(node, start)
        first = duty.travel[places[0]][places[1]]
        last = starts[-1] + instance.nodes[tour.nodes[-1]].duration
        back = last + duty.travel[places[-2]][places[-1]]
        busy = road + sum(instance.nodes[node].duration for node in tour.nodes)
        cost += prices.waiting * max(0, back - starts[0] + first - busy)
        cost += prices.overtime * max(0, back - duty.shift.overtime_after)
        return round(cost)

    def moment_price(self, v: int, start: int) -> int:
        """What it costs that v starts then: lateness, and distance from its usual time."""
        visit, price = self.instance.visits[v], 0.0
        if self.prices.late:
            moment = start + (visit.duration if visit.ends_inside else 0)
            late = (max(0, moment - w.late_after) for w in visit.windows if w.start <= start)
            price += self.prices.late * min(late, default=0)
        if visit.usual_start is not None:
            price += self.prices.usual * abs(start - visit.usual_start)
        return round(price)

    def visit_price_of(self, v: int, k: int) -> int:
        """What it costs, travel apart, that the worker of duty k serves v."""
        key = v, self.instance.duties[k].worker
        price = self.price.get(key)
        if price is None:
            price = visit_price(self.instance, self.prices, v, self.instance.duties[k])
            self.price[key] = price
        return price


def positions(tour: Tour, v: int) -> range:
    """Where v may stand in the tour: visits of a frozen tour at its beginning and in their order,
    other visits behind them, reloads anywhere."""
    n, fixed, count = len(tour.nodes), tour.duty.fixed, tour.instance.count
    if not fixed or v >= count:
        return range(n + 1)
    before = fixed[: fixed.index(v)] if v in fixed else fixed
    first = max((k + 1 for k, u in enumerate(tour.nodes) if u in before), default=0)
    if v not in fixed:
        return range(first, n + 1)
    others = (k for k, u in enumerate(tour.nodes) if u < count and u not in before)
    return range(first, min(others, default=n) + 1)


def is_held(tour: Tour, v: int) -> bool:
    """Whether v may start at one moment only, so that linked visits can rely on it."""
    windows = tour.windows.get(v)
    return windows is not None and len(windows) == 1 and windows[0][0] == windows[0][1]


def offsets(instance: Instance, link: Link, me: str, other: str) -> Range:
    """Bounds on start of `other` - start of `me` that a link states, both served."""
    visits = instance.problem.visits
    low, high = ALWAYS
    if isinstance(link, Together):
        return -link.tolerance, link.tolerance
    if isinstance(link, Sequence):
        base = visits[link.first].duration if link.gap_from == "end" else 0
        low = base + link.min_gap if link.min_gap is not None else low
        high = base + link.max_gap if link.max_gap is not None else high
    elif isinstance(link, PickupDelivery):
        low = visits[link.pickup].duration
    return (low, high) if me == link.visits[0] else (-high, -low)
