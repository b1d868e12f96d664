"""The small days: 12 to 25 visits of all services, for exact methods. Frozen: the files stay.

They depend on nothing of the larger generators, which may change. All people are invented.
"""

import math
import random
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from optimizer.problem.document import (
    BreakIn,
    HistoryIn,
    HorizonIn,
    IntervalIn,
    LinkIn,
    PersonIn,
    PlaceIn,
    ProblemDocument,
    SequenceIn,
    ShiftIn,
    TogetherIn,
    VisitIn,
    WindowIn,
    WorkerIn,
    WorkingTimeIn,
)

DAY = date(2026, 11, 24)
ZONE = ZoneInfo("Europe/Paris")

SIZES: dict[str, tuple[int, int]] = {
    "day-12": (12, 3),
    "day-13": (13, 3),
    "day-14": (14, 3),
    "day-15-a": (15, 4),
    "day-15-b": (15, 3),
    "day-18": (18, 4),
    "day-20": (20, 5),
    "day-22": (22, 5),
    "day-25-a": (25, 6),
    "day-25-b": (25, 5),
}
"""Visits and workers of each day."""

BASE = (47.2192, 5.9736)
QUARTERS = {
    "Planoise": (47.2190, 5.9695),
    "Saint-Ferjeux": (47.2300, 5.9900),
    "La Butte": (47.2335, 6.0095),
    "Montrapon": (47.2470, 6.0080),
    "Centre-ville": (47.2365, 6.0265),
    "Chaprais": (47.2470, 6.0290),
}
"""Middles of some quarters of Besançon; homes lie within REACH_M of one."""
REACH_M = 450
METRES_PER_DEGREE = 111_195.0


class Kind(NamedTuple):
    """A kind of visit: opening and closing of the starts it is wanted in, minutes, window."""

    activity: str
    service: str
    opens: str
    closes: str
    minutes: int
    window: int
    priority: int
    skills: dict[str, int]


CARE, NURSE, HELP = {"personal_care": 1}, {"nursing": 2}, {"domestic_help": 1}
GET_UP = Kind("get_up", "home_help", "07:30", "10:00", 45, 60, 2, CARE)
LIFT = Kind("get_up", "home_help", "08:00", "10:30", 30, 90, 1, {"hoist": 1})
MEDICINES = Kind("medicines", "home_help", "07:45", "10:00", 15, 60, 1, {"medicines": 1})
HOUSEWORK = Kind("housework", "home_help", "08:30", "11:30", 90, 180, 4, HELP)
SHOPPING = Kind("shopping", "home_help", "08:30", "11:30", 60, 180, 3, HELP)
NOON_MEAL = Kind("noon_meal", "home_help", "11:30", "12:45", 45, 75, 2, HELP)
DRESSING = Kind("dressing", "nursing", "08:30", "11:45", 25, 120, 2, NURSE)
INSULIN = Kind("insulin", "nursing", "11:15", "12:15", 10, 60, 1, NURSE)
SINGLES = (GET_UP, NOON_MEAL, MEDICINES, HOUSEWORK, DRESSING, SHOPPING)
"""One visit each, in turn, once pairs and sequences are there."""


def document(name: str) -> ProblemDocument:
    """The problem of one of the days in `SIZES`, the same every time."""
    count, staff = SIZES[name]
    return _Day(name, random.Random(f"small {name}")).document(count, staff)


