"""UHHC (the unified home health care sets of 2026) as problems of ours.

A service at a patient is a visit, a caregiver a worker with one shift. Which windows and shifts
close softly, and what counts how much, each instance says itself in its `cost_components`.

By the published rules one caregiver may give both of two independent services, and in different
windows of the patient. The published costs seem to come from searches that always send two, in one
window: D3 is published at 709, as we find with two, and costs 677 with one; J1 at 322, J7 at 493
and M6 at 102, the optima with one window and two caregivers, and 270, 380 and 42 without. So a gap
below 0 on instances with such services is no proof of a better search.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.quality.families import minutes
from benchmarks.quality.families.family import Family
from benchmarks.quality.scorers import uhhc
from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem

HARD = "HARD"
LUNCH = "lunch_break"
LEAVE_AT_START = ("bazirha", "bazirha-caie")
"""Origins whose caregivers leave when their shift begins, so that a first wait counts."""

TIMES: Mapping[str, tuple[str, str]] = {
    "travel_time": ("travel_time", "sum"),
    "total_tardiness": ("lateness", "sum"),
    "highest_tardiness": ("lateness", "max"),
    "total_waiting_time": ("waiting", "sum"),
    "max_waiting_time": ("waiting", "max"),
    "total_extra_time": ("overtime", "sum"),
    "max_idle_time": ("idle", "max"),
    "workload_balance": ("work_time", "abs_dev"),
    "working_time": ("work_time", "sum"),
}
"""Cost components in minutes -> term and aggregation of ours."""
PIECES: Mapping[str, str] = {
    "caregiver_preferences": "preference",
    "missed_lunch_break": "missed_break",
}
"""Cost components in pieces -> term of ours. `optional_patients` is apart: a patient is one
piece, however many visits; so its weight is that of the visits, and the term's is 1."""
OPTIONAL = "optional_patients"
HARD_HERE = ("total_tardiness", "total_extra_time")
"""Components that may be hard: windows, and shifts, then close for good."""

Instance = Mapping[str, Any]
"""The file as it is."""


def problem(instance: Instance) -> dict[str, Any]:
    """Our document. What closes softly closes for good a whole day after the horizon.

    Raises
    ------
    ValueError
        The instance has a cost component, or windows, that have no counterpart here.
    """
    metadata = instance["metadata"]
    weights = metadata["cost_components"]
    days = minutes.days_until(metadata["horizon"]) + 1
    end = days * minutes.DAY
    rows = {
        place["id"]: place["distance_matrix_index"]
        for place in (*instance["terminal_points"], *instance["patients"])
    }
    patients = instance["patients"]
    return minutes.document(
        tick_ms=60_000,
        days=days,
        legs=[[instance["distances"][i][j] for j in rows.values()] for i in rows.values()],
        places=list(rows),
        terms=list(_terms(weights)),
        persons=[
            {
                "id": patient["id"],
                "place": patient["id"],
                "refused_workers": patient.get("incompatible_caregivers") or [],
                "preferred_workers": patient.get("preferred_caregivers"),
            }
            for patient in patients
        ],
        visits=[visit for patient in patients for visit in _visits(metadata, patient, end)],
        workers=[
            {
                "id": caregiver["id"],
                "place": caregiver["departing_point"],
                "mode": minutes.MODE,
                "skills": dict.fromkeys(caregiver["abilities"], 1),
            }
            for caregiver in instance["caregivers"]
        ],
        shifts=[_shift(instance, caregiver, end) for caregiver in instance["caregivers"]],
        links=[link for patient in patients for link in _links(patient)],
    )


