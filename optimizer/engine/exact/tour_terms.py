"""Terms that depend on who goes where in which order, and not on when."""

from collections.abc import Callable

from optimizer.engine.exact.links import workers_of
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import Expr, Items, Literal, Node, Tour
from optimizer.problem.model import Visit


def unserved(priority: int) -> Callable[[Model], Items]:
    """Weights of visits that are not served, those that nobody could serve included."""

    def items(model: Model) -> Items:
        return [
            visit.weight * (1 - model.served[v]) if v in model.served else visit.weight
            for v, visit in enumerate(model.instance.visits)
            if visit.priority == priority and v in model.scope
        ]

    return items


def travel_time(model: Model) -> Items:
    """Time of each leg."""
    return [node.way for node in _arrivals(model)]


def distance(model: Model) -> Items:
    """Metres of each leg."""
    return [node.metres for node in _arrivals(model)]


def _arrivals(model: Model) -> list[Node]:
    return [*model.nodes.values(), *(tour.home for tour in model.tours)]


def road(model: Model, tour: Tour) -> Expr:
    """Ticks on the road in a tour."""
    return sum(model.leg(tour.number, i, j)[1] * literal for (i, j), literal in tour.legs.items())


def new_worker(model: Model) -> Items:
    """Visits by somebody whose history has none to the person."""

    def new(visit: Visit, worker: str) -> bool:
        return not model.problem.workers[worker].history.persons.get(visit.person, 0)

    return _by_worker(model, new)


def preference(model: Model) -> Items:
    """Visits by somebody who is not preferred."""

    def disliked(visit: Visit, worker: str) -> bool:
        wanted = visit.preferred_workers
        if wanted is None:
            wanted = model.problem.persons[visit.person].preferred_workers
        return wanted is not None and worker not in wanted

    return _by_worker(model, disliked)


def sector(model: Model) -> Items:
    """Visits outside the sectors of their worker."""

    def outside(visit: Visit, worker: str) -> bool:
        here = model.problem.persons[visit.person].sector
        usual = model.problem.workers[worker].sectors
        return None not in (here, usual) and here not in (usual or ())

    return _by_worker(model, outside)


def _by_worker(model: Model, counts: Callable[[Visit, str], bool]) -> Items:
    return [
        sum(takes)
        for v in model.served
        if (takes := [
            tour.takes[v]
            for tour in model.tours
            if v in tour.takes and counts(model.instance.visits[v], tour.duty.shift.worker)
        ])
    ]  # fmt: skip


def distinct_workers(model: Model) -> Items:
    """Workers beyond the first, for each person."""
    visits: dict[str, list[int]] = {}
    for v in model.served:
        visits.setdefault(model.instance.visits[v].person, []).append(v)
    found: Items = []
    for theirs in visits.values():
        takers: dict[int, list[Literal]] = {}
        for v in theirs:
            for worker, literals in workers_of(model, v).items():
                takers.setdefault(worker, []).extend(literals)
        if len(theirs) < 2 or len(takers) < 2:
            continue
        comes = []
        for literals in takers.values():
            came = model.flag()
            for literal in literals:
                model.cp.add_implication(literal, came)
            comes.append(came)
        more = model.whole(0, len(takers))
        model.cp.add(more >= sum(comes) - 1)
        found.append(more)
    return found


def heavy_visits(model: Model) -> Items:
    """Sum of `heavy` by worker on duty."""
    return _each_worker(
        model,
        lambda tour: sum(
            model.instance.visits[v].heavy * taken
            for v, taken in tour.takes.items()
            if v < model.instance.count
        ),
    )


def work_time(model: Model) -> Items:
    """Service and travel by worker on duty."""

    def busy(tour: Tour) -> Expr:
        return road(model, tour) + sum(
            model.instance.nodes[v].duration * taken
            for v, taken in tour.takes.items()
            if v < model.instance.count
        )

    return _each_worker(model, busy)


def _each_worker(model: Model, measure: Callable[[Tour], Expr]) -> Items:
    found: dict[int, Expr] = {}
    for tour in model.tours:
        found[tour.duty.worker] = found.get(tour.duty.worker, 0) + measure(tour)
    return list(found.values())


def tours(model: Model) -> Items:
    """Tours with at least one visit."""
    return [tour.used for tour in model.tours]
