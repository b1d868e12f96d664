"""Days at the day centre: rides there in the morning, and home in the evening."""

import math
from collections.abc import Callable, Sequence
from itertools import permutations

from scenarios.besancon.activities import HOUR, MINUTE, at
from scenarios.besancon.districts import DAY_CENTRE, Point, apart_m
from scenarios.besancon.needs import Need, Outing, Ride
from scenarios.besancon.tours import Tour

SEATS, WHEELCHAIRS = 8, 2
RIDERS = 4
ARRIVAL = at("09:58")
"""The minibuses reach the day centre about now,"""
DEPARTURE = at("16:25")
"""and begin to load for the way home."""
LONGEST_RIDE = 55 * MINUTE

Run = list[tuple[Need, int]]
"""The stops of one minibus in order, with their starts."""


def day_centre_rides(outings: Sequence[Outing], tours: Sequence[Tour]) -> list[Outing]:
    """Take people there and back; gives back those whom no minibus can take.

    Each minibus serves one side of the city, by direction from the day centre.
    """
    mornings = [tour for tour in tours if tour.duty.hours.start < 12 * HOUR]
    evenings = [tour for tour in tours if tour.duty.hours.start >= 12 * HOUR]
    waiting = sorted(outings, key=lambda outing: _direction(outing.client.location))
    for index, (morning, evening) in enumerate(zip(mornings, evenings, strict=True)):
        share = min(RIDERS, math.ceil(len(waiting) / (len(mornings) - index)))
        group, waiting = waiting[:share], waiting[share:]
        waiting = _board(group, morning, evening) + waiting
    return waiting


def _board(group: list[Outing], morning: Tour, evening: Tour) -> list[Outing]:
    """Take as many of a group as the ride allows; gives back the others, who live farthest."""
    group = sorted(group, key=lambda outing: apart_m(outing.client.location, _centre()))
    left: list[Outing] = []
    while group:
        there = _best([outing.there for outing in group], morning, _run_there)
        back = _best([outing.back for outing in group], evening, _run_back)
        if there and back and sum(outing.client.wheelchair for outing in group) <= WHEELCHAIRS:
            for tour, run in ((morning, there), (evening, back)):
                for need, start in run:
                    tour.append(need, start)
            break
        left.append(group.pop())
    return left


def _best(
    rides: list[Ride], bus: Tour, run: Callable[[Sequence[Ride], Tour], Run | None]
) -> Run | None:
    """The shortest run over all orders of the homes, or None."""
    runs = [found for order in permutations(rides) if (found := run(order, bus)) is not None]
    return min(runs, key=lambda stops: stops[-1][1] - stops[0][1], default=None)


def _run_there(rides: Sequence[Ride], bus: Tour) -> Run | None:
    """Pick up in this order, timed backwards from the arrival."""
    stops: Run = []
    there, ready = DAY_CENTRE.id, ARRIVAL
    for ride in reversed(rides):
        start = ready - bus.leg(ride.pick_up.place, there) - ride.pick_up.duration
        stops.insert(0, (ride.pick_up, start))
        there, ready = ride.pick_up.place, start
    now = ARRIVAL
    for ride in rides:
        stops.append((ride.set_down, now))
        now += ride.set_down.duration
    out = ready - bus.leg(DAY_CENTRE.id, there)
    fits = ready >= rides[0].pick_up.bands[0][0] and out >= bus.duty.hours.start
    return stops if fits and _longest(rides, stops) <= LONGEST_RIDE else None


def _run_back(rides: Sequence[Ride], bus: Tour) -> Run | None:
    """Bring home in this order, and let on in the same, so that no ride is much the longest."""
    stops: Run = []
    here, now = DAY_CENTRE.id, DEPARTURE
    for ride in rides:
        stops.append((ride.pick_up, now))
        now += ride.pick_up.duration
    for ride in rides:
        now += bus.leg(here, ride.set_down.place)
        stops.append((ride.set_down, now))
        here, now = ride.set_down.place, now + ride.set_down.duration
    returned = now + bus.leg(here, DAY_CENTRE.id)
    fits = stops[-1][1] <= rides[0].set_down.bands[0][1] and returned <= bus.duty.hours.end
    return stops if fits and _longest(rides, stops) <= LONGEST_RIDE else None


def _longest(rides: Sequence[Ride], stops: Run) -> int:
    """The longest ride: from the end of a pick-up to the start of its set-down."""
    starts = dict(stops)
    return max(
        starts[ride.set_down] - starts[ride.pick_up] - ride.pick_up.duration for ride in rides
    )


def _centre() -> Point:
    assert DAY_CENTRE.location is not None
    return DAY_CENTRE.location


def _direction(home: Point) -> float:
    """Bearing from the day centre; it jumps in the east, where nobody lives."""
    lat, lon = _centre()
    return math.atan2(lat - home[0], lon - home[1])
