"""VROOM (Coupey, Nicod and Varnier): constructive heuristics and local search, by pyvroom.

Each set of possible workers is a skill, so that skills, pairings and pins are stated exactly.
Levels of priority become weights of which VROOM serves the greatest sum first; below that it
counts vehicles, hours on the road and kilometres. Its own breaks may interrupt a leg; ours are
taken at a place, when the answer is scheduled. It ends when its searches are through, which may
be before the seconds are, and tells of no plan on the way. It knows no seed.
"""

from datetime import timedelta

import numpy as np
import vroom

from benchmarks.peers.answers import Answer
from benchmarks.peers.worth import allowed_sets
from optimizer.budget import Running
from optimizer.engine.instance import Duty, Instance
from optimizer.engine.prices import CENT, Prices

PACKAGE = "pyvroom"
ENCODES = frozenset(
    {
        "breaks",
        "capacity",
        "capacity.mixed",
        "pairings",
        "pickup_delivery",
        "pins",
        "presence",
        "shift_bounds",
        "skills",
        "time_windows",
        "travel",
        "working_time",
    }
)
TERMS = frozenset(
    {"unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4",
     "travel_time", "distance", "tours"}
)  # fmt: skip
MANY_THREADS = True

PRIORITY = {1: 100, 2: 30, 3: 9, 4: 2}
"""VROOM knows 0 to 100."""
EXPLORATION = 5
"""The most thorough level."""


def notes(instance: Instance) -> list[str]:
    """What is stated in part only."""
    found = []
    if any(duty.reloads for duty in instance.duties):
        found.append("reloads")
    if any(ride is not None for ride in instance.max_ride.values()):
        found.append("longest rides")
    if any(duty.fixed for duty in instance.duties):
        found.append("frozen tours")
    if any(duty.shift.leaves_at_start for duty in instance.duties):
        found.append("leaving at the start of the shift")
    if any(visit.weight > 1 for visit in instance.visits):
        found.append("weights of visits")
    return found


def answer(instance: Instance, prices: Prices, running: Running, threads: int, seed: int) -> Answer:
    """Search until the budget is over, or VROOM is through."""
    model = _input(instance, prices)
    left = timedelta(seconds=max(0.01, running.seconds_left()))
    solution = model.solve(EXPLORATION, nb_threads=threads, timeout=left)
    routes: list[list[int]] = [[] for _ in instance.duties]
    frame = solution.routes
    steps = frame[frame["type"].isin(["job", "pickup", "delivery"])]
    for vehicle, node in zip(steps["vehicle_id"], steps["id"], strict=True):
        routes[int(vehicle)].append(int(node))
    return Answer(routes)


def _input(instance: Instance, prices: Prices) -> vroom.Input:
    model = vroom.Input()
    for duty in {duty.shift.mode: duty for duty in instance.duties}.values():
        model.set_durations_matrix(duty.shift.mode, np.array(duty.travel))
        model.set_distances_matrix(duty.shift.mode, np.array(duty.metres))
    sets = allowed_sets(instance)
    skill = {duties: number for number, duties in enumerate(dict.fromkeys(sets))}
    names = sorted({name for loads in instance.loads for name in loads})
    for duty in instance.duties:
        known = {number for duties, number in skill.items() if duty.number in duties}
        model.add_vehicle(_vehicle(instance, prices, duty, known, names))
    for v in range(instance.count):
        visit, node = instance.visits[v], instance.nodes[v]
        if not instance.possible[v] or v in instance.pickup_of:
            continue
        amounts = [instance.loads[v].get(name, 0) for name in names]
        priority = PRIORITY[visit.priority]
        if v not in instance.delivery_of:
            model.add_job(
                vroom.Job(
                    v,
                    location=node.place,
                    default_service=node.duration,
                    delivery=amounts,
                    skills={skill[sets[v]]},
                    priority=priority,
                    time_windows=_windows(instance, v),
                )
            )
        elif instance.possible[instance.delivery_of[v]]:
            delivery = instance.delivery_of[v]
            model.add_shipment(
                _step(instance, v),
                _step(instance, delivery),
                amount=vroom.Amount(amounts),
                skills={skill[sets[v]], skill[sets[delivery]]},
                priority=priority,
            )
    return model


def _vehicle(
    instance: Instance, prices: Prices, duty: Duty, skills: set[int], names: list[str]
) -> vroom.Vehicle:
    return vroom.Vehicle(
        duty.number,
        start=duty.start_place,
        end=duty.end_place,
        profile=duty.shift.mode,
        capacity=[duty.shift.capacity.get(name, 0) for name in names],
        skills=skills,
        time_window=vroom.TimeWindow(duty.start, duty.end),
        breaks=[
            vroom.Break(i, [vroom.TimeWindow(*w) for w in pause.windows], pause.duration)
            for i, pause in enumerate(duty.pauses)
        ],
        costs=vroom.VehicleCosts(
            fixed=round(prices.tour / CENT),
            per_hour=round(prices.travel * 3_600 / CENT),  # its seconds are our ticks
            per_km=round(prices.metre * 1_000 / CENT),
        ),
    )


def _windows(instance: Instance, v: int) -> list[vroom.TimeWindow]:
    return [vroom.TimeWindow(max(0, start), end) for start, end in instance.nodes[v].windows]


def _step(instance: Instance, v: int) -> vroom.ShipmentStep:
    node = instance.nodes[v]
    return vroom.ShipmentStep(
        v,
        location=node.place,
        default_service=node.duration,
        time_windows=_windows(instance, v),
    )
