"""Scores solutions of UHHC (the unified home health care sets), from its definition alone.

Cost = sum over the instance's `cost_components` of weight x value, in whole minutes and
pieces; a component of weight `HARD` must be 0. Formulation and file format: Ceschia,
Di Gaspero, Rosati, Schaerf (ITOR, 2026).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from benchmarks.quality.scorers.judgement import Judgement, no_solution
from benchmarks.quality.scorers.routes import (
    Act,
    Routes,
    Service,
    givers,
    misgiven,
    read,
    too_far_apart,
)

WAITS_FROM_SHIFT_START = ("bazirha", "bazirha-caie")
"""Origins whose caregivers leave when their shift begins, so that a first wait counts."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What one caregiver's day amounts to, in minutes; an empty route has no journey.

    `idle` are all waits on the way, `waits` those that `total_waiting_time` counts. `hurried`
    says where there is no time for a leg.
    """

    departure: float
    back: float
    travel: float
    service: float
    idle: float
    waits: tuple[float, ...]
    hurried: tuple[str, ...]


def judge(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> Judgement:
    """Score a solution of an instance, both as published."""
    routes = read(solution)
    patients = {patient["id"]: patient for patient in instance["patients"]}
    caregivers = {caregiver["id"]: caregiver for caregiver in instance["caregivers"]}
    durations = {
        Service(name, request["service"]): float(request["duration"])
        for name, patient in patients.items()
        for request in patient["required_services"]
    }
    violations = list(misgiven(routes, caregivers.values(), durations))
    if violations:
        return no_solution(*violations)
    found = givers(routes)
    for patient in patients.values():
        violations += _served(patient, found)
    for service, (caregiver, act) in found.items():
        patient = patients[service.patient]
        if caregiver in (patient.get("incompatible_caregivers") or ()):
            violations.append(f"{caregiver} may not come to {service.patient}")
        if act.start < patient["time_windows"][0]["start"]:
            violations.append(f"{service} starts at {act.start:g}, before its first window")
    violations += _lunches(instance, routes)
    if violations:
        return no_solution(*violations)

    journeys = {
        name: _journey(instance, caregivers[name], route) for name, route in routes if route
    }
    violations += [broken for journey in journeys.values() for broken in journey.hurried]
    values = _values(instance, routes, journeys)
    parts, weights = {}, instance["metadata"]["cost_components"]
    unknown = weights.keys() - values.keys()
    violations += [f"the cost component {name} is not known" for name in sorted(unknown)]
    for name, weight in weights.items():
        if weight == "HARD" and values.get(name):
            violations.append(f"{name} is {values[name]:g} and must be 0")
        elif weight != "HARD" and name in values:
            parts[name] = weight * values[name]
    return no_solution(*violations) if violations else Judgement(sum(parts.values()), parts, ())


def _served(patient: Mapping[str, Any], found: Mapping[Service, tuple[str, Act]]) -> Iterator[str]:
    """A patient is served whole, synchronised as asked; only optional ones may be left out."""
    name = patient["id"]
    services = [Service(name, request["service"]) for request in patient["required_services"]]
    done = [found[service] for service in services if service in found]
    if len(done) < len(services):
        if done or not patient.get("optional"):
            yield f"{name} is given {len(done)} of {len(services)} services"
        return
    rule = patient.get("synchronization") or {"type": "independent"}
    if len(services) < 2 or rule["type"] == "independent":
        return
    low, high = 0, 0
    if rule["type"] == "sequential":
        low, high = rule["distance"]["min"], rule["distance"]["max"]
    for first, second in pairwise(act.start for _, act in done):
        if too_far_apart(first, second, low, high):
            yield f"services at {name} start {second - first:g} apart"
    if len({caregiver for caregiver, _ in done}) < len(done):
        yield f"services at {name} are given by one caregiver, and need several"


def _lunches(instance: Mapping[str, Any], routes: Routes) -> Iterator[str]:
    entitled = {c["id"] for c in instance["caregivers"] if c.get("lunch_break")}
    rule = instance.get("lunch_breaks")
    for caregiver, route in routes:
        lunches = [act for act in route if act.is_lunch]
        if lunches and (caregiver not in entitled or rule is None):
            yield f"{caregiver} has no right to a lunch"
        if len(lunches) > 1:
            yield f"{caregiver} has {len(lunches)} lunches"
        if rule is None:
            continue
        for act in lunches:
            met = act.end if _met_at_end(instance) else act.start
            if act.start < rule["start"] or met > rule["end"]:
                yield f"{caregiver} has lunch outside lunch time, at {act.start:g}"
            if act.end - act.start < rule["min_duration"]:
                yield f"{caregiver} has a short lunch"


def _met_at_end(instance: Mapping[str, Any]) -> bool:
    return bool(instance["metadata"].get("time_window_met") == "at_service_end")


def _journey(
    instance: Mapping[str, Any], caregiver: Mapping[str, Any], route: list[Act]
) -> Journey:
    """A caregiver's day.

    A lunch is eaten at the place it names: by the published rule that of the next visit, or a
    depot. A wait between a lunch that comes first and the next stop is idle, and not counted as
    waiting. Leaving is as late as can be, unless the origin has caregivers leave at once.
    """
    name, legs, shift = caregiver["id"], instance["distances"], caregiver.get("working_shift")
    depots = {point["id"]: point["distance_matrix_index"] for point in instance["terminal_points"]}
    places = {p["id"]: p["distance_matrix_index"] for p in instance["patients"]}
    here, home = depots[caregiver["departing_point"]], depots[caregiver["arrival_point"]]
    stops = [places.get(act.service.patient, here) for act in route]
    opening = shift["start"] if shift else 0
    departure = route[0].start - legs[here][stops[0]]
    if shift and instance["metadata"].get("origin") in WAITS_FROM_SHIFT_START:
        departure = opening
    hurried = []
    if departure < opening:
        hurried.append(f"{name} leaves at {departure:g}, before the shift")
    free, travel, all_waits = departure, 0, []
    for act, stop in zip(route, stops, strict=True):
        travel += legs[here][stop]
        all_waits.append(act.start - free - legs[here][stop])
        if all_waits[-1] < 0:
            hurried.append(f"{name} cannot be at {act.service} by {act.start:g}")
        free, here = act.end, stop
    counted = all_waits[:1] + all_waits[2:] if route[0].is_lunch else all_waits
    return Journey(
        departure=departure,
        back=free + legs[here][home],
        travel=travel + legs[here][home],
        service=sum(act.end - act.start for act in route if not act.is_lunch),
        idle=sum(all_waits),
        waits=tuple(counted),
        hurried=tuple(hurried),
    )


def _values(
    instance: Mapping[str, Any], routes: Routes, journeys: Mapping[str, Journey]
) -> Mapping[str, float]:
    """Every cost component, unweighted."""
    patients = {patient["id"]: patient for patient in instance["patients"]}
    late, disliked = [], 0
    for service, (caregiver, act) in givers(routes).items():
        patient = patients[service.patient]
        window = [w for w in patient["time_windows"] if w["start"] <= act.start][-1]
        late.append(max(0.0, (act.end if _met_at_end(instance) else act.start) - window["end"]))
        liked = patient.get("preferred_caregivers")
        disliked += liked is not None and caregiver not in liked
    served = {act.service.patient for _, route in routes for act in route if not act.is_lunch}
    ate = {name for name, route in routes if any(act.is_lunch for act in route)}
    work, extra, idle, waits, missed = [], 0.0, [0.0], [0.0], 0
    for caregiver in instance["caregivers"]:
        missed += bool(caregiver.get("lunch_break")) and caregiver["id"] not in ate
        journey, shift = journeys.get(caregiver["id"]), caregiver.get("working_shift")
        if journey is None:
            work.append(0.0)
            idle.append(shift["end"] - shift["start"] if shift else 0.0)
            continue
        work.append(journey.service + journey.travel)
        waits += journey.waits
        if shift:
            extra += max(0.0, journey.back - shift["end"])
            before = journey.departure - shift["start"]
            idle.append(before + journey.idle + max(0.0, shift["end"] - journey.back))
    mean = sum(work) / len(work)
    return {
        "travel_time": sum(journey.travel for journey in journeys.values()),
        "total_tardiness": sum(late),
        "highest_tardiness": max(late, default=0.0),
        "total_waiting_time": sum(waits),
        "max_waiting_time": max(waits),
        "total_extra_time": extra,
        "max_idle_time": max(idle),
        "workload_balance": sum(ceil(round(abs(worked - mean), 9)) for worked in work),
        "working_time": sum(work),
        "caregiver_preferences": disliked,
        "optional_patients": len(patients) - len(served),
        "missed_lunch_break": missed,
    }
