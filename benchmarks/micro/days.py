"""Days of the sizes that matter, made once a run."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from benchmarks.peers.cases import service_alone
from optimizer.plan.model import Plan, Tour
from optimizer.problem import Problem, load_problem
from scenarios.besancon.build import Days, build
from scenarios.besancon.hidden_plan import hidden_plan

Document = dict[str, Any]


@cache
def standard() -> Days:
    """The standard day of one city: some 760 visits, links, breaks, all services."""
    return build(date(2026, 11, 23), scale=1.0, seed=1)


@cache
def problem(cities: int = 1) -> Problem:
    """The day of as many cities side by side."""
    return load_problem(json.loads(text(cities)))


@cache
def aides() -> Problem:
    """The aides' part of the standard day alone: some 400 visits."""
    return load_problem(service_alone(json.loads(text()), "home_help")[0])


@cache
def plan(cities: int = 1) -> Plan:
    """A plan of that day that serves everybody and keeps every rule."""
    one = hidden_plan(standard(), problem())
    return Plan(tuple(_moved(tour, city) for city in range(cities) for tour in one.tours), {})


@cache
def text(cities: int = 1) -> bytes:
    """The JSON document of that day."""
    document = standard().document.to_json_dict()
    lists = [name for name, value in document.items() if isinstance(value, list)]
    ids = {part["id"] for name in lists for part in document[name] if "id" in part}
    copies = [_renamed(document, ids, _suffix(city)) for city in range(cities)]
    merged = document | {name: [part for d in copies for part in d[name]] for name in lists}
    return json.dumps(merged).encode()


def _suffix(city: int) -> str:
    """What tells the ids of a city from those of the first."""
    return f".{city}" if city else ""


def _moved(tour: Tour, city: int) -> Tour:
    """The same tour in another city."""
    suffix = _suffix(city)
    stops = tuple(
        replace(
            stop,
            place=stop.place + suffix,
            ref=f"{stop.ref}{suffix}" if stop.kind == "visit" else stop.ref,
        )
        for stop in tour.stops
    )
    vehicle = None if tour.vehicle is None else tour.vehicle + suffix
    return replace(tour, shift=tour.shift + suffix, vehicle=vehicle, stops=stops)


def _renamed(value: Any, ids: set[str], suffix: str) -> Any:
    """The document of another city: the same, but for the ids."""
    if isinstance(value, str):
        return value + suffix if value in ids else value
    if isinstance(value, list):
        return [_renamed(item, ids, suffix) for item in value]
    if isinstance(value, dict):
        return {_renamed(k, ids, suffix): _renamed(v, ids, suffix) for k, v in value.items()}
    return value
