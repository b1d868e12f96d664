"""A tiny instance of each format, invented here, with a solution whose cost is worked out."""

from typing import Any

LEGS = [[0, 10, 20, 30], [12, 0, 5, 15], [20, 6, 0, 8], [30, 14, 9, 0]]
"""Row and column 0 the office; the way back is not as long as the way there."""

Json = dict[str, Any]


def at(patient: str, service: str, start: float, end: float) -> Json:
    """A service given."""
    return {
        "patient": patient,
        "service": service,
        "arrival_time": start,
        "departure_time": end,
    }


def request(service: str, duration: float) -> Json:
    return {"service": service, "duration": duration}


HHCRSP: Json = {
    "patients": [
        {"id": "p1", "location": [0, 0], "time_window": [20.0, 40.0],
         "required_caregivers": [request("s1", 10)]},
        {"id": "p2", "location": [0, 0], "time_window": [30, 45.99999999999994],
         "required_caregivers": [request("s1", 10), request("s2", 15)],
         "synchronization": {"type": "simultaneous"}},
        {"id": "p3", "location": [0, 0], "time_window": [50, 60],
         "required_caregivers": [request("s1", 5), request("s2", 5)],
         "synchronization": {"type": "sequential", "distance": [5, 20]}},
    ],
    "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 15}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]},
                   {"id": "c3", "abilities": ["s1", "s2"]}],
    "central_offices": [{"id": "d", "location": [0, 0]}],
    "distances": LEGS,
}  # fmt: skip

HHCRSP_SOLUTION: Json = {
    "routes": [
        {"caregiver_id": "c1",
         "locations": [at("p1", "s1", 20, 30), at("p2", "s1", 50, 60), at("p3", "s1", 68, 73)]},
        {"caregiver_id": "c2", "locations": [at("p2", "s2", 50, 65), at("p3", "s2", 73, 78)]},
        {"caregiver_id": "c3"},
    ]
}  # fmt: skip
# c1 drives 10 + 5 + 8 + 30 = 53, c2 20 + 8 + 30 = 58. p2 closes at 45 (bounds are cut): 5 late
# twice; p3 8 and 13 late. (111 + 31 + 13) / 3
HHCRSP_COST = 155 / 3


def window(start: float, end: float) -> Json:
    return {"start": start, "end": end}


def caregiver(name: str, abilities: list[str], start: float, end: float, **more: Any) -> Json:
    return {"id": name, "abilities": abilities, "departing_point": "d0", "arrival_point": "d0",
            "working_shift": window(start, end), **more}  # fmt: skip


def patient(number: int, services: list[Json], windows: list[Json], **more: Any) -> Json:
    return {"id": f"p{number}", "required_services": services, "distance_matrix_index": number,
            "time_windows": windows, **more}  # fmt: skip


UHHC: Json = {
    "metadata": {
        "time_window_met": "at_service_end", "origin": "generated", "horizon": 600,
        "cost_components": {
            "travel_time": 2, "total_tardiness": 3, "highest_tardiness": 4,
            "total_waiting_time": 5, "total_extra_time": 7, "max_idle_time": 1,
            "caregiver_preferences": 11, "optional_patients": 100, "missed_lunch_break": 50,
        },
    },
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "caregivers": [
        caregiver("c1", ["s1"], 0, 150, lunch_break=True),
        caregiver("c2", ["s2"], 10, 120, lunch_break=False),
        caregiver("c3", ["s1", "s2"], 0, 100, lunch_break=True),
    ],
    "patients": [
        patient(1, [request("s1", 10)], [window(20, 40), window(50, 70)],
                preferred_caregivers=["c3"], optional=False),
        patient(2, [request("s1", 10), request("s2", 15)], [window(30, 60)],
                synchronization={"type": "simultaneous"}, preferred_caregivers=None),
        patient(3, [request("s1", 5), request("s2", 5)], [window(0, 600)],
                synchronization={"type": "independent"}, optional=True,
                incompatible_caregivers=["c1"]),
    ],
    "services": [{"id": "s1", "type": "t"}, {"id": "s2", "type": "t"}],
    "lunch_breaks": {"start": 60, "end": 100, "min_duration": 30},
    "distances": LEGS,
}  # fmt: skip

