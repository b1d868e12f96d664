"""Stretches of a tour with a longest time: rides, and what must be handed over after loading.

A span begins when a stop is left (a pickup, a reload, or the start place) and ends when a later
one starts. A tour keeps it by leaving the first of them later: waiting before costs nothing of it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from optimizer.engine.legs import backward, forward
from optimizer.engine.windows import earliest, latest

if TYPE_CHECKING:
    from optimizer.engine.tour import Tour

Span = tuple[int, int, int]
"""Positions of the stop that is left and of the one that starts, and the most ticks between."""
START = -1
"""The position of the start place."""
ANY = 1 << 60


def loading_spans(tour: "Tour") -> list[Span]:
    """From the last loading to each visit with a `max_since_loading`."""
    limits = tour.since_loading
    if not limits:
        return []
    spans, loading, count = [], START, tour.instance.count
    for k, node in enumerate(tour.nodes):
        if node >= count:
            loading = k
        elif node in limits:
            spans.append((loading, k, limits[node]))
    return spans


def ride_spans(tour: "Tour") -> list[Span] | None:
    """From pickups to deliveries where a ride is limited; None if a pickup is missing or
    incompatible persons are aboard together."""
    instance = tour.instance
    begun: dict[int, int] = {}
    aboard: dict[int, str] = {}
    spans = []
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
                spans.append((begun[pickup], k, most))
    return spans


def left(tour: "Tour", position: int, starts: Sequence[int]) -> int:
    """When the stop is left: at the end of its service, the start place just in time."""
    if position != START:
        return starts[position] + tour.instance.nodes[tour.nodes[position]].duration
    if tour.duty.shift.leaves_at_start:
        return tour.duty.start
    if not tour.nodes:
        return tour.duty.end
    leave = backward(starts[0], _leg(tour, 0), tour.pauses[0], tour.free(0), False)
    assert leave is not None, "the first start is one that the tour can reach"
    return leave


def put_off(tour: "Tour", early: list[int], limit: Sequence[int], spans: Iterable[Span]) -> bool:
    """Put starts in `early` off until every span is short enough; False if `limit` forbids it."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for first, last, most in spans:
        groups.setdefault(first, []).append((last, most))
    if groups and not _roads_fit(tour, groups):
        return False
    again = True
    while again:
        again = False
        for first, ends in groups.items():
            floor = max(early[last] - most for last, most in ends)
            if left(tour, first, early) < floor:
                again = True
                if not _leave_later(tour, early, limit, first, floor):
                    return False
    return True


def _roads_fit(tour: "Tour", groups: dict[int, list[tuple[int, int]]]) -> bool:
    """Whether spans are long enough for what lies between; without that no putting off helps."""
    road = roads(tour)
    return all(
        road[last] - (left(tour, first, road) if first != START else 0) <= most
        for first, ends in groups.items()
        for last, most in ends
    )


def _leave_later(
    tour: "Tour", early: list[int], limit: Sequence[int], first: int, floor: int
) -> bool:
    """Leave a stop at `floor` and put off in `early` what follows."""
    if first == START and tour.duty.shift.leaves_at_start:
        return False
    nodes = tour.instance.nodes
    time: int | None = floor
    if first != START:
        time = floor - nodes[tour.nodes[first]].duration
    for k in range(max(first, 0), len(early)):
        if time is not None and (k > first):
            time = forward(time, _leg(tour, k), tour.pauses[k], tour.free(k))
        if time is not None:
            time = earliest(tour.windows_of(tour.nodes[k]), max(time, early[k]))
        if time is None or time > limit[k]:
            return False
        if time == early[k]:
            break
        early[k] = time
        time += nodes[tour.nodes[k]].duration
    return True


def keep_fresh(tour: "Tour", ready: list[int], limit: list[int]) -> bool:
    """Narrow `ready` and `limit` of a tour to what its loading spans allow; False if nothing is.

    Exact: the tour can keep its times and these spans if and only if the result is True.
    """
    spans = loading_spans(tour)
    if not spans:
        return True
    durations = [tour.instance.nodes[node].duration for node in tour.nodes]
    early = [end - duration for end, duration in zip(ready[1:], durations, strict=True)]
    if not put_off(tour, early, limit, spans):
        return False
    ready[1:] = [start + duration for start, duration in zip(early, durations, strict=True)]
    ready[0] = max([ready[0], *(early[k] - most for first, k, most in spans if first == START)])
    again = True
    while again:
        again = False
        for first, k, most in spans:
            last = latest(tour.windows_of(tour.nodes[k]), left(tour, first, limit) + most)
            if last is not None and last < limit[k]:
                again = True
                _arrive_sooner(tour, limit, k, last)
    return True


def _arrive_sooner(tour: "Tour", limit: list[int], k: int, last: int) -> None:
    """Reach stop k by `last`, and the stops before it soon enough for that."""
    limit[k] = last
    for j in range(k - 1, -1, -1):
        node = tour.nodes[j]
        leave = backward(limit[j + 1], _leg(tour, j + 1), tour.pauses[j + 1], False, False)
        assert leave is not None, "put_off() found starts"
        reach = latest(tour.windows_of(node), leave - tour.instance.nodes[node].duration)
        assert reach is not None, "put_off() found starts"
        if reach >= limit[j]:
            return
        limit[j] = reach


def roads(tour: "Tour") -> list[int]:
    """Least ticks from leaving the start place to starting each stop: travel, service, pauses."""
    time, found = 0, []
    for k, node in enumerate(tour.nodes):
        time += _leg(tour, k)
        if not tour.free(k):
            time += sum(pause.duration for pause in tour.pauses[k])
        found.append(time)
        time += tour.instance.nodes[node].duration
    return found


def _leg(tour: "Tour", k: int) -> int:
    places = tour.instance.nodes
    duty = tour.duty
    here = duty.start_place if k == 0 else places[tour.nodes[k - 1]].place
    return duty.travel[here][places[tour.nodes[k]].place]


class Freshness:
    """How far each gap of a tour is from loading: what a visit put there must keep.

    Bounds that the tour without that visit gives, so necessary and cheap, not sufficient.
    """

    def __init__(self, tour: "Tour", most: int) -> None:
        self.most = most
        self.age: list[int] = []  # least ticks since loading when the gap begins
        self.loaded: list[int] = []  # the latest loading
        self.spare = [ANY] * (len(tour.nodes) + 1)  # how much longer the way may get
        road, ends, base, loaded = roads(tour), [0], 0, left(tour, START, tour.limit)
        limits, count = tour.since_loading, tour.instance.count
        for k, node in enumerate(tour.nodes):
            self.age.append(ends[-1] - base)
            self.loaded.append(loaded)
            ends.append(road[k] + tour.instance.nodes[node].duration)
            if node >= count:
                base, loaded = ends[-1], left(tour, k, tour.limit)
            elif node in limits:
                self.spare[k] = limits[node] - (road[k] - base)
        self.age.append(ends[-1] - base)
        self.loaded.append(loaded)
        for k in range(len(tour.nodes) - 1, -1, -1):
            if tour.nodes[k] < count:
                self.spare[k] = min(self.spare[k], self.spare[k + 1])

    def last(self, gap: int, way: int, detour: int) -> int:
        """The latest start of a visit put into a gap, `way` ticks from the stop before it; long
        ago if it comes too late there or by its `detour` makes another come too late."""
        if detour > self.spare[gap] or self.age[gap] + way > self.most:
            return -ANY
        return self.loaded[gap] + self.most
