"""Rules of days: weekdays, dates, one week in two, the first Monday of a month, holidays."""

from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.tables.calendars import Zone, month_days, public_holiday, school_holiday

MonthDay = tuple[int, int]
Some = date | MonthDay
"""A date, or the same day of every year."""

LAST = -1
"""The last of its weekday in the month, where others count from 1."""


@dataclass(frozen=True, slots=True)
class Dates:
    """From one date to another, both included; without a year: of every year."""

    first: Some
    last: Some

    def __contains__(self, day: date) -> bool:
        first, last = self.first, self.last
        if isinstance(first, date) and isinstance(last, date):
            return first <= day <= last
        at = (day.month, day.day)
        if isinstance(first, date) or isinstance(last, date):
            return False
        return first <= at <= last if first <= last else at >= first or at <= last


@dataclass(frozen=True, slots=True)
class Days:
    """A rule of days. Where neither weekdays, dates nor holidays are named: every day.

    `every` weeks, or `every_days` days, are counted from `since` or the first date of the row.
    `nth` are numbers of a weekday in the month (`LAST`: the last), for all `weekdays`. `within`
    bounds the rule. `school`: only in school holidays of the `zone`, or only outside.
    `says_holidays`: whoever wrote it thought of public holidays.
    """

    weekdays: frozenset[int] = frozenset()
    dates: tuple[Dates, ...] = ()
    on_holidays: bool = False
    every: int = 1
    every_days: int = 1
    parity: int | None = None
    nth: frozenset[int] = frozenset()
    within: tuple[Dates, ...] = ()
    since: date | None = None
    school: bool | None = None
    zone: Zone | None = None
    not_weekdays: frozenset[int] = frozenset()
    not_dates: tuple[Dates, ...] = ()
    not_holidays: bool = False
    says_holidays: bool = False

    def __contains__(self, day: date) -> bool:
        return self.falls_on(day, None)

    @property
    def counted(self) -> bool:
        """Whether a first date is needed to count from."""
        return self.since is None and (self.every > 1 or self.every_days > 1)

    def falls_on(self, day: date, since: date | None) -> bool:
        """Whether a day is one of these; weeks and days in n are counted from `since`."""
        return self._not_excepted(day) and self._in_turn(day, self.since or since) and (
            self._named(day)
        )  # fmt: skip

    def _not_excepted(self, day: date) -> bool:
        return not (
            day.weekday() in self.not_weekdays
            or any(day in dates for dates in self.not_dates)
            or (self.not_holidays and public_holiday(day) is not None)
            or (self.since is not None and day < self.since)
            or (bool(self.within) and not any(day in dates for dates in self.within))
            or (self.school is not None and school_holiday(day, self.zone or "A") != self.school)
        )

    def _in_turn(self, day: date, since: date | None) -> bool:
        if self.parity is not None and day.isocalendar().week % 2 != self.parity:
            return False
        if since is None:
            return True
        weeks = (day - timedelta(day.weekday()) - since + timedelta(since.weekday())).days // 7
        return weeks % self.every == 0 and (day - since).days % self.every_days == 0

    def _named(self, day: date) -> bool:
        number, last = month_days(day)
        of_month = not self.nth or number in self.nth or (last and LAST in self.nth)
        return (
            not (self.weekdays or self.dates or self.on_holidays)
            or (day.weekday() in self.weekdays and of_month)
            or any(day in dates for dates in self.dates)
            or (self.on_holidays and public_holiday(day) is not None)
        )


ALWAYS = Days()
