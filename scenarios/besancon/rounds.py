"""Meal rounds: a slice of the city for each driver."""

import math
from collections.abc import Sequence

from scenarios.besancon.activities import MINUTE, at
from scenarios.besancon.districts import Point
from scenarios.besancon.needs import Need
from scenarios.besancon.tours import Tour

MEALS_ABOARD = 55
FIRST_MEAL, LAST_MEAL = at("08:00"), at("12:30")
CITY_MIDDLE: Point = (47.2430, 6.0170)


def meal_rounds(needs: Sequence[Need], tours: Sequence[Tour]) -> None:
    """Give each driver a slice of the city, then the nearest door next.

    What does not fit goes to the next driver; what the last one cannot take stays out.
    """
    waiting = sorted(needs, key=lambda need: _bearing(need.client.location))
    for index, tour in enumerate(tours):
        share = math.ceil(len(waiting) / (len(tours) - index))
        slice_, waiting = waiting[:share], waiting[share:]
        waiting = _round(slice_, tour) + waiting


def _bearing(home: Point) -> float:
    """Direction of a home from the middle of the city."""
    return math.atan2(home[0] - CITY_MIDDLE[0], home[1] - CITY_MIDDLE[1])


def _round(needs: list[Need], tour: Tour) -> list[Need]:
    """One driver's round; gives back what did not fit."""
    left, aboard = list(needs), MEALS_ABOARD
    here, now = tour.duty.carer.start, max(tour.duty.hours.start, FIRST_MEAL - 10 * MINUTE)
    while left:
        need = min(left, key=lambda n: tour.leg(here, n.place))
        start = max(now + tour.leg(here, need.place), FIRST_MEAL)
        home = start + need.duration + tour.leg(need.place, tour.duty.carer.start)
        if start > LAST_MEAL or home > tour.duty.hours.end or need.load["meals"] > aboard:
            break
        tour.append(need, start)
        left.remove(need)
        aboard -= need.load["meals"]
        here, now = need.place, start + need.duration
    return left
