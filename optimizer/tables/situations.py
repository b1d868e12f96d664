"""Statuses, absences and contracts of rows, joined to the absences that plans are made with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from optimizer.tables.days import Dates
from optimizer.tables.errors import Cell, Report
from optimizer.tables.horizon import Horizon
from optimizer.tables.rows import MOST_NAMED, Row
from optimizer.tables.status import Status
from optimizer.tables.working_times import OPEN_END, OPEN_START, Absence

Absences = Mapping[str, Sequence[Absence]]
"""By the id of a person or worker."""


def settle(
    visits: Sequence[Row], workers: Sequence[Row], more: Absences, horizon: Horizon, report: Report
) -> tuple[list[Row], list[Row]]:
    """The rows with all absences in `absences`: those of a person on all rows of the person.

    `more` are those of a sheet of their own. What is not planned for them in the period is noted.
    """
    persons = _by(visits, "person", more, report)
    people = _by(workers, "id", more, report)
    found = [_settled(row, persons.get(row.get("person"), ())) for row in visits]
    staff = [_settled(row, people.get(row.get("id"), ())) for row in workers]
    for rows in (found, staff):
        _tell(rows, horizon, report)
    return found, staff


def _by(rows: Sequence[Row], name: str, more: Absences, report: Report) -> dict[str, list[Absence]]:
    """The absences of each person or worker, from all their rows."""
    found: dict[str, list[Absence]] = {}
    active: dict[str, Row] = {}
    away: dict[str, Row] = {}
    for row in rows:
        ident = row.get(name)
        if ident is None:
            continue
        own = [*row.get("absences", ()), *_span(row, "absent_from", "absent_to")]
        found.setdefault(ident, []).extend(own)
        said: Status | None = row.get("status")
        if said is not None:
            (away if said.away else active).setdefault(ident, row)
    for ident, absences in more.items():
        if ident in found:
            found[ident].extend(absences)
    for ident, row in away.items():
        status: Status = row.get("status")
        other = active.get(ident)
        if other is not None and other.get("status").dates is None:
            report.error("contradiction", other.cell("status"), other.held["status"],
                         person=ident, line=row.line)  # fmt: skip
        if status.dates and (
            status.dated or not found[ident]
        ):  # else the absences say from when to when
            found[ident].append(Absence(status.dates))
    return found


def _span(row: Row, first: str, last: str) -> Iterator[Absence]:
    """The absence from one date to another; if only one is said, from it or until it."""
    start, end = row.get(first), row.get(last)
    if start is not None or end is not None:
        yield Absence(Dates(start or OPEN_START, end or OPEN_END))


def _settled(row: Row, absences: Sequence[Absence]) -> Row:
    found = list(absences)
    status: Status | None = row.get("status")
    if status is not None and status.dates is not None and not status.away:
        found.append(Absence(status.dates))
    start, end = row.get("start_of_contract"), row.get("end_of_contract")
    if start is not None:
        found.append(Absence(Dates(OPEN_START, start - timedelta(1))))
    if end is not None:
        found.append(Absence(Dates(end + timedelta(1), OPEN_END)))
    if not found:
        return row
    return replace(row, values={**row.values, "absences": tuple(found)})


def _tell(rows: Sequence[Row], horizon: Horizon, report: Report) -> None:
    """Note which rows are left out on which days, and why."""
    texts = []
    for row in rows:
        off = [day for day in horizon.dates if _off(row, day)]
        if off:
            status: Status | None = row.get("status")
            why = status.written if status is not None and status.dates is not None else None
            days = ", ".join(f"{day:%d/%m}" for day in off[:3]) + (", …" if len(off) > 3 else "")
            texts.append(f"{row.get('id')} ({', '.join(filter(None, (why, days)))})")
    if texts:
        named = ", ".join(texts[:MOST_NAMED]) + (", …" if len(texts) > MOST_NAMED else "")
        report.note("not_planned", Cell(rows[0].sheet), count=len(texts), rows=named)


def _off(row: Row, day: date) -> bool:
    return any(day in absence.dates for absence in row.get("absences", ()))
