"""Published solutions as plans of our problem, stop by stop as they stand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.travel import travel_of


class Act(NamedTuple):
    """A stop of a route: a visit or a break, its place and minutes."""

    kind: str
    ref: str
    place: str
    start: float
    end: float


def plan_of(problem: Problem, routes: Mapping[str, Sequence[Act]]) -> Plan:
    """The plan in which each shift does these acts at these times.

    A tour leaves just in time, or at the start of a shift that demands it; one goes on to the
    next stop at once. Nothing is mended: a plan of no solution breaks rules.
    """
    tours = tuple(_tour(problem, shift, acts) for shift, acts in routes.items() if acts)
    served = {act.ref for acts in routes.values() for act in acts if act.kind == "visit"}
    return Plan(tours, {visit: () for visit in problem.visits if visit not in served})


def _tour(problem: Problem, name: str, acts: Sequence[Act]) -> Tour:
    shift, travel = problem.shifts[name], travel_of(problem)
    ticks = [(problem.ticks(60 * act.start), problem.ticks(60 * act.end)) for act in acts]
    first, _ = travel.leg(shift.mode, shift.start_place, acts[0].place)
    leave = shift.start if shift.leaves_at_start else ticks[0][0] - first
    stops = [Stop("depot", None, shift.start_place, leave, leave, leave, 0, 0)]
    for act, (start, end) in zip(acts, ticks, strict=True):
        leg, metres = travel.leg(shift.mode, stops[-1].place, act.place)
        arrival = stops[-1].end + leg
        kind = "visit" if act.kind == "visit" else "break"
        stops.append(Stop(kind, act.ref, act.place, arrival, start, end, leg, metres))
    leg, metres = travel.leg(shift.mode, stops[-1].place, shift.end_place)
    back = stops[-1].end + leg
    stops.append(Stop("depot", None, shift.end_place, back, back, back, leg, metres))
    return Tour(name, None, tuple(stops))


def home_care_plan(problem: Problem, solution: Mapping[str, Any]) -> Plan:
    """A solution of HHCRSP or UHHC."""
    visits = {(visit.person, visit.activity): visit.id for visit in problem.visits.values()}
    routes = {}
    for route in solution["routes"]:
        acts = []
        for at in route.get("locations", ()):
            start = at.get("arrival_time", at.get("start_time"))
            end = at.get("departure_time", at.get("end_time"))
            if at["service"] == "lunch_break":
                acts.append(Act("break", "lunch_break", at["patient"], start, end))
            else:
                ref = visits[at["patient"], at["service"]]
                acts.append(Act("visit", ref, at["patient"], start, end))
        routes[route["caregiver_id"]] = sorted(acts, key=lambda act: (act.start, act.end))
    return plan_of(problem, routes)


def bredstrom_plan(problem: Problem, solution: Mapping[str, Any]) -> Plan:
    """A solution of VRPTW with synchronised visits."""
    routes = {}
    for route in solution["routes"]:
        routes[str(route["staff"])] = [
            Act("visit", ref, ref, stop["start"], stop["start"] + _minutes(problem, ref))
            for stop in route["visits"]
            for ref in [str(stop["visit"])]
        ]
    return plan_of(problem, routes)


def vrptw_plan(problem: Problem, routes: Sequence[Sequence[int]]) -> Plan:
    """Routes of VRPTW, each customer served as early as can be."""
    travel, acts = travel_of(problem), {}
    for shift, route in zip(problem.shifts.values(), routes, strict=False):
        place, free = shift.start_place, shift.start
        acts[shift.id] = []
        for ref in map(str, route):
            leg, _ = travel.leg(shift.mode, place, ref)
            visit = problem.visits[ref]
            start = max(free + leg, visit.windows[0].start)
            place, free = ref, start + visit.duration
            spans = (problem.seconds(start) / 60, problem.seconds(free) / 60)
            acts[shift.id].append(Act("visit", ref, ref, *spans))
    return plan_of(problem, acts)


def _minutes(problem: Problem, ref: str) -> float:
    return problem.seconds(problem.visits[ref].duration) / 60
