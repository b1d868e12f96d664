"""Random instances in the published formats, with random routes that often are solutions."""

from random import Random
from typing import Any

Json = dict[str, Any]
SERVICES = ("s1", "s2", "s3")


def _legs(random: Random, n: int, decimals: int) -> list[list[float]]:
    """Not symmetric, and no triangle inequality."""
    return [
        [0 if i == j else round(random.uniform(1, 40), decimals) if decimals
         else random.randint(1, 40) for j in range(n)]
        for i in range(n)
    ]  # fmt: skip


def _staff(random: Random) -> list[tuple[str, list[str]]]:
    """At least two for each service."""
    staff = [("c1", list(SERVICES)), ("c2", list(SERVICES))]
    staff += [(f"c{k}", random.sample(SERVICES, 2)) for k in range(3, random.randint(3, 6))]
    return staff


def _number(value: float) -> float:
    return round(value, 3)


class Clock:
    """Where caregivers are and when they are free, as routes grow."""

    def __init__(self, legs: list[list[float]], free: dict[str, float]) -> None:
        self.legs, self.free = legs, dict(free)
        self.row = dict.fromkeys(free, 0)
        self.routes: dict[str, list[Json]] = {name: [] for name in free}

    def arrival(self, who: str, row: int) -> float:
        return self.free[who] + self.legs[self.row[who]][row]

    def give(self, who: str, row: int, patient: str, service: str, start: float, minutes: float):
        end = start + minutes
        self.row[who], self.free[who] = row, end
        self.routes[who].append(
            {"patient": patient, "service": service, "arrival_time": _number(start),
             "departure_time": _number(end)}
        )  # fmt: skip

    def lunch(self, who: str, row: int, patient: str, start: float, minutes: float):
        end = start + minutes
        self.row[who], self.free[who] = row, end
        self.routes[who].append(
            {"patient": patient, "service": "lunch_break", "start_time": start, "end_time": end}
        )

    def solution(self) -> Json:
        return {"routes": [{"caregiver_id": c, "locations": r} for c, r in self.routes.items()]}


def _starts(
    random: Random, earliest: list[float], low: float | None, high: float | None
) -> list[float]:
    """Starts of one or two services, `low` to `high` apart where that is said."""
    slack = [random.choice([0, 0, 0, random.randint(1, 30)]) for _ in earliest]
    starts = [time + extra for time, extra in zip(earliest, slack, strict=True)]
    if low is not None and high is not None:
        starts[1] = max(starts[1], starts[0] + low)
        starts[0] = max(starts[0], starts[1] - high)
    return starts


def hhcrsp(seed: int) -> tuple[Json, Json]:
    """An instance, with fine distances for every other seed, and a solution of it."""
    random = Random(seed)
    staff = _staff(random)
    patients = []
    for number in range(1, random.randint(2, 9)):
        opening = random.randint(0, 300)
        patient = {"id": f"p{number}", "time_window": [opening, opening + random.randint(0, 120)]}
        services = random.sample(SERVICES, random.choice([1, 1, 2]))
        patient["required_caregivers"] = [
            {"service": service, "duration": random.randint(5, 40)} for service in services
        ]
        if len(services) == 2:
            low = random.randint(0, 30)
            patient["synchronization"] = random.choice(
                [{"type": "simultaneous"},
                 {"type": "sequential", "distance": [low, low + random.randint(0, 60)]}]
            )  # fmt: skip
        patients.append(patient)
    legs = _legs(random, len(patients) + 1, 3 if seed % 2 else 0)
    clock = Clock(legs, {name: 0.0 for name, _ in staff})
    for row, patient in random.sample(list(enumerate(patients, 1)), len(patients)):
        requests = patient["required_caregivers"]
        who: list[str] = []
        for request in requests:
            able = [c for c, skills in staff if request["service"] in skills and c not in who]
            who.append(random.choice(able))
        earliest = [max(patient["time_window"][0], clock.arrival(c, row)) for c in who]
        rule = patient.get("synchronization", {"type": "none"})
        low, high = {"none": (None, None), "simultaneous": (0, 0)}.get(
            rule["type"], rule.get("distance")
        )
        starts = _starts(random, earliest, low, high)
        for c, request, start in zip(who, requests, starts, strict=True):
            clock.give(c, row, patient["id"], request["service"], start, request["duration"])
    instance = {
        "patients": patients,
        "caregivers": [{"id": name, "abilities": skills} for name, skills in staff],
        "distances": legs,
    }
    return instance, clock.solution()


