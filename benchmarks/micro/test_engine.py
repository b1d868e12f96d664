"""How long the first steps of planning take."""

from typing import Any

from benchmarks.micro import days
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.prices import prices_of
from optimizer.travel import travel_of


def test_compile_the_standard_day(benchmark: Any):
    """From a problem to the numbers that the engine works on; travel is known."""
    problem = days.problem()
    travel_of(problem)

    assert benchmark.pedantic(Instance, (problem,), rounds=3, warmup_rounds=1).count > 700


def test_insert_the_standard_day(benchmark: Any):
    """A first plan by greedy insertion."""
    instance = Instance(days.problem())
    prices = prices_of(instance)

    def first_plan() -> int:
        insertion = Insertion(instance, prices, seed=1)
        insertion.place_all(lambda: False)
        return len(insertion.where)

    assert benchmark.pedantic(first_plan, rounds=2) > 0.9 * instance.count
