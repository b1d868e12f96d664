"""Who is on duty, and when: shifts of a day, with their breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scenarios.besancon import activities as act
from scenarios.besancon.activities import HOUR, MINUTE, Band, at, band
from scenarios.besancon.calendar import DayKind
from scenarios.besancon.staff import Carer

LONGEST_STRETCH = 6 * HOUR
"""Work without a pause, at most (fonction publique territoriale)."""

NOON_BREAKS = band("11:00", "14:30")
EVENING_BREAKS = band("15:45", "18:00")


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one shift; `pause` seconds of unpaid break start inside `pauses`."""

    start: int
    end: int
    pause: int = 0
    pauses: Band = NOON_BREAKS

    @property
    def break_band(self) -> Band:
        """Starts of the break that leave no stretch above the longest on either side."""
        return (
            max(self.pauses[0], self.end - LONGEST_STRETCH - self.pause),
            min(self.pauses[1], self.start + LONGEST_STRETCH),
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A day of work: one shift, or two for a split day; `share` of the people on duty."""

    name: str
    share: int
    shifts: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one carer."""

    id: str
    carer: Carer
    hours: Hours


def _hours(start: str, end: str, pause: int = 0, pauses: Band = NOON_BREAKS) -> Hours:
    return Hours(at(start), at(end), pause * MINUTE, pauses)


CARE_PATTERNS = (
    Pattern("early", 13, (_hours("07:00", "14:15", 30),)),
    Pattern("split, bedtime", 11, (_hours("08:45", "13:00"), _hours("17:45", "20:45"))),
    Pattern("split, evening meals", 10, (_hours("08:00", "12:30"), _hours("17:45", "20:00"))),
    Pattern("evening", 7, (_hours("17:45", "21:30"),)),
    Pattern("morning", 8, (_hours("07:15", "13:00"),)),
    Pattern("late", 5, (_hours("13:30", "21:00", 30, EVENING_BREAKS),)),
)
HOUSEHOLD_PATTERNS = (Pattern("day", 1, (_hours("08:30", "16:30", 45),)),)
ASSISTANT_PATTERNS = (
    Pattern("split", 2, (_hours("08:00", "11:30"), _hours("16:45", "19:45"))),
    Pattern("morning", 5, (_hours("07:15", "11:30"),)),
)
NURSE_PATTERNS = (Pattern("split", 1, (_hours("07:15", "12:15"), _hours("16:45", "19:15"))),)
MEAL_PATTERNS = (Pattern("morning", 1, (_hours("07:45", "12:45"),)),)
MINIBUS_PATTERNS = (Pattern("rides", 1, (_hours("08:15", "10:45"), _hours("16:00", "18:15"))),)

# Of each group, who is on duty.
CARE_AIDES = {"weekday": 53 / 82, "saturday": 0.5, "rest_day": 0.5}
HOUSEHOLD_AIDES = {"weekday": 9 / 14, "saturday": 0.0, "rest_day": 0.0}
ASSISTANTS = {"weekday": 7 / 14, "saturday": 5 / 14, "rest_day": 5 / 14}
NURSES = {"weekday": 1.0, "saturday": 1.0, "rest_day": 1.0}
MEAL_DRIVERS = {"weekday": 1.0, "saturday": 0.7, "rest_day": 0.0}
MINIBUS_DRIVERS = {"weekday": 1.0, "saturday": 0.0, "rest_day": 0.0}


def duties(carers: Sequence[Carer], day: date, kind: DayKind) -> list[Duty]:
    """The shifts of a date. The people on duty rotate from day to day."""
    roster: list[tuple[Carer, Pattern]] = []
    for service, skill, level, share, patterns in (
        (act.HOME_HELP, "personal_care", 1, CARE_AIDES, CARE_PATTERNS),
        (act.HOME_HELP, "personal_care", 0, HOUSEHOLD_AIDES, HOUSEHOLD_PATTERNS),
        (act.NURSING, "nursing", 1, ASSISTANTS, ASSISTANT_PATTERNS),
        (act.NURSING, "nursing", 2, NURSES, NURSE_PATTERNS),
        (act.MEALS, "meal_round", 1, MEAL_DRIVERS, MEAL_PATTERNS),
        (act.TRANSPORT, "minibus", 1, MINIBUS_DRIVERS, MINIBUS_PATTERNS),
    ):
        group = [c for c in carers if c.service == service and c.skills.get(skill, 0) == level]
        roster += _patterns(_on_duty(group, share[kind], day), patterns)
    return [
        Duty(f"{carer.id}-{number}", carer, hours)
        for carer, pattern in roster
        for number, hours in enumerate(pattern.shifts, 1)
    ]


def _on_duty(group: list[Carer], share: float, day: date) -> list[Carer]:
    """A share of a group, rounded, at least one if any; other people of it each day."""
    if not group or not share:
        return []
    count = max(1, round(share * len(group)))
    first = day.toordinal() * 5 % len(group)
    return [group[(first + i) % len(group)] for i in range(count)]


def _patterns(group: Sequence[Carer], patterns: Sequence[Pattern]) -> list[tuple[Carer, Pattern]]:
    """Give each a pattern so that any number of people comes near the shares."""
    total = sum(pattern.share for pattern in patterns)
    used = [0] * len(patterns)
    given = []
    for count, carer in enumerate(group, 1):
        behind = [p.share * count / total - u for p, u in zip(patterns, used, strict=True)]
        chosen = behind.index(max(behind))
        used[chosen] += 1
        given.append((carer, patterns[chosen]))
    return given
