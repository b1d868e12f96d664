"""Exact planning: the best of all plans, proven, and bounds that no plan beats."""

from functools import cache

import pytest

from optimizer import Budget, Options, Result, check, load_problem, score, solve
from optimizer.problem.model import Problem
from scenarios.small import load
from benchmarks.contest.brute_force import BruteForce, Levels
from tests.builders import link, loaded, objective, shift, term, visit
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
