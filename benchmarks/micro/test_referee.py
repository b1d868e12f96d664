"""How long it takes to judge a plan of a city's day, and of ten cities'."""

from typing import Any

import pytest

from benchmarks.micro import days
from optimizer.referee import check, score

sizes = pytest.mark.parametrize("cities", [1, 10], ids=["760 visits", "7,600 visits"])


@sizes
def test_check(benchmark: Any, cities: int):
    """All rules."""
    problem, plan = days.problem(cities), days.plan(cities)

    assert benchmark.pedantic(check, (problem, plan), rounds=5, warmup_rounds=1).clean


@sizes
def test_score(benchmark: Any, cities: int):
    """All terms of the score."""
    problem, plan = days.problem(cities), days.plan(cities)

    assert benchmark.pedantic(score, (problem, plan), rounds=5, warmup_rounds=1).levels[0] == 0
