"""A first plan by greedy insertion: each visit, the most constrained first, where it costs least.

Linked visits go in together. Once a linked visit is placed its start is held, so that tours stay
independent of each other and an insertion is judged inside one tour.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import product
from typing import Protocol

from optimizer.engine.groups import Groups
from optimizer.engine.instance import Instance
from optimizer.engine.pauses import place_pauses
from optimizer.engine.prices import Prices
from optimizer.engine.rides import place_ride, place_with_reload
from optimizer.engine.spots import Range, Spot, is_held, positions
from optimizer.engine.teams import CANDIDATES, place_together
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import intersection, latest
from optimizer.problem.model import PickupDelivery, Together

RELOADS = 3.0
"""How often, divided by the visits, a reload is tried although the visit may fit without: it can
save another tour."""
LEANS = (0.0, 1.0, 0.5)
"""Where in the time that its position leaves a linked visit starts: these are tried in turn."""


class Hours(Protocol):
    """Limits of working time, over all tours of a worker."""

    def kept(self, tours: Sequence[Tour], tour: Tour) -> bool:
        """Whether the worker of a tour keeps them with it, and otherwise with `tours`."""


class Insertion(Groups):
    """Places visits into a set of tours, one for each duty.

    With `hours` it keeps the limits of working time that a tour could break.
    """

    def __init__(self, instance: Instance, prices: Prices, seed: int) -> None:
        super().__init__(instance, prices, seed)
        self.lean = LEANS[0]
        self.thorough = False
        self.hours: Hours | None = None

    def adopt(self, tours: list[Tour]) -> None:
        """Start from these tours, one for each duty, starts of linked visits held; without those
        visits whose links do not hold there."""
        self.tours = [t if self._timely(t) else Tour(self.instance, t.duty) for t in tours]
        self.where = {
            node: tour.duty.number
            for tour in self.tours
            for node in tour.nodes
            if node < self.instance.count
        }
        bound = [group for group in self.order if len(group) > 1]
        for group in bound:
            self.hold(group)
            for v in group:
                if v in self.where:
                    first, last = self.allowed(v)
                    apart = self.instance.duties[self.where[v]].worker not in self.excluded(v)
                    if not (first <= self.start_of(v) <= last and apart):
                        self.remove(v)
        self._drop_widowed(list(self.where))
        for group in bound:
            self._relax(group)

    def place_all(self, cancelled: Callable[[], bool]) -> None:
        """Place every visit that has a place; stop early if cancelled."""
        self.varied = False
        for self.thorough in (False, True):  # partners' tours may be there by the second time
            for group in self.order:
                if cancelled():
                    break
                if any(v not in self.where for v in group):
                    self.place_group(group)
        self.varied, self.thorough = True, False

    def place_group(self, group: list[int]) -> bool:
        """Place the visits of a group that are not placed yet; False if none could be."""
        if len(group) == 1:
            return self.place_one(group[0])
        before = self.tours[:], dict(self.where)
        found: list[tuple[int, bool, list[Tour], dict[int, int]]] = []
        for order, lean in self._attempts(group):
            self.lean = lean
            placed = self._place_linked(order)
            unserved = self.prices.unserved
            missing = sum(1 + unserved[v] for v in group if v not in self.where)
            found.append((missing, placed, self.tours, self.where))
            if not missing:
                break
            self.tours, self.where = before[0][:], dict(before[1])
        _, placed, self.tours, self.where = min(found, key=lambda result: result[0])
        return placed

    def _attempts(self, group: list[int]) -> Iterable[tuple[list[int], float]]:
        """Orders and leans to place a group by: one partner may leave no room for another."""
        if self.thorough:
            return product((group, sorted(group, key=self.opening)), LEANS)
        if not self.varied:
            return [(group, LEANS[0])]
        shuffled = self.random.sample(group, len(group))
        return [(self.random.choice((group, shuffled)), self.random.choice(LEANS))]

    def _place_linked(self, group: list[int]) -> bool:
        """Place what is not placed yet of a linked group; False if nothing could be.

        A second round does without the visits that had to go because a partner has no place.
        """
        placed, doomed = False, set[int]()
        self.hold(group)
        for _ in range(2):
            for v in group:
                if v not in self.where and v not in doomed:
                    placed |= self._place_bound(v)
            lost = self._drop_widowed(group)
            if not lost:
                break
            doomed |= lost
            doomed |= {u for v in lost for u in self._rest_of_ride(v)}
        self._relax(group)
        return placed

    def _rest_of_ride(self, v: int) -> tuple[int, ...]:
        ride = self.instance.delivery_of.get(v, self.instance.pickup_of.get(v))
        return () if ride is None else (ride,)

    def _place_bound(self, v: int) -> bool:
        kinds = {type(link) for link, _ in self.partners(v)}
        if PickupDelivery in kinds:
            return place_ride(self, v)
        return place_together(self, v) if Together in kinds else self.place_one(v)

    def hold(self, group: list[int]) -> None:
        """Hold the placed visits of a group at one start each, for partners to refer to."""
        for v in group:
            k = self.where.get(v)
            if k is not None and self.linked.get(v) and not is_held(self.tours[k], v):
                start = self.start_of(v)
                tour = self.own(k)
                if v in self.instance.delivery_of or v in self.instance.pickup_of:
                    starts = schedule(tour)
                    if starts is not None:  # not of a pickup whose delivery was taken out
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
            if all(is_held(self.tours[self.where[u]], u) for u in partners):
                tour = self.own(k)
                windows = intersection(self.instance.nodes[v].windows, *self.allowed(v))
                if windows:
                    tour.windows[v] = windows
                    tour.propagate()

    def _drop_widowed(self, group: list[int]) -> set[int]:
        """Take out visits whose partner is unserved where the link says to drop both."""
        lost: set[int] = set()
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
                    lost.add(v)
                    self.remove(v)
        return lost

    def remove(self, v: int) -> None:
        """Take a visit out of its tour, and a reload that nothing follows any more.

        Where the way past it is longer than the way by it (given matrices, or a pause that was
        taken on the way), what follows has to go too.
        """
        tour = self.own(self.where.pop(v))
        position = tour.nodes.index(v)
        self._cut(tour, position)
        while tour.nodes and tour.nodes[-1] >= self.instance.count:
            self._cut(tour, len(tour.nodes) - 1)
        while tour.nodes and not tour.propagate() and not place_pauses(tour):
            u = tour.nodes[min(position, len(tour.nodes) - 1)]
            for lost in {u, *self._rest_of_ride(u)} & set(tour.nodes):
                self.where.pop(lost, None)
                self._cut(tour, tour.nodes.index(lost))
        if not tour.nodes:
            self.tours[tour.duty.number] = Tour(self.instance, tour.duty)

    def own(self, k: int) -> Tour:
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

    def place_one(self, v: int) -> bool:
        """Place one visit where it costs least; False if it fits nowhere."""
        excluded = self.excluded(v)
        allowed = self.allowed(v)
        loads = bool(self.instance.loads[v]) or v in self.instance.since_loading
        saving = loads and self.varied and self.random.random() < RELOADS / self.instance.count
        if saving and place_with_reload(self, v, allowed, full_only=False):
            return True
        spots = [
            spot
            for k in self.instance.possible[v]
            if self.instance.duties[k].worker not in excluded
            for spot in self.spots(v, k, allowed)
        ]
        for spot in nsmallest(CANDIDATES, spots, key=lambda spot: spot.cost):
            if self.commit(v, spot, self._start_in(spot, v)):
                return True
        if loads and not saving and place_with_reload(self, v, allowed, full_only=True):
            return True
        return self.thorough and self._place_moving_pauses(v, allowed, excluded)

    def _place_moving_pauses(self, v: int, allowed: Range, excluded: set[int]) -> bool:
        """Place v where pauses leave no room for it now, but would at other times."""
        instance = self.instance
        for k in instance.possible[v]:
            duty, base = instance.duties[k], self.tours[k]
            if not duty.pauses or duty.worker in excluded or not self.room(base, v):
                continue
            for position in positions(base, v):
                tour = base.copy()
                if self.linked.get(v):
                    tour.windows[v] = intersection(instance.nodes[v].windows, *allowed)
                    if not tour.windows[v]:
                        break
                tour.nodes.insert(position, v)
                if not place_pauses(tour) or not self.sound(tour):
                    continue
                if self.linked.get(v):
                    start = tour.ready[position + 1] - instance.nodes[v].duration
                    tour.windows[v] = [(start, start)]
                    tour.propagate()
                self.tours[k] = tour
                self.where[v] = k
                return True
        return False

    def _start_in(self, spot: Spot, v: int) -> int:
        """Where in its spot a linked visit starts."""
        target = spot.first + int(self.lean * (spot.last - spot.first))
        start = latest(self.instance.nodes[v].windows, target)
        return spot.first if start is None else max(spot.first, start)

    def commit(self, v: int, spot: Spot, start: int) -> bool:
        """Put v into a spot, held at `start` if linked; False, and nothing done, if that fails."""
        before = self.tours[spot.duty]
        tour = self.own(spot.duty)
        if self.linked.get(v):
            tour.windows[v] = [(start, start)]
        self.put(tour, v, spot.position, spot.cut)
        if self.sound(tour):
            return True
        self.tours[spot.duty] = before
        self.where.pop(v, None)
        return False

    def put(self, tour: Tour, v: int, position: int, cut: int) -> None:
        """Insert a node into a tour, the first `cut` pauses of the leg before it."""
        pauses = tour.pauses[position]
        tour.nodes.insert(position, v)
        tour.pauses[position : position + 1] = [pauses[:cut], pauses[cut:]]
        tour.propagate()
        if v < self.instance.count:
            self.where[v] = tour.duty.number

    def sound(self, tour: Tour) -> bool:
        """Whether a tour keeps its times, loads, reloads, rides and working time."""
        return self._timely(tour) and (self.hours is None or self.hours.kept(self.tours, tour))

    def _timely(self, tour: Tour) -> bool:
        if not tour.propagate():
            return False
        instance = self.instance
        if not any(node >= instance.count or instance.loads[node] or node in instance.delivery_of
                   for node in tour.nodes):  # fmt: skip
            return True
        return tour.reloads() <= tour.may_reload() and tour.load_ok() and schedule(tour) is not None