WEIGHTS = {
    "soft": ("travel_time", "total_tardiness", "highest_tardiness", "total_waiting_time",
             "total_extra_time", "max_idle_time", "caregiver_preferences", "optional_patients",
             "missed_lunch_break", "workload_balance", "working_time", "max_waiting_time"),
    "bazirha": ("travel_time",),
    "bazirha-caie": ("total_waiting_time", "workload_balance"),
}  # fmt: skip


def uhhc(seed: int) -> tuple[Json, Json]:
    """An instance of one of the three kinds, and routes that often are a solution of it."""
    random = Random(seed)
    origin = ("soft", "bazirha", "bazirha-caie")[seed % 3]
    soft = origin == "soft"
    weights: Json = {name: random.randint(3, 20) for name in WEIGHTS[origin]}
    if not soft:
        weights |= {"total_tardiness": "HARD", "total_extra_time": "HARD"}
    shifts = {}
    for name, _ in (staff := _staff(random)):
        start = random.choice([0, 0, 30, 60]) if soft else 0
        shifts[name] = {"start": start, "end": start + (300 if soft else 1_000)}
    patients = [_patient(random, n, soft, list(shifts)) for n in range(1, random.randint(3, 10))]
    legs = _legs(random, len(patients) + 1, 0)
    instance = {
        "metadata": {
            "time_window_met": random.choice(["at_service_start", "at_service_end"]),
            "origin": origin, "horizon": 600, "cost_components": weights,
        },
        "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
        "caregivers": [
            {"id": name, "abilities": skills, "departing_point": "d0", "arrival_point": "d0",
             "working_shift": shifts[name], "lunch_break": soft and random.random() < 0.6}
            for name, skills in staff
        ],
        "patients": patients,
        "lunch_breaks": {"start": 180, "end": 360, "min_duration": 30},
        "distances": legs,
    }  # fmt: skip
    return instance, _routes(random, instance)


def _patient(random: Random, number: int, soft: bool, staff: list[str]) -> Json:
    windows, at = [], random.randint(0, 150)
    for _ in range(random.choice([1, 2, 3])):
        end = at + random.randint(60, 120) + (0 if soft else 200)
        windows.append({"start": at, "end": end})
        at = end + random.choice([0, 30])
    services = random.sample(SERVICES, random.choice([1, 1, 2, 2, 3]))
    patient: Json = {
        "id": f"p{number}",
        "distance_matrix_index": number,
        "required_services": [
            {"service": service, "duration": random.randint(5, 40)} for service in services
        ],
        "time_windows": windows,
        "optional": soft and number > 1 and random.random() < 0.3,
        "preferred_caregivers": random.choice([None, random.sample(staff, 2)]),
        "incompatible_caregivers": random.sample(staff, 1) if random.random() < 0.1 else [],
    }
    if len(services) > 1:
        kinds = ["independent"] if len(services) == 3 else ["simultaneous", "sequential"]
        kind = random.choice(["independent", *kinds])
        low = random.randint(0, 30)
        distance = {"min": low, "max": low + random.randint(0, 60)}
        patient["synchronization"] = {"type": kind, "distance": distance}
    return patient


