"""How long it takes to judge a plan of a city's day."""

from typing import Any

from benchmarks.micro import days
from optimizer.referee import check, score


def test_check(benchmark: Any):
    """All rules on some 750 visits."""
    problem, plan = days.problem(), days.plan()

    assert benchmark(check, problem, plan).clean


def test_score(benchmark: Any):
    """All terms of the score on some 750 visits."""
    problem, plan = days.problem(), days.plan()

    assert benchmark(score, problem, plan).levels[0] == 0
