"""What an import has read, to be checked in one look: visits, hours, what was left, what is odd."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from optimizer.outputs import formats
from optimizer.outputs.words import count, named, word
from optimizer.problem.model import Problem
from optimizer.rules.base import Lang
from optimizer.tables.errors import Note

LEFT = frozenset({
    "above_headings", "ignored_columns", "unread_sheets", "unread_lines", "unused_mapping",
    "labels_left_out", "not_planned", "hidden_lines", "struck_lines", "refused_absences",
    "idle_visits", "idle_workers", "lost_links", "encoding",
})  # fmt: skip
"""Codes of notes about what was not read, or comes to nothing; the others are to be checked."""


@dataclass(slots=True)
class Day:
    """Visits and workers of a service on a day; seconds of visits and of shifts."""

    visits: int = 0
    visits_s: float = 0
    workers: int = 0
    workers_s: float = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals by day and service, and the notes of an import."""

    days: Mapping[tuple[date, str], Day]
    persons: int
    workers: int
    notes: Sequence[Note]

    @property
    def left(self) -> list[Note]:
        """Notes about what was not read."""
        return [note for note in self.notes if note.code in LEFT]

    @property
    def odd(self) -> list[Note]:
        """Notes about what looks like a mistake."""
        return [note for note in self.notes if note.code not in LEFT]

    def lines(self, lang: Lang) -> Iterator[str]:
        """The lines that a planner reads, without the notes."""
        visits = sum(day.visits for day in self.days.values())
        yield word("summary.read", lang, visits=count(visits, "visit", lang),
                   persons=count(self.persons, "persons", lang),
                   workers=count(self.workers, "worker", lang))  # fmt: skip
        for (when, service), day in self.days.items():
            yield word(
                "summary.day", lang, day=formats.day(when, lang),
                service=named("service", service, lang),
                visits=count(day.visits, "visit", lang), visits_h=formats.length(day.visits_s),
                workers=count(day.workers, "worker", lang),
                workers_h=formats.length(day.workers_s),
            )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "code": "summary",
            "persons": self.persons,
            "workers": self.workers,
            "days": [
                {"date": when.isoformat(), "service": service, "visits": day.visits,
                 "visits_s": day.visits_s, "workers": day.workers, "workers_s": day.workers_s}
                for (when, service), day in self.days.items()
            ],
            "left": [note.code for note in self.left],
            "odd": [note.code for note in self.odd],
        }  # fmt: skip


def summary(problem: Problem, notes: Sequence[Note]) -> Summary:
    """Count what a problem holds, by day and service; a visit on the day of its first window."""
    second = 1000 / problem.tick_ms
    first = problem.clock.first_day
    found: dict[tuple[date, str], Day] = {}
    for visit in problem.visits.values():
        start = min(window.start for window in visit.windows)
        day = found.setdefault((problem.clock.datetime(start).date(), visit.service), Day())
        day.visits += 1
        day.visits_s += visit.duration / second
    workers: dict[tuple[date, str], set[str]] = {}
    for shift in problem.shifts.values():
        key = (first + timedelta(days=shift.day), problem.workers[shift.worker].service)
        workers.setdefault(key, set()).add(shift.worker)
        found.setdefault(key, Day()).workers_s += (shift.end - shift.start) / second
    for key, names in workers.items():
        found[key].workers = len(names)
    return Summary(dict(sorted(found.items())), len(problem.persons), len(problem.workers), notes)
