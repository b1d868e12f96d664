"""Key figures, each against arithmetic done by hand. One minute is one kilometre here."""

import pytest

from optimizer.explain.kpis import Kpis, Served, kpis
from optimizer.plan.model import Plan
from optimizer.referee.measures import gaps, waiting
from tests.builders import iso, loaded, pause, plan, shift, visit, worker
from tests.outputs.sample import day, made

MINUTE = 60


def test_time_distance_and_pay() -> None:
    """Visits, travel, waits, pay and kilometres of one tour."""
    problem = loaded(
        visits=[
            visit("a", at=10, window="09:00-09:00", minutes=30),
            visit("b", at=20, window="10:00-10:00", minutes=60),
            visit("c", at=20, window="12:00-12:00", minutes=30),
        ],
        shifts=[shift("w1", breaks=[pause("lunch", "11:00-13:00")])],
    )
    found = kpis(problem, plan(problem, {"s1": ["a", "b", "break:lunch", "c"]}))

    # 08:50 leave, 09:00-09:30 a, 09:40 arrive, 10:00-11:00 b, 11:00-11:30 lunch, 12:00-12:30 c,
    # 12:50 back: 240 min, of which 120 visits, 40 travel, 30 lunch, waits of 20 and 30.
    assert found.visit_s == 120 * MINUTE
    assert found.travel_s == 40 * MINUTE
    assert found.wait_s == 50 * MINUTE
    assert found.paid_s == (240 - 30 - 20 - 30) * MINUTE
    assert found.productive_ratio == 0.75  # 120 / 160
    assert found.travel_share == 0.25  # 40 / (120 + 40)
    assert found.km == 40
    assert found.km_per_visit == round(40 / 3, 4)
    assert (found.gaps, found.gap_s, found.gaps_per_worker_day) == (2, 50 * MINUTE, 2)
    assert (found.workers, found.tours, found.breaks) == (1, 1, 1)


def test_short_waits_and_paid_breaks_are_paid() -> None:
    """A wait below 15 min is work and no gap; a paid break is work."""
    problem = loaded(
        visits=[
            visit("a", at=0, window="09:00-09:00", minutes=30),
            visit("b", at=0, window="10:14-10:14", minutes=30),
        ],
        shifts=[shift("w1", breaks=[pause("lunch", "09:30-13:00", paid=True)])],
    )
    found = kpis(problem, plan(problem, {"s1": ["a", "break:lunch", "b"]}))

    # 09:00-09:30 a, 09:30-10:00 lunch, wait 14 min, 10:14-10:44 b.
    assert found.wait_s == 14 * MINUTE
    assert found.paid_s == 104 * MINUTE
    assert found.gaps == 0


def test_time_between_two_tours_of_a_day_is_a_gap() -> None:
    """A split day has one gap, whatever its length; two workers share the count."""
    problem = loaded(
        visits=[visit(v, at=0, window=w, minutes=60)
                for v, w in (("a", "08:00-08:00"), ("b", "17:00-17:00"), ("c", "08:00-08:00"))],
        shifts=[shift("w1", "08:00-12:00"), shift("w1", "16:00-20:00", ident="s1b"), shift("w2")],
    )  # fmt: skip
    made_plan = plan(problem, {"s1": ["a"], "s1b": ["b"], "s2": ["c"]})
    found = kpis(problem, made_plan)

    assert (found.gaps, found.gap_s) == (1, 8 * 60 * MINUTE)
    assert found.gaps_per_worker_day == 0.5
    assert found.gaps == sum(value for _, value in gaps(problem, made_plan))


def test_gaps_and_waits_are_those_of_the_score() -> None:
    """Key figures and score count the same gaps, and the same waits after the first visit."""
    problem = day()
    found = kpis(problem, made(problem))
    scored = sum(value for _, value in waiting(problem, made(problem)))
    before_first = sum(tour.stops[1].wait for tour in made(problem).tours)

    assert found.gaps == sum(value for _, value in gaps(problem, made(problem)))
    assert found.wait_s * 1000 == scored + 1000 * before_first


