"""One tour under construction: its nodes, its pauses, and how early and late each can be.

Forward, `ready[k]` is when the worker can leave the k-th stop at the earliest (index 0 is the
start place). Backward, `limit[k]` is when the worker must reach stop k at the latest so that
all that follows still fits (the last is the end place). An insertion between two stops is then
judged by those two numbers alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from optimizer.engine.instance import Duty, Instance, Pause, earliest, latest

Pauses = tuple[Pause, ...]
NEVER = -1
Ride = tuple[int, int, int]
"""Positions of a pickup and its delivery, and the most ticks from end to start."""


class Tour:
    """Stops and pauses of one duty.

    `nodes` are node numbers in order; `pauses[k]` are taken on the leg before stop k (index
    len(nodes): before the return). `windows` overrides the start windows of single nodes:
    those whose start is held by a linked visit of another tour.
    """

    def __init__(self, instance: Instance, duty: Duty) -> None:
        self.instance = instance
        self.duty = duty
        self.nodes: list[int] = []
        self.pauses: list[Pauses] = [duty.pauses]
        self.windows: dict[int, list[tuple[int, int]]] = {}
        self.ready: list[int] = []
        self.limit: list[int] = []
        self.propagate()

    def copy(self) -> "Tour":
        """An independent tour with the same content."""
        other = object.__new__(Tour)
        other.instance, other.duty = self.instance, self.duty
        other.nodes, other.pauses = list(self.nodes), list(self.pauses)
        other.windows = dict(self.windows)
        other.ready, other.limit = list(self.ready), list(self.limit)
        return other

    def windows_of(self, node: int) -> list[tuple[int, int]]:
        """When the node may start in this tour."""
        own = self.windows.get(node)
        return self.instance.nodes[node].windows if own is None else own

    def free(self, leg: int) -> bool:
        """Whether this is the first leg and may be left later, after a pause off duty."""
        return leg == 0 and not self.duty.shift.leaves_at_start

    def places(self) -> list[int]:
        """Places of all stops, start and end place included."""
        nodes = self.instance.nodes
        middle = [nodes[node].place for node in self.nodes]
        return [self.duty.start_place, *middle, self.duty.end_place]

    def propagate(self) -> bool:
        """Recompute `ready` and `limit`; False if the tour cannot keep its times."""
        duty, nodes, n = self.duty, self.instance.nodes, len(self.nodes)
        places, travel = self.places(), duty.travel
        ready = [duty.start]
        time: int | None = duty.start
        for k in range(n):
            leg = travel[places[k]][places[k + 1]]
            time = forward(ready[k], leg, self.pauses[k], self.free(k))
            if time is not None:
                time = earliest(self.windows_of(self.nodes[k]), time)
            if time is None:
                return False
            ready.append(time + nodes[self.nodes[k]].duration)
        leg = travel[places[n]][places[n + 1]]
        time = backward(duty.end, leg, self.pauses[n], self.free(n), True)
        limit = [duty.end]
        for k in range(n - 1, -1, -1):
            if time is not None:
                node = self.nodes[k]
                time = latest(self.windows_of(node), time - nodes[node].duration)
            if time is None:
                return False
            limit.append(time)
            leg = travel[places[k]][places[k + 1]]
            time = backward(time, leg, self.pauses[k], self.free(k), False)
        limit.reverse()
        if time is None or time < duty.start:
            return False
        if n and ready[n] > backward_or_never(self, n, places):
            return False
        self.ready, self.limit = ready, limit
        return True

    def reloads(self) -> int:
        """How often the tour reloads."""
        return sum(node >= self.instance.count for node in self.nodes)

    def may_reload(self) -> int:
        """How often the tour may reload."""
        reload = self.duty.shift.reload
        return 0 if reload is None else reload.max_times

    def load_ok(self) -> bool:
        """Whether what is aboard never exceeds the capacity of the shift."""
        instance, capacity = self.instance, self.duty.shift.capacity
        segment: dict[str, int] = {}
        aboard: dict[str, int] = {}
        for node in self.nodes:
            if node >= instance.count:
                segment = {}
                continue
            if node in instance.pickup_of:
                for name, amount in instance.loads[instance.pickup_of[node]].items():
                    aboard[name] = aboard.get(name, 0) - amount
                continue
            riding = node in instance.delivery_of
            for name, amount in instance.loads[node].items():
                total = aboard if riding else segment
                total[name] = total.get(name, 0) + amount
                if total[name] > capacity.get(name, 0):
                    return False
        return True


def backward_or_never(tour: Tour, k: int, places: list[int]) -> int:
    """Latest leaving time of stop k given `limit`s after it, or NEVER."""
    n = len(tour.nodes)
    leg = tour.duty.travel[places[k]][places[k + 1]]
    if k == n:
        time = backward(tour.duty.end, leg, tour.pauses[n], tour.free(k), True)
    else:
        reach = tour.limit[k] if tour.limit else NEVER
        time = backward(reach, leg, tour.pauses[k], tour.free(k), False)
    return NEVER if time is None else time


def forward(time: int, leg: int, pauses: Pauses, first: bool, last: bool = False) -> int | None:
    """Earliest arrival of a leg left at `time` or later, its pauses taken at either end.

    With `first` a pause may come before the tour leaves, with `last` after it returns.
    """
    here: int | None = time
    there: int | None = None
    for pause in pauses:
        arrive = None if there is None else _taken(pause, there)
        if here is not None:
            other = _taken(pause, here + leg)
            if other is not None and (arrive is None or other < arrive):
                arrive = other
            if last and here + leg <= pause.windows[-1][1]:
                arrive = here + leg if arrive is None else min(arrive, here + leg)
            here = _taken_before(pause, here) if first else _taken(pause, here)
        if last and there is not None and there <= pause.windows[-1][1]:
            arrive = there if arrive is None else min(arrive, there)
        there = arrive
    if here is None:
        return there
    return here + leg if there is None else min(there, here + leg)


def backward(time: int, leg: int, pauses: Pauses, first: bool, last: bool) -> int | None:
    """Latest leaving of a leg that must arrive by `time`; the inverse of `forward`."""
    there: int | None = time
    here: int | None = time - leg
    for pause in reversed(pauses):
        before = None if there is None else _begun(pause, there)
        if last and there is not None:
            free = min(there, pause.windows[-1][1])
            before = free if before is None else max(before, free)
        stay = None if here is None else _begun(pause, here)
        if first and here is not None and any(here >= a + pause.duration for a, _ in pause.windows):
            stay = here
        crossing = None if before is None else before - leg
        there = before
        here = max((t for t in (stay, crossing) if t is not None), default=None)
    return here


def _taken(pause: Pause, time: int) -> int | None:
    """When a pause begun at `time` or later ends at the earliest."""
    start = earliest(pause.windows, time)
    return None if start is None else start + pause.duration


def _taken_before(pause: Pause, time: int) -> int | None:
    """The earliest departure, at `time` or later, that leaves room for the pause before it."""
    return max(time, pause.windows[0][0] + pause.duration)


def _begun(pause: Pause, time: int) -> int | None:
    """When a pause that must end by `time` begins at the latest."""
    return latest(pause.windows, time - pause.duration)


def schedule(tour: Tour) -> list[int] | None:
    """Starts of the nodes: as early as possible, then moved later where that shortens the tour.

    Each start moves towards its successor without delaying it and without making its own visit
    late, so that waits gather before the first stop, where they cost nothing. None if the tour
    cannot keep its times or a ride is too long.
    """
    if not tour.propagate():
        return None
    durations = [tour.instance.nodes[node].duration for node in tour.nodes]
    early = [ready - duration for ready, duration in zip(tour.ready[1:], durations, strict=True)]
    rides = _rides(tour)
    if rides is None or not _shorten_rides(tour, early, durations, rides):
        return None
    caps: dict[int, int] = {}
    while True:
        starts = _moved_later(tour, early, durations, caps)
        if starts is None:
            return None
        broken = False
        for pickup, delivery, most in rides:
            limit = starts[pickup] + durations[pickup] + most
            if starts[delivery] > limit:
                caps[delivery], broken = limit, True
        if not broken:
            return starts


def _shorten_rides(
    tour: Tour, early: list[int], durations: Sequence[int], rides: Iterable[Ride]
) -> bool:
    """Put off pickups (and what follows them) in `early` until every ride is short enough."""
    places, travel = tour.places(), tour.duty.travel
    again = True
    while again:
        again = False
        for pickup, delivery, most in rides:
            floor = early[delivery] - most - durations[pickup]
            if early[pickup] >= floor:
                continue
            again = True
            for k in range(pickup, len(early)):
                if k > pickup:
                    leg = travel[places[k]][places[k + 1]]
                    left = early[k - 1] + durations[k - 1]
                    arrival = forward(left, leg, tour.pauses[k], False)
                    if arrival is None:
                        return False
                    floor = max(arrival, early[k])
                start = earliest(tour.windows_of(tour.nodes[k]), floor)
                if start is None or start > tour.limit[k]:
                    return False
                early[k] = start
    return True


def _moved_later(
    tour: Tour, early: Sequence[int], durations: Sequence[int], caps: Mapping[int, int]
) -> list[int] | None:
    """Starts moved from `early` towards their successors, each at most to its cap."""
    places, travel = tour.places(), tour.duty.travel
    starts = list(early)
    for k in range(len(starts) - 2, -1, -1):
        leg = travel[places[k + 1]][places[k + 2]]
        leave = backward(starts[k + 1], leg, tour.pauses[k + 1], False, False)
        if leave is None or leave - durations[k] < starts[k]:
            return None
        if tour.duty.shift.leaves_at_start and tour.nodes[k] not in tour.instance.delivery_of:
            continue
        most = min(
            leave - durations[k],
            _late_after(tour.instance, tour.nodes[k], starts[k]),
            caps.get(k, leave),
        )
        moved = latest(tour.windows_of(tour.nodes[k]), most)
        starts[k] = max(starts[k], starts[k] if moved is None else moved)
    return starts


def _late_after(instance: Instance, node: int, start: int) -> int:
    """Up to when a start may move without (more) lateness; anything for a reload."""
    if node >= instance.count:
        return 1 << 60
    visit = instance.visits[node]
    shift = visit.duration if visit.ends_inside else 0
    return max((w.late_after - shift for w in visit.windows if w.start <= start), default=start)


def _rides(tour: Tour) -> list[Ride] | None:
    """Positions of pickups and deliveries with the longest time between them (where limited);
    None if a pickup is missing or incompatible persons are aboard together."""
    instance = tour.instance
    begun: dict[int, int] = {}
    aboard: dict[int, str] = {}
    rides = []
    for k, node in enumerate(tour.nodes):
        if node in instance.delivery_of:
            begun[node] = k
            person = instance.visits[node].person
            refused = instance.problem.persons[person].incompatible_with
            for other in aboard.values():
                if other in refused or person in instance.problem.persons[other].incompatible_with:
                    return None
            aboard[node] = person
        elif node in instance.pickup_of:
            pickup = instance.pickup_of[node]
            if pickup not in begun:
                return None
            del aboard[pickup]
            most = instance.max_ride[pickup]
            if most is not None:
                rides.append((begun[pickup], k, most))
    return rides
