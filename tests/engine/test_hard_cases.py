"""Tiny days that a simpler search gets wrong: each served as well as it can be."""

from typing import Any

import pytest

from optimizer import Budget, Options, Result, check, solve
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import prices_of
from tests.builders import (
    iso,
    link,
    loaded,
    objective,
    pause,
    person,
    shift,
    span,
    term,
    ticks,
    visit,
    worker,
)


def solved(iterations: int = 30, **parts: Any) -> Result:
    """The result of a problem, lawful and without a tour given up."""
    result = solve(loaded(**parts), Budget(iterations=iterations))
    assert check(result.problem, result.plan).clean
    assert result.stats.repaired == ()
    return result


def stops(result: Result, ident: str = "s1") -> list[tuple[str, str]]:
    """Stops of a tour: what, and when it starts (`HH:MM`)."""
    tour = next(tour for tour in result.plan.tours if tour.shift == ident)
    clock = result.problem.clock
    return [(stop.ref or stop.kind, f"{clock.datetime(stop.start):%H:%M}") for stop in tour.stops]


# Pauses


def test_a_tour_that_must_leave_takes_its_break_at_the_base() -> None:
    """Leaving at 08:00 sharp with a break to begin by 08:05, the worker takes it at once."""
    result = solved(
        visits=[visit("v1", 10, "08:30-12:00")],
        shifts=[shift("w1", leaves_at_start=True, breaks=[pause("b1", "08:00-08:05", 20)])],
    )
    assert stops(result)[:3] == [("depot", "08:00"), ("b1", "08:00"), ("v1", "08:30")]


def test_a_tour_that_must_leave_waits_through_an_appointment() -> None:
    """Leaving at 08:00 on paper, the worker is away until 08:40, then drives."""
    result = solved(
        visits=[visit("v1", 10, "08:00-12:00")],
        workers=[worker("w1", unavailable=[span("07:30-08:40")])],
        shifts=[shift("w1", leaves_at_start=True)],
    )
    assert stops(result)[:2] == [("depot", "08:00"), ("v1", "08:50")]


def test_a_break_comes_after_an_appointment_if_it_must() -> None:
    """v1 fills the time before the appointment at 12:00, so that lunch is after 13:00: just so late
    that what is left before v2 is less than 15 min, no coupure."""
    result = solved(
        visits=[visit("v1", 0, "11:00-11:00", 60), visit("v2", 0, "14:00-14:00", 60)],
        workers=[worker("w1", unavailable=[span("12:00-13:00")])],
        shifts=[shift("w1", breaks=[pause("b1", "11:00-13:30", 30)])],
    )
    assert [name for name, _ in stops(result)] == ["depot", "v1", "b1", "v2", "depot"]
    assert ("b1", "13:15") in stops(result)


def test_overlapping_appointments_are_one() -> None:
    """09:00-10:00 and 09:30-11:00 leave the time from 11:00 on."""
    result = solved(
        visits=[visit("v1", 0, "09:00-12:00")],
        workers=[worker("w1", unavailable=[span("09:00-10:00"), span("09:30-11:00")])],
        shifts=[shift("w1", "08:45-12:00")],
    )
    assert stops(result)[1] == ("v1", "11:00")


def test_no_tour_waits_for_a_break_that_is_not_due() -> None:
    """A tour back at 10:40 ends then, although a break window opens at 13:00."""
    result = solved(
        visits=[visit("v1", 10, "10:00-10:00", 30)],
        shifts=[shift("w1", breaks=[pause("b1", "13:00-14:00", 30)])],
    )
    assert stops(result) == [("depot", "09:50"), ("v1", "10:00"), ("depot", "10:40")]


# Matrices where a detour is shorter


def test_visits_can_be_taken_out_where_the_direct_way_is_longer() -> None:
    """Past v2 the way from v1 to v3 takes 60 minutes, by it 10: taking v2 out moves v3 too."""
    minutes = {("a", "b"): 5, ("b", "c"): 5}
    names = ["base", "a", "b", "c"]
    day = loaded(
        visits=[
            visit("v1", window="09:00-09:00", minutes=10, place="a"),
            visit("v2", window="08:00-12:00", minutes=0, place="b"),
            visit("v3", window="09:20-09:30", minutes=10, place="c"),
        ],
        places=[{"id": name, "access_s": 0} for name in names[1:]],
        travel={
            "matrices": {
                "car": {
                    "places": names,
                    "duration_s": [
                        [0 if x == y else 60 * minutes.get((x, y), 60) for y in names]
                        for x in names
                    ],
                }
            }
        },
        shifts=[shift("w1", "07:00-16:00")],
    )
    insertion = Insertion(Instance(day), prices_of(Instance(day)), seed=1)
    insertion.place_all(lambda: False)
    assert insertion.tours[0].nodes == [0, 1, 2]
    insertion.remove(1)
    assert check(day, plan_of(insertion.instance, insertion.tours)).clean
    assert set(insertion.where) == set(insertion.tours[0].nodes) == {0}


# Pins and frozen tours


def test_pinned_visits_go_first() -> None:
    """Both visits need 09:00 of the one worker who may come: the pinned one has it."""
    result = solved(
        visits=[visit("v1", window="09:00-09:00"), visit("v2", window="08:00-10:00")],
        pins=[{"visit": "v2", "start": iso("09:00")}],
    )
    assert set(result.plan.placed) == {"v2"}


