"""The kernel against the referee: lawful plans, and prices that are the score's."""

import pytest

from optimizer import Budget, Options, Result, check, score, solve
from optimizer.engine.kernel.decode import plan_of
from optimizer.engine.kernel.prices import not_priced
from optimizer.problem.features import features
from tests.kernel.problems import Search, planted_known
from tests.strategies import Planted

SEEDS = range(250)
HOT = 1e12
"""Some 2,800 EUR on the scale of the prices: nearly every change is accepted."""


def solved(day: Planted, iterations: int = 60) -> Result:
    return solve(day.problem, Budget(iterations=iterations), 1, Options("kernel"))


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_are_lawful(seed: int) -> None:
    """No violation, no tour given up, and no visit unserved that would fit."""
    day = planted_known(seed)
    result = solved(day)
    assert check(day.problem, result.plan).clean
    assert result.stats.repaired == ()
    assert result.score == score(day.problem, result.plan)
    # What a short search leaves is filled in where insertion knows all rules.
    filled = "breaks.always_due" not in features(day.problem)
    for reasons in result.plan.unserved.values():
        assert reasons
        assert not filled or not [reason for reason in reasons if reason.scope == "search"]


def test_nearly_all_planted_visits_are_served() -> None:
    """At least 97 % of the visits, which all could be served."""
    results = [(planted_known(seed), solved(planted_known(seed))) for seed in range(100)]
    asked = sum(len(day.problem.visits) for day, _ in results)
    assert sum(len(result.plan.placed) for _, result in results) >= 0.97 * asked


@pytest.mark.parametrize("seed", [s for s in SEEDS if not not_priced(planted_known(s).problem)])
def test_the_price_of_every_state_is_its_score(seed: int) -> None:
    """Six states on a random walk of 30 steps each: the sum that the search keeps from step to
    step equals the referee's levels, each at its factor."""
    day = planted_known(seed)
    search = Search(day.problem)
    for _ in range(6):
        plan = plan_of(search.compiled, search.state)
        assert check(day.problem, plan).clean
        levels = score(day.problem, plan).levels
        factors = search.compiled.factors
        assert search.price == sum(f * level for f, level in zip(factors, levels, strict=True))
        search.go_on(30, HOT)


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    """Without a limit in seconds one thread is deterministic, from the problem read anew."""
    for seed in (3, 14, 15):
        day = planted_known(seed)
        again = Planted(day.seed, day.size, day.rules, day.document, day.tours)
        assert solved(day).plan == solved(again).plan


def test_threads_share_the_iterations() -> None:
    """Two threads make as many iterations together as one, and a lawful plan."""
    day = planted_known(8)
    result = solve(day.problem, Budget(iterations=501), 1, Options("kernel", threads=2))
    assert result.stats.iterations == 501
    assert result.verdict.clean


def test_a_start_is_never_made_worse() -> None:
    """From its own plan, after one iteration, nothing is worse."""
    for seed in range(20):
        day = planted_known(seed)
        plan = solved(day).plan
        again = solve(day.problem, Budget(iterations=1), 2, Options("kernel", start=plan))
        assert again.score <= score(day.problem, plan)


def test_cancelling_ends_a_search_soon() -> None:
    """A search of ten minutes ends when it is cancelled, with a lawful plan."""
    day = planted_known(5)
    budget = Budget(seconds=600)
    seen = []

    def at_first(progress: object) -> None:
        seen.append(progress)
        budget.cancelled.set()

    result = solve(day.problem, budget, 1, Options("kernel", threads=2), at_first)
    assert seen
    assert result.status == "stopped"
    assert result.stats.iterations < 100_000  # ten minutes would be millions
    assert result.verdict.clean
