"""VRPTW (Solomon, Gehring and Homberger) by the convention of the DIMACS challenge.

A customer is a visit, a vehicle a worker with one shift, a unit of distance a minute.
"""

import math
from typing import Any

from benchmarks.quality.families import minutes
from benchmarks.quality.families.family import Family
from benchmarks.quality.scorers import vrptw
from benchmarks.quality.solomon import Node, Solomon, read_solomon
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem

GOODS = "goods"


def problem(instance: Solomon) -> dict[str, Any]:
    """Our document: distance alone counts, 1 a minute. A tick is a tenth of a minute."""
    depot, *customers = instance.nodes
    vehicles = [f"vehicle {number}" for number in range(1, instance.vehicles + 1)]
    return minutes.document(
        tick_ms=6_000,
        days=minutes.days_until(depot.due),
        legs=[[_distance(a, b) for b in instance.nodes] for a in instance.nodes],
        places=[str(node.number) for node in instance.nodes],
        terms=[minutes.per_minute("travel_time", 60)],
        persons=[{"id": str(node.number), "place": str(node.number)} for node in customers],
        visits=[
            {
                "id": str(node.number),
                "person": str(node.number),
                "duration_s": minutes.seconds(node.service),
                "windows": [minutes.window(node.ready, node.due)],
                "load": {GOODS: node.demand},
                "priority": minutes.MUST,
            }
            for node in customers
        ],
        workers=[{"id": v, "place": str(depot.number), "mode": minutes.MODE} for v in vehicles],
        shifts=[
            {
                "id": vehicle,
                "worker": vehicle,
                "start": minutes.moment(depot.ready),
                "end": minutes.moment(depot.due),
                "capacity": {GOODS: instance.capacity},
            }
            for vehicle in vehicles
        ],
    )


def _distance(a: Node, b: Node) -> float:
    """Euclidean, truncated to one decimal. The margin is far below the next possible distance:
    coordinates have one decimal at most."""
    return math.floor(10 * math.hypot(a.x - b.x, a.y - b.y) + 1e-9) / 10


def solution(problem: Problem, plan: Plan) -> dict[str, Any]:
    """A plan as a CVRPLIB solution file, in JSON: `{"format": "cvrplib", "text": ...}`."""
    routes = [" ".join(tour.visits) for tour in plan.tours]
    lines = [f"Route #{number}: {route}" for number, route in enumerate(routes, start=1)]
    ticks = sum(stop.travel for tour in plan.tours for stop in tour.stops)
    lines.append(f"Cost {minutes.in_minutes(problem, ticks)}")
    return {"format": "cvrplib", "text": "\n".join(lines) + "\n"}


FAMILY = Family(read_solomon, problem, solution, str, vrptw.judge)
