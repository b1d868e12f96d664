"""Each visit with its three times: planned, stamped, billed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from optimizer.outputs.real.stamps import InvalidStamps, Stamp
from optimizer.outputs.view import PlanView, moment
from optimizer.outputs.words import named, word
from optimizer.outputs.workbook import Column, Table, Value
from optimizer.problem.errors import InputError
from optimizer.problem.model import Visit
from optimizer.rules.base import Lang


@dataclass(frozen=True, slots=True)
class Passage:
    """A visit of a plan and what is known of how it went; None where it is not known.

    `planned_worker`, `planned_start` and `planned_end` are None for a visit that was unserved.
    """

    view: PlanView
    visit: Visit
    planned_worker: str | None
    planned_start: datetime | None
    planned_end: datetime | None
    stamp: Stamp | None

    @property
    def worker(self) -> str | None:
        """Who came: the stamp says it, else the plan."""
        return (self.stamp.worker if self.stamp else None) or self.planned_worker

    @property
    def start(self) -> datetime | None:
        return self.stamp.start if self.stamp else None

    @property
    def end(self) -> datetime | None:
        return self.stamp.end if self.stamp else None

    @property
    def late_min(self) -> float | None:
        """Minutes from the planned to the stamped start."""
        return _minutes(self.planned_start, self.start)

    @property
    def stamped_min(self) -> float | None:
        """Stamped length in minutes."""
        return _minutes(self.start, self.end)

    @property
    def planned_min(self) -> float:
        """Length asked for, in minutes."""
        return self.view.problem.seconds(self.visit.duration) / 60

    @property
    def billed_min(self) -> float | None:
        return self.stamp.billed_min if self.stamp else None

    @property
    def adjusted(self) -> str:
        """What is missing of the stamps, in the codes of ESPPADOM_EFFECTIVITY_AJUST.

        COA: the start, COD: the end, CO2: both; empty: nothing.
        """
        return {(True, True): "", (False, True): "COA", (True, False): "COD"}.get(
            (self.start is not None, self.end is not None), "CO2"
        )


def _minutes(first: datetime | None, last: datetime | None) -> float | None:
    if first is None or last is None:
        return None
    return round((last - first).total_seconds() / 60, 2)


def passages(views: Sequence[PlanView], stamps: Sequence[Stamp]) -> list[Passage]:
    """All visits of the plans in order of their planned start, unserved ones last.

    Raises
    ------
    InvalidStamps
        A stamp names a visit or a worker that no plan has.
    """
    by_id = {stamp.visit: stamp for stamp in stamps}
    used: set[str] = set()
    found: list[Passage] = []
    for view in views:
        for visit in view.problem.visits.values():
            key = visit.id if visit.id in by_id else visit.external_id
            stamp = by_id.get(key)
            if stamp is not None:
                used.add(key)
            tour, stop = view.placed.get(visit.id, (None, None))
            found.append(Passage(
                view, visit,
                tour.worker if tour else None,
                moment(stop.start) if stop else None,
                moment(stop.end) if stop else None,
                stamp,
            ))  # fmt: skip
    workers = {worker for view in views for worker in view.problem.workers}
    errors = [
        InputError("unknown_reference", f"/{name}", value, f"no plan has this {name}",
                   "correct it, or give the plan that it belongs to")
        for stamp in stamps
        for name, value, known in (
            ("visit", stamp.visit, stamp.visit in used),
            ("worker", stamp.worker, stamp.worker is None or stamp.worker in workers),
        )
        if not known
    ]  # fmt: skip
    if errors:
        raise InvalidStamps(errors)
    return sorted(found, key=lambda p: (p.planned_start is None, p.planned_start or 0, p.visit.id))


def real_table(found: Sequence[Passage], lang: Lang) -> Table:
    """A line a visit: who and when was planned, stamped, billed, and the differences."""
    columns = [
        *(Column(word(f"real.{key}", lang)) for key in ("visit", "reference")),
        Column(word("person", lang)),
        Column(word("activity", lang)),
        *(Column(word(f"real.{key}", lang)) for key in ("planned_worker", "worker")),
        *(Column(word(f"real.{key}", lang), "moment")
          for key in ("planned_start", "planned_end", "start", "end")),
        *(Column(word(f"real.{key}", lang), "number")
          for key in ("planned_min", "stamped_min", "billed_min", "late_min", "longer_min",
                      "unbilled_min")),
        Column(word("real.adjusted", lang)),
    ]  # fmt: skip
    return Table("real", columns, [_row(passage, lang) for passage in found])


def _row(passage: Passage, lang: Lang) -> list[Value]:
    stamped, billed = passage.stamped_min, passage.billed_min
    zone = passage.view.problem.clock.zone
    start, end = (t.astimezone(zone) if t else None for t in (passage.start, passage.end))
    return [
        passage.visit.id, passage.visit.external_id, passage.visit.person,
        named("activity", passage.visit.activity, lang), passage.planned_worker, passage.worker,
        passage.planned_start, passage.planned_end, start, end,
        passage.planned_min, stamped, billed, passage.late_min,
        None if stamped is None else round(stamped - passage.planned_min, 2),
        None if stamped is None or billed is None else round(stamped - billed, 2),
        passage.adjusted,
    ]  # fmt: skip
