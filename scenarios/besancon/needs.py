"""What falls on a date: the visits needed, and what binds them to each other."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Activity, Band, at
from scenarios.besancon.calendar import DayKind
from scenarios.besancon.districts import DAY_CENTRE
from scenarios.besancon.people import Client

MEAL_AFTER: Mapping[str, tuple[Activity, Activity]] = {
    "morning": (act.MORNING_INSULIN, act.GET_UP),
    "noon": (act.NOON_INSULIN, act.NOON_MEAL),
    "evening": (act.EVENING_INSULIN, act.EVENING_MEAL),
}
"""Each insulin injection and the visit with the meal that follows it."""

WEEKDAYS_ONLY = (
    act.CHECK, act.HOUSEWORK, act.SHOPPING, act.SOCIAL, act.DRESSING, act.PILLBOX,
)  # fmt: skip
WEEKEND_SHARE = 0.5
"""Of people of GIR 3-6: how many are visited on Saturdays, Sundays and holidays too."""
LAST_WASH = at("09:15")
"""Before a day at the day centre, a wash starts no later."""
MEALS_PER_STOP = (1,) * 13 + (2,) * 5 + (3,) * 2


@dataclass(eq=False, slots=True)
class Need:
    """One visit that somebody needs; `bands` are the starts that suit."""

    client: Client
    activity: Activity
    duration: int
    bands: tuple[Band, ...]
    place: str
    skills: dict[str, int]
    load: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two carers at the same time."""

    first: Need
    second: Need


@dataclass(frozen=True, slots=True)
class Follows:
    """`second` starts `min_gap` to `max_gap` (None: any time) seconds after the end of `first`."""

    first: Need
    second: Need
    min_gap: int
    max_gap: int | None


@dataclass(frozen=True, slots=True)
class Ride:
    """One person by minibus, from one door to another."""

    pick_up: Need
    set_down: Need


@dataclass(frozen=True, slots=True)
class Outing:
    """A day at the day centre: there in the morning, home in the evening."""

    client: Client
    there: Ride
    back: Ride


@dataclass(frozen=True, slots=True)
class Demand:
    """All needs of a day; each is in exactly one of the first three, `follows` links some."""

    single: list[Need]
    pairs: list[Pair]
    outings: list[Outing]
    follows: list[Follows]


def demand(clients: list[Client], kind: DayKind, rng: random.Random) -> Demand:
    """What the clients need on a day of this kind."""
    day = Demand([], [], [], [])
    for client in clients:
        if kind != "weekday" and client.gir >= 3 and rng.random() > WEEKEND_SHARE:
            continue
        needs = {
            activity: _need(client, activity, rng)
            for activity in client.care
            if _is_due(activity, kind)
        }
        for activity, need in needs.items():
            if client.lifted and activity.personal:
                need.skills["hoist"] = 1
                twin = _need(client, activity, rng)
                twin.skills["hoist"], twin.duration = 1, need.duration
                day.pairs.append(Pair(need, twin))
            else:
                day.single.append(need)
        day.follows.extend(_insulin_before_meals(needs, rng))
        if client.day_centre and kind == "weekday":
            outing = _outing(client)
            day.outings.append(outing)
            day.follows.extend(_wash_before_ride(needs, outing.there))
    return day


def _is_due(activity: Activity, kind: DayKind) -> bool:
    if kind == "weekday":
        return True
    if activity is act.MEAL:
        return kind == "saturday"
    return activity not in WEEKDAYS_ONLY


def _need(client: Client, activity: Activity, rng: random.Random) -> Need:
    shortest, longest = activity.minutes
    minutes = rng.randrange(shortest, longest + 1, activity.step)
    skills = dict(activity.skills)
    if activity.personal and client.asks_woman:
        skills["woman"] = 1
    load = {"meals": rng.choice(MEALS_PER_STOP)} if activity is act.MEAL else {}
    return Need(client, activity, minutes * MINUTE, activity.bands, client.home, skills, load)


def _insulin_before_meals(needs: dict[Activity, Need], rng: random.Random) -> list[Follows]:
    return [
        Follows(needs[insulin], needs[meal], rng.choice((0, 5, 10, 15)) * MINUTE,
                rng.choice((60, 75, 90)) * MINUTE)
        for insulin, meal in MEAL_AFTER.values()
        if insulin in needs and meal in needs
    ]  # fmt: skip


def _wash_before_ride(needs: dict[Activity, Need], there: Ride) -> list[Follows]:
    """Who is washed at home is washed before leaving; nobody comes while they are away."""
    washes = [needs[wash] for wash in (act.NURSING_WASH, act.GET_UP) if wash in needs]
    for wash in washes:
        wash.bands = tuple((earliest, LAST_WASH) for earliest, _ in wash.bands)
    return [Follows(wash, there.pick_up, 5 * MINUTE, 120 * MINUTE) for wash in washes]


def _outing(client: Client) -> Outing:
    """To the day centre and home again; a wheelchair takes 4 minutes more at the home."""
    aboard = {"seats": 1, "wheelchairs": 1} if client.wheelchair else {"seats": 1}
    lift = 4 * MINUTE if client.wheelchair else 0

    def stop(activity: Activity, at_home: bool, load: dict[str, int]) -> Need:
        duration = activity.minutes[0] * MINUTE + (lift if at_home else lift // 2)
        place = client.home if at_home else DAY_CENTRE.id
        return Need(client, activity, duration, activity.bands, place, dict(activity.skills), load)

    return Outing(
        client,
        there=Ride(stop(act.MORNING_PICK_UP, True, aboard), stop(act.MORNING_SET_DOWN, False, {})),
        back=Ride(stop(act.EVENING_PICK_UP, False, aboard), stop(act.EVENING_SET_DOWN, True, {})),
    )
