"""School holidays of the zone that is asked for, where a rule of days names none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from optimizer.tables.calendars import last_known
from optimizer.tables.days import Days
from optimizer.tables.errors import Cell, Report
from optimizer.tables.horizon import Horizon
from optimizer.tables.rows import Row


def with_zone(rows: Sequence[Row], horizon: Horizon, report: Report) -> list[Row]:
    """The rows with the zone of the horizon in their rules; an error where its dates are unknown.

    That a zone was taken is noted.
    """
    silent: list[str] = []

    def zoned(rule: Days, row: Row, column: str) -> Days:
        if rule.school is None:
            return rule
        if horizon.dates[-1] > last_known():
            report.error("unknown_school_dates", row.cell(column), row.held[column],
                         last=f"{last_known():%d/%m/%Y}")  # fmt: skip
        if rule.zone is not None:
            return rule
        silent.append(str(row.get("id")))
        return replace(rule, zone=horizon.zone)

    found = [_changed(row, zoned) for row in rows]
    if silent:
        names = ", ".join(dict.fromkeys(silent[:10]))
        report.note("school_zone", Cell(rows[0].sheet), zone=horizon.zone, rows=names)
    return found


def _changed(row: Row, zoned: Callable[[Days, Row, str], Days]) -> Row:
    values: dict[str, Any] = dict(row.values)
    for column in ("days", "working_days"):
        if column in values:
            values[column] = zoned(values[column], row, column)
    if "hours" in values:
        values["hours"] = tuple(
            replace(part, days=zoned(part.days, row, "hours")) for part in values["hours"]
        )
    return replace(row, values=values)
