"""Timing polish: tours keep their order and get the best times, never worse ones."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings

from benchmarks.contest.brute_force import Route
from optimizer import Budget, Problem, check, score, solve
from optimizer.engine.exact.polish import polished
from optimizer.engine.instance import Instance
from optimizer.plan.model import Plan
from optimizer.problem.model import Shift
from tests.builders import (
    iso,
    link,
    loaded,
    objective,
    pause,
    plan,
    shift,
    term,
    ticks,
    visit,
    worker,
)
from tests.every_plan import EveryPlan
from tests.strategies import Planted, planted_problems

NO_LIMIT = 1e9


def starts(problem: Problem, made: Plan) -> Mapping[str, str]:
    """When each visit starts, as `HH:MM`."""
    return {
        name: f"{problem.clock.datetime(stop.start):%H:%M}"
        for name, (_, stop) in sorted(made.placed.items())
    }


def polish(problem: Problem, made: Plan) -> Plan:
    """The polished plan, which breaks no rule and keeps every tour's order."""
    better = polished(Instance(problem), made, NO_LIMIT)
    assert check(problem, better).clean
    assert [tour.visits for tour in better.tours] == [tour.visits for tour in made.tours]
    assert score(problem, better) <= score(problem, made)
    return better


def test_a_first_visit_starts_later_rather_than_wait_after_it() -> None:
    """Until 11:00 nobody is home at v2: v1, 30 min and 10 min of road before it, moves to 10:20."""
    problem = loaded(visits=[visit("v1", at=10, window="08:00-12:00"),
                             visit("v2", at=20, window="11:00-12:00")])  # fmt: skip
    early = plan(problem, {"s1": ["v1", "v2"]})
    assert starts(problem, early) == {"v1": "08:10", "v2": "11:00"}
    better = polish(problem, early)
    assert starts(problem, better) == {"v1": "10:20", "v2": "11:00"}
    [tour] = better.tours
    assert tour.start == ticks(problem, "10:10")


def test_a_visit_takes_place_at_its_usual_time() -> None:
    """Alone in a wide window it moves to 09:00; the tour leaves 10 min before."""
    problem = loaded(visits=[visit("v1", at=10, usual_start=iso("09:00"))])
    better = polish(problem, plan(problem, {"s1": ["v1"]}))
    assert starts(problem, better) == {"v1": "09:00"}
    assert better.tours[0].start == ticks(problem, "08:50")


def test_waits_are_worth_more_than_habits() -> None:
    """v2 cannot start before 10:30. To wait costs 25 an hour, to miss the usual time 3: v1 gives
    up its 09:00 and ends just before v2."""
    problem = loaded(visits=[visit("v1", window="08:00-12:00", usual_start=iso("09:00")),
                             visit("v2", window="10:30-12:00")])  # fmt: skip
    made = plan(problem, {"s1": ["v1", "v2"]}, starts={"v1": "09:00"})
    assert starts(problem, polish(problem, made)) == {"v1": "10:00", "v2": "10:30"}


def test_a_break_fills_a_wait() -> None:
    """v1 ends at 11:30, v2 starts at 12:30: the break of an hour moves in between, and the hour
    it took after v2 is gone."""
    problem = loaded(
        visits=[visit("v1", window="11:00-11:00"), visit("v2", window="12:30-12:30")],
        shifts=[shift("w1", breaks=[pause("b1", "11:00-13:00", minutes=60, always_due=True)])],
    )
    made = plan(problem, {"s1": ["v1", "v2", "break:b1"]})
    [before] = [stop for stop in made.tours[0].stops if stop.kind == "break"]
    [after] = [stop for stop in polish(problem, made).tours[0].stops if stop.kind == "break"]
    assert before.start == ticks(problem, "13:00")
    assert after.start == ticks(problem, "11:30")


def test_lateness_comes_before_cost() -> None:
    """v1 is late after 09:00, and v2 opens at 11:00: an hour and a half of waiting is dearer than
    nothing, but on a level below a minute late."""
    v1 = visit("v1", window="08:00-12:00")
    v1["windows"][0]["late_after"] = v1["windows"][0]["start"].replace("08:00", "09:00")
    problem = loaded(visits=[v1, visit("v2", window="11:00-12:00")])
    made = plan(problem, {"s1": ["v1", "v2"]})
    assert starts(problem, polish(problem, made)) == {"v1": "09:00", "v2": "11:00"}


def test_linked_visits_move_together() -> None:
    """Both carers come at the usual time of the one."""
    problem = loaded(
        visits=[visit("v1", usual_start=iso("10:00")), visit("v2")],
        shifts=[shift("w1"), shift("w2")],
        links=[link("together", "v1", "v2")],
    )
    made = plan(problem, {"s1": ["v1"], "s2": ["v2"]})
    assert starts(problem, polish(problem, made)) == {"v1": "10:00", "v2": "10:00"}


