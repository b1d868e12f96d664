"""One tour under construction: its nodes, its pauses, and how early and late each can be.

Forward, `ready[k]` is when the worker can leave the k-th stop at the earliest (index 0 is the
start place). Backward, `limit[k]` is when the worker must reach stop k at the latest so that
all that follows still fits (the last is the end place). An insertion between two stops is then
judged by those two numbers alone.
"""

from collections.abc import Mapping, Sequence

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.legs import Pauses, backward, forward
from optimizer.engine.spans import keep_fresh, left, loading_spans, put_off, ride_spans
from optimizer.engine.windows import earliest, latest

NEVER = -1


class Tour:
    """Stops and pauses of one duty.

    `nodes` are node numbers in order; `pauses[k]` are taken on the leg before stop k (index
    len(nodes): before the return). `windows` overrides the start windows of single nodes:
    those whose start is held by a linked visit of another tour. `since_loading` are the most ticks
    from loading to the start of nodes, all those of the instance.
    """

    def __init__(self, instance: Instance, duty: Duty) -> None:
        self.instance = instance
        self.duty = duty
        self.nodes: list[int] = []
        self.pauses: list[Pauses] = [duty.pauses]
        self.windows: dict[int, list[tuple[int, int]]] = {}
        self.since_loading: Mapping[int, int] = instance.since_loading
        self.ready: list[int] = []
        self.limit: list[int] = []
        self.propagate()

    def copy(self) -> "Tour":
        """An independent tour with the same content."""
        other = object.__new__(Tour)
        other.instance, other.duty = self.instance, self.duty
        other.nodes, other.pauses = list(self.nodes), list(self.pauses)
        other.windows = dict(self.windows)
        other.since_loading = self.since_loading
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
        pauses = self.pauses[n] if n else tuple(p for p in self.pauses[n] if not p.inside)
        time = backward(duty.end, leg, pauses, self.free(n), True)
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
        if self.since_loading and not keep_fresh(self, ready, limit):
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
        instance, capacity = self.instance, self.duty.capacity
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


def schedule(tour: Tour) -> list[int] | None:
    """Starts of the nodes: as early as possible, then moved later where that shortens the tour.

    Each start moves towards its successor without delaying it and without making its own visit
    late, so that waits gather before the first stop, where they cost nothing. None if the tour
    cannot keep its times, a ride is too long, or a visit comes too long after loading.
    """
    if not tour.propagate():
        return None
    durations = [tour.instance.nodes[node].duration for node in tour.nodes]
    early = [ready - duration for ready, duration in zip(tour.ready[1:], durations, strict=True)]
    rides = ride_spans(tour)
    if rides is None:
        return None
    spans = rides + loading_spans(tour)
    if not put_off(tour, early, tour.limit, spans):
        return None
    caps: dict[int, int] = {}
    while True:
        starts = _moved_later(tour, early, durations, caps)
        if starts is None:
            return None
        broken = False
        for first, last, most in spans:
            limit = left(tour, first, starts) + most
            if starts[last] > limit:
                caps[last], broken = limit, True
        if not broken:
            return starts


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