def _terms(weights: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, weight in weights.items():
        if weight == 0 or (weight == HARD and name in HARD_HERE):
            continue
        if weight == HARD:
            raise ValueError(f"cost component {name} cannot be hard")
        if name in TIMES:
            term, aggregation = TIMES[name]
            yield minutes.per_minute(term, 60 * weight, aggregation)
        elif name in PIECES:
            yield minutes.per_piece(PIECES[name], weight)
        elif name == OPTIONAL:
            yield minutes.per_piece(f"unserved_p{minutes.MAY}", 1)
        else:
            raise ValueError(f"cost component {name} is not known")


def _met_at_end(metadata: Mapping[str, Any]) -> bool:
    return bool(metadata.get("time_window_met") == "at_service_end")


def _visits(
    metadata: Mapping[str, Any], patient: Mapping[str, Any], end: int
) -> Iterator[dict[str, Any]]:
    weights = metadata["cost_components"]
    requests = patient["required_services"]
    price = weights.get(OPTIONAL, 0)
    for number, request in enumerate(requests):
        visit = {
            "id": _visit(patient, request),
            "person": patient["id"],
            "activity": request["service"],
            "duration_s": minutes.seconds(request["duration"]),
            "windows": list(
                _windows(
                    patient["time_windows"],
                    request["duration"] if _met_at_end(metadata) else 0,
                    end,
                    hard=weights.get("total_tardiness") == HARD,
                )
            ),
            "skills": {request["service"]: 1},
            "priority": minutes.MUST,
        }
        if patient.get("optional"):
            visit["priority"] = minutes.MAY
            visit["weight"] = (price + number) // len(requests)  # these add up to the price
        yield visit


def _windows(
    windows: Sequence[Mapping[str, Any]], lead: float, end: int, *, hard: bool
) -> Iterator[dict[str, str]]:
    """When a service may start: `lead` before what the windows say.

    A service belongs to the last window that has begun, so that a soft one lasts until the next.
    What must end by a time is as late as what must start a duration earlier.
    """
    closes = [*(after["start"] - 1 for after in windows[1:]), end]
    for window, close in zip(windows, closes, strict=True):
        due = window["end"] - lead
        if not hard:
            yield minutes.window(window["start"], close, min(due, close))
        elif due >= window["start"]:
            yield minutes.window(window["start"], due)


def _shift(instance: Instance, caregiver: Mapping[str, Any], end: int) -> dict[str, Any]:
    metadata = instance["metadata"]
    weights = metadata["cost_components"]
    shift = {
        "id": caregiver["id"],
        "worker": caregiver["id"],
        "end_place": caregiver["arrival_point"],
    }
    hours = caregiver.get("working_shift")
    if hours is None:
        if weights.get("max_idle_time"):
            raise ValueError(f"{caregiver['id']} has no shift that idle time could count from")
        return shift | minutes.window(0, end)
    if weights.get("total_extra_time") == HARD:
        shift |= minutes.window(hours["start"], hours["end"])
    else:
        shift |= minutes.window(hours["start"], end)
        shift["overtime_after"] = minutes.moment(hours["end"])
    if metadata.get("origin") in LEAVE_AT_START:
        shift["leaves_at_start"] = True
    if caregiver.get("lunch_break"):
        shift["breaks"] = [_lunch(instance)]
    return shift


def _lunch(instance: Instance) -> dict[str, Any]:
    """A break that costs if missed, by those who have no route as well."""
    rule = instance["lunch_breaks"]
    lead = rule["min_duration"] if _met_at_end(instance["metadata"]) else 0
    return {
        "id": LUNCH,
        "duration_s": minutes.seconds(rule["min_duration"]),
        "windows": [minutes.window(rule["start"], rule["end"] - lead)],
        "optional": True,
        "always_due": True,
    }


def _visit(patient: Mapping[str, Any], request: Mapping[str, Any]) -> str:
    return f"{patient['id']}-{request['service']}"


def _links(patient: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All services or none; and how they are synchronised."""
    visits = [_visit(patient, request) for request in patient["required_services"]]
    if len(visits) < 2:
        return
    rule = patient.get("synchronization") or {"type": "independent"}
    name = patient["id"]
    if rule["type"] == "simultaneous":
        yield {"type": "together", "id": name, "visits": visits}
        return
    low, high = None, None
    if rule["type"] == "sequential":
        low, high = (minutes.seconds(rule["distance"][bound]) for bound in ("min", "max"))
        yield {"type": "different_workers", "id": f"{name}-workers", "visits": visits}
    elif not patient.get("optional"):
        return
    for number, pair in enumerate(pairwise(visits), start=1):
        yield {
            "type": "sequence",
            "id": f"{name}-order-{number}",
            "visits": list(pair),
            "gap_from": "start",
            "min_gap_s": low,
            "max_gap_s": high,
            "if_partner_unserved": "drop_both",
        }


def solution(problem: Problem, plan: Plan) -> dict[str, Any]:
    """A plan in the published format; `arrival_time` is the start of service there.

    A lunch is eaten where the next visit is, or at a depot. One that the plan has where the visit
    before is, is put off until the worker is there; if that is too late for lunch, it is left out,
    and counts as missed.
    """
    tours = {tour.shift: tour for tour in plan.tours}
    return {
        "routes": [
            {
                "caregiver_id": shift.worker,
                "locations": list(_locations(problem, tours[shift.id]))
                if shift.id in tours
                else [],
            }
            for shift in problem.shifts.values()
        ]
    }


def _locations(problem: Problem, tour: Tour) -> Iterator[dict[str, Any]]:
    for number, stop in enumerate(tour.stops):
        if stop.kind == "visit":
            visit = problem.visits[str(stop.ref)]
            yield {
                "patient": visit.person,
                "service": visit.activity,
                "arrival_time": minutes.in_minutes(problem, stop.start),
                "departure_time": minutes.in_minutes(problem, stop.end),
            }
        elif stop.kind == "break":
            before, after = tour.stops[number - 1], tour.stops[number + 1]
            eaten = _eaten(problem, tour, before, stop, after)
            if eaten is not None:
                place, start = eaten
                yield {
                    "patient": place,
                    "service": LUNCH,
                    "start_time": minutes.in_minutes(problem, start),
                    "end_time": minutes.in_minutes(problem, start + stop.end - stop.start),
                }


def _eaten(
    problem: Problem, tour: Tour, before: Stop, lunch: Stop, after: Stop
) -> tuple[str, int] | None:
    """Where and when a lunch is eaten in the published format; None if that cannot be said."""
    if lunch.place == after.place:
        return lunch.place, lunch.start
    (pause,) = problem.shifts[tour.shift].breaks
    start = min(lunch.start + after.travel, pause.windows[0].end)
    if start >= before.end + after.travel:
        return after.place, start
    return (lunch.place, lunch.start) if before.kind == "depot" else None


FAMILY = Family(json.loads, problem, solution, json.loads, uhhc.judge)
