"""The limits on working time in tables: by worker, with what was worked before the horizon."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.engine.duties import Duty
from optimizer.engine.kernel import arrays as a
from optimizer.problem.features import binding_limits, blocks, has_binding_max_work
from optimizer.problem.model import Problem

COLUMNS = {
    "max_work_per_day_h": (a.DAY_WORK, "max_work_per_day"),
    "max_span_per_day_h": (a.DAY_SPAN, "max_span_per_day"),
    "min_rest_between_days_h": (a.DAY_REST, "min_rest_between_days"),
    "max_work_per_week_h": (a.WEEK_WORK, "max_work_per_week"),
    "min_weekly_rest_h": (a.WEEK_REST, "min_weekly_rest"),
    "max_stretch_without_break_h": (a.LONGEST, "max_stretch_without_break"),
}


@dataclass(frozen=True)
class ShiftsLaw:
    """Tables of `Data`; workers without a limit that a tour could break have no rows but one of
    `limits` in which nothing binds."""

    limits: a.Integers
    stints: a.Integers
    weeks: a.Integers
    limited: frozenset[int]
    """Numbers of the workers who could break a limit."""
    rested: Mapping[int, int]
    """By duty: when its worker has rested from the last day of the past."""

    def kind(self, worker: int) -> Hashable:
        """The same for workers on whom the same limits bind, with the same past."""
        if worker not in self.limited:
            return None
        first, count = self.limits[worker, a.STINT], self.limits[worker, a.STINTS]
        known, weeks = self.limits[worker, a.WEEK], self.limits[worker, a.WEEKS]
        stints = self.stints[first : first + count].copy()
        stints[:, a.ON_DUTY] = np.minimum(stints[:, a.ON_DUTY], 0)
        return (
            tuple(self.limits[worker, : a.STINT]), stints.tobytes(),
            self.weeks[known : known + weeks].tobytes(),
        )  # fmt: skip


def shifts_law(problem: Problem, duties: Sequence[Duty]) -> ShiftsLaw:
    """The tables for duties in the order of the search.

    What a person has waived for a worker does not bind.
    """
    law = problem.working_time
    binding = binding_limits(problem)
    waived = {(waiver.rule, waiver.subject) for waiver in problem.waivers}
    of_worker: dict[int, list[int]] = {}
    for k, duty in enumerate(duties):
        of_worker.setdefault(duty.worker, []).append(k)
    limits = np.full((len(problem.workers), a.LIMIT_COLUMNS), a.NEVER, np.int64)
    limits[:, [a.DAY_REST, a.WEEK_REST]] = -a.NEVER
    limits[:, [a.STINT, a.STINTS, a.WEEK, a.WEEKS]] = 0
    limits[:, a.LEAST_PAUSE] = law.statutory_break or 0
    limits[:, a.LEAST_WAIT] = max(law.statutory_break or 0, law.unpaid_wait)
    stints: list[tuple[int, ...]] = []
    weeks: list[tuple[int, ...]] = []
    limited = set()
    rested: dict[int, int] = {}
    for number, worker in enumerate(problem.workers.values()):
        own = of_worker.get(number, [])
        names = dict.fromkeys(binding.get(worker.id, ()))
        if any(pause.owed for k in own for pause in duties[k].offered):
            names["max_stretch_without_break_h"] = None
        for name in names:
            rule = "breaks" if name == "max_stretch_without_break_h" else "working_time"
            if (rule, worker.id) not in waived:
                column, attribute = COLUMNS[name]
                limits[number, column] = getattr(law, attribute)
                limited.add(number)
        most: dict[int, int] = {}
        for k in own:
            shift = duties[k].shift
            lifted = not waived.isdisjoint({("working_time", s) for s in (shift.id, worker.id)})
            if shift.max_work is not None and has_binding_max_work(shift) and not lifted:
                most[k] = shift.max_work
                limited.add(number)
        if number not in limited:
            continue
        rows = _stints(problem, worker.id, duties, own, most)
        limits[number, [a.STINT, a.STINTS]] = len(stints), len(rows)
        stints += rows
        rested |= _rested(rows, int(limits[number, a.DAY_REST]))
        if limits[number, a.WEEK_REST] > 0:
            known = _known_weeks(problem, rows)
            limits[number, [a.WEEK, a.WEEKS]] = len(weeks), len(known)
            weeks += known
    return ShiftsLaw(
        limits,
        np.array(stints or [(0,) * 8], np.int64),
        np.array(weeks or [(0,) * 3], np.int64),
        frozenset(limited),
        rested,
    )


def _monday(problem: Problem) -> int:
    """The Monday of the first day's week; days count from the first day of the horizon."""
    return -problem.clock.first_day.weekday()


def _stints(
    problem: Problem, worker: str, duties: Sequence[Duty], own: Sequence[int], most: dict[int, int]
) -> list[tuple[int, ...]]:
    """Rows of `Data.stints`: the history and the shifts of a worker, in order."""
    clock, monday = problem.clock, _monday(problem)
    block = {
        shift.id: number
        for number, shifts in enumerate(blocks(problem, problem.shifts_of[worker]))
        for shift in shifts
    }
    found = []
    for known in problem.workers[worker].history.days:
        day = clock.day_of(known.start)
        found.append((known.start, -1, day, known.start, known.end, known.work, a.NEVER, -1))
    for k in own:
        shift = duties[k].shift
        found.append((shift.start, k, shift.day, 0, 0, 0, most.get(k, a.NEVER), block[shift.id]))
    return [
        (duty, day, (day - monday) // 7, *rest) for _, duty, day, *rest in sorted(found)
    ]  # fmt: skip


def _rested(stints: Sequence[tuple[int, ...]], rest: int) -> dict[int, int]:
    """By duty, when the rest since the last day of the past that is before its own is over."""
    past = [stint for stint in stints if stint[a.ON_DUTY] < 0]
    found = {}
    for stint in stints:
        ends = [p[a.ENDED] for p in past if p[a.STINT_DAY] < stint[a.STINT_DAY]]
        if stint[a.ON_DUTY] >= 0 and ends:
            found[stint[a.ON_DUTY]] = max(ends) + rest
    return found


def _known_weeks(problem: Problem, stints: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Rows of `Data.weeks`: weeks with a shift of which all is known.

    Not one that begins before both the horizon and the history, nor one that ends after it.
    """
    clock, monday = problem.clock, _monday(problem)
    past = [stint[a.STINT_DAY] for stint in stints if stint[a.ON_DUTY] < 0]
    since = clock.day_start(min([0, *past]))
    found: list[tuple[int, ...]] = []
    for week in sorted({stint[a.STINT_WEEK] for stint in stints if stint[a.ON_DUTY] >= 0}):
        start = clock.day_start(monday + 7 * week)
        end = clock.day_start(monday + 7 * week + 7)
        if since <= start and end <= clock.day_start(problem.days):
            found.append((week, start, end))
    return found
