"""The problem in plain integers: visits and shifts by number, who can serve what, and when.

Everything static is settled here once: presence, pins and external visits become windows;
skills, pairings, capacity and reach become the list of possible shifts of a visit.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from optimizer.engine.vehicles import Grant, vehicle_grants
from optimizer.problem.model import Break, PickupDelivery, Problem, Shift, Visit, Worker
from optimizer.problem.model import Sequence as SequenceLink
from optimizer.travel import travel_of

Windows = list[tuple[int, int]]
"""Starts allowed: disjoint [first, last] tick ranges, in order."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that a tour must leave free: a break (`ref` its id), the statutory pause, or a
    worker's unavailability (`ref` None, no stop in the plan).

    It starts inside one of `windows`, at a place, and is not due where the tour leaves room
    for it before it leaves or after it returns; unless it lies `inside` whatever the tour is: then
    it is taken before a visit or after it, at its place.
    """

    ref: str | None
    duration: int
    windows: tuple[tuple[int, int], ...]
    inside: bool = False


@dataclass(slots=True)
class Node:
    """A place to stop at: a visit, or a reload (`visit` None)."""

    visit: str | None
    place: int
    duration: int
    windows: Windows


@dataclass(slots=True)
class Duty:
    """A shift in integers. `travel[i][j]` and `metres[i][j]` are of its mode.

    `vehicle` is the shared one that it has; without one, a shift that needs one stays empty.
    `capacity` is that of the shift and its vehicle.
    """

    shift: Shift
    number: int
    worker: int
    start: int
    end: int
    start_place: int
    end_place: int
    travel: list[list[int]]
    metres: list[list[int]]
    pauses: tuple[Pause, ...]
    reloads: tuple[int, ...]
    capacity: Mapping[str, int]
    vehicle: str | None = None
    fixed: list[int] = field(default_factory=list)
    """Nodes that the tour must begin with (a frozen tour)."""


class Instance:
    """A problem compiled for search.

    `nodes[0:n]` are the visits in the order of the problem, the rest are reloads.
    `possible[v]` lists the duties that could hold visit v in an otherwise empty tour.
    `never[v]` maps every other duty to the rule that stands in the way. `pinned` visits
    have a pin or stand in a frozen tour.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        travel = travel_of(problem)
        self.places = list(problem.places)
        self.number = {visit: i for i, visit in enumerate(problem.visits)}
        self.count = len(self.number)
        self.visits: list[Visit] = list(problem.visits.values())
        tables = {
            mode: (travel.duration[mode].tolist(), travel.distance[mode].tolist())
            for mode in travel.duration
        }
        self.nodes = [
            Node(visit.id, travel.index[visit.place], visit.duration, self._windows(visit))
            for visit in self.visits
        ]
        self.loads = [dict(visit.load) for visit in self.visits]
        self.since_loading = {
            v: visit.max_since_loading
            for v, visit in enumerate(self.visits)
            if visit.max_since_loading is not None
        }
        self.delivery_of: dict[int, int] = {}
        self.pickup_of: dict[int, int] = {}
        self.max_ride: dict[int, int | None] = {}
        for link in problem.links.values():
            if isinstance(link, PickupDelivery):
                pickup, delivery = self.number[link.pickup], self.number[link.delivery]
                self.delivery_of[pickup], self.pickup_of[delivery] = delivery, pickup
                self.max_ride[pickup] = link.max_ride
        frozen_visits = [v for frozen in problem.frozen_tours.values() for v in frozen.visits]
        self.pinned = frozenset(self.number[v] for v in (*problem.pins, *frozen_visits))
        workers = {worker: i for i, worker in enumerate(problem.workers)}
        self.duties: list[Duty] = []
        for number, shift in enumerate(problem.shifts.values()):
            durations, metres = tables[shift.mode]
            worker = problem.workers[shift.worker]
            start, end = _trimmed(shift, worker)
            duty = Duty(
                shift=shift,
                number=number,
                worker=workers[shift.worker],
                start=start,
                end=end,
                start_place=travel.index[shift.start_place],
                end_place=travel.index[shift.end_place],
                travel=durations,
                metres=metres,
                pauses=_pauses(problem, shift, worker, start, end),
                reloads=self._reloads(shift),
                capacity=shift.capacity,
            )
            frozen = problem.frozen_tours.get(shift.id)
            if frozen is not None:
                duty.fixed = [self.number[visit] for visit in frozen.visits]
            self.duties.append(duty)
        if any(shift.vehicles for shift in problem.shifts.values()):
            for k, grant in vehicle_grants(self).items():
                self.duties[k] = self.equipped(self.duties[k], grant)
        self.possible: list[list[int]] = []
        self.never: list[dict[int, str]] = []
        for v in range(self.count):
            reasons = {k: self.obstacle(v, duty) for k, duty in enumerate(self.duties)}
            self.never.append({k: why for k, why in reasons.items() if why is not None})
            self.possible.append([k for k, why in reasons.items() if why is None])

    def _reloads(self, shift: Shift) -> tuple[int, ...]:
        if shift.reload is None:
            return ()
        first = len(self.nodes)
        for _ in range(shift.reload.max_times):
            for depot in dict.fromkeys(shift.reload.depots):
                place = self.places.index(depot)
                self.nodes.append(Node(None, place, shift.reload.duration, [(0, 1 << 60)]))
        return tuple(range(first, len(self.nodes)))

    def equipped(self, duty: Duty, grant: Grant) -> Duty:
        """The duty with a vehicle, while it has it."""
        shift, worker = duty.shift, self.problem.workers[duty.shift.worker]
        start, end = grant.stretch.start, grant.stretch.end
        return replace(
            duty,
            start=start,
            end=end,
            pauses=_pauses(self.problem, shift, worker, start, end),
            capacity=dict(grant.stretch.capacity),
            vehicle=grant.vehicle,
        )

    def _windows(self, visit: Visit) -> Windows:
        """When the visit may start, after its windows, presence, pins and external visits."""
        problem = self.problem
        late = visit.duration if visit.ends_inside else 0
        windows = merged((w.start, w.end - late) for w in visit.windows)
        person = problem.persons[visit.person]
        blocked = [
            (external.start, external.end)
            for external in problem.external_visits.values()
            if external.exclusive and external.person == visit.person
        ]
        if visit.place == person.place:
            blocked += [(absence.start, absence.end) for absence in person.absences]
        for start, end in blocked:  # no overlap of [s, s + duration) with [start, end)
            windows = outside(windows, start - max(visit.duration, 1) + 1, end - 1)
        pin = problem.pins.get(visit.id)
        if pin is not None and pin.start is not None:
            windows = intersection(windows, pin.start, pin.start)
        for link in problem.links_of.get(visit.id, ()):
            if isinstance(link, SequenceLink):
                windows = self._after_external(visit, link, windows)
        return windows

    def _after_external(self, visit: Visit, link: SequenceLink, windows: Windows) -> Windows:
        external = self.problem.external_visits
        least = link.min_gap if link.min_gap is not None else -(1 << 60)
        most = link.max_gap if link.max_gap is not None else 1 << 60
        if link.first in external:
            other = external[link.first]
            base = other.end if link.gap_from == "end" else other.start
            return intersection(windows, base + least, base + most)
        if link.second in external:
            base = external[link.second].start
            base -= visit.duration if link.gap_from == "end" else 0
            return intersection(windows, base - most, base - least)
        return windows

    def obstacle(self, v: int, duty: Duty) -> str | None:
        """The rule by which the duty could never hold visit v, even in an empty tour."""
        problem, visit, shift = self.problem, self.visits[v], duty.shift
        worker, person = problem.workers[shift.worker], problem.persons[visit.person]
        if any(worker.skills.get(skill, 0) < level for skill, level in visit.skills.items()) or (
            not visit.excluded_skills.isdisjoint(worker.skills)
        ):
            return "skills"
        if (
            any(
                required is not None and worker.id not in required
                for required in (visit.required_workers, person.required_workers)
            )
            or worker.id in visit.refused_workers
            or worker.id in person.refused_workers
            or person.id in worker.refused_persons
        ):
            return "pairings"
        pin = problem.pins.get(visit.id)
        if pin is not None and (
            pin.worker not in (None, worker.id) or pin.shift not in (None, shift.id)
        ):
            return "pins"
        for frozen in problem.frozen_tours.values():
            if visit.id in frozen.visits and frozen.shift != shift.id:
                return "pins"
        if shift.vehicles and duty.vehicle is None:
            return "vehicles"
        if any(duty.capacity.get(name, 0) < load for name, load in visit.load.items()):
            return "capacity"
        node = self.nodes[v]
        if not node.windows:
            return "time_windows"
        reach = duty.start + duty.travel[duty.start_place][node.place]
        back = duty.end - duty.travel[node.place][duty.end_place] - node.duration
        start = earliest(node.windows, reach)
        if start is None or start > back:
            return "shift_bounds"
        most = self.since_loading.get(v)
        if most is not None and self._since_loading(node, duty, start) > most:
            return "time_since_loading"
        return None

    def _since_loading(self, node: Node, duty: Duty, start: int) -> int:
        """The least ticks from loading to a visit that starts no sooner than `start`."""
        reloads = [duty.travel[self.nodes[r].place][node.place] for r in duty.reloads]
        way = duty.travel[duty.start_place][node.place]
        if duty.shift.leaves_at_start:
            way = start - duty.start
        return min([way, *reloads])


