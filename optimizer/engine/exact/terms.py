"""The terms of the score in a model: what a plan costs, level by level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import gcd

from optimizer.engine.exact.links import workers_of
from optimizer.engine.exact.model import END, Expr, Literal, Model, Node, Stop, Tour
from optimizer.problem.model import PreviousStop, Visit
from optimizer.problem.score_terms import CHANGE_MS, COST_SCALE, Term

Items = list[Expr]
"""What a term measures, in ticks, metres or pieces."""


def unserved(priority: int) -> Callable[[Model], Items]:
    """Weights of visits that are not served, those that nobody could serve included."""

    def items(model: Model) -> Items:
        return [
            visit.weight * (1 - model.served[v]) if v in model.served else visit.weight
            for v, visit in enumerate(model.instance.visits)
            if visit.priority == priority and v in model.scope
        ]

    return items


def lateness(model: Model) -> Items:
    """Time after `late_after` of the window that suits best."""
    found: Items = []
    for v, served in model.served.items():
        if model.facts is not None and v in model.facts.nodes:
            continue  # late or not, it has begun
        visit, start = model.instance.visits[v], model.nodes[v].start
        late = _late(model, visit, start, served)
        if late is not None:
            found.append(late)
    return found


def _late(model: Model, visit: Visit, start: Expr, served: Literal) -> Expr | None:
    """Ticks late; None where no allowed start is late."""
    longer = visit.duration if visit.ends_inside else 0
    cuts = sorted({w.start for w in visit.windows} | {w.end + 1 for w in visit.windows})
    pieces = []
    for first, following in pairwise(cuts):
        holding = [w for w in visit.windows if w.start <= first <= w.end]
        if holding:
            pieces.append((first, following - 1, max(w.late_after for w in holding) - longer))
    if all(last <= late_after for _, last, late_after in pieces):
        return None
    late = model.whole(0, model.horizon)
    if len(pieces) == 1:
        model.add(late >= start - pieces[0][2], served)
        return late
    inside = []
    for first, last, late_after in pieces:
        here = model.flag()
        model.add(start >= first, here)
        model.add(start <= last, here)
        model.add(late >= start - late_after, here)
        inside.append(here)
    model.cp.add_bool_or(*inside, ~served)
    return late


def travel_time(model: Model) -> Items:
    """Time of each leg."""
    return [node.way for node in _arrivals(model)]


def distance(model: Model) -> Items:
    """Metres of each leg."""
    return [node.metres for node in _arrivals(model)]


def _arrivals(model: Model) -> list[Node]:
    return [*model.nodes.values(), *(tour.home for tour in model.tours)]


def waiting(model: Model) -> Items:
    """Idle time of each tour from its first visit on."""
    return [_waits(model, tour) for tour in model.tours]


def _waits(model: Model, tour: Tour) -> Expr:
    waits = model.whole(0, model.horizon)
    if tour.used is not model.true:
        model.cp.add(tour.back == tour.leave).only_enforce_if(model.no(tour.used))
    model.cp.add(waits >= tour.back - tour.leave - _busy(model, tour) - _off_duty(model, tour))
    return waits


def _busy(model: Model, tour: Tour) -> Expr:
    """Ticks of a tour on the road, serving, reloading or on a break."""
    nodes = model.instance.nodes
    return (
        _road(model, tour)
        + sum(nodes[node].duration * taken for node, taken in tour.takes.items())
        + sum(pause.duration * pause.present for pause in tour.pauses)
    )


def _road(model: Model, tour: Tour) -> Expr:
    """Ticks on the road in a tour."""
    return sum(model.leg(tour.number, i, j)[1] * literal for (i, j), literal in tour.legs.items())


def _off_duty(model: Model, tour: Tour) -> Expr:
    """Idle time before the first visit of a tour, which one could have left later by."""
    if tour.duty.shift.leaves_at_start:
        return 0
    spent = model.whole(0, model.horizon)
    pieces: list[Expr] = []
    for node, taken in tour.takes.items():
        stop = model.nodes[node]
        if stop.first is model.false:
            continue
        begins = model.all_of(taken, stop.first)
        piece = spent
        if node >= model.instance.count:
            piece = model.whole(0, model.horizon)
            model.cp.add(piece == 0).only_enforce_if(model.no(begins))
            pieces.append(piece)
        pauses = sum(p.duration * p.at[node] for p in tour.pauses if node in p.at)
        idle = stop.start - stop.before - stop.way - pauses
        model.cp.add(piece <= idle).only_enforce_if(begins)
    return spent + sum(pieces)


def gaps(model: Model) -> Items:
    """Long waits, and gaps between the tours of a worker's day."""
    found: Items = [
        model.all_of(model.long(stop), on_duty)
        for tour in model.tours
        for stop, on_duty in _on_duty(model, tour)
    ]
    days: dict[tuple[int, int], list[Tour]] = {}
    for tour in model.tours:
        days.setdefault((tour.duty.worker, tour.duty.shift.day), []).append(tour)
    for tours in days.values():
        if len(tours) > 1:
            touching = [_touch(model, a, b) for a, b in combinations(tours, 2)]
            between = model.whole(0, len(tours))
            used = sum(tour.used for tour in tours)
            model.cp.add(between >= used - 1 - sum(touching))
            found.append(between)
    return found