class _Day:
    def __init__(self, name: str, rng: random.Random) -> None:
        self.name, self.rng = name, rng
        self.places = [PlaceIn(id="base", location=BASE, access_s=0)]
        self.persons: list[dict[str, Any]] = []
        self.visits: list[VisitIn] = []
        self.links: list[LinkIn] = []

    def document(self, count: int, staff: int) -> ProblemDocument:
        self._demand(count)
        workers, shifts = self._staff(staff)
        aides = [worker.id for worker in workers if worker.service == "home_help"]
        for person in self.persons[1::4]:
            person["preferred_workers"] = [self.rng.choice(aides)]
        self.persons[2]["refused_workers"] = [self.rng.choice(aides)]
        return ProblemDocument(
            name=f"Small day {self.name}",
            tick_ms=60_000,
            horizon=HorizonIn(start=DAY, days=1),
            places=self.places,
            persons=[PersonIn(**person) for person in self.persons],
            visits=self.visits,
            workers=workers,
            shifts=shifts,
            links=self.links,
            working_time=WorkingTimeIn(pack="fpt"),
        )

    # What is asked

    def _demand(self, count: int) -> None:
        """A lift by two for every 12 visits, an insulin with its meal, then single visits."""
        for _ in range(count // 12):
            pair = [self._visit(self._person(), LIFT)]
            pair.append(self._twin(pair[0]))
            self.links.append(
                TogetherIn(
                    type="together",
                    id=f"lift-{len(self.links) + 1}",
                    visits=[visit.id for visit in pair],
                    tolerance_s=300,
                )
            )
        for _ in range(count // 10):
            person = self._person()
            insulin, meal = self._visit(person, INSULIN), self._visit(person, NOON_MEAL)
            self.links.append(
                SequenceIn(
                    type="sequence",
                    id=f"meal-after-insulin-{len(self.links) + 1}",
                    visits=[insulin.id, meal.id],
                    max_gap_s=45 * 60,
                )
            )
        # The first of the others leaves for the day centre.
        leaves = self._person()
        self.persons[-1]["absences"] = [IntervalIn(start=_at("09:15"), end=_at("16:30"))]
        self._visit(leaves, GET_UP._replace(closes="08:30"))
        while len(self.visits) < count:
            self._visit(self._person(), SINGLES[len(self.visits) % len(SINGLES)])

    def _person(self) -> str:
        number = len(self.persons) + 1
        quarter = self.rng.choice(list(QUARTERS))
        lat, lon = QUARTERS[quarter]
        north, east = (self.rng.uniform(-REACH_M, REACH_M) for _ in range(2))
        per_lon = METRES_PER_DEGREE * math.cos(math.radians(lat))
        location = (round(lat + north / METRES_PER_DEGREE, 5), round(lon + east / per_lon, 5))
        self.places.append(PlaceIn(id=f"home-{number}", location=location))
        self.persons.append({"id": f"p{number}", "place": f"home-{number}", "sector": quarter})
        return f"p{number}"

    def _visit(self, person: str, kind: Kind) -> VisitIn:
        latest = _minutes(kind.closes) - kind.window
        start = self.rng.randrange(_minutes(kind.opens), max(latest, _minutes(kind.opens)) + 1, 15)
        end = min(start + kind.window, _minutes(kind.closes))
        habit = _clock((start + end) // 10 * 5) if kind in (GET_UP, NOON_MEAL) else None
        visit = VisitIn(
            id=f"v{len(self.visits) + 1}",
            person=person,
            service=kind.service,
            activity=kind.activity,
            duration_s=60 * kind.minutes,
            windows=[WindowIn(start=_clock(start), end=_clock(end))],
            skills=kind.skills,
            priority=kind.priority,
            usual_start=habit,
            heavy=2 if kind is LIFT else 0,
        )
        self.visits.append(visit)
        return visit

    def _twin(self, visit: VisitIn) -> VisitIn:
        twin = visit.model_copy(update={"id": f"v{len(self.visits) + 1}"})
        self.visits.append(twin)
        return twin

    # Who is there

    def _staff(self, count: int) -> tuple[list[WorkerIn], list[ShiftIn]]:
        """Nurses first (one, two from six workers on), then aides, the second on a bicycle."""
        workers, shifts = [], []
        nurses = 1 + count // 6
        for number in range(count):
            nurse = number < nurses
            ident = f"nurse-{number + 1}" if nurse else f"aide-{number + 1 - nurses}"
            skills = NURSE if nurse else {**CARE, **HELP, "medicines": 1, "hoist": 1}
            known = {p["id"]: self.rng.randint(3, 20) for p in self.persons
                     if self.rng.random() < 0.5}  # fmt: skip
            workers.append(
                WorkerIn(
                    id=ident,
                    service="nursing" if nurse else "home_help",
                    place="base",
                    mode="bicycle" if ident == "aide-2" else "car",
                    skills=skills,
                    history=HistoryIn(persons=known),
                )
            )
            lunch = BreakIn(
                id="lunch",
                duration_s=30 * 60,
                windows=[WindowIn(start=_at("11:00"), end=_at("13:30"))],
            )
            shifts.append(
                ShiftIn(
                    id=f"{ident}-day",
                    worker=ident,
                    start=_at("07:30"),
                    end=_at("14:30"),
                    breaks=[lunch],
                )
            )
        return workers, shifts


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def _at(text: str) -> str:
    return _clock(_minutes(text))


def _clock(minutes: int) -> str:
    """ISO 8601 of minutes after midnight of the day."""
    moment = datetime.combine(DAY, time(tzinfo=ZONE)) + timedelta(minutes=minutes)
    return moment.isoformat()


def why(name: str) -> str:
    """The text of `why.md` of one of the days."""
    visits, workers = SIZES[name]
    return f"""# A small day of {visits} visits

**FR** Une matinée de {visits} interventions pour {workers} intervenant·es, aide et soins mêlés :
assez petite pour une méthode exacte, assez mêlée pour ne pas être facile.

**EN** A morning of {visits} visits for {workers} workers, help and nursing mixed: small enough for
an exact method, mixed enough not to be easy.

Lifts by two, meals after insulin, a lunch break, a day centre, a refused and some preferred aides,
usual times. `best_known.json` is the best plan found so far; that nothing better exists is **not**
proven. Written by `python -m scenarios.small days`, improved by `python -m scenarios.small search`.
"""
