"""VROOM (Coupey, Nicod and Varnier): constructive heuristics and local search, by pyvroom.

Each set of possible workers is a skill, so that skills, pairings and pins are stated exactly.
What a visit costs by worker is added to the legs that lead to it, as long as a matrix for each
worker is not too much (see `benchmarks.peers.access`).
Levels of priority become weights of which VROOM serves the greatest sum first; below that it
counts vehicles, hours on the road and kilometres. Its own breaks may interrupt a leg; ours are
taken at a place, when the answer is scheduled. It ends when its searches are through, which may
be before the seconds are, and tells of no plan on the way. It knows no seed.
"""

from datetime import timedelta

import numpy as np
import vroom

from benchmarks.peers.access import Access, Detail, access_of, allowed_sets
from benchmarks.peers.answers import Answer
from benchmarks.peers.peer import VEHICLE_ROUTING
from optimizer.budget import Running
from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.prices import PER_VISIT, Prices, prices_of

ENCODES = VEHICLE_ROUTING | {"breaks", "breaks.always_due"}
TERMS = frozenset(
    {"unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4",
     "travel_time", "distance", "tours", *PER_VISIT}
)  # fmt: skip
MANY_THREADS = True

DETAILS: tuple[Detail, ...] = ("prices", "modes")
ENTRY = 8
"""Bytes that a cost and a time take."""
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
    if access_of(instance, prices_of(instance), DETAILS, ENTRY).detail != "prices":
        found.append("what a visit costs by worker")
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
    access = access_of(instance, prices, DETAILS, ENTRY)
    for profile in range(len(access.of_profile)):
        travel = access.travel(profile)
        cost = prices.travel * travel + prices.metre * access.metres(profile)
        cost += access.worker_prices(instance, prices, profile)[None, :]
        np.fill_diagonal(cost, 0)
        model.set_durations_matrix(str(profile), travel)
        model.set_costs_matrix(str(profile), np.rint(cost))
    sets = allowed_sets(instance)
    skill = {duties: number for number, duties in enumerate(dict.fromkeys(sets))}
    names = sorted({name for loads in instance.loads for name in loads})
    for duty in instance.duties:
        known = {number for duties, number in skill.items() if duty.number in duties}
        model.add_vehicle(_vehicle(access, prices, duty, known, names))
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
                    location=access.location[v],
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
                _step(instance, access, v),
                _step(instance, access, delivery),
                amount=vroom.Amount(amounts),
                skills={skill[sets[v]], skill[sets[delivery]]},
                priority=priority,
            )
    return model


def _vehicle(
    access: Access, prices: Prices, duty: Duty, skills: set[int], names: list[str]
) -> vroom.Vehicle:
    return vroom.Vehicle(
        duty.number,
        start=access.depots[duty.start_place],
        end=access.depots[duty.end_place],
        profile=str(access.profile[duty.number]),
        capacity=[duty.shift.capacity.get(name, 0) for name in names],
        skills=skills,
        time_window=vroom.TimeWindow(duty.start, duty.end),
        breaks=[
            vroom.Break(i, [vroom.TimeWindow(*w) for w in pause.windows], pause.duration)
            for i, pause in enumerate(duty.pauses)
        ],
        costs=vroom.VehicleCosts(fixed=prices.tour),
    )


def _windows(instance: Instance, v: int) -> list[vroom.TimeWindow]:
    return [vroom.TimeWindow(max(0, start), end) for start, end in instance.nodes[v].windows]


def _step(instance: Instance, access: Access, v: int) -> vroom.ShipmentStep:
    node = instance.nodes[v]
    return vroom.ShipmentStep(
        v,
        location=access.location[v],
        default_service=node.duration,
        time_windows=_windows(instance, v),
    )
