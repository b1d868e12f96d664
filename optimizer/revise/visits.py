"""Events about visits and the persons who are visited."""

from optimizer.revise import events as ev
from optimizer.revise.record import Record


class VisitEvents(Record):
    """What changes what is asked, and what is known of what happened."""

    def person_absent(self, event: ev.PersonAbsent) -> None:
        person = self.known("persons", event.person, "person")
        stretch = self.stretch(event.from_, event.until)
        if person is None or stretch is None:
            return
        first, last = stretch
        away = {"start": self.iso(first), "end": self.iso(last)}
        person.setdefault("absences", []).append(away)
        for visit in list(self.document["visits"]):
            home = visit.get("place") in (None, person["place"])
            inside = all(
                first <= self.moment(w["start"]) and self.moment(w["end"]) < last
                for w in visit["windows"]
            )
            if visit["person"] == event.person and home and inside and not self.over(visit["id"]):
                self._remove(visit["id"])

    def visit_added(self, event: ev.VisitAdded) -> None:
        self.add("places", event.places, "places")
        self.add("persons", event.persons, "persons")
        ends = [self.tick(w.end, self.index, "visit/windows") for w in event.visit.windows]
        if max(ends) < self.now:
            self.past("visit/windows", event.visit.windows[-1].end, "every window ended before now")
        self.known("persons", event.visit.person, "visit/person")
        self.add("visits", [event.visit], "visit")
        self.add("links", event.links, "links")

    def visit_cancelled(self, event: ev.VisitCancelled) -> None:
        if self.known("visits", event.visit, "visit") is None:
            return
        if event.visit in self.settled or event.visit in self.reported:
            self.past("visit", event.visit, "the visit has happened")
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
        visit = self.known("visits", event.visit, "visit")
        if visit is None:
            return
        changes = event.model_dump(
            mode="json", exclude_none=True, exclude={"id", "at", "type", "visit"}
        )
        for window in changes.get("windows", ()):
            self.tick(window["end"], self.index, "windows")
        placed = self.plan.placed.get(event.visit)
        begun = self.over(event.visit)
        over = begun and placed is not None and placed[1].end <= self.now
        if event.visit in self.settled or (event.visit in self.reported and begun) or (
            begun and set(changes) - {"duration_s"}
        ) or (over and "duration_s" not in changes):  # fmt: skip
            self.past(
                "visit", event.visit, "the visit has begun; only how long it lasts can change"
            )
            return
        if begun:
            self.longer[event.visit] = self.problem.ticks(changes["duration_s"])
        visit.update(changes)

    def visit_done(self, event: ev.VisitDone | ev.VisitStarted) -> None:
        visit = self.known("visits", event.visit, "visit")
        worker = self.known("workers", event.worker, "worker")
        start = self.tick(event.start, self.index, "start")
        end = None if event.end is None else self.tick(event.end, self.index, "end")
        if visit is None or worker is None:
            return
        if event.visit in self.settled:
            self.past("visit", event.visit, "it was reported before")
            return
        if start >= self.now:
            self.wrong("start", event.start, "is not before now", "correct the time, or --now")
            return
        length = self.problem.ticks(visit["duration_s"])
        begun = isinstance(event, ev.VisitStarted)
        if end is None:
            end = start + length if begun else min(start + length, self.now)
        if begun:
            end = max(end, self.now)
        if end < start or (end > self.now and not begun):
            self.wrong("end", event.end, "is before start, or after now", "correct the time")
            return
        shift = self._shift_of(event.worker, event.shift, start)
        if shift is not None:
            self.reported[event.visit] = {
                "visit": event.visit, "worker": event.worker, "shift": shift,
                "start": self.iso(start), "end": self.iso(end),
                "outcome": "under_way" if begun else "done",
            }  # fmt: skip

    def _shift_of(self, worker: str, named: str | None, start: int) -> str | None:
        """The shift in which a worker was somewhere: the one named, or the nearest one."""
        own = [s for s in self.document["shifts"] if s["worker"] == worker]
        if named is not None:
            if any(s["id"] == named for s in own):
                return named
            self.wrong("shift", named, f"is no shift of {worker}", "name one of theirs",
                        "unknown_reference")  # fmt: skip
            return None
        if not own:
            self.wrong("worker", worker, "has no shift on these days",
                        "add one, by an event worker_added")  # fmt: skip
            return None
        near = min(own, key=lambda s: max(self.moment(s["start"]) - start,
                                          start - self.moment(s["end"]), 0))  # fmt: skip
        return str(near["id"])
