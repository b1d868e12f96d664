"""From tours in integers to the plan: every stop with its times, breaks put at a place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from optimizer.engine.duties import Pause
from optimizer.engine.instance import Instance
from optimizer.engine.spans import START, left
from optimizer.engine.tour import Tour, schedule
from optimizer.engine.windows import earliest
from optimizer.plan.model import STATUTORY, Plan, Stop, StopKind
from optimizer.plan.model import Tour as PlanTour
from optimizer.problem.features import blocks
from optimizer.problem.model import Problem


def plan_of(instance: Instance, tours: Iterable[Tour]) -> Plan:
    """The plan of these tours; visits in none of them are unserved, without reasons yet.

    Raises
    ------
    ValueError
        A tour cannot keep its times: the search that made it is wrong.
    """
    laid = [
        _tour(instance, tour) for tour in tours if any(node < instance.count for node in tour.nodes)
    ]
    laid = list(_owed_only(instance.problem, laid))
    served = {stop.ref for tour in laid for stop in tour.stops if stop.kind == "visit"}
    unserved = {visit.id: () for visit in instance.visits if visit.id not in served}
    return Plan(tuple(laid), unserved)


def _owed_only(problem: Problem, tours: Sequence[PlanTour]) -> Iterator[PlanTour]:
    """The tours without the statutory pauses that they do not owe by their span: the places for
    them are kept free in every tour of a long shift."""
    stretch = problem.working_time.max_stretch_without_break
    for tour in tours:
        shift = problem.shifts[tour.shift]
        block = next(b for b in blocks(problem, problem.shifts_of[shift.worker]) if shift in b)
        ids = {other.id for other in block}
        own = [other for other in tours if other.shift in ids]
        span = max(other.end for other in own) - min(other.start for other in own)
        owes = stretch is not None and span > stretch
        yield tour if owes else replace(tour, stops=tuple(_without_statutory(tour.stops)))


def _without_statutory(stops: Sequence[Stop]) -> Iterator[Stop]:
    """What is travelled to a pause left out is travelled to the next stop."""
    left_out: Stop | None = None
    for stop in stops:
        if stop.kind == "break" and stop.ref == STATUTORY:
            left_out = stop
            continue
        if left_out is not None and left_out.travel + left_out.distance > 0:
            stop = replace(
                stop,
                arrival=left_out.arrival,
                travel=stop.travel + left_out.travel,
                distance=stop.distance + left_out.distance,
            )
        left_out = None
        yield stop


def _tour(instance: Instance, tour: Tour) -> PlanTour:
    duty = tour.duty
    starts = schedule(tour)
    if starts is None:
        raise ValueError(f"the tour of shift {duty.shift.id} cannot keep its times")
    n = len(tour.nodes)
    places = tour.places()
    leave = left(tour, START, starts)
    stops = [_depot(instance, places[0], leave, 0, 0)]
    time = leave
    for k in range(n + 1):
        target = starts[k] if k < n else duty.end
        before, after = _split(tour, k, time, target)
        stops += _breaks(instance, places[k], time, before, 0, 0)
        time = _after(before, time)
        leg = duty.travel[places[k]][places[k + 1]]
        metres = duty.metres[places[k]][places[k + 1]]
        time += leg
        pauses = _breaks(instance, places[k + 1], time, after, leg, metres)
        stops += pauses
        arrival = time if not pauses else pauses[-1].end
        if pauses:
            leg = metres = 0
        time = _after(after, time)
        if k == n:
            stops.append(_depot(instance, places[-1], arrival if pauses else time, leg, metres))
            break
        node = instance.nodes[tour.nodes[k]]
        end = starts[k] + node.duration
        kind: StopKind = "reload" if node.visit is None else "visit"
        place = instance.places[node.place]
        stops.append(Stop(kind, node.visit, place, arrival, starts[k], end, leg, metres))
        time = end
    return PlanTour(duty.shift.id, duty.vehicle, tuple(stops))


def _split(tour: Tour, k: int, time: int, target: int) -> tuple[list[Pause], list[Pause]]:
    """Which pauses of leg k are taken at its start, and which at its end, to be done by `target`.

    Those for which the tour leaves room before it leaves or after it returns are taken at neither;
    a tour returns as early as it can.
    """
    pauses, places = tour.pauses[k], tour.places()
    leg = tour.duty.travel[places[k]][places[k + 1]]
    first, last = tour.free(k), k == len(tour.nodes)
    ways: list[tuple[int, list[Pause], list[Pause]]] = []
    # Rather before the road than after it, but on the way home rather not at all.
    cuts = range(len(pauses) + 1)
    for cut in cuts if last else reversed(cuts):
        before = list(pauses[:cut])
        if first:
            if not all(_room_before(pause, time) for pause in before):
                continue
            before = []
        reached = _after(before, time) + leg if _fits(before, time) else None
        if reached is None:
            continue
        after = list(pauses[cut:])
        if last:
            after = [pause for pause in after if reached > pause.windows[-1][1]]
        if _fits(after, reached) and _after(after, reached) <= target:
            if not last:
                return before, after
            ways.append((_after(after, reached), before, after))
    if not ways:
        raise ValueError(f"no room for the pauses of shift {tour.duty.shift.id}")
    _, before, after = min(ways, key=lambda way: way[0])
    return before, after


def _room_before(pause: Pause, time: int) -> bool:
    return any(time >= start + pause.duration for start, _ in pause.windows)


def _fits(pauses: list[Pause], time: int) -> bool:
    for pause in pauses:
        start = earliest(pause.windows, time)
        if start is None:
            return False
        time = start + pause.duration
    return True


def _after(pauses: list[Pause], time: int) -> int:
    for pause in pauses:
        start = earliest(pause.windows, time)
        assert start is not None, "checked by _fits()"
        time = start + pause.duration
    return time


def _breaks(
    instance: Instance, place: int, time: int, pauses: list[Pause], leg: int, metres: int
) -> list[Stop]:
    """The stops of the breaks among `pauses`, the first reached by a leg that ends at `time`."""
    stops: list[Stop] = []
    arrival = time
    for pause in pauses:
        start = earliest(pause.windows, time)
        assert start is not None, "checked by _fits()"
        time = start + pause.duration
        if pause.ref is not None:
            where = instance.places[place]
            stops.append(Stop("break", pause.ref, where, arrival, start, time, leg, metres))
            arrival, leg, metres = time, 0, 0
    return stops


def _depot(instance: Instance, place: int, time: int, leg: int, metres: int) -> Stop:
    return Stop("depot", None, instance.places[place], time, time, time, leg, metres)
