"""Planning from an earlier plan: its stops as habits of the new problem, its tours as a start."""

from dataclasses import replace

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem


def with_previous(problem: Problem, earlier: Problem, plan: Plan) -> tuple[Problem, Plan]:
    """The problem with `previous` filled from an earlier plan, and that plan in its ticks.

    Visits are matched by id; those that the new problem does not know are left out, and what
    it states itself in `previous` stays. Times are matched as instants.
    """

    def ticks(time: int) -> int:
        delta = earlier.clock.origin - problem.clock.origin
        ms = round(delta.total_seconds() * 1000) + time * earlier.tick_ms
        return ms // problem.tick_ms

    def moved(stop: Stop) -> Stop:
        return replace(
            stop, arrival=ticks(stop.arrival), start=ticks(stop.start), end=ticks(stop.end)
        )

    habits = [
        {
            "visit": visit,
            "worker": earlier.shifts[tour.shift].worker,
            "start": problem.clock.iso(ticks(stop.start)),
        }
        for visit, (tour, stop) in plan.placed.items()
        if visit in problem.visits
        and visit not in problem.previous
        and earlier.shifts[tour.shift].worker in problem.workers
    ]
    stated = list(problem.document.get("previous", []))
    tours = tuple(
        Tour(tour.shift, tour.vehicle, tuple(moved(stop) for stop in tour.stops))
        for tour in plan.tours
        if tour.shift in problem.shifts
    )
    changed = load_problem({**problem.document, "previous": stated + habits})
    return changed, Plan(tours, {})
