"""What is left to plan of a day that has begun, as an ordinary problem that any engine can plan.

A tour that has begun goes on from where its worker is: its shift begins with the present stretch at
work, and with one visit held there, the *anchor*, which lasts until the worker is free and stands
for all that happened. What was worked before is past like the days before the horizon. Links half
of which has happened become windows and wanted or refused workers of the other half; breaks that
were taken, or whose time is over, are no longer asked for; nothing starts before `freeze_before`.
The plan of the residual problem and the facts make up the whole plan again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from optimizer.facts.anchors import aboard, anchor_of, nobody, ride_left
from optimizer.facts.begun import Begun, begun_tours
from optimizer.facts.halves import as_external, links_left, with_links
from optimizer.facts.staff import shifts_left, worker_left
from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import (
    FrozenTour,
    PickupDelivery,
    Pin,
    Problem,
    Shift,
    Visit,
    Window,
)
from optimizer.referee import check


@dataclass(frozen=True)
class Residual:
    """The problem that is left, and what it left out.

    `begun` are the tours that have begun, by shift; `anchors` the visits that stand for them, of
    those that can go on.
    """

    whole: Problem
    problem: Problem
    begun: Mapping[str, Begun]
    anchors: Mapping[str, tuple[str, ...]]

    def joined(self, plan: Plan) -> Plan:
        """A plan of the residual problem with the facts: a plan of the whole."""
        tours = {tour.shift: tour for tour in plan.tours}
        found = []
        for shift, begun in self.begun.items():
            rest = tours.pop(shift, None)
            found.append(self._joined(begun, rest))
        found += [self._at_start(tour) for tour in tours.values()]
        order = {shift: n for n, shift in enumerate(self.whole.shifts)}
        found.sort(key=lambda tour: order[tour.shift])
        served = {visit for tour in found for visit in tour.visits}
        unserved = {v: plan.unserved.get(v, ()) for v in self.whole.visits if v not in served}
        return Plan(tuple(found), unserved)

    def _joined(self, begun: Begun, rest: Tour | None) -> Tour:
        alone = begun.alone(self.whole)
        anchors = self.anchors.get(begun.shift.id, ())
        if rest is None or rest.visits[:1] != anchors[:1]:
            return alone
        stops = tuple(stop for stop in rest.stops[1:] if stop.ref not in anchors)
        return alone if len(stops) == 1 else replace(alone, stops=(*begun.stops, *stops))

    def _at_start(self, tour: Tour) -> Tour:
        """A tour that must leave at the start of its shift left then, whatever it did after."""
        shift = self.whole.shifts[tour.shift]
        if not shift.leaves_at_start or tour.start <= shift.start:
            return tour
        leave = tour.stops[0]
        leave = replace(leave, arrival=shift.start, start=shift.start, end=shift.start)
        return replace(tour, stops=(leave, *tour.stops[1:]))

    def left_of(self, plan: Plan) -> Plan:
        """What a plan of the whole has for the residual problem, as something to start from."""
        found = []
        tours = {tour.shift: tour for tour in plan.tours}
        for shift, anchors in self.anchors.items():
            held = [self.stop_of(anchor) for anchor in anchors]
            rest = tours.get(shift)
            found.append(Tour(shift, None, (*held, *(self._free(rest) if rest else ()))))
        for tour in plan.tours:
            if tour.shift not in self.anchors and tour.shift in self.problem.shifts:
                free = self._free(tour)
                if any(stop.kind == "visit" for stop in free):
                    found.append(Tour(tour.shift, tour.vehicle, free))
        return Plan(tuple(found), {})

    def _free(self, tour: Tour) -> tuple[Stop, ...]:
        freeze = self.whole.freeze_before or 0
        return tuple(
            stop
            for stop in tour.stops
            if (stop.ref in self.problem.visits if stop.kind == "visit"
                else stop.kind != "depot" and stop.start >= freeze)
        )  # fmt: skip

    def stop_of(self, anchor: str) -> Stop:
        """The stop of an anchor, where it is held."""
        visit = self.problem.visits[anchor]
        start = visit.windows[0].start
        return Stop("visit", anchor, visit.place, start, start, start + visit.duration, 0, 0)


def residual_of(problem: Problem) -> Residual | None:
    """What is left to plan; None where nothing has happened (no `freeze_before`)."""
    if problem.freeze_before is None:
        return None
    begun = begun_tours(problem)
    going_on = {s: b for s, b in begun.items() if _goes_on(problem, b)}
    residual = _residual(problem, begun, going_on)
    over = _overworked(residual)
    if over:
        going_on = {shift: tour for shift, tour in going_on.items() if shift not in over}
        residual = _residual(problem, begun, going_on)
    return residual


def _goes_on(problem: Problem, begun: Begun) -> bool:
    return begun.free + begun.back(problem)[0] <= begun.shift.end


def _overworked(residual: Residual) -> set[str]:
    """Shifts that would break a limit even if the worker went home at once."""
    problem = residual.problem
    if not residual.anchors:
        return set()
    tours = []
    for shift, anchors in residual.anchors.items():
        stops = [residual.stop_of(anchor) for anchor in anchors]
        leave = stops[0].start
        start = Stop("depot", None, stops[0].place, leave, leave, leave, 0, 0)
        begun = residual.begun[shift]
        duration, metres = begun.back(residual.whole)
        end = stops[-1].end + duration
        home = Stop("depot", None, begun.shift.end_place, end, end, end, duration, metres)
        vehicle = problem.shifts[shift].vehicles[:1] or (None,)
        tours.append(Tour(shift, vehicle[0], (start, *stops, home)))
    held = {anchor for anchors in residual.anchors.values() for anchor in anchors}
    plan = Plan(tuple(tours), {v: () for v in problem.visits if v not in held})
    return {
        shift
        for breach in check(problem, plan).violations
        if breach.rule in ("working_time", "shift_bounds", "time_windows")
        for shift in residual.anchors
        if {shift, problem.shifts[shift].worker, *residual.anchors[shift]} & {*breach.subjects}
    }


def _residual(
    problem: Problem, begun: Mapping[str, Begun], going_on: Mapping[str, Begun]
) -> Residual:
    freeze = problem.freeze_before or 0
    happened = {
        stop.ref: (shift, stop)
        for shift, tour in begun.items()
        for stop in tour.stops
        if stop.kind == "visit" and stop.ref is not None
    }
    left = {v: _later(visit, freeze) for v, visit in problem.visits.items() if v not in happened}
    left = with_links(problem, _fresh(left, going_on), happened)
    links = links_left(problem, left, happened)
    visits, persons = dict(left), dict(problem.persons)
    pins = {v: pin for v, pin in problem.pins.items() if v in left}
    anchors = {}
    weight = 1 + sum(visit.weight for visit in left.values())
    for shift, tour in going_on.items():
        held = [anchor_of(problem, tour, weight)]
        persons[held[0].person] = nobody(held[0])
        for link in problem.links.values():
            if (
                isinstance(link, PickupDelivery)
                and link.pickup in tour.visits
                and link.delivery in left
            ):
                held_ride = aboard(problem, tour, link.pickup)
                held.append(held_ride)
                links[link.id] = ride_left(problem, tour, link, held_ride)
        anchors[shift] = tuple(visit.id for visit in held)
        for visit in held:
            visits[visit.id] = visit
            pins[visit.id] = Pin(visit.id, tour.shift.worker, shift, visit.windows[0].start)
    shifts = dict(shifts_left(problem, begun, going_on))
    rest = replace(
        problem,
        freeze_before=None,
        facts=(),
        visits=visits,
        persons=persons,
        shifts=shifts,
        workers={w.id: worker_left(w, problem, begun, going_on) for w in problem.workers.values()},
        external_visits={**problem.external_visits, **as_external(problem, happened)},
        links=links,
        pins={v: pin for v, pin in pins.items() if pin.shift is None or pin.shift in shifts},
        frozen_tours=dict(_frozen(problem, left, anchors, shifts)),
        previous={v: stop for v, stop in problem.previous.items() if v in left},
    )
    return Residual(problem, rest, begun, anchors)


def _fresh(left: Mapping[str, Visit], going_on: Mapping[str, Begun]) -> dict[str, Visit]:
    """Visits with a limit of time since loading are for no worker whose tour counts from a pause
    after it: that would be too long."""
    paused = frozenset(t.shift.worker for t in going_on.values() if t.loaded < t.since)
    return {
        v: visit
        if visit.max_since_loading is None
        else replace(visit, refused_workers=visit.refused_workers | paused)
        for v, visit in left.items()
    }


def _frozen(
    problem: Problem,
    left: Mapping[str, Visit],
    anchors: Mapping[str, tuple[str, ...]],
    shifts: Mapping[str, Shift],
) -> Iterator[tuple[str, FrozenTour]]:
    for shift, frozen in problem.frozen_tours.items():
        if shift in shifts:
            rest = (visit for visit in frozen.visits if visit in left)
            yield shift, FrozenTour(shift, (*anchors.get(shift, ())[:1], *rest))


def _later(visit: Visit, freeze: int) -> Visit:
    windows = tuple(
        Window(max(w.start, freeze), w.end, max(w.late_after, w.start))
        for w in visit.windows
        if w.end >= freeze
    )
    return replace(visit, windows=windows)
