"""Scores solutions of VRPTW with synchronised visits, from its definition alone.

Cost = total travel time, the first objective of Bredström and Rönnqvist, *Combined vehicle
routing and scheduling with temporal precedence and synchronization constraints*, 2008.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.quality.scorers.judgement import Judgement, no_solution

Visits = Sequence[Mapping[str, Any]]


def judge(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> Judgement:
    """Score a solution: `routes`, each with `staff` (from 1) and `visits` of `visit`, `start`."""
    visits = range(1, instance["visits"] + 1)
    routes = [
        (route["staff"], sorted(route["visits"], key=lambda visit: visit["start"]))
        for route in solution["routes"]
    ]
    done = Counter(stop["visit"] for _, route in routes for stop in route)
    violations = [f"there is no visit {v}" for v in done if v not in visits]
    violations += [f"visit {v} is paid {done[v]} times" for v in visits if done[v] != 1]
    staff = Counter(name for name, _ in routes)
    violations += [f"there is no staff {k}" for k in staff if not 1 <= k <= instance["staff"]]
    violations += [f"staff {k} has {times} routes" for k, times in staff.items() if times > 1]
    if violations:
        return no_solution(*violations)
    travel, by, start = 0, {}, {}
    for name, route in routes:
        violations += _hurried(instance, name, route)
        places = [0, *(stop["visit"] for stop in route), 0]
        travel += sum(instance["travel"][i][j] for i, j in pairwise(places))
        for stop in route:
            by[stop["visit"]], start[stop["visit"]] = name, stop["start"]
    for one, other in instance["synchronised_pairs"]:
        if start[one] != start[other]:
            violations.append(f"visits {one} and {other} start at {start[one]} and {start[other]}")
        if by[one] == by[other]:
            violations.append(f"visits {one} and {other} are both paid by staff {by[one]}")
    return no_solution(*violations) if violations else Judgement(travel, {"travel": travel}, ())


def _hurried(instance: Mapping[str, Any], name: int, route: Visits) -> Iterator[str]:
    """Services start in their windows, with time for the legs, and all are home in time."""
    place, free = 0, instance["open"][0]
    for stop in route:
        visit, start = stop["visit"], stop["start"]
        if not instance["open"][visit] <= start <= instance["close"][visit]:
            yield f"visit {visit} starts at {start}, outside its window"
        if start < free + instance["travel"][place][visit]:
            yield f"staff {name} cannot be at visit {visit} by {start}"
        place, free = visit, start + instance["service"][visit]
    if route and free + instance["travel"][place][0] > instance["horizon"]:
        yield f"staff {name} is home after {instance['horizon']}"
