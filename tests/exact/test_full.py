"""Exact planning: the best of all plans, proven, and bounds that no plan beats."""

from functools import cache

import pytest

from benchmarks.contest.brute_force import BruteForce, Levels
from optimizer import Budget, Options, Result, check, load_problem, score, solve
from optimizer.problem.model import Problem
from scenarios.small import load
from tests.builders import link, loaded, objective, pause, shift, term, visit
from tests.properties.test_brute_force import tiny

ENOUGH = Budget(iterations=100_000)
TINY = range(200)
MISSED = {195}
"""Brute force leaves out a tour that must leave while its worker is unavailable, and only waits
until that is over; the rule allows it, and here it serves one visit more."""


@cache
def problem_of(seed: int) -> Problem:
    return load_problem(tiny(seed))


@cache
def optimum(seed: int) -> Levels:
    """The levels of the best score of a tiny problem, by trying everything."""
    return BruteForce(problem_of(seed)).best()[0]


def exact(problem: Problem, budget: Budget = ENOUGH) -> Result:
    """What the exact engine makes of a problem, without any rule broken on the way."""
    result = solve(problem, budget, options=Options("exact"))
    assert check(problem, result.plan).clean
    assert result.stats.repaired == ()
    return result


@pytest.mark.parametrize("seed", TINY)
def test_the_plan_is_as_good_as_the_best_of_all_and_proven(seed: int) -> None:
    """200 problems of 4 to 6 visits with all rules: the score of brute force, and its proof."""
    result = exact(problem_of(seed))
    if seed in MISSED:
        assert result.score.levels < optimum(seed)
    else:
        assert result.score.levels == optimum(seed)
    assert result.bound == result.score.levels
    assert result.bound_by == "full model"


@pytest.mark.parametrize("seed", TINY)
def test_a_bound_is_never_above_the_best_plan(seed: int) -> None:
    """Stopped at once, the engine may know little, but nothing wrong: down to the first level that
    is not proven, its bounds are those of the optimum, and there not above it."""
    result = exact(problem_of(seed), Budget(iterations=1))
    for bound, best in zip(result.bound, optimum(seed), strict=True):
        if bound is None:
            break
        assert bound <= best
        if bound < best:
            break


@pytest.mark.parametrize("name", ["day-12", "day-13", "day-14", "day-15-b"])
def test_small_days_are_proven(name: str) -> None:
    """12 to 15 visits: nothing is better than the answer that is kept with the scenario."""
    scenario = load(name)
    result = exact(scenario.problem)
    assert result.bound == result.score.levels
    assert result.score.levels == score(scenario.problem, scenario.plan).levels


def test_parts_that_nothing_ties_together_are_proven_each() -> None:
    """Twelve persons who each have a worker of their own: twelve small problems instead of one.
    Each tour costs 10 min of road there and back."""
    names = [f"{i}" for i in range(12)]
    problem = loaded(
        visits=[visit(f"v{n}", at=10, required_workers=[f"w{n}"], window="08:00-09:00")
                for n in names],
        shifts=[shift(f"w{n}") for n in names],
        objective=objective(term("unserved_p2", level="unserved"), term("travel_time", 60),
                            levels=("unserved", "cost")),
    )  # fmt: skip
    result = exact(problem)
    assert result.score.shown() == (0, 12 * 20)
    assert result.bound == result.score.levels


def test_a_level_below_an_unproven_one_has_no_bound() -> None:
    """Stopped at once on a day of 25 visits: None below the first level that is open."""
    result = exact(load("day-25-b").problem, Budget(iterations=1))
    open_ = [n for n, bound in enumerate(result.bound) if bound != result.score.levels[n]]
    assert open_
    assert all(bound is None for bound in result.bound[open_[0] + 1 :])


