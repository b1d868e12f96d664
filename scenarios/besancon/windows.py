"""The hours that people are promised: around what they are used to, or around a planned start."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.besancon import activities as act
from scenarios.besancon.activities import HOUR, MINUTE, Activity, Band

SECOND_BAND = 0.5
"""Of visits that suit in the morning and in the afternoon: how many say so."""

MEAL_AFTER: Mapping[Activity, tuple[Activity, ...]] = {
    act.MORNING_INSULIN: (act.GET_UP,),
    act.NOON_INSULIN: (act.NOON_MEAL,),
    act.EVENING_INSULIN: (act.EVENING_MEAL,),
    act.LIBERAL_MORNING: (act.GET_UP,),
    act.LIBERAL_EVENING: (act.EVENING_MEAL,),
}
"""Insulin injections and the visit with the meal that follows each."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The hour somebody is used to, and the windows promised for it."""

    start: int
    windows: tuple[Band, ...]


PRESCRIBED_EVERY = 25 * MINUTE
"""Insulin is prescribed at hours so far apart that one nurse can keep them."""


def usual_times(
    care: Sequence[Activity], prescription: int, rng: random.Random
) -> dict[Activity, Usual]:
    """Usual hours of somebody's visits; a meal is soon after its insulin.

    `prescription`: number among those whose insulin one nurse gives.
    """
    found: dict[Activity, Usual] = {}
    after = {meal: insulin for insulin in care for meal in MEAL_AFTER.get(insulin, ())}
    for activity in sorted(care, key=lambda activity: activity in after):
        own = rng.choice((activity.bands[0], *activity.bands))
        start = rng.randrange(own[0], own[1] + 1, 5 * MINUTE)
        if activity.name == "insulin" and activity.service == act.NURSING:
            start = own[0] + prescription * PRESCRIBED_EVERY % (own[1] - own[0])
        if activity in after:
            insulin = found[after[activity]].start
            start = max(own[0], min(own[1], insulin + rng.randrange(20, 46, 5) * MINUTE))
        found[activity] = Usual(start, _promised(activity, own, start, rng))
    return found


def _promised(activity: Activity, own: Band, start: int, rng: random.Random) -> tuple[Band, ...]:
    """Windows by start; one of them holds `start`.

    Insulin: half an hour on either side of its prescribed time. Deferrable visits: the whole
    band, sometimes a second one. Others: a promised window inside the band.
    """
    if activity.name == "insulin":
        return ((start - 30 * MINUTE, start + 30 * MINUTE),)
    if activity.window is None:
        others = [times for times in activity.bands if times != own and rng.random() < SECOND_BAND]
        return tuple(sorted([own, *others]))
    shortest, longest = activity.window
    return (around(start, rng.randrange(shortest, longest + 1, 5) * MINUTE, own, rng),)


def around(start: int, width: int, limits: Band, rng: random.Random) -> Band:
    """A window of a width (less where the limits are closer) that holds `start`.

    It opens on a quarter of an hour, short ones on five minutes.
    """
    grid = 15 * MINUTE if width >= HOUR else 5 * MINUTE
    opens = start - int(width * rng.uniform(0.1, 0.75))
    opens -= opens % grid
    opens = max(limits[0], min(opens, limits[1] - width))
    return opens, min(limits[1], opens + width)


def promised(activity: Activity, bands: Sequence[Band], start: int, rng: random.Random) -> Band:
    """A window for this once, around a planned start, inside one of the bands."""
    own = next(times for times in bands if times[0] <= start <= times[1])
    if activity.window is None:
        return own
    shortest, longest = activity.window
    return around(start, rng.randrange(shortest, longest + 1, 5) * MINUTE, own, rng)
