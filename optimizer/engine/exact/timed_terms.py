"""Terms that depend on when things happen."""

from itertools import combinations, pairwise

from optimizer.engine.exact.links import workers_of
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.tour_terms import road
from optimizer.engine.exact.variables import END, Expr, Items, Literal, Stop, Tour
from optimizer.problem.model import PreviousStop, Visit
from optimizer.problem.score_terms import CHANGE_MS


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
        road(model, tour)
        + sum(nodes[node].duration * taken for node, taken in tour.takes.items())
        + sum(pause.duration * pause.present for pause in tour.pauses)
    )


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