def _trimmed(shift: Shift, worker: Worker) -> tuple[int, int]:
    """The shift without unavailabilities that cover its edges."""
    start, end = shift.start, shift.end
    for busy in worker.unavailable:
        if busy.start <= start < busy.end and not shift.leaves_at_start:
            start = busy.end
    for busy in reversed(worker.unavailable):
        if busy.start < end <= busy.end:
            end = busy.start
    return start, max(start, end)


def _pauses(
    problem: Problem, shift: Shift, worker: Worker, start: int, end: int
) -> tuple[Pause, ...]:
    """Breaks, unavailabilities inside the shift, and the statutory pause where none covers it.

    The statutory pause is placed so that no stretch exceeds its limit even if the tour fills
    the shift: starting at the latest one limit after the shift's start, ending at the earliest
    one limit before its end. A break of that length inside these bounds is narrowed to them.
    """
    limits = problem.working_time
    away = merged(
        (max(busy.start, start), busy.end - 1)
        for busy in worker.unavailable
        if busy.start < end and busy.end > start
    )
    pauses = [Pause(None, last + 1 - first, ((first, first),)) for first, last in away]
    breaks = [
        Pause(b.id, b.duration, tuple((w.start, w.end) for w in b.windows), b.always_due)
        for b in shift.breaks
        if not b.optional and (b.always_due or not _before(shift, b))
    ]
    stretch, pause = limits.max_stretch_without_break, limits.statutory_break
    if stretch is not None and pause is not None and end - start > stretch:
        last = start + stretch
        for i, b in enumerate(breaks):
            first = end - stretch - b.duration
            narrowed = tuple((max(a, first), min(z, last)) for a, z in b.windows)
            narrowed = tuple((a, z) for a, z in narrowed if a <= z)
            if b.duration >= pause and narrowed:
                breaks[i] = replace(b, windows=narrowed)
                break
        else:
            breaks.append(Pause("statutory", pause, ((end - stretch - pause, last),)))
    return tuple(sorted(pauses + breaks, key=lambda p: p.windows[0]))


