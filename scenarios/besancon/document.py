"""The problem document of some days: everything in the public format."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from optimizer.problem.document import (
    BreakIn,
    ExternalVisitIn,
    HistoryIn,
    HorizonIn,
    IntervalIn,
    PersonIn,
    ProblemDocument,
    ReloadIn,
    ShiftIn,
    VehicleIn,
    VisitIn,
    WindowIn,
    WorkedDayIn,
    WorkerIn,
    WorkingTimeIn,
)
from scenarios.besancon import activities as act
from scenarios.besancon.activities import Band
from scenarios.besancon.city import City
from scenarios.besancon.clock import TIMEZONE, iso
from scenarios.besancon.day import Day
from scenarios.besancon.districts import KITCHEN, STARTS
from scenarios.besancon.habits import Habits
from scenarios.besancon.links import links
from scenarios.besancon.memory import visits_before
from scenarios.besancon.needs import Need
from scenarios.besancon.people import DIETS, Client
from scenarios.besancon.rides import SEATS, WHEELCHAIRS
from scenarios.besancon.rosters import Duty, service_cars
from scenarios.besancon.rounds import COLD_CHAIN, RELOAD, RELOADS
from scenarios.besancon.staff import Carer
from scenarios.besancon.windows import promised

REQUIRES = 0.02
"""Of visits with personal care: which are open to a few carers only."""
DAYS_BEFORE = 7
"""Worked days stated before the horizon: the week that the first day is in."""


def document(
    name: str, city: City, days: Sequence[Day], known: Habits, rng: random.Random
) -> ProblemDocument:
    """All days as one problem."""
    clients = {need.client.id: need.client for day in days for need in day.ids}
    persons = [clients[ident] for ident in sorted(clients)]
    cars = service_cars(city.carers)
    promises = [_promises(day, rng) for day in days]
    return ProblemDocument(
        name=name,
        timezone=TIMEZONE,
        horizon=HorizonIn(start=days[0].date, days=len(days)),
        places=[*STARTS, *(client.place() for client in persons)],
        persons=[_person(client, days, known) for client in persons],
        visits=[
            _visit(need, day, windows, known, rng)
            for day, promise in zip(days, promises, strict=True)
            for need, windows in promise.items()
        ],
        external_visits=[
            _external(need, day) for day in days for need in day.ids if need.fixed is not None
        ],
        workers=_workers(city, days, known, clients),
        shifts=[_shift(duty, day, cars) for day in days for duty in day.duties],
        vehicles=[VehicleIn(id=car) for car in cars],
        links=[
            link
            for day, promise in zip(days, promises, strict=True)
            for link in links(day, promise)
        ],
        working_time=WorkingTimeIn(pack="fpt"),
    )


def _promises(day: Day, rng: random.Random) -> dict[Need, list[Band]]:
    """The windows of each visit, by start: what was promised, or around the start of this day."""
    found = {}
    for need in day.ids:
        start = day.plan.starts[need]
        if need.fixed is not None:
            continue
        kept = need.usual is not None and any(a <= start <= b for a, b in need.windows)
        found[need] = (
            list(need.windows) if kept else [promised(need.activity, need.bands, start, rng)]
        )
    return found


def _window(day: date, times: Band) -> WindowIn:
    return WindowIn(start=iso(day, times[0]), end=iso(day, times[1]))


def _interval(day: date, times: Band) -> IntervalIn:
    return IntervalIn(start=iso(day, times[0]), end=iso(day, times[1]))


def _person(client: Client, days: Sequence[Day], known: Habits) -> PersonIn:
    """Who is at the day centre is away from home."""
    out = [
        day.date
        for day in days
        for outing in day.demand.outings
        if outing.client is client and outing.there.pick_up in day.ids
    ]
    return PersonIn(
        id=client.id,
        place=client.home,
        sector=client.district.name,
        absences=[_interval(day, act.AT_CENTRE) for day in out],
        refused_workers=[carer.id for carer in known.wishes(client).refused],
    )


def _visit(need: Need, day: Day, windows: list[Band], known: Habits, rng: random.Random) -> VisitIn:
    activity, client = need.activity, need.client
    wishes = known.wishes(client)
    planned = day.plan.workers[need]
    required = preferred = habit = None
    if activity.personal and rng.random() < REQUIRES:
        circle = [carer.id for carer in wishes.circle[activity.service]]
        required = sorted({planned, *circle})
    if activity.service == act.HOME_HELP and wishes.preferred:
        preferred = [carer.id for carer in wishes.preferred]
    if need.usual is not None:
        own = min(windows, key=lambda times: max(times[0] - need.usual, need.usual - times[1], 0))
        habit = iso(day.date, max(own[0], min(own[1], need.usual)))
    return VisitIn(
        id=day.ids[need],
        external_id=need.external_id,
        person=client.id,
        place=need.place if need.place != client.home else None,
        service=activity.service,
        activity=activity.name,
        duration_s=need.duration,
        windows=[_window(day.date, times) for times in windows],
        skills=need.skills,
        excluded_skills=sorted(client.skills_excluded) if activity.inside else [],
        priority=priority(need),
        load=need.load,
        required_workers=required,
        preferred_workers=preferred,
        usual_start=habit,
        heavy=2 if client.lifted else int(activity.personal and client.gir <= 2),
        max_since_loading_s=COLD_CHAIN if activity is act.MEAL else None,
    )


def _external(need: Need, day: Day) -> ExternalVisitIn:
    start = day.plan.starts[need]
    return ExternalVisitIn(
        id=day.ids[need],
        external_id=need.external_id,
        person=need.client.id,
        start=iso(day.date, start),
        end=iso(day.date, start + need.duration),
    )


def _workers(
    city: City, days: Sequence[Day], known: Habits, clients: dict[str, Client]
) -> list[WorkerIn]:
    visits = visits_before(city, known, days[0].date)
    refusing: dict[str, list[str]] = {}
    for client in clients.values():
        for carer in known.wishes(client).refused_by:
            refusing.setdefault(carer.id, []).append(client.id)
    meetings: dict[str, list[IntervalIn]] = {}
    for day in days:
        for duty in day.duties:
            if duty.meeting is not None:
                meeting = _interval(day.date, duty.meeting)
                meetings.setdefault(duty.carer.id, []).append(meeting)
    worked = _worked(city, days[0].date)
    return [
        WorkerIn(
            id=carer.id,
            service=carer.service,
            place=carer.start,
            mode=carer.mode,
            skills=carer.skills,
            sectors=carer.sectors or None,
            refused_persons=sorted(refusing.get(carer.id, [])),
            unavailable=meetings.get(carer.id, []),
            history=HistoryIn(
                days=worked.get(carer, []),
                persons={
                    person: count
                    for person, count in sorted(visits.get(carer.id, {}).items())
                    if person in clients
                },
            ),
        )
        for carer in city.carers
    ]


def _worked(city: City, first: date) -> dict[Carer, list[WorkedDayIn]]:
    """What the rosters of the days before say: the worst case for rests and weekly limits."""
    found: dict[Carer, list[WorkedDayIn]] = {}
    for ago in range(DAYS_BEFORE, 0, -1):
        day = first - timedelta(days=ago)
        shifts: dict[Carer, list[Duty]] = {}
        for duty in city.duties_on(day):
            shifts.setdefault(duty.carer, []).append(duty)
        for carer, duties in shifts.items():
            hours = [duty.hours for duty in duties]
            found.setdefault(carer, []).append(
                WorkedDayIn(
                    start=iso(day, hours[0].start),
                    end=iso(day, hours[-1].end),
                    work_s=sum(h.end - h.start - h.pause for h in hours),
                )
            )
    return found


def _shift(duty: Duty, day: Day, cars: list[str]) -> ShiftIn:
    hours, carer = duty.hours, duty.carer
    breaks = []
    if hours.pause:
        times = _window(day.date, hours.break_band)
        breaks = [BreakIn(id="meal", duration_s=hours.pause, windows=[times])]
    capacity, reload = {}, None
    if carer.service == act.MEALS:
        capacity = {"meals": carer.meals_aboard} | {d: carer.meals_aboard for d in DIETS if d}
        reload = ReloadIn(depots=[KITCHEN.id], duration_s=RELOAD, max_times=RELOADS)
    elif carer.service == act.TRANSPORT:
        capacity = {"seats": SEATS, "wheelchairs": WHEELCHAIRS}
    return ShiftIn(
        id=day.shift_id(duty),
        worker=carer.id,
        start=iso(day.date, hours.start),
        end=iso(day.date, hours.end),
        breaks=breaks,
        capacity=capacity,
        reload=reload,
        vehicles=cars if duty.car else [],
    )


def priority(need: Need) -> int:
    """1 vital .. 4 suspendable.

    Vital besides insulin and medicines: what two carers do, what people of GIR 1-2 who live
    alone depend on, and the only meal of people of GIR 1-3 who live alone.
    """
    client, activity = need.client, need.activity
    if "hoist" in need.skills:
        return 1
    depends = client.alone and client.gir <= 2
    if depends and activity.priority == 2 and activity.service != act.TRANSPORT:
        return 1
    if activity is act.MEAL and client.alone and client.gir <= 3:
        return 1
    return activity.priority
