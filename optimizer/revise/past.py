"""What of a plan has happened by a moment, given what is known of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Fact, Problem
from optimizer.travel import travel_of


@dataclass(frozen=True, slots=True)
class Delay:
    """A worker goes on `by` ticks later than planned, or at the tick `free_at`."""

    by: int
    free_at: int | None


def past_of(
    problem: Problem,
    plan: Plan,
    now: int,
    known: Mapping[str, Fact],
    delays: Mapping[str, Delay],
    gone: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    """Facts, as in a problem document, of all stops of a plan that began before now, and of those
    whose worker is on the way.

    A stop of which nothing is known began as planned, or as soon after as its worker could be
    there.

    Parameters
    ----------
    known
        Facts of visits that somebody reported; these are not given again.
    delays
        By worker, until when a stop that is not over is thought to last.
    gone
        By worker, from when they are absent.
    """
    for tour in plan.tours:
        worker = problem.shifts[tour.shift].worker
        yield from _tour(problem, tour, now, known, delays.get(worker), gone.get(worker))


def _tour(
    problem: Problem,
    tour: Tour,
    now: int,
    known: Mapping[str, Fact],
    delay: Delay | None,
    gone: int | None,
) -> Iterator[dict[str, Any]]:
    shift = problem.shifts[tour.shift]
    travel = travel_of(problem)
    place, free = tour.stops[0].place, tour.stops[0].end
    moved = False
    for stop in tour.stops[1:-1]:
        fact = known.get(stop.ref or "") if stop.kind == "visit" else None
        if fact is not None:
            if fact.shift == tour.shift and fact.outcome != "not_done":
                moved = moved or fact.end != stop.end
                place, free = stop.place, max(free, fact.end)
            else:
                moved = True
            continue
        way, _ = travel.leg(shift.mode, place, stop.place)
        start = max(stop.start, free + way) if moved else stop.start
        leaves = start - way if moved else stop.departure_before
        if min(start, leaves) >= now or (gone is not None and start >= gone):
            return
        end = start + stop.end - stop.start
        if delay is not None and end >= now:
            late = max(end + delay.by, delay.free_at or 0)
            if start >= now and stop.kind == "visit":
                start = max(start, late - (stop.end - stop.start))
            moved, end = moved or late > end, late
        if stop.kind == "visit" or start < now:
            yield _fact(problem, tour, stop, start, end, now)
        place, free = stop.place, end
        if start >= now:
            return


def _fact(
    problem: Problem, tour: Tour, stop: Stop, start: int, end: int, now: int
) -> dict[str, Any]:
    iso = problem.clock.iso
    named = {"visit": "visit", "break": "pause", "reload": "reload"}[stop.kind]
    fact = {
        named: stop.place if stop.kind == "reload" else stop.ref,
        "worker": problem.shifts[tour.shift].worker,
        "shift": tour.shift,
        "start": iso(start),
        "end": iso(end),
        "outcome": "done" if end <= now else "under_way",
    }
    if stop.kind == "break":
        fact["place"] = stop.place
    if tour.vehicle is not None:
        fact["vehicle"] = tour.vehicle
    return fact
