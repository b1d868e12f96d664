"""Hours and kilometres by worker and day, for payroll, and by week against the contract.

Hours are decimal. Paid time is visits, travel, short waits, paid breaks and reloading:
`paid = visits + travel + waits + paid breaks + loading`, as the referee measures work.
Travel between visits is working time at its real length (CAA Nantes, 11 October 2022, 21NT03679,
on a municipal service); waits of `WorkingTime.unpaid_wait` and more are unpaid gaps (coupures).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from optimizer.explain.kpis import unpaid_gaps
from optimizer.outputs.real import Passage, Stamp, passages
from optimizer.outputs.view import PlanView
from optimizer.outputs.words import named, word
from optimizer.outputs.workbook import Column, Table, Value
from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import Problem
from optimizer.rules.base import Lang, idle, is_paid_break, legs, work, worker_days
from optimizer.tables.calendars import public_holiday

FULL_TIME_H = 35.0
"""Legal week: hours beyond the contract are complementary up to it, overtime above it
(Code du travail, articles L3121-27 and L3123-8)."""


@dataclass(slots=True)
class Day:
    """What a worker was to do on one day: seconds, metres by mode, numbers.

    `stamped_s` and `billed_s` are of the visits that the worker really did, None without any.
    """

    worker: str
    date: date
    tours: int = 0
    visits: int = 0
    paid_s: float = 0
    visit_s: float = 0
    travel_s: float = 0
    wait_s: float = 0
    paid_break_s: float = 0
    loading_s: float = 0
    unpaid_break_s: float = 0
    gaps: int = 0
    gap_s: float = 0
    overtime_s: float = 0
    stamped_s: float | None = None
    billed_s: float | None = None
    metres: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`holiday`, `sunday` or `weekday`; a holiday on a Sunday counts as a holiday."""
        if public_holiday(self.date) is not None:
            return "holiday"
        return "sunday" if self.date.weekday() == 6 else "weekday"


def days_worked(problem: Problem, plan: Plan) -> list[Day]:
    """A line for each worker and day with a tour, by date and worker.

    `overtime_s` is work after `Shift.overtime_after`; gaps are those of the key figures, between
    two tours of a day too.
    """
    found = []
    for (worker, day), tours in worker_days(problem, plan).items():
        when = problem.clock.datetime(problem.clock.day_start(day)).date()
        line = Day(worker, when)
        for tour in tours:
            _add(problem, tour, line)
        gaps = unpaid_gaps(problem, Plan(tuple(tours), {}))
        line.gaps, line.gap_s = len(gaps), problem.seconds(sum(gaps))
        found.append(line)
    return sorted(found, key=lambda line: (line.date, line.worker))


def _add(problem: Problem, tour: Tour, line: Day) -> None:
    shift = problem.shifts[tour.shift]
    seconds = problem.seconds
    line.tours += 1
    line.paid_s += seconds(work(problem, tour))
    line.overtime_s += seconds(max(0, tour.end - shift.overtime_after))
    for before, stop in legs(tour):
        busy = seconds(stop.end - stop.start)
        line.travel_s += seconds(stop.travel)
        line.metres[shift.mode] = line.metres.get(shift.mode, 0) + stop.distance
        waited = idle(before, stop)
        if waited < problem.working_time.unpaid_wait:
            line.wait_s += seconds(waited)
        match stop.kind:
            case "visit":
                line.visits += 1
                line.visit_s += busy
            case "reload":
                line.loading_s += busy
            case "break" if is_paid_break(shift, stop):
                line.paid_break_s += busy
            case "break":
                line.unpaid_break_s += busy


def hours_tables(
    views: Sequence[PlanView], lang: Lang, stamps: Sequence[Stamp] = ()
) -> tuple[Table, Table]:
    """Days and weeks of all workers in these plans, which should not share a day.

    With `stamps`, stamped and billed hours stand beside the planned ones, at the worker who came.

    A week's hours stand against the contract where the labels of the view know it (column
    `contract`); a week that the plans cover in part is compared all the same, its days are told.

    Raises
    ------
    InvalidStamps
        A stamp names a visit or a worker that no plan has.
    """
    days = [(line, view) for view in views for line in days_worked(view.problem, view.plan)]
    _add_real(days, passages(views, stamps) if stamps else ())
    modes = sorted({mode for line, _ in days for mode in line.metres})
    return _days(days, modes, lang), _weeks(days, lang)


