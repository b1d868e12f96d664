"""VRPTW with synchronised visits (Bredström and Rönnqvist, 2008), a day at a time.

Objective: total travel time. Windows, horizon and equal starts of pairs are hard.
"""

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.quality.families import minutes
from benchmarks.quality.families.family import Family
from benchmarks.quality.scorers import bredstrom
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem

DEPOT = "0"
Instance = Mapping[str, Any]
"""The file as it is: `visits`, `staff`, `horizon`; `service`, `open`, `close` and `travel` by
visit, where 0 is the depot; `synchronised_pairs`."""


def problem(instance: Instance) -> dict[str, Any]:
    """Our document: a unit of time is a minute, and costs 1 on the road."""
    visits = [str(number) for number in range(1, instance["visits"] + 1)]
    staff = [str(number) for number in range(1, instance["staff"] + 1)]
    return minutes.document(
        tick_ms=60_000,
        days=minutes.days_until(instance["horizon"]),
        legs=instance["travel"],
        places=[DEPOT, *visits],
        terms=[minutes.per_minute("travel_time", 60)],
        persons=[{"id": visit, "place": visit} for visit in visits],
        visits=[
            {
                "id": visit,
                "person": visit,
                "duration_s": minutes.seconds(instance["service"][int(visit)]),
                "windows": [
                    minutes.window(instance["open"][int(visit)], instance["close"][int(visit)])
                ],
                "priority": minutes.MUST,
            }
            for visit in visits
        ],
        workers=[{"id": name, "place": DEPOT, "mode": minutes.MODE} for name in staff],
        shifts=[
            {
                "id": name,
                "worker": name,
                "start": minutes.moment(instance["open"][0]),
                "end": minutes.moment(instance["horizon"]),
            }
            for name in staff
        ],
        links=[
            {"type": "together", "id": f"{one} with {other}", "visits": [str(one), str(other)]}
            for one, other in instance["synchronised_pairs"]
        ],
    )


def solution(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Routes of staff: visits and their starts. There is no published format; this is ours."""
    return {
        "routes": [
            {
                "staff": int(problem.shifts[shift].worker),
                "visits": [
                    {"visit": int(str(s.ref)), "start": minutes.in_minutes(problem, s.start)}
                    for s in stops
                ],
            }
            for shift, stops in minutes.visits_of(plan).items()
        ]
    }


FAMILY = Family(json.loads, problem, solution, json.loads, bredstrom.judge)
