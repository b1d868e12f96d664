"""A problem document that events change: its parts by id, times, and what is wrong with them."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from optimizer.plan.model import Plan
from optimizer.problem.clock import ClockError
from optimizer.problem.errors import InputError, cut
from optimizer.problem.model import Problem
from optimizer.revise import events as ev
from optimizer.revise.past import Delay

Item = dict[str, Any]


class Record:
    """The document, and what events say that is no part of it yet.

    `reported`: facts of visits that somebody reported, `settled` those of earlier revisions;
    `delays` and `gone` (from when they are absent) by worker; `longer`: how long visits under way
    last. `index` is the place of the event that is being applied.
    """

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

    # Looking things up

    def iso(self, tick: int) -> str:
        return self.problem.clock.iso(tick)

    def moment(self, text: str) -> int:
        return self.problem.clock.parse(text)

    def tick(self, text: str, index: int, field: str) -> int:
        try:
            return self.problem.clock.parse(text)
        except ClockError as error:
            self.index = index
            self.wrong(field, text, str(error), error.remedy)
            return self.now

    def tick_in_horizon(self) -> None:
        end = self.problem.clock.day_start(self.problem.days)
        if not 0 <= self.now < end:
            day = self.problem.clock.first_day
            raise ev.InvalidEvents([
                InputError("not_in_horizon", "/now", self.iso(self.now), "now is not a moment of "
                           f"the days planned, {self.problem.days} from {day} on",
                           "name a moment of these days")])  # fmt: skip

    def wrong(
        self, field: str, value: Any, message: str, remedy: str, code: str = "bad_event"
    ) -> None:
        where = f"/{self.index}" + (f"/{field}" if field else "")
        self.errors.append(
            InputError(code, where, cut(value), f"{field or 'event'} {message}", remedy)
        )

    def part(self, name: str, ident: str) -> Item:
        return next(part for part in self.document[name] if part["id"] == ident)

    def known(self, name: str, ident: str, field: str) -> Item | None:
        """A part of the document; None, with an error, if there is none."""
        found = next((p for p in self.document.get(name, []) if p["id"] == ident), None)
        if found is None:
            self.wrong(field, ident, f"names no {name[:-1]} of the problem",
                        f"correct the id, or add the {name[:-1]}", "unknown_reference")  # fmt: skip
        return found

    def past(self, field: str, value: Any, what: str) -> None:
        self.wrong(field, value, f"is past: {what}", "leave the event out", "past")

    def stretch(self, start: str | None, end: str | None) -> tuple[int, int] | None:
        """A stretch of time that is not over; None, with an error, if it is."""
        first = self.now if start is None else self.tick(start, self.index, "from")
        last = (
            self.problem.clock.day_start(self.problem.days)
            if end is None
            else self.tick(end, self.index, "until")
        )
        if last <= self.now:
            self.past("until", end, "the time ended before now")
        elif last <= first:
            self.wrong("until", end, "is not after from", "correct one of the two")
        else:
            return first, last
        return None

    def add(self, name: str, parts: Iterable[Any], field: str) -> None:
        known = {part["id"] for part in self.document.setdefault(name, [])}
        for part in parts:
            if part.id in known:
                self.wrong(field, part.id, "is there already", "give it another id", "duplicate_id")
            else:
                added = part.model_dump(mode="json", exclude_defaults=True, by_alias=True)
                if name == "links":
                    added["type"] = part.type
                self.document[name].append(added)

    def over(self, visit: str) -> bool:
        """Whether a visit has happened, by the plan or by what was reported."""
        if visit in self.reported:
            return bool(self.reported[visit].get("outcome", "done") != "not_done")
        placed = self.plan.placed.get(visit)
        return placed is not None and placed[1].start < self.now
