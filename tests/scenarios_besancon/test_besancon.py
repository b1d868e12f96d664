"""The standard day of Besançon: volumes, shapes, and that everybody can be served."""

import json
import os
import random
import subprocess
import sys
from datetime import date
from functools import cache

import pytest

from optimizer.problem import InvalidProblem
from optimizer.problem.document import digest
from optimizer.problem.load import load_problem
from optimizer.problem.model import PickupDelivery, Problem, Sequence, Together, Window
from optimizer.referee import check
from scenarios.besancon import generate, labels
from scenarios.besancon.build import Days, build
from scenarios.besancon.city import City
from scenarios.besancon.districts import CITY_BOX
from scenarios.besancon.hidden_plan import hidden_plan
from scenarios.besancon.summary import table, volumes
from scenarios.besancon.windows import around

TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 29)
CHRISTMAS = date(2026, 12, 25)
SUMMER_TIME_BEGINS, SUMMER_TIME_ENDS = date(2026, 3, 29), date(2026, 10, 25)
SEEDS = (1, 2, 3)


@cache
def built(day: date, scale: float, seed: int) -> tuple[Days, Problem]:
    """A day with its loaded problem; built once, as many tests look at the same."""
    made = build(day, scale=scale, seed=seed)
    return made, load_problem(made.document)


@pytest.fixture(params=SEEDS)
def standard(request: pytest.FixtureRequest) -> Problem:
    """The standard weekday at full scale."""
    return built(TUESDAY, 1.0, request.param)[1]


@pytest.fixture
def small() -> Problem:
    """A weekday at a tenth of the scale."""
    return built(TUESDAY, 0.1, 1)[1]


def test_same_arguments_same_document() -> None:
    """The same arguments give the same document."""
    once, twice = (generate(TUESDAY, scale=0.2, seed=7).to_json_dict() for _ in range(2))

    assert once == twice


def test_same_document_in_another_process() -> None:
    """Nothing hangs on the order of hashes, which differs between processes."""
    code = (
        "from datetime import date;"
        "from optimizer.problem.document import digest;"
        "from scenarios.besancon import generate;"
        "day = generate(date(2026, 11, 24), scale=0.3, seed=7);"
        "print(digest(day.to_json_dict()))"
    )
    here = digest(generate(TUESDAY, scale=0.3, seed=7).to_json_dict())
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == here


def test_other_seed_other_city() -> None:
    """Another seed is another city."""
    assert generate(TUESDAY, scale=0.1, seed=1) != generate(TUESDAY, scale=0.1, seed=2)


def test_scale_may_be_written_as_int() -> None:
    """A scale of 1 is a scale of 1.0."""
    assert generate(TUESDAY, scale=1) == built(TUESDAY, 1.0, 1)[0].document


def test_volumes_of_a_weekday(standard: Problem) -> None:
    """Visits and hours of a weekday are those of the annual report."""
    found = volumes(standard)

    assert 720 <= len(standard.visits) <= 810
    assert 280 <= found["home_help"].visit_hours <= 345
    assert 50 <= found["nursing"].visits <= 68
    assert 255 <= found["meals"].visits <= 300
    assert 28 <= found["transport"].visits <= 40


def test_staff_of_a_weekday(standard: Problem) -> None:
    """110 aides and nursing assistants are on payroll, and 25 for relief; 70 to 85 on duty."""
    payroll = {
        worker.id
        for worker in standard.workers.values()
        if worker.service in ("home_help", "nursing") and worker.skills.get("nursing", 0) < 2
    }
    on_duty = {shift.worker for shift in standard.shifts.values()}

    assert len(payroll) == 110 + 25
    assert 70 <= len(payroll & on_duty) <= 85
    assert len(on_duty) > len(payroll & on_duty)


@pytest.mark.parametrize("service", ["home_help", "nursing"])
def test_visit_hours_over_rostered_hours(standard: Problem, service: str) -> None:
    """Carers spend 45 to 75 % of their rostered hours with people."""
    assert 0.45 <= volumes(standard)[service].ratio <= 0.75


@pytest.mark.parametrize("seed", SEEDS)
def test_nursing_patients_with_home_help(seed: int) -> None:
    """Over 330 people get home help; so do some 39 % of the patients on the nursing places."""
    services = [
        {regular.activity.service for regular in client.care}
        for client in City(1.0, seed).clients_on(TUESDAY)
    ]
    nursing = [found for found in services if "nursing" in found]

    assert sum("home_help" in found for found in services) >= 330
    assert 65 <= len(nursing) <= 76
    assert 0.34 <= sum("home_help" in found for found in nursing) / len(nursing) <= 0.44


