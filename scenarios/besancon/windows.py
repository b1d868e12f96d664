"""The windows that people are promised, around the starts of the first plan."""

import random

from scenarios.besancon.activities import HOUR, MINUTE, Band
from scenarios.besancon.needs import Need

SECOND_BAND = 0.5
"""Of visits that suit in the morning and in the afternoon: how many say so."""


def windows(need: Need, start: int, rng: random.Random) -> list[Band]:
    """Windows by start; one of them holds `start`.

    Insulin: half an hour on either side of its prescribed time. Deferrable visits: the whole
    band, sometimes a second one. Others: a promised window inside the band.
    """
    activity = need.activity
    own = next(times for times in need.bands if times[0] <= start <= times[1])
    if activity.name == "insulin":
        prescribed = _floor(start, 5 * MINUTE) + rng.choice((-10, -5, 0, 5, 10, 15)) * MINUTE
        return [(prescribed - 30 * MINUTE, prescribed + 30 * MINUTE)]
    if activity.window is None:
        others = [t for t in need.bands if t != own and rng.random() < SECOND_BAND]
        return sorted([own, *others])
    shortest, longest = activity.window
    width = rng.randrange(shortest, longest + 1, 5) * MINUTE
    return [around(start, width, own, rng)]


def around(start: int, width: int, limits: Band, rng: random.Random) -> Band:
    """A window of a width (less where the limits are closer) that holds `start`.

    It opens on a quarter of an hour, short ones on five minutes.
    """
    grid = 15 * MINUTE if width >= HOUR else 5 * MINUTE
    opens = _floor(start - int(width * rng.uniform(0.1, 0.75)), grid)
    opens = max(limits[0], min(opens, limits[1] - width))
    return opens, min(limits[1], opens + width)


def _floor(time: int, grid: int) -> int:
    return time - time % grid


def usual_start(start: int, promised: list[Band], rng: random.Random) -> int:
    """The hour somebody is used to: near the plan's start, on five minutes, in its window."""
    habit = _floor(start, 5 * MINUTE) + rng.choice((-15, -10, -5, 0, 5, 10, 15)) * MINUTE
    own = next(times for times in promised if times[0] <= start <= times[1])
    return max(own[0], min(own[1], habit))