def test_two_short_waits_are_no_gap() -> None:
    """Between v1 and v2 lie 28 min and a break of 30: in two parts below 15 min they are no
    coupure; 3.00 EUR less."""
    problem = loaded(
        visits=[visit("v1", window="10:00-10:00"), visit("v2", window="11:28-11:28")],
        shifts=[shift("w1", breaks=[pause("b1", "10:30-11:30", always_due=True)])],
    )
    made = plan(problem, {"s1": ["v1", "break:b1", "v2"]})
    better = polish(problem, made)
    [taken] = [stop for stop in better.tours[0].stops if stop.kind == "break"]
    assert ticks(problem, "10:43") < taken.start < ticks(problem, "10:45")
    assert score(problem, made).shown()[-1] - score(problem, better).shown()[-1] == 300


def test_what_has_begun_stays_as_it_is() -> None:
    """It is 09:00: v1 began at 08:10 and stays there. v2 comes as soon as it may, since waiting is
    dearer than its habit, and v3 not in the past."""
    problem = loaded(
        visits=[visit("v1", at=10, window="08:00-12:00", usual_start=iso("10:00")),
                visit("v2", at=10, usual_start=iso("10:00")),
                visit("v3", at=0, usual_start=iso("08:00"))],
        shifts=[shift("w1"), shift("w2")],
        freeze_before=iso("09:00"),
    )  # fmt: skip
    late = {"v2": "09:30", "v3": "09:30"}
    made = plan(problem, {"s1": ["v1", "v2"], "s2": ["v3"]}, starts=late)
    better = polished(Instance(problem), made, NO_LIMIT)
    assert starts(problem, better) == {"v1": "08:10", "v2": "09:00", "v3": "09:00"}


def test_no_time_left_changes_nothing() -> None:
    """Without seconds the plan comes back as it went in."""
    problem = loaded(visits=[visit("v1", at=10, usual_start=iso("09:00"))])
    made = plan(problem, {"s1": ["v1"]})
    assert polished(Instance(problem), made, 0.0) == made


@settings(deadline=None)
@given(planted_problems(most=16))
def test_polish_keeps_all_rules_and_is_never_worse(planted: Planted) -> None:
    """On any planted plan, with any rules and terms: lawful, the same order, no worse score."""
    polish(planted.problem, planted.plan)


class _SameOrder(EveryPlan):
    """All times of one plan's tours."""

    def __init__(self, problem: Problem, made: Plan) -> None:
        self.orders = {tour.shift: tour.visits for tour in made.tours}
        super().__init__(problem)

    def _routes(self, shift: Shift) -> Iterator[Route]:
        found = super()._routes(shift)
        return (route for route in found if route.visits == self.orders.get(shift.id))


TERMS = ("waiting", "gaps", "overtime", "usual_time", "lateness", "missed_break")


@pytest.mark.parametrize("seed", range(12))
def test_no_times_are_better(seed: int) -> None:
    """Of all starts at all minutes and all places of the break, none beats the polished ones."""
    random = Random(f"polish {seed}")
    with_break = seed % 2 == 1
    visits = [
        visit(f"v{hour}", at=random.randint(0, 12), minutes=random.choice([10, 20]),
              window=f"{hour:02}:00-{hour:02}:12", usual_start=iso(f"{hour:02}:{minute:02}"))
        for hour, minute in zip((8, 9, 10)[with_break:], random.sample(range(30), 3), strict=False)
    ]  # fmt: skip
    breaks = [pause("b1", "09:20-09:50", minutes=15, optional=seed % 4 == 1)]
    problem = loaded(
        visits=visits,
        tick_ms=60_000,
        shifts=[shift("w1", "07:30-11:00", overtime_after=iso("10:20"),
                      breaks=breaks if with_break else [])],
        objective=objective(
            term("unserved_p2", 100_000), *(term(name, random.randint(1, 900)) for name in TERMS)
        ),
    )  # fmt: skip
    made = solve(problem, Budget(iterations=20), seed=1).plan
    assert not made.unserved
    better = polish(problem, made)
    assert _SameOrder(problem, better).better_than(score(problem, better).levels) is None


def test_the_same_budget_in_iterations_gives_the_same_plan() -> None:
    """Twice the same times: the effort is deterministic."""
    problem = loaded(
        visits=[visit(f"v{i}", at=i, usual_start=iso("10:00")) for i in range(8)],
        shifts=[shift("w1"), shift("w2")],
        links=[link("together", f"v{i}", f"v{j}") for i, j in pairwise((0, 3))],
        workers=[worker("w1"), worker("w2")],
    )
    one, two = (solve(problem, Budget(iterations=30), seed=3) for _ in range(2))
    assert one.plan == two.plan
    assert one.stats.contributions["timing"][-1] < 0
