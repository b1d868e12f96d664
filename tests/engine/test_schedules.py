"""When the stops of a tour start: put off towards each other, rides kept short."""

from collections.abc import Sequence
from typing import Any

from optimizer.engine.instance import Instance
from optimizer.engine.tour import Tour, schedule
from optimizer.problem.model import Problem
from tests.builders import link, loaded, person, shift, span, visit


def tour(problem: Problem, names: Sequence[str]) -> Tour:
    """The tour of the first shift with these visits, pauses after the last one."""
    instance = Instance(problem)
    found = Tour(instance, instance.duties[0])
    for name in names:
        found.nodes.append(instance.number[name])
        found.pauses.insert(0, ())
    return found


def clocks(problem: Problem, moments: Sequence[int]) -> list[str]:
    """Ticks as `HH:MM`."""
    return [f"{problem.clock.datetime(moment):%H:%M}" for moment in moments]


def test_putting_off_makes_nobody_late() -> None:
    """v1 is put off to its soft end at 09:00 only, although 09:20 would save a wait."""
    soft = {**span("08:00-12:00"), "late_after": span("09:00-10:00")["start"]}
    day = loaded(visits=[visit("v1", 10, windows=[soft]), visit("v2", 20, "10:00-12:00")])
    assert clocks(day, schedule(tour(day, ["v1", "v2"])) or []) == ["09:00", "10:00"]


def test_putting_off_stays_out_of_holes_in_a_window() -> None:
    """The soft end at 09:00 lies in an absence: v1 is put off to the last moment before it."""
    soft = {**span("08:00-12:00"), "late_after": span("09:00-10:00")["start"]}
    day = loaded(
        visits=[
            visit("v1", 10, windows=[soft], person="p", minutes=10),
            visit("v2", 20, "11:00-12:00"),
        ],
        persons=[person("p", 10, absent=["08:30-09:30"])],
    )
    assert clocks(day, schedule(tour(day, ["v1", "v2"])) or []) == ["08:20", "11:00"]


def ride(max_ride_s: int | None, pickup: str, delivery: str, **more: Any) -> Problem:
    """A ride of 10 minutes from `a` to `b`, then a visit `c` at 11:00."""
    return loaded(
        visits=[
            visit("a", 10, pickup, 5, load={"seats": 1}, **more),
            visit("b", 20, delivery, 5),
            visit("c", 20, "11:00-12:00"),
        ],
        links=[link("pickup_delivery", "a", "b", max_ride_s=max_ride_s)],
        shifts=[shift("w1", capacity={"seats": 1})],
    )


def test_a_pickup_waits_for_a_late_delivery() -> None:
    """b opens at 10:00; with 15 minutes of ride at most, a ends at 09:45 at the earliest."""
    day = ride(900, "08:00-12:00", "10:00-10:20")
    assert clocks(day, schedule(tour(day, ["a", "b"])) or []) == ["09:45", "10:00"]


def test_a_delivery_is_put_off_no_longer_than_the_ride_may_last() -> None:
    """a starts by 08:30: b is not put off to 10:55 before c, but to 08:50 at the latest."""
    day = ride(900, "08:00-08:30", "08:00-12:00")
    starts = clocks(day, schedule(tour(day, ["a", "b", "c"])) or [])
    assert starts == ["08:30", "08:50", "11:00"]


def test_a_ride_that_must_last_too_long_is_refused() -> None:
    """a starts by 08:30 and b from 10:00 on: no schedule keeps 15 minutes."""
    day = ride(900, "08:00-08:30", "10:00-12:00")
    assert schedule(tour(day, ["a", "b"])) is None
    free = ride(None, "08:00-08:30", "10:00-12:00")
    assert clocks(free, schedule(tour(free, ["a", "b"])) or []) == ["08:30", "10:00"]


def test_incompatible_persons_are_never_aboard_together() -> None:
    """Two rides overlap: refused if either person refuses the other, in either order."""
    names = ["a", "c", "b", "d"]
    for refusing in ("pa", "pc"):
        other = {"pa": "pc", "pc": "pa"}[refusing]
        day = loaded(
            visits=[visit(name, 5, person=f"p{'ac'[name in 'cd']}", minutes=5) for name in names],
            persons=[person(refusing, 5, incompatible_with=[other]), person(other, 5)],
            links=[link("pickup_delivery", "a", "b"), link("pickup_delivery", "c", "d")],
            shifts=[shift("w1", capacity={"seats": 2})],
        )
        assert schedule(tour(day, ["a", "c", "b", "d"])) is None
        assert schedule(tour(day, ["a", "b", "c", "d"])) is not None


def test_what_is_aboard_is_counted_from_reload_to_reload() -> None:
    """Two meals and two meals exceed three, unless a reload comes between."""
    day = loaded(
        visits=[visit("v1", 5, load={"meals": 2}), visit("v2", 10, load={"meals": 2})],
        shifts=[
            shift(
                "w1",
                capacity={"meals": 3},
                reload={"depots": ["base"], "duration_s": 300, "max_times": 1},
            )
        ],
    )
    made = tour(day, ["v1", "v2"])
    assert not made.load_ok()
    made.nodes.insert(1, made.duty.reloads[0])
    assert made.load_ok()


def test_places_are_free_again_after_the_delivery() -> None:
    """One seat: two rides after each other, not one inside the other."""
    day = loaded(
        visits=[visit(name, 5, minutes=5, load={"seats": int(name in "ac")}) for name in "abcd"],
        links=[link("pickup_delivery", "a", "b"), link("pickup_delivery", "c", "d")],
        shifts=[shift("w1", capacity={"seats": 1})],
    )
    assert tour(day, ["a", "b", "c", "d"]).load_ok()
    assert not tour(day, ["a", "c", "b", "d"]).load_ok()
