"""What is done on a visit: usual lengths, usual times of day, skills and priority.

The figures are the usual ones of French home services; times are seconds after midnight.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MINUTE = 60
HOUR = 3600

Band = tuple[int, int]
"""Earliest and latest start."""


def at(text: str) -> int:
    """Seconds after midnight of a time like `07:30`."""
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * MINUTE


def band(earliest: str, latest: str) -> Band:
    """A band of starts from two times of day."""
    return at(earliest), at(latest)


@dataclass(frozen=True, eq=False, slots=True)
class Activity:
    """A kind of visit.

    `minutes` are the shortest and longest usual length, drawn in steps of `step`; `bands`
    when it usually starts. A person is promised a window of `window` minutes (shortest,
    longest) inside a band; None: the whole band. `priority` 1 vital .. 4 suspendable;
    `personal` visits touch the body, `inside` ones stay in the home. `times` tells activities
    of the same name apart: the time of day, or the role.
    """

    name: str
    service: str
    minutes: tuple[int, int]
    bands: tuple[Band, ...]
    window: tuple[int, int] | None
    priority: int
    skills: Mapping[str, int] = field(default_factory=dict)
    personal: bool = False
    inside: bool = True
    step: int = 5
    times: str = ""

    @property
    def key(self) -> str:
        """Name that no other activity has."""
        return f"{self.times}_{self.name}" if self.times else self.name


SERVICES = HOME_HELP, NURSING, MEALS, TRANSPORT = "home_help", "nursing", "meals", "transport"
EXTERNAL = "liberal_nurses"
"""Nurses in private practice: their visits are fixed, and not ours to plan."""

CARE = {"personal_care": 1}
HELP = {"domestic_help": 1}

GET_UP = Activity(
    "get_up", HOME_HELP, (45, 60), (band("07:00", "10:30"),), (75, 105), 2, CARE, personal=True
)
NOON_MEAL = Activity("noon_meal", HOME_HELP, (45, 60), (band("11:30", "13:00"),), (60, 75), 2, HELP)
EVENING_MEAL = Activity(
    "evening_meal", HOME_HELP, (30, 45), (band("17:45", "19:30"),), (60, 75), 2, CARE
)
BED = Activity(
    "bed", HOME_HELP, (30, 45), (band("18:30", "20:00"),), (60, 90), 2, CARE, personal=True
)
MORNING_MEDICINES, EVENING_MEDICINES = (
    Activity(
        "medicines", HOME_HELP, (15, 20), (starts,), (60, 75), 1, {"medicines": 1}, times=times
    )
    for times, starts in (
        ("morning", band("07:30", "10:30")),
        ("evening", band("17:30", "20:00")),
    )
)
CHECK = Activity(
    "check", HOME_HELP, (15, 20), (band("10:00", "11:30"), band("13:00", "16:30")),
    (75, 90), 3, HELP,
)  # fmt: skip
HOUSEWORK = Activity(
    "housework", HOME_HELP, (90, 120), (band("08:30", "11:00"), band("13:00", "15:15")),
    None, 4, HELP, step=15,
)  # fmt: skip
SHOPPING = Activity(
    "shopping", HOME_HELP, (60, 90), (band("09:00", "11:00"), band("13:00", "15:15")),
    None, 3, HELP, step=15,
)  # fmt: skip
SOCIAL = Activity(
    "social", HOME_HELP, (60, 60), (band("10:00", "11:15"), band("13:00", "16:00")), None, 4, HELP
)

NURSING_WASH = Activity(
    "nursing_wash", NURSING, (30, 45), (band("07:30", "11:30"),), (90, 150), 2,
    {"nursing": 1}, personal=True,
)  # fmt: skip
HELP_WITH_WASH = Activity(
    "nursing_wash", HOME_HELP, (30, 45), (band("07:30", "11:30"),), (90, 150), 2, CARE,
    personal=True, times="help_with",
)  # fmt: skip
"""The aide's part of a wash that takes a nursing assistant and an aide."""
EVENING_CARE = Activity(
    "evening_care", NURSING, (25, 40), (band("16:45", "18:50"),), (75, 120), 2,
    {"nursing": 1}, personal=True,
)  # fmt: skip
MORNING_INSULIN, NOON_INSULIN, EVENING_INSULIN = (
    Activity("insulin", NURSING, (10, 15), (starts,), (60, 60), 1, {"nursing": 2}, times=times)
    for times, starts in (
        ("morning", band("07:45", "10:00")),
        ("noon", band("11:15", "12:15")),
        ("evening", band("17:15", "19:00")),
    )
)
LIBERAL_MORNING, LIBERAL_EVENING = (
    Activity("insulin", EXTERNAL, (10, 15), (starts,), None, 1, times=times)
    for times, starts in (
        ("liberal_morning", band("07:00", "09:00")),
        ("liberal_evening", band("17:15", "18:45")),
    )
)
DRESSING = Activity(
    "dressing", NURSING, (20, 30), (band("08:00", "11:45"), band("16:45", "18:30")),
    None, 2, {"nursing": 2},
)  # fmt: skip
PILLBOX = Activity(
    "pillbox", NURSING, (20, 20), (band("09:00", "11:45"), band("16:45", "18:30")),
    None, 3, {"nursing": 2},
)  # fmt: skip

MEAL = Activity(
    "meal_delivery", MEALS, (2, 4), (band("08:00", "12:30"),), (90, 150), 2,
    {"meal_round": 1}, inside=False, step=1,
)  # fmt: skip
AT_CENTRE = band("10:15", "16:15")
"""Who spends the day at the day centre is away from home in between, and on the way around it."""


def at_home_that_day(activity: Activity) -> bool:
    """Whether a visit can be before or after a day at the day centre."""
    way = 75 * MINUTE
    return any(
        earliest < AT_CENTRE[0] - way or latest > AT_CENTRE[1] + way
        for earliest, latest in activity.bands
    )


MORNING_PICK_UP = Activity(
    "pick_up", TRANSPORT, (3, 3), (band("08:45", "10:00"),), (30, 40), 2,
    {"minibus": 1}, inside=False, times="morning",
)  # fmt: skip
MORNING_SET_DOWN = Activity(
    "set_down", TRANSPORT, (2, 2), (band("09:00", "10:30"),), (60, 75), 2,
    {"minibus": 1}, inside=False, times="morning",
)  # fmt: skip
EVENING_PICK_UP = Activity(
    "pick_up", TRANSPORT, (2, 2), (band("16:15", "17:00"),), None, 2,
    {"minibus": 1}, inside=False, times="evening",
)  # fmt: skip
EVENING_SET_DOWN = Activity(
    "set_down", TRANSPORT, (3, 3), (band("16:15", "17:45"),), (45, 60), 2,
    {"minibus": 1}, inside=False, times="evening",
)  # fmt: skip
