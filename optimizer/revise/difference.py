"""What two plans of a day do differently, by person and by worker: whom to tell what.

What has happened needs no telling: visits that are facts of the later problem are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import CHANGE_MS

VisitKind = Literal["time", "carer", "added", "cancelled", "unserved"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visit stands in a plan: its worker and its start."""

    worker: str
    start: datetime


@dataclass(frozen=True, slots=True)
class VisitChange:
    """A visit that its person must be told of.

    `time`: the same carer, more than 15 min earlier or later; `carer`: another one, `known` if
    their history has a visit to the person; `added`: not planned before; `cancelled`: not asked
    for any more; `unserved`: asked for and no longer planned, `reasons` as in the plan. `soonest`
    is the earlier of the two starts.
    """

    visit: str
    person: str
    kind: VisitKind
    before: Place | None
    after: Place | None
    known: bool | None
    reasons: tuple[str, ...]
    soonest: datetime

    @property
    def moved_s(self) -> float:
        """Seconds from the start told before to the new one; 0 where there is not both."""
        if self.before is None or self.after is None:
            return 0.0
        return (self.after.start - self.before.start).total_seconds()


@dataclass(frozen=True, slots=True)
class WorkerChange:
    """A worker whose tours are others: visits added, removed and moved by more than 15 min, and
    start and end of the day before and after (None: no tour)."""

    worker: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    before: tuple[datetime, datetime] | None
    after: tuple[datetime, datetime] | None
    soonest: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes by visit and by worker, soonest first."""

    visits: tuple[VisitChange, ...]
    workers: tuple[WorkerChange, ...]

    @property
    def calls(self) -> int:
        """Distinct persons and distinct workers to tell."""
        return len({change.person for change in self.visits}) + len(self.workers)

    @property
    def moved_minutes(self) -> int:
        """How far visits move, all in all."""
        return round(sum(abs(change.moved_s) for change in self.visits) / 60)

    def carers(self, *, known: bool) -> int:
        """Visits with another carer, by whether the person knows them."""
        return sum(change.kind == "carer" and change.known is known for change in self.visits)

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "calls": self.calls,
            "moved_minutes": self.moved_minutes,
            "visits": [
                {
                    "visit": change.visit,
                    "person": change.person,
                    "kind": change.kind,
                    "before": _place(change.before),
                    "after": _place(change.after),
                    "known": change.known,
                    "reasons": list(change.reasons),
                }
                for change in self.visits
            ],
            "workers": [
                {
                    "worker": change.worker,
                    "added": list(change.added),
                    "removed": list(change.removed),
                    "moved": list(change.moved),
                    "before": _hours(change.before),
                    "after": _hours(change.after),
                }
                for change in self.workers
            ],
        }


def _place(place: Place | None) -> dict[str, str] | None:
    if place is None:
        return None
    return {"worker": place.worker, "start": place.start.isoformat()}


def _hours(hours: tuple[datetime, datetime] | None) -> dict[str, str] | None:
    return None if hours is None else {"start": hours[0].isoformat(), "end": hours[1].isoformat()}


def difference(before: tuple[Problem, Plan], after: tuple[Problem, Plan]) -> Difference:
    """What the later of two plans does differently.

    Parameters
    ----------
    before, after
        Each a problem and its plan. They may be of different makers; visits and workers are the
        same if their ids are.
    """
    old, new = _places(*before), _places(*after)
    visits = sorted(_visits(before, after, old, new), key=lambda c: (c.soonest, c.visit))
    workers = sorted(_workers(before, after, old, new), key=lambda c: (c.soonest, c.worker))
    return Difference(tuple(visits), tuple(workers))


def _places(problem: Problem, plan: Plan) -> dict[str, Place]:
    return {
        visit: Place(problem.shifts[tour.shift].worker, problem.clock.datetime(stop.start))
        for visit, (tour, stop) in plan.placed.items()
    }


def _has_moved(one: Place, other: Place) -> bool:
    return abs(one.start - other.start) > timedelta(milliseconds=CHANGE_MS)


def _visits(
    before: tuple[Problem, Plan],
    after: tuple[Problem, Plan],
    old: Mapping[str, Place],
    new: Mapping[str, Place],
) -> Iterator[VisitChange]:
    problem, plan = after
    for visit in (*old, *(v for v in new if v not in old)):
        was, now = old.get(visit), new.get(visit)
        if visit in problem.happened:
            continue
        known: bool | None = None
        reasons: tuple[str, ...] = ()
        kind: VisitKind
        if was is None:
            kind = "added"
        elif now is None:
            kind = "unserved" if visit in problem.visits else "cancelled"
            reasons = tuple(dict.fromkeys(r.code for r in plan.unserved.get(visit, ())))
        elif was.worker != now.worker:
            kind = "carer"
        elif _has_moved(was, now):
            kind = "time"
        else:
            continue
        asked = problem if visit in problem.visits else before[0]
        person = asked.visits[visit].person
        if now is not None:
            known = bool(problem.workers[now.worker].history.persons.get(person))
        soonest = min(place.start for place in (was, now) if place is not None)
        yield VisitChange(visit, person, kind, was, now, known, reasons, soonest)


def _workers(
    before: tuple[Problem, Plan],
    after: tuple[Problem, Plan],
    old: Mapping[str, Place],
    new: Mapping[str, Place],
) -> Iterator[WorkerChange]:
    happened = after[0].happened
    hours = _days(*before), _days(*after)
    for worker in {**before[0].workers, **after[0].workers}:
        had = {v: place for v, place in old.items() if place.worker == worker}
        has = {v: place for v, place in new.items() if place.worker == worker}
        added = tuple(v for v in has if v not in had and v not in happened)
        removed = tuple(v for v in had if v not in has and v not in happened)
        moved = tuple(
            v for v in has if v in had and v not in happened and _has_moved(had[v], has[v])
        )
        if added or removed or moved:
            starts = [has[v].start for v in (*added, *moved)]
            starts += [had[v].start for v in (*removed, *moved)]
            yield WorkerChange(worker, added, removed, moved, hours[0].get(worker),
                               hours[1].get(worker), min(starts))  # fmt: skip


def _days(problem: Problem, plan: Plan) -> dict[str, tuple[datetime, datetime]]:
    """When each worker leaves first and is back last."""
    found: dict[str, list[Tour]] = {}
    for tour in plan.tours:
        found.setdefault(problem.shifts[tour.shift].worker, []).append(tour)
    clock = problem.clock
    return {
        worker: (
            clock.datetime(min(tour.start for tour in tours)),
            clock.datetime(max(tour.end for tour in tours)),
        )
        for worker, tours in found.items()
    }
