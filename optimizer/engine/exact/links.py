"""Rules between visits: links, rides, frozen beginnings of tours."""

from collections.abc import Sequence
from itertools import combinations

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import END, START, Expr, Literal
from optimizer.problem.model import (
    DifferentWorkers,
    Link,
    PickupDelivery,
    SameWorker,
    Together,
)
from optimizer.problem.model import Sequence as SequenceLink


def add_links(model: Model) -> None:
    """All links between visits of the model; windows know those with external visits."""
    rides = []
    for link in model.problem.links.values():
        visits = _visits(model, link)
        if not visits or model.waived("links", link.id, *link.visits):
            continue
        with model.assuming("link", link.id):
            _together_or_none(model, link, visits)
            match link:
                case Together():
                    for a, b in combinations(visits, 2):
                        _within(model, a, b, -link.tolerance, link.tolerance)
                    _different_workers(model, visits)
                case DifferentWorkers():
                    _different_workers(model, visits)
                case SameWorker():
                    _same_worker(model, visits)
                case SequenceLink() if len(visits) == 2:
                    longer = _duration(model, visits[0]) if link.gap_from == "end" else 0
                    least = None if link.min_gap is None else link.min_gap + longer
                    most = None if link.max_gap is None else link.max_gap + longer
                    _within(model, visits[0], visits[1], least, most)
                case PickupDelivery() if len(visits) == 2:
                    rides.append((link, visits[0], visits[1]))
                    _ride(model, link, *visits)
    _add_company(model, rides)


def add_frozen(model: Model) -> None:
    """A tour begins with those of its frozen visits that are served, in their order."""
    for tour in model.tours:
        frozen = model.problem.frozen_tours.get(tour.duty.shift.id)
        if frozen is None or tour.route.fixed:
            continue
        held = [v for v in map(model.instance.number.get, frozen.visits) if v in tour.takes]
        others = [v for v in tour.takes if v not in held and v < model.instance.count]
        with model.assuming("frozen_tour", tour.duty.shift.id):
            for n, visit in enumerate(held):
                assert visit is not None
                for later in (*held[n + 1 :], *others):
                    assert later is not None
                    both = (tour.takes[visit], tour.takes[later])
                    model.add(_rank(model, visit) + 1 <= _rank(model, later), *both)


def _visits(model: Model, link: Link) -> list[int]:
    numbers = (model.instance.number.get(visit) for visit in link.visits)
    return [v for v in numbers if v is not None and v in model.served]


def _duration(model: Model, visit: int) -> int:
    return model.instance.nodes[visit].duration


def _together_or_none(model: Model, link: Link, visits: Sequence[int]) -> None:
    if link.if_partner_unserved != "drop_both":
        return
    ours = [visit for visit in link.visits if visit in model.instance.number]
    for visit in visits:
        served = model.served[visit]
        if len(ours) > len(visits):
            model.add(_value(served) == 0)
        elif served is not model.true:
            model.add(_value(served) == _value(model.served[visits[0]]))


def _value(literal: Literal) -> Expr:
    return literal


def _within(model: Model, a: int, b: int, least: int | None, most: int | None) -> None:
    """How long after a visit another starts."""
    gap = model.nodes[b].start - model.nodes[a].start
    both = (model.served[a], model.served[b])
    if least is not None:
        model.add(gap >= least, *both)
    if most is not None:
        model.add(gap <= most, *both)


def workers_of(model: Model, visit: int) -> dict[int, list[Literal]]:
    """By worker, whether one of their tours takes the visit."""
    found: dict[int, list[Literal]] = {}
    for tour in model.tours:
        if visit in tour.takes:
            found.setdefault(tour.duty.worker, []).append(tour.takes[visit])
    return found


def _different_workers(model: Model, visits: Sequence[int]) -> None:
    takers: dict[int, list[Literal]] = {}
    for visit in visits:
        for worker, literals in workers_of(model, visit).items():
            takers.setdefault(worker, []).extend(literals)
    for literals in takers.values():
        if any(literal is not model.true for literal in literals):
            model.add(sum(literals) <= 1)


def _same_worker(model: Model, visits: Sequence[int]) -> None:
    able = [workers_of(model, visit) for visit in visits]
    for a, b in combinations(range(len(visits)), 2):
        both = (model.served[visits[a]], model.served[visits[b]])
        for worker in able[a].keys() | able[b].keys():
            one, other = able[a].get(worker, []), able[b].get(worker, [])
            model.add(sum(one) == sum(other), *both)


def _ride(model: Model, link: PickupDelivery, pickup: int, delivery: int) -> None:
    both = (model.served[pickup], model.served[delivery])
    longest = link.max_ride
    if longest is not None:
        longest += _duration(model, pickup)
    _within(model, pickup, delivery, _duration(model, pickup), longest)
    for tour in model.tours:
        one, other = (tour.takes.get(v, model.false) for v in (pickup, delivery))
        if one is not other:
            model.add(_value(one) == _value(other), *both)
    if both != (model.true, model.true):
        model.add(_rank(model, pickup) + 1 <= _rank(model, delivery), *both)


def _add_company(model: Model, rides: Sequence[tuple[PickupDelivery, int, int]]) -> None:
    """Persons who are incompatible are never aboard together."""
    persons = model.problem.persons
    for (link, pickup, delivery), (second_link, other, exit_) in combinations(rides, 2):
        one, two = (persons[model.instance.visits[v].person] for v in (pickup, other))
        if two.id not in one.incompatible_with and one.id not in two.incompatible_with:
            continue
        for tour in model.tours:
            stops = (pickup, delivery, other, exit_)
            taken = [tour.takes.get(stop, model.false) for stop in stops]
            if any(literal is model.false for literal in taken) or tour.route.fixed:
                continue
            first, second = model.flag(), model.flag()
            model.add(_rank(model, delivery) <= _rank(model, other), first)
            model.add(_rank(model, exit_) <= _rank(model, pickup), second)
            with model.assuming("link", link.id), model.assuming("link", second_link.id):
                model.either(first, second, *(~literal for literal in taken))


def _rank(model: Model, visit: int) -> Expr:
    """The place of a visit in its tour: a number that grows along it."""
    if not model.ranks:
        nodes = model.nodes
        model.ranks.update({node: model.whole(0, len(nodes)) for node in nodes})
        for tour in model.tours:
            for (i, j), leg in tour.legs.items():
                if i != START and j != END:
                    model.cp.add(model.ranks[j] >= model.ranks[i] + 1).only_enforce_if(leg)
    return model.ranks[visit]
