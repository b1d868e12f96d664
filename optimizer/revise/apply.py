"""Events applied to a problem and its plan: the problem of the day as it is now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from optimizer.plan.model import Plan
from optimizer.problem import load_problem
from optimizer.problem.clock import ClockError
from optimizer.problem.errors import InputError, InvalidProblem, cut
from optimizer.problem.model import Fact, Problem
from optimizer.revise import events as ev
from optimizer.revise.past import Delay, past_of

Item = dict[str, Any]


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


class _Revision:
    """A document that events change, one after the other."""

    def __init__(self, problem: Problem, plan: Plan, now: int) -> None:
        self.problem, self.plan, self.now = problem, plan, now
        self.document: Item = deepcopy(dict(problem.document))
        self.errors: list[InputError] = []
        self.index = 0
        self.reported: dict[str, Item] = {
            fact["visit"]: fact
            for fact in self.document.get("facts", [])
            if "visit" in fact and fact.get("outcome", "done") != "under_way"
        }
        self.settled = set(self.reported)
        self.delays: dict[str, Delay] = {}
        self.gone: dict[str, int] = {}
        self.longer: dict[str, int] = {}

    def applied(self, events: Sequence[ev.Event], published: bool) -> Problem:
        self._tick_in_horizon()
        done = list(self.document.get("applied_events", []))
        order = sorted(range(len(events)), key=lambda n: (self._tick(events[n].at, n, "at"), n))
        for number in order:
            event = events[number]
            if event.id in done:
                continue
            done.append(event.id)
            self.index = number
            if self._tick(event.at, number, "at") > self.now:
                self._wrong("at", event.at, "lies after now: nobody can know it yet",
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
                fact["end"] = iso(max(self.now, self._moment(fact["start"]) + longer))
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
        start = self._moment(fact["start"])
        length = self.problem.visits[fact["visit"]].duration
        end = self._moment(fact["end"]) if fact.get("end") else start + length
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
                away = {"start": self._iso(since), "end": self._iso(until)}
                self._part("workers", worker).setdefault("unavailable", []).append(away)

    # Looking things up

    def _iso(self, tick: int) -> str:
        return self.problem.clock.iso(tick)

    def _moment(self, text: str) -> int:
        return self.problem.clock.parse(text)

    def _tick(self, text: str, index: int, field: str) -> int:
        try:
            return self.problem.clock.parse(text)
        except ClockError as error:
            self.index = index
            self._wrong(field, text, str(error), error.remedy)
            return self.now

    def _tick_in_horizon(self) -> None:
        end = self.problem.clock.day_start(self.problem.days)
        if not 0 <= self.now < end:
            day = self.problem.clock.first_day
            raise ev.InvalidEvents([
                InputError("not_in_horizon", "/now", self._iso(self.now), "now is not a moment of "
                           f"the days planned, {self.problem.days} from {day} on",
                           "name a moment of these days")])  # fmt: skip

    def _wrong(
        self, field: str, value: Any, message: str, remedy: str, code: str = "bad_event"
    ) -> None:
        where = f"/{self.index}" + (f"/{field}" if field else "")
        self.errors.append(
            InputError(code, where, cut(value), f"{field or 'event'} {message}", remedy)
        )

    def _part(self, name: str, ident: str) -> Item:
        return next(part for part in self.document[name] if part["id"] == ident)

    def _known(self, name: str, ident: str, field: str) -> Item | None:
        """A part of the document; None, with an error, if there is none."""
        found = next((p for p in self.document.get(name, []) if p["id"] == ident), None)
        if found is None:
            self._wrong(field, ident, f"names no {name[:-1]} of the problem",
                        f"correct the id, or add the {name[:-1]}", "unknown_reference")  # fmt: skip
        return found

    def _past(self, field: str, value: Any, what: str) -> None:
        self._wrong(field, value, f"is past: {what}", "leave the event out", "past")

    def _stretch(self, start: str | None, end: str | None) -> tuple[int, int] | None:
        """A stretch of time that is not over; None, with an error, if it is."""
        first = self.now if start is None else self._tick(start, self.index, "from")
        last = (
            self.problem.clock.day_start(self.problem.days)
            if end is None
            else self._tick(end, self.index, "until")
        )
        if last <= self.now:
            self._past("until", end, "the time ended before now")
        elif last <= first:
            self._wrong("until", end, "is not after from", "correct one of the two")
        else:
            return first, last
        return None

    # Events

    def worker_absent(self, event: ev.WorkerAbsent) -> None:
        if self._known("workers", event.worker, "worker") is None:
            return
        stretch = self._stretch(event.from_, event.until)
        if stretch is None:
            return
        first, last = max(stretch[0], self.now), stretch[1]
        self.gone[event.worker] = min(first, self.gone.get(event.worker, first))
        shifts = []
        for shift in self.document["shifts"]:
            if shift["worker"] != event.worker:
                shifts.append(shift)
                continue
            start, end = self._moment(shift["start"]), self._moment(shift["end"])
            parts = [(start, min(end, first)), (max(start, last), end)]
            parts = (
                [(a, b) for a, b in parts if a < b]
                if end > first and start < last
                else [(start, end)]
            )
            for number, (a, b) in enumerate(parts):
                name = shift["id"] if number == 0 else self._fresh("shifts", shift["id"])
                shifts.append(self._cut({**shift, "id": name}, a, b))
        self.document["shifts"] = shifts
        self._drop_pins(lambda pin: self._is_pinned_to(pin, event.worker))

    def _is_pinned_to(self, pin: Item, worker: str) -> bool:
        shift = self.problem.shifts.get(pin.get("shift") or "")
        return worker in (pin.get("worker"), shift and shift.worker)

    def _drop_pins(self, dropped: Callable[[Item], bool]) -> None:
        self.document["pins"] = [p for p in self.document.get("pins", []) if not dropped(p)]
        shifts = {shift["id"] for shift in self.document["shifts"]}
        self.document["frozen_tours"] = [
            f for f in self.document.get("frozen_tours", []) if f["shift"] in shifts
        ]

    def _fresh(self, name: str, ident: str) -> str:
        known = {part["id"] for part in self.document[name]}
        number = 2
        while f"{ident}-{number}" in known:
            number += 1
        return f"{ident}-{number}"

    def _cut(self, shift: Item, start: int, end: int) -> Item:
        """The shift from start to end, without breaks that can no longer be taken."""
        found = {**shift, "start": self._iso(start), "end": self._iso(end)}
        if "overtime_after" in shift:
            after = self._moment(shift["overtime_after"])
            found["overtime_after"] = self._iso(min(max(after, start), end))
        if "breaks" in shift:
            found["breaks"] = [b for b in shift["breaks"] if self._can_be_taken(b, start, end)]
        return found

    def _can_be_taken(self, pause: Item, start: int, end: int) -> bool:
        length = self.problem.ticks(pause["duration_s"])
        return any(
            self._moment(w["end"]) >= start and self._moment(w["start"]) + length <= end
            for w in pause["windows"]
        )

    def worker_late(self, event: ev.WorkerLate) -> None:
        if self._known("workers", event.worker, "worker") is None:
            return
        if (event.by_s is None) == (event.free_at is None):
            self._wrong("", None, "has both or none of by_s and free_at", "say one of the two")
            return
        by = 0 if event.by_s is None else self.problem.ticks(event.by_s)
        free = None if event.free_at is None else self._tick(event.free_at, self.index, "free_at")
        if free is not None and free <= self.now:
            self._past("free_at", event.free_at, "the worker is free already")
            return
        self.delays[event.worker] = Delay(by, free)

    def worker_added(self, event: ev.WorkerAdded) -> None:
        self._add("places", event.places, "places")
        if not isinstance(event.worker, str):
            self._add("workers", [event.worker], "worker")
        elif self._known("workers", event.worker, "worker") is None:
            return
        worker = event.worker if isinstance(event.worker, str) else event.worker.id
        if event.shift.worker != worker:
            self._wrong("shift/worker", event.shift.worker, f"is not the worker {worker}",
                        "name the same worker")  # fmt: skip
        if self._tick(event.shift.end, self.index, "shift/end") <= self.now:
            self._past("shift/end", event.shift.end, "the shift ended before now")
        self._add("shifts", [event.shift], "shift")

    def _add(self, name: str, parts: Iterable[Any], field: str) -> None:
        known = {part["id"] for part in self.document.setdefault(name, [])}
        for part in parts:
            if part.id in known:
                self._wrong(
                    field, part.id, "is there already", "give it another id", "duplicate_id"
                )
            else:
                added = part.model_dump(mode="json", exclude_defaults=True, by_alias=True)
                if name == "links":
                    added["type"] = part.type
                self.document[name].append(added)

    def shift_changed(self, event: ev.ShiftChanged) -> None:
        shift = self._known("shifts", event.shift, "shift")
        if shift is None:
            return
        start = self._tick(event.start or shift["start"], self.index, "start")
        end = self._tick(event.end or shift["end"], self.index, "end")
        if self._moment(shift["end"]) <= self.now and end <= self.now:
            self._past("shift", event.shift, "the shift ended before now")
        elif end <= start:
            self._wrong("end", event.end, "is not after the start", "correct one of the two")
        else:
            shift.update(self._cut(shift, start, end))

    def person_absent(self, event: ev.PersonAbsent) -> None:
        person = self._known("persons", event.person, "person")
        stretch = self._stretch(event.from_, event.until)
        if person is None or stretch is None:
            return
        first, last = stretch
        away = {"start": self._iso(first), "end": self._iso(last)}
        person.setdefault("absences", []).append(away)
        for visit in list(self.document["visits"]):
            home = visit.get("place") in (None, person["place"])
            inside = all(
                first <= self._moment(w["start"]) and self._moment(w["end"]) < last
                for w in visit["windows"]
            )
            if visit["person"] == event.person and home and inside and not self._over(visit["id"]):
                self._remove(visit["id"])

    def _over(self, visit: str) -> bool:
        """Whether a visit has happened, by the plan or by what was reported."""
        if visit in self.reported:
            return bool(self.reported[visit].get("outcome", "done") != "not_done")
        placed = self.plan.placed.get(visit)
        return placed is not None and placed[1].start < self.now

    def visit_added(self, event: ev.VisitAdded) -> None:
        self._add("places", event.places, "places")
        self._add("persons", event.persons, "persons")
        ends = [self._tick(w.end, self.index, "visit/windows") for w in event.visit.windows]
        if max(ends) < self.now:
            self._past(
                "visit/windows", event.visit.windows[-1].end, "every window ended before now"
            )
        self._known("persons", event.visit.person, "visit/person")
        self._add("visits", [event.visit], "visit")
        self._add("links", event.links, "links")

    def visit_cancelled(self, event: ev.VisitCancelled) -> None:
        if self._known("visits", event.visit, "visit") is None:
            return
        if event.visit in self.settled or event.visit in self.reported:
            self._past("visit", event.visit, "the visit has happened")
            return
        self._remove(event.visit)

    def _remove(self, visit: str) -> None:
        """Take a visit out of the document, with all that names it."""
        document = self.document
        document["visits"] = [v for v in document["visits"] if v["id"] != visit]
        links = []
        for link in document.get("links", []):
            if visit in link["visits"]:
                rest = [v for v in link["visits"] if v != visit]
                if len(rest) > 1:
                    links.append({**link, "visits": rest})
            else:
                links.append(link)
        document["links"] = links
        document["pins"] = [p for p in document.get("pins", []) if p["visit"] != visit]
        document["previous"] = [p for p in document.get("previous", []) if p["visit"] != visit]
        document["waivers"] = [w for w in document.get("waivers", []) if w["subject"] != visit]
        frozen = ({**f, "visits": [v for v in f["visits"] if v != visit]}
                  for f in document.get("frozen_tours", []))  # fmt: skip
        document["frozen_tours"] = [f for f in frozen if f["visits"]]
        self.reported.pop(visit, None)

    def visit_changed(self, event: ev.VisitChanged) -> None:
        visit = self._known("visits", event.visit, "visit")
        if visit is None:
            return
        changes = event.model_dump(
            mode="json", exclude_none=True, exclude={"id", "at", "type", "visit"}
        )
        for window in changes.get("windows", ()):
            self._tick(window["end"], self.index, "windows")
        placed = self.plan.placed.get(event.visit)
        begun = self._over(event.visit)
        over = begun and placed is not None and placed[1].end <= self.now
        if event.visit in self.settled or (event.visit in self.reported and begun) or (
            begun and set(changes) - {"duration_s"}
        ) or (over and "duration_s" not in changes):  # fmt: skip
            self._past(
                "visit", event.visit, "the visit has begun; only how long it lasts can change"
            )
            return
        if begun:
            self.longer[event.visit] = self.problem.ticks(changes["duration_s"])
        visit.update(changes)

    def visit_done(self, event: ev.VisitDone | ev.VisitStarted) -> None:
        visit = self._known("visits", event.visit, "visit")
        worker = self._known("workers", event.worker, "worker")
        start = self._tick(event.start, self.index, "start")
        end = None if event.end is None else self._tick(event.end, self.index, "end")
        if visit is None or worker is None:
            return
        if event.visit in self.settled:
            self._past("visit", event.visit, "it was reported before")
            return
        if start >= self.now:
            self._wrong("start", event.start, "is not before now", "correct the time, or --now")
            return
        length = self.problem.ticks(visit["duration_s"])
        begun = isinstance(event, ev.VisitStarted)
        if end is None:
            end = start + length if begun else min(start + length, self.now)
        if begun:
            end = max(end, self.now)
        if end < start or (end > self.now and not begun):
            self._wrong("end", event.end, "is before start, or after now", "correct the time")
            return
        shift = self._shift_of(event.worker, event.shift, start)
        if shift is not None:
            self.reported[event.visit] = {
                "visit": event.visit, "worker": event.worker, "shift": shift,
                "start": self._iso(start), "end": self._iso(end),
                "outcome": "under_way" if begun else "done",
            }  # fmt: skip

    def _shift_of(self, worker: str, named: str | None, start: int) -> str | None:
        """The shift in which a worker was somewhere: the one named, or the nearest one."""
        own = [s for s in self.document["shifts"] if s["worker"] == worker]
        if named is not None:
            if any(s["id"] == named for s in own):
                return named
            self._wrong("shift", named, f"is no shift of {worker}", "name one of theirs",
                        "unknown_reference")  # fmt: skip
            return None
        if not own:
            self._wrong("worker", worker, "has no shift on these days",
                        "add one, by an event worker_added")  # fmt: skip
            return None
        near = min(own, key=lambda s: max(self._moment(s["start"]) - start,
                                          start - self._moment(s["end"]), 0))  # fmt: skip
        return str(near["id"])

    def vehicle_out(self, event: ev.VehicleOut) -> None:
        vehicle = self._known("vehicles", event.vehicle, "vehicle")
        stretch = self._stretch(event.from_, event.until)
        if vehicle is not None and stretch is not None:
            away = {"start": self._iso(stretch[0]), "end": self._iso(stretch[1])}
            vehicle.setdefault("unavailable", []).append(away)

    def travel_slower(self, event: ev.TravelSlower) -> None:
        stretch = self._stretch(event.from_, event.until)
        matrices = self.problem.travel.matrices
        modes = self.problem.travel.modes
        if event.mode not in matrices and event.mode not in modes:
            known = ", ".join(sorted({*matrices, *modes}))
            self._wrong("mode", event.mode, f"is none of {known}", "correct it",
                        "unknown_reference")  # fmt: skip
            return
        if stretch is None:
            return
        travel = self.document.setdefault("travel", {})
        matrix = travel.get("matrices", {}).get(event.mode)
        if matrix is not None:
            tick = self.problem.tick_ms / 1000
            matrix["duration_s"] = [
                [round(value * event.factor / tick) * tick for value in row]
                for row in matrix["duration_s"]
            ]
        else:
            mode = modes[event.mode]
            travel.setdefault("modes", {})[event.mode] = {
                "seconds": mode.seconds, "kmh": mode.kmh, "metres": mode.metres,
                "detour": mode.detour, "traffic_factor": mode.traffic_factor * event.factor,
            }  # fmt: skip


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
