"""What a problem uses, by name, so that an engine can refuse what it does not encode."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from optimizer.problem.model import PickupDelivery, Problem, Shift


def features(problem: Problem) -> Mapping[str, str]:
    """Names of the rules (and special cases of rules) in use -> what uses them, for messages.

    A special case is written `rule.case`. Engines list the names they encode; every problem
    that uses another is refused by that name.
    """
    found: dict[str, str] = {}
    for name, subject in _uses(problem):
        found.setdefault(name, subject)
    return found


def binding_limits(problem: Problem) -> Mapping[str, tuple[str, ...]]:
    """Workers -> the limits of working time that a tour could break, though it keeps the shifts.

    Limits are called as in a problem, like `min_weekly_rest_h`; other workers are left out.
    """
    found = {
        worker: tuple(dict.fromkeys(_binding(problem, worker, shifts)))
        for worker, shifts in problem.shifts_of.items()
    }
    return {worker: limits for worker, limits in found.items() if limits}


def blocks(problem: Problem, shifts: tuple[Shift, ...]) -> list[list[Shift]]:
    """Shifts of a worker in blocks that no statutory pause between them parts."""
    pause = problem.working_time.statutory_break or 0
    blocks: list[list[Shift]] = []
    for shift in shifts:
        if blocks and shift.start - blocks[-1][-1].end < max(1, pause):
            blocks[-1].append(shift)
        else:
            blocks.append([shift])
    return blocks


def has_binding_max_work(shift: Shift) -> bool:
    """Whether a tour could break the shift's own limit of work."""
    return shift.max_work is not None and shift.max_work < shift.end - shift.start


def _uses(problem: Problem) -> Iterator[tuple[str, str]]:
    for visit in problem.visits.values():
        yield "time_windows", f"visit {visit.id}"
        if visit.skills or visit.excluded_skills:
            yield "skills", f"visit {visit.id}"
        if visit.required_workers is not None or visit.refused_workers:
            yield "pairings", f"visit {visit.id}"
        if visit.load:
            yield "capacity", f"visit {visit.id}"
        if visit.max_since_loading is not None:
            yield "time_since_loading", f"visit {visit.id}"
    for person in problem.persons.values():
        if person.required_workers is not None or person.refused_workers:
            yield "pairings", f"person {person.id}"
        if person.absences:
            yield "presence", f"person {person.id}"
        if person.incompatible_with:
            yield "pickup_delivery", f"person {person.id}"
    for external in problem.external_visits.values():
        if external.exclusive:
            yield "presence", f"external visit {external.id}"
    for worker in problem.workers.values():
        if worker.refused_persons:
            yield "pairings", f"worker {worker.id}"
    for shift in problem.shifts.values():
        yield "shift_bounds", f"shift {shift.id}"
        yield "travel", f"shift {shift.id}"
        if shift.breaks:
            yield "breaks", f"shift {shift.id}"
        for pause in shift.breaks:
            if pause.always_due and not pause.optional:
                yield "breaks.always_due", f"break {pause.id} of shift {shift.id}"
        if shift.reload is not None:
            yield "capacity.reload", f"shift {shift.id}"
        if shift.vehicles:
            yield "vehicles", f"shift {shift.id}"
    for link in problem.links.values():
        kind = link.kind if link.kind == "pickup_delivery" else f"links.{link.kind}"
        yield kind, f"link {link.id}"
    for visit_id in problem.pins:
        yield "pins", f"pin of visit {visit_id}"
    for shift_id in problem.frozen_tours:
        yield "pins.frozen_tour", f"frozen tour of shift {shift_id}"
    yield from _mixed_capacity(problem)
    yield from _working_time(problem)


def _mixed_capacity(problem: Problem) -> Iterator[tuple[str, str]]:
    """A dimension both handed over from the depot's load and carried from visit to visit."""
    carried = {
        visit
        for link in problem.links.values()
        if isinstance(link, PickupDelivery)
        for visit in link.visits
    }
    riding = {d for v in carried for d in problem.visits[v].load}
    for visit in problem.visits.values():
        if visit.id not in carried and riding & visit.load.keys():
            yield "capacity.mixed", f"visit {visit.id}"


