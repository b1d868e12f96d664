"""Random problems planted around a known plan.

`planted(seed)` first draws tours (who goes where, when, with which breaks and reloads) and then
writes a problem that these tours solve: windows around the planted starts, skills that the
planted worker holds, links that the planted times keep, and so on. So every visit of such a
problem can be served, and the planted plan proves it.

`planted_problems()` is the Hypothesis strategy. It draws the seed, how many visits there are and
which `RULES` are in use; a failing problem shrinks to few visits and to the rules that matter,
as each rule has random numbers of its own.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import strategies as st

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.clock import Clock
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from optimizer.problem.working_time import working_time
from optimizer.rules.base import work
from optimizer.rules.breaks import Breaks
from optimizer.rules.working_time import WorkingTimeLimits
from optimizer.travel import Travel, travel_of

RULES = (
    "several windows", "late_after", "ends_inside", "skills", "pairings", "together", "sequence",
    "rides", "capacity", "reload", "breaks", "presence", "external", "unavailable", "pins",
    "frozen", "leaves_at_start", "overtime", "matrix", "ticks", "pack", "objective", "split",
    "days", "habits", "since loading", "vehicles",
)  # fmt: skip
"""What a planted problem may use; a name in neither `features` nor the format is ours."""
KERNEL_RULES = (*RULES, "working time", "always due")
"""The same, with what only the kernel takes: limits on working time that a tour could break, breaks
that must be taken in every tour."""

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)
"""All of its week is known, with what was worked before."""
CENTRE = (47.24, 6.02)
Json = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """A problem document and the tours it was written around."""

    seed: int
    size: int
    rules: frozenset[str]
    document: Json = field(repr=False)
    tours: tuple[Tour, ...] = field(repr=False)

    @cached_property
    def problem(self) -> Problem:
        """The checked problem."""
        return load_problem(self.document)

    @cached_property
    def plan(self) -> Plan:
        """The planted plan: everybody is served."""
        return Plan(self.tours, {})


def planted_problems(least: int = 1, most: int = 12) -> st.SearchStrategy[Planted]:
    """Planted problems of about that many visits, with any of the rules."""
    return st.builds(
        planted,
        seed=st.integers(0, 10_000),
        size=st.integers(least, most),
        rules=st.frozensets(st.sampled_from(RULES)),
    )


def planted(seed: int, size: int | None = None, rules: Collection[str] | None = None) -> Planted:
    """The planted problem of these numbers; by default 4 to 25 visits and half of the rules."""
    random = Random(f"what {seed}")
    if size is None:
        size = random.randint(4, 25)
    if rules is None:
        rules = [rule for rule in RULES if random.random() < 0.5]
    return _Planter(seed, size, frozenset(rules)).plant()


@dataclass
class _Done:
    """A planted visit: its fields in the document, and when and by whom it is served."""

    fields: Json
    person: str
    place: str
    shift: str
    worker: str
    start: int
    end: int
    load: Mapping[str, int]
    ride: int | None = None
    """The number of the ride that begins or ends here."""

    @property
    def id(self) -> str:
        return str(self.fields["id"])


@dataclass
class _Drawn:
    """A planted tour on its way."""

    shift: Json
    worker: str
    mode: str
    home: str
    time: int
    place: str
    stops: list[Stop] = field(default_factory=list)
    aboard: set[int] = field(default_factory=set)
    since_pause: int = 0


class _Planter:
    """Draws the tours, then writes the problem around them."""

    def __init__(self, seed: int, size: int, rules: frozenset[str]) -> None:
        self.seed, self.size, self.rules = seed, size, rules
        self.randoms: dict[str, Random] = {}
        ticks = self.random("ticks").choice([500, 10_000, 60_000]) if "ticks" in rules else 1_000
        self.first_day = SUNDAY if self.chance("working time", 0.6) else MONDAY
        self.clock = Clock("Europe/Paris", self.first_day, ticks)
        self.tick_ms = ticks
        self.minute = 60_000 // ticks
        self.days = 2 if "days" in rules else 1
        self.pack = "fpt" if "pack" in rules else "none"
        self.done: list[_Done] = []
        self.tours: list[Tour] = []
        self.links: list[Json] = []
        self.external: list[Json] = []
        self.document: Json = {}

    def random(self, rule: str) -> Random:
        """The random numbers of one rule, the same whatever other rules are in use."""
        return self.randoms.setdefault(rule, Random(f"{rule} {self.seed}"))

    def chance(self, rule: str, share: float) -> bool:
        """Whether a rule, if it is in use at all, applies here."""
        drawn = self.random(rule).random() < share
        return drawn and rule in self.rules

    def plant(self) -> Planted:
        self._staff()
        self._draw_tours()
        for write in (
            self._write_windows, self._write_staff_demands, self._write_capacities,
            self._write_rides, self._write_together, self._write_sequences,
            self._write_presence, self._write_external, self._write_pins, self._write_habits,
            self._write_loadings, self._write_vehicles, self._write_history,
        ):  # fmt: skip
            write()
        document = self.document | {
            "visits": [visit.fields for visit in self.done],
            "links": self.links,
            "external_visits": self.external,
            "working_time": {"pack": self.pack},
        }
        if "objective" in self.rules:
            document["objective"] = self.random("objective").choice(OBJECTIVES)
        if "working time" in self.rules:
            self._write_working_time(document)
        return Planted(self.seed, self.size, self.rules, document, tuple(self.tours))

    def at(self, ticks: int) -> str:
        return self.clock.iso(ticks)

    def span(self, start: int, end: int) -> Json:
        return {"start": self.at(start), "end": self.at(end)}

    def seconds(self, ticks: int) -> float:
        return ticks * self.tick_ms / 1000

    # Places, staff and travel

    def _staff(self) -> None:
        random = self.random("staff")
        crew = max(2, -(-self.size // 6))
        count = self.size + crew + 2
        names = ["base", *(f"at{i}" for i in range(1, count))]
        places = [
            {
                "id": name,
                "location": [CENTRE[0] + random.uniform(-0.012, 0.012),
                             CENTRE[1] + random.uniform(-0.018, 0.018)],
                "access_s": random.choice([0, 60, 180]),
            }
            for name in names
        ]  # fmt: skip
        self.spare = names[1 + crew :]
        workers = []
        for i in range(crew):
            place = random.choice(["base", names[1 + i]])
            workers.append(
                {
                    "id": f"w{i}",
                    "place": place,
                    "mode": random.choice(["car", "car", "bicycle", "foot"]),
                    "unavailable": [],
                    "refused_persons": [],
                }
            )
        self.document = {
            "format": "tournee.problem/1",
            "name": f"planted {self.seed}",
            "tick_ms": self.tick_ms,
            "horizon": {"start": self.first_day.isoformat(), "days": self.days},
            "places": places,
            "persons": [],
            "workers": workers,
            "shifts": [],
            "pins": [],
            "frozen_tours": [],
        }
        if "matrix" in self.rules:
            modes = self.random("matrix").sample(["car", "bicycle", "foot"], 2)
            matrices = {mode: self._matrix(names) for mode in modes}
            self.document["travel"] = {"matrices": matrices}
        self.travel = self._travel()

    def _matrix(self, names: list[str]) -> Json:
        """Times and distances of one's own: not symmetric, and a detour may be shorter."""
        random = self.random("matrix")
        size = range(len(names))
        minutes = [[0 if i == j else random.randint(3, 14) for j in size] for i in size]
        found: Json = {"places": names, "duration_s": [[60 * m for m in row] for row in minutes]}
        if random.random() < 0.7:
            found["distance_m"] = [[random.randint(300, 700) * m for m in row] for row in minutes]
        return found

    def _travel(self) -> Travel:
        """Travel between the places, by a problem that has every mode and little else."""
        modes = ("car", "bicycle", "foot")
        span = {"start": self.at(0), "end": self.at(self.minute)}
        return travel_of(
            load_problem(
                self.document
                | {
                    "persons": [{"id": "p", "place": "base"}],
                    "visits": [{"id": "v", "person": "p", "duration_s": 0, "windows": [span]}],
                    "workers": [{"id": mode, "place": "base", "mode": mode} for mode in modes],
                    "shifts": [{"id": mode, "worker": mode, **span} for mode in modes],
                }
            )
        )

    # Tours

    def _draw_tours(self) -> None:
        random = self.random("tours")
        left = self.size
        rides = 0
        workers = self.document["workers"]
        for i, worker in enumerate(workers):
            day = self.random("days").randrange(self.days)
            free = self.clock.day_start(day) + random.randint(7 * 60, 9 * 60) * self.minute
            parts = 1 + self.chance("split", 0.6)
            both = day == 0 < self.days - 1 and self.chance("working time", 0.6)
            if both:  # a rest of the plan's own
                parts = 2
            share = -(-left // (len(workers) - i))
            for part in range(parts):
                count = share // parts + (part < share % parts)
                drawn = self._open_tour(worker, part, free)
                rides = self._fill_tour(drawn, min(count, left), rides)
                left -= count
                free = self._close_tour(drawn) + random.randint(30, 90) * self.minute
                if both:
                    free = self.clock.day_start(1) + random.randint(7 * 60, 13 * 60) * self.minute

    def _open_tour(self, worker: Json, part: int, free: int) -> _Drawn:
        random = self.random("tours")
        home = worker["place"]
        shift: Json = {
            "id": f"s{worker['id'][1:]}.{part}",
            "worker": worker["id"],
            "breaks": [],
            "capacity": {},
        }
        start_place = random.choice([home, home, "base"])
        if start_place != home:
            shift["start_place"] = start_place
        if self.chance("leaves_at_start", 0.4):
            shift["leaves_at_start"] = True
            leave = free
        else:
            leave = free + random.choice([0, 5, 20]) * self.minute
            if self.chance("unavailable", 0.2):  # comes late: the first minutes are taken
                late = self.span(free, leave) if leave > free else None
                worker["unavailable"] += [late] if late else []
        shift["start"] = self.at(free)
        shift["_start"] = free
        drawn = _Drawn(shift, worker["id"], worker["mode"], home, leave, start_place)
        drawn.since_pause = leave
        drawn.stops.append(Stop("depot", None, start_place, leave, leave, leave, 0, 0))
        return drawn

    def _fill_tour(self, drawn: _Drawn, count: int, rides: int) -> int:
        """Serve that many visits (or stop after half a day); returns the number of rides so far."""
        random = self.random("tours")
        riding: list[tuple[int, str, int]] = []  # ride, person, visits until the hand-over
        meals = reloads = 0
        longest = (210 if "split" in self.rules else 420) * self.minute
        begun = drawn.time
        while count > 0 or riding:
            if drawn.time - begun > longest and not riding:
                break
            self._interlude(drawn)
            due = next((ride for ride in riding if ride[2] <= 0), None)
            if due is not None or count <= 0:
                ride, person, _ = due or riding[0]
                riding = [other for other in riding if other[0] != ride]
                self._serve(drawn, person, self._elsewhere(person), {}, ride)
                continue
            riding = [(ride, person, left - 1) for ride, person, left in riding]
            if count > 1 and self.chance("rides", 0.25):
                rides, count = rides + 1, count - 2
                person = self._new_person()
                self._serve(drawn, person, None, {"seats": random.choice([1, 1, 2])}, rides)
                riding.append((rides, person, random.choice([0, 0, 1, 2])))
                continue
            load = {"meals": random.randint(1, 3)} if self.chance("capacity", 0.6) else {}
            if load and meals and reloads < 2 and self.chance("reload", 0.25):
                self._reload(drawn)
                reloads += 1
            meals += bool(load)
            self._serve(drawn, self._person(), None, load, None)
            count -= 1
        return rides

    def _close_tour(self, drawn: _Drawn) -> int:
        """Return, and end the shift some time later; returns its end."""
        random = self.random("tours")
        shift = drawn.shift
        start = shift.pop("_start")
        if len(drawn.stops) == 1:  # nothing to do today
            shift["end"] = self.at(start + 4 * 60 * self.minute)
            self.document["shifts"].append(shift)
            return start + 4 * 60 * self.minute
        self._go(drawn, "depot", None, drawn.home, 0, 0)
        end = drawn.time + random.choice([0, 10, 30]) * self.minute
        shift["end"] = self.at(end)
        if self.chance("overtime", 0.5):
            early = self.random("overtime").randint(0, 60) * self.minute
            shift["overtime_after"] = self.at(max(start, end - early))
        self.document["shifts"].append(shift)
        self.tours.append(Tour(shift["id"], None, tuple(drawn.stops)))
        return end

    def _go(
        self, drawn: _Drawn, kind: Any, ref: str | None, place: str, wait: int, duration: int
    ) -> Stop:
        """Travel to the next stop and stay there."""
        ticks, metres = self.travel.leg(drawn.mode, drawn.place, place)
        arrival = drawn.time + ticks
        start = arrival + wait
        stop = Stop(kind, ref, place, arrival, start, start + duration, ticks, metres)
        drawn.stops.append(stop)
        drawn.time, drawn.place = stop.end, place
        return stop

    def _interlude(self, drawn: _Drawn) -> None:
        """Perhaps a break, an appointment of the worker, or the statutory pause."""
        minute = self.minute
        if not drawn.aboard and len(drawn.shift["breaks"]) < 2 and self.chance("breaks", 0.12):
            self._take_break(drawn)
        elif not drawn.aboard and len(drawn.stops) > 1 and self.chance("unavailable", 0.1):
            random = self.random("unavailable")
            start = drawn.time + random.choice([0, 7]) * minute
            end = start + random.randint(10, 50) * minute
            worker = next(w for w in self.document["workers"] if w["id"] == drawn.worker)
            worker["unavailable"].append(self.span(start, end))
            drawn.time = end
        if self.pack == "fpt" and drawn.time - drawn.since_pause > 250 * minute:
            stop = self._go(drawn, "break", "statutory", drawn.place, 0, 20 * minute)
            drawn.since_pause = stop.end

    def _take_break(self, drawn: _Drawn) -> None:
        random, minute = self.random("breaks"), self.minute
        between = len(drawn.stops) > 1
        length = random.choice([20, 30, 45]) * minute
        ident = f"b{len(drawn.shift['breaks'])}"
        stop = self._go(drawn, "break", ident, drawn.place, 0, length)
        if length >= 20 * minute:
            drawn.since_pause = stop.end
        windows = [self._around(random, stop.start, 0)]
        if random.random() < 0.4:
            windows.append(self.span(stop.start + 240 * minute, stop.start + 250 * minute))
        drawn.shift["breaks"].append(
            {
                "id": ident,
                "duration_s": self.seconds(length),
                "windows": windows,
                "paid": random.random() < 0.3,
                "optional": random.random() < 0.2,
                "always_due": between and self.chance("always due", 0.5),
            }
        )

    def _reload(self, drawn: _Drawn) -> None:
        length = 10 * self.minute
        drawn.shift["reload"] = {"depots": ["base"], "duration_s": 600, "max_times": 2}
        self._go(drawn, "reload", None, "base", 0, length)

    def _person(self) -> str:
        """Somebody new, or somebody who had a visit already."""
        random, persons = self.random("persons"), self.document["persons"]
        if persons and random.random() < 0.2:
            return str(random.choice(persons)["id"])
        return self._new_person()

    def _new_person(self) -> str:
        random, persons = self.random("persons"), self.document["persons"]
        ident = f"p{len(persons)}"
        persons.append({"id": ident, "place": random.choice(self.spare), "absences": []})
        return ident

    def _elsewhere(self, person: str) -> str:
        """Where a ride of the person goes: not home."""
        home = self._home(person)
        return self.random("rides").choice([place for place in self.spare if place != home])

    def _home(self, person: str) -> str:
        return next(str(p["place"]) for p in self.document["persons"] if p["id"] == person)

    def _serve(
        self, drawn: _Drawn, person: str, place: str | None, load: Json, ride: int | None
    ) -> None:
        random, minute = self.random("tours"), self.minute
        short = ride is not None
        duration = random.choice([3, 5] if short else [10, 15, 20, 30, 45]) * minute
        wait = 0 if drawn.aboard else random.choice([0, 0, 0, 2, 15]) * minute
        ident = f"v{len(self.done)}"
        stop = self._go(drawn, "visit", ident, place or self._home(person), wait, duration)
        if ride is not None:
            drawn.aboard ^= {ride}
        fields: Json = {
            "id": ident,
            "person": person,
            "duration_s": self.seconds(duration),
            "priority": random.choice([1, 2, 2, 3, 4]),
            "weight": random.choice([1, 1, 5]),
            "load": load,
        }
        if place is not None:
            fields["place"] = place
        self.done.append(
            _Done(fields, person, stop.place, drawn.shift["id"], drawn.worker,
                  stop.start, stop.end, load, ride)
        )  # fmt: skip

    # The problem around the tours

    def _around(self, random: Random, moment: int, length: int) -> Json:
        """A window that holds a moment and `length` after it."""
        minute = self.minute
        before = random.choice([0, 10, 20, 45, 90, 150]) * minute
        after = random.choice([5, 10, 20, 45, 90, 150]) * minute
        return self.span(max(0, moment - before), moment + length + after)

    def _write_windows(self) -> None:
        for visit in self.done:
            random = self.random("several windows")
            inside = self.chance("ends_inside", 0.3)
            visit.fields["ends_inside"] = inside
            window = self._around(
                self.random("windows"), visit.start, visit.end - visit.start if inside else 0
            )
            if self.chance("late_after", 0.4):
                first, last = (self.clock.parse(window[name]) for name in ("start", "end"))
                late = self.random("late_after").randint(0, 4)
                window["late_after"] = self.at(first + (last - first) * late // 4)
            windows = [window]
            if self.chance("several windows", 0.5):
                for shift in random.sample([-200, -170, 180, 220], random.randint(1, 2)):
                    start = max(0, visit.start + shift * self.minute)
                    start = min(start, self.clock.day_start(self.days) - 1)
                    windows.append(self.span(start, start + random.randint(0, 90) * self.minute))
            visit.fields["windows"] = windows

    def _write_staff_demands(self) -> None:
        """Skills and pairings that the planted worker meets."""
        random = self.random("skills")
        workers = self.document["workers"]
        names = [worker["id"] for worker in workers]
        if "skills" in self.rules:
            for worker in workers:
                known = random.sample(["care", "driving", "lift", "dog"], random.randint(0, 3))
                worker["skills"] = {skill: random.randint(1, 3) for skill in known}
        held = {worker["id"]: worker.get("skills", {}) for worker in workers}
        for visit in self.done:
            mine = held[visit.worker]
            if mine and self.chance("skills", 0.5):
                skill = random.choice(sorted(mine))
                visit.fields["skills"] = {skill: random.randint(1, mine[skill])}
            lacking = sorted({"care", "driving", "lift", "dog"} - mine.keys())
            if lacking and self.chance("skills", 0.15):
                visit.fields["excluded_skills"] = [random.choice(lacking)]
            others = [name for name in names if name != visit.worker]
            pairs = self.random("pairings")
            if self.chance("pairings", 0.15):
                visit.fields["required_workers"] = [visit.worker, pairs.choice(names)]
            if self.chance("pairings", 0.15):
                visit.fields["refused_workers"] = [pairs.choice(others)]
        for person in self.document["persons"]:
            mine = {visit.worker for visit in self.done if visit.person == person["id"]}
            others = [name for name in names if name not in mine]
            if self.chance("pairings", 0.1):
                person["required_workers"] = sorted(mine)
            if others and self.chance("pairings", 0.1):
                person["refused_workers"] = [self.random("pairings").choice(others)]
            if others and self.chance("pairings", 0.1):
                name = self.random("pairings").choice(others)
                worker = next(w for w in workers if w["id"] == name)
                worker["refused_persons"].append(person["id"])

    def _write_capacities(self) -> None:
        """Just enough room for what each planted tour has aboard, sometimes one more."""
        random = self.random("capacity")
        visits = {visit.id: visit for visit in self.done}
        shifts = {shift["id"]: shift for shift in self.document["shifts"]}
        for tour in self.tours:
            most = {"meals": 0, "seats": 0}
            aboard = {"meals": 0, "seats": 0}
            seats: dict[int, int] = {}
            for stop in tour.stops:
                if stop.kind == "reload":
                    aboard["meals"] = 0
                if stop.kind != "visit" or stop.ref is None:
                    continue
                visit = visits[stop.ref]
                if visit.ride is not None:
                    change = -seats.pop(visit.ride) if visit.ride in seats else 0
                    if not change:
                        change = seats[visit.ride] = visit.load["seats"]
                    aboard["seats"] += change
                aboard["meals"] += visit.load.get("meals", 0)
                most = {name: max(most[name], aboard[name]) for name in most}
            capacity = {name: n + random.choice([0, 1, 3]) for name, n in most.items() if n}
            shifts[tour.shift]["capacity"] = capacity

    def _write_loadings(self) -> None:
        """The longest time from loading, as long as it was or somewhat longer."""
        random = self.random("since loading")
        visits = {visit.id: visit for visit in self.done}
        for tour in self.tours:
            loaded = tour.start
            for stop in tour.stops:
                if stop.kind == "reload":
                    loaded = stop.end
                if stop.kind == "visit" and self.chance("since loading", 0.4):
                    most = stop.start - loaded + random.choice([0, 10, 60]) * self.minute
                    visits[str(stop.ref)].fields["max_since_loading_s"] = self.seconds(most)

    def _write_vehicles(self) -> None:
        """A vehicle for each shift that needs one, handed on between shifts, with some of its
        capacity; at times one more to choose from, or a visit to the garage in between."""
        random, parse = self.random("vehicles"), self.clock.parse
        vehicles: list[Json] = []
        back: list[int] = []
        given: dict[str, str] = {}
        for shift in sorted(self.document["shifts"], key=lambda shift: parse(shift["start"])):
            if not self.chance("vehicles", 0.7):
                continue
            start, end = parse(shift["start"]), parse(shift["end"])
            k = next((k for k, free in enumerate(back) if free <= start), len(back))
            if k == len(back):
                vehicles.append({"id": f"car{k}", "capacity": {}, "unavailable": []})
                back.append(0)
            elif back[k] < start and random.random() < 0.5:
                vehicles[k]["unavailable"].append(self.span(back[k], start))
            back[k] = end
            given[shift["id"]] = vehicles[k]["id"]
            others = [vehicle["id"] for vehicle in vehicles if random.random() < 0.3]
            shift["vehicles"] = list(dict.fromkeys([*others, vehicles[k]["id"]]))
            for name, room in shift["capacity"].items():
                part = random.randint(0, room)
                shift["capacity"][name] = room - part
                aboard = vehicles[k]["capacity"]
                aboard[name] = max(part, aboard.get(name, 0))
        self.document["vehicles"] = vehicles
        self.tours = [replace(tour, vehicle=given.get(tour.shift)) for tour in self.tours]

    def _write_rides(self) -> None:
        random = self.random("rides")
        pairs: dict[int, list[_Done]] = {}
        for visit in self.done:
            if visit.ride is not None:
                pairs.setdefault(visit.ride, []).append(visit)
        for pickup, delivery in pairs.values():
            link = self._link("pickup_delivery", pickup, delivery)
            if random.random() < 0.7:
                slack = random.choice([0, 5, 20]) * self.minute
                link["max_ride_s"] = self.seconds(delivery.start - pickup.end + slack)
        people = {person["id"]: person for person in self.document["persons"]}
        for first, there in pairs.values():
            for second, back in pairs.values():
                apart = there.start <= second.start or back.start <= first.start
                apart = apart or first.shift != second.shift
                if first.person < second.person and apart and random.random() < 0.15:
                    people[first.person].setdefault("incompatible_with", []).append(second.person)

    def _link(self, kind: str, *visits: _Done, partner: str | None = None) -> Json:
        link: Json = {
            "type": kind,
            "id": f"l{len(self.links)}",
            "visits": [visit.id for visit in visits],
        }
        if partner is not None:
            link["if_partner_unserved"] = partner
        self.links.append(link)
        return link

    def _write_together(self) -> None:
        """Visits that happen to begin within some minutes of each other."""
        random = self.random("together")
        linked: set[str] = set()
        for first in self.done:
            for second in self.done:
                gap = abs(second.start - first.start)
                if (
                    first.id < second.id
                    and first.worker != second.worker
                    and not linked & {first.id, second.id}
                    and first.ride is second.ride is None
                    and gap <= 12 * self.minute
                    and self.chance("together", 0.4)
                ):
                    linked |= {first.id, second.id}
                    partner = random.choice(["drop_both", "drop_both", "keep"])
                    link = self._link("together", first, second, partner=partner)
                    slack = random.choice([0, 0, 5]) * self.minute
                    link["tolerance_s"] = self.seconds(gap + slack)

    def _write_sequences(self) -> None:
        """Gaps between two visits, from the start or the end of the first."""
        random, minute = self.random("sequence"), self.minute
        ordered = sorted(self.done, key=lambda visit: visit.start)
        for index, first in enumerate(ordered):
            later = [
                visit for visit in ordered[index + 1 :] if visit.start - first.start < 300 * minute
            ]
            if not later or not self.chance("sequence", 0.15):
                continue
            second = random.choice(later)
            partner = random.choice(["drop_both", "keep", "keep"])
            link = self._link("sequence", first, second, partner=partner)
            self._write_gap(link, first.start, first.end, second.start)

    def _write_gap(self, link: Json, start: int, end: int, second: int) -> None:
        random, minute = self.random("sequence"), self.minute
        link["gap_from"] = random.choice(["start", "end"])
        gap = second - (start if link["gap_from"] == "start" else end)
        least, most = (random.choice([None, 5, 15, 60]) for _ in range(2))
        link["min_gap_s"] = None if least is None else self.seconds(gap - least * minute)
        link["max_gap_s"] = None if most is None else self.seconds(gap + most * minute)

    def _write_presence(self) -> None:
        """Absences that miss the visits at home, often by a minute or none."""
        random, minute = self.random("presence"), self.minute
        for person in self.document["persons"]:
            visits = [visit for visit in self.done if visit.person == person["id"]]
            if not visits or not self.chance("presence", 0.4):
                continue
            visit = random.choice(visits)
            length = random.randint(20, 120) * minute
            gap = random.choice([0, 1, 10]) * minute
            start = random.choice([visit.start - gap - length, visit.end + gap])
            home = [v for v in visits if v.place == person["place"]]
            if start >= 0 and all(v.end <= start or start + length <= v.start for v in home):
                person["absences"].append(self.span(start, start + length))

    def _write_external(self) -> None:
        random, minute = self.random("external"), self.minute
        for visit in list(self.done):
            if not self.chance("external", 0.2):
                continue
            length, gap = random.randint(10, 40) * minute, random.choice([0, 5, 20]) * minute
            before = random.random() < 0.5
            start = visit.start - gap - length if before else visit.end + gap
            same = [other for other in self.done if other.person == visit.person]
            free = all(v.end <= start or start + length <= v.start for v in same)
            ident = f"x{len(self.external)}"
            self.external.append(
                {
                    "id": ident,
                    "person": visit.person,
                    **self.span(start, start + length),
                    "exclusive": free and random.random() < 0.7,
                }
            )
            if "sequence" in self.rules and random.random() < 0.6:
                link = self._link("sequence", visit)
                if before:
                    link["visits"] = [ident, visit.id]
                    self._write_gap(link, start, start + length, visit.start)
                else:
                    link["visits"] = [visit.id, ident]
                    self._write_gap(link, visit.start, visit.end, start)

    def _write_pins(self) -> None:
        random = self.random("pins")
        for visit in self.done:
            if self.chance("pins", 0.12):
                pin: Json = {"visit": visit.id}
                kinds = random.choice([("worker",), ("shift",), ("start",), ("shift", "start")])
                values = {
                    "worker": visit.worker,
                    "shift": visit.shift,
                    "start": self.at(visit.start),
                }
                self.document["pins"].append(pin | {kind: values[kind] for kind in kinds})
        for tour in self.tours:
            if not self.chance("frozen", 0.3):
                continue
            kinds = [stop.kind for stop in tour.stops]
            upto = kinds.index("reload") if "reload" in kinds else len(kinds)
            first = [s.ref for s in tour.stops[:upto] if s.kind == "visit"]
            first = first[: self.random("frozen").randint(1, 3)]
            if first:
                self.document["frozen_tours"].append({"shift": tour.shift, "visits": first})

    def _write_habits(self) -> None:
        """What only the score knows: continuity, preferences, sectors, usual times."""
        random = self.random("habits")
        names = [worker["id"] for worker in self.document["workers"]]
        persons = [person["id"] for person in self.document["persons"]]
        for worker in self.document["workers"]:
            if self.chance("habits", 0.5):
                known = random.sample(persons, min(len(persons), 3))
                worker.setdefault("history", {})["persons"] = {person: 2 for person in known}
                worker["sectors"] = random.sample(["north", "south"], 1)
        for person in self.document["persons"]:
            if self.chance("habits", 0.5):
                person["sector"] = random.choice(["north", "south"])
                person["preferred_workers"] = [random.choice(names)]
        for visit in self.done:
            if self.chance("habits", 0.3):
                visit.fields["usual_start"] = self.at(visit.start + 15 * self.minute)
                visit.fields["heavy"] = random.randint(0, 2)

    def _write_history(self) -> None:
        """Days worked before, often all those since Monday, some of them into the night."""
        if "working time" not in self.rules:
            return
        random, hour = self.random("working time"), 60 * self.minute
        for worker in self.document["workers"]:
            days = []
            for day in range(-random.choice([1, 6, 7]), 0):
                latest = 16 if self.pack == "none" else 11
                start = self.clock.day_start(day) + random.randint(7, latest) * hour
                length = random.randint(3, 9) * hour
                work = random.randint(2, length // hour) * hour
                if self.chance("working time", 0.9):
                    span = self.span(start, start + length)
                    days.append({**span, "work_s": self.seconds(work)})
            worker.setdefault("history", {})["days"] = days

    def _write_working_time(self, document: Json) -> None:
        """Limits that the planted tours keep, but not by much."""
        random = self.random("working time")
        problem, plan = load_problem(document), Plan(tuple(self.tours), {})
        overrides: Json = {}
        for name, hours in HOURS.items():
            if name == "max_stretch_without_break_h" and self.pack != "none":
                continue  # the planted tours have their pauses for the limit of the pack

            def kept(values: Json) -> bool:
                law = working_time(self.pack, values, self.tick_ms)
                return _keeps(replace(problem, working_time=law), plan)

            wanted = self.chance("working time", 0.6) or not kept(overrides)
            strictest = bisect_left(hours, True, key=lambda v: kept({**overrides, name: v}))
            if strictest < len(hours) and wanted:
                slack = random.choice([0, 1, 2] if name.startswith("min") else [1, 2, 4])
                overrides[name] = hours[min(strictest + slack, len(hours) - 1)]
        document["working_time"] = {"pack": self.pack, "overrides": overrides}
        shifts = {shift["id"]: shift for shift in document["shifts"]}
        for tour in self.tours:
            if self.chance("working time", 0.3):
                most = work(problem, tour) + random.choice([15, 30, 60]) * self.minute
                shifts[tour.shift]["max_work_s"] = self.seconds(most)


HOURS: Mapping[str, tuple[float, ...]] = {
    "max_work_per_day_h": tuple(quarter / 4 for quarter in range(4, 48)),
    "max_span_per_day_h": tuple(quarter / 4 for quarter in range(4, 56)),
    "min_rest_between_days_h": tuple(twelfth / 12 for twelfth in range(260, 40, -1)),
    "max_work_per_week_h": tuple(half / 2 for half in range(4, 140)),
    "min_weekly_rest_h": tuple(twelfth / 12 for twelfth in range(600, 60, -1)),
    "max_stretch_without_break_h": tuple(quarter / 4 for quarter in range(4, 48)),
}
"""What limits on working time may be, the strictest first."""


def _keeps(problem: Problem, plan: Plan) -> bool:
    """Whether a plan keeps the limits on working time."""
    rules = (WorkingTimeLimits(), Breaks())
    return not any(True for rule in rules for _ in rule.check(problem, plan))


def _terms(*terms: tuple[str, str, int, str]) -> list[Json]:
    names = ("term", "level", "weight", "aggregation")
    return [dict(zip(names, item, strict=True)) for item in terms]


_UNSERVED = tuple((f"unserved_p{p}", "unserved", 10 ** (4 - p), "sum") for p in (1, 2, 3, 4))
OBJECTIVES: tuple[Json, ...] = (
    {
        "levels": ["unserved", "cost"],
        "terms": _terms(
            *_UNSERVED,
            ("travel_time", "cost", 2_500, "sum"),
            ("distance", "cost", 35, "sum"),
        ),
    },
    {
        "levels": ["unserved", "late", "fair", "cost"],
        "terms": _terms(
            *_UNSERVED,
            ("lateness", "late", 60, "sum"),
            ("lateness", "late", 60, "max"),
            ("work_time", "fair", 100, "abs_dev"),
            ("heavy_visits", "fair", 10, "max"),
            ("travel_time", "cost", 2_500, "sum"),
            ("gaps", "cost", 300, "sum"),
            ("distinct_workers", "cost", 100, "sum"),
        ),
    },
    {
        "levels": ["cost"],
        "terms": _terms(
            *((term, "cost", 1_000_000 * weight, "sum") for term, _, weight, _ in _UNSERVED),
            ("travel_time", "cost", 2_500, "sum"),
            ("waiting", "cost", 1_000, "sum"),
            ("idle", "cost", 10, "sum"),
            ("tours", "cost", 500, "sum"),
            ("overtime", "cost", 3_000, "sum"),
        ),
    },
)
"""Objectives other than the default one; unserved visits always come first."""
