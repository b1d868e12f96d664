"""A heatwave (plan canicule, 1 June to 15 September): early hours, water, and calls.

Staff with a single shift begin an hour earlier, as far as the limit of their week allows, and
heavy work moves to the cool of the morning; people who are visited and frail get a visit to drink
in the afternoon; who is in the heat register is called once in the morning and once in the
afternoon, from the base, by two teams of callers that share the week.
"""

import random
from collections import Counter
from datetime import date, datetime, timedelta

from optimizer.problem.document import ProblemDocument, ShiftIn, VisitIn, WindowIn, WorkerIn
from optimizer.problem.working_time import working_time
from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Band, band
from scenarios.besancon.clock import iso
from scenarios.besancon.districts import BASE

EARLIER = timedelta(hours=1)
BEFORE = 9
"""Hour before which a shift, or a window, counts as of the morning."""
HEAVY_WORK = ("housework", "shopping")
FRAIL, IN_REGISTER = 0.35, 0.25
"""Of the persons of home help, and of all persons."""
DRINK = band("14:00", "18:00")
DRINK_S, CALL_S = 15 * MINUTE, 5 * MINUTE
CALLS: tuple[Band, ...] = (band("09:00", "11:45"), band("14:00", "17:30"))
CALL_SHIFT = band("08:45", "12:15"), band("13:45", "18:00")
CALLS_A_SHIFT = 25
TEAMS = 2
"""Of callers: one works Monday to Wednesday, the other Thursday to Sunday."""
THURSDAY = 3
Week = tuple[int, int]
"""Year and number, by ISO 8601."""


def heatwave(document: ProblemDocument, seed: int) -> ProblemDocument:
    """Earlier shifts and windows, and the visits and calls of the heat plan."""
    rng = random.Random(f"heat {seed} {document.horizon.start.isoformat()}")
    first, days = document.horizon.start, document.horizon.days
    dates = [first + timedelta(days=offset) for offset in range(days)]
    helped = {visit.person for visit in document.visits if visit.service == act.HOME_HELP}
    drinking = [p.id for p in document.persons if p.id in helped and rng.random() < FRAIL]
    registered = [p for p in document.persons if rng.random() < IN_REGISTER]
    callers = [
        WorkerIn(id=f"C{number:02d}", service="calls", place=BASE.id, mode="car",
                 skills={"calls": 1})
        for number in range(1, TEAMS * -(-len(registered) // CALLS_A_SHIFT) + 1)
    ]  # fmt: skip
    return document.model_copy(
        update={
            "visits": [
                *(_cooler(visit) for visit in document.visits),
                *(_drink(person, day) for day in dates for person in drinking),
                *(_call(p.id, day, part) for day in dates for p in registered for part in (0, 1)),
            ],
            "workers": [*document.workers, *callers],
            "shifts": [
                *_earlier(document),
                *(
                    _call_shift(caller.id, day, part)
                    for day in dates
                    for caller in callers[day.weekday() >= THURSDAY :: TEAMS]
                    for part in (0, 1)
                ),
            ],
        }
    )


def _earlier(document: ProblemDocument) -> list[ShiftIn]:
    """Single shifts of the morning begin earlier; a split day would last too long.

    So would the week of some: they get the hour on so many days as its limit allows.
    """
    number = Counter((shift.worker, shift.start[:10]) for shift in document.shifts)
    limit = working_time(document.working_time.pack, {}, tick_ms=1000).max_work_per_week
    hours: Counter[tuple[str, Week]] = Counter()
    for worker in document.workers:
        for day in worker.history.days:
            hours[worker.id, _week(day.start)] += round(day.work_s)
    for shift in document.shifts:
        hours[shift.worker, _week(shift.start)] += _length(shift)
    shifts = []
    for shift in document.shifts:
        week = shift.worker, _week(shift.start)
        alone = number[shift.worker, shift.start[:10]] == 1
        fits = limit is None or hours[week] + EARLIER.seconds <= limit
        if alone and fits and _hour(shift.start) < BEFORE:
            hours[week] += EARLIER.seconds
            shifts.append(shift.model_copy(update={"start": _minus(shift.start)}))
        else:
            shifts.append(shift)
    return shifts


def _cooler(visit: VisitIn) -> VisitIn:
    """Windows of the morning open earlier; heavy work leaves the afternoon if it can."""
    windows = [
        window.model_copy(update={"start": _minus(window.start)})
        if _hour(window.start) < BEFORE and visit.service in (act.HOME_HELP, act.NURSING)
        and visit.activity != "insulin"
        else window
        for window in visit.windows
    ]  # fmt: skip
    if visit.activity in HEAVY_WORK:
        windows = [w for w in windows if _hour(w.start) < 12] or windows
    return visit.model_copy(update={"windows": windows})


def _drink(person: str, day: date) -> VisitIn:
    return VisitIn(
        id=f"H{day:%m%d}-{person}",
        external_id=f"{person}-hydration",
        person=person,
        service=act.HOME_HELP,
        activity="hydration",
        duration_s=DRINK_S,
        windows=[_window(day, DRINK)],
        skills=dict(act.HELP),
        priority=2,
    )


def _call(person: str, day: date, part: int) -> VisitIn:
    """By telephone, from the base: no way, no door."""
    return VisitIn(
        id=f"C{day:%m%d}-{part + 1}-{person}",
        external_id=f"{person}-call-{part + 1}",
        person=person,
        place=BASE.id,
        service="calls",
        activity="call",
        duration_s=CALL_S,
        windows=[_window(day, CALLS[part])],
        skills={"calls": 1},
        priority=2,
    )


def _call_shift(caller: str, day: date, part: int) -> ShiftIn:
    start, end = CALL_SHIFT[part]
    return ShiftIn(
        id=f"{caller}-{day:%m%d}-{part + 1}", worker=caller, start=iso(day, start),
        end=iso(day, end),
    )  # fmt: skip


def _window(day: date, times: Band) -> WindowIn:
    return WindowIn(start=iso(day, times[0]), end=iso(day, times[1]))


def _week(time: str) -> Week:
    return datetime.fromisoformat(time).isocalendar()[:2]


def _length(shift: ShiftIn) -> int:
    return (datetime.fromisoformat(shift.end) - datetime.fromisoformat(shift.start)).seconds


def _hour(time: str) -> int:
    return datetime.fromisoformat(time).hour


def _minus(time: str) -> str:
    return (datetime.fromisoformat(time) - EARLIER).isoformat()
