"""The problem as the engine and the referee see it: frozen, checked, in integers.

Times are ticks from the start of the horizon (midnight, local time, of its first
day); one tick is `Problem.tick_ms` milliseconds. Distances are metres, costs cents.
Objects are built by `optimizer.problem.load`, which checks them; nothing here does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from optimizer.problem.clock import Clock
from optimizer.problem.score_terms import Objective
from optimizer.problem.working_time import WorkingTime

Gap = Literal["start", "end"]
IfPartnerUnserved = Literal["drop_both", "keep"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time: `start` <= t < `end`, in ticks."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """When a service may start: `start` <= t <= `end`, in ticks, both included.

    Lateness (soft) counts from `late_after`, which equals `end` unless stated.
    """

    start: int
    end: int
    late_after: int


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map and its door.

    `access` (ticks) is added to every leg that ends here and comes from elsewhere:
    parking, stairs, keys. `location` is (latitude, longitude) in degrees; it may be
    None where every mode that comes here has a given matrix.
    """

    id: str
    location: tuple[float, float] | None
    access: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who is served. `absences`: nobody home, no visit of the person at `place` then.

    `required_workers`: only these may come (None: anyone). `preferred_workers`: others
    cost the `preference` term (None: no preference). `incompatible_with`: persons never
    aboard the same vehicle at the same time.
    """

    id: str
    external_id: str
    place: str
    sector: str | None
    absences: tuple[Interval, ...]
    required_workers: frozenset[str] | None
    refused_workers: frozenset[str]
    preferred_workers: frozenset[str] | None
    incompatible_with: frozenset[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One worker, one stop, one duration.

    `windows` (at least one, by start) say when the service starts; with `ends_inside`
    it must also end inside that window, and lateness is measured at its end.
    `skills` maps a skill to the least level; `excluded_skills` are traits that the worker
    must not have. `priority` 1 vital .. 4 suspendable; `weight` is what an unserved visit
    counts on the level of its priority. `load` maps a capacity dimension to what is handed
    over here (for the pickup of a `pickup_delivery` link: what is taken aboard).
    `max_since_loading` (ticks): from leaving the depot to the start of service.
    `usual_start` (ticks) feeds the term `usual_time`, `heavy` the term `heavy_visits`.
    """

    id: str
    external_id: str
    person: str
    place: str
    service: str
    activity: str
    duration: int
    windows: tuple[Window, ...]
    ends_inside: bool
    skills: Mapping[str, int]
    excluded_skills: frozenset[str]
    priority: int
    weight: int
    load: Mapping[str, int]
    required_workers: frozenset[str] | None
    refused_workers: frozenset[str]
    preferred_workers: frozenset[str] | None
    usual_start: int | None
    heavy: int
    max_since_loading: int | None


