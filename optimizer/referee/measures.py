"""What the score counts: one small function for each kind of term.

Each yields items `(subject, value)`: the id of the visit, shift, worker or person that the
value belongs to, and milliseconds, metres or pieces, as `TERM_KINDS` says. Items of value 0
are yielded too, since the aggregation `abs_dev` needs to know how many there are. Legs and
waits belong to the visit that they lead to, else to the shift.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem, Visit
from optimizer.problem.score_terms import CHANGE_MS
from optimizer.rules.base import visits_served, waits_on_duty, worker_days
from optimizer.rules.breaks import is_due

Item = tuple[str, int]
Measure = Callable[[Problem, Plan], Iterator[Item]]


def _subject(tour: Tour, stop: Stop) -> str:
    return stop.ref if stop.kind == "visit" and stop.ref is not None else tour.shift


def unserved(priority: int, problem: Problem, plan: Plan) -> Iterator[Item]:
    """Weights of unserved visits of one priority; an item for each of these."""
    for name in plan.unserved:
        visit = problem.visits[name]
        if visit.priority == priority:
            yield visit.id, visit.weight


def late_ticks(visit: Visit, start: int, end: int) -> int:
    """Ticks after `late_after` of the window that suits a service from `start` to `end` best.

    Only windows that hold the start count; if none does (a fact, a waiver), those that have
    begun. With `ends_inside` the end is measured, else the start.
    """
    reference = end if visit.ends_inside else start
    begun = [window for window in visit.windows if window.start <= start]
    holding = [window for window in begun if start <= window.end]
    late = [max(0, reference - window.late_after) for window in holding or begun]
    return min(late, default=0)


def lateness(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Time after `late_after`, for each served visit."""
    for visit, stop, _ in visits_served(problem, plan):
        yield visit.id, late_ticks(visit, stop.start, stop.end) * problem.tick_ms


