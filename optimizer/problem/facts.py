"""What happened, from the document: each fact with all its times, and what cannot be one."""

from collections.abc import Mapping

from optimizer.problem import document as doc
from optimizer.problem import model
from optimizer.problem.convert import Converter
from optimizer.problem.reading import Where, pointer

STATUTORY = "statutory"


class FactReader(Converter):
    """Reads the facts of a document. They may break every rule, but not contradict each other."""

    def read_facts(
        self,
        freeze: int | None,
        visits: Mapping[str, model.Visit],
        shifts: Mapping[str, model.Shift],
        statutory: int,
    ) -> tuple[model.Fact, ...]:
        """The facts by start. `freeze` is the moment of knowledge, `statutory` the length of the
        pause of the working-time limits."""
        self.freeze, self.known_visits, self.known_shifts = freeze, visits, shifts
        self.statutory = statutory
        self.seen: dict[str, Where] = {}
        found = []
        for index, fact in enumerate(self.document.facts):
            where: Where = ("facts", index)
            if (read := self._fact(fact, where)) is not None and not self.errors.at(where):
                found.append(read)
        if self.document.facts and self.document.freeze_before is None:
            self.errors.add(
                "missing", ("freeze_before",), None,
                "freeze_before is missing, but there are facts",
                "add the moment of knowledge",
            )  # fmt: skip
        return tuple(sorted(found, key=lambda fact: fact.start))

    def _fact(self, fact: doc.FactIn, where: Where) -> model.Fact | None:
        start = self._time(fact.start, (*where, "start"))
        end = self._time(fact.end, (*where, "end"))
        self._reference("workers", fact.worker, (*where, "worker"))
        self._reference("shifts", fact.shift, (*where, "shift"))
        if fact.vehicle is not None:
            self._reference("vehicles", fact.vehicle, (*where, "vehicle"))
        if fact.place is not None:
            self._reference("places", fact.place, (*where, "place"))
        if sum(part is not None for part in (fact.visit, fact.pause, fact.reload)) != 1:
            self.errors.add("contradiction", where, None,
                            "a fact is about one of visit, pause and reload",
                            "name exactly one of them")  # fmt: skip
            return None
        shift = self.known_shifts.get(fact.shift)
        if start is None or shift is None or not self.sound("shifts", shift.id):
            return None
        if shift.worker != fact.worker:
            self.errors.add("contradiction", (*where, "worker"), fact.worker,
                            f"shift {shift.id} is worked by {shift.worker}",
                            "name the shift of the worker who was there")  # fmt: skip
        length = self._length(fact, shift, where)
        if length is None:
            return None
        if end is None:
            end = start + length
            if fact.outcome == "under_way" and self.freeze is not None:
                end = max(end, self.freeze)
        if end < start:
            self.errors.add("bad_interval", (*where, "end"), fact.end, "end is before start",
                            "correct one of the two")  # fmt: skip
        if self.freeze is not None and start >= self.freeze and fact.outcome != "under_way":
            self.errors.add("not_a_fact", (*where, "start"), fact.start,
                            "start is not before freeze_before", "correct one of the two, or say "
                            "under_way if the worker is on the way")  # fmt: skip
        place = fact.reload or fact.place
        if fact.visit is not None:
            place = self.known_visits[fact.visit].place
        return model.Fact(fact.visit, fact.pause, fact.worker, fact.shift, start, end,
                          fact.outcome, place, fact.vehicle)  # fmt: skip

    def _length(self, fact: doc.FactIn, shift: model.Shift, where: Where) -> int | None:
        """How long it is to last; None with an error if it is unknown."""
        if fact.visit is not None:
            self._reference("visits", fact.visit, (*where, "visit"))
            if fact.visit in self.seen:
                self.errors.add("duplicate_id", (*where, "visit"), fact.visit,
                                f"the visit stands already at {pointer(self.seen[fact.visit])}",
                                "keep one of the two")  # fmt: skip
            self.seen.setdefault(fact.visit, where)
            visit = self.known_visits.get(fact.visit)
            return None if visit is None else visit.duration
        if fact.reload is not None:
            self._reference("places", fact.reload, (*where, "reload"))
            return shift.reload.duration if shift.reload else 0
        lengths = {STATUTORY: self.statutory, **{b.id: b.duration for b in shift.breaks}}
        if fact.pause not in lengths:
            self.errors.add("unknown_reference", (*where, "pause"), fact.pause,
                            f"shift {shift.id} has no break with this id",
                            f"use one of {', '.join(sorted(lengths))}")  # fmt: skip
            return None
        return lengths[fact.pause]
