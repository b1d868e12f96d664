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
        A stamp names a visit or a worker that no plan has, or could be of several visits.
    """
    known: dict[str, list[tuple[PlanView, Visit]]] = {}
    for view in views:
        for visit in view.problem.visits.values():
            for name in {visit.id, visit.external_id}:
                known.setdefault(name, []).append((view, visit))
    workers = {worker for view in views for worker in view.problem.workers}
    errors: list[InputError] = []
    stamped: dict[tuple[int, str], Stamp] = {}
    for stamp in stamps:
        meant = [
            (v, visit) for v, visit in known.get(stamp.visit, ()) if _same_day(v, visit, stamp)
        ]
        if len(meant) != 1 or (id(meant[0][0]), meant[0][1].id) in stamped:
            errors.append(_unclear(stamp, len(meant)))
        else:
            stamped[id(meant[0][0]), meant[0][1].id] = stamp
        if stamp.worker is not None and stamp.worker not in workers:
            errors.append(InputError("unknown_reference", "/worker", stamp.worker,
                                     "no plan has this worker", _REMEDY))  # fmt: skip
    if errors:
        raise InvalidStamps(errors)
    found = [
        _passage(view, visit, stamped.get((id(view), visit.id)))
        for view in views
        for visit in view.problem.visits.values()
    ]
    return sorted(found, key=lambda p: (p.planned_start is None, p.planned_start or 0, p.visit.id))


_REMEDY = "correct it, or give the plan that it belongs to"


def _same_day(view: PlanView, visit: Visit, stamp: Stamp) -> bool:
    """Whether a stamp is of a day on which the visit is planned or may be; without times, yes."""
    if stamp.moment is None:
        return True
    clock = view.problem.clock
    day = stamp.moment.astimezone(clock.zone).date()
    days = {clock.datetime(t).date() for w in visit.windows for t in (w.start, w.late_after)}
    if visit.id in view.placed:
        days.add(moment(view.placed[visit.id][1].start).date())
    return day in days


def _unclear(stamp: Stamp, meant: int) -> InputError:
    if not meant:
        return InputError("unknown_reference", "/visit", stamp.visit,
                          "no plan has this visit on that day", _REMEDY)  # fmt: skip
    return InputError("ambiguous", "/visit", stamp.visit,
                      "several visits or stamps are meant by it",
                      "give the visit's own id, and times that say the day")  # fmt: skip


def _passage(view: PlanView, visit: Visit, stamp: Stamp | None) -> Passage:
    tour, stop = view.placed.get(visit.id, (None, None))
    return Passage(
        view,
        visit,
        tour.worker if tour else None,
        moment(stop.start) if stop else None,
        moment(stop.end) if stop else None,
        stamp,
    )


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
