"""What real times teach: lengths and ways, with their spread; a planner decides what to take.

A lesson about a person's activity is worth more than one about the activity, and needs fewer
stamps. The proposed length is the median, rounded up to five minutes: a mean would follow the one
visit that took the afternoon. Nothing is changed by learning: `accepted` changes a problem
only for lessons whose `accept` somebody has set.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from optimizer.outputs.real.compare import Passage
from optimizer.outputs.words import word
from optimizer.outputs.workbook import Column, Table
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.rules.base import Lang

LEAST = {"person": 4, "activity": 10, "worker": 10, "hour": 10}
"""Visits that a lesson needs at least, by what it is about."""
ROUND_MIN = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """Lengths of visits or ways, in minutes, of one group.

    `about` says what is grouped: `activity`, `person` (a person's activity), `worker` (a worker's
    activity), `hour` (activities by hour of the day), `travel` (ways by hour). `proposed_min` is
    None where nothing should change or where visits have no such length.
    """

    about: str
    activity: str
    key: str
    count: int
    planned_min: float
    median_min: float
    low_min: float
    high_min: float
    deviation_min: float
    proposed_min: float | None
    accept: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def lessons(found: Sequence[Passage]) -> list[Lesson]:
    """Everything that enough stamps say; most telling groups first within each kind."""
    timed = [p for p in found if p.stamped_min is not None]
    groups: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for passage in timed:
        assert passage.stamped_min is not None
        pair = (passage.planned_min, passage.stamped_min)
        start = passage.start
        hour = f"{start.astimezone(passage.view.problem.clock.zone):%H}" if start else ""
        activity = passage.visit.activity
        for about, key in (("activity", ""), ("person", passage.visit.person),
                           ("worker", passage.worker or ""), ("hour", hour)):  # fmt: skip
            groups.setdefault((about, activity, key), []).append(pair)
    for hour, pair in _ways(timed):
        groups.setdefault(("travel", "", hour), []).append(pair)
    made = [
        _lesson(*key, pairs)
        for key, pairs in groups.items()
        if len(pairs) >= LEAST.get(key[0], LEAST["activity"])
    ]
    order = list(("person", "activity", "worker", "hour", "travel"))
    return sorted(made, key=lambda item: (order.index(item.about), -item.count, item.activity,
                                          item.key))  # fmt: skip


def _lesson(about: str, activity: str, key: str, pairs: Sequence[tuple[float, float]]) -> Lesson:
    planned = statistics.median(pair[0] for pair in pairs)
    real = sorted(pair[1] for pair in pairs)
    tenths = statistics.quantiles(real, n=10, method="inclusive")
    median = statistics.median(real)
    proposed: float | None = ROUND_MIN * -(-median // ROUND_MIN)
    if about not in ("person", "activity") or proposed == planned or not proposed:
        proposed = None
    return Lesson(
        about, activity, key, len(real), round(planned, 2), round(median, 2),
        round(tenths[0], 2), round(tenths[-1], 2), round(statistics.stdev(real), 2), proposed,
    )  # fmt: skip


def _ways(timed: Sequence[Passage]) -> Iterable[tuple[str, tuple[float, float]]]:
    """Ways from one stamped visit to the next of a tour, planned and real, by hour of leaving.

    Only where the plan leaves neither a wait nor a break between the two.
    """
    by_visit = {(id(p.view), p.visit.id): p for p in timed}
    for view in {id(p.view): p.view for p in timed}.values():
        for tour in view.document.tours:
            for before, stop in pairwise(tour.stops):
                first = by_visit.get((id(view), before.visit or ""))
                second = by_visit.get((id(view), stop.visit or ""))
                if first is None or second is None or stop.wait_s >= 60 or not stop.travel_s:
                    continue
                if first.end is None or second.start is None or first.worker != second.worker:
                    continue
                minutes = (second.start - first.end).total_seconds() / 60
                if minutes >= 0:
                    hour = f"{first.end.astimezone(view.problem.clock.zone):%H}"
                    yield hour, (stop.travel_s / 60, minutes)


def accepted(problem: Mapping[str, Any], report: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A problem document with the lengths of the lessons that a planner has accepted.

    A lesson about a person's activity goes before one about the activity.

    Raises
    ------
    InvalidProblem
        An accepted lesson proposes nothing, or is no lesson.
    """
    errors = []
    chosen: dict[tuple[str, str], float] = {}
    for number, lesson in enumerate(report):
        if lesson.get("accept") is not True:
            continue
        minutes, about = lesson.get("proposed_min"), lesson.get("about")
        known = about in ("activity", "person") and isinstance(lesson.get("activity"), str)
        if not known or not isinstance(minutes, int | float) or not 0 < minutes <= 1440:
            errors.append(InputError(
                "nothing_proposed", f"/{number}/proposed_min", minutes,
                "an accepted lesson proposes no length of an activity",
                "set accept to false, or write the minutes that visits should take",
            ))  # fmt: skip
            continue
        chosen[lesson["activity"], str(lesson.get("key", ""))] = 60 * minutes
    if errors:
        raise InvalidProblem(errors)
    return {**problem, "visits": [_changed(visit, chosen) for visit in problem["visits"]]}


def _changed(visit: dict[str, Any], chosen: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    activity = visit.get("activity", "visit")
    for key in (visit["person"], ""):
        if (activity, key) in chosen:
            return {**visit, "duration_s": chosen[activity, key]}
    return visit


def lesson_table(found: Sequence[Lesson], lang: Lang) -> Table:
    """The lessons as a table."""
    keys = ("about", "activity", "key")
    numbers = ("planned_min", "median_min", "low_min", "high_min", "deviation_min", "proposed_min")
    columns = [
        *(Column(word(f"lesson.{key}", lang)) for key in keys),
        Column(word("lesson.count", lang), "whole"),
        *(Column(word(f"lesson.{key}", lang), "number") for key in numbers),
    ]
    rows = [
        [word(f"about.{item.about}", lang), item.activity, item.key, item.count,
         *(getattr(item, key) for key in numbers)]
        for item in found
    ]  # fmt: skip
    return Table("learnt", columns, rows)
