"""Scores VRPTW solutions by the convention of the DIMACS challenge (2021-22), from it alone.

Cost = total distance; distances, which are times as well, are Euclidean and truncated to one
decimal. Vehicles are free. SINTEF's convention (fewest vehicles first, no truncation) gives
other numbers: never compare the two.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.quality.scorers.judgement import Judgement, no_solution
from benchmarks.quality.solomon import Node, Solomon, read_solomon


def judge(instance: str, solution: Mapping[str, Any]) -> Judgement:
    """Score a solution of an instance (the text of its file).

    `solution["text"]` is a CVRPLIB solution file: lines like `Route #1: 5 3 7`. What it says of
    its own cost is not used.
    """
    data = read_solomon(instance)
    routes = [
        [int(number) for number in line.split(":", 1)[1].split()]
        for line in str(solution["text"]).splitlines()
        if line.strip().lower().startswith("route")
    ]
    visited = Counter(number for route in routes for number in route)
    customers = range(1, len(data.nodes))
    violations = [f"there is no customer {n}" for n in visited if n not in customers]
    violations += [f"customer {n} is visited {visited[n]} times" for n in customers
                   if visited[n] != 1]  # fmt: skip
    if violations:
        return no_solution(*violations)
    for number, route in enumerate(routes, start=1):
        violations += _broken(data, number, route)
    if violations:
        return no_solution(*violations)
    tenths = sum(
        _tenths(data.nodes[i], data.nodes[j])
        for route in routes
        for i, j in pairwise([0, *route, 0])
    )
    return Judgement(tenths / 10, {"distance": tenths / 10}, ())


def _broken(data: Solomon, number: int, route: Sequence[int]) -> Iterator[str]:
    load = sum(data.nodes[n].demand for n in route)
    if load > data.capacity:
        yield f"route {number} carries {load}, more than {data.capacity}"
    at, time = 0, round(10 * data.nodes[0].ready)
    for n in (*route, 0):
        node = data.nodes[n]
        time += _tenths(data.nodes[at], node)
        if time > round(10 * node.due):
            yield f"route {number} comes to {n} at {time / 10}, after {node.due}"
        at, time = n, max(time, round(10 * node.ready)) + round(10 * node.service)


def _tenths(a: Node, b: Node) -> int:
    """Distance in tenths, truncated; exact, as coordinates are whole or have one decimal."""
    dx, dy = round(10 * (a.x - b.x)), round(10 * (a.y - b.y))
    return math.isqrt(dx * dx + dy * dy)