def test_a_frozen_tour_may_begin_with_a_pickup_alone() -> None:
    """Only the pickup is frozen: its delivery is placed behind it, in the same tour."""
    result = solved(
        visits=[visit("a", 5, minutes=5, load={"seats": 1}), visit("b", 10, minutes=5),
                visit("c", 7, minutes=5)],
        links=[link("pickup_delivery", "a", "b", max_ride_s=3600)],
        shifts=[shift("w1", capacity={"seats": 1}), shift("w2", capacity={"seats": 1})],
        frozen_tours=[{"shift": "s2", "visits": ["a"]}],
    )  # fmt: skip
    tour = next(tour for tour in result.plan.tours if tour.shift == "s2")
    assert tour.visits[0] == "a"
    assert "b" in tour.visits
    assert not result.plan.unserved


def test_frozen_visits_that_are_linked_agree() -> None:
    """v2 is second in one frozen tour, its partner first in another: both wait for each other."""
    result = solved(
        visits=[
            visit("v1", 10, "08:00-12:00", 60),
            visit("v2", 20, "08:00-12:00"),
            visit("v3", 20, "08:00-12:00"),
        ],
        links=[link("together", "v2", "v3")],
        shifts=[shift("w1"), shift("w2")],
        frozen_tours=[{"shift": "s1", "visits": ["v1", "v2"]}, {"shift": "s2", "visits": ["v3"]}],
    )
    placed = result.plan.placed
    assert placed["v2"][1].start == placed["v3"][1].start >= ticks(result.problem, "09:20")


# Links


@pytest.mark.parametrize(("partner", "served"), [("keep", 1), ("drop_both", 0)])
def test_one_of_a_pair_alone(partner: str, served: int) -> None:
    """With one worker only, `keep` lets one of a pair be served, `drop_both` neither."""
    result = solved(
        visits=[visit("v1"), visit("v2")],
        links=[link("together", "v1", "v2", if_partner_unserved=partner)],
    )
    assert len(result.plan.placed) == served


def test_a_linked_visit_waits_for_a_partner_who_starts_late() -> None:
    """v1 could start at 08:00, but v2, at most 30 minutes after it, not before 11:00."""
    result = solved(
        visits=[visit("v1", 0, "08:00-12:00"), visit("v2", 0, "11:00-12:00")],
        links=[link("sequence", "v1", "v2", gap_from="start", max_gap_s=1800)],
        shifts=[shift("w1"), shift("w2")],
    )
    assert not result.plan.unserved


def test_two_links_between_the_same_visits() -> None:
    """Within 20 minutes of each other, and v2 15 minutes after v1 at least."""
    result = solved(
        visits=[visit("v1"), visit("v2")],
        links=[
            link("together", "v1", "v2", tolerance_s=1200),
            link("sequence", "v1", "v2", gap_from="start", min_gap_s=900),
        ],
        shifts=[shift("w1"), shift("w2")],
    )
    placed = result.plan.placed
    assert 900 <= placed["v2"][1].start - placed["v1"][1].start <= 1200


def test_a_ride_with_a_gap_of_its_own() -> None:
    """Beside the ride, the delivery starts 40 to 50 minutes after the pickup."""
    result = solved(
        visits=[visit("a", 5, minutes=5, load={"seats": 1}), visit("b", 10, minutes=5)],
        links=[
            link("pickup_delivery", "a", "b"),
            link("sequence", "a", "b", gap_from="start", min_gap_s=2400, max_gap_s=3000),
        ],
        shifts=[shift("w1", capacity={"seats": 1})],
    )
    placed = result.plan.placed
    assert 2400 <= placed["b"][1].start - placed["a"][1].start <= 3000


def test_a_visit_far_away_is_served_all_the_same() -> None:
    """The way to v1 costs 75 EUR, its priority is the last: still served, as levels say."""
    result = solved(
        visits=[visit("v1", 90, priority=4)],
        objective=objective(
            term("unserved_p4", level="unserved"),
            term("travel_time", 2_500),
            levels=("unserved", "cost"),
        ),
    )
    assert set(result.plan.placed) == {"v1"}


def test_presence_holds_while_a_visit_is_put_off() -> None:
    """v1 would best be put off to its soft end at 09:00, but nobody is home then."""
    soft = {**span("08:00-12:00"), "late_after": iso("09:00")}
    result = solved(
        visits=[
            visit("v1", 10, windows=[soft], person="p", minutes=10),
            visit("v2", 20, "11:00-12:00"),
        ],
        persons=[person("p", 10, absent=["08:30-09:30"])],
    )
    assert stops(result)[1:3] == [("v1", "08:20"), ("v2", "11:00")]


# The library


def test_the_library_betters_a_plan() -> None:
    """On a day of 40 visits the routing library improves what ruin and recreate left."""
    places = [((7 * i) % 50 - 25, (11 * i) % 40) for i in range(40)]
    day = loaded(
        visits=[
            visit(f"v{i}", (47.2 + x / 1_000, 6.0 + y / 1_000), "08:00-16:00", 10)
            for i, (x, y) in enumerate(places)
        ],
        base=(47.2, 6.02),
        shifts=[shift("w1"), shift("w2"), shift("w3")],
    )
    result = solve(day, Budget(iterations=20), options=Options("routing"))
    gained = result.stats.contributions
    assert result.verdict.clean
    assert gained["routing"] < (0,) * len(result.score.levels)
