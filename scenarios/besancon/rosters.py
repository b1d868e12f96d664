"""Who is on duty, and when: shifts of a day, with their breaks, meetings and service cars.

A roster is a rule, not a list: any date can be asked. Whatever tours fill the shifts, they keep
the limits of the territorial civil service: a worker has a day off within each week, and the same
hours of the day until two days off in a row.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scenarios.besancon.activities import HOUR, MINUTE, Band, at, band
from scenarios.besancon.calendar import SATURDAY, is_rest_day, week_of, weekday_of
from scenarios.besancon.districts import BASE
from scenarios.besancon.spells import Spells
from scenarios.besancon.staff import Carer

LONGEST_STRETCH = 6 * HOUR
"""Work without a pause, at most (fonction publique territoriale)."""

NOON_BREAKS = band("11:00", "14:30")
EVENING_BREAKS = band("16:00", "17:30")

LEAVE_EVERY = 9
"""Weeks: one in so many is leave."""
ON_HOLIDAYS = 3, 4
"""Of those who would work on a weekday, how many do when it is a public holiday."""
DAYS_OFF = ((0, 1), (2, 3), (0, 4), (1, 2), (3, 4))
"""Weekdays off in the week before a weekend of work; all weekdays alike."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one shift; `pause` seconds of unpaid break start inside `pauses`.

    `meeting`: the first or last part of the shift, on the days when the team meets.
    """

    start: int
    end: int
    pause: int = 0
    pauses: Band = NOON_BREAKS
    meeting: Band | None = None

    @property
    def break_band(self) -> Band:
        """Starts of the break that leave no stretch above the longest on either side."""
        return (
            max(self.pauses[0], self.end - LONGEST_STRETCH - self.pause),
            min(self.pauses[1], self.start + LONGEST_STRETCH),
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one carer; `free` are the hours without a meeting, `car` a service car."""

    carer: Carer
    number: int
    hours: Hours
    meeting: Band | None = None
    car: str | None = None

    @property
    def free(self) -> Band:
        """When the carer can be out."""
        start, end = self.hours.start, self.hours.end
        if self.meeting is None:
            return start, end
        return (self.meeting[1], end) if self.meeting[0] == start else (start, self.meeting[0])


def _hours(
    start: str, end: str, pause: int = 0, pauses: Band = NOON_BREAKS, meeting: Band | None = None
) -> Hours:
    return Hours(at(start), at(end), pause * MINUTE, pauses, meeting)


Pattern = tuple[Hours, ...]
"""A day of work: one shift, or two for a split day."""

EARLY = (_hours("07:00", "15:00", 30, meeting=band("14:00", "15:00")),)
SPLIT_TO_BED = (_hours("08:45", "14:00"), _hours("17:45", "20:45"))
SPLIT_TO_MEALS = (_hours("07:30", "12:15"), _hours("17:15", "19:30"))
LATE = (_hours("14:30", "21:30", 30, EVENING_BREAKS),)
DAY = (_hours("08:30", "17:15", 45, meeting=band("16:15", "17:15")),)
NURSING_MORNING = (_hours("07:15", "12:30"),)
NURSING_SPLIT = (_hours("08:00", "12:00"), _hours("16:45", "19:45"))
NURSE = (_hours("07:15", "12:15"), _hours("16:45", "19:15"))
MEAL_ROUND = (_hours("07:45", "13:00"),)
RIDES = (_hours("08:15", "10:45"), _hours("16:00", "18:15"))

PATTERNS: Mapping[str, Sequence[Pattern]] = {
    "care": (
        EARLY,
        SPLIT_TO_BED,
        SPLIT_TO_MEALS,
        SPLIT_TO_BED,
        SPLIT_TO_MEALS,
        LATE,
        SPLIT_TO_BED,
        EARLY,
        SPLIT_TO_MEALS,
        SPLIT_TO_BED,
    ),
    "relief_care": (SPLIT_TO_BED, SPLIT_TO_MEALS, EARLY),
    "household": (DAY,),
    "assistants": (NURSING_MORNING, NURSING_SPLIT),
    "relief_assistants": (NURSING_MORNING, NURSING_SPLIT),
    "nurses": (NURSE,),
    "meals": (MEAL_ROUND,),
    "minibus": (RIDES,),
}
"""The hours of each team, which its people take in turn."""


