"""Tiny days full of links, from a seed: pairs of carers, visits in turn, rides."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Document = dict[str, Any]

DAY = date(2026, 11, 24)
ZONE = ZoneInfo("Europe/Paris")
CENTRE = (47.24, 6.02)
SKILLS = ("wash", "hoist", "insulin")


def pairs(seed: int) -> Document:
    """24 people; two carers come to every third of them, for a lift."""
    day = _Day(seed, workers=7)
    for number in range(24):
        at = day.random.randrange(8 * 60, 15 * 60)
        skill = "hoist" if number % 3 == 0 else day.random.choice(SKILLS)
        lift = [day.visit(number, at, skill) for _ in range(2 if skill == "hoist" else 1)]
        if len(lift) == 2:
            day.link("together", *lift, tolerance_s=300)
    return day.document("pairs", seed)


def turns(seed: int, people: int = 20) -> Document:
    """20 people; to half of them come two visits in turn, with least and most gaps."""
    day = _Day(seed, workers=7)
    for number in range(people):
        at = day.random.randrange(8 * 60, 13 * 60)
        first = day.visit(number, at, day.random.choice(SKILLS))
        if number % 2 == 0:
            second = day.visit(number, at + 60, "wash")
            gaps = {"min_gap_s": 600 * (number % 3), "max_gap_s": 5_400}
            day.link("sequence", first, second, **gaps)
    return day.document("turns", seed)


def rides(seed: int) -> Document:
    """12 people are fetched to a centre and brought back, some washed before."""
    day = _Day(seed, workers=7, seats=4)
    for number in range(12):
        if number % 3 == 0:
            wash = day.visit(number, 7 * 60 + 30, "wash", width=90)
        there = [day.ride(number, 9 * 60, home=True), day.ride(number, 9 * 60 + 30, home=False)]
        day.link("pickup_delivery", *there, max_ride_s=2_700)
        back = [day.ride(number, 15 * 60, home=False), day.ride(number, 15 * 60 + 30, home=True)]
        day.link("pickup_delivery", *back, max_ride_s=2_700)
        if number % 3 == 0:
            day.link("sequence", wash, there[0], min_gap_s=600, max_gap_s=None)
    return day.document("rides", seed)


KINDS: Mapping[str, Callable[[int], Document]] = {"pairs": pairs, "turns": turns, "rides": rides}


class _Day:
    """A document in the making."""

    def __init__(self, seed: int, workers: int, seats: int = 0) -> None:
        self.random = Random(f"gate {seed}")
        self.seats = seats
        self.workers = workers
        self.places: dict[str, Document] = {"centre": {"id": "centre", "location": CENTRE}}
        self.persons: dict[str, Document] = {}
        self.visits: list[Document] = []
        self.links: list[Document] = []

    def _person(self, number: int) -> str:
        name = f"P{number:02d}"
        if name not in self.persons:
            spread = (self.random.gauss(0, 0.02), self.random.gauss(0, 0.03))
            where = [round(c + d, 5) for c, d in zip(CENTRE, spread, strict=True)]
            self.places[name] = {"id": name, "location": where}
            self.persons[name] = {"id": name, "place": name}
        return name

    def visit(self, number: int, at: int, skill: str, width: int = 60) -> str:
        """A visit to a person, starting from minute `at` on; its id."""
        return self._add(
            person=self._person(number),
            duration_s=60 * self.random.randrange(15, 50, 5),
            windows=[{"start": _iso(at), "end": _iso(at + width)}],
            skills={skill: 1},
            priority=1 if skill != "wash" else self.random.choice((1, 2, 3)),
        )

    def ride(self, number: int, at: int, *, home: bool) -> str:
        """One end of a ride, at home or at the centre; its id."""
        return self._add(
            person=self._person(number),
            place=None if home else "centre",
            duration_s=240,
            windows=[{"start": _iso(at), "end": _iso(at + 45)}],
            skills={"minibus": 1},
            load={"seats": 1},
            priority=2,
        )

    def _add(self, **fields: Any) -> str:
        name = f"V{len(self.visits):02d}"
        self.visits.append({"id": name, **fields})
        return name

    def link(self, kind: str, *visits: str, **fields: Any) -> None:
        name = f"L{len(self.links):02d}"
        self.links.append({"type": kind, "id": name, "visits": list(visits), **fields})

    def document(self, kind: str, seed: int) -> Document:
        drivers = 4 if self.seats else 0
        workers, shifts = [], []
        for number in range(self.workers):
            name = f"W{number}"
            drives = number < drivers
            skills = ["minibus"] if drives else self.random.sample(SKILLS, 2)
            if number % 2 and "hoist" not in skills and not drives:
                skills.append("hoist")
            workers.append(
                {"id": name, "place": "centre", "skills": dict.fromkeys(sorted(skills), 1)}
            )
            start = 7 * 60 + 30 * (number % 3)
            shift = {"id": f"S{number}", "worker": name}
            shift |= {"start": _iso(start), "end": _iso(start + 9 * 60 + 30)}
            lunch = {"start": _iso(11 * 60 + 30), "end": _iso(13 * 60 + 30)}
            shift["breaks"] = [{"id": "meal", "duration_s": 1_800, "windows": [lunch]}]
            if drives:
                shift["capacity"] = {"seats": self.seats}
            shifts.append(shift)
        return {
            "format": "tournee.problem/1",
            "name": f"gate, {kind}, seed {seed}",
            "horizon": {"start": DAY.isoformat(), "days": 1},
            "places": list(self.places.values()),
            "persons": list(self.persons.values()),
            "visits": self.visits,
            "workers": workers,
            "shifts": shifts,
            "links": self.links,
            "working_time": {"pack": "fpt"},
        }


def _iso(minute: int) -> str:
    midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE)
    return (midnight + timedelta(minutes=minute)).isoformat()