def test_links_of_a_weekday(standard: Problem) -> None:
    """There are two-carer visits, insulin before meals across services, and rides."""
    links = list(standard.links.values())
    sequences = [link for link in links if isinstance(link, Sequence)]
    ours = [s for s in sequences if standard.visits.keys() >= set(s.visits)]
    across = [s for s in ours if len({standard.visits[v].service for v in s.visits}) == 2]

    assert 18 <= sum(isinstance(link, Together) for link in links) <= 28
    assert len(across) >= 8
    assert len(sequences) > len(ours), "some meals wait for the insulin of a private nurse"
    assert 14 <= sum(isinstance(link, PickupDelivery) for link in links) <= 20


def test_meals_and_rides_are_those_of_vans_and_wheelchairs() -> None:
    """Meals are handed over in 2 to 4 min, 4 h after loading at most, from vans of 50 to 60;
    minibuses take 2 wheelchairs, and some people of the day centre need the place."""
    document = built(TUESDAY, 1.0, 3)[0].document
    meals = [visit for visit in document.visits if visit.service == "meals"]
    service = {worker.id: worker.service for worker in document.workers}
    carrying = {
        wanted: [shift.capacity for shift in document.shifts if service[shift.worker] == wanted]
        for wanted in ("meals", "transport")
    }
    wheelchairs = [v for v in document.visits if v.load.get("wheelchairs")]

    assert {visit.max_since_loading_s for visit in meals} == {4 * 3600}
    assert {visit.duration_s for visit in meals} == {120, 180, 240}
    assert carrying["meals"]
    assert all(50 <= capacity["meals"] <= 60 for capacity in carrying["meals"])
    assert carrying["transport"]
    assert all(capacity["wheelchairs"] == 2 for capacity in carrying["transport"])
    assert wheelchairs
    assert {visit.activity for visit in wheelchairs} == {"pick_up"}


def test_shifts_leave_room_for_the_law(standard: Problem) -> None:
    """Whoever works all their shifts stays within 10 h of work and 12 h of span."""
    limits = standard.working_time
    assert limits.max_work_per_day is not None
    assert limits.max_span_per_day is not None
    for shifts in standard.shifts_of.values():
        if shifts:
            breaks = sum(pause.duration for shift in shifts for pause in shift.breaks)
            work = sum(shift.end - shift.start for shift in shifts) - breaks
            assert work <= limits.max_work_per_day
            assert shifts[-1].end - shifts[0].start <= limits.max_span_per_day


def test_windows_are_realistic(standard: Problem) -> None:
    """Nine windows in ten at home last an hour or more; insulin has its half hours."""
    at_home = [v for v in standard.visits.values() if v.service in ("home_help", "nursing")]
    lengths = [max(w.end - w.start for w in visit.windows) for visit in at_home]

    assert sum(length >= 3600 for length in lengths) >= 0.9 * len(lengths)
    assert all(
        [w.end - w.start for w in visit.windows] == [3600]
        for visit in at_home
        if visit.activity == "insulin"
    )


def test_nobody_at_the_day_centre_is_visited_at_home(standard: Problem) -> None:
    """Between the rides of a person, no window of a visit at home is open."""
    gone: dict[str, Window] = {}
    back: dict[str, Window] = {}
    for visit in standard.visits.values():
        if visit.service == "transport" and visit.place != "day-centre":
            side = gone if visit.activity == "pick_up" else back
            side[visit.person] = visit.windows[0]
    at_home = [v for v in standard.visits.values() if v.service != "transport"]
    concerned = [visit for visit in at_home if visit.person in gone]

    assert concerned
    for visit in concerned:
        first, last = gone[visit.person], back[visit.person]
        assert all(w.end < first.end or w.start > last.start for w in visit.windows)


def test_homes_are_inside_the_city(standard: Problem) -> None:
    """All places lie in a box around the city."""
    (south, west), (north, east) = CITY_BOX
    for place in standard.places.values():
        assert place.location is not None
        assert south <= place.location[0] <= north
        assert west <= place.location[1] <= east


