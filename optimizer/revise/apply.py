"""Events applied to a problem and its plan: the problem of the day as it is now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from optimizer.plan.model import Plan
from optimizer.problem import load_problem
from optimizer.problem.errors import InvalidProblem
from optimizer.problem.model import Fact, Problem
from optimizer.revise import events as ev
from optimizer.revise.past import past_of
from optimizer.revise.record import Item
from optimizer.revise.staff import StaffEvents
from optimizer.revise.visits import VisitEvents


def apply(
    problem: Problem,
    plan: Plan,
    events: Sequence[ev.Event],
    now: int,
    *,
    published: bool = True,
) -> Problem:
    """The problem of the rest of the day: facts, and what the events change.

    Nothing that is given is changed. Events whose id was applied before are left out.

    Parameters
    ----------
    problem, plan
        What was asked, and the plan that the day follows.
    events
        What has happened or was learnt, from `read_events`.
    now
        The moment of knowledge, in ticks: what began before it is a fact.
    published
        Whether people were told the plan: then its visits become `previous`. Before that,
        everything may change for free.

    Raises
    ------
    InvalidEvents
        With everything that is unknown, past or contradictory, each with its place in the array
        of events.
    """
    return _Revision(problem, plan, now).applied(events, published)


class _Revision(StaffEvents, VisitEvents):
    """Applies events one after the other, and states the day so far."""

    def applied(self, events: Sequence[ev.Event], published: bool) -> Problem:
        self.tick_in_horizon()
        done = list(self.document.get("applied_events", []))
        order = sorted(range(len(events)), key=lambda n: (self.tick(events[n].at, n, "at"), n))
        for number in order:
            event = events[number]
            if event.id in done:
                continue
            done.append(event.id)
            self.index = number
            if self.tick(event.at, number, "at") > self.now:
                self.wrong("at", event.at, "lies after now: nobody can know it yet",
                            "correct the time, or say a later --now")  # fmt: skip
            else:
                HANDLERS[type(event)](self, event)
        if self.errors:
            raise ev.InvalidEvents(sorted(self.errors, key=lambda error: error.pointer))
        if done:
            self.document["applied_events"] = done
        self._settle(published)
        try:
            return load_problem(self.document)
        except InvalidProblem as invalid:
            raise ev.InvalidEvents(invalid.errors) from None

    # The day so far

    def _settle(self, published: bool) -> None:
        """State the facts, what was promised, and the moment of knowledge."""
        document, iso = self.document, self.problem.clock.iso
        visits = {visit["id"] for visit in document["visits"]}
        known = {v: self._read(fact) for v, fact in self.reported.items()}
        facts = [
            *self.reported.values(),
            *past_of(self.problem, self.plan, self.now, known, self.delays, self.gone),
        ]
        for fact in facts:
            longer = self.longer.get(fact.get("visit", ""))
            if longer is not None and fact.get("outcome") == "under_way":
                fact["end"] = iso(max(self.now, self.moment(fact["start"]) + longer))
        facts = [fact for fact in facts if fact.get("visit") is None or fact["visit"] in visits]
        self._delay_the_idle(facts)
        shifts = {shift["id"] for shift in document["shifts"]}
        facts = [fact for fact in facts if fact["shift"] in shifts]
        happened = {fact.get("visit") for fact in facts if fact.get("outcome") != "not_done"}
        if published:
            document["previous"] = [
                {"visit": v, "worker": self.problem.shifts[tour.shift].worker,
                 "start": iso(stop.start)}
                for v, (tour, stop) in self.plan.placed.items()
                if v in visits and v not in happened
            ]  # fmt: skip
        document["pins"] = [p for p in document.get("pins", []) if p["visit"] not in happened]
        document["facts"] = facts
        document["freeze_before"] = iso(self.now)

    def _read(self, fact: Item) -> Fact:
        start = self.moment(fact["start"])
        length = self.problem.visits[fact["visit"]].duration
        end = self.moment(fact["end"]) if fact.get("end") else start + length
        return Fact(fact["visit"], None, fact["worker"], fact["shift"], start, end,
                    fact.get("outcome", "done"), None, None)  # fmt: skip

    def _delay_the_idle(self, facts: Iterable[Item]) -> None:
        """Who is late and not at a visit can do nothing until then."""
        busy = {fact["worker"] for fact in facts if fact.get("outcome") == "under_way"}
        for worker, delay in self.delays.items():
            if worker in busy:
                continue
            begins = min([s.start for s in self.problem.shifts_of[worker] if s.end > self.now],
                         default=self.now)  # fmt: skip
            since = max(self.now, begins)
            until = max(since + delay.by, delay.free_at or 0)
            if until > since:
                away = {"start": self.iso(since), "end": self.iso(until)}
                self.part("workers", worker).setdefault("unavailable", []).append(away)


HANDLERS: Mapping[type[ev.Event], Callable[[_Revision, Any], None]] = {
    ev.WorkerAbsent: _Revision.worker_absent,
    ev.WorkerLate: _Revision.worker_late,
    ev.WorkerAdded: _Revision.worker_added,
    ev.ShiftChanged: _Revision.shift_changed,
    ev.PersonAbsent: _Revision.person_absent,
    ev.VisitAdded: _Revision.visit_added,
    ev.VisitCancelled: _Revision.visit_cancelled,
    ev.VisitChanged: _Revision.visit_changed,
    ev.VisitDone: _Revision.visit_done,
    ev.VisitStarted: _Revision.visit_done,
    ev.VehicleOut: _Revision.vehicle_out,
    ev.TravelSlower: _Revision.travel_slower,
}
