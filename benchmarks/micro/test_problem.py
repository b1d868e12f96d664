"""How long it takes to read and write problems."""

import json
from typing import Any

import pytest

from benchmarks.micro import days
from optimizer.problem import InvalidProblem, read_problem
from optimizer.problem.document import digest

sizes = pytest.mark.parametrize("cities", [1, 10], ids=["760 visits", "7,600 visits"])


@sizes
def test_load(benchmark: Any, cities: int):
    """From JSON bytes to a checked problem; the large one in a few seconds."""
    data = days.text(cities)

    problem = benchmark.pedantic(read_problem, (data,), rounds=3, warmup_rounds=1)

    assert len(problem.visits) >= 700 * cities
    if benchmark.stats:
        assert benchmark.stats.stats.median < 0.5 * cities


@sizes
def test_dump(benchmark: Any, cities: int):
    """From a problem to JSON text."""
    document = days.problem(cities).document

    assert benchmark.pedantic(json.dumps, (document,), rounds=3, warmup_rounds=1)


@sizes
def test_digest(benchmark: Any, cities: int):
    """The digest that says whether two problems are the same."""
    document = days.problem(cities).document

    assert len(benchmark.pedantic(digest, (document,), rounds=3, warmup_rounds=1)) == 64


def test_refuse(benchmark: Any):
    """A large document in which every visit has three mistakes."""
    document = json.loads(days.text(10))
    for visit in document["visits"]:
        visit.update(duration_s="900", person="nobody", colour="blue")
    data = json.dumps(document).encode()

    def refused() -> int:
        with pytest.raises(InvalidProblem) as caught:
            read_problem(data)
        return len(caught.value.errors)

    count = benchmark.pedantic(refused, rounds=1)

    assert count == 3 * len(document["visits"])
