"""The people: places of care, and who holds them one after the other.

When somebody leaves, the place is soon another person's: so the demand is steady while its
people change. Everything about a person follows from the seed and the person's id, and any
date can be asked.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from optimizer.problem.document import PlaceIn
from scenarios.besancon import activities as act
from scenarios.besancon import profiles
from scenarios.besancon.activities import MINUTE, Activity
from scenarios.besancon.districts import District, Point, draw_district, home_in
from scenarios.besancon.profiles import Care, Profile
from scenarios.besancon.windows import Usual, usual_times

EPOCH = date(1970, 1, 1)
COUPLES = 11
"""Of those who only get meals, one in so many are two."""
SHORT_STAY, LONG_STAY = (45, 120), (300, 1500)
"""Days from one person to the next, spread evenly between the two."""
DOOR_S = 180
"""Parking, stairs, keys at a home."""
VACANT, VACANT_SHARE = 21, 0.125
"""Days, and share of the stay, that pass at most before the next person comes."""

DIETS = {
    "": 55, "no_salt": 16, "diabetic": 15, "minced": 6, "vegetarian": 4, "no_residue": 2,
    "allergens": 2,
}  # fmt: skip
"""Weights; a meal that is not of the eater's diet is no meal."""


@dataclass(eq=False, slots=True)
class Place:
    """A place of care; `turn` spreads what is weekly over the days of the week, and
    `prescription` the insulin over the nurse's hours; a meal is for each of the `eaters`."""

    profile: Profile
    turn: int
    care: list[tuple[Activity, int]]
    prescription: int = 0
    eaters: int = 1
    stay: int = 0
    phase: int = 0
    centre_days: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Regular:
    """A visit that comes on the same `days` of the week (0 Monday), always as long.

    `usual` are the hours promised; `meals` for each day, where a meal is delivered.
    """

    activity: Activity
    days: frozenset[int]
    duration: int
    usual: Usual
    meals: int = 0


@dataclass(eq=False, slots=True)
class Client:
    """A person served. `gir` 1 (wholly dependent) to 6; `lifted`: by two carers with a hoist.

    `care` lists the regular visits, `centre_days` the weekdays at the day centre; the place was
    `vacant` for so many days before.
    """

    id: str
    district: District
    location: Point
    gir: int
    alone: bool
    lifted: bool
    wheelchair: bool
    pets: bool
    smoker: bool
    asks_woman: bool
    diet: str
    centre_days: frozenset[int]
    vacant: int
    care: list[Regular] = field(default_factory=list)

    @property
    def home(self) -> str:
        """Id of the place where the client lives."""
        return f"home {self.id}"

    def place(self) -> PlaceIn:
        """The place where the client lives."""
        return PlaceIn(id=self.home, location=self.location, access_s=DOOR_S)

    @property
    def skills_excluded(self) -> set[str]:
        """Traits of carers who cannot stay in this home."""
        traits = {"allergic_to_pets": self.pets, "avoids_smoke": self.smoker}
        return {trait for trait, met in traits.items() if met}


def scaled(count: float, scale: float, least: int = 0) -> int:
    """A count at a scale, rounded, and at least `least`."""
    return max(least, int(count * scale + 0.5))


def places(scale: float, nursing_places: int, rng: random.Random) -> list[Place]:
    """All places of care, numbered in no telling order."""
    nursing = scale * nursing_places / profiles.NURSING_PLACES
    groups = {
        profile: _group(profile, scaled(profile.places, scale, least=int(i == 0)))
        for i, profile in enumerate(profiles.HOME_HELP)
    }
    for index, (profile, count, care) in enumerate(profiles.SHARED_NURSING):
        _add_care(groups[profile], scaled(count, nursing, least=int(index == 0)), care)
    for profile, count, care in profiles.LIBERAL_NURSE:
        _add_care(groups[profile], scaled(count, scale), care)
    for profile in profiles.NURSING_ONLY:
        groups[profile] = _group(profile, scaled(profile.places, nursing))
    treated = [place for group in groups.values() for place in group if _has_insulin(place)]
    for number, place in enumerate(treated):
        place.prescription = number
    only_there = Profile(profiles.DAY_CENTRE_ONLY, (2, 3, 4), ())
    groups[only_there] = _group(only_there, scaled(only_there.places, scale, least=1))
    going = [*profiles.DAY_CENTRE, (only_there, profiles.DAY_CENTRE_ONLY)]
    _to_day_centre([p for g, n in going for p in groups[g][::-1][: scaled(n, scale)]])
    found = [place for group in groups.values() for place in group]
    found += _with_meals(found, scale, rng)
    rng.shuffle(found)
    short = [place for place in found if not _is_nursed(place)]
    short = short[: scaled(profiles.SHORT_STAYS * len(found), 1)]
    long = [place for place in found if place not in short]
    for group, stays in ((short, SHORT_STAY), (long, LONG_STAY)):
        for rank, place in enumerate(group):
            place.stay = stays[0] + (stays[1] - stays[0]) * (2 * rank + 1) // (2 * len(group))
            place.phase = rng.randrange(place.stay)
    rng.shuffle(found)
    for number, place in enumerate(found, 1):
        place.number = number
    return found


