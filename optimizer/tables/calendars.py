"""Public holidays of France, and school holidays by zone.

The dates of school holidays are those that the ministry of education publishes (data.gouv.fr, Le
calendrier scolaire), as the package `vacances-scolaires-france` has them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Literal

import holidays
from vacances_scolaires_france import SchoolHolidayDates

Zone = Literal["A", "B", "C"]
ZONES: tuple[Zone, ...] = ("A", "B", "C")


@cache
def public_holiday(day: date) -> str | None:
    """The name of the French public holiday that a date is (métropole), or None."""
    name: str | None = holidays.country_holidays("FR", years=day.year, language="fr").get(day)
    return name


@cache
def _school() -> Mapping[date, Mapping[str, object]]:
    data: Mapping[date, Mapping[str, object]] = SchoolHolidayDates().data
    return data


@cache
def last_known() -> date:
    """The last day of which it is known whether there is school."""
    return max(_school())


def school_holiday(day: date, zone: Zone) -> bool:
    """Whether there is no school in the zone: from the first day without, a Saturday mostly, to
    the day before school begins; bridges included."""
    return bool(_school().get(day, {}).get(f"vacances_zone_{zone.lower()}"))


def month_days(day: date) -> tuple[int, bool]:
    """Which of its weekday in the month a date is, from 1, and whether it is the last."""
    return (day.day - 1) // 7 + 1, (day + timedelta(7)).month != day.month
