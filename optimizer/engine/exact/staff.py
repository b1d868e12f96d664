"""Rules of workers and vehicles: one tour at a time, unavailability, who has which vehicle."""

from itertools import combinations

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import Literal, Node, Stop, Tour
from optimizer.problem.model import Interval


def add_staff(model: Model) -> None:
    """One tour at a time for each worker, and none of their stops while they are unavailable."""
    by_worker: dict[int, list[Tour]] = {}
    for tour in model.tours:
        by_worker.setdefault(tour.duty.worker, []).append(tour)
    for tours in by_worker.values():
        for a, b in combinations(tours, 2):
            one, other = a.duty.shift, b.duty.shift
            if one.start < other.end and other.start < one.end:
                model.cp.add_no_overlap([model.interval(a, a.used), model.interval(b, b.used)])
    for tour in model.tours:
        shift = tour.duty.shift
        for away in model.problem.workers[shift.worker].unavailable:
            if away.start < shift.end and shift.start < away.end:
                for stop, taken in model.stops(tour):
                    _avoid(model, stop, taken, away, tour.home)


def _avoid(model: Model, stop: Stop, taken: Literal, away: Interval, home: Node) -> None:
    """Neither service nor road meets the unavailability; breaks and waits may."""
    if isinstance(stop, Node) and stop is not home:
        before, after = model.flag(), model.flag()
        model.add(stop.end <= away.start, before)
        model.add(stop.start >= away.end, after)
        model.cp.add_bool_or(before, after, ~taken)
    leaves = model.departure(stop)
    early, late, nowhere = model.flag(), model.flag(), model.flag()
    model.add(leaves + stop.travel <= away.start, early)
    model.add(leaves >= away.end, late)
    model.add(stop.travel == 0, nowhere)
    model.cp.add_bool_or(early, late, nowhere, ~taken)


def add_vehicles(model: Model) -> None:
    """A tour whose shift lists vehicles has one of them; no vehicle is used twice at a time."""
    taken: dict[str, list[tuple[Tour, Literal]]] = {}
    for tour in model.tours:
        listed = [vehicle for vehicle in tour.route.vehicles if vehicle is not None]
        single = tour.route.fixed and len(listed) == 1
        tour.vehicles = {vehicle: model.true if single else model.flag() for vehicle in listed}
        if listed and not single:
            model.cp.add_exactly_one(*tour.vehicles.values(), ~tour.used)
        for vehicle, literal in tour.vehicles.items():
            taken.setdefault(vehicle, []).append((tour, literal))
    for vehicle, users in taken.items():
        intervals = [model.interval(tour, literal) for tour, literal in users]
        away = [
            model.cp.new_fixed_size_interval_var(span.start, span.end - span.start, "")
            for span in model.problem.vehicles[vehicle].unavailable
        ]
        if len(intervals) + len(away) > 1:
            model.cp.add_no_overlap([*intervals, *away])
