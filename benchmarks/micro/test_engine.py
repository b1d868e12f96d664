"""How long the first steps of planning take, and one step of the search."""

from functools import cache
from typing import Any

from benchmarks.micro import days
from optimizer import Budget, Options, solve
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.kernel.data import compile_instance
from optimizer.engine.prices import prices_of
from optimizer.engine.ruin import improve
from optimizer.engine.tour import schedule
from optimizer.travel import travel_of

STEPS = 20


@cache
def instance() -> Instance:
    """The standard day in numbers."""
    return Instance(days.problem())


def first_plan() -> Insertion:
    """A first plan of the standard day."""
    insertion = Insertion(instance(), prices_of(instance()), seed=1)
    insertion.place_all(lambda: False)
    return insertion


def test_compile_the_standard_day(benchmark: Any):
    """From a problem to the numbers that the engine works on; travel is known."""
    problem = days.problem()
    travel_of(problem)

    assert benchmark.pedantic(Instance, (problem,), rounds=3, warmup_rounds=1).count > 700


def test_insert_the_standard_day(benchmark: Any):
    """A first plan by greedy insertion."""
    instance()

    insertion = benchmark.pedantic(first_plan, rounds=2)

    assert len(insertion.where) > 0.9 * instance().count


def test_search_the_standard_day(benchmark: Any):
    """Twenty steps of ruin and recreate."""
    insertion = first_plan()

    def search() -> int:
        return improve(insertion, lambda step: step / STEPS, 1, lambda step, tours: None)

    assert benchmark.pedantic(search, rounds=5, warmup_rounds=1) == STEPS


def test_propagate_the_standard_day(benchmark: Any):
    """How early and how late each stop of all tours can be."""
    tours = first_plan().tours

    assert all(benchmark(lambda: [tour.propagate() for tour in tours]))


def test_schedule_the_standard_day(benchmark: Any):
    """The starts of all visits from their sequences."""
    tours = first_plan().tours

    assert all(starts is not None for starts in benchmark(lambda: [schedule(t) for t in tours]))


def test_compile_for_the_kernel(benchmark: Any):
    """From the numbers of the engine to the arrays of the compiled search: the aides' day."""
    numbers = Instance(days.aides())

    assert benchmark.pedantic(compile_instance, (numbers,), rounds=5, warmup_rounds=1).factors


def test_a_thousand_kernel_steps(benchmark: Any):
    """Ruin, starts and recreate, a thousand times, from a first plan of the aides' day."""
    day = days.aides()
    budget, options = Budget(iterations=1_000), Options("kernel")
    solve(day, Budget(iterations=1), 1, options)  # compiled, or read from the cache

    result = benchmark.pedantic(solve, (day, budget, 1, options), rounds=3)
    assert result.verdict.clean
