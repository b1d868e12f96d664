"""Who is helped: groups of places with the same usual care, at scale 1.

A place is taken by one person after another (`people`). Care is (activity, days a week).
The numbers of places and how often care comes are what the calibration rests on.
"""

from dataclasses import dataclass

from scenarios.besancon import activities as act
from scenarios.besancon.activities import Activity

Care = tuple[tuple[Activity, int], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """So many places with the same usual care; `lifted`: by two carers with a hoist."""

    places: int
    girs: tuple[int, ...]
    care: Care
    lifted: bool = False


LIFTED = Profile(9, (1, 2), ((act.GET_UP, 7), (act.NOON_MEAL, 7), (act.BED, 7)), lifted=True)
LIFTED_NO_NOON = Profile(3, (1, 2), ((act.GET_UP, 7), (act.BED, 7)), lifted=True)
ALL_DAY = Profile(26, (1, 2, 2, 3), ((act.GET_UP, 7), (act.NOON_MEAL, 7), (act.BED, 7)))
MORNING_AND_EVENING = Profile(
    24, (2, 3, 3), ((act.GET_UP, 7), (act.EVENING_MEAL, 7), (act.HOUSEWORK, 1))
)
MORNING_AND_NOON = Profile(17, (3, 3, 4), ((act.GET_UP, 7), (act.NOON_MEAL, 5)))
MORNING = Profile(12, (3, 4, 4), ((act.GET_UP, 5), (act.HOUSEWORK, 1)))
NOON = Profile(22, (4,), ((act.NOON_MEAL, 5),))
EVENING = Profile(13, (3, 4), ((act.EVENING_MEAL, 5),))
MEDICINES_TWICE = Profile(26, (4, 4, 5), ((act.MORNING_MEDICINES, 7), (act.EVENING_MEDICINES, 7)))
MEDICINES = Profile(11, (4, 5), ((act.EVENING_MEDICINES, 5),))
CHECK = Profile(54, (4, 5), ((act.CHECK, 3),))
HOUSEWORK = Profile(98, (4, 5, 6), ((act.HOUSEWORK, 1),))
HOUSEWORK_TWICE = Profile(36, (4, 5), ((act.HOUSEWORK, 2),))
SHOPPING = Profile(30, (4, 5, 6), ((act.SHOPPING, 1),))
SOCIAL = Profile(32, (4, 5, 6), ((act.SOCIAL, 2),))

HOME_HELP = (
    LIFTED, LIFTED_NO_NOON, ALL_DAY, MORNING_AND_EVENING, MORNING_AND_NOON, MORNING, NOON,
    EVENING, MEDICINES_TWICE, MEDICINES, CHECK, HOUSEWORK, HOUSEWORK_TWICE, SHOPPING, SOCIAL,
)  # fmt: skip

NURSING_PLACES = 76
"""The nursing service's places, of which 29 are also in a group of home help (39 %)."""

SHARED_NURSING: tuple[tuple[Profile, int, Care], ...] = (
    (MORNING_AND_EVENING, 1, ((act.MORNING_INSULIN, 7), (act.EVENING_INSULIN, 7))),
    (MORNING, 1, ((act.MORNING_INSULIN, 7),)),
    (MORNING_AND_NOON, 1, ((act.NOON_INSULIN, 7),)),
    (EVENING, 2, ((act.EVENING_INSULIN, 7),)),
    (NOON, 6, ((act.NURSING_WASH, 7),)),
    (EVENING, 4, ((act.NURSING_WASH, 7),)),
    (HOUSEWORK, 6, ((act.NURSING_WASH, 5),)),
    (SHOPPING, 2, ((act.NURSING_WASH, 3),)),
    (MEDICINES_TWICE, 4, ((act.PILLBOX, 1),)),
    (CHECK, 2, ((act.NURSING_WASH, 7), (act.HELP_WITH_WASH, 7))),
)
"""Nursing care of people who get home help too: group, places, care."""

WASHED = Profile(18, (1, 2, 3, 4), ((act.NURSING_WASH, 5),))
NURSING_ONLY = (
    Profile(4, (1, 2), ((act.NURSING_WASH, 7), (act.EVENING_CARE, 7))),
    Profile(8, (1, 2, 3), ((act.NURSING_WASH, 7),)),
    WASHED,
    Profile(7, (2, 3, 4), ((act.NURSING_WASH, 3),)),
    Profile(2, (2, 3), ((act.EVENING_CARE, 7),)),
    Profile(1, (3, 4), ((act.MORNING_INSULIN, 7),)),
    Profile(4, (3, 4), ((act.DRESSING, 3),)),
    Profile(3, (3, 4, 5), ((act.PILLBOX, 1),)),
)

LIBERAL_NURSE: tuple[tuple[Profile, int, Care], ...] = (
    (MORNING_AND_EVENING, 4, ((act.LIBERAL_MORNING, 7), (act.LIBERAL_EVENING, 7))),
    (ALL_DAY, 4, ((act.LIBERAL_MORNING, 7),)),
)
"""Home help whose insulin a nurse in private practice gives, before the meal."""

DAY_CENTRE: tuple[tuple[Profile, int], ...] = ((WASHED, 9), (MORNING, 5), (SHOPPING, 4))
"""Whose places also go to the day centre, and how many of them; others only go there."""
DAY_CENTRE_ONLY = 8
DAYS_AT_CENTRE = (1, 2, 2, 1, 2)

MEALS_DAILY, MEALS_ON_WEEKDAYS = 188, 101
MEALS_SHARED = 0.3
"""Of the places with meals: how many get home help or nursing too."""

SHORT_STAYS = 0.172
"""Of places: how many are for some weeks (home from hospital, a relative away), not for years;
none with nursing, whose 76 places have 114 patients in a year."""
