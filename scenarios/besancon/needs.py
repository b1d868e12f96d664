"""What falls on a date: the visits needed, and what binds them to each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Activity, Band, at
from scenarios.besancon.calendar import meals_brought_on, weekday_of
from scenarios.besancon.city import City
from scenarios.besancon.districts import DAY_CENTRE
from scenarios.besancon.people import Client, Regular
from scenarios.besancon.windows import MEAL_AFTER

INSULIN_TO_MEAL = 5 * MINUTE, 90 * MINUTE
WASH_TO_RIDE = 5 * MINUTE, 120 * MINUTE
LAST_WASH = at("09:15")
"""Before a day at the day centre, a wash starts no later."""


@dataclass(eq=False, slots=True)
class Need:
    """One visit that somebody needs; `windows` are the starts promised, `bands` those possible.

    `usual` is the hour the person is used to. `part` is 2 for the second carer of a pair,
    `fixed` the start of a visit that is not ours to plan.
    """

    client: Client
    activity: Activity
    duration: int
    windows: tuple[Band, ...]
    bands: tuple[Band, ...]
    place: str
    skills: dict[str, int]
    load: dict[str, int] = field(default_factory=dict)
    usual: int | None = None
    part: int = 1
    fixed: int | None = None

    @property
    def external_id(self) -> str:
        """The same on every date that the visit comes."""
        twin = "-2" if self.part == 2 else ""
        return f"{self.client.id}-{self.activity.key}{twin}"


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
    """All needs of a day: each is in one of the first four, `follows` links some of them.

    `external` visits are by nurses in private practice, at their own fixed hours.
    """

    single: list[Need] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    outings: list[Outing] = field(default_factory=list)
    external: list[Need] = field(default_factory=list)
    follows: list[Follows] = field(default_factory=list)

    def ours(self) -> Iterable[Need]:
        """All visits that our own staff make."""
        yield from self.single
        for pair in self.pairs:
            yield from (pair.first, pair.second)
        for outing in self.outings:
            for ride in (outing.there, outing.back):
                yield from (ride.pick_up, ride.set_down)


def demand(city: City, day: date) -> Demand:
    """What is needed on a day."""
    found = Demand()
    weekday, brought = weekday_of(day), [weekday_of(eaten) for eaten in meals_brought_on(day)]
    nurse = city.nurse_on(day)
    for client in city.clients_on(day):
        out = weekday in client.centre_days
        needs: dict[Activity, Need] = {}
        for regular in client.care:
            activity = regular.activity
            if activity is act.MEAL:
                count = regular.meals * sum(eaten in regular.days for eaten in brought)
                if count:
                    found.single.append(_meals(client, regular, count))
            elif weekday in regular.days and not (out and not act.at_home_that_day(activity)):
                needs[activity] = _need(client, regular, nurse)
        _sort(needs, found)
        found.follows.extend(_insulin_before_meals(needs))
        if out:
            outing = _outing(client)
            found.outings.append(outing)
            found.follows.extend(_wash_before_ride(needs, outing.there))
    return found


def _need(client: Client, regular: Regular, nurse: bool) -> Need:
    """A regular visit; what takes a nurse is given to a private practice when ours is off."""
    activity = regular.activity
    skills = dict(activity.skills)
    if activity.personal and client.asks_woman:
        skills["woman"] = 1
    elsewhere = activity.service == act.EXTERNAL or (skills.get("nursing") == 2 and not nurse)
    return Need(
        client=client,
        activity=activity,
        duration=regular.duration,
        windows=regular.usual.windows,
        bands=regular.usual.windows if activity.name == "insulin" else activity.bands,
        place=client.home,
        skills=skills,
        usual=regular.usual.start,
        fixed=regular.usual.start if elsewhere else None,
    )


def _meals(client: Client, regular: Regular, count: int) -> Need:
    """A stop of the meal van: meals for today, and for the rest days that follow."""
    load = {"meals": count} | ({client.diet: count} if client.diet else {})
    activity = regular.activity
    return Need(
        client, activity, regular.duration, activity.bands, activity.bands, client.home,
        dict(activity.skills), load,
    )  # fmt: skip


def _sort(needs: dict[Activity, Need], found: Demand) -> None:
    """Who comes: two carers with a hoist, an aide beside a nursing assistant, others, or one."""
    for activity, need in needs.items():
        if need.fixed is not None:
            found.external.append(need)
        elif activity is act.NURSING_WASH and act.HELP_WITH_WASH in needs:
            helper = needs[act.HELP_WITH_WASH]
            helper.duration, helper.windows = need.duration, need.windows
            helper.usual = need.usual
            found.pairs.append(Pair(need, helper))
        elif need.client.lifted and activity.personal:
            need.skills["hoist"] = 1
            twin = Need(
                need.client, activity, need.duration, need.windows, need.bands, need.place,
                dict(need.skills), usual=need.usual, part=2,
            )  # fmt: skip
            found.pairs.append(Pair(need, twin))
        elif activity is not act.HELP_WITH_WASH:
            found.single.append(need)


def _insulin_before_meals(needs: dict[Activity, Need]) -> list[Follows]:
    return [
        Follows(needs[insulin], needs[meal], *INSULIN_TO_MEAL)
        for insulin, meals in MEAL_AFTER.items()
        for meal in meals
        if insulin in needs and meal in needs
    ]


def _wash_before_ride(needs: dict[Activity, Need], there: Ride) -> list[Follows]:
    """Who is washed at home is washed before leaving; nobody comes while they are away."""
    washes = [needs[wash] for wash in (act.NURSING_WASH, act.GET_UP) if wash in needs]
    for wash in washes:
        wash.bands = tuple((earliest, LAST_WASH) for earliest, _ in wash.bands)
        wash.windows = tuple((a, min(b, LAST_WASH)) for a, b in wash.windows if a < LAST_WASH)
        wash.usual = None
    return [Follows(wash, there.pick_up, *WASH_TO_RIDE) for wash in washes]


def _outing(client: Client) -> Outing:
    """To the day centre and home again; a wheelchair takes 4 minutes more at the home."""
    aboard = {"seats": 1, "wheelchairs": 1} if client.wheelchair else {"seats": 1}
    lift = 4 * MINUTE if client.wheelchair else 0

    def stop(activity: Activity, at_home: bool, load: dict[str, int]) -> Need:
        duration = activity.minutes[0] * MINUTE + (lift if at_home else lift // 2)
        place = client.home if at_home else DAY_CENTRE.id
        return Need(
            client, activity, duration, activity.bands, activity.bands, place,
            dict(activity.skills), load,
        )  # fmt: skip

    return Outing(
        client,
        there=Ride(stop(act.MORNING_PICK_UP, True, aboard), stop(act.MORNING_SET_DOWN, False, {})),
        back=Ride(stop(act.EVENING_PICK_UP, False, aboard), stop(act.EVENING_SET_DOWN, True, {})),
    )