@pytest.mark.parametrize(
    ("day", "scale"),
    [
        (TUESDAY, 1.0),
        (TUESDAY, 0.3),
        (TUESDAY, 0.1),
        (TUESDAY, 0.05),
        (SATURDAY, 0.5),
        (SUNDAY, 0.5),
        (CHRISTMAS, 0.2),
        (SUMMER_TIME_BEGINS, 0.3),
        (SUMMER_TIME_ENDS, 0.3),
    ],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_can_be_served(day: date, scale: float, seed: int) -> None:
    """The plan that a day is built around serves every visit, and the referee passes it."""
    made, problem = built(day, scale, seed)

    plan = hidden_plan(made, problem)

    assert set(plan.placed) == set(problem.visits)
    assert check(problem, plan).violations == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_little_demand_is_turned_away(seed: int) -> None:
    """Building the day drops a few visits only, so its volumes do not hang on luck."""
    (day,) = built(TUESDAY, 1.0, seed)[0].days

    assert len(day.plan.dropped) <= 0.02 * len(day.ids)


def test_small_days_have_every_service_and_link(small: Problem) -> None:
    """A tenth of a day still has all services and kinds of links."""
    assert {visit.service for visit in small.visits.values()} == {
        "home_help", "meals", "nursing", "transport",
    }  # fmt: skip
    assert {link.kind for link in small.links.values()} == {
        "pickup_delivery", "sequence", "together",
    }  # fmt: skip


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY, CHRISTMAS])
def test_weekends_and_holidays_are_reduced(day: date) -> None:
    """On days of rest there is care, but no housework, shopping or day centre."""
    reduced = built(day, 1.0, 1)[1]
    standard = built(TUESDAY, 1.0, 1)[1]
    activities = {visit.activity for visit in reduced.visits.values()}

    assert {"get_up", "bed", "nursing_wash"} <= activities
    assert not activities & {"housework", "shopping", "social", "pick_up"}
    assert len(reduced.shifts) < len(standard.shifts)
    assert len(reduced.workers) == len(standard.workers)


def test_document_holds_no_names_or_addresses(small: Problem) -> None:
    """Nothing of the labels file is in the document."""
    document = generate(TUESDAY, scale=0.1)
    text = json.dumps(document.to_json_dict(), ensure_ascii=False)
    rows = labels(document)

    assert {row.id for row in rows} == {*small.persons, *small.workers}
    for row in rows:
        assert row.name not in text
        assert row.phone not in text
        assert not row.address or row.address not in text


def test_labels_do_not_depend_on_the_document() -> None:
    """The same id has the same label in every document."""
    big = {row.id: row for row in labels(generate(TUESDAY, scale=0.2))}
    small = {row.id: row for row in labels(generate(TUESDAY, scale=0.1))}
    shared = big.keys() & small.keys()

    assert shared
    assert all(big[ident] == small[ident] for ident in shared)


def test_people_stay_from_day_to_day() -> None:
    """On another date of the same seed, the same people live at the same places."""
    one, other = (generate(day, scale=0.2) for day in (TUESDAY, SATURDAY))
    homes = {place.id: place.location for place in one.places}
    shared = [place for place in other.places if place.id in homes]

    assert len(shared) > 20
    assert all(homes[place.id] == place.location for place in shared)
    assert [worker.skills for worker in one.workers] == [w.skills for w in other.workers]


def test_table_shows_all_services(small: Problem) -> None:
    """The table has a line for each service and their sum."""
    lines = table(small).splitlines()

    assert [line.split()[0] for line in lines] == [
        "service", "home_help", "meals", "nursing", "transport", "all",
    ]  # fmt: skip


def test_window_holds_its_start_and_stays_inside_its_band() -> None:
    """Wherever the start lies in the band, the window holds it, at full width if it fits."""
    rng = random.Random(1)
    for start in range(7 * 3600, 10 * 3600 + 1, 97):
        opens, closes = around(start, 4500, (7 * 3600, 10 * 3600), rng)
        assert 7 * 3600 <= opens <= start <= closes <= 10 * 3600
        assert closes - opens == 4500


@pytest.mark.parametrize(
    "wrong",
    [{"days": 63}, {"days": 0}, {"mode": "flood"}, {"scale": 0.01}, {"scale": 11},
     {"scale": float("nan")}, {"nursing_places": 81}, {"days": 63, "scale": 11, "mode": "flood"}],
)  # fmt: skip
def test_impossible_arguments_are_named(wrong: dict[str, object]) -> None:
    """Impossible arguments are refused together by name and value, with what is possible."""
    with pytest.raises(InvalidProblem, match="choose") as refused:
        generate(TUESDAY, **wrong)  # type: ignore[arg-type]

    assert {error.pointer: error.value for error in refused.value.errors} == wrong
