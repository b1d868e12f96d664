"""Scores solutions of HHCRSP (Mankowska, Kummer and Italian sets), from its definition alone.

Cost = (distance + total tardiness + greatest tardiness) / 3, in minutes. The problem is that
of Mankowska, Meisel, Bierwirth (2014), the file format that of Ceschia, Di Gaspero, Rosati,
Schaerf (ITOR, 2024).
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from benchmarks.quality.scorers.judgement import Judgement, no_solution
from benchmarks.quality.scorers.routes import (
    TOLERANCE,
    Act,
    Routes,
    Service,
    givers,
    misgiven,
    read,
    too_far_apart,
)


def judge(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> Judgement:
    """Score a solution of an instance, both as published.

    Windows count in whole minutes: the Italian files carry noise like 401.99999999999994 for
    what was solved as 401.
    """
    routes = read(solution)
    patients = {patient["id"]: patient for patient in instance["patients"]}
    durations = {
        Service(name, request["service"]): float(request["duration"])
        for name, patient in patients.items()
        for request in patient["required_caregivers"]
    }
    violations = list(misgiven(routes, instance["caregivers"], durations))
    found = givers(routes)
    violations += [f"{service} is not given" for service in durations if service not in found]
    if violations:
        return no_solution(*violations)

    late = []
    for service, (_, act) in found.items():
        opening, closing = map(int, patients[service.patient]["time_window"])
        late.append(max(0.0, act.start - closing))
        if act.start < opening - TOLERANCE:
            violations.append(f"{service} starts at {act.start:g}, before {opening}")
    for patient in patients.values():
        violations += _synchronised(patient, found)
    rows = {name: row for row, name in enumerate(patients, start=1)}
    violations += _hurried(routes, rows, instance["distances"])
    if violations:
        return no_solution(*violations)

    distance = sum(
        instance["distances"][i][j]
        for _, route in routes
        for i, j in pairwise([0, *(rows[act.service.patient] for act in route), 0])
    )
    parts = {"distance": distance, "tardiness": sum(late), "max_tardiness": max(late, default=0.0)}
    return Judgement(sum(parts.values()) / 3, parts, ())


def _synchronised(
    patient: Mapping[str, Any], found: Mapping[Service, tuple[str, Act]]
) -> Iterator[str]:
    """Two services start as far apart as asked, and are given by two caregivers."""
    if len(patient["required_caregivers"]) < 2:
        return
    (one, first), (other, second) = (
        found[Service(patient["id"], request["service"])]
        for request in patient["required_caregivers"]
    )
    rule = patient["synchronization"]
    low, high = (0, 0) if rule["type"] == "simultaneous" else rule["distance"]
    if too_far_apart(first.start, second.start, low, high):
        yield f"services at {patient['id']} start {second.start - first.start:g} apart"
    if one == other:
        yield f"both services at {patient['id']} are given by {one}"


def _hurried(routes: Routes, rows: Mapping[str, int], legs: list[list[float]]) -> Iterator[str]:
    """Every route leaves the office at 0 or later and has the time for its legs."""
    for caregiver, route in routes:
        place, free = 0, 0.0
        for act in route:
            row = rows[act.service.patient]
            if act.start < free + legs[place][row] - TOLERANCE:
                yield f"{caregiver} cannot be at {act.service.patient} by {act.start:g}"
            place, free = row, act.end
