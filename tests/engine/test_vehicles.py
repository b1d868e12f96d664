"""Shared vehicles: who gets one, what it adds, and what becomes of shifts without."""

from typing import Any

from optimizer import Budget, Result, check, solve
from optimizer.problem.model import Problem
from tests.builders import loaded, shift, span, visit, worker


def solved(day: Problem) -> Result:
    """A lawful result after 20 iterations."""
    result = solve(day, Budget(iterations=20))
    assert check(day, result.plan).violations == ()
    assert result.stats.repaired == ()
    return result


def used(result: Result) -> dict[str, str | None]:
    """Vehicles by shift."""
    return {tour.shift: tour.vehicle for tour in result.plan.tours}


def reasons(result: Result, name: str) -> set[tuple[str, str, str | None, str]]:
    """Code, scope, shift and detail of the reasons why a visit is unserved."""
    return {(r.code, r.scope, r.shift, r.detail) for r in result.plan.unserved[name]}


def pair(hours: str = "08:00-12:00", later: str = "08:00-12:00", **more: Any) -> dict[str, Any]:
    """Two workers who need the only car; a1 is for w1 by skill, b1 and b2 are for w2."""
    return {
        "vehicles": [{"id": "car", **more}],
        "workers": [worker("w1", skills=["a"]), worker("w2", skills=["b"])],
        "shifts": [shift("w1", hours, vehicles=["car"]), shift("w2", later, vehicles=["car"])],
        "visits": [
            visit("a1", 10, skills=["a"]),
            visit("b1", 20, skills=["b"]),
            visit("b2", 20, skills=["b"]),
        ],
    }


def test_one_car_goes_where_it_serves_most() -> None:
    """Shifts at the same time: w2 has two visits and gets the car, the visit of w1 stays."""
    result = solved(loaded(**pair()))
    assert used(result) == {"s2": "car"}
    assert reasons(result, "a1") == {
        ("vehicles", "now", "s1", "car"),
        ("skills", "never", "s2", "a"),
    }


def test_a_vital_visit_outweighs_two_others() -> None:
    """Priority 1 counts ten times priority 2."""
    parts = pair()
    parts["visits"][0]["priority"] = 1
    assert used(solved(loaded(**parts))) == {"s1": "car"}


def test_one_car_serves_one_shift_after_the_other() -> None:
    """A shift until 12:00 and one from 12:00: the car is back just then."""
    result = solved(loaded(**pair(later="12:00-16:00")))
    assert used(result) == {"s1": "car", "s2": "car"}
    assert result.plan.unserved == {}


def test_a_minute_together_is_too_much() -> None:
    """Whole shifts count: one minute of overlap, and only one of the two has the car."""
    assert len(used(solved(loaded(**pair(later="11:59-16:00"))))) == 1


def test_a_shift_without_a_list_needs_no_vehicle() -> None:
    """w1 goes by its own car, as does everyone whose shift lists none."""
    parts = pair()
    parts["shifts"][0]["vehicles"] = []
    assert used(solved(loaded(**parts))) == {"s1": None, "s2": "car"}


def test_a_car_in_the_garage_serves_the_rest_of_a_shift() -> None:
    """Away from 08:00 to 10:00: the tour leaves at 10:00 at the earliest; away from 08:00 to
    12:00: no tour, and the reason says never."""
    visits = [visit("v1", 10, "08:00-13:00")]
    for away, left in (("08:00-10:00", "10:00"), ("09:00-16:00", "08:00")):
        day = loaded(
            visits=visits,
            vehicles=[{"id": "car", "unavailable": [span(away)]}],
            shifts=[shift("w1", "08:00-16:00", vehicles=["car"])],
        )
        assert f"{day.clock.datetime(solved(day).plan.tours[0].start):%H:%M}" == left
    day = loaded(
        visits=visits,
        vehicles=[{"id": "car", "unavailable": [span("08:00-16:00")]}],
        shifts=[shift("w1", "08:00-16:00", vehicles=["car"])],
    )
    assert reasons(solved(day), "v1") == {("vehicles", "never", "s1", "car")}


def test_a_shift_that_leaves_at_its_start_needs_its_car_then() -> None:
    """The car is there from 10:00 only, and the tour would have to leave at 08:00."""
    day = loaded(
        visits=[visit("v1", 10)],
        vehicles=[{"id": "car", "unavailable": [span("07:00-10:00")]}],
        shifts=[shift("w1", vehicles=["car"], leaves_at_start=True)],
    )
    assert reasons(solved(day), "v1") == {("vehicles", "never", "s1", "car")}


def test_the_capacity_of_a_vehicle_adds_to_that_of_the_shift() -> None:
    """1 meal by hand and 2 in the van: 3 aboard of 4; the larger van is chosen where there is
    one, although it stands second in the list."""
    parts: dict[str, Any] = {
        "visits": [visit(f"v{i}", 10, "08:00-09:00", 10, load={"meals": 1}) for i in range(4)],
        "shifts": [shift("w1", vehicles=["van", "truck"], capacity={"meals": 1})],
    }
    small = {"id": "van", "capacity": {"meals": 2}}
    result = solved(loaded(**parts, vehicles=[small, {"id": "truck", "capacity": {"meals": 1}}]))
    assert used(result) == {"s1": "van"}
    assert len(result.plan.placed) == 3
    # A single visit of 4 meals is of use to the truck alone.
    parts["visits"] = [visit("v1", 10, load={"meals": 4})]
    result = solved(loaded(**parts, vehicles=[small, {"id": "truck", "capacity": {"meals": 3}}]))
    assert used(result) == {"s1": "truck"}
    result = solved(loaded(**parts, vehicles=[small, {"id": "truck"}]))
    assert reasons(result, "v1") == {("capacity", "never", "s1", "meals")}


def test_two_vans_among_three_shifts() -> None:
    """w1 lists van a only, w2 and w3 either: all three have one, as w3 comes when w2 is back."""
    day = loaded(
        vehicles=[{"id": "a"}, {"id": "b"}],
        workers=[worker(w, skills=[w]) for w in ("w1", "w2", "w3")],
        shifts=[
            shift("w1", "08:00-16:00", vehicles=["a"]),
            shift("w2", "08:00-11:00", vehicles=["a", "b"]),
            shift("w3", "11:00-16:00", vehicles=["a", "b"]),
        ],
        visits=[visit(f"v{w}", 10, skills=[w]) for w in ("w1", "w2", "w3")],
    )
    assert used(solved(day)) == {"s1": "a", "s2": "b", "s3": "b"}


def test_who_served_before_keeps_the_car() -> None:
    """Both could serve v1; who did in the previous plan has the car again."""
    for before in ("w1", "w2"):
        day = loaded(
            visits=[visit("v1", 10)],
            vehicles=[{"id": "car"}],
            shifts=[shift("w1", vehicles=["car"]), shift("w2", vehicles=["car"])],
            previous=[{"visit": "v1", "worker": before, "start": "2026-11-23T09:00:00+01:00"}],
        )
        assert used(solved(day)) == {f"s{before[1:]}": "car"}