def _alternate_weekends(carer: Carer, day: date) -> bool:
    """Every other weekend, with two weekdays off in the week before it."""
    combination = _combination(carer)
    if _cycle(carer, day)[1]:
        return day.weekday() not in DAYS_OFF[combination // 2]
    part_time_day_off = carer.part_time and day.weekday() in DAYS_OFF[(combination // 2 + 1) % 5]
    return day.weekday() < SATURDAY and not part_time_day_off


def _weekdays(carer: Carer, day: date) -> bool:
    return day.weekday() < SATURDAY


def _can_be_called(carer: Carer, day: date) -> bool:
    return day.weekday() not in (carer.index % 4, carer.index % 4 + 1)


def _with_most_saturdays(carer: Carer, day: date) -> bool:
    """Three Saturdays in four, with a day off in the middle of the week before each."""
    saturday = (week_of(day) + carer.index) % 4 != 0
    if day.weekday() == SATURDAY:
        return saturday
    return day.weekday() < SATURDAY and not (saturday and day.weekday() == 1 + carer.index % 4)


WORKS: Mapping[str, Callable[[Carer, date], bool]] = {
    "care": _alternate_weekends,
    "relief_care": _can_be_called,
    "household": _weekdays,
    "assistants": _alternate_weekends,
    "relief_assistants": _can_be_called,
    "nurses": _weekdays,
    "meals": _with_most_saturdays,
    "minibus": _weekdays,
}
EVERY_DAY = ("care", "relief_care", "assistants", "relief_assistants")
"""Teams that work on public holidays too."""
ALTERNATING = ("care", "assistants")
"""Teams whose people take the hours of the team in turn, two weeks each."""
PRESENT = {"care": (0.68, 0.55), "assistants": (0.79, 0.45)}
"""Of a team: how many should be there on weekdays and on other days; relief fills the gap."""
VEHICLES = {"meals": 0.6, "minibus": 0.6}
"""Of a team of drivers: for how many there is a van or minibus."""
NEVER_NOBODY = ("meals", "minibus")
"""Teams of which somebody comes back from leave rather than that nobody drives."""


def duties(carers: Sequence[Carer], day: date, ill: Spells) -> list[Duty]:
    """The shifts of a date."""
    found = []
    for team, group in on_duty(carers, day, ill).items():
        patterns = PATTERNS[team]
        for carer in group:
            turn = _cycle(carer, day)[0] if team in ALTERNATING else 0
            shifts = patterns[(carer.index + turn) % len(patterns)]
            for number, hours in enumerate(shifts, 1):
                found.append(Duty(carer, number, hours, _meeting(carer, hours, day)))
    return _with_cars(found, carers)


def on_duty(carers: Sequence[Carer], day: date, ill: Spells) -> dict[str, list[Carer]]:
    """Who works on a date, by team."""
    teams = {team: [carer for carer in carers if carer.team == team] for team in PATTERNS}
    found = {team: _present(group, team, day, ill) for team, group in teams.items()}
    for team, (weekdays, other_days) in PRESENT.items():
        share = weekdays if weekday_of(day) < SATURDAY else other_days
        gap = round(share * len(teams[team])) - len(found[team])
        relief = found[f"relief_{team}"]
        first = day.toordinal() % max(1, len(relief))
        found[f"relief_{team}"] = (relief[first:] + relief[:first])[: max(0, gap)]
    for team, share in VEHICLES.items():
        found[team] = found[team][: math.ceil(share * len(teams[team]))]
    return found


def _present(group: list[Carer], team: str, day: date, ill: Spells) -> list[Carer]:
    """Whose day it is, and who is neither on leave nor ill."""
    if is_rest_day(day) and team not in EVERY_DAY:
        return []
    rostered = [carer for carer in group if WORKS[team](carer, day)]
    if is_rest_day(day) and day.weekday() < SATURDAY and team in ALTERNATING:
        part, whole = ON_HOLIDAYS
        rostered = [
            carer
            for number, carer in enumerate(rostered, day.toordinal())
            if number * part % whole < part
        ]
    present = [
        carer for carer in rostered
        if (week_of(day) + carer.index) % LEAVE_EVERY and not ill.covers(carer.id, day)
    ]  # fmt: skip
    return present or (rostered[:1] if team in NEVER_NOBODY else [])


def _combination(carer: Carer) -> int:
    """0 to 9: which weekends (even or odd) and which days off, spread over all patterns."""
    return (carer.index + carer.index // len(PATTERNS[carer.team])) % 10


def _cycle(carer: Carer, day: date) -> tuple[int, bool]:
    """Two weeks, the first ending in a weekend of work: their number, and whether it is that."""
    number, second = divmod(week_of(day) + _combination(carer) % 2, 2)
    return number, second == 0


def _meeting(carer: Carer, hours: Hours, day: date) -> Band | None:
    """Every other Tuesday or Thursday the team of a sector meets."""
    if is_rest_day(day) or day.weekday() != 1 + 2 * (carer.index % 2):
        return None
    return hours.meeting if (week_of(day) + carer.index // 2) % 2 == 0 else None


def service_cars(carers: Sequence[Carer]) -> list[str]:
    """The cars at the base, for half of those who would start there."""
    users = [carer for carer in carers if carer.start == BASE.id and carer.mode == "car"]
    return [f"car-{number:02d}" for number in range(1, (len(users) + 1) // 2 + 1)]


def _with_cars(found: list[Duty], carers: Sequence[Carer]) -> list[Duty]:
    """Give out the service cars by the start of the shift; who gets none takes their own."""
    free_from = {car: 0 for car in service_cars(carers)}
    given: list[Duty] = []
    for duty in sorted(found, key=lambda duty: (duty.hours.start, duty.carer.id)):
        car = None
        if duty.carer.start == BASE.id and duty.carer.mode == "car":
            car = next((c for c, free in free_from.items() if free <= duty.hours.start), None)
        if car is not None:
            free_from[car] = duty.hours.end
        given.append(Duty(duty.carer, duty.number, duty.hours, duty.meeting, car))
    return sorted(given, key=lambda duty: (duty.carer.id, duty.number))
