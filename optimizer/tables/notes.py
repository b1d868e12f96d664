"""What is no error, but what a planner should look at before planning."""

from collections.abc import Sequence
from datetime import date

from optimizer.problem.features import binding_limits
from optimizer.problem.model import Problem
from optimizer.tables.build import Built
from optimizer.tables.calendars import public_holiday
from optimizer.tables.columns import VISITS, WORKERS
from optimizer.tables.errors import Cell, Report
from optimizer.tables.horizon import Horizon, falls_on, hours_on, one_off
from optimizer.tables.messages import LIMITS
from optimizer.tables.rows import Row

FEW = 10
"""Rows named in a note; the others are only counted."""


def tell(
    built: Built,
    problem: Problem,
    visits: Sequence[Row],
    workers: Sequence[Row],
    horizon: Horizon,
    report: Report,
) -> None:
    """Note rows that come to nothing on these days, and what looks like a mistake."""
    held = {skill for row in workers for skill in row.get("skills", ())}
    unheld = {skill for row in visits for skill in row.get("skills", ()) if skill not in held}
    lacking = [row for row in visits if unheld & set(row.get("skills", ()))]
    _note("idle_visits", built.idle_visits, report)
    _note("idle_workers", built.idle_workers, report)
    _note("unheld_skills", lacking, report, skills=", ".join(sorted(unheld)))
    due = [row for row in visits if any(falls_on(row, day) for day in horizon.dates)]
    _note("evening_before", built.evenings, report)
    _note("span_is_duration", [row for row in due if _filled(row)], report)
    _tell_unattended(problem, visits, report)
    _note("unusual_times", [row for row in visits if _unusual(row)], report)
    _tell_holidays(visits, workers, horizon, report)
    _tell_lost_links(built, report)
    _tell_limits(problem, workers, report)


def _tell_holidays(
    visits: Sequence[Row], workers: Sequence[Row], horizon: Horizon, report: Report
) -> None:
    """Note rows that are planned on a public holiday without a word about holidays."""
    for day in horizon.dates:
        if name := public_holiday(day):
            due = [row for row in visits if falls_on(row, day) and not _says_holidays(row)]
            at_work = [row for row in workers if _works_unasked(row, day)]
            for silent in (due, at_work):
                _note("holiday", silent, report, day=f"{day:%d/%m/%Y}", name=name)


def _tell_unattended(problem: Problem, visits: Sequence[Row], report: Report) -> None:
    """Note visits that may start only while nobody is at work."""
    shifts = sorted({(shift.start, shift.end) for shift in problem.shifts.values()})
    lost = [
        visit.id
        for visit in problem.visits.values()
        if not any(
            start <= window.end and window.start < end
            for window in visit.windows
            for start, end in shifts
        )
    ]
    if lost:
        report.note("nobody_at_work", Cell(visits[0].sheet), count=len(lost), rows=_few(lost))


def _filled(row: Row) -> bool:
    """Whether a span is as long as the visit, and nothing says whether it also ends there."""
    spans = row.get("windows") or ((row.get("earliest"), row.get("latest")),)
    return "ends_inside" not in row.values and any(
        end - start == row.get("duration") for start, end in spans
    )


def _tell_lost_links(built: Built, report: Report) -> None:
    """Note links that come to nothing because only one of the rows has a visit on that day."""
    if lost := built.lost_links:
        texts = [f"{link.row.get('id')} + {link.other} ({link.day:%d/%m/%Y})" for link in lost]
        report.note("lost_links", Cell(lost[0].row.sheet), count=len(lost), links=_few(texts))


def _tell_limits(problem: Problem, workers: Sequence[Row], report: Report) -> None:
    """Note, at their hours, workers who could be made to work more than they may."""
    limits = binding_limits(problem)
    for row in workers:
        for limit in limits.get(row.get("id"), ()):
            report.note(LIMITS[limit], row.cell("hours"), worker=row.get("id"))


def tell_names(visits: Sequence[Row], workers: Sequence[Row], report: Report) -> None:
    """Note which columns of names are not kept."""
    titles = [
        rows[0].places[column.name][1]
        for rows, columns in ((visits, VISITS), (workers, WORKERS))
        for column in columns
        if column.about == "label" and column.name in rows[0].places
    ]
    if titles:
        report.note("labels_left_out", columns=", ".join(dict.fromkeys(titles)))


def _note(code: str, rows: Sequence[Row], report: Report, **details: object) -> None:
    if rows:
        report.note(code, Cell(rows[0].sheet), count=len(rows),
                    rows=_few([row.get("id") for row in rows]), **details)  # fmt: skip


def _unusual(row: Row) -> bool:
    """Whether the usual time lies outside all times at which the visit may start."""
    usual = row.get("usual_time")
    spans = row.get("windows") or ((row.get("earliest"), row.get("latest")),)
    return usual is not None and not any(start <= usual <= end for start, end in spans)


def _says_holidays(row: Row) -> bool:
    rule = row.get("days")
    return one_off(row) or (rule is not None and rule.says_holidays)


def _works_unasked(row: Row, day: date) -> bool:
    """Whether a worker has hours on a day that no rule of theirs names as a date or holiday."""
    on = [part.days for part in hours_on(row, day)]
    said = any(rule.says_holidays or any(day in dates for dates in rule.dates) for rule in on)
    return bool(on) and not said


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (", …" if len(names) > FEW else "")