def _group(profile: Profile, count: int) -> list[Place]:
    return [Place(profile, turn, list(profile.care)) for turn in range(count)]


def _add_care(group: list[Place], count: int, care: Care) -> None:
    """Give care to the first places of a group that have no such care yet."""
    free = [place for place in group if len(place.care) == len(place.profile.care)]
    for place in free[:count]:
        place.care.extend(care)


def _has_insulin(place: Place) -> bool:
    return any(a.name == "insulin" and a.service == act.NURSING for a, _ in place.care)


def _is_nursed(place: Place) -> bool:
    return any(activity.service == act.NURSING for activity, _ in place.care)


def _to_day_centre(going: list[Place]) -> None:
    for turn, place in enumerate(going):
        days = profiles.DAYS_AT_CENTRE
        place.centre_days, place.turn = days[turn % len(days)], turn


def _with_meals(found: list[Place], scale: float, rng: random.Random) -> list[Place]:
    """Deliver meals to some of the places found, and to others that get nothing else."""
    daily, in_all = profiles.MEALS_DAILY, profiles.MEALS_DAILY + profiles.MEALS_ON_WEEKDAYS
    often = [7 if (turn * daily) % in_all < daily else 5 for turn in range(scaled(in_all, scale))]
    suited = [
        place for place in found
        if not place.centre_days and not place.profile.lifted
        and all(activity is not act.NOON_MEAL for activity, _ in place.care)
    ]  # fmt: skip
    shared = min(len(suited), scaled(profiles.MEALS_SHARED * in_all, scale))
    for place, days in zip(rng.sample(suited, shared), often[:shared], strict=True):
        place.care.append((act.MEAL, days))
    only_meals = Profile(0, (3, 4, 4, 5, 6), ())
    return [
        Place(only_meals, turn, [(act.MEAL, days)], eaters=1 + (turn % COUPLES == 0))
        for turn, days in enumerate(often[shared:])
    ]


def client_on(place: Place, day: date, seed: str, known: dict[str, Client]) -> Client | None:
    """Who holds a place on a day, if anybody; `known` keeps everybody met so far."""
    person, since = divmod((day - EPOCH).days + place.phase, place.stay)
    ident = f"P{place.number:04d}-{person:03d}"
    if ident not in known:
        known[ident] = _client(ident, place, random.Random(f"{seed} {ident}"))
    return known[ident] if since >= known[ident].vacant else None


def _client(ident: str, place: Place, rng: random.Random) -> Client:
    district = draw_district(rng)
    client = Client(
        id=ident,
        district=district,
        location=home_in(district, rng),
        gir=rng.choice(place.profile.girs),
        alone=rng.random() < 0.6,
        lifted=place.profile.lifted,
        wheelchair=place.centre_days > 0 and rng.random() < 0.25,
        pets=rng.random() < 0.10,
        smoker=rng.random() < 0.08,
        asks_woman=rng.random() < 0.06,
        diet=rng.choices(list(DIETS), list(DIETS.values()))[0],
        centre_days=_days(place.centre_days, place.turn) if place.centre_days else frozenset(),
        vacant=int(rng.random() * min(VACANT, VACANT_SHARE * place.stay)),
    )
    usual = usual_times([activity for activity, _ in place.care], place.prescription, rng)
    for offset, (activity, often) in enumerate(place.care):
        client.care.append(
            Regular(
                activity=activity,
                days=_days(often, place.turn + offset),
                duration=_duration(activity, rng),
                usual=usual[activity],
                meals=place.eaters if activity is act.MEAL else 0,
            )
        )
    return client


def _days(often: int, turn: int) -> frozenset[int]:
    """So many days a week: all, Monday to Friday, or fewer of these, apart from each other."""
    if often >= 5:
        return frozenset(range(often))
    return frozenset((turn + 2 * step) % 5 for step in range(often))


def _duration(activity: Activity, rng: random.Random) -> int:
    shortest, longest = activity.minutes
    return rng.randrange(shortest, longest + 1, activity.step) * MINUTE
