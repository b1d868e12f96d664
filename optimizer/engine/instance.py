"""The problem in plain integers: visits and shifts by number, who can serve what, and when.

Everything static is settled here once: presence, pins and external visits become windows;
skills, pairings, capacity and reach become the list of possible shifts of a visit.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimizer.engine.duties import Duty, offered_pauses, pauses_of, trimmed
from optimizer.engine.obstacles import NONE, OBSTACLES, obstacles
from optimizer.engine.vehicles import Grant, vehicle_grants
from optimizer.engine.windows import Windows, start_windows
from optimizer.problem.model import PickupDelivery, Problem, Shift, Visit
from optimizer.travel import travel_of


@dataclass(slots=True)
class Node:
    """A place to stop at: a visit, or a reload (`visit` None)."""

    visit: str | None
    place: int
    duration: int
    windows: Windows


class Instance:
    """A problem compiled for search.

    `nodes[0:n]` are the visits in the order of the problem, the rest are reloads.
    `possible[v]` lists the duties that could hold visit v in an otherwise empty tour.
    `pinned` visits have a pin or stand in a frozen tour.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        travel = travel_of(problem)
        self.places = list(travel.index)
        self.number = {visit: i for i, visit in enumerate(problem.visits)}
        self.count = len(self.number)
        self.visits: list[Visit] = list(problem.visits.values())
        tables = {
            mode: (travel.duration[mode].tolist(), travel.distance[mode].tolist())
            for mode in travel.duration
        }
        self.nodes = [
            Node(visit.id, travel.index[visit.place], visit.duration, start_windows(problem, visit))
            for visit in self.visits
        ]
        self.loads = [dict(visit.load) for visit in self.visits]
        self.since_loading = {
            v: visit.max_since_loading
            for v, visit in enumerate(self.visits)
            if visit.max_since_loading is not None
        }
        self.delivery_of: dict[int, int] = {}
        self.pickup_of: dict[int, int] = {}
        self.max_ride: dict[int, int | None] = {}
        for link in problem.links.values():
            if isinstance(link, PickupDelivery):
                pickup, delivery = self.number[link.pickup], self.number[link.delivery]
                self.delivery_of[pickup], self.pickup_of[delivery] = delivery, pickup
                self.max_ride[pickup] = link.max_ride
        frozen_visits = [v for frozen in problem.frozen_tours.values() for v in frozen.visits]
        self.pinned = frozenset(self.number[v] for v in (*problem.pins, *frozen_visits))
        workers = {worker: i for i, worker in enumerate(problem.workers)}
        self.duties: list[Duty] = []
        for number, shift in enumerate(problem.shifts.values()):
            durations, metres = tables[shift.mode]
            worker = problem.workers[shift.worker]
            start, end = trimmed(shift, worker)
            duty = Duty(
                shift=shift,
                number=number,
                worker=workers[shift.worker],
                start=start,
                end=end,
                start_place=travel.index[shift.start_place],
                end_place=travel.index[shift.end_place],
                travel=durations,
                metres=metres,
                pauses=pauses_of(problem, shift, worker, start, end),
                offered=offered_pauses(problem, shift, worker, start, end),
                reloads=self._reloads(shift),
                capacity=shift.capacity,
            )
            frozen = problem.frozen_tours.get(shift.id)
            if frozen is not None:
                duty.fixed = [self.number[visit] for visit in frozen.visits]
            self.duties.append(duty)
        if any(shift.vehicles for shift in problem.shifts.values()):
            for k, grant in vehicle_grants(self).items():
                self.duties[k] = self.equipped(self.duties[k], grant)
        self._obstacles = obstacles(self, self.duties)
        self.possible: list[list[int]] = [
            np.flatnonzero(row == NONE).tolist() for row in self._obstacles
        ]

    def obstacle(self, v: int, k: int) -> str | None:
        """The rule by which duty k could never hold visit v, even in an empty tour."""
        number = self._obstacles[v, k]
        return None if number == NONE else OBSTACLES[number]

    def _reloads(self, shift: Shift) -> tuple[int, ...]:
        if shift.reload is None:
            return ()
        first = len(self.nodes)
        for _ in range(shift.reload.max_times):
            for depot in dict.fromkeys(shift.reload.depots):
                place = self.places.index(depot)
                self.nodes.append(Node(None, place, shift.reload.duration, [(0, 1 << 60)]))
        return tuple(range(first, len(self.nodes)))

    def equipped(self, duty: Duty, grant: Grant) -> Duty:
        """The duty with a vehicle, while it has it."""
        shift, worker = duty.shift, self.problem.workers[duty.shift.worker]
        start, end = grant.stretch.start, grant.stretch.end
        return replace(
            duty,
            start=start,
            end=end,
            pauses=pauses_of(self.problem, shift, worker, start, end),
            offered=offered_pauses(self.problem, shift, worker, start, end),
            capacity=dict(grant.stretch.capacity),
            vehicle=grant.vehicle,
        )
