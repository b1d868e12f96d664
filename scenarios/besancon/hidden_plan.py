"""The first plan of the days as a plan that the referee can judge."""

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.travel import Travel, travel_of
from scenarios.besancon import tours
from scenarios.besancon.build import Days
from scenarios.besancon.clock import iso
from scenarios.besancon.day import Day


def hidden_plan(days: Days, problem: Problem) -> Plan:
    """The plan that the days were built around, in the ticks of their loaded problem.

    It serves every visit and keeps every rule. It proves that the days can be done; a planner
    should find better.
    """
    travel = travel_of(problem)
    planned = [_tour(day, problem, travel, tour) for day in days.days for tour in day.plan.tours]
    return Plan(tuple(tour for tour in planned if tour is not None), {})


def _tour(day: Day, problem: Problem, travel: Travel, tour: tours.Tour) -> Tour | None:
    """One tour: it leaves as late as it can, breaks are taken on the spot, and every door is
    reached just in time."""
    stops = tour.trimmed()
    if not stops:
        return None
    mode, base = tour.duty.carer.mode, tour.duty.carer.start

    def tick(seconds: int) -> int:
        return problem.clock.parse(iso(day.date, seconds))

    first = stops[0].need
    assert first is not None
    leaves = tick(stops[0].start) - travel.leg(mode, base, first.place)[0]
    planned = [Stop("depot", None, base, leaves, leaves, leaves, 0, 0)]
    for stop in stops:
        before = planned[-1]
        start, end = tick(stop.start), tick(stop.end)
        if stop.need is None and not stop.reload:
            planned.append(Stop("break", "meal", before.place, before.end, start, end, 0, 0))
            continue
        place = base if stop.need is None else stop.need.place
        way, metres = travel.leg(mode, before.place, place)
        visit = None if stop.need is None else day.ids[stop.need]
        kind = "reload" if stop.reload else "visit"
        planned.append(Stop(kind, visit, place, start, start, end, way, metres))
    way, metres = travel.leg(mode, planned[-1].place, base)
    back = planned[-1].end + way
    planned.append(Stop("depot", None, base, back, back, back, way, metres))
    return Tour(day.shift_id(tour.duty), tour.duty.car, tuple(planned))