def _working_time(problem: Problem) -> Iterator[tuple[str, str]]:
    """`working_time` where the shifts keep the limits whatever their tours are;
    `working_time.binding` where a tour could break one."""
    limits = problem.working_time
    if limits.limited or any(s.max_work is not None for s in problem.shifts.values()):
        yield "working_time", f"rule pack {limits.pack}"
    for worker, shifts in problem.shifts_of.items():
        for shift in shifts:
            if has_binding_max_work(shift):
                yield "working_time.binding", f"max_work_s of shift {shift.id}"
        for reason in _binding(problem, worker, shifts):
            yield "working_time.binding", f"{reason} of worker {worker}"


def _binding(problem: Problem, worker: str, shifts: tuple[Shift, ...]) -> Iterator[str]:
    limits, clock = problem.working_time, problem.clock
    history = problem.workers[worker].history.days
    days: dict[int, tuple[int, int, int]] = {}  # day -> start, end, most work
    spans = [(d.start, d.end, d.work) for d in history]
    spans += [(s.start, s.end, s.end - s.start) for s in shifts]
    for start, end, work in sorted(spans):
        day = clock.day_of(start)
        first, last, total = days.get(day, (start, end, 0))
        days[day] = (first, max(last, end), total + work)
    if not all(_stretch_kept(problem, block) for block in blocks(problem, shifts)):
        yield "max_stretch_without_break_h"
    planned = {clock.day_of(s.start) for s in shifts}
    for day in planned:
        first, last, work = days[day]
        if limits.max_work_per_day is not None and work > limits.max_work_per_day:
            yield "max_work_per_day_h"
        if limits.max_span_per_day is not None and last - first > limits.max_span_per_day:
            yield "max_span_per_day_h"
    ordered = sorted(days)
    for before, after in pairwise(ordered):
        rest = days[after][0] - days[before][1]
        least = limits.min_rest_between_days
        if least is not None and rest < least and (before in planned or after in planned):
            yield "min_rest_between_days_h"
    monday = -clock.first_day.weekday()
    weeks = {(day - monday) // 7 for day in planned}
    for week in weeks:
        inside = [day for day in ordered if (day - monday) // 7 == week]
        work = sum(days[day][2] for day in inside)
        if limits.max_work_per_week is not None and work > limits.max_work_per_week:
            yield "max_work_per_week_h"
        if limits.min_weekly_rest is not None and not _rests(problem, inside, days, monday, week):
            yield "min_weekly_rest_h"


def _stretch_kept(problem: Problem, block: list[Shift]) -> bool:
    """Whether one pause in a single shift, or none, keeps the limit of a stretch at work."""
    stretch, pause = (
        problem.working_time.max_stretch_without_break,
        problem.working_time.statutory_break,
    )
    length = block[-1].end - block[0].start
    if stretch is None or length <= stretch:
        return True
    return len(block) == 1 and pause is not None and length <= 2 * stretch + pause


def _rests(
    problem: Problem,
    inside: list[int],
    days: Mapping[int, tuple[int, int, int]],
    monday: int,
    week: int,
) -> bool:
    """Whether the week has its rest even if every tour fills its shift.

    A rest that begins in the week may end in the next one; without a day after it, it is taken to
    be long enough, as by the rule.
    """
    begin = problem.clock.day_start(monday + 7 * week)
    end = problem.clock.day_start(monday + 7 * week + 7)
    free, at = 0, max([begin, *(last for day, (_, last, _) in days.items() if day < inside[0])])
    for day in inside:
        free = max(free, days[day][0] - at)
        at = max(at, days[day][1])
    after = [first for day, (first, _, _) in days.items() if day > inside[-1]]
    if at < end:
        if not after:
            return True
        free = max(free, min(after) - at)
    return free >= (problem.working_time.min_weekly_rest or 0)
