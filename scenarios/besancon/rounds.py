"""Meal rounds: a slice of the city for each driver."""

import math
from collections.abc import Mapping, Sequence

from scenarios.besancon.activities import HOUR, MINUTE, Band, at
from scenarios.besancon.districts import KITCHEN, Point
from scenarios.besancon.needs import Need
from scenarios.besancon.people import Client
from scenarios.besancon.tours import Tour

FIRST_MEAL, LAST_MEAL = at("08:00"), at("12:30")
COLD_CHAIN = 4 * HOUR
"""From loading to hand-over, at most: the vans are refrigerated."""
RELOAD, RELOADS = 15 * MINUTE, 2
CITY_MIDDLE: Point = (47.2430, 6.0170)


Busy = Mapping[Client, Sequence[Band]]
"""When a nurse in private practice is with a person."""


def meal_rounds(needs: Sequence[Need], tours: Sequence[Tour], busy: Busy) -> None:
    """Give each driver a slice of the city, then the nearest door next.

    What does not fit goes to the next driver; what the last one cannot take stays out.
    """
    waiting = sorted(needs, key=lambda need: _bearing(need.client.location))
    for index, tour in enumerate(tours):
        share = math.ceil(len(waiting) / (len(tours) - index))
        slice_, waiting = waiting[:share], waiting[share:]
        waiting = _round(slice_, tour, busy) + waiting


def _bearing(home: Point) -> float:
    """Direction of a home from the middle of the city."""
    return math.atan2(home[0] - CITY_MIDDLE[0], home[1] - CITY_MIDDLE[1])


def _round(needs: list[Need], tour: Tour, busy: Busy) -> list[Need]:
    """One driver's round, loading again when the van is empty; gives back what did not fit."""
    left, aboard = list(needs), tour.duty.carer.meals_aboard
    base = tour.duty.carer.start
    here, now, loaded, reloads = base, tour.duty.hours.start, tour.duty.hours.start, 0
    while left:
        need = min(left, key=lambda n: tour.leg(here, n.place))
        start = max(now + tour.leg(here, need.place), FIRST_MEAL)
        for begins, ends in busy.get(need.client, ()):
            if begins - need.duration < start < ends:
                start = ends
        if (need.load["meals"] > aboard or start - loaded > COLD_CHAIN) and reloads < RELOADS:
            back = now + tour.leg(here, KITCHEN.id)
            tour.append_reload(back, RELOAD)
            aboard, reloads = tour.duty.carer.meals_aboard, reloads + 1
            here, now = KITCHEN.id, back + RELOAD
            loaded = now
            continue
        home = start + need.duration + tour.leg(need.place, base)
        if start > LAST_MEAL or home > tour.duty.hours.end or need.load["meals"] > aboard:
            break
        tour.append(need, start)
        left.remove(need)
        aboard -= need.load["meals"]
        here, now = need.place, start + need.duration
    if tour.stops and tour.stops[-1].need is None:
        tour.stops.pop()
    return left
