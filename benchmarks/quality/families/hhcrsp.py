"""HHCRSP (Mankowska, Kummer and Italian sets) as problems of ours.

A service at a patient is a visit, a caregiver a worker with one shift. Windows close softly.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.quality.families import minutes
from benchmarks.quality.families.family import Family
from benchmarks.quality.scorers import hhcrsp
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Patient:
    """`requests`: services and minutes. `apart`: least and most minutes between two starts."""

    id: str
    opening: int
    closing: int
    requests: tuple[tuple[str, float], ...]
    apart: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Instance:
    """`abilities` by caregiver; `legs` in minutes, row 0 the office, then patients in order."""

    patients: tuple[Patient, ...]
    abilities: Mapping[str, tuple[str, ...]]
    legs: tuple[tuple[float, ...], ...]


def read(text: str) -> Instance:
    """Read a published file. Windows are cut to whole minutes, as the published solver did."""
    data = json.loads(text)
    return Instance(
        tuple(map(_patient, data["patients"])),
        {caregiver["id"]: tuple(caregiver["abilities"]) for caregiver in data["caregivers"]},
        tuple(map(tuple, data["distances"])),
    )


def _patient(data: Mapping[str, Any]) -> Patient:
    opening, closing = map(int, data["time_window"])
    requests = tuple((r["service"], r["duration"]) for r in data["required_caregivers"])
    apart = None
    if len(requests) > 1:
        rule = data["synchronization"]
        apart = (0, 0) if rule["type"] == "simultaneous" else tuple(rule["distance"])
    return Patient(data["id"], opening, closing, requests, apart)


def problem(instance: Instance) -> dict[str, Any]:
    """Our document. (distance + lateness + greatest lateness) / 3 a minute is 20 an hour each.

    The published problem has no end of day: ours ends a whole day after that of the last window.
    """
    days = minutes.days_until(max(patient.closing for patient in instance.patients)) + 1
    end = days * minutes.DAY
    whole = all(leg == int(leg) for row in instance.legs for leg in row)
    return minutes.document(
        tick_ms=60_000 if whole else 60,
        days=days,
        legs=instance.legs,
        places=[OFFICE, *(patient.id for patient in instance.patients)],
        terms=[
            minutes.per_minute("travel_time", 20),
            minutes.per_minute("lateness", 20),
            minutes.per_minute("lateness", 20, "max"),
        ],
        persons=[{"id": patient.id, "place": patient.id} for patient in instance.patients],
        visits=[
            {
                "id": _visit(patient, service),
                "person": patient.id,
                "activity": service,
                "duration_s": minutes.seconds(duration),
                "windows": [minutes.window(patient.opening, end, patient.closing)],
                "skills": {service: 1},
                "priority": minutes.MUST,
            }
            for patient in instance.patients
            for service, duration in patient.requests
        ],
        workers=[
            {"id": name, "place": OFFICE, "mode": minutes.MODE, "skills": dict.fromkeys(skills, 1)}
            for name, skills in instance.abilities.items()
        ],
        shifts=[
            {"id": name, "worker": name, "start": minutes.moment(0), "end": minutes.moment(end)}
            for name in instance.abilities
        ],
        links=[link for patient in instance.patients for link in _links(patient)],
    )


def _visit(patient: Patient, service: str) -> str:
    return f"{patient.id}-{service}"


def _links(patient: Patient) -> Iterator[dict[str, Any]]:
    if patient.apart is None:
        return
    visits = [_visit(patient, service) for service, _ in patient.requests]
    low, high = patient.apart
    if (low, high) == (0, 0):
        yield {"type": "together", "id": patient.id, "visits": visits}
        return
    yield {
        "type": "sequence",
        "id": f"{patient.id}-order",
        "visits": visits,
        "gap_from": "start",
        "min_gap_s": minutes.seconds(low),
        "max_gap_s": minutes.seconds(high),
        "if_partner_unserved": "drop_both",
    }
    yield {"type": "different_workers", "id": f"{patient.id}-workers", "visits": visits}


def solution(problem: Problem, plan: Plan) -> dict[str, Any]:
    """A plan in the published format; `arrival_time` is the start of service there."""
    stops = minutes.visits_of(plan)
    starts = {problem.visits[name].person: stop.start for name, (_, stop) in plan.placed.items()}
    return {
        "global_ordering": sorted(starts, key=starts.__getitem__),
        "routes": [
            {
                "caregiver_id": shift.worker,
                "locations": [
                    {
                        "patient": problem.visits[str(stop.ref)].person,
                        "service": problem.visits[str(stop.ref)].activity,
                        "arrival_time": minutes.in_minutes(problem, stop.start),
                        "departure_time": minutes.in_minutes(problem, stop.end),
                    }
                    for stop in stops.get(shift.id, ())
                ],
            }
            for shift in problem.shifts.values()
        ],
    }


FAMILY = Family(read, problem, solution, json.loads, hhcrsp.judge)