@dataclass(frozen=True, slots=True)
class ExternalVisit:
    """A visit by somebody we do not plan; fixed on the person's timeline.

    Links of type `sequence` may name it. With `exclusive`, no visit of ours to the person
    may overlap it.
    """

    id: str
    external_id: str
    person: str
    start: int
    end: int
    exclusive: bool


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A day already worked, before the horizon: for daily rest and weekly limits.

    `start` and `end` are ticks and negative before the horizon; `work` is ticks worked.
    """

    start: int
    end: int
    work: int


@dataclass(frozen=True, slots=True)
class History:
    """What came before the horizon: days worked, and visits paid to each person."""

    days: tuple[WorkedDay, ...] = ()
    persons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worker:
    """Who goes. `unavailable`: meetings, training, appointments inside a shift.

    `sectors`: where the worker usually goes (None: everywhere), for the term `sector`.
    """

    id: str
    external_id: str
    service: str
    skills: Mapping[str, int]
    sectors: frozenset[str] | None
    refused_persons: frozenset[str]
    unavailable: tuple[Interval, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Break:
    """A break inside a shift, starting inside one of `windows` (both ends included).

    It is due when the tour leaves no room for it outside: for no window the tour starts
    at or after `window.start + duration`, or ends at or before `window.end`. An `optional`
    break may be missed at the price of the term `missed_break`. `paid` breaks are work.
    With `always_due` it is due whatever the tour is; for that term, even if there is none.
    """

    id: str
    duration: int
    windows: tuple[Window, ...]
    optional: bool
    paid: bool
    always_due: bool


@dataclass(frozen=True, slots=True)
class Reload:
    """Reloading during a tour, at one of `depots` (place ids), `duration` ticks each time."""

    depots: tuple[str, ...]
    duration: int
    max_times: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One worker, one continuous availability; its tour leaves and returns inside it.

    `overtime_after` (ticks, equals `end` unless stated): later work costs `overtime`.
    `max_work` (ticks) limits the work of this tour (None: only the working-time limits).
    `capacity`: what can be aboard by dimension; a dimension not named is 0.
    `vehicles`: ids of which one is needed (empty: none is). With `leaves_at_start` the
    tour leaves exactly at `start`, so that a first wait counts.
    """

    id: str
    external_id: str
    worker: str
    day: int
    start: int
    end: int
    overtime_after: int
    start_place: str
    end_place: str
    mode: str
    capacity: Mapping[str, int]
    reload: Reload | None
    breaks: tuple[Break, ...]
    max_work: int | None
    vehicles: tuple[str, ...]
    leaves_at_start: bool


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A shared car, van or minibus; its capacity adds to that of the shift using it."""

    id: str
    external_id: str
    kind: str
    capacity: Mapping[str, int]
    unavailable: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Visits that start within `tolerance` ticks of each other, by different workers."""

    id: str
    visits: tuple[str, ...]
    tolerance: int
    if_partner_unserved: IfPartnerUnserved
    kind: Literal["together"] = "together"


@dataclass(frozen=True, slots=True)
class Sequence:
    """`first` then `second`: `min_gap` <= start of second - (start|end) of first <= `max_gap`.

    `gap_from` says which; either bound may be None; gaps may be negative. One of the two
    may be an external visit.
    """

    id: str
    first: str
    second: str
    gap_from: Gap
    min_gap: int | None
    max_gap: int | None
    if_partner_unserved: IfPartnerUnserved
    kind: Literal["sequence"] = "sequence"

    @property
    def visits(self) -> tuple[str, ...]:
        return (self.first, self.second)


@dataclass(frozen=True, slots=True)
class SameWorker:
    """All these visits, as far as served, by one worker."""

    id: str
    visits: tuple[str, ...]
    if_partner_unserved: IfPartnerUnserved
    kind: Literal["same_worker"] = "same_worker"


@dataclass(frozen=True, slots=True)
class DifferentWorkers:
    """These visits, as far as served, each by another worker."""

    id: str
    visits: tuple[str, ...]
    if_partner_unserved: IfPartnerUnserved
    kind: Literal["different_workers"] = "different_workers"


@dataclass(frozen=True, slots=True)
class PickupDelivery:
    """Taken aboard at `pickup`, handed over at `delivery`: same tour, in this order.

    `max_ride` (ticks): from the end of the pickup to the start of the delivery. What is
    aboard in between is the `load` of the pickup visit.
    """

    id: str
    pickup: str
    delivery: str
    max_ride: int | None
    if_partner_unserved: IfPartnerUnserved
    kind: Literal["pickup_delivery"] = "pickup_delivery"

    @property
    def visits(self) -> tuple[str, ...]:
        return (self.pickup, self.delivery)


Link = Together | Sequence | SameWorker | DifferentWorkers | PickupDelivery


@dataclass(frozen=True, slots=True)
class Pin:
    """A visit held by the planner: on this worker, this shift, this start (each optional).

    Where it cannot be served so, it is unserved with a reason; it is never served otherwise.
    """

    visit: str
    worker: str | None
    shift: str | None
    start: int | None