def travel_time(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Time of each leg."""
    for tour in plan.tours:
        for stop in tour.stops[1:]:
            yield _subject(tour, stop), stop.travel * problem.tick_ms


def distance(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Metres of each leg."""
    for tour in plan.tours:
        for stop in tour.stops[1:]:
            yield _subject(tour, stop), stop.distance


def waiting(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Idle time before each stop, spent before leaving for it or after arriving."""
    for tour in plan.tours:
        for stop, waited in waits_on_duty(problem, tour):
            yield _subject(tour, stop), waited * problem.tick_ms


def gaps(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Coupures of each worker and day: long waits, and time between two tours."""
    for (worker, _), tours in worker_days(problem, plan).items():
        waits = [waited for tour in tours for _, waited in waits_on_duty(problem, tour)]
        long = sum(waited >= problem.working_time.unpaid_wait for waited in waits)
        yield worker, long + sum(later.start > earlier.end for earlier, later in pairwise(tours))


def overtime(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Time of each tour's return after `overtime_after`."""
    for tour in plan.tours:
        late = max(0, tour.end - problem.shifts[tour.shift].overtime_after)
        yield tour.shift, late * problem.tick_ms


def new_worker(problem: Problem, plan: Plan) -> Iterator[Item]:
    """1 for a visit by a worker whose history has no visit to the person."""
    for visit, _, shift in visits_served(problem, plan):
        known = problem.workers[shift.worker].history.persons.get(visit.person, 0)
        yield visit.id, int(known == 0)


def distinct_workers(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Workers beyond the first, for each person who is visited."""
    seen: dict[str, set[str]] = {}
    for visit, _, shift in visits_served(problem, plan):
        seen.setdefault(visit.person, set()).add(shift.worker)
    for person, workers in seen.items():
        yield person, len(workers) - 1


def preference(problem: Problem, plan: Plan) -> Iterator[Item]:
    """1 for a visit by a worker who is not preferred; the visit's own list goes before the
    person's."""
    for visit, _, shift in visits_served(problem, plan):
        preferred = visit.preferred_workers
        if preferred is None:
            preferred = problem.persons[visit.person].preferred_workers
        yield visit.id, int(preferred is not None and shift.worker not in preferred)


def sector(problem: Problem, plan: Plan) -> Iterator[Item]:
    """1 for a visit outside the sectors of its worker; a person without sector is in all."""
    for visit, _, shift in visits_served(problem, plan):
        here, usual = problem.persons[visit.person].sector, problem.workers[shift.worker].sectors
        yield visit.id, int(None not in (here, usual) and here not in (usual or ()))


def usual_time(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Distance of the start from `usual_start`, for each served visit that has one."""
    for visit, stop, _ in visits_served(problem, plan):
        if visit.usual_start is not None:
            yield visit.id, abs(stop.start - visit.usual_start) * problem.tick_ms


def heavy_visits(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Sum of `heavy`, for each worker on duty (with a shift, even without a tour)."""
    total = {shift.worker: 0 for shift in problem.shifts.values()}
    for visit, _, shift in visits_served(problem, plan):
        total[shift.worker] += visit.heavy
    yield from total.items()


def work_time(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Service and travel, for each worker on duty (with a shift, even without a tour)."""
    total = {shift.worker: 0 for shift in problem.shifts.values()}
    for tour in plan.tours:
        worker = problem.shifts[tour.shift].worker
        for stop in tour.stops:
            served = stop.end - stop.start if stop.kind == "visit" else 0
            total[worker] += (stop.travel + served) * problem.tick_ms
    yield from total.items()


def tours(problem: Problem, plan: Plan) -> Iterator[Item]:
    """1 for each tour."""
    for tour in plan.tours:
        yield tour.shift, 1


def idle_time(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Time of each shift without travel, service, break or reload.

    From its start to `overtime_after`, or to a later return: overtime not worked is not idle.
    """
    tours = {tour.shift: tour for tour in plan.tours}
    for shift in problem.shifts.values():
        end, busy = shift.overtime_after, 0
        if shift.id in tours:
            end = max(end, tours[shift.id].end)
            busy = sum(stop.travel + stop.end - stop.start for stop in tours[shift.id].stops)
        yield shift.id, max(0, end - shift.start - busy) * problem.tick_ms


def missed_break(problem: Problem, plan: Plan) -> Iterator[Item]:
    """Optional breaks that are due and not taken, for each shift."""
    tours = {tour.shift: tour for tour in plan.tours}
    for shift in problem.shifts.values():
        tour = tours.get(shift.id)
        taken = {stop.ref for stop in tour.stops if stop.kind == "break"} if tour else set()
        missed = [
            pause
            for pause in shift.breaks
            if pause.optional and pause.id not in taken and is_due(pause, tour)
        ]
        yield shift.id, len(missed)


def change(problem: Problem, plan: Plan) -> Iterator[Item]:
    """1 for a visit of the previous plan with another worker, moved, or no longer served."""
    for previous in problem.previous.values():
        if previous.visit not in plan.placed:
            yield previous.visit, 1
            continue
        tour, stop = plan.placed[previous.visit]
        moved = abs(stop.start - previous.start) * problem.tick_ms > CHANGE_MS
        yield previous.visit, int(moved or problem.shifts[tour.shift].worker != previous.worker)


MEASURES: Mapping[str, Measure] = {
    "unserved_p1": partial(unserved, 1),
    "unserved_p2": partial(unserved, 2),
    "unserved_p3": partial(unserved, 3),
    "unserved_p4": partial(unserved, 4),
    "lateness": lateness,
    "travel_time": travel_time,
    "distance": distance,
    "waiting": waiting,
    "gaps": gaps,
    "overtime": overtime,
    "new_worker": new_worker,
    "distinct_workers": distinct_workers,
    "preference": preference,
    "sector": sector,
    "usual_time": usual_time,
    "heavy_visits": heavy_visits,
    "work_time": work_time,
    "tours": tours,
    "idle": idle_time,
    "missed_break": missed_break,
    "change": change,
}
"""The measure of each kind in `TERM_KINDS`."""
