"""Starting from a plan that no longer fits: what fits is kept, nothing unlawful comes of it."""

from optimizer import Budget, Options, Result, check, solve
from optimizer.engine.decode import routes_of, tours_of
from optimizer.engine.instance import Instance
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from tests.builders import link, loaded, plan, shift, visit


def started(day: Problem, start: Plan) -> Result:
    """The result of one iteration from a plan; the engine broke no rule on the way."""
    result = solve(day, Budget(iterations=1), options=Options(start=start))
    assert check(day, result.plan).clean
    assert result.stats.repaired == ()
    return result


def kept(day: Problem, start: Plan) -> list[list[str]]:
    """What of a plan the engine starts from, by shift."""
    instance = Instance(day)
    tours = tours_of(instance, *routes_of(instance, start))
    return [[instance.visits[node].id for node in tour.nodes] for tour in tours]


def pair(window: str) -> Problem:
    """A lift by two workers."""
    return loaded(
        visits=[visit("v1", 10, window), visit("v2", 10, window)],
        shifts=[shift("w1"), shift("w2")],
        links=[link("together", "v1", "v2")],
    )


def test_linked_visits_follow_their_window() -> None:
    """The lift was at 09:00 and may now start from 10:00 to 11:00: at 10:00, by the same two."""
    start = plan(pair("09:00-09:30"), {"s1": ["v1"], "s2": ["v2"]})
    day = pair("10:00-11:00")
    assert kept(day, start) == [["v1"], ["v2"]]
    placed = started(day, start).plan.placed
    assert {name: tour.shift for name, (tour, _) in placed.items()} == {"v1": "s1", "v2": "s2"}


def test_a_frozen_beginning_comes_first() -> None:
    """The plan had v1 before v2; now v2 is frozen as the beginning of the tour."""
    visits = [visit("v1", 10), visit("v2", 20)]
    start = plan(loaded(visits=visits), {"s1": ["v1", "v2"]})
    day = loaded(visits=visits, frozen_tours=[{"shift": "s1", "visits": ["v2"]}])
    assert kept(day, start) == [["v2", "v1"]]
    assert started(day, start).plan.tours[0].visits == ("v2", "v1")


def test_one_visit_too_many_is_the_least_urgent() -> None:
    """Three visits of an hour at the same place in a shift that has become 2 h 30 long."""
    visits = [visit(f"v{p}", 10, minutes=60, priority=p) for p in (3, 1, 2)]
    start = plan(loaded(visits=visits), {"s1": ["v3", "v1", "v2"]})
    day = loaded(visits=visits, shifts=[shift("w1", "08:00-10:30")])
    assert kept(day, start) == [["v1", "v2"]]


def test_of_many_that_clash_as_many_as_fit_are_kept() -> None:
    """a, b, c, d were served in this order; now a and c start after 10:00, b and d before 09:00.
    No single loss is enough. The most urgent, a, stays, and of the others what can follow it."""
    was = [visit(name, 10, "08:00-12:00") for name in "abcd"]
    start = plan(loaded(visits=was), {"s1": ["a", "b", "c", "d"]})
    now = [
        visit("a", 10, "10:00-12:00", priority=1),
        visit("b", 10, "08:00-09:00"),
        visit("c", 10, "10:00-12:00"),
        visit("d", 10, "08:00-09:00"),
    ]
    day = loaded(visits=now)
    assert kept(day, start) == [["a", "c"]]
    assert started(day, start).plan.unserved == {}


def test_the_start_itself_is_the_least_that_comes_out() -> None:
    """A lawful plan is a result even where the search finds no better one, times and all."""
    day = loaded(visits=[visit("v1", 10), visit("v2", 20)])
    start = plan(day, {"s1": ["v1", "v2"]})
    result = started(day, start)
    assert result.stats.contributions["start"][1] < 0
    assert result.plan.tours == start.tours
