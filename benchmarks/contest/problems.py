"""Random small problems over all rules and terms, drawn from a seed.

3 to 6 visits, 2 or 3 workers, ticks of a minute, places on the plane. Each problem mixes some of
`TRAITS`; it is lawful input, but some visits are often impossible to serve.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import hypot
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

FIRST_DAY = date(2026, 11, 23)
"""A Monday."""
ZONE = ZoneInfo("Europe/Paris")
TRAITS = (
    "several windows", "skills", "pairings", "usual", "together", "sequence", "same worker",
    "different workers", "ride", "load", "reload", "since loading", "break", "always due",
    "optional break", "unavailable", "absence", "external", "vehicle", "pin", "frozen",
    "previous", "two shifts", "days", "pack", "leaves at start", "own levels", "max work",
    "history", "long shift",
)  # fmt: skip
LEVELS: tuple[tuple[tuple[str, str, int, str], ...], ...] = (
    (("unserved", "left", 1, "sum"), ("travel_time", "minutes", 60, "sum"),
     ("tours", "tours", 1, "sum")),
    (("unserved", "left", 1, "sum"), ("work_time", "fair", 60, "max"), ("tours", "tours", 1, "sum"),
     ("travel_time", "cost", 2_500, "sum")),
    (("unserved", "left", 1, "sum"), ("usual_time", "cost", 900, "sum"),
     ("waiting", "cost", 2_500, "sum")),
    (("tours", "tours", 1, "sum"), ("unserved", "left", 1, "sum"),
     ("distance", "cost", 35, "sum")),
    (("unserved", "cost", 50_000, "sum"), ("travel_time", "cost", 2_500, "sum"),
     ("new_worker", "cost", 300, "sum"), ("gaps", "cost", 300, "sum")),
    (("unserved", "left", 1, "sum"), ("distinct_workers", "faces", 1, "sum"),
     ("lateness", "late", 60, "max"), ("idle", "cost", 1_000, "sum")),
    (("unserved", "left", 1, "sum"), ("heavy_visits", "fair", 1, "abs_dev"),
     ("overtime", "cost", 3_000, "sum"), ("travel_time", "cost", 2_500, "sum")),
)  # fmt: skip
"""Objectives of their own: (term, level, weight, aggregation), levels in the order of the terms.
`unserved` stands for all four priorities."""


def problem_of(seed: int) -> Json:
    """The problem document of a seed."""
    return _Draw(seed).document()


class _Draw:
    """One problem, part by part; each chance is drawn from the same random numbers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(f"contest {seed}")
        self.traits = set(self.random.sample(TRAITS, self.random.randint(2, 7)))
        self.days = 2 if "days" in self.traits else 1
        self.staff = ["w1", "w2", "w3"][: self.random.choice([2, 2, 3])]
        self.names = [f"v{i}" for i in range(1, self.random.randint(3, 6) + 1)]
        self.day = {name: self.random.randrange(self.days) for name in self.names}
        self.spots = ["base", "depot", *(f"home {name}" for name in self.names)]
        self.busy = (6 * 60, 19 * 60) if "long shift" in self.traits else (8 * 60, 11 * 60)

    def has(self, trait: str, share: float = 1.0) -> bool:
        """Whether the problem has a trait, and this part of it too, with a chance of `share`."""
        return trait in self.traits and self.random.random() < share

    def document(self) -> Json:
        visits = [self._visit(name) for name in self.names]
        shifts = [shift for worker in self.staff for shift in self._shifts(worker)]
        links = self._links(visits)
        held = self._held(visits, shifts)
        found: Json = {
            "format": "tournee.problem/1",
            "name": f"contest {self.seed}",
            "tick_ms": 60_000,
            "horizon": {"start": FIRST_DAY.isoformat(), "days": self.days},
            "places": [{"id": spot, "access_s": 0} for spot in self.spots],
            "persons": [self._person(name) for name in self.names],
            "visits": visits,
            "external_visits": self._external(),
            "workers": [self._worker(worker) for worker in self.staff],
            "shifts": shifts,
            "vehicles": self._vehicles(shifts),
            "links": links,
            "previous": self._previous(visits),
            "working_time": {"pack": "fpt" if "pack" in self.traits else "none"},
            "travel": {"matrices": {"car": self._matrix()}},
            **held,
        }
        if "own levels" in self.traits:
            found["objective"] = _objective(self.random.choice(LEVELS))
        return found

    # Parts

    def at(self, minutes: int, day: int = 0) -> str:
        midnight = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time(), ZONE)
        return (midnight + timedelta(minutes=minutes)).isoformat()

    def span(self, start: int, length: int, day: int = 0) -> Json:
        return {"start": self.at(start, day), "end": self.at(start + length, day)}

    def moment(self) -> int:
        """A moment at which visits may start."""
        return self.random.randrange(self.busy[0], self.busy[1] - 30, 5)

    def _matrix(self) -> Json:
        points = [(0, 0), *((self.random.randint(-25, 25), self.random.randint(-25, 25))
                            for _ in self.spots[1:])]  # fmt: skip
        apart = [[round(hypot(a - c, b - d)) for c, d in points] for a, b in points]
        return {
            "places": self.spots,
            "duration_s": [[60 * minutes for minutes in row] for row in apart],
            "distance_m": [[1_000 * km for km in row] for row in apart],
        }

    def _visit(self, name: str) -> Json:
        day, opens = self.day[name], self.moment()
        windows = [self.span(opens, self.random.choice([0, 10, 30, 60, 120]), day)]
        if self.has("several windows", 0.7):
            later = opens + self.random.choice([125, 150, 200])
            windows.append(self.span(later, self.random.choice([0, 20, 60]), day))
        found: Json = {
            "id": name,
            "person": f"p {name}",
            "duration_s": 60 * self.random.choice([0, 5, 10, 20, 30, 45]),
            "windows": windows,
            "priority": self.random.choice([1, 2, 2, 3, 4]),
            "weight": self.random.choice([1, 1, 2]),
            "heavy": self.random.randint(0, 2),
        }
        if self.has("skills", 0.5):
            found["skills"] = {"care": self.random.randint(1, 2)}
        if self.has("pairings", 0.3):
            found["refused_workers"] = [self.random.choice(self.staff)]
        if self.has("usual", 0.6):
            found["usual_start"] = self.at(opens + self.random.choice([0, 10, 25]), day)
        if self.traits & {"load", "reload"}:
            found["load"] = {"meals": self.random.randint(0, 2)}
        if self.has("since loading", 0.6):
            found["max_since_loading_s"] = 60 * self.random.choice([16, 25, 40, 80])
        return found

    def _person(self, name: str) -> Json:
        found: Json = {"id": f"p {name}", "place": f"home {name}"}
        if self.random.random() < 0.3:
            found["preferred_workers"] = [self.random.choice(self.staff)]
        if self.has("absence", 0.4):
            found["absences"] = [self.span(self.moment(), 40, self.day[name])]
        return found

    def _external(self) -> list[Json]:
        return [
            {"id": f"x {name}", "person": f"p {name}",
             **self.span(self.moment(), self.random.choice([20, 45]), self.day[name])}
            for name in self.names
            if self.has("external", 0.4)
        ]  # fmt: skip

    def _worker(self, worker: str) -> Json:
        known = self.random.sample(self.names, 2)
        found: Json = {
            "id": worker,
            "place": "base",
            "history": {"persons": {f"p {name}": 3 for name in known}},
        }
        if self.has("skills", 0.7):
            found["skills"] = {"care": self.random.randint(1, 2)}
        if self.has("unavailable", 0.6):
            found["unavailable"] = [self.span(self.moment(), 30)]
        if self.has("history", 0.7):
            end = self.random.choice([17, 20, 22]) * 60
            found["history"]["days"] = [{**self.span(end - 420, 420, -1), "work_s": 6 * 3600}]
        return found

    def _shifts(self, worker: str) -> list[Json]:
        first, last = self.busy[0], self.busy[1] + 60
        found = []
        for day in range(self.days):
            parts = [(first, last)]
            if self.has("two shifts", 0.7):
                middle = (first + last) // 2
                parts = [(first, middle - self.random.choice([0, 10, 40])), (middle, last)]
            for number, (start, end) in enumerate(parts):
                shift = {"id": f"{worker}.{day}.{number}", "worker": worker,
                         **self.span(start, end - start, day)}  # fmt: skip
                found.append(shift | self._terms_of(start, end, day))
        return found

    def _terms_of(self, start: int, end: int, day: int) -> Json:
        more: Json = {"capacity": {"meals": 3, "seats": 1}}
        if self.has("reload"):
            depots = self.random.choice([["base"], ["depot"], ["base", "depot"]])
            more["reload"] = {"depots": depots, "duration_s": 300,
                              "max_times": self.random.randint(1, 2)}  # fmt: skip
        kinds = [kind for kind in ("break", "always due", "optional break") if self.has(kind, 0.6)]
        if kinds:
            opens = self.random.randrange(start, end - 30, 15)
            more["breaks"] = [{
                "id": "b",
                "duration_s": 60 * self.random.choice([10, 20, 30]),
                "windows": [self.span(opens, self.random.choice([10, 40]), day)],
                "always_due": kinds[0] == "always due",
                "optional": kinds[0] == "optional break",
                "paid": self.random.random() < 0.3,
            }]  # fmt: skip
        if self.has("leaves at start", 0.5):
            more["leaves_at_start"] = True
        if self.has("max work", 0.5):
            more["max_work_s"] = 60 * self.random.choice([45, 75, 120])
        if self.random.random() < 0.2:
            more["overtime_after"] = self.at(end - 30, day)
        return more

    def _vehicles(self, shifts: list[Json]) -> list[Json]:
        if "vehicle" not in self.traits:
            return []
        names = ["car 1", "car 2"][: self.random.randint(1, 2)]
        for shift in shifts:
            if self.random.random() < 0.8:
                shift["vehicles"] = self.random.sample(names, self.random.randint(1, len(names)))
        return [{"id": name, "capacity": {"meals": self.random.randint(0, 2)}} for name in names]

    def _links(self, visits: list[Json]) -> list[Json]:
        draws: tuple[tuple[str, Callable[[Json, Json], Json]], ...] = (
            ("together", self._together),
            ("sequence", self._sequence),
            ("same worker", lambda *pair: {"type": "same_worker"}),
            ("different workers", lambda *pair: {"type": "different_workers"}),
            ("ride", self._ride),
        )
        left = list(visits)
        self.random.shuffle(left)
        found = []
        for trait, draw in draws:
            if trait in self.traits and len(left) >= 2:
                pair = left.pop(), left.pop()
                partner = self.random.choice(["drop_both", "keep"])
                found.append({"id": trait, "visits": [visit["id"] for visit in pair],
                              "if_partner_unserved": partner, **draw(*pair)})  # fmt: skip
        return found

    def _together(self, one: Json, other: Json) -> Json:
        other["windows"] = one["windows"]
        return {"type": "together", "tolerance_s": self.random.choice([0, 300])}

    def _sequence(self, one: Json, other: Json) -> Json:
        least, most = self.random.choice([(0, None), (1_800, 5_400), (None, 3_600), (-600, 1_200)])
        return {"type": "sequence", "gap_from": self.random.choice(["start", "end"]),
                "min_gap_s": least, "max_gap_s": most}  # fmt: skip

    def _ride(self, pickup: Json, delivery: Json) -> Json:
        pickup["load"], delivery["load"] = {"seats": 1}, {}
        for half in (pickup, delivery):
            half.pop("max_since_loading_s", None)
        delivery["windows"] = [self.span(self.busy[0], 180, self.day[pickup["id"]])]
        return {"type": "pickup_delivery", "if_partner_unserved": "drop_both",
                "max_ride_s": self.random.choice([None, 1_800, 2_700])}  # fmt: skip

    def _held(self, visits: list[Json], shifts: list[Json]) -> Json:
        """Pins and frozen tours, of different visits."""
        found: Json = {}
        if "pin" in self.traits:
            pin: Json = {"visit": visits[0]["id"], "worker": self.random.choice(self.staff)}
            if self.random.random() < 0.5:
                pin["start"] = visits[0]["windows"][0]["start"]
            found["pins"] = [pin]
        if "frozen" in self.traits:
            shift = self.random.choice(shifts)
            found["frozen_tours"] = [{"shift": shift["id"], "visits": [visits[-1]["id"]]}]
        return found

    def _previous(self, visits: list[Json]) -> list[Json]:
        return [
            {"visit": visit["id"], "worker": self.random.choice(self.staff),
             "start": visit["windows"][0]["start"]}
            for visit in visits
            if self.has("previous", 0.7)
        ]  # fmt: skip


def _objective(terms: tuple[tuple[str, str, int, str], ...]) -> Json:
    listed = []
    for name, level, weight, aggregation in terms:
        kinds = [f"unserved_p{p}" for p in (1, 2, 3, 4)] if name == "unserved" else [name]
        listed += [{"term": kind, "level": level, "weight": weight, "aggregation": aggregation}
                   for kind in kinds]  # fmt: skip
    return {"levels": list(dict.fromkeys(level for _, level, _, _ in terms)), "terms": listed}
