"""From the result of a search to the plan document."""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from optimizer.explain.kpis import kpis, waits
from optimizer.plan.document import FORMAT
from optimizer.plan.model import Reason, Stop, Tour
from optimizer.plan.score import Score, in_units
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE
from optimizer.referee.measures import late_ticks
from optimizer.result import Result
from optimizer.rules.base import Violation, work


def plan_document(
    result: Result, *, parent: str | None = None, revision: int = 0
) -> dict[str, Any]:
    """The plan of a result as JSON values, in the shape of `PlanDocument`.

    Parameters
    ----------
    result
        What the search gave back.
    parent
        Id of the plan that this one revises.
    revision
        How many plans of the day came before it, parent by parent.
    """
    problem, plan = result.problem, result.plan
    tours = [_tour(problem, tour) for tour in plan.tours]
    return {
        "format": FORMAT,
        "id": _plan_id(problem.digest, tours, result.engine, result.seed),
        "parent": parent,
        "revision": revision,
        "state": "draft",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": result.engine,
        "seed": result.seed,
        "versions": versions(),
        "problem": dict(problem.document),
        "problem_digest": problem.digest,
        "status": result.status,
        "violations": [_violation(problem, v) for v in result.verdict.violations],
        "inherited": [_violation(problem, v) for v in result.verdict.inherited],
        "waivers": [
            {"rule": w.rule, "subject": w.subject, "reason": w.reason, "by": w.by}
            for w in problem.waivers
        ],
        "score": _score(problem, result.score),
        "bound": [None if b is None else b // COST_SCALE for b in result.bound],
        "bound_by": result.bound_by,
        "gap": _gap(result.score.levels, result.bound),
        "tours": tours,
        "unserved": [
            {
                "visit": visit,
                "person": problem.visits[visit].person,
                "priority": problem.visits[visit].priority,
                "reasons": [_reason(reason) for reason in reasons],
            }
            for visit, reasons in plan.unserved.items()
        ],
        "kpis": asdict(kpis(problem, plan)),
        "stats": {
            "wall_s": round(result.stats.wall_s, 3),
            "iterations": result.stats.iterations,
            "first_plan_s": round(result.stats.first_plan_s, 3),
            "contributions": {k: list(v) for k, v in result.stats.contributions.items()},
            "not_optimised": list(result.stats.not_optimised),
            "repaired": list(result.stats.repaired),
            "failed": result.stats.failed,
        },
    }


def versions() -> dict[str, str]:
    """Versions of what made a plan: tournee, python, ortools, numpy."""

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "unknown"

    return {
        "tournee": installed("tournee"),
        "python": platform.python_version(),
        "ortools": installed("ortools"),
        "numpy": installed("numpy"),
    }


def _plan_id(problem_digest: str, tours: list[dict[str, Any]], engine: str, seed: int) -> str:
    text = json.dumps([problem_digest, tours, engine, seed], sort_keys=True, ensure_ascii=False)
    return "plan-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _tour(problem: Problem, tour: Tour) -> dict[str, Any]:
    seconds, iso = problem.seconds, problem.clock.iso
    shift = problem.shifts[tour.shift]
    return {
        "id": f"tour-{tour.shift}",
        "shift": tour.shift,
        "worker": shift.worker,
        "vehicle": tour.vehicle,
        "start": iso(tour.start),
        "end": iso(tour.end),
        "paid_s": seconds(work(problem, tour)),
        "travel_s": seconds(sum(stop.travel for stop in tour.stops)),
        "wait_s": seconds(sum(waits(tour))),
        "distance_m": sum(stop.distance for stop in tour.stops),
        "stops": [_stop(problem, tour, stop) for stop in tour.stops],
    }


def _stop(problem: Problem, tour: Tour, stop: Stop) -> dict[str, Any]:
    seconds, iso = problem.seconds, problem.clock.iso
    visit = problem.visits[stop.ref] if stop.kind == "visit" and stop.ref else None
    frozen = problem.frozen_tours.get(tour.shift)
    held = visit is not None and (
        visit.id in problem.pins or (frozen is not None and visit.id in frozen.visits)
    )
    location = problem.places[stop.place].location
    return {
        "kind": stop.kind,
        "visit": visit and visit.id,
        "person": visit and visit.person,
        "external_id": visit and visit.external_id,
        "break": stop.ref if stop.kind == "break" else None,
        "place": stop.place,
        "arrival": iso(stop.arrival),
        "start": iso(stop.start),
        "end": iso(stop.end),
        "travel_s": seconds(stop.travel),
        "distance_m": stop.distance,
        "wait_s": seconds(stop.wait),
        "late_s": seconds(late_ticks(visit, stop.start, stop.end)) if visit else 0,
        "location": None if location is None else list(location),
        "pinned": held,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "scope": reason.scope,
        "worker": reason.worker,
        "shift": reason.shift,
        "detail": reason.detail,
    }


def _violation(problem: Problem, violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "subjects": list(violation.subjects),
        "at": problem.clock.iso(violation.at),
        "message": {"fr": violation.sentence("fr"), "en": violation.sentence("en")},
    }


def _score(problem: Problem, score: Score) -> dict[str, Any]:
    names = problem.objective.levels
    return {
        "levels": [
            {"name": name, "value": value} for name, value in zip(names, score.shown(), strict=True)
        ],
        "terms": [
            {
                "term": part.term.kind.name,
                "level": names[part.term.level],
                "weight": part.term.weight,
                "aggregation": part.term.aggregation,
                "value": part.value,
                "cost": in_units(part.cost),
            }
            for part in score.terms
        ],
    }


def _gap(levels: Sequence[int], bound: Sequence[int | None]) -> float | None:
    """(value - bound) / value of the first level that differs from its bound; None if unknown."""
    for value, least in zip(levels, bound, strict=False):
        if least is None:
            return None
        if value > least:
            return round((value - least) / value, 6)
    return 0.0 if len(bound) == len(levels) else None
