"""Routes of caregivers: the part that solutions of HHCRSP and UHHC have in common."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

LUNCH = "lunch_break"


class Service(NamedTuple):
    """One service at one patient."""

    patient: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} at {self.patient}"


class Act(NamedTuple):
    """A service given, or a lunch; `start` is when it begins, not when the caregiver arrives."""

    service: Service
    start: float
    end: float

    @property
    def is_lunch(self) -> bool:
        return self.service.name == LUNCH


Routes = list[tuple[str, list[Act]]]
"""Caregivers and what they do, by time."""


def read(solution: Mapping[str, Any]) -> Routes:
    """The routes of a published solution; ids may be called `patient_id` and `service_id` too."""
    return [
        (str(route["caregiver_id"]), sorted(map(_act, route.get("locations", ())), key=_begin))
        for route in solution["routes"]
    ]


def _act(location: Mapping[str, Any]) -> Act:
    patient = location.get("patient", location.get("patient_id"))
    service = location.get("service", location.get("service_id"))
    start = location.get("arrival_time", location.get("start_time"))
    end = location.get("departure_time", location.get("end_time"))
    assert start is not None, location
    assert end is not None, location
    return Act(Service(str(patient), str(service)), float(start), float(end))


def _begin(act: Act) -> tuple[float, float]:
    return act.start, act.end


def givers(routes: Routes) -> Mapping[Service, tuple[str, Act]]:
    """Who gives each service, and when."""
    return {act.service: (c, act) for c, route in routes for act in route if not act.is_lunch}


def misgiven(
    routes: Routes, caregivers: Iterable[Mapping[str, Any]], durations: Mapping[Service, float]
) -> Iterator[str]:
    """What is wrong apart from times and places: unknown names, repetitions, skills, durations."""
    abilities = {caregiver["id"]: set(caregiver["abilities"]) for caregiver in caregivers}
    for name, times in Counter(name for name, _ in routes).items():
        if name not in abilities:
            yield f"there is no caregiver {name}"
        if times > 1:
            yield f"{name} has {times} routes"
    acts = [(name, act) for name, route in routes for act in route if not act.is_lunch]
    for service, times in Counter(act.service for _, act in acts).items():
        if service not in durations:
            yield f"nobody needs {service}"
        if times > 1:
            yield f"{service} is given {times} times"
    for name, act in acts:
        if act.service.name not in abilities.get(name, ()):
            yield f"{name} cannot give {act.service}"
        wanted = durations.get(act.service)
        if wanted is not None and abs(act.end - act.start - wanted) > TOLERANCE:
            yield f"{act.service} lasts {act.end - act.start:g} instead of {wanted:g}"


TOLERANCE = 1e-3 + 1e-9
"""Times in published solutions are rounded to 0.001 minutes."""


def too_far_apart(first: float, second: float, low: float, high: float) -> bool:
    """Whether the second start is not `low` to `high` after the first."""
    return not low - TOLERANCE <= second - first <= high + TOLERANCE