def _on_duty(model: Model, tour: Tour) -> list[tuple[Stop, Literal]]:
    """The stops of a tour, and whether idle time before them counts."""
    always = tour.duty.shift.leaves_at_start
    found: list[tuple[Stop, Literal]] = [(tour.home, tour.used)]
    for node, taken in tour.takes.items():
        stop = model.nodes[node]
        found.append((stop, taken if always else model.all_of(taken, model.no(stop.first))))
    for pause in tour.pauses:
        for j, here in pause.at.items():
            first = model.false if always or j == END else model.nodes[j].first
            found.append((pause, model.all_of(here, model.no(first))))
    return found


def _touch(model: Model, a: Tour, b: Tour) -> Literal:
    """Whether one of the tours leaves when the other is back."""
    one, other = sorted((a, b), key=lambda tour: tour.duty.shift.start)
    if one.duty.shift.end < other.duty.shift.start:
        return model.false
    touch = model.flag()
    model.cp.add(one.back == other.leave).only_enforce_if(touch)
    model.cp.add_implication(touch, one.used)
    model.cp.add_implication(touch, other.used)
    return touch


def overtime(model: Model) -> Items:
    """Time of each return after `overtime_after`."""
    found: Items = []
    for tour in model.tours:
        shift = tour.duty.shift
        if shift.overtime_after < shift.end:
            late = model.whole(0, shift.end - shift.overtime_after)
            model.cp.add(late >= tour.back - shift.overtime_after).only_enforce_if(tour.used)
            found.append(late)
    return found


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