def test_the_fair_share_of_heavy_visits_is_proven() -> None:
    """Six heavy visits for three workers, the cost of their deviation from two each alone."""
    problem = loaded(
        visits=[visit(f"v{i}", heavy=1) for i in range(6)],
        shifts=[shift(f"w{k}") for k in range(3)],
        objective=objective(term("unserved_p2", 1_000), term("heavy_visits", 5, "abs_dev")),
    )
    result = exact(problem)
    assert result.score.shown() == (0,)
    assert result.bound == (0,)
    assert sorted(len(tour.visits) for tour in result.plan.tours) == [2, 2, 2]


def test_two_workers_of_a_pair_are_two() -> None:
    """Together and alone on duty: neither is served (`drop_both`), and the proof says so."""
    problem = loaded(
        visits=[visit("v1"), visit("v2")],
        links=[link("together", "v1", "v2")],
        objective=objective(term("unserved_p2", 1_000)),
    )
    result = exact(problem)
    assert result.plan.unserved.keys() == {"v1", "v2"}
    assert result.bound == result.score.levels


def test_a_frozen_visit_is_worth_more_than_a_vital_one() -> None:
    """One worker, two visits at the same time: frozen and deferrable, free and vital. The planner's
    freeze holds with both engines: 1 vital visit unserved, 20 min of road."""
    problem = loaded(
        visits=[
            visit("frozen", at=10, window="09:00-09:00", priority=4),
            visit("vital", at=-10, window="09:00-09:00", priority=1),
        ],
        shifts=[shift("w1")],
        frozen_tours=[{"shift": "s1", "visits": ["frozen"]}],
        objective=objective(
            term("unserved_p1", level="vital"), term("unserved_p4", level="late"),
            term("travel_time", 60), levels=("vital", "late", "cost"),
        ),
    )  # fmt: skip
    result = exact(problem)
    assert result.score.shown() == (1, 0, 20)
    assert result.bound == result.score.levels
    assert solve(problem, Budget(iterations=300)).score.shown() == (1, 0, 20)


def test_a_frozen_visit_that_no_rule_allows_does_not_cost_the_other() -> None:
    """The frozen one asks for a skill that nobody has: it is left out, the vital one served."""
    problem = loaded(
        visits=[
            visit("frozen", at=10, skills=["hoist"], window="09:00-09:00", priority=4),
            visit("vital", at=-10, window="09:00-09:00", priority=1),
        ],
        shifts=[shift("w1")],
        frozen_tours=[{"shift": "s1", "visits": ["frozen"]}],
    )
    assert exact(problem).plan.unserved.keys() == {"frozen"}


def test_one_reload_after_another_may_break_up_a_wait() -> None:
    """Two visits, each to be met within 5 min of loading, 60 min apart, at the base: a reload of 5
    min before the second is needed. Waits cost 1 a minute; with one reload 60 - 0 - 5 = 55 min are
    waited, with two in a row 50: so two are made, and no plan is below that bound."""
    problem = loaded(
        visits=[
            visit("v1", at=0, window="09:00-09:00", minutes=0, max_since_loading_s=300),
            visit("v2", at=0, window="10:00-10:00", minutes=0, max_since_loading_s=300),
        ],
        shifts=[
            shift("w1", reload={"depots": ["base"], "duration_s": 300, "max_times": 2}),
        ],
        objective=objective(
            term("unserved_p2", level="unserved"), term("waiting", 60),
            levels=("unserved", "cost"),
        ),
    )  # fmt: skip
    result = exact(problem)
    assert result.score.shown() == (0, 50)
    assert result.bound == result.score.levels


def test_a_break_on_a_shift_that_can_serve_nothing_is_no_crash() -> None:
    """The only visit is too far for the shift, which has a break: unserved, and proven so."""
    problem = loaded(
        visits=[visit("v1", at=600)],
        shifts=[shift("w1", "08:00-12:00", breaks=[pause("b", "10:00-10:30", always_due=True)])],
    )
    result = exact(problem)
    assert result.plan.unserved.keys() == {"v1"}
    assert result.bound == result.score.levels
