"""The cold or hot chain: a tour leaves late enough, reloads if it must, or leaves a visit out."""

from typing import Any

from optimizer import Budget, Result, check, solve
from optimizer.engine.instance import Instance
from optimizer.engine.pauses import tour_of
from optimizer.engine.tour import schedule
from optimizer.problem.model import Problem
from tests.builders import link, loaded, pause, shift, ticks, visit

RELOAD = {"depots": ["base"], "duration_s": 600, "max_times": 1}


def solved(day: Problem) -> Result:
    """A lawful result after 20 iterations."""
    result = solve(day, Budget(iterations=20))
    assert check(day, result.plan).violations == ()
    assert result.stats.repaired == ()
    return result


def clocks(day: Problem, result: Result, shift_id: str = "s1") -> list[str]:
    """`kind HH:MM` of the stops of a tour: when the depot is left, when the others start."""
    tour = next(tour for tour in result.plan.tours if tour.shift == shift_id)
    return [f"{s.ref or s.kind} {day.clock.datetime(s.start):%H:%M}" for s in tour.stops]


def starts(day: Problem, *names: str) -> list[str] | None:
    """Starts of the tour of the first shift through these visits, or None."""
    instance = Instance(day)
    tour = tour_of(instance, instance.duties[0], [instance.number[name] for name in names], {})
    found = None if tour is None else schedule(tour)
    return found and [f"{day.clock.datetime(start):%H:%M}" for start in found]


def meal(name: str, at: float, window: str, hours: float, **more: Any) -> dict[str, Any]:
    """A meal handed over in 10 minutes at most so many hours after loading."""
    return visit(name, at, window, 10, max_since_loading_s=3600 * hours, **more)


def test_a_tour_leaves_later_for_a_late_meal() -> None:
    """v2 at 12:00 an hour from loading: the tour leaves at 11:00, and v1 at 10 min is at 11:10,
    although it may start from 08:00."""
    day = loaded(visits=[visit("v1", 10, "08:00-13:00", 10), meal("v2", 30, "12:00-13:00", 1)])

    assert starts(day, "v1", "v2") == ["11:30", "12:00"]
    # Put off to 11:30 by the wait alone; an early window keeps it at 11:10, and no sooner.
    day = loaded(visits=[visit("v1", 10, "08:00-11:10", 10), meal("v2", 30, "12:00-13:00", 1)])
    assert starts(day, "v1", "v2") == ["11:10", "12:00"]
    day = loaded(visits=[visit("v1", 10, "08:00-11:09", 10), meal("v2", 30, "12:00-13:00", 1)])
    assert starts(day, "v1", "v2") is None


def test_the_way_alone_may_be_too_long() -> None:
    """10 min, 10 min of service, 20 min to v2: 40 min from loading, whenever the tour leaves."""
    visits = [visit("v1", 10, "08:00-13:00", 10), meal("v2", 30, "08:00-13:00", 40 / 60)]
    assert starts(loaded(visits=visits), "v1", "v2") is not None

    visits[1]["max_since_loading_s"] = 39 * 60
    assert starts(loaded(visits=visits), "v1", "v2") is None
    assert solved(loaded(visits=visits)).plan.tours[0].visits == ("v2", "v1")


def test_a_tour_that_leaves_at_its_start_cannot_wait() -> None:
    """The shift leaves at 08:00: a meal at 12:00 is four hours from loading, not three."""
    for hours, served in ((4, 1), (3, 0)):
        day = loaded(
            visits=[meal("v1", 10, "12:00-13:00", hours)],
            shifts=[shift("w1", leaves_at_start=True)],
        )
        result = solved(day)
        assert len(result.plan.placed) == served
    assert [(r.code, r.scope) for r in result.plan.unserved["v1"]] == [
        ("time_since_loading", "never")
    ]


