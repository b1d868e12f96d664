"""What is no error, but what a planner should look at before planning."""

from collections.abc import Iterable, Sequence

from optimizer.tables.build import Built
from optimizer.tables.columns import VISITS, WORKERS
from optimizer.tables.days import public_holiday
from optimizer.tables.errors import Report
from optimizer.tables.horizon import Horizon, falls_on, one_off
from optimizer.tables.rows import Row

FEW = 10
"""Rows named in a note; the others are only counted."""


def tell(
    built: Built, visits: Sequence[Row], workers: Sequence[Row], horizon: Horizon, report: Report
) -> None:
    """Note rows that come to nothing on these days, and what looks like a mistake."""
    held = {skill for row in workers for skill in row.get("skills", ())}
    unheld = {skill for row in visits for skill in row.get("skills", ()) if skill not in held}
    lacking = [row for row in visits if unheld & set(row.get("skills", ()))]
    _note("idle_visits", built.idle_visits, report)
    _note("idle_workers", built.idle_workers, report)
    _note("unheld_skills", lacking, report, skills=", ".join(sorted(unheld)))
    _note("unusual_times", [row for row in visits if _unusual(row)], report)
    for day in horizon.dates:
        if name := public_holiday(day):
            silent = [row for row in visits if falls_on(row, day) and not _says_holidays(row)]
            _note("holiday", silent, report, day=f"{day:%d/%m/%Y}", name=name)


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
        report.note(code, rows[0].sheet, count=len(rows), rows=_few(rows), **details)


def _unusual(row: Row) -> bool:
    """Whether the usual time lies outside all times at which the visit may start."""
    usual = row.get("usual_time")
    spans = row.get("windows") or ((row.get("earliest"), row.get("latest")),)
    return usual is not None and not any(start <= usual <= end for start, end in spans)


def _says_holidays(row: Row) -> bool:
    rule = row.get("days")
    return one_off(row) or (rule is not None and rule.says_holidays)


def _few(rows: Iterable[Row]) -> str:
    names = [str(row.get("id")) for row in rows]
    return ", ".join(names[:FEW]) + (", …" if len(names) > FEW else "")
