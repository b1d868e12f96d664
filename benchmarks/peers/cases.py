"""What is planned: the services of a day each alone, all of them coupled, and VRPTW."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from optimizer.plan.model import Plan
from optimizer.problem import Problem, load_problem

Document = dict[str, Any]
Item = dict[str, Any]

SERVICES: Mapping[str, str | None] = {
    "aides": "home_help",
    "nursing": "nursing",
    "meals": "meals",
    "coupled": None,
}
"""Case -> the service planned alone; None: the whole day."""


def service_alone(document: Document, service: str) -> tuple[Document, Mapping[str, int]]:
    """The problem of one service: its visits, its workers, and what concerns only them.

    Also how much of each list was dropped although it names something kept: links with visits
    of other services, pins to workers of other services.
    """
    kept = {
        "visits": [v for v in document["visits"] if v.get("service", "home_help") == service],
        "workers": [w for w in document["workers"] if w.get("service", "home_help") == service],
    }
    visits, workers = _ids(kept["visits"]), _ids(kept["workers"])
    homes = {visit["person"] for visit in kept["visits"]}
    persons = [person for person in document["persons"] if person["id"] in homes]
    shifts = [shift for shift in document["shifts"] if shift["worker"] in workers]
    externals = [e for e in document.get("external_visits", []) if e["person"] in homes]
    vehicles = {vehicle for shift in shifts for vehicle in shift.get("vehicles", [])}
    known = visits | _ids(externals)
    dropped: dict[str, int] = {}

    def only(name: str, whole: Callable[[Item], bool], part: Callable[[Item], bool]) -> list[Item]:
        """Items wholly about what is kept; those partly about it are counted."""
        items = document.get(name, [])
        lost = sum(part(item) and not whole(item) for item in items)
        if lost:
            dropped[name] = lost
        return [item for item in items if whole(item)]

    def inside(link: Item) -> bool:
        return known.issuperset(link["visits"]) and not visits.isdisjoint(link["visits"])

    def pin_kept(pin: Item) -> bool:
        return pin["visit"] in visits and pin.get("worker") in (None, *workers)

    alone = document | {
        "name": f"{document.get('name', '')}, {service} alone",
        "visits": [_of_workers(visit, workers) for visit in kept["visits"]],
        "persons": [_of_person(person, homes, workers) for person in persons],
        "workers": [_of_worker(worker, homes) for worker in kept["workers"]],
        "shifts": shifts,
        "external_visits": externals,
        "vehicles": [v for v in document.get("vehicles", []) if v["id"] in vehicles],
        "links": only("links", inside, lambda link: not visits.isdisjoint(link["visits"])),
        "pins": only("pins", pin_kept, lambda pin: pin["visit"] in visits),
        "frozen_tours": [
            tour
            for tour in document.get("frozen_tours", [])
            if tour["shift"] in _ids(shifts) and visits.issuperset(tour["visits"])
        ],
        "previous": [
            stop
            for stop in document.get("previous", [])
            if stop["visit"] in visits and stop["worker"] in workers
        ],
    }
    if not document.get("travel", {}).get("matrices"):
        alone["places"] = _used_places(alone)
    return alone, dropped


def _used_places(document: Document) -> list[Item]:
    """The places that something in the document names; a large matrix of others is no use."""
    used = {
        item.get(name)
        for part, name in (
            ("persons", "place"), ("visits", "place"), ("workers", "place"),
            ("shifts", "start_place"), ("shifts", "end_place"),
        )
        for item in document[part]
    }  # fmt: skip
    for shift in document["shifts"]:
        used.update((shift.get("reload") or {}).get("depots", []))
    return [place for place in document["places"] if place["id"] in used]


def _ids(items: Collection[Item]) -> set[str]:
    return {item["id"] for item in items}


def _of_workers(item: Item, workers: Collection[str]) -> Item:
    """A visit or person without the workers of other services."""
    lists = ("required_workers", "refused_workers", "preferred_workers")
    found = {
        name: [worker for worker in item[name] if worker in workers]
        for name in lists
        if item.get(name) is not None
    }
    if "required_workers" in found and not found["required_workers"]:
        found["required_workers"] = None  # it wanted somebody of another service
    return item | found


def _of_person(person: Item, persons: Collection[str], workers: Collection[str]) -> Item:
    others = [other for other in person.get("incompatible_with", []) if other in persons]
    return _of_workers(person, workers) | {"incompatible_with": others}


def _of_worker(worker: Item, persons: Collection[str]) -> Item:
    history = dict(worker.get("history", {}))
    history["persons"] = {p: n for p, n in history.get("persons", {}).items() if p in persons}
    refused = [person for person in worker.get("refused_persons", []) if person in persons]
    return worker | {"history": history, "refused_persons": refused}


def to_pin(problem: Problem, stated: Collection[str]) -> set[str]:
    """Visits in links between visits of ours of a kind that is not `stated`."""
    return {
        visit
        for link in problem.links.values()
        if link.kind not in stated and problem.visits.keys() >= set(link.visits)
        for visit in link.visits
    }


def starts_of(plan: Plan) -> dict[str, int]:
    """When each served visit starts, in ticks."""
    return {visit: stop.start for visit, (_, stop) in plan.placed.items()}


def pinned(
    problem: Problem, stated: Collection[str], starts: Mapping[str, int]
) -> tuple[Problem, int]:
    """The problem for one that can state only these kinds of links, and how many visits it pins.

    Other links between visits of ours are left out, and their visits start when `starts` says;
    one that it does not know stays free.
    """
    linked = to_pin(problem, stated)
    if not linked:
        return problem, 0
    document = dict(problem.document)
    pins = {pin["visit"]: dict(pin) for pin in document.get("pins", [])}
    for visit in sorted(linked & starts.keys()):
        pin = pins.setdefault(visit, {"visit": visit})
        pin["start"] = problem.clock.iso(starts[visit])
    document["pins"] = list(pins.values())
    document["links"] = [
        link
        for link in document.get("links", [])
        if link["type"] in stated or not problem.visits.keys() >= set(link["visits"])
    ]
    return load_problem(document), len(linked & starts.keys())
