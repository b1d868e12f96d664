"""Days of the week and public holidays, and when meals are delivered."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_rest_day(day: date) -> bool:
    """Sundays and public holidays: essential care only, no meal van, no day centre."""
    return day.weekday() == SUNDAY or day in _public_holidays(day.year)


def weekday_of(day: date) -> int:
    """0 Monday .. 6 Sunday; a public holiday is lived like a Sunday."""
    return SUNDAY if is_rest_day(day) else day.weekday()


def week_of(day: date) -> int:
    """Number of the week, Monday to Sunday, that holds a day."""
    return (day.toordinal() - 1) // 7


def meals_brought_on(day: date) -> list[date]:
    """The dates of the meals that a van brings: today's and those of the rest days that follow."""
    if is_rest_day(day):
        return []
    dates = [day]
    while is_rest_day(after := dates[-1] + timedelta(days=1)):
        dates.append(after)
    return dates
