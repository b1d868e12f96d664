"""What is aboard fits, and reloads are made where, as often and as long as allowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import PickupDelivery, Problem, Shift
from optimizer.rules.base import Rule, Sentence, Violation, lapse


@dataclass(frozen=True, slots=True)
class Rides:
    """The links `pickup_delivery` by the visit where they begin and where they end."""

    begin: Mapping[str, list[PickupDelivery]]
    end: Mapping[str, list[PickupDelivery]]


def rides_of(problem: Problem) -> Rides:
    """All links `pickup_delivery` of a problem."""
    begin: dict[str, list[PickupDelivery]] = {}
    end: dict[str, list[PickupDelivery]] = {}
    for link in problem.links.values():
        if isinstance(link, PickupDelivery):
            begin.setdefault(link.pickup, []).append(link)
            end.setdefault(link.delivery, []).append(link)
    return Rides(begin, end)


class Capacity(Rule):
    """At every moment, what is aboard is at most the capacity of the shift and its vehicle.

    Loads of plain visits are aboard from the last depot or reload until they are handed over;
    those of a `pickup_delivery` link from its pickup to its delivery. A reload needs a shift
    that allows it, at most `max_times`, for `duration` or longer; passengers may be aboard.
    """

    name = "capacity"
    sentences = {
        "load": Sentence(
            fr="La tournée {shift} transporte {load} {dimension} pour une capacité de {capacity}.",
            en="Tour {shift} carries {load} {dimension}; its capacity is {capacity}.",
        ),
        "no_reload": Sentence(
            fr="La tournée {shift} recharge, ce que la vacation ne permet pas.",
            en="Tour {shift} reloads, which its shift does not allow.",
        ),
        "reloads": Sentence(
            fr="La tournée {shift} recharge {count} fois ; le maximum est de {limit}.",
            en="Tour {shift} reloads {count} times; at most {limit} are allowed.",
        ),
        "short_reload": Sentence(
            fr="Un rechargement de la tournée {shift} dure {taken} au lieu de {length}.",
            en="A reload of tour {shift} lasts {taken} instead of {length}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        rides = rides_of(problem)
        for tour in plan.tours:
            shift = problem.shifts[tour.shift]
            yield from self._reloads(problem, tour, shift)
            visits = [problem.visits[visit] for visit in tour.visits]
            for dimension in sorted({name for visit in visits for name in visit.load}):
                yield from self._loads(problem, tour, shift, dimension, rides)

    def _reloads(self, problem: Problem, tour: Tour, shift: Shift) -> Iterator[Violation]:
        reloads = [stop for stop in tour.stops if stop.kind == "reload"]
        subjects = (shift.id, shift.worker)
        if not reloads:
            return
        last = reloads[-1].start
        if shift.reload is None:
            yield self.breach("no_reload", subjects, last, shift=shift.id)
            return
        if len(reloads) > (limit := shift.reload.max_times):
            yield self.breach(
                "reloads", subjects, last, shift=shift.id, count=len(reloads), limit=limit
            )
        for stop in reloads:
            if stop.end - stop.start < shift.reload.duration:
                yield self.breach(
                    "short_reload",
                    subjects,
                    stop.start,
                    shift=shift.id,
                    taken=lapse(problem, stop.end - stop.start),
                    length=lapse(problem, shift.reload.duration),
                )

    def _loads(
        self, problem: Problem, tour: Tour, shift: Shift, dimension: str, rides: Rides
    ) -> Iterator[Violation]:
        vehicle = problem.vehicles[tour.vehicle] if tour.vehicle is not None else None
        capacity = shift.capacity.get(dimension, 0)
        if vehicle is not None:
            capacity += vehicle.capacity.get(dimension, 0)
        aboard: dict[str, int] = {}  # what rides, by link
        for visits in _between_loadings(tour.stops):
            moments = list(_moments(problem, visits, dimension, rides, aboard))
            if not moments:
                continue
            peak, at = max(moments)
            if peak > capacity:
                yield self.breach(
                    "load",
                    (shift.id, shift.worker, *([vehicle.id] if vehicle else [])),
                    at,
                    shift=shift.id,
                    load=peak,
                    dimension=dimension,
                    capacity=capacity,
                )


def _between_loadings(stops: Sequence[Stop]) -> Iterator[list[tuple[str, int]]]:
    """The visits of a tour with their starts, cut at its reloads."""
    part: list[tuple[str, int]] = []
    for stop in stops:
        if stop.kind == "reload":
            yield part
            part = []
        elif stop.kind == "visit" and stop.ref is not None:
            part.append((stop.ref, stop.start))
    yield part


def _moments(
    problem: Problem,
    visits: Sequence[tuple[str, int]],
    dimension: str,
    rides: Rides,
    aboard: dict[str, int],
) -> Iterator[tuple[int, int]]:
    """What is aboard when a part of a tour begins and after each of its visits.

    With each load comes the start of the latest visit that puts it there. `aboard` holds what
    rides, by link, and is kept up to date.
    """
    loads = {visit: problem.visits[visit].load.get(dimension, 0) for visit, _ in visits}
    plain = {visit for visit in loads if visit not in rides.begin and visit not in rides.end}
    last = max((start for visit, start in visits if visit in plain and loads[visit]), default=0)
    to_hand_over = sum(loads[visit] for visit in plain)
    if to_hand_over:
        yield to_hand_over + sum(aboard.values()), last
    for visit, start in visits:
        for link in rides.end.get(visit, ()):
            aboard.pop(link.id, None)
        for link in rides.begin.get(visit, ()):
            aboard[link.id] = loads[visit]
        if visit in plain:
            to_hand_over -= loads[visit]
        yield to_hand_over + sum(aboard.values()), max(last, start) if to_hand_over else start
