"""The days to plan, and which rows are for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.tables.calendars import Zone
from optimizer.tables.days import ALWAYS
from optimizer.tables.rows import Row
from optimizer.tables.values import DAY, Span
from optimizer.tables.working_times import Hours


@dataclass(frozen=True, slots=True)
class Horizon:
    """`days` days from `first` on, the working-time rules that hold on them, and the zone of
    school holidays."""

    first: date
    days: int = 1
    pack: str = "fpt"
    zone: Zone = "A"

    @property
    def dates(self) -> tuple[date, ...]:
        """All dates."""
        return tuple(self.first + timedelta(n) for n in range(self.days))


def period(row: Row) -> tuple[date | None, date | None]:
    """The first and the last date of a row, where it has them."""
    only = row.get("date")
    return row.get("from", only), row.get("to", only)


def falls_on(row: Row, day: date) -> bool:
    """Whether the row is for that date."""
    first, last = period(row)
    if (first is not None and day < first) or (last is not None and day > last):
        return False
    rule = row.get("days", ALWAYS)
    return bool(rule.falls_on(day, first)) and bool(windows_on(row, day))


def windows_on(row: Row, day: date) -> Sequence[Span]:
    """When the visit of a row may start on a day, outside the absences of the person."""
    spans: Sequence[Span] = row.get("windows") or ((row.get("earliest"), row.get("latest")),)
    duration = row.get("duration", 0)
    for absence in row.get("absences", ()):
        if day in absence.dates:
            for away in absence.spans or ((-DAY, 3 * DAY),):
                spans = [part for span in spans for part in _outside(span, away, duration)]
    return spans


def _outside(span: Span, away: Span, duration: int) -> Iterator[Span]:
    """The parts of a span in which a visit starts and neither begins nor lasts in another."""
    (start, end), (first, last) = span, away
    if start <= first - duration:
        yield start, min(end, first - duration)
    if end >= last:
        yield max(start, last), end


def hours_on(row: Row, day: date) -> Sequence[Hours]:
    """The hours of a worker on a day, unless they are absent the whole day."""
    off = any(day in absence.dates and not absence.spans for absence in row.get("absences", ()))
    if off or day not in row.get("working_days", ALWAYS):
        return ()
    return [part for part in row.get("hours", ()) if day in part.days]


def one_off(row: Row) -> bool:
    """Whether the row is for one date only."""
    first, last = period(row)
    return first is not None and first == last