def test_visits_are_counted_by_service_and_priority() -> None:
    """Served and asked for, in all, by service and by priority."""
    found = kpis(day(), made(day()))

    assert found.visits == Served(5, 6)
    assert found.by_service == {"home_help": Served(3, 3), "nursing": Served(2, 3)}
    assert found.by_priority == {"1": Served(1, 2), "2": Served(3, 3), "4": Served(1, 1)}


@pytest.mark.parametrize(
    ("priority", "start", "expected"),
    [(1, "09:15", 1.0), (1, "09:16", 0.0), (1, "08:44", 0.0), (2, "09:30", 1.0), (2, "09:31", 0.0),
     (4, "08:30", 1.0)],
)  # fmt: skip
def test_punctuality_allows_less_for_vital_visits(
    priority: int, start: str, expected: float
) -> None:
    """15 min around the usual start for priority 1, 30 min for others, both ends included."""
    problem = loaded(visits=[visit("a", priority=priority, usual_start=iso("09:00"))])

    assert kpis(problem, plan(problem, {"s1": ["a"]}, starts={"a": start})).punctuality == expected


def test_late_visits_are_counted() -> None:
    """Two of four visits start after `late_after`: half are not late."""
    visits = [visit(f"v{n}", at=0, window="08:00-12:00", minutes=30) for n in range(4)]
    for item in visits:
        item["windows"][0]["late_after"] = iso("08:30")
    problem = loaded(visits=visits)

    # Starts 08:00, 08:30, 09:00, 09:30.
    assert kpis(problem, plan(problem, {"s1": ["v0", "v1", "v2", "v3"]})).not_late == 0.5


def test_continuity_is_an_average_over_persons() -> None:
    """1 - (distinct workers - 1) / (visits - 1) for each person seen twice or more."""
    problem = loaded(
        visits=[
            *(visit(f"a{n}", at=0, person="anna", minutes=10) for n in range(3)),
            *(visit(f"b{n}", at=0, person="bob", minutes=10) for n in range(2)),
            visit("c", at=0, person="carl", minutes=10),
        ],
        workers=[worker("w1"), worker("w2")],
    )
    tours = {"s1": ["a0", "a1", "b0", "c"], "s2": ["a2", "b1"]}

    # anna: 1 - 1/2; bob: 1 - 1/1; carl is seen once and does not count.
    assert kpis(problem, plan(problem, tours)).continuity == 0.25


def test_known_workers_are_those_of_the_history() -> None:
    """Persons whom nobody has visited before do not count."""
    problem = loaded(
        visits=[visit(v, at=0, person=v, minutes=10) for v in ("anna", "bob", "carl")],
        workers=[worker("w1", history={"persons": {"anna": 2, "carl": 0}}),
                 worker("w2", history={"persons": {"bob": 1}})],
    )  # fmt: skip

    # anna by w1 (known), bob by w1 (not known); nobody knows carl.
    assert kpis(problem, plan(problem, {"s1": ["anna", "bob", "carl"]})).known_worker == 0.5


def test_nothing_is_made_up_where_there_is_nothing_to_measure() -> None:
    """An empty plan has counts of zero and no shares, not shares of 0 or 100 %."""
    problem = loaded(visits=[visit("a")])

    assert kpis(problem, Plan((), {"a": ()})) == Kpis(
        visits=Served(0, 1),
        by_service={"home_help": Served(0, 1)},
        by_priority={"2": Served(0, 1)},
        visit_s=0,
        travel_s=0,
        wait_s=0,
        paid_s=0,
        productive_ratio=None,
        travel_share=None,
        km=0,
        km_per_visit=None,
        gaps=0,
        gap_s=0,
        gaps_per_worker_day=None,
        punctuality=None,
        not_late=None,
        continuity=None,
        known_worker=None,
        workers=0,
        tours=0,
        breaks=0,
    )
