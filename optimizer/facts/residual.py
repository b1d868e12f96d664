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

from optimizer.facts.begun import Begun, begun_tours
from optimizer.facts.halves import as_external, links_left, with_links
from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import (
    Break,
    FrozenTour,
    Person,
    PickupDelivery,
    Pin,
    Problem,
    Shift,
    Visit,
    Window,
    WorkedDay,
    Worker,
)
from optimizer.referee import check
from optimizer.travel import travel_of


@dataclass(frozen=True)
class Residual:
    """The problem that is left, and what it left out.

    `anchors` are visits by the shift that they begin. `closed` tours have begun and take nothing
    more.
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
    left = with_links(problem, left, happened)
    links = links_left(problem, left, happened)
    visits, persons = dict(left), dict(problem.persons)
    pins = {v: pin for v, pin in problem.pins.items() if v in left}
    anchors = {}
    weight = 1 + sum(visit.weight for visit in left.values())
    for shift, tour in going_on.items():
        held = [_anchor(problem, tour, weight)]
        persons[held[0].person] = _nobody(held[0])
        for link in problem.links.values():
            if (
                isinstance(link, PickupDelivery)
                and link.pickup in tour.visits
                and link.delivery in left
            ):
                aboard = _aboard(problem, tour, link.pickup)
                held.append(aboard)
                links[link.id] = _ride(problem, tour, link, aboard)
        anchors[shift] = tuple(visit.id for visit in held)
        for visit in held:
            visits[visit.id] = visit
            pins[visit.id] = Pin(visit.id, tour.shift.worker, shift, visit.windows[0].start)
    shifts = dict(_shifts(problem, begun, going_on))
    rest = replace(
        problem,
        freeze_before=None,
        facts=(),
        visits=visits,
        persons=persons,
        shifts=shifts,
        workers={w.id: _worker(w, problem, begun, going_on) for w in problem.workers.values()},
        external_visits={**problem.external_visits, **as_external(problem, happened)},
        links=links,
        pins={v: pin for v, pin in pins.items() if pin.shift is None or pin.shift in shifts},
        frozen_tours=dict(_frozen(problem, left, anchors, shifts)),
        previous={v: stop for v, stop in problem.previous.items() if v in left},
    )
    return Residual(problem, rest, begun, anchors)


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


# What stands for the tours that have begun


def _anchor(problem: Problem, begun: Begun, weight: int) -> Visit:
    """The visit that stands for all that happened: held from `since` until the worker is free,
    with what was handed over since the last loading."""
    carried = {v for k in problem.links.values() if isinstance(k, PickupDelivery) for v in k.visits}
    load: dict[str, int] = {}
    for stop in begun.stops:
        if stop.kind == "visit" and stop.start >= begun.loaded and stop.ref not in carried:
            for name, amount in problem.visits[stop.ref or ""].load.items():
                load[name] = load.get(name, 0) + amount
    name = _unused(problem, f"{begun.shift.id} so far")
    return Visit(
        id=name, external_id=name, person=name, place=begun.place, service="", activity="",
        duration=begun.free - begun.since,
        windows=(Window(begun.since, begun.since, begun.since),), ends_inside=False,
        skills={}, excluded_skills=frozenset(), priority=1, weight=weight, load=load,
        required_workers=frozenset({begun.shift.worker}), refused_workers=frozenset(),
        preferred_workers=None, usual_start=None, heavy=0, max_since_loading=None,
    )  # fmt: skip


def _aboard(problem: Problem, begun: Begun, pickup: str) -> Visit:
    """Somebody or something taken aboard and not yet handed over, when the worker is free."""
    visit = problem.visits[pickup]
    return replace(
        visit,
        id=_unused(problem, f"{pickup} aboard"),
        place=begun.place,
        duration=0,
        windows=(Window(begun.free, begun.free, begun.free),),
        ends_inside=False,
        skills={},
        excluded_skills=frozenset(),
        required_workers=frozenset({begun.shift.worker}),
        refused_workers=frozenset(),
        usual_start=None,
        heavy=0,
        max_since_loading=None,
    )


def _ride(problem: Problem, begun: Begun, link: PickupDelivery, aboard: Visit) -> PickupDelivery:
    """The rest of a ride; without a limit where it is too late to keep it."""
    taken = next(stop.end for stop in begun.stops if stop.ref == link.pickup)
    most = None if link.max_ride is None else link.max_ride - (begun.free - taken)
    travel = travel_of(problem)
    direct, _ = travel.leg(begun.shift.mode, begun.place, problem.visits[link.delivery].place)
    return replace(link, pickup=aboard.id, max_ride=None if most is None or most < direct else most)


def _nobody(anchor: Visit) -> Person:
    none: frozenset[str] = frozenset()
    return Person(anchor.person, anchor.person, anchor.place, None, (), None, none, None, none)


def _unused(problem: Problem, name: str) -> str:
    """The name, made longer until no visit and no person has it."""
    while name in problem.visits or name in problem.persons:
        name += "'"
    return name


def _shifts(
    problem: Problem, begun: Mapping[str, Begun], going_on: Mapping[str, Begun]
) -> Iterator[tuple[str, Shift]]:
    in_use = {
        vehicle: tour.shift
        for tour in going_on.values()
        for vehicle in (tour.vehicle,) if vehicle is not None
    }  # fmt: skip
    for shift in problem.shifts.values():
        vehicles = tuple(
            v for v in shift.vehicles
            if v not in in_use or in_use[v].end <= shift.start
        )  # fmt: skip
        if shift.id in going_on:
            tour = going_on[shift.id]
            yield (
                shift.id,
                replace(
                    shift,
                    start=tour.since,
                    overtime_after=max(shift.overtime_after, tour.since),
                    start_place=tour.place,
                    breaks=tuple(_breaks(tour)),
                    max_work=None if shift.max_work is None else shift.max_work - tour.worked,
                    vehicles=(tour.vehicle,) if tour.vehicle is not None else (),
                    leaves_at_start=True,
                ),
            )
        elif shift.id not in begun:
            over = [b.alone(problem).end for s, b in begun.items()
                    if b.shift.worker == shift.worker and s not in going_on]  # fmt: skip
            start = max([shift.start, problem.freeze_before or 0, *over])
            if start < shift.end:
                after = max(shift.overtime_after, start)
                yield shift.id, replace(shift, start=start, overtime_after=after, vehicles=vehicles)


def _breaks(begun: Begun) -> Iterator[Break]:
    """The breaks that can still be taken and may be due; they start when the worker is free."""
    for pause in begun.shift.breaks:
        windows = tuple(
            Window(max(w.start, begun.free), w.end, max(w.late_after, begun.free))
            for w in pause.windows
            if w.end >= begun.free
        )
        due = pause.always_due or not any(
            begun.start >= w.start + pause.duration for w in pause.windows
        )
        if windows and due and pause.id not in begun.taken:
            yield replace(pause, windows=windows)


def _worker(
    worker: Worker, problem: Problem, begun: Mapping[str, Begun], going_on: Mapping[str, Begun]
) -> Worker:
    """The worker with the work done so far, and no unavailability that is over."""
    own = {s: tour for s, tour in begun.items() if tour.shift.worker == worker.id}
    if not own:
        return worker
    days = list(worker.history.days)
    for shift, tour in own.items():
        end = tour.since if shift in going_on else tour.alone(problem).end
        work = tour.worked + end - tour.since
        if end > tour.start or work:
            days.append(WorkedDay(tour.start, end, work))
    free = max(tour.free for tour in own.values())
    away = tuple(
        replace(busy, start=max(busy.start, free)) for busy in worker.unavailable if busy.end > free
    )
    days.sort(key=lambda day: day.start)
    return replace(worker, unavailable=away, history=replace(worker.history, days=tuple(days)))