def _add_real(days: list[tuple[Day, PlanView]], found: Iterable[Passage]) -> None:
    """Add what was stamped and billed; a worker without a tour that day gets a line."""
    lines = {(line.worker, line.date): line for line, _ in days}
    for passage in found:
        begun = passage.start or passage.planned_start
        if passage.stamp is None or passage.worker is None or begun is None:
            continue
        key = passage.worker, begun.astimezone(passage.view.problem.clock.zone).date()
        if key not in lines:
            lines[key] = Day(*key)
            days.append((lines[key], passage.view))
        line = lines[key]
        if passage.stamped_min is not None:
            line.stamped_s = (line.stamped_s or 0) + 60 * passage.stamped_min
        if passage.billed_min is not None:
            line.billed_s = (line.billed_s or 0) + 60 * passage.billed_min
    days.sort(key=lambda item: (item[0].date, item[0].worker))


def _days(days: Iterable[tuple[Day, PlanView]], modes: Sequence[str], lang: Lang) -> Table:
    def h(key: str) -> Column:
        return Column(word(f"hours.{key}", lang), "number")

    columns = [
        Column(word("worker_one", lang)),
        Column(word("hours.name", lang)),
        Column(word("hours.reference", lang)),
        Column(word("service", lang)),
        Column(word("hours.date", lang), "date"),
        Column(word("hours.kind", lang)),
        Column(word("hours.tours", lang), "whole"),
        Column(word("hours.visits", lang), "whole"),
        *map(h, ("paid", "visit", "travel", "wait", "paid_break", "loading", "unpaid_break")),
        Column(word("hours.gaps", lang), "whole"),
        *map(h, ("gap", "overtime", "sunday", "holiday", "stamped", "billed")),
        *(Column(f"km {named('mode', mode, lang)}", "number") for mode in modes),
    ]
    rows: list[list[Value]] = []
    for line, view in days:
        worker = view.problem.workers[line.worker]
        rows.append([
            line.worker, view.labels.of(line.worker).name, worker.external_id,
            named("service", worker.service, lang), line.date,
            word(f"day_kind.{line.kind}", lang), line.tours, line.visits,
            *map(_h, (line.paid_s, line.visit_s, line.travel_s, line.wait_s, line.paid_break_s,
                      line.loading_s, line.unpaid_break_s)),
            line.gaps, _h(line.gap_s), _h(line.overtime_s),
            _h(line.paid_s if line.kind == "sunday" else 0),
            _h(line.paid_s if line.kind == "holiday" else 0),
            None if line.stamped_s is None else _h(line.stamped_s),
            None if line.billed_s is None else _h(line.billed_s),
            *(round(line.metres.get(mode, 0) / 1000, 3) for mode in modes),
        ])  # fmt: skip
    return Table("hours", columns, rows)


def _weeks(days: Iterable[tuple[Day, PlanView]], lang: Lang) -> Table:
    weeks: dict[tuple[str, str], list[tuple[Day, PlanView]]] = {}
    for line, view in days:
        weeks.setdefault((f"{line.date:%G-W%V}", line.worker), []).append((line, view))
    columns = [
        Column(word("hours.week", lang)),
        Column(word("worker_one", lang)),
        Column(word("hours.name", lang)),
        Column(word("hours.days", lang), "whole"),
        *(Column(word(f"hours.{key}", lang), "number")
          for key in ("paid", "contract", "difference", "complementary", "beyond", "sunday",
                      "holiday")),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for (week, worker), found in sorted(weeks.items()):
        label = found[-1][1].labels.of(worker)
        paid = sum(line.paid_s for line, _ in found) / 3600
        contract = float(label.contract.replace(",", ".")) if label.contract else None
        rows.append([
            week, worker, label.name, len({line.date for line, _ in found}), round(paid, 4),
            contract, *_against(paid, contract),
            *(_h(sum(line.paid_s for line, _ in found if line.kind == kind))
              for kind in ("sunday", "holiday")),
        ])  # fmt: skip
    return Table("weeks", columns, rows)


def _against(paid: float, contract: float | None) -> Sequence[Value]:
    """Difference to the contract, complementary hours, overtime."""
    if contract is None:
        return None, None, round(max(0.0, paid - FULL_TIME_H), 4)
    ceiling = max(contract, FULL_TIME_H)
    return (
        round(paid - contract, 4),
        round(max(0.0, min(paid, ceiling) - contract), 4),
        round(max(0.0, paid - ceiling), 4),
    )


def _h(seconds: float) -> float:
    return round(seconds / 3600, 4)
