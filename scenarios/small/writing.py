"""Writing the files of a scenario: JSON that fits on a line stays on it, answers from plans."""

import json
from collections.abc import Sequence
from typing import Any

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.referee import score

WIDTH = 100


def pretty(value: Any, indent: int = 0) -> str:
    """JSON with each list or object on one line where it fits, else an item a line."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    deeper = indent + 1
    if isinstance(value, dict):
        opening, closing = "{", "}"
        items = [f"{json.dumps(k)}: {pretty(v, deeper)}" for k, v in value.items()]
    else:
        opening, closing = "[", "]"
        items = [pretty(item, deeper) for item in value]
    items = [" " * deeper + item for item in items]
    return opening + "\n" + ",\n".join(items) + "\n" + " " * indent + closing


def answer(problem: Problem, plan: Plan, about: Sequence[str]) -> dict[str, Any]:
    """A plan and its score as JSON values: the content of `expected.json` or `best_known.json`.

    Fields mean what they mean in a plan document; what can be computed from others is left out.
    """
    shown = zip(problem.objective.levels, score(problem, plan).shown(), strict=True)
    return {
        "about": list(about),
        "score": {"levels": [{"name": name, "value": value} for name, value in shown]},
        "tours": [_tour(problem, tour) for tour in plan.tours],
        "unserved": [
            {
                "visit": visit,
                "reasons": [
                    {
                        "code": reason.code,
                        "scope": reason.scope,
                        "worker": reason.worker,
                        "shift": reason.shift,
                        "detail": reason.detail,
                    }
                    for reason in reasons
                ],
            }
            for visit, reasons in plan.unserved.items()
        ],
    }


def _tour(problem: Problem, tour: Tour) -> dict[str, Any]:
    return {
        "shift": tour.shift,
        "worker": problem.shifts[tour.shift].worker,
        "vehicle": tour.vehicle,
        "stops": [_stop(problem, stop) for stop in tour.stops],
    }


def _stop(problem: Problem, stop: Stop) -> dict[str, Any]:
    iso = problem.clock.iso
    return {
        "kind": stop.kind,
        **({stop.kind: stop.ref} if stop.ref is not None else {}),
        "place": stop.place,
        "arrival": iso(stop.arrival),
        "start": iso(stop.start),
        "end": iso(stop.end),
        "travel_s": problem.seconds(stop.travel),
        "distance_m": stop.distance,
    }
