"""What binds the visits of a day, in the public format."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from optimizer.problem.document import LinkIn, PickupDeliveryIn, SequenceIn, TogetherIn
from scenarios.besancon.activities import MINUTE, Band
from scenarios.besancon.day import Day
from scenarios.besancon.needs import Follows, Need, Pair, Ride
from scenarios.besancon.people import Client

TOGETHER_S = 5 * MINUTE
TARGET_RIDE, HARD_RIDE = 45 * MINUTE, 60 * MINUTE


def links(day: Day, windows: Mapping[Need, list[Band]]) -> list[LinkIn]:
    """The links between visits that are asked for; `windows` are those promised."""
    parts: list[Pair | Ride | Follows] = [
        *day.demand.pairs,
        *(ride for outing in day.demand.outings for ride in (outing.there, outing.back)),
        *day.demand.follows,
        *_one_after_the_other(day, windows),
    ]
    found: list[LinkIn] = []
    for part in parts:
        two = (part.pick_up, part.set_down) if isinstance(part, Ride) else (part.first, part.second)
        if not all(need in day.ids for need in two) or all(need.fixed is not None for need in two):
            continue
        link, visits = f"L{day.date:%m%d}-{len(found) + 1:03d}", [day.ids[need] for need in two]
        match part:
            case Pair():
                found.append(
                    TogetherIn(type="together", id=link, visits=visits, tolerance_s=TOGETHER_S)
                )
            case Ride():
                found.append(
                    PickupDeliveryIn(
                        type="pickup_delivery",
                        id=link,
                        visits=visits,
                        max_ride_s=_max_ride(part, day.plan.starts),
                    )
                )
            case Follows():
                found.append(
                    SequenceIn(
                        type="sequence",
                        id=link,
                        visits=visits,
                        min_gap_s=part.min_gap,
                        max_gap_s=part.max_gap,
                    )
                )
    return found


def _one_after_the_other(day: Day, windows: Mapping[Need, list[Band]]) -> Iterator[Follows]:
    """One person, one visit at a time, in the order of the first plan.

    A link is needed only where the windows would allow two visits at once.
    """
    together = {frozenset((pair.first, pair.second)) for pair in day.demand.pairs}
    bound = {frozenset((follows.first, follows.second)) for follows in day.demand.follows}
    inside: dict[Client, list[Need]] = {}
    for need in sorted(windows, key=lambda need: day.plan.starts[need]):
        if need.activity.inside:
            inside.setdefault(need.client, []).append(need)
    for needs in inside.values():
        for first, second in combinations(needs, 2):
            meet = windows[first][-1][1] + first.duration > windows[second][0][0]
            if meet and frozenset((first, second)) not in together | bound:
                yield Follows(first, second, min_gap=0, max_gap=None)


def _max_ride(ride: Ride, starts: Mapping[Need, int]) -> int:
    """The target where the first plan keeps it with a little to spare, else the limit."""
    planned = starts[ride.set_down] - starts[ride.pick_up] - ride.pick_up.duration
    return TARGET_RIDE if planned <= TARGET_RIDE - 8 * MINUTE else HARD_RIDE