def usual_time(model: Model) -> Items:
    """Distance of each start from the usual one."""
    found: Items = []
    for v, served in model.served.items():
        usual, start = model.instance.visits[v].usual_start, model.nodes[v].start
        if usual is not None:
            off = model.whole(0, model.horizon + abs(usual))
            model.cp.add(off >= start - usual).only_enforce_if(served)
            model.cp.add(off >= usual - start).only_enforce_if(served)
            found.append(off)
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
        return _road(model, tour) + sum(
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


def idle(model: Model) -> Items:
    """Time of each shift neither travelling, serving, on a break nor reloading."""
    found: Items = []
    for tour in model.tours:
        shift = tour.duty.shift
        busy = _busy(model, tour)
        spare = model.whole(0, max(0, shift.end - shift.start))
        model.cp.add(spare >= shift.overtime_after - shift.start - busy)
        model.cp.add(spare >= tour.back - shift.start - busy).only_enforce_if(tour.used)
        found.append(spare)
    return found


def missed_break(model: Model) -> Items:
    """Optional breaks that are due and not taken, by shift."""
    return [sum(tour.missed.values()) for tour in model.tours if tour.missed]


def change(model: Model) -> Items:
    """Visits of the previous plan with another worker, moved, or no longer served."""
    found: Items = []
    for v in sorted(model.scope):
        previous = model.problem.previous.get(model.instance.visits[v].id)
        if previous is not None:
            found.append(_changed(model, v, previous))
    return found


def _changed(model: Model, v: int, previous: PreviousStop) -> Expr:
    if v not in model.served:
        return 1
    kept, start = model.flag(), model.nodes[v].start
    most = CHANGE_MS // model.problem.tick_ms
    model.cp.add(start - previous.start <= most).only_enforce_if(kept)
    model.cp.add(previous.start - start <= most).only_enforce_if(kept)
    workers = list(model.problem.workers)
    takers = workers_of(model, v)
    same = takers.get(workers.index(previous.worker), []) if previous.worker in workers else []
    model.cp.add_bool_or(*same, ~kept)
    return 1 - kept


TERMS: Mapping[str, Callable[[Model], Items]] = {
    "unserved_p1": unserved(1),
    "unserved_p2": unserved(2),
    "unserved_p3": unserved(3),
    "unserved_p4": unserved(4),
    "lateness": lateness,
    "travel_time": travel_time,
    "distance": distance,
    "waiting": waiting,
    "gaps": gaps,
    "overtime": overtime,
    "new_worker": new_worker,
    "distinct_workers": distinct_workers,
    "preference": preference,
    "sector": sector,
    "usual_time": usual_time,
    "heavy_visits": heavy_visits,
    "work_time": work_time,
    "tours": tours,
    "idle": idle,
    "missed_break": missed_break,
    "change": change,
}
"""How each kind of term is measured."""

TIMED = frozenset(
    {"lateness", "waiting", "gaps", "overtime", "usual_time", "idle", "missed_break", "change"}
)
"""Terms that depend on when, and not only on who goes where in which order."""

COUNTED = frozenset({"heavy_visits", "work_time", "idle"})
"""Terms whose number of items no plan changes, so that deviations from the mean can be stated."""


MOST = 1 << 32
"""More than any item of a term, in ticks, metres or pieces."""


def is_exact(term: Term) -> bool:
    """Whether a model states the term; one that it does not costs nothing in it."""
    if term.aggregation == "abs_dev":
        return term.kind.name in COUNTED
    return term.aggregation == "sum" or term.kind.name != "waiting"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the score: `unit` x `value` on the referee's scale."""

    unit: int
    value: Expr


def levels_of(model: Model, terms: Sequence[Term]) -> list[Level]:
    """What these terms cost by level, as far as a model states them: never more than the score."""
    found = []
    for level in range(len(model.problem.objective.levels)):
        here = [t for t in terms if t.level == level and t.weight and is_exact(t)]
        prices = [_price(model, term) for term in here]
        unit = gcd(*prices) or 1
        found.append(
            Level(
                unit,
                sum(
                    price // unit * _aggregate(model, term)
                    for term, price in zip(here, prices, strict=True)
                ),
            )
        )
    return found


def _price(model: Model, term: Term) -> int:
    """What a tick, a metre or a piece costs, on the referee's scale."""
    scale = {"hour": model.problem.tick_ms, "km": COST_SCALE // 1000, "piece": COST_SCALE}
    return term.weight * scale[term.kind.unit]


def _aggregate(model: Model, term: Term) -> Expr:
    items = TERMS[term.kind.name](model)
    if not items:
        return 0
    if term.aggregation == "sum":
        return sum(items)
    if term.aggregation == "max":
        largest = model.whole(0, MOST)
        for item in items:
            model.cp.add(largest >= item)
        return largest
    count, total = len(items), sum(items)
    off = [model.whole(0, MOST) for _ in items]
    for deviation, item in zip(off, items, strict=True):
        model.cp.add(count * deviation >= count * item - total)
        model.cp.add(count * deviation >= total - count * item)
    return sum(off)
