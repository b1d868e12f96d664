"""The days to plan, and which rows are for them."""

from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.tables.days import ALWAYS
from optimizer.tables.rows import Row


@dataclass(frozen=True, slots=True)
class Horizon:
    """`days` days from `first` on, and the working-time rules that hold on them."""

    first: date
    days: int = 1
    pack: str = "fpt"

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
    return bool(rule.falls_on(day, first))


def one_off(row: Row) -> bool:
    """Whether the row is for one date only."""
    first, last = period(row)
    return first is not None and first == last
