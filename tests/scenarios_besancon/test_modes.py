"""States of the service: what each changes, and that all of them can be planned."""

from datetime import date, datetime, timedelta

import pytest

from optimizer import Budget, load_problem, solve
from optimizer.problem.document import ProblemDocument
from optimizer.problem.features import features
from optimizer.referee import check
from scenarios.besancon import MODES, generate

TUESDAY = date(2026, 11, 24)
SUMMER = date(2026, 7, 7)
WINTER = date(2027, 1, 19)
SEASONS = {"heatwave": SUMMER, "snow": WINTER}
"""Modes that belong to a time of the year."""


def made(mode: str, day: date = TUESDAY, scale: float = 0.3) -> ProblemDocument:
    return generate(day, scale=scale, mode=mode, seed=1)


def on_duty(document: ProblemDocument) -> set[str]:
    return {shift.worker for shift in document.shifts}


def hour(time: str) -> float:
    moment = datetime.fromisoformat(time)
    return moment.hour + moment.minute / 60


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_planned_end_to_end(mode: str) -> None:
    """The engine plans it, the referee finds nothing, and every visit is accounted for."""
    day = SEASONS.get(mode, TUESDAY)
    problem = load_problem(generate(day, scale=0.1, mode=mode, seed=1))
    result = solve(problem, Budget(iterations=30), seed=1)

    assert check(problem, result.plan).violations == ()
    assert len(result.plan.placed) >= 0.6 * len(problem.visits)
    assert result.plan.placed.keys() | result.plan.unserved.keys() == problem.visits.keys()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("later", "days"), [(0, 2), (0, 7), (6, 7)])
def test_the_shifts_of_a_mode_are_lawful(mode: str, later: int, days: int) -> None:
    """Over two days or seven, from a Tuesday or a Monday, they keep the limits of work alone."""
    first = SEASONS.get(mode, TUESDAY) + timedelta(days=later)
    problem = load_problem(generate(first, days=days, scale=0.3, mode=mode, seed=2))

    assert "working_time.binding" not in features(problem)


def test_everybody_in_the_register_can_be_called_on_every_day_of_a_heatwave() -> None:
    """Each caller works three or four days of seven, and somebody is there on each."""
    heat = generate(SUMMER, days=7, scale=0.1, mode="heatwave", seed=1)
    days: dict[str, set[str]] = {}
    for shift in heat.shifts:
        if shift.worker.startswith("C"):
            days.setdefault(shift.worker, set()).add(shift.start[:10])

    assert {len(dates) for dates in days.values()} == {3, 4}
    assert len(set().union(*days.values())) == 7


def test_modes_differ() -> None:
    """Each mode makes another document of the same day; the same one each time."""
    documents = {mode: made(mode, scale=0.1) for mode in MODES}

    for mode, document in documents.items():
        assert document == made(mode, scale=0.1)
        assert all(document != other for name, other in documents.items() if name != mode)


def test_absence_takes_one_in_eight_and_no_demand() -> None:
    """10 to 15 % of the staff on duty are missing, the visits are the same."""
    normal, absence = made("normal"), made("absence")

    assert absence.visits == normal.visits
    assert on_duty(absence) < on_duty(normal)
    assert 0.10 <= 1 - len(on_duty(absence)) / len(on_duty(normal)) <= 0.15


def test_strike_keeps_a_minimum_of_each_service() -> None:
    """About half of the staff work, some of every service."""
    normal, strike = made("normal"), made("strike")
    service = {worker.id: worker.service for worker in normal.workers}

    assert strike.visits == normal.visits
    assert 0.4 <= len(on_duty(strike)) / len(on_duty(normal)) <= 0.6
    assert {service[w] for w in on_duty(strike)} == {service[w] for w in on_duty(normal)}


def test_heatwave_begins_earlier_and_brings_water_and_calls() -> None:
    """Early shifts at six, no heavy work after noon where it can be, drinks and calls on top."""
    normal, heat = made("normal", SUMMER), made("heatwave", SUMMER)
    activities = [visit.activity for visit in heat.visits]

    assert min(hour(shift.start) for shift in heat.shifts) == 6
    assert min(hour(shift.start) for shift in normal.shifts) == 7
    assert activities.count("hydration") >= 10
    assert activities.count("call") >= 2 * 20
    assert len(heat.visits) == len(normal.visits) + sum(
        activities.count(added) for added in ("hydration", "call")
    )


def test_snow_slows_cars_and_leaves_bicycles_at_home() -> None:
    """Cars take 1.6 times as long, nobody cycles, more people walk, and walkers take no car."""
    normal, snow = made("normal", scale=0.4), made("snow", scale=0.4)
    modes = [[worker.mode for worker in document.workers] for document in (normal, snow)]
    walking = {worker.id for worker in snow.workers if worker.mode == "foot"}

    assert snow.travel.modes["car"].traffic_factor == pytest.approx(1.2 * 1.6)
    assert "bicycle" in modes[0]
    assert "bicycle" not in modes[1]
    assert modes[1].count("foot") > modes[0].count("foot") + modes[0].count("bicycle")
    assert not any(shift.vehicles for shift in snow.shifts if shift.worker in walking)


def test_discharge_adds_a_heavy_client() -> None:
    """One more person: two-carer lifts, noon meal and nursing, all vital, on every day."""
    normal = generate(TUESDAY, days=2, scale=0.1)
    document = generate(TUESDAY, days=2, scale=0.1, mode="discharge")
    (person,) = {p.id for p in document.persons} - {p.id for p in normal.persons}
    visits = [visit for visit in document.visits if visit.person == person]

    assert len(visits) == 2 * 7
    assert {visit.priority for visit in visits} == {1}
    assert sum("hoist" in visit.skills for visit in visits) == 2 * 4
    assert sum(link.type == "together" for link in document.links) == 2 * 2 + sum(
        link.type == "together" for link in normal.links
    )
