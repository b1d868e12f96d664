"""Statutory pauses are owed by a tour's own span, whatever its shift is: all engines and the
referee."""

import pytest

from optimizer import Budget, Options, check, solve
from tests.builders import loaded, plan, shift, visit

PACK = {"max_stretch_without_break_h": 6, "statutory_break_min": 20}
EXACT_AND_KERNEL = ("kernel", "exact")


@pytest.mark.parametrize("engine", EXACT_AND_KERNEL)
@pytest.mark.parametrize("start", ["07:10", "12:50", "18:20"])
def test_a_short_tour_owes_no_pause_wherever_it_lies(engine: str, start: str) -> None:
    """10 min there, 30 min, 10 min back in a shift of twelve hours: served, without a pause."""
    day = loaded(
        visits=[visit("v1", 10, f"{start}-{start}")],
        shifts=[shift("w1", "07:00-19:00")],
        limits=PACK,
    )
    result = solve(day, Budget(iterations=100), options=Options(engine))  # type: ignore[arg-type]

    assert not result.plan.unserved
    assert [s.kind for s in result.plan.tours[0].stops] == ["depot", "visit", "depot"]


@pytest.mark.parametrize("engine", EXACT_AND_KERNEL)
@pytest.mark.parametrize("hours", ["07:00-15:00", "07:00-19:00"])
def test_a_wait_is_not_cut_by_a_pause_that_nobody_owes(engine: str, hours: str) -> None:
    """Eighty minutes between two visits of a tour of three hours stay wait."""
    day = loaded(
        visits=[visit("v1", 10, "08:00-08:00"), visit("v2", 20, "10:00-10:00")],
        shifts=[shift("w1", hours)],
        limits=PACK,
    )
    result = solve(day, Budget(iterations=100), options=Options(engine))  # type: ignore[arg-type]

    assert not result.plan.unserved
    assert all(stop.kind != "break" for tour in result.plan.tours for stop in tour.stops)


@pytest.mark.parametrize("engine", EXACT_AND_KERNEL)
def test_a_long_tour_takes_its_pause_anywhere_between(engine: str) -> None:
    """From 7:00 to 13:10 without a pause, six hours and ten minutes in a shift of twelve: one lies
    between the visits, 10:30-10:50, though the middle of the shift is 13:00."""
    day = loaded(
        visits=[
            visit("v1", 10, "07:10-07:10", minutes=200),
            visit("v2", 10, "10:30-10:50", minutes=150),
        ],
        shifts=[shift("w1", "07:00-19:00")],
        limits=PACK,
    )
    result = solve(day, Budget(iterations=400), options=Options(engine))  # type: ignore[arg-type]

    assert not result.plan.unserved
    assert result.verdict.clean
    stretch = check(day, plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "07:10"})).violations
    assert [violation.case for violation in stretch] == ["stretch"]


@pytest.mark.parametrize("engine", EXACT_AND_KERNEL)
def test_waiting_is_priced_in_the_window_in_use(engine: str) -> None:
    """v1 at 8:30-9:30 or 11:00-11:45, v2 at 11:50-12:10 at the same place: v1 at 11:40 leaves no
    wait, one tour of 30 min + 2 x 10 min + 30 min."""
    day = loaded(
        visits=[
            visit("v1", 30, ["08:30-09:30", "11:00-11:45"], minutes=10),
            visit("v2", 30, "11:50-12:10", minutes=10),
        ],
        shifts=[shift("w1", "07:00-13:00", ident="s1")],
    )
    result = solve(day, Budget(iterations=100), options=Options(engine))  # type: ignore[arg-type]

    assert result.plan.tours[0].end - result.plan.tours[0].start == (30 + 20 + 30) * 60
