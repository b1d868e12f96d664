"""Tours that have begun: their facts as stops, and what has been worked on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from optimizer.plan.model import STATUTORY, Stop, StopKind, Tour
from optimizer.problem.model import Fact, Pin, PreviousStop, Problem, Shift
from optimizer.travel import travel_of


def facts_of(problem: Problem) -> tuple[Fact, ...]:
    """What happened, by start: the facts stated, then pins and stops of the previous plan that
    began before `freeze_before`, where no fact says otherwise."""
    freeze = problem.freeze_before
    if freeze is None:
        return ()
    found = list(problem.facts)
    known = {fact.visit for fact in problem.facts}
    stated: Iterable[Pin | PreviousStop] = (*problem.pins.values(), *problem.previous.values())
    for stop in stated:
        if stop.visit in known or stop.worker is None or stop.start is None:
            continue
        shift = _shift_at(problem, stop.worker, stop.start)
        if stop.start < freeze and shift is not None:
            known.add(stop.visit)
            visit = problem.visits[stop.visit]
            vehicle = shift.vehicles[0] if shift.vehicles else None
            found.append(
                Fact(stop.visit, None, stop.worker, shift.id, stop.start,
                     stop.start + visit.duration, "done", visit.place, vehicle)
            )  # fmt: skip
    return tuple(sorted(found, key=lambda fact: fact.start))


def _shift_at(problem: Problem, worker: str, start: int) -> Shift | None:
    return next((s for s in problem.shifts_of[worker] if s.start <= start < s.end), None)


@dataclass(frozen=True, slots=True)
class Begun:
    """A tour that has begun: its stops so far, from leaving on, and its vehicle.

    `free` is when the worker can go on from `place`, the last one. Work is counted in two parts:
    `worked` ticks until `since`, where the last pause ended that ends a stretch at work; all the
    time from there to `free` counts as work.
    """

    shift: Shift
    vehicle: str | None
    stops: tuple[Stop, ...]
    place: str
    free: int
    since: int
    worked: int

    @property
    def start(self) -> int:
        return self.stops[0].end

    @property
    def visits(self) -> tuple[str, ...]:
        return tuple(stop.ref for stop in self.stops if stop.kind == "visit" and stop.ref)

    @property
    def taken(self) -> frozenset[str]:
        """Breaks that were taken."""
        return frozenset(stop.ref for stop in self.stops if stop.kind == "break" and stop.ref)

    @property
    def loaded(self) -> int:
        """When the worker last left a depot with a load."""
        return max((s.end for s in self.stops if s.kind == "reload"), default=self.start)

    def back(self, problem: Problem) -> tuple[int, int]:
        """Ticks and metres from where the worker is to the end place of the shift."""
        return travel_of(problem).leg(self.shift.mode, self.place, self.shift.end_place)

    def alone(self, problem: Problem) -> Tour:
        """The tour with nothing but its facts: the worker goes home when the last is over."""
        duration, metres = self.back(problem)
        end = max(stop.end for stop in self.stops) + duration
        home = Stop("depot", None, self.shift.end_place, end, end, end, duration, metres)
        return Tour(self.shift.id, self.vehicle, (*self.stops, home))


def begun_tours(problem: Problem) -> Mapping[str, Begun]:
    """The tours that have begun, by shift: those with a visit that happened."""
    by_shift: dict[str, list[Fact]] = {}
    for fact in facts_of(problem):
        if fact.outcome != "not_done":
            by_shift.setdefault(fact.shift, []).append(fact)
    return {
        shift: _begun(problem, problem.shifts[shift], facts)
        for shift, facts in by_shift.items()
        if any(fact.visit is not None for fact in facts)
    }


def _begun(problem: Problem, shift: Shift, facts: list[Fact]) -> Begun:
    stops = tuple(_stops(problem, shift, facts))
    freeze = problem.freeze_before or 0
    free = max(freeze, *(stop.end for stop in stops))
    since, paused = _stretch(problem, shift, stops)
    vehicle = next((fact.vehicle for fact in facts if fact.vehicle is not None), None)
    start = stops[0].end
    return Begun(shift, vehicle, stops, stops[-1].place, free, since, since - start - paused)


def _stops(problem: Problem, shift: Shift, facts: list[Fact]) -> Iterator[Stop]:
    """The facts as stops, each reached as early as can be, from leaving just in time on."""
    travel = travel_of(problem)
    place = shift.start_place
    first = facts[0]
    leave = shift.start
    if not shift.leaves_at_start:
        leave = first.start - travel.leg(shift.mode, place, first.place or place)[0]
    yield Stop("depot", None, place, leave, leave, leave, 0, 0)
    end = leave
    for fact in facts:
        there = fact.place or place
        duration, metres = travel.leg(shift.mode, place, there)
        kind: StopKind = "visit" if fact.visit else "break" if fact.pause else "reload"
        arrival = min(fact.start, end + duration)
        yield Stop(kind, fact.visit or fact.pause, there, arrival, fact.start, fact.end,
                   duration, metres)  # fmt: skip
        place, end = there, fact.end


def _stretch(problem: Problem, shift: Shift, stops: tuple[Stop, ...]) -> tuple[int, int]:
    """When the present stretch at work began, and the ticks of the whole that were not work."""
    limits = problem.working_time
    least = limits.statutory_break or 0
    since, paused = stops[0].end, 0
    unpaid = {STATUTORY, *(pause.id for pause in shift.breaks if not pause.paid)}
    parted = limits.max_stretch_without_break is not None
    for stop in stops[1:]:
        if stop.wait >= limits.unpaid_wait:
            paused += stop.wait
            if parted and stop.wait >= least:
                since = stop.start
        if stop.kind == "break":
            paused += stop.end - stop.start if stop.ref in unpaid else 0
            if parted and stop.end - stop.start >= least:
                since = stop.end
    return since, paused
