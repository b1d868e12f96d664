"""Days at the day centre: rides there in the morning, and home in the evening."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from scenarios.besancon.activities import HOUR, MINUTE, at
from scenarios.besancon.districts import DAY_CENTRE, Point, apart_m
from scenarios.besancon.needs import Need, Outing, Ride
from scenarios.besancon.tours import Tour

SEATS, WHEELCHAIRS = 8, 2
RIDERS = 5
ARRIVAL = at("09:58")
"""The minibuses reach the day centre about now,"""
DEPARTURE = at("16:25")
"""and begin to load for the way home."""
LONGEST_RIDE = 55 * MINUTE

Run = list[tuple[Need, int]]
"""The stops of one minibus in order, with their starts."""


@dataclass(frozen=True, slots=True)
class Boarding:
    """Who rides in one minibus, with its runs in the morning and in the evening."""

    there: Run
    back: Run


def day_centre_rides(outings: Sequence[Outing], tours: Sequence[Tour]) -> list[Outing]:
    """Take people there and back; gives back those whom no minibus can take.

    Each minibus serves one side of the city, by direction from the day centre; where the sides
    begin is tried until everybody rides.
    """
    mornings = [tour for tour in tours if tour.duty.hours.start < 12 * HOUR]
    evenings = [tour for tour in tours if tour.duty.hours.start >= 12 * HOUR]
    buses = list(zip(mornings, evenings, strict=True))
    around = sorted(outings, key=lambda outing: _direction(outing.client.location))
    boarded, left = _board(around, buses)
    for first in range(1, len(around)):
        if not left:
            break
        other, still = _board(around[first:] + around[:first], buses)
        if len(still) < len(left):
            boarded, left = other, still
    for (morning, evening), boarding in zip(buses, boarded, strict=True):
        for tour, run in ((morning, boarding.there), (evening, boarding.back)):
            for need, start in run:
                tour.append(need, start)
    return left


def _board(
    waiting: Sequence[Outing], buses: Sequence[tuple[Tour, Tour]]
) -> tuple[list[Boarding], list[Outing]]:
    """One side of the city after the other; gives back those who find no seat too."""
    boarded, left = [], list(waiting)
    for index, bus in enumerate(buses):
        share = min(RIDERS, math.ceil(len(left) / (len(buses) - index)))
        group, others = left[:share], left[share:]
        boarding, refused = _one_bus(group, *bus)
        boarded.append(boarding)
        left = refused + others
    return boarded, left


def _one_bus(group: list[Outing], morning: Tour, evening: Tour) -> tuple[Boarding, list[Outing]]:
    """Take as many of a group as the ride allows; gives back the others, who live farthest."""
    group = sorted(group, key=lambda outing: apart_m(outing.client.location, _centre()))
    left: list[Outing] = []
    while group:
        there = _best([outing.there for outing in group], morning, _run_there)
        back = _best([outing.back for outing in group], evening, _run_back)
        if there and back and sum(outing.client.wheelchair for outing in group) <= WHEELCHAIRS:
            return Boarding(there, back), left
        left.append(group.pop())
    return Boarding([], []), left


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
