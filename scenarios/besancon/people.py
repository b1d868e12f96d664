"""Who lives in the city and is helped at home: districts, autonomy, usual care.

Counts are those of one weekday at scale 1. What somebody usually gets stays the same from day
to day; `needs` says what falls on a date.
"""

import random
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.activities import Activity
from scenarios.besancon.districts import District, Point, draw_district, home_in


@dataclass(eq=False, slots=True)
class Client:
    """A person served. `gir` 1 (wholly dependent) to 6; `lifted`: by two carers with a hoist.

    `care` lists the usual visits of a weekday, `home` is the place's id.
    """

    district: District
    location: Point
    gir: int
    alone: bool
    lifted: bool = False
    wheelchair: bool = False
    pets: bool = False
    smoker: bool = False
    asks_woman: bool = False
    day_centre: bool = False
    care: list[Activity] = field(default_factory=list)
    id: str = ""

    @property
    def home(self) -> str:
        return f"home {self.id}"


@dataclass(frozen=True, slots=True)
class Profile:
    """So many clients of home help with the same usual visits."""

    count: int
    girs: tuple[int, ...]
    care: tuple[Activity, ...]
    lifted: bool = False


LIFTED = Profile(8, (1, 2), (act.GET_UP, act.NOON_MEAL, act.BED), lifted=True)
LIFTED_NO_NOON = Profile(3, (1, 2), (act.GET_UP, act.BED), lifted=True)
ALL_DAY = Profile(22, (1, 2, 2, 3), (act.GET_UP, act.NOON_MEAL, act.BED))
MORNING_AND_EVENING = Profile(24, (2, 3, 3), (act.GET_UP, act.EVENING_MEAL))
MORNING_AND_NOON = Profile(12, (3, 3, 4), (act.GET_UP, act.NOON_MEAL))
MORNING = Profile(6, (3, 4, 4), (act.GET_UP,))
NOON = Profile(16, (4,), (act.NOON_MEAL,))
EVENING = Profile(8, (3, 4), (act.EVENING_MEAL,))
MEDICINES_TWICE = Profile(24, (4, 4, 5), (act.MORNING_MEDICINES, act.EVENING_MEDICINES))
MEDICINES = Profile(8, (4, 5), (act.EVENING_MEDICINES,))
CHECK = Profile(34, (4, 5), (act.CHECK,))
HOUSEWORK = Profile(21, (4, 5, 6), (act.HOUSEWORK,))
SHOPPING = Profile(12, (4, 5, 6), (act.SHOPPING,))
SOCIAL = Profile(13, (4, 5, 6), (act.SOCIAL,))

PROFILES = (
    LIFTED, LIFTED_NO_NOON, ALL_DAY, MORNING_AND_EVENING, MORNING_AND_NOON, MORNING, NOON,
    EVENING, MEDICINES_TWICE, MEDICINES, CHECK, HOUSEWORK, SHOPPING, SOCIAL,
)  # fmt: skip

# Nursing care of people who also get home help, 39 % of the patients: care, count, profile.
SHARED_NURSING: tuple[tuple[tuple[Activity, ...], int, Profile], ...] = (
    ((act.MORNING_INSULIN, act.EVENING_INSULIN), 2, MORNING_AND_EVENING),
    ((act.MORNING_INSULIN,), 1, MORNING),
    ((act.NOON_INSULIN,), 2, MORNING_AND_NOON),
    ((act.EVENING_INSULIN,), 2, EVENING),
    ((act.NURSING_WASH,), 6, NOON),
    ((act.NURSING_WASH,), 3, EVENING),
    ((act.PILLBOX,), 2, MEDICINES_TWICE),
)

# Nursing care of people who get no home help.
NURSING_ONLY: tuple[tuple[tuple[Activity, ...], int], ...] = (
    ((act.NURSING_WASH, act.EVENING_CARE), 6),
    ((act.NURSING_WASH,), 17),
    ((act.EVENING_CARE,), 1),
    ((act.MORNING_INSULIN,), 1),
    ((act.DRESSING,), 3),
)

MEALS_SHARED, MEALS_ONLY = 65, 230
DAY_CENTRE_WASHED, DAY_CENTRE_HELPED, DAY_CENTRE_ONLY = 3, 2, 2


def scaled(count: int, scale: float, least: int = 0) -> int:
    """A count at a scale, rounded, and at least `least`."""
    return max(least, int(count * scale + 0.5))


def residents(scale: float, rng: random.Random) -> list[Client]:
    """All people served on a weekday, with pseudonymous ids in no telling order."""
    helped = {profile: _of_profile(profile, scale, rng) for profile in PROFILES}
    clients = [client for group in helped.values() for client in group]
    for index, (care, count, profile) in enumerate(SHARED_NURSING):
        without = [c for c in helped[profile] if not _has_nursing(c)]
        for client in without[: scaled(count, scale, least=int(index == 0))]:
            client.care.extend(care)
    washed: list[Client] = []
    for care, count in NURSING_ONLY:
        group = [_client(rng, (1, 2, 3, 4), care) for _ in range(scaled(count, scale))]
        clients += group
        if care == (act.NURSING_WASH,):
            washed = group
    clients += _to_day_centre(washed, helped[MORNING], scale, rng)
    clients += _with_meals(clients, scale, rng)
    rng.shuffle(clients)
    for number, client in enumerate(clients, 1):
        client.id = f"P{number:04d}"
    return clients


def _of_profile(profile: Profile, scale: float, rng: random.Random) -> list[Client]:
    count = scaled(profile.count, scale, least=int(profile is LIFTED))
    group = [_client(rng, profile.girs, profile.care) for _ in range(count)]
    for client in group:
        client.lifted = profile.lifted
    return group


def _client(rng: random.Random, girs: tuple[int, ...], care: tuple[Activity, ...]) -> Client:
    district = draw_district(rng)
    return Client(
        district=district,
        location=home_in(district, rng),
        gir=rng.choice(girs),
        alone=rng.random() < 0.6,
        pets=rng.random() < 0.10,
        smoker=rng.random() < 0.08,
        asks_woman=rng.random() < 0.06,
        care=list(care),
    )


def _has_nursing(client: Client) -> bool:
    return any(activity.service == act.NURSING for activity in client.care)


def _to_day_centre(
    washed: list[Client], helped: list[Client], scale: float, rng: random.Random
) -> list[Client]:
    """Let some of the nursing patients and of the clients go to the day centre; and others."""
    others = [_client(rng, (2, 3, 4), ()) for _ in range(scaled(DAY_CENTRE_ONLY, scale, least=1))]
    free = [client for client in helped if not _has_nursing(client)]
    going = (
        washed[: scaled(DAY_CENTRE_WASHED, scale)]
        + free[: scaled(DAY_CENTRE_HELPED, scale)]
        + others
    )
    for client in going:
        client.day_centre = True
        client.wheelchair = rng.random() < 0.25
    return others


def _with_meals(clients: list[Client], scale: float, rng: random.Random) -> list[Client]:
    """Give some of the clients a delivered meal too; the others who only get meals."""
    at_home = [
        c for c in clients
        if not c.day_centre and not c.lifted and act.NOON_MEAL not in c.care
    ]  # fmt: skip
    count = min(len(at_home), scaled(MEALS_SHARED, scale))
    for client in rng.sample(at_home, count):
        client.care.append(act.MEAL)
    return [_client(rng, (3, 4, 4, 5, 6), (act.MEAL,)) for _ in range(scaled(MEALS_ONLY, scale))]
