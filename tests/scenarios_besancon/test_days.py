"""Several days as one problem: lawful rosters, ids that last, known faces."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from optimizer.problem.features import features
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from optimizer.referee import check
from scenarios.besancon.build import Days, build
from scenarios.besancon.city import City
from scenarios.besancon.dispatch import FirstPlan
from scenarios.besancon.habits import Habits
from scenarios.besancon.hidden_plan import hidden_plan
from scenarios.besancon.memory import days_before
from scenarios.besancon.summary import hourly, hourly_table

MONDAY = date(2026, 11, 23)
CHANGE_TO_SUMMER_TIME = date(2026, 3, 26)
CHRISTMAS = date(2026, 12, 21)
ASCENSION = date(2026, 5, 9)


@cache
def week(first: date, days: int, scale: float, seed: int) -> tuple[Days, Problem]:
    made = build(first, days, scale=scale, seed=seed)
    return made, load_problem(made.document)


@cache
def past() -> list[FirstPlan]:
    """The four weeks that a full-size city remembers on a Monday."""
    city = City(1.0, 1)
    return list(days_before(city, Habits(city), MONDAY))


@pytest.mark.parametrize(
    ("first", "days", "scale", "seed"),
    [
        (MONDAY, 7, 0.2, 1),
        (CHANGE_TO_SUMMER_TIME, 5, 0.3, 2),
        (CHRISTMAS, 14, 0.1, 3),
        (ASCENSION, 8, 0.2, 4),
    ],
)
def test_days_can_be_served_and_are_lawful(first: date, days: int, scale: float, seed: int) -> None:
    """The plan behind the days is clean, and no other tours could break a limit of work."""
    made, problem = week(first, days, scale, seed)
    plan = hidden_plan(made, problem)

    assert set(plan.placed) == set(problem.visits)
    assert check(problem, plan).violations == ()
    assert "working_time.binding" not in features(problem)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rosters_are_lawful_all_year(seed: int) -> None:
    """Over two months of every shift of a full-size city: 35 h of rest a week, 11 h a day."""
    city = City(1.0, seed)
    worked: dict[str, list[tuple[int, int]]] = {}
    for offset in range(63):
        day = date(2026, 4, 6) + timedelta(days=offset)
        for duty in city.duties_on(day):
            start, end = (offset * 86_400 + time for time in (duty.hours.start, duty.hours.end))
            worked.setdefault(duty.carer.id, []).append((start, end))
    for shifts in worked.values():
        spans: dict[int, tuple[int, int]] = {}
        for start, end in shifts:
            first, _ = spans.get(start // 86_400, (start, end))
            spans[start // 86_400] = (first, end)
        assert all(end - start <= 12 * 3600 for start, end in spans.values())
        days = [spans[day] for day in sorted(spans)]
        assert all(after[0] - before[1] >= 11 * 3600 for before, after in pairwise(days))
        for monday in range(0, 63, 7):
            week_start, week_end = monday * 86_400, (monday + 7) * 86_400
            inside = [span for span in days if week_start <= span[0] < week_end]
            edges = [(0, week_start), *inside, (week_end, 0)]
            assert max(b[0] - a[1] for a, b in pairwise(edges)) >= 35 * 3600
            hours = sum(end - start for start, end in shifts if week_start <= start < week_end)
            assert hours <= 48 * 3600


def test_eight_or_nine_percent_of_the_staff_are_absent() -> None:
    """Illness and training beside leave, which is a week in nine."""
    city = City(1.0, 1)
    aides = [carer for carer in city.carers if carer.team == "household"]
    workdays = [MONDAY + timedelta(days=7 * w + d) for w in range(36) for d in range(5)]
    there = sum(duty.carer in aides for day in workdays for duty in city.duties_on(day))

    assert 0.06 <= 1 - there / (len(aides) * len(workdays)) / (8 / 9) <= 0.14


@pytest.mark.parametrize(("offset", "seed"), [(0, 1), (1, 1), (1, 2), (1, 3), (5, 1), (6, 2)])
def test_staff_present_cover_the_demand_of_every_hour(offset: int, seed: int) -> None:
    """In normal mode there are more carers on duty than visits ask for, hour by hour."""
    problem = week(MONDAY + timedelta(days=offset), 1, 1.0, seed)[1]

    short = [
        (service, number)
        for service, rows in hourly(problem).items()
        for number, (present, needed) in rows.items()
        if needed > present + 0.01
    ]
    assert not short, f"{short}\n{hourly_table(problem)}"


def test_service_cars_suffice() -> None:
    """Never more shifts at a time than cars, though not everybody gets one."""
    problem = week(MONDAY, 1, 1.0, 1)[1]
    using = [shift for shift in problem.shifts.values() if shift.vehicles]
    at_base = [
        shift for shift in problem.shifts.values()
        if shift.start_place == "base" and shift.mode == "car"
    ]  # fmt: skip

    assert 5 <= len(using) < len(at_base)
    for shift in using:
        assert sum(s.start <= shift.start < s.end for s in using) <= len(problem.vehicles)


def test_ids_last() -> None:
    """A recurring visit has one external id on all dates and an id of its own on each."""
    problem = week(MONDAY, 7, 0.2, 1)[1]
    again = week(MONDAY + timedelta(days=7), 1, 0.2, 1)[1]
    dates: dict[str, set[int]] = {}
    for visit in problem.visits.values():
        day = problem.clock.day_of(visit.windows[0].start)
        assert day not in dates.setdefault(visit.external_id, set())
        dates[visit.external_id].add(day)

    assert max(len(days) for days in dates.values()) == 7
    assert not problem.visits.keys() & again.visits.keys()
    shared = dates.keys() & {visit.external_id for visit in again.visits.values()}
    assert len(shared) >= 0.7 * len(again.visits)
    assert problem.workers.keys() == again.workers.keys()


def test_recurring_visits_keep_their_hours() -> None:
    """What somebody is promised is the same on most dates, and so is the length."""
    problem = week(MONDAY, 7, 0.2, 1)[1]
    promised: dict[str, Counter[tuple[int, int]]] = {}
    lengths: dict[str, set[int]] = {}
    for visit in problem.visits.values():
        if visit.service == "home_help":
            midnight = problem.clock.day_start(problem.clock.day_of(visit.windows[0].start))
            first = visit.windows[0]
            window = (first.start - midnight, first.end - midnight)
            promised.setdefault(visit.external_id, Counter())[window] += 1
            lengths.setdefault(visit.external_id, set()).add(visit.duration)
    usual = sum(windows.most_common(1)[0][1] for windows in promised.values())

    assert usual >= 0.85 * sum(windows.total() for windows in promised.values())
    assert all(len(found) == 1 for found in lengths.values())


def test_history_is_that_of_the_roster() -> None:
    """The days before a horizon are those that a horizon a day earlier plans."""
    sunday = week(MONDAY - timedelta(days=1), 1, 0.3, 1)[1]
    monday = week(MONDAY, 1, 0.3, 1)[1]
    on_sunday = {shift.worker for shift in sunday.shifts.values()}
    remembered = {
        worker.id for worker in monday.workers.values()
        if any(monday.clock.day_of(day.start) == -1 for day in worker.history.days)
    }  # fmt: skip

    assert remembered == on_sunday


def test_people_are_visited_by_few_faces() -> None:
    """In four weeks, at five visits a week or more, three carers make near half of the visits."""
    problem = week(MONDAY, 1, 1.0, 1)[1]
    visits: dict[str, list[int]] = {}
    for worker in problem.workers.values():
        if worker.service == "home_help":
            for person, count in worker.history.persons.items():
                visits.setdefault(person, []).append(count)
    often = [sorted(counts)[::-1] for counts in visits.values() if sum(counts) >= 20]

    assert len(often) >= 50
    assert 0.4 <= sum(sum(c[:3]) for c in often) / sum(map(sum, often)) <= 0.6


def test_the_days_remembered_could_have_been_made() -> None:
    """No carer was at two doors at once, or out of their shift, with the way to each door."""
    assert len(past()) == 28
    for tour in (tour for plan in past() for tour in plan.tours):
        here, now = tour.duty.carer.start, tour.duty.free[0]
        for stop in tour.stops:
            place = here
            if stop.reload:
                place = tour.duty.carer.start
            elif stop.need is not None:
                place = stop.need.place
            assert stop.start >= now + tour.leg(here, place)
            here, now = place, stop.end
        assert now + tour.leg(here, tour.duty.carer.start) <= tour.duty.free[1]


def test_little_of_the_days_remembered_is_left_out() -> None:
    """Quickly planned as they are, they hold 98 % of their visits."""
    made = sum(len(plan.workers) for plan in past())
    left = sum(len(plan.dropped) for plan in past())

    assert left <= 0.02 * (made + left)


def test_a_day_is_remembered_alike_by_all_horizons() -> None:
    """Monday's history and Tuesday's share 27 days, with the same carer on every visit."""
    city = City(0.3, 1)
    monday, tuesday = (
        [
            {need.external_id: worker for need, worker in plan.workers.items()}
            for plan in days_before(city, Habits(city), MONDAY + timedelta(days=later))
        ]
        for later in (0, 1)
    )

    assert monday[1:] == tuesday[:-1]


def test_refusals_go_both_ways_and_hold_on_every_date() -> None:
    """Some persons refuse a worker, some workers a person; the same ones a day later."""
    one, other = (week(MONDAY + timedelta(days=n), 1, 1.0, 1)[1] for n in (0, 1))
    shared = one.persons.keys() & other.persons.keys()

    assert any(person.refused_workers for person in one.persons.values())
    assert any(worker.refused_persons for worker in one.workers.values())
    for ident in shared:
        assert one.persons[ident].refused_workers == other.persons[ident].refused_workers
    for ident, worker in one.workers.items():
        theirs = other.workers[ident].refused_persons
        assert worker.refused_persons & shared == theirs & shared


def test_teams_meet() -> None:
    """On Tuesdays some carers are in a meeting for a part of their shift."""
    problem = week(MONDAY + timedelta(days=1), 1, 1.0, 1)[1]

    assert 3 <= sum(bool(worker.unavailable) for worker in problem.workers.values()) <= 40
