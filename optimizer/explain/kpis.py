"""Key figures of a plan, each with its formula; None where there is nothing to measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ConfigDict, with_config

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.referee.measures import late_ticks
from optimizer.rules.base import idle, legs, waits_on_duty, work, worker_days

PUNCTUAL_MIN: Mapping[int, int] = {1: 15, 2: 30, 3: 30, 4: 30}
"""Minutes from the usual start within which a visit is punctual, by priority."""


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Served:
    """Visits served, of all that were asked for."""

    served: int
    total: int


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Kpis:
    """The key figures of a plan. Times are seconds; shares run from 0 to 1.

    Attributes
    ----------
    visits
        Visits served and asked for.
    by_service, by_priority
        The same by service, and by priority ("1" to "4"); only those that were asked for.
    visit_s
        Time of service at visits.
    travel_s, wait_s
        Time on the road, door access included; time of tours neither busy nor on the road.
    paid_s
        Paid time of all tours: less unpaid breaks and waits of `WorkingTime.unpaid_wait` (15 min)
        and more.
    productive_ratio
        `visit_s / paid_s`.
    travel_share
        `travel_s / (visit_s + travel_s)`.
    km, km_per_visit
        Distance on the road, and per visit served.
    gaps, gap_s
        Unpaid gaps (coupures): waits of `WorkingTime.unpaid_wait` and more inside a tour (not
        before its first visit, unless it must leave at the start of the shift), and the time
        between two tours of a worker on one day; their number and length.
    gaps_per_worker_day
        `gaps` per worker and day with at least one tour.
    punctuality
        Share of served visits with a usual start that begin at most 15 min (priority 1) or
        30 min (others) before or after it.
    not_late
        Share of served visits that start by `late_after` of a window.
    continuity
        Mean over persons with two visits served or more of
        `1 - (distinct workers - 1) / (visits - 1)`.
    known_worker
        Share of visits by a worker who has been with the person before, over served visits to
        persons whom at least one worker has visited before.
    workers, tours
        Workers with at least one tour, and tours.
    breaks
        Breaks taken, pauses of the working-time limits included.
    """

    visits: Served
    by_service: Mapping[str, Served]
    by_priority: Mapping[str, Served]
    visit_s: float
    travel_s: float
    wait_s: float
    paid_s: float
    productive_ratio: float | None
    travel_share: float | None
    km: float
    km_per_visit: float | None
    gaps: int
    gap_s: float
    gaps_per_worker_day: float | None
    punctuality: float | None
    not_late: float | None
    continuity: float | None
    known_worker: float | None
    workers: int
    tours: int
    breaks: int


def waits(tour: Tour) -> list[int]:
    """Ticks neither busy nor on the road before each stop of a tour but the first."""
    return [idle(before, stop) for before, stop in legs(tour)]


def unpaid_gaps(problem: Problem, plan: Plan) -> list[int]:
    """Lengths of the unpaid gaps (coupures) of a plan, in ticks; see `Kpis.gaps`."""
    long = problem.working_time.unpaid_wait
    found: list[int] = []
    for tour in plan.tours:
        found.extend(ticks for _, ticks in waits_on_duty(problem, tour) if ticks >= long)
    for tours in worker_days(problem, plan).values():
        between = (after.start - tour.end for tour, after in pairwise(tours))
        found.extend(ticks for ticks in between if ticks > 0)
    return found


def kpis(problem: Problem, plan: Plan) -> Kpis:
    """Measure a plan; formulas in `Kpis`."""
    placed = plan.placed
    stops = {visit: stop for visit, (_, stop) in placed.items()}
    visit_ticks = sum(stop.end - stop.start for stop in stops.values())
    travel = sum(stop.travel for tour in plan.tours for stop in tour.stops)
    wait = sum(sum(waits(tour)) for tour in plan.tours)
    paid = sum(work(problem, tour) for tour in plan.tours)
    metres = sum(stop.distance for tour in plan.tours for stop in tour.stops)
    gaps = unpaid_gaps(problem, plan)
    asked = problem.visits.values()
    return Kpis(
        visits=Served(len(placed), len(problem.visits)),
        by_service=_served((v.service, v.id in placed) for v in asked),
        by_priority=_served((str(v.priority), v.id in placed) for v in asked),
        visit_s=problem.seconds(visit_ticks),
        travel_s=problem.seconds(travel),
        wait_s=problem.seconds(wait),
        paid_s=problem.seconds(paid),
        productive_ratio=_ratio(visit_ticks, paid),
        travel_share=_ratio(travel, visit_ticks + travel),
        km=metres / 1000,
        km_per_visit=_ratio(metres / 1000, len(placed)),
        gaps=len(gaps),
        gap_s=problem.seconds(sum(gaps)),
        gaps_per_worker_day=_ratio(len(gaps), len(worker_days(problem, plan))),
        punctuality=_share(_punctual(problem, stops)),
        not_late=_share(
            late_ticks(problem.visits[visit], stop.start, stop.end) == 0
            for visit, stop in stops.items()
        ),
        continuity=_continuity(problem, plan),
        known_worker=_share(_known(problem, plan)),
        workers=len({problem.shifts[tour.shift].worker for tour in plan.tours}),
        tours=len(plan.tours),
        breaks=sum(stop.kind == "break" for tour in plan.tours for stop in tour.stops),
    )


def _ratio(part: float, whole: float) -> float | None:
    return None if whole == 0 else round(part / whole, 4)


def _share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return _ratio(sum(found), len(found))


def _served(visits: Iterable[tuple[str, bool]]) -> dict[str, Served]:
    counts: dict[str, list[bool]] = {}
    for key, served in visits:
        counts.setdefault(key, []).append(served)
    return {key: Served(sum(found), len(found)) for key, found in sorted(counts.items())}


def _punctual(problem: Problem, stops: Mapping[str, Stop]) -> Iterable[bool]:
    for ident, stop in stops.items():
        visit = problem.visits[ident]
        if visit.usual_start is not None:
            tolerance = problem.ticks(PUNCTUAL_MIN[visit.priority] * 60)
            yield abs(stop.start - visit.usual_start) <= tolerance


def _continuity(problem: Problem, plan: Plan) -> float | None:
    came: dict[str, list[str]] = {}
    for ident, (tour, _) in plan.placed.items():
        worker = problem.shifts[tour.shift].worker
        came.setdefault(problem.visits[ident].person, []).append(worker)
    shares = [
        1 - (len(set(workers)) - 1) / (len(workers) - 1)
        for workers in came.values()
        if len(workers) > 1
    ]
    return _ratio(sum(shares), len(shares))


def _known(problem: Problem, plan: Plan) -> Iterable[bool]:
    def visited(worker: str) -> set[str]:
        history = problem.workers[worker].history.persons
        return {person for person, count in history.items() if count > 0}

    known = {worker: visited(worker) for worker in problem.workers}
    anybody = set().union(*known.values())
    for ident, (tour, _) in plan.placed.items():
        person = problem.visits[ident].person
        if person in anybody:
            yield person in known[problem.shifts[tour.shift].worker]
