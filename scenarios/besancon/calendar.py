"""Which services run on a date."""

from datetime import date
from typing import Literal

import holidays

DayKind = Literal["weekday", "saturday", "rest_day"]


def kind_of(day: date) -> DayKind:
    """`rest_day` on Sundays and public holidays, `saturday`, else `weekday`."""
    if day.weekday() == 6 or day in holidays.country_holidays("FR", years=day.year):
        return "rest_day"
    return "saturday" if day.weekday() == 5 else "weekday"