def _routes(random: Random, instance: Json) -> Json:
    rule = instance["lunch_breaks"]
    at_end = instance["metadata"]["time_window_met"] == "at_service_end"
    last = rule["end"] - (rule["min_duration"] if at_end else 0)
    hungry = {c["id"] for c in instance["caregivers"] if c["lunch_break"]}
    clock = Clock(
        instance["distances"],
        {c["id"]: c["working_shift"]["start"] for c in instance["caregivers"]},
    )
    for patient in random.sample(instance["patients"], len(instance["patients"])):
        if patient["optional"] and random.random() < 0.5:
            continue
        row, requests = patient["distance_matrix_index"], patient["required_services"]
        sync = patient.get("synchronization", {"type": "independent"})
        who: list[str] = []
        for request in requests:
            able = [
                c["id"] for c in instance["caregivers"]
                if request["service"] in c["abilities"]
                and (c["id"] not in who or sync["type"] == "independent")
            ]  # fmt: skip
            who.append(random.choice(able))
        for c in {*who} & hungry:
            start = max(clock.arrival(c, row), rule["start"])
            if start <= last and random.random() < 0.4:
                clock.lunch(c, row, patient["id"], start, rule["min_duration"])
                hungry.remove(c)
        opening = patient["time_windows"][0]["start"]
        if sync["type"] == "independent":
            for c, request in zip(who, requests, strict=True):
                start = max(opening, clock.arrival(c, row))
                clock.give(c, row, patient["id"], request["service"], start, request["duration"])
            continue
        low, high = sync["distance"]["min"], sync["distance"]["max"]
        if sync["type"] == "simultaneous":
            low = high = 0
        earliest = [max(opening, clock.arrival(c, row)) for c in who]
        starts = _starts(random, earliest, low, high)
        for c, request, start in zip(who, requests, starts, strict=True):
            clock.give(c, row, patient["id"], request["service"], start, request["duration"])
    return clock.solution()


def bredstrom(seed: int) -> tuple[Json, Json]:
    """An instance, and routes that often are a solution of it."""
    random = Random(seed)
    n, staff = random.randint(3, 7), random.randint(2, 3)
    opens = [0, *(random.randint(0, 60) for _ in range(n))]
    instance = {
        "visits": n,
        "staff": staff,
        "horizon": 400,
        "service": [0, *(random.randint(0, 20) for _ in range(n))],
        "open": opens,
        "close": [400, *(opening + random.randint(60, 200) for opening in opens[1:])],
        "travel": _legs(random, n + 1, 0),
        "synchronised_pairs": [[1, 2]],
    }
    clock = Clock(instance["travel"], {str(k): 0.0 for k in range(1, staff + 1)})
    pairs = [[1, 2], *([v] for v in range(3, n + 1))]
    for visits in random.sample(pairs, len(pairs)):
        who = random.sample(list(clock.free), len(visits))
        earliest = [max(opens[v], clock.arrival(c, v)) for c, v in zip(who, visits, strict=True)]
        starts = _starts(random, earliest, *((0, 0) if len(visits) == 2 else (None, None)))
        for c, v, start in zip(who, visits, starts, strict=True):
            clock.give(c, v, str(v), "", start, instance["service"][v])
    routes = [
        {"staff": int(c),
         "visits": [{"visit": int(s["patient"]), "start": s["arrival_time"]} for s in route]}
        for c, route in clock.routes.items()
    ]  # fmt: skip
    return instance, {"routes": routes}


def vrptw(seed: int) -> tuple[str, list[list[int]]]:
    """An instance's text, and routes that often are a solution of it."""
    random = Random(seed)
    n = random.randint(3, 8)
    rows = [(0, 0, 0, 0, 0, 300, 0)]
    for number in range(1, n + 1):
        ready = random.randint(0, 120)
        rows.append((number, random.randint(-30, 30), random.randint(-30, 30),
                     random.randint(1, 6), ready, ready + random.randint(30, 150),
                     random.randint(0, 10)))  # fmt: skip
    lines = ["random", "", "VEHICLE", "NUMBER CAPACITY", "4 12", "", "CUSTOMER", "CUST XCOORD"]
    text = "\n".join([*lines, "", *(" ".join(map(str, row)) for row in rows)])
    routes: list[list[int]] = [[] for _ in range(4)]
    for row in sorted(rows[1:], key=lambda row: row[4] + random.randint(0, 60)):
        random.choice(routes).append(row[0])
    return text, [route for route in routes if route]
