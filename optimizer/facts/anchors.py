"""What stands for a tour that has begun, in the problem of what is left."""

from dataclasses import replace

from optimizer.facts.begun import Begun
from optimizer.problem.model import (
    Person,
    PickupDelivery,
    Problem,
    Visit,
    Window,
)
from optimizer.travel import travel_of


def anchor_of(problem: Problem, begun: Begun, weight: int) -> Visit:
    """The visit that stands for all that happened: held from `since` until the worker is free,
    with what was handed over since the last loading."""
    carried = {v for k in problem.links.values() if isinstance(k, PickupDelivery) for v in k.visits}
    load: dict[str, int] = {}
    for stop in begun.stops:
        if stop.kind == "visit" and stop.start >= begun.loaded and stop.ref not in carried:
            for name, amount in problem.visits[stop.ref or ""].load.items():
                load[name] = load.get(name, 0) + amount
    name = _unused(problem, f"{begun.shift.id} so far")
    return Visit(
        id=name, external_id=name, person=name, place=begun.place, service="", activity="",
        duration=begun.free - begun.since,
        windows=(Window(begun.since, begun.since, begun.since),), ends_inside=False,
        skills={}, excluded_skills=frozenset(), priority=1, weight=weight, load=load,
        required_workers=frozenset({begun.shift.worker}), refused_workers=frozenset(),
        preferred_workers=None, usual_start=None, heavy=0, max_since_loading=None,
    )  # fmt: skip


def aboard(problem: Problem, begun: Begun, pickup: str) -> Visit:
    """Somebody or something taken aboard and not yet handed over, when the worker is free."""
    visit = problem.visits[pickup]
    return replace(
        visit,
        id=_unused(problem, f"{pickup} aboard"),
        place=begun.place,
        duration=0,
        windows=(Window(begun.free, begun.free, begun.free),),
        ends_inside=False,
        skills={},
        excluded_skills=frozenset(),
        required_workers=frozenset({begun.shift.worker}),
        refused_workers=frozenset(),
        usual_start=None,
        heavy=0,
        max_since_loading=None,
    )


def ride_left(problem: Problem, begun: Begun, link: PickupDelivery, held: Visit) -> PickupDelivery:
    """The rest of a ride; without a limit where it is too late to keep it."""
    taken = next(stop.end for stop in begun.stops if stop.ref == link.pickup)
    most = None if link.max_ride is None else link.max_ride - (begun.free - taken)
    travel = travel_of(problem)
    direct, _ = travel.leg(begun.shift.mode, begun.place, problem.visits[link.delivery].place)
    return replace(link, pickup=held.id, max_ride=None if most is None or most < direct else most)


def nobody(anchor: Visit) -> Person:
    """The person of an anchor."""
    none: frozenset[str] = frozenset()
    return Person(anchor.person, anchor.person, anchor.place, None, (), None, none, None, none)


def _unused(problem: Problem, name: str) -> str:
    """The name, made longer until no visit and no person has it."""
    while name in problem.visits or name in problem.persons:
        name += "'"
    return name
