"""A first plan by greedy insertion: each visit, the most constrained first, where it costs least.

Linked visits go in together. Once a linked visit is placed its start is held, so that tours stay
independent of each other and an insertion is judged inside one tour.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise, product
from random import Random

import numpy as np

from optimizer.engine.instance import Instance, earliest, intersection, latest
from optimizer.engine.prices import Prices, visit_price
from optimizer.engine.tour import Pauses, Tour, backward, forward, schedule
from optimizer.problem.model import Link, PickupDelivery, Sequence, Together

Range = tuple[int, int]
ALWAYS: Range = (-(1 << 60), 1 << 60)
LEANS = (0.0, 1.0, 0.5)
"""Where in the time that its position leaves a linked visit starts: these are tried in turn."""
CANDIDATES = 12
"""How many positions of each partner a linked pair tries, cheapest first."""
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


class Insertion:
    """Places visits into a set of tours, one for each duty."""

    def __init__(self, instance: Instance, prices: Prices, seed: int) -> None:
        self.instance = instance
        self.prices = prices
        self.random = Random(seed)
        self.tours = [Tour(instance, duty) for duty in instance.duties]
        self.where: dict[int, int] = {}
        self.price: dict[tuple[int, int], int] = {}
        self.lean = LEANS[0]
        self.legs = {
            mode: np.rint(
                prices.travel * np.array(duty.travel) + prices.metre * np.array(duty.metres)
            )
            .astype(np.int64)
            .tolist()
            for mode, duty in {duty.shift.mode: duty for duty in instance.duties}.items()
        }
        self.linked = {
            instance.number[visit]: [link for link in links if self._binds(link)]
            for visit, links in instance.problem.links_of.items()
            if visit in instance.number
        }
        self.order = self.groups()
        self.group_of = {v: group for group in self.order if len(group) > 1 for v in group}

    def _binds(self, link: Link) -> bool:
        return all(visit in self.instance.number for visit in link.visits)

    # What to place, in which order

    def groups(self) -> list[list[int]]:
        """Visits that links or a frozen tour bind together, each group in the order to place it;
        most urgent group first: by priority, then by how few starts and shifts it can choose."""
        instance = self.instance
        frozen = {v: duty.fixed for duty in instance.duties for v in duty.fixed}
        seen: set[int] = set()
        groups: list[list[int]] = []
        for v in range(instance.count):
            if v in seen:
                continue
            group, stack = [], [v]
            seen.add(v)
            while stack:
                u = stack.pop()
                group.append(u)
                for w in (*frozen.get(u, ()), *(other for _, other in self.partners(u))):
                    if w not in seen:
                        seen.add(w)
                        stack.append(w)
            groups.append(sorted(group, key=self._start_order))
        return sorted(groups, key=self.urgency)

    def _start_order(self, v: int) -> tuple[int, ...]:
        instance = self.instance
        place = next((d.fixed.index(v) for d in instance.duties if v in d.fixed), 0)
        free = v not in instance.pinned
        return (v in instance.pickup_of, free, place, self._opening(v), v)

    def _opening(self, v: int) -> int:
        windows = self.instance.nodes[v].windows
        return windows[0][0] if windows else 0

    def urgency(self, group: list[int]) -> tuple[float, ...]:
        """What to place first: pinned, by priority, linked before single, scarce before free."""
        instance = self.instance
        scarce = min(
            len(instance.possible[v]) * (sum(b - a for a, b in instance.nodes[v].windows) + 1_800)
            for v in group
        )
        priority = min(instance.visits[v].priority for v in group)
        free = sum(v not in instance.pinned for v in group) / len(group)
        return (free, priority, len(group) == 1, scarce * (0.9 + 0.2 * self.random.random()))

    # Placing

    def adopt(self, tours: list[Tour]) -> None:
        """Start from these tours, one for each duty, starts of linked visits held."""
        self.tours = [t if self._sound(t) else Tour(self.instance, t.duty) for t in tours]
        self.where = {
            node: tour.duty.number
            for tour in self.tours
            for node in tour.nodes
            if node < self.instance.count
        }
        self._drop_widowed(list(self.where))
        for group in self.order:
            if len(group) > 1:
                self._relax(group)

    def place_all(self, cancelled: Callable[[], bool]) -> None:
        """Place every visit that has a place; stop early if cancelled."""
        for _ in range(2):  # what did not fit may fit once its partners' tours are there
            for group in self.order:
                if cancelled():
                    return
                if any(v not in self.where for v in group):
                    self.place_group(group)

    def place_group(self, group: list[int]) -> bool:
        """Place the visits of a group that are not placed yet; False if none could be."""
        if len(group) == 1:
            return self._place_one(group[0])
        before = self.tours[:], dict(self.where)
        found = []
        orders = [group, sorted(group, key=self._opening)]
        for order, lean in product(orders, LEANS):  # one partner may leave no room for another
            self.lean = lean
            placed = self._place_linked(order)
            unserved = self.prices.unserved
            missing = sum(1 + unserved[v] for v in group if v not in self.where)
            found.append((missing, placed, (self.tours, self.where)))
            if not missing:
                break
            self.tours, self.where = before[0][:], dict(before[1])
        _, placed, (self.tours, self.where) = min(found, key=lambda result: result[0])
        return placed

    def _place_linked(self, group: list[int]) -> bool:
        """Place what is not placed yet of a linked group; False if nothing could be."""
        placed = False
        self._hold(group)
        for v in group:
            if v in self.where:
                continue
            partners = self.partners(v)
            if any(isinstance(link, PickupDelivery) for link, _ in partners):
                placed |= self._place_ride(v, partners)
            elif any(isinstance(link, Together) for link, _ in partners):
                placed |= self._place_together(v)
            else:
                placed |= self._place_one(v)
        self._drop_widowed(group)
        self._relax(group)
        return placed

    def _hold(self, group: list[int]) -> None:
        """Hold the placed visits of a group at one start each, for partners to refer to."""
        for v in group:
            k = self.where.get(v)
            if k is not None and self.linked.get(v) and not _is_held(self.tours[k], v):
                start = self.start_of(v)
                tour = self._own(k)
                if v in self.instance.delivery_of or v in self.instance.pickup_of:
                    starts = schedule(tour)
                    assert starts is not None, "a ride in a tour was short enough when it got there"
                    start = starts[tour.nodes.index(v)]
                tour.windows[v] = [(start, start)]
                tour.propagate()

    def _relax(self, group: list[int]) -> None:
        """Let visits of the group move again as far as their partners, which stay held, allow;
        those with the fewest possible shifts first, as their tours need it most."""
        ride = self.instance.delivery_of.keys() | self.instance.pickup_of.keys()
        for v in sorted(group, key=lambda u: len(self.instance.possible[u])):
            k = self.where.get(v)
            partners = {u for _, u in self.partners(v) if u in self.where}
            if k is None or v in ride or not self.linked.get(v):
                continue
            if all(_is_held(self.tours[self.where[u]], u) for u in partners):
                tour = self._own(k)
                tour.windows[v] = intersection(self.instance.nodes[v].windows, *self.allowed(v))
                tour.propagate()

    def _drop_widowed(self, group: list[int]) -> None:
        """Take out visits whose partner is unserved where the link says to drop both."""
        again = True
        while again:
            again = False
            for v in group:
                if v in self.where and any(
                    link.if_partner_unserved == "drop_both"
                    and any(self.instance.number[u] not in self.where for u in link.visits)
                    for link in self.linked.get(v, ())
                ):
                    again = True
                    self.remove(v)

    def remove(self, v: int) -> None:
        """Take a visit out of its tour, and a reload that nothing follows any more."""
        tour = self._own(self.where.pop(v))
        self._cut(tour, tour.nodes.index(v))
        while tour.nodes and tour.nodes[-1] >= self.instance.count:
            self._cut(tour, len(tour.nodes) - 1)
        if not tour.propagate():
            raise AssertionError(f"removing {v} broke shift {tour.duty.shift.id}")

    def _own(self, k: int) -> Tour:
        """A fresh copy of duty k's tour, so that whoever kept the old one can go back to it."""
        self.tours[k] = self.tours[k].copy()
        return self.tours[k]

    @staticmethod
    def _cut(tour: Tour, k: int) -> None:
        v = tour.nodes[k]
        del tour.nodes[k]
        tour.windows.pop(v, None)
        tour.pauses[k : k + 2] = [tour.pauses[k] + tour.pauses[k + 1]]

    def frozen(self, v: int) -> bool:
        """Whether v is in the frozen beginning of its tour."""
        return v in self.tours[self.where[v]].duty.fixed

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
        if _is_held(tour, v):
            return tour.windows[v][0][0]
        k = tour.nodes.index(v)
        return tour.ready[k + 1] - self.instance.nodes[v].duration

    def _excluded(self, v: int) -> set[int]:
        """Workers who serve a visit that v must be `together` with."""
        return {
            self.instance.duties[self.where[other]].worker
            for link, other in self.partners(v)
            if isinstance(link, Together) and other in self.where
        }

    def _place_one(self, v: int) -> bool:
        excluded = self._excluded(v)
        allowed = self.allowed(v)
        spots = [
            spot
            for k in self.instance.possible[v]
            if self.instance.duties[k].worker not in excluded
            for spot in self.spots(v, k, allowed)
        ]
        for spot in nsmallest(CANDIDATES, spots, key=lambda spot: spot.cost):
            if self._commit(v, spot, self._start_in(spot, v)):
                return True
        return bool(self.instance.loads[v]) and self._place_with_reload(v, allowed)

    def _start_in(self, spot: Spot, v: int) -> int:
        """Where in its spot a linked visit starts."""
        target = spot.first + int(self.lean * (spot.last - spot.first))
        start = latest(self.instance.nodes[v].windows, target)
        return spot.first if start is None else max(spot.first, start)

    def _commit(self, v: int, spot: Spot, start: int) -> bool:
        before = self.tours[spot.duty]
        tour = self._own(spot.duty)
        if self.linked.get(v):
            tour.windows[v] = [(start, start)]
        self._put(tour, v, spot.position, spot.cut)
        if self._sound(tour):
            return True
        self.tours[spot.duty] = before
        self.where.pop(v, None)
        return False

    def _put(self, tour: Tour, v: int, position: int, cut: int) -> None:
        pauses = tour.pauses[position]
        tour.nodes.insert(position, v)
        tour.pauses[position : position + 1] = [pauses[:cut], pauses[cut:]]
        tour.propagate()
        if v < self.instance.count:
            self.where[v] = tour.duty.number

    def _sound(self, tour: Tour) -> bool:
        if not tour.propagate():
            return False
        instance = self.instance
        if not any(node >= instance.count or instance.loads[node] or node in instance.delivery_of
                   for node in tour.nodes):  # fmt: skip
            return True
        return tour.load_ok() and schedule(tour) is not None

    def _place_together(self, v: int) -> bool:
        """Place v and its unplaced `together` partners, all starts agreeing."""
        instance = self.instance
        team = [v] + [
            other
            for link, other in self.partners(v)
            if isinstance(link, Together) and other not in self.where
        ]
        if len(team) == 1:
            return self._place_one(v)
        if len(team) > 2:
            return self._place_team(team)
        a, b = team
        link = next(link for link, other in self.partners(a) if other == b)
        low, high = offsets(instance, link, instance.visits[a].id, instance.visits[b].id)
        options = []
        for u in team:
            allowed, excluded = self.allowed(u), self._excluded(u)
            spots = (
                spot
                for k in instance.possible[u]
                if instance.duties[k].worker not in excluded
                for spot in self.spots(u, k, allowed)
            )
            options.append(nsmallest(4 * CANDIDATES, spots, key=lambda spot: spot.cost))
        pairs = sorted(
            ((x.cost + y.cost, i, j) for i, x in enumerate(options[0])
             for j, y in enumerate(options[1])),
        )  # fmt: skip
        tries = 0
        for _, i, j in pairs:
            x, y = options[0][i], options[1][j]
            if instance.duties[x.duty].worker == instance.duties[y.duty].worker:
                continue
            agreed = self._agree(a, b, x, y, low, high)
            if agreed is None:
                continue
            tries += 1
            if self._commit(a, x, agreed[0]):
                if self._commit(b, y, agreed[1]):
                    return True
                self.remove(a)
            if tries == CANDIDATES:
                break
        return False

    def _agree(
        self, a: int, b: int, x: Spot, y: Spot, low: int, high: int
    ) -> tuple[int, int] | None:
        """Starts of a and b inside their spots and windows, start of b - start of a in range."""
        windows = self.instance.nodes
        first, last = max(x.first, y.first - high), min(x.last, y.last - low)
        start = earliest(windows[a].windows, first + int(self.lean * max(0, last - first)))
        for _ in range(8):  # windows with holes may push the two past each other in turn
            if start is None or start > x.last:
                return None
            other = earliest(windows[b].windows, max(y.first, start + low))
            if other is None or other > y.last:
                return None
            if other - start <= high:
                return start, other
            start = earliest(windows[a].windows, other - high)
        return None

    def _place_team(self, team: list[int]) -> bool:
        """Three or more together: at each start that one of them could have, all or none."""
        options = [
            [spot for k in self.instance.possible[u] for spot in self.spots(u, k, self.allowed(u))]
            for u in team
        ]
        for moment in sorted({spot.first for spots in options for spot in spots})[:200]:
            chosen: list[tuple[int, Spot]] = []
            used: set[int] = set()
            for u, spots in zip(team, options, strict=True):
                windows = self.instance.nodes[u].windows
                fitting = [
                    spot for spot in spots
                    if spot.first <= moment <= spot.last and earliest(windows, moment) == moment
                    and self.instance.duties[spot.duty].worker not in used
                ]  # fmt: skip
                if not fitting:
                    break
                spot = min(fitting, key=lambda spot: spot.cost)
                used.add(self.instance.duties[spot.duty].worker)
                chosen.append((u, spot))
            if len(chosen) < len(team):
                continue
            done: list[int] = []
            for u, spot in chosen:
                if not self._commit(u, spot, moment):
                    break
                done.append(u)
            if len(done) == len(team):
                return True
            for u in done:
                self.remove(u)
        return False

    def _place_ride(self, v: int, partners: list[tuple[Link, int]]) -> bool:
        """Place a pickup and its delivery in one tour, wherever the pair costs least."""
        instance = self.instance
        if v in instance.pickup_of:
            return False  # placed with its pickup
        delivery = instance.delivery_of[v]
        best: tuple[int, Tour] | None = None
        allowed = self.allowed(v), self.allowed(delivery)
        for k in instance.possible[v]:
            if k not in instance.possible[delivery]:
                continue
            base = self.tours[k]
            for first in self.spots(v, k, allowed[0]):
                held = base.copy()
                if self._others(v, delivery):
                    held.windows[v] = intersection(instance.nodes[v].windows, *allowed[0])
                self._put(held, v, first.position, first.cut)
                if not held.propagate():
                    continue
                for second in self.spots(delivery, k, allowed[1], held):
                    if second.position <= first.position:
                        continue
                    cost = first.cost + second.cost
                    if best is not None and cost >= best[0]:
                        continue
                    trial = held.copy()
                    if self._others(delivery, v):
                        windows = instance.nodes[delivery].windows
                        trial.windows[delivery] = intersection(windows, *allowed[1])
                    self._put(trial, delivery, second.position, second.cut)
                    if self._sound(trial):
                        best = cost, trial
        self.where.pop(v, None)
        self.where.pop(delivery, None)
        if best is None:
            return False
        tour = best[1]
        self.tours[tour.duty.number] = tour
        starts = schedule(tour)
        assert starts is not None, "_sound() made a schedule"
        for u, partner in ((v, delivery), (delivery, v)):
            self.where[u] = tour.duty.number
            if self._others(u, partner):  # partners in other tours rely on this start
                start = starts[tour.nodes.index(u)]
                tour.windows[u] = [(start, start)]
        tour.propagate()
        return True

    def _others(self, v: int, partner: int) -> bool:
        return any(other != partner for _, other in self.partners(v))

    def _place_with_reload(self, v: int, allowed: Range) -> bool:
        """Place v behind one more reload in a tour that lacks the capacity."""
        instance = self.instance
        best: tuple[int, Tour] | None = None
        for k in instance.possible[v]:
            base = self.tours[k]
            spare = [node for node in base.duty.reloads if node not in base.nodes]
            depots = {instance.nodes[node].place: node for node in reversed(spare)}
            for node in depots.values():
                for stop in self.spots(node, k, ALWAYS):
                    held = base.copy()
                    self._put(held, node, stop.position, stop.cut)
                    if not held.propagate():
                        continue
                    for spot in self.spots(v, k, allowed, held):
                        cost = stop.cost + spot.cost
                        if best is not None and cost >= best[0]:
                            continue
                        trial = held.copy()
                        if self.linked.get(v):
                            trial.windows[v] = [(spot.first, spot.first)]
                        self._put(trial, v, spot.position, spot.cut)
                        if self._sound(trial):
                            best = cost, trial
        self.where.pop(v, None)
        if best is None:
            return False
        self.tours[best[1].duty.number] = best[1]
        self.where[v] = best[1].duty.number
        return True

    # Where a node fits

    def obstacle(self, v: int, k: int) -> str | None:
        """The rule that keeps v out of duty k's tour as it is; None if v would fit."""
        if self.instance.duties[k].worker in self._excluded(v):
            return "links"
        tour, allowed = self.tours[k], self.allowed(v)
        if not self._room(tour, v):
            return "capacity"
        spots = list(self.spots(v, k, allowed))
        if not spots:
            free = allowed == ALWAYS or not any(self.spots(v, k, ALWAYS))
            if not free:
                return "links"
            return "breaks" if self._fits_without_pauses(v, tour) else "time_windows"
        together = [
            other
            for link, other in self.partners(v)
            if isinstance(link, Together | PickupDelivery) and other not in self.where
        ]
        if together:
            return "links"
        before = self.tours[k], dict(self.where)
        fits = any(self._commit(v, spot, spot.first) for spot in spots)
        self.tours[k], self.where = before
        return None if fits else "capacity" if self.instance.loads[v] else "time_windows"

    def _fits_without_pauses(self, v: int, tour: Tour) -> bool:
        if not any(tour.pauses):
            return False
        bare = tour.copy()
        bare.pauses = [()] * len(tour.pauses)
        return bare.propagate() and any(self.spots(v, tour.duty.number, self.allowed(v), bare))

    def spots(self, v: int, k: int, allowed: Range, tour: Tour | None = None) -> Iterator[Spot]:
        """Positions of duty k's tour (or of `tour`) that can hold the node, with their cost."""
        instance, prices = self.instance, self.prices
        tour = tour or self.tours[k]
        duty, node = tour.duty, instance.nodes[v]
        travel, windows = duty.travel, node.windows
        if allowed != ALWAYS:
            windows = intersection(windows, *allowed)
        if not windows or not tour.ready or (v < instance.count and not self._room(tour, v)):
            return
        opening = 0 if tour.nodes else prices.tour
        fixed = opening + (self._visit_price(v, k) if v < instance.count else 0)
        here, duration, legs = node.place, node.duration, self.legs[duty.shift.mode]
        from_here, cost_from_here = travel[here], legs[here]
        opens, closes = windows[0][0], windows[-1][1]
        single = len(windows) == 1
        places, ready, limit = tour.places(), tour.ready, tour.limit
        n = len(tour.nodes)
        for position in _positions(tour, v):
            time: int | None = ready[position]
            if ready[position] > closes:
                break
            before, after = places[position], places[position + 1]
            arrival = ready[position] + travel[before][here]
            if arrival > closes or opens > limit[position] - from_here[after] - duration:
                continue
            pauses: Pauses = tour.pauses[position]
            for cut in range(len(pauses) + 1):
                if pauses:
                    time = forward(
                        ready[position], travel[before][here], pauses[:cut], tour.free(position)
                    )
                    if time is None:
                        continue
                    leave = backward(
                        limit[position], from_here[after], pauses[cut:], False, position == n
                    )
                    if leave is None:
                        continue
                else:
                    time, leave = arrival, limit[position] - from_here[after]
                if single:
                    first = time if time > opens else opens
                    last = leave - duration
                    last = last if last < closes else closes
                else:
                    found = earliest(windows, time), latest(windows, leave - duration)
                    if found[0] is None or found[1] is None:
                        continue
                    first, last = found
                if last < first:
                    continue
                cost = fixed + legs[before][here] + cost_from_here[after] - legs[before][after]
                if position and first > time:
                    cost += round(IDLE * prices.waiting * (first - time))
                if v < instance.count:
                    cost += self._moment_price(v, first)
                yield Spot(cost, k, position, cut, first, last)

    def _moment_price(self, v: int, start: int) -> int:
        """What it costs that v starts then: lateness, and distance from its usual time."""
        visit, price = self.instance.visits[v], 0.0
        if self.prices.late:
            moment = start + (visit.duration if visit.ends_inside else 0)
            late = (max(0, moment - w.late_after) for w in visit.windows if w.start <= start)
            price += self.prices.late * min(late, default=0)
        if visit.usual_start is not None:
            price += self.prices.usual * abs(start - visit.usual_start)
        return round(price)

    def _room(self, tour: Tour, v: int) -> bool:
        """Whether the tour's capacity could hold v; exact only without reloads and rides."""
        instance = self.instance
        loads = instance.loads[v]
        if not loads or v in instance.delivery_of or v in instance.pickup_of:
            return True
        if any(node >= instance.count for node in tour.nodes):
            return True
        capacity = tour.duty.shift.capacity
        return all(
            sum(instance.loads[node].get(name, 0) for node in tour.nodes) + amount
            <= capacity.get(name, 0)
            for name, amount in loads.items()
        )

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
                cost += self._visit_price(node, duty.number) + self._moment_price(node, start)
        first = duty.travel[places[0]][places[1]]
        last = starts[-1] + instance.nodes[tour.nodes[-1]].duration
        back = last + duty.travel[places[-2]][places[-1]]
        busy = road + sum(instance.nodes[node].duration for node in tour.nodes)
        cost += prices.waiting * max(0, back - starts[0] + first - busy)
        cost += prices.overtime * max(0, back - duty.shift.overtime_after)
        return round(cost)

    def _visit_price(self, v: int, k: int) -> int:
        key = v, self.instance.duties[k].worker
        price = self.price.get(key)
        if price is None:
            price = visit_price(self.instance, self.prices, v, self.instance.duties[k])
            self.price[key] = price
        return price


def _positions(tour: Tour, v: int) -> range:
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


def _is_held(tour: Tour, v: int) -> bool:
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