def _before(shift: Shift, pause: Break) -> bool:
    """Whether a break is not due as the tour, which must leave then, leaves after it."""
    return shift.leaves_at_start and any(
        shift.start >= window.start + pause.duration for window in pause.windows
    )


def merged(windows: Iterable[tuple[int, int]]) -> Windows:
    """Non-empty ranges in order, overlapping or touching ones joined."""
    result: Windows = []
    for start, end in sorted(window for window in windows if window[0] <= window[1]):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def intersection(windows: Windows, first: int, last: int) -> Windows:
    """The part of the ranges inside [first, last]."""
    return [(max(a, first), min(b, last)) for a, b in windows if max(a, first) <= min(b, last)]


def outside(windows: Windows, first: int, last: int) -> Windows:
    """The part of the ranges outside [first, last]."""
    pieces = [
        piece for a, b in windows for piece in ((a, min(b, first - 1)), (max(a, last + 1), b))
    ]
    return merged(pieces)


def earliest(windows: Sequence[tuple[int, int]], time: int) -> int | None:
    """The first allowed start at or after `time`."""
    if len(windows) == 1:
        a, b = windows[0]
        return None if time > b else max(a, time)
    i = bisect_left(windows, time, key=lambda window: window[1])
    return None if i == len(windows) else max(windows[i][0], time)


def latest(windows: Sequence[tuple[int, int]], time: int) -> int | None:
    """The last allowed start at or before `time`."""
    for a, b in reversed(windows):
        if a <= time:
            return min(b, time)
    return None