@dataclass(frozen=True, slots=True)
class FrozenTour:
    """The tour of `shift` begins with these visits, in this order; each is served where the rules
    allow it at all, whatever that does to the score."""

    shift: str
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A breach that a person decided to accept. `subject`: id of a visit, shift, worker,
    person, link or vehicle that the violation names."""

    rule: str
    subject: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class PreviousStop:
    """Where a visit was in the previous plan, for the term `change`."""

    visit: str
    worker: str
    start: int


Outcome = Literal["done", "under_way", "not_done"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened on a tour: a visit, a break (`pause`, its id or `statutory`) or a reload.

    `start` and `end` (ticks) are the real ones where they are known, else those of the plan. A
    visit `under_way` that starts after `freeze_before` is one that its worker is on the way to.
    `not_done`: the visit was to have happened then and did not; it is still to be planned.
    `place` is where it was.
    """

    visit: str | None
    pause: str | None
    worker: str
    shift: str
    start: int
    end: int
    outcome: Outcome
    place: str | None
    vehicle: str | None


@dataclass(frozen=True, slots=True)
class ModeSettings:
    """Travel of one mode, from great-circle metres g.

    time = `seconds` + g / `kmh`, times `traffic_factor`; road distance = `metres` +
    `detour` x g. Two places at the same location are 0 s and 0 m apart.
    """

    seconds: float
    kmh: float
    metres: float
    detour: float
    traffic_factor: float


@dataclass(frozen=True, slots=True)
class GivenMatrix:
    """A matrix given for one mode: row and column i are `places[i]`; ticks and metres.

    `duration` includes everything but the access time of the door. A distance matrix may
    be left out (None): distances are then 0.
    """

    places: tuple[str, ...]
    duration: tuple[tuple[int, ...], ...]
    distance: tuple[tuple[int, ...], ...] | None


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """How long legs take: per mode a great-circle model, or a given matrix, which wins."""

    modes: Mapping[str, ModeSettings]
    matrices: Mapping[str, GivenMatrix]


@dataclass(frozen=True)
class Problem:
    """All that is asked. Mappings are by id, in the order of the document."""

    name: str
    tick_ms: int
    clock: Clock
    days: int
    freeze_before: int | None
    places: Mapping[str, Place]
    persons: Mapping[str, Person]
    visits: Mapping[str, Visit]
    external_visits: Mapping[str, ExternalVisit]
    workers: Mapping[str, Worker]
    shifts: Mapping[str, Shift]
    vehicles: Mapping[str, Vehicle]
    links: Mapping[str, Link]
    pins: Mapping[str, Pin]
    frozen_tours: Mapping[str, FrozenTour]
    waivers: tuple[Waiver, ...]
    previous: Mapping[str, PreviousStop]
    facts: tuple[Fact, ...]
    working_time: WorkingTime
    objective: Objective
    travel: TravelSettings
    document: Mapping[str, Any]
    """The validated JSON document this was built from; embedded in plans."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of `document`: the same problem, the same digest."""
        from optimizer.problem.document import digest

        return digest(self.document)

    @cached_property
    def happened(self) -> Mapping[str, Fact]:
        """The fact of each visit that was served, is being served or is on the way, by its id."""
        return {f.visit: f for f in self.facts if f.visit and f.outcome != "not_done"}

    @cached_property
    def links_of(self) -> Mapping[str, tuple[Link, ...]]:
        """The links that name a visit (or an external visit), by its id."""
        found: dict[str, list[Link]] = {}
        for link in self.links.values():
            for visit in link.visits:
                found.setdefault(visit, []).append(link)
        return {visit: tuple(links) for visit, links in found.items()}

    @cached_property
    def shifts_of(self) -> Mapping[str, tuple[Shift, ...]]:
        """The shifts of each worker, by start."""
        found: dict[str, list[Shift]] = {worker: [] for worker in self.workers}
        for shift in self.shifts.values():
            found[shift.worker].append(shift)
        return {w: tuple(sorted(s, key=lambda shift: shift.start)) for w, s in found.items()}

    def ticks(self, seconds: float) -> int:
        """Ticks of a number of seconds, rounded to the nearest tick."""
        return round(seconds * 1000 / self.tick_ms)

    def seconds(self, ticks: int) -> float:
        """Seconds of a number of ticks; an int where it is whole."""
        ms = ticks * self.tick_ms
        return ms // 1000 if ms % 1000 == 0 else ms / 1000
