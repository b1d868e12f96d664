"""Planning from an earlier plan: what it says of the same date, and what it was used to.

A visit planned for the same date has been told to people: it becomes `previous`, and moving it
costs the term `change`. A visit planned for another date, yesterday or last week, was promised to
nobody: its worker and its time of day become wishes, `preferred_workers` and `usual_start`. Either
way the earlier tours are what a search can start from.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.clock import Clock
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem, Shift, Visit


@dataclass(frozen=True, slots=True)
class Carried:
    """A problem with what an earlier plan says of it, and where a search starts.

    `same_date` and `recurring` are how many of its visits the earlier plan served, on the same
    date or on another; `unmatched` those that it did not serve, or does not know.
    """

    problem: Problem
    start: Plan
    same_date: int
    recurring: int

    @property
    def unmatched(self) -> int:
        return len(self.problem.visits) - self.same_date - self.recurring


@dataclass(frozen=True, slots=True)
class _Before:
    """A visit of the earlier plan: the tour it stood in, the day of the new problem that it is
    for, and its start in ticks of that problem."""

    tour: Tour
    day: int
    start: int


def carried_over(problem: Problem, earlier: Problem, plan: Plan) -> Carried:
    """A problem with the habits of an earlier plan.

    A visit is the same if it has the id of one that was planned for a date of the new problem.
    Others recur: their counterpart on another date has the same `external_id`, activity and
    person (by `external_id`), and is, where there are several, one of the same weekday, else of
    the nearest date, at the nearest time of day. Workers are matched by id for the same date, by
    `external_id` for another. What the problem states itself always wins.

    Times of the same date are kept as instants; those of another date as local time, so that a
    change of the clocks does not move them.

    Parameters
    ----------
    problem
        What is asked now.
    earlier
        The problem of the earlier plan.
    plan
        The earlier plan.
    """
    carrier = _Carrier(problem, earlier, plan)
    same, recurring = carrier.same(), carrier.recurring()
    document = {
        **problem.document,
        "previous": [*problem.document.get("previous", []), *carrier.stated(same)],
        "visits": [
            {**visit, **carrier.wishes(problem.visits[visit["id"]], recurring.get(visit["id"]))}
            for visit in problem.document["visits"]
        ],
    }
    start = Plan((*carrier.kept_tours(recurring), *carrier.new_tours(recurring)), {})
    return Carried(load_problem(document), start, len(same), len(recurring))


class _Carrier:
    """Matches an earlier plan with a problem."""

    def __init__(self, problem: Problem, earlier: Problem, plan: Plan) -> None:
        self.problem, self.earlier, self.plan = problem, earlier, plan
        first = problem.clock.first_day
        self.dates = {first + timedelta(days=day) for day in range(problem.days)}
        self.worker = {worker.external_id: worker.id for worker in problem.workers.values()}

    def date_of(self, tour: Tour) -> date:
        """The date for which the earlier plan had a tour."""
        return _date(self.earlier.clock, self.earlier.shifts[tour.shift].day)

    def same(self) -> dict[str, _Before]:
        """Visits planned before for a date of this problem, by their id."""
        return {
            visit: _Before(
                tour, (self.date_of(tour) - self.problem.clock.first_day).days,
                self._instant(stop.start),
            )
            for visit, (tour, stop) in self.plan.placed.items()
            if visit in self.problem.visits and self.date_of(tour) in self.dates
        }  # fmt: skip

    def recurring(self) -> dict[str, _Before]:
        """Visits that recur, by the id of the new one."""
        same = self.same()
        known: dict[tuple[str, ...], list[tuple[Tour, Stop]]] = {}
        for visit, (tour, stop) in self.plan.placed.items():
            if visit not in same:
                known.setdefault(_need(self.earlier, self.earlier.visits[visit]), []).append(
                    (tour, stop)
                )
        pairs = []
        for new in self.problem.visits.values():
            if new.id in same:
                continue
            for tour, stop in known.get(_need(self.problem, new), ()):
                for day in {self.problem.clock.day_of(window.start) for window in new.windows}:
                    start = self._transposed(stop.start, tour, day)
                    rank = (*self._apart(tour, day), *_misses(new, start))
                    pairs.append((rank, new.id, str(stop.ref), _Before(tour, day, start)))
        found: dict[str, _Before] = {}
        used: set[tuple[str, int]] = set()
        for _, new_id, old_id, before in sorted(pairs, key=lambda pair: pair[:3]):
            if new_id not in found and (old_id, before.day) not in used:
                used.add((old_id, before.day))
                found[new_id] = before
        return found

    def _apart(self, tour: Tour, day: int) -> tuple[bool, int]:
        """How unlike the date of a tour and a day of the horizon are."""
        then, now = self.date_of(tour), _date(self.problem.clock, day)
        return then.weekday() != now.weekday(), abs((now - then).days)

    # What becomes of them in the problem

    def stated(self, same: Mapping[str, _Before]) -> Iterator[dict[str, Any]]:
        """`previous` of visits planned for the same date."""
        for visit, before in same.items():
            worker = self.earlier.shifts[before.tour.shift].worker
            if visit not in self.problem.previous and worker in self.problem.workers:
                start = self.problem.clock.iso(before.start)
                yield {"visit": visit, "worker": worker, "start": start}

    def wishes(self, visit: Visit, before: _Before | None) -> dict[str, Any]:
        """Usual worker and time of a recurring visit, where nothing is stated of them."""
        if before is None:
            return {}
        found: dict[str, Any] = {}
        person = self.problem.persons[visit.person]
        worker = self._worker(before.tour)
        if visit.preferred_workers is person.preferred_workers is None and worker is not None:
            found["preferred_workers"] = [worker]
        if visit.usual_start is None and self._in_horizon(before.start):
            found["usual_start"] = self.problem.clock.iso(before.start)
        return found

    def _worker(self, tour: Tour) -> str | None:
        """Who served an earlier tour, by the id of today."""
        before = self.earlier.workers[self.earlier.shifts[tour.shift].worker]
        return self.worker.get(before.external_id)

    def _in_horizon(self, tick: int) -> bool:
        return 0 <= tick < self.problem.clock.day_start(self.problem.days)

    # Where a search starts

    def kept_tours(self, recurring: Mapping[str, _Before]) -> Iterator[Tour]:
        """The tours of the same date, as they were."""
        taken = {shift.id for shift, _ in self._placed(recurring)}
        for tour in self.plan.tours:
            if self._kept(tour) and tour.shift not in taken:
                stops = tuple(self._moved(stop) for stop in tour.stops)
                yield Tour(tour.shift, tour.vehicle, stops)

    def new_tours(self, recurring: Mapping[str, _Before]) -> Iterator[Tour]:
        """Tours of recurring visits in the shifts that those workers have now, without depots:
        a sequence to start from, not yet a plan. Reloads are those of the tour that gives most."""
        stops: dict[str, list[Stop]] = {}
        sources: dict[str, Counter[Tour]] = {}
        for shift, (visit, before) in self._placed(recurring):
            place = self.problem.visits[visit].place
            stops.setdefault(shift.id, []).append(_stop("visit", visit, place, before.start))
            sources.setdefault(shift.id, Counter())[before.tour] += 1
        for shift_id, found in stops.items():
            main = sources[shift_id].most_common(1)[0][0]
            day = self.problem.shifts[shift_id].day
            found += [
                _stop("reload", None, stop.place, self._transposed(stop.start, main, day))
                for stop in main.stops
                if stop.kind == "reload"
            ]
            for tour in self.plan.tours:
                if self._kept(tour) and tour.shift == shift_id:
                    found += [self._moved(stop) for stop in tour.stops if stop.kind != "depot"]
            yield Tour(shift_id, None, tuple(sorted(found, key=lambda stop: stop.start)))

    def _placed(
        self, recurring: Mapping[str, _Before]
    ) -> Iterator[tuple[Shift, tuple[str, _Before]]]:
        """Recurring visits with the shift that their worker has at that time now, if any."""
        for visit, before in recurring.items():
            shift = self._shift(before)
            if shift is not None:
                yield shift, (visit, before)

    def _shift(self, before: _Before) -> Shift | None:
        """The shift in which the same worker could be there at that time; of several the one that
        has most time in common with the earlier shift. None if no time is in common."""
        worker = self._worker(before.tour)
        then = self.earlier.shifts[before.tour.shift]
        start, end = (self._transposed(t, before.tour, before.day) for t in (then.start, then.end))
        common = [
            (shift.start <= before.start < shift.end,
             min(end, shift.end) - max(start, shift.start), shift)
            for shift in (self.problem.shifts_of[worker] if worker is not None else ())
        ]  # fmt: skip
        best = max(common, key=lambda option: option[:2], default=None)
        return best[2] if best is not None and (best[0] or best[1] > 0) else None

    def _kept(self, tour: Tour) -> bool:
        return tour.shift in self.problem.shifts and self.date_of(tour) in self.dates

    # Times

    def _instant(self, tick: int) -> int:
        return _ticks(self.problem.clock, self.earlier.clock.datetime(tick))

    def _moved(self, stop: Stop) -> Stop:
        arrival, start, end = (self._instant(t) for t in (stop.arrival, stop.start, stop.end))
        return replace(stop, arrival=arrival, start=start, end=end)

    def _transposed(self, tick: int, tour: Tour, day: int) -> int:
        """A tick of an earlier tour at the same local time on (or after) a day of the horizon."""
        then = self.earlier.clock.datetime(tick)
        later = then.date() - self.date_of(tour)
        local = datetime.combine(_date(self.problem.clock, day) + later, then.time())
        return _ticks(self.problem.clock, local.replace(tzinfo=self.problem.clock.zone))


def _need(problem: Problem, visit: Visit) -> tuple[str, ...]:
    """What makes visits of different dates the same need."""
    return visit.external_id, visit.activity, problem.persons[visit.person].external_id


def _misses(visit: Visit, start: int) -> tuple[int, int]:
    """How far a start is from the windows of a visit, and from its usual time or their middle."""
    outside = min(max(window.start - start, start - window.end, 0) for window in visit.windows)
    usual = [visit.usual_start] if visit.usual_start is not None else [
        (window.start + window.end) // 2 for window in visit.windows
    ]  # fmt: skip
    return outside, min(abs(start - moment) for moment in usual)


def _stop(kind: Any, ref: str | None, place: str, start: int) -> Stop:
    return Stop(kind, ref, place, start, start, start, 0, 0)


def _date(clock: Clock, day: int) -> date:
    return clock.first_day + timedelta(days=day)


def _ticks(clock: Clock, moment: datetime) -> int:
    return (moment.astimezone(UTC) - clock.origin) // timedelta(milliseconds=clock.tick_ms)