UHHC_SOLUTION: Json = {
    "routes": [
        {"caregiver_id": "c1", "locations": [
            at("p1", "s1", 35, 45), at("p2", "s1", 95, 105),
            {"patient": "p2", "service": "lunch_break", "start_time": 60, "end_time": 90},
        ]},
        {"caregiver_id": "c2", "locations": [at("p2", "s2", 95, 110)]},
    ]
}  # fmt: skip
# c1 leaves at 25, drives 10 + 5 + 20, waits 60 - 50 for lunch and 95 - 90 after it, is back at 125;
# c2 leaves at 75, drives 20 + 20, is back at 130.
UHHC_PARTS = {
    "travel_time": 2 * (35 + 40),
    "total_tardiness": 3 * (5 + 45 + 50),  # ends at 45, 105 and 110 against 40 and 60
    "highest_tardiness": 4 * 50,
    "total_waiting_time": 5 * (10 + 5),
    "total_extra_time": 7 * (130 - 120),
    "max_idle_time": 1 * 100,  # c3; c1 25 + 15 + 25, c2 65
    "caregiver_preferences": 11,  # c1 at p1
    "optional_patients": 100,
    "missed_lunch_break": 50,  # c3
}

CAIE: Json = {
    "metadata": {
        "time_window_met": "at_service_end", "origin": "bazirha-caie", "horizon": 1000,
        "cost_components": {"total_tardiness": "HARD", "total_waiting_time": 1,
                            "total_extra_time": "HARD", "workload_balance": 1},
    },
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "caregivers": [caregiver("c1", ["s1", "s2"], 0, 200), caregiver("c2", ["s1"], 0, 200)],
    "patients": [
        patient(1, [request("s1", 10), request("s2", 15)], [window(20, 60), window(100, 160)],
                synchronization={"type": "independent"}),
        patient(2, [request("s1", 10)], [window(30, 90)]),
    ],
    "services": [],
    "distances": LEGS,
}  # fmt: skip

CAIE_SOLUTION: Json = {
    "routes": [
        {"caregiver_id": "c1", "locations": [at("p1", "s1", 20, 30), at("p1", "s2", 30, 45)]},
        {"caregiver_id": "c2", "locations": [at("p2", "s1", 30, 40)]},
    ]
}
# Both leave at 0 and wait 10. c1 works 10 + 25 + 12 = 47, c2 20 + 10 + 20 = 50: 1.5 from the mean,
# 2 each when rounded up.
CAIE_COST = 20 + 4

VRPTW = """tiny

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0       0        0        0        0         100        0
    1       3        4        6        0          10        2
    2       6        8        4       12          20        2
    3       1        1        5        0         100        1
"""
VRPTW_SOLUTION: Json = {"format": "cvrplib", "text": "Route #1: 1 2\nRoute #2: 3\nCost 0\n"}
VRPTW_COST = (5 + 5 + 10) + (1.4 + 1.4)  # 1.414... is cut

BREDSTROM: Json = {
    "name": "tiny",
    "visits": 3,
    "staff": 2,
    "horizon": 100,
    "service": [0, 10, 10, 10],
    "open": [0, 20, 0, 0],
    "close": [100, 40, 100, 60],
    "travel": LEGS,
    "synchronised_pairs": [[1, 3]],
}
BREDSTROM_SOLUTION: Json = {
    "routes": [
        {"staff": 1, "visits": [{"visit": 1, "start": 30}]},
        {"staff": 2, "visits": [{"visit": 3, "start": 30}, {"visit": 2, "start": 49}]},
    ]
}
BREDSTROM_COST = (10 + 12) + (30 + 9 + 20)