def test_a_reload_counts_from_its_end() -> None:
    """From the start at 08:00 v1 is three hours off; a reload that ends at 10:30 is half an hour
    before it, so its wait comes before the reload and not after, but for what is no coupure."""
    day = loaded(
        visits=[visit("v0", 10, "08:10-08:10", 10), meal("v1", 10, "11:00-11:00", 0.5)],
        shifts=[shift("w1", leaves_at_start=True, reload=RELOAD)],
    )
    assert clocks(day, solved(day)) == [
        "depot 08:00", "v0 08:10", "reload 10:25", "v1 11:00", "depot 11:20",
    ]  # fmt: skip


def test_a_pause_on_the_way_counts() -> None:
    """A break of 30 min from 08:20 at the latest is taken before the tour leaves, so that v1 is
    20 min from loading. A shift that leaves at its start takes it between: 50 min."""
    breaks = [pause("b1", "08:00-08:20", 30)]

    def day(minutes: int, **more: Any) -> Problem:
        visits = [meal("v1", 20, "08:00-13:00", minutes / 60)]
        return loaded(visits=visits, shifts=[shift("w1", "08:00-09:30", breaks=breaks, **more)])

    assert clocks(day(20), solved(day(20))) == ["depot 08:30", "v1 08:50", "depot 09:20"]
    result = solved(day(50, leaves_at_start=True))
    assert clocks(day(50), result)[0] == "depot 08:00"
    assert clocks(day(50), result)[-2:] == ["v1 08:50", "depot 09:20"]
    assert set(solved(day(49, leaves_at_start=True)).plan.unserved) == {"v1"}


def test_a_linked_start_keeps_the_chain() -> None:
    """v2 begins 30 min or more after v1 and within an hour of loading."""
    day = loaded(
        visits=[meal("v1", 10, "08:00-13:00", 1), meal("v2", 20, "12:00-13:00", 1)],
        links=[link("sequence", "v1", "v2", gap_from="end", min_gap_s=1800)],
    )
    result = solved(day)
    assert set(result.plan.placed) == {"v1", "v2"}
    stops = result.plan.placed["v1"][1], result.plan.placed["v2"][1]
    assert stops[1].start - stops[0].end >= 1800
    assert stops[1].start - result.plan.placed["v2"][0].start <= 3600


def test_too_long_after_loading_is_the_reason() -> None:
    """Each of ten meals takes 10 min and is 2 min from the next; handed over within 42 min of
    loading: 1 + 12 (n - 1) <= 42 holds for four of them, and for no fifth."""
    visits = [meal(f"v{i}", 1 + 2 * i, "08:00-09:30", 0.7) for i in range(6)]
    result = solved(loaded(visits=visits, shifts=[shift("w1", "08:00-09:30")]))
    assert len(result.plan.placed) == 4
    codes = {(r.code, r.scope) for reasons in result.plan.unserved.values() for r in reasons}
    assert codes == {("time_since_loading", "now")}


def test_nothing_is_too_far_from_a_reload() -> None:
    """Six meals that a tour cannot hand over after one loading are served with two."""
    visits = [meal(f"v{i}", 1 + 2 * i, "08:00-11:30", 0.7) for i in range(6)]
    result = solved(loaded(visits=visits, shifts=[shift("w1", reload=RELOAD)]))
    assert result.plan.unserved == {}
    assert [s.kind for s in result.plan.tours[0].stops].count("reload") == 1


def test_a_place_too_far_from_loading_is_never_served() -> None:
    """40 min from the depot, at most 30 min after loading."""
    result = solved(loaded(visits=[meal("v1", 40, "08:00-13:00", 0.5)]))
    assert [(r.code, r.scope) for r in result.plan.unserved["v1"]] == [
        ("time_since_loading", "never")
    ]


def test_no_tour_leaves_before_its_shift() -> None:
    """A meal at 08:20 at 20 min: left at 08:00 sharp, the shift's start."""
    day = loaded(visits=[meal("v1", 20, "08:20-08:20", 1)])
    tour = solved(day).plan.tours[0]
    assert tour.start == ticks(day, "08:00")
