"""Limits on work by tour, day and week, and the rests between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import Problem, Worker
from optimizer.rules.base import (
    Rule,
    Sentence,
    Violation,
    lapse,
    last_visit_start,
    moment,
    work,
    worker_days,
)


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A worker's day: its first start, last end and work; the planned tours, if any."""

    day: int
    start: int
    end: int
    work: int
    periods: tuple[tuple[int, int], ...]
    tours: tuple[Tour, ...]

    @property
    def at(self) -> int:
        """Start of the day's last planned visit."""
        return last_visit_start(self.tours[-1])

    @property
    def shifts(self) -> tuple[str, ...]:
        return tuple(tour.shift for tour in self.tours)


def worked_days(problem: Problem, plan: Plan) -> Mapping[str, list[WorkedDay]]:
    """The days of each worker who has a tour, in order, those of the history included."""
    planned: dict[str, dict[int, list[Tour]]] = {}
    for (worker, day), tours in worker_days(problem, plan).items():
        planned.setdefault(worker, {})[day] = tours
    return {
        worker: _days(problem, problem.workers[worker], days) for worker, days in planned.items()
    }


def _days(problem: Problem, worker: Worker, tours: Mapping[int, list[Tour]]) -> list[WorkedDay]:
    past: dict[int, list[tuple[int, int, int]]] = {}
    for known in worker.history.days:
        day = problem.clock.day_of(known.start)
        past.setdefault(day, []).append((known.start, known.end, known.work))
    found = []
    for day in sorted({*past, *tours}):
        here = tours.get(day, [])
        parts = past.get(day, []) + [(t.start, t.end, work(problem, t)) for t in here]
        found.append(
            WorkedDay(
                day=day,
                start=min(start for start, _, _ in parts),
                end=max(end for _, end, _ in parts),
                work=sum(worked for _, _, worked in parts),
                periods=tuple((start, end) for start, end, _ in parts),
                tours=tuple(here),
            )
        )
    return found


class WorkingTimeLimits(Rule):
    """Work of a tour, a day and a week; span of a day; rest between days and in a week.

    Work is the time of a tour without its unpaid breaks and its long waits (coupures); what
    lies between two tours is no work. A tour belongs to the day of its shift. Days of the
    history count, but only what the plan adds to is reported.

    The weekly rest of a Monday-to-Sunday week is free time without interruption that begins
    in it; if it began earlier, what is left on Monday at midnight counts. A week is checked
    only when all of it is known: not when it begins before both the horizon and the first day
    of the worker's history, nor when it ends after the horizon. A rest that is still going on
    when the horizon ends is taken to be long enough. So no breach is ever invented.
    """

    name = "working_time"
    sentences = {
        "tour": Sentence(
            fr="La tournée {shift} compte {taken} de travail ; la limite est de {limit}.",
            en="Tour {shift} has {taken} of work; the limit is {limit}.",
        ),
        "day": Sentence(
            fr="{worker} travaille {taken} dans la journée du {start} ; la limite est de {limit}.",
            en="{worker} works {taken} on the day of {start}; the limit is {limit}.",
        ),
        "span": Sentence(
            fr="L’amplitude de la journée de {worker} est de {taken} (de {start} à {end}) ; "
            "la limite est de {limit}.",
            en="The day of {worker} spans {taken} (from {start} to {end}); the limit is {limit}.",
        ),
        "rest": Sentence(
            fr="{worker} n’a que {taken} de repos entre {start} et {end} ; il faut {limit}.",
            en="{worker} has only {taken} of rest between {start} and {end}; it must be {limit}.",
        ),
        "week": Sentence(
            fr="{worker} travaille {taken} dans la semaine du {start} ; la limite est de {limit}.",
            en="{worker} works {taken} in the week of {start}; the limit is {limit}.",
        ),
        "weekly_rest": Sentence(
            fr="{worker} n’a que {taken} de repos d’affilée dans la semaine du {start} ; "
            "il faut {limit}.",
            en="{worker} has only {taken} of rest in one piece in the week of {start}; "
            "it must be {limit}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        yield from self._tours(problem, plan)
        for worker, days in worked_days(problem, plan).items():
            for day in days:
                if day.tours:
                    yield from self._day(problem, worker, day)
            for before, day in pairwise(days):
                if day.tours or before.tours:
                    yield from self._rest(problem, worker, before, day)
            weeks: dict[int, list[WorkedDay]] = {}
            for day in days:
                weeks.setdefault(_monday(problem, day.day), []).append(day)
            for monday, week in weeks.items():
                if any(day.tours for day in week):
                    yield from self._week(problem, worker, monday, week, days)

    def _tours(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for tour in plan.tours:
            shift = problem.shifts[tour.shift]
            if shift.max_work is not None and (worked := work(problem, tour)) > shift.max_work:
                yield self.breach(
                    "tour",
                    (shift.id, shift.worker),
                    last_visit_start(tour),
                    shift=shift.id,
                    taken=lapse(problem, worked),
                    limit=lapse(problem, shift.max_work),
                )

    def _day(self, problem: Problem, worker: str, day: WorkedDay) -> Iterator[Violation]:
        limits = problem.working_time
        for case, taken, limit in (
            ("day", day.work, limits.max_work_per_day),
            ("span", day.end - day.start, limits.max_span_per_day),
        ):
            if limit is not None and taken > limit:
                date = f"{problem.clock.datetime(day.start):%d/%m}"
                yield self.breach(
                    case,
                    (worker, *day.shifts),
                    day.at,
                    worker=worker,
                    taken=lapse(problem, taken),
                    limit=lapse(problem, limit),
                    start=date if case == "day" else moment(problem, day.start),
                    end=moment(problem, day.end),
                )

    def _rest(
        self, problem: Problem, worker: str, before: WorkedDay, day: WorkedDay
    ) -> Iterator[Violation]:
        least = problem.working_time.min_rest_between_days
        rest = day.start - before.end
        if least is not None and rest < least:
            yield self.breach(
                "rest",
                (worker, *before.shifts, *day.shifts),
                day.tours[0].start if day.tours else before.at,
                worker=worker,
                taken=lapse(problem, max(0, rest)),
                limit=lapse(problem, least),
                start=moment(problem, before.end),
                end=moment(problem, day.start),
            )

    def _week(
        self,
        problem: Problem,
        worker: str,
        monday: int,
        week: Sequence[WorkedDay],
        days: Sequence[WorkedDay],
    ) -> Iterator[Violation]:
        limits, clock = problem.working_time, problem.clock
        last = max((day for day in week if day.tours), key=lambda day: day.day)
        subjects = (worker, *(shift for day in week for shift in day.shifts))
        start, end = clock.day_start(monday), clock.day_start(monday + 7)
        date = f"{clock.datetime(start):%d/%m}"
        total = sum(day.work for day in week)
        if limits.max_work_per_week is not None and total > limits.max_work_per_week:
            yield self.breach(
                "week",
                subjects,
                last.at,
                worker=worker,
                taken=lapse(problem, total),
                limit=lapse(problem, limits.max_work_per_week),
                start=date,
            )
        known_from = min(0, clock.day_start(days[0].day))
        if limits.min_weekly_rest is None or start < known_from:
            return
        if end > clock.day_start(problem.days):
            return
        rest = _longest_rest(days, start, end)
        if rest is not None and rest < limits.min_weekly_rest:
            yield self.breach(
                "weekly_rest",
                subjects,
                last.at,
                worker=worker,
                taken=lapse(problem, rest),
                limit=lapse(problem, limits.min_weekly_rest),
                start=date,
            )


def _monday(problem: Problem, day: int) -> int:
    """The Monday of a day's week; both count from the first day of the horizon."""
    return day - (problem.clock.first_day.weekday() + day) % 7


def _longest_rest(days: Sequence[WorkedDay], start: int, end: int) -> int | None:
    """The longest free time that begins in [start, end); None if it has no known end."""
    longest, free_from = 0, start
    for began, ended in sorted(period for day in days for period in day.periods):
        if free_from >= end:
            return longest
        longest = max(longest, began - free_from)
        free_from = max(free_from, ended)
    return longest if free_from >= end else None
