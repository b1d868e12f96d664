"""An instance as PyVRP's data, and its routes back as node numbers.

PyVRP weighs everything by one number. Our own steps between the levels of the score (see
`optimizer.engine.prices`) are so steep that a solver with penalties would rather break a hard
window; the prizes here are gentler, and still dearer than any detour of a day.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from benchmarks.peers.access import Detail, access_of
from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.prices import CENT, Prices

DETAILS: tuple[Detail, ...] = ("prices", "pairings", "skills")
ENTRY = 16
"""Bytes that a price and a time take."""
LEAST_PRIZE = 200 * 100 * CENT
"""200 EUR for a visit of priority 4."""
PRIZE_STEP = 2
"""How much dearer each priority is than the next."""
LOAD = 1_000
"""Units of load to one of ours, so that one too many is penalised more than a visit is worth."""
FORBIDDEN = 1 << 40
"""The price of a leg to a visit that the worker may not serve; more than any prize."""


class Model:
    """The data, and what its clients, shipments and vehicles stand for."""

    def __init__(self, instance: Instance, prices: Prices) -> None:
        self.instance, self.prices = instance, prices
        self.access = access_of(instance, prices, DETAILS, ENTRY)
        self.dimensions = sorted({name for loads in instance.loads for name in loads})
        # Visits that all are vital, as in VRPTW, have to be served; else each has its price.
        self.required = all(visit.priority == 1 for visit in instance.visits)
        self.client_nodes: list[int] = []
        self.rides: list[tuple[int, int]] = []
        self.clients: list[pyvrp.Client] = []
        self.groups: list[pyvrp.ClientGroup] = []
        self.shipments: list[pyvrp.Shipment] = []
        self.depots: list[pyvrp.Depot] = []
        self.depot_of: dict[tuple[int, int], int] = {}
        for v in range(instance.count):
            if instance.possible[v]:
                self._add_visit(v)
        self.alike: dict[str, list[int]] = {}
        vehicles = self._vehicles()
        matrices = [self._matrices(profile) for profile in range(len(self.access.of_profile))]
        self.data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in self.access.places],
            self.clients,
            self.depots,
            vehicles,
            [price for price, _ in matrices],
            [time for _, time in matrices],
            self.groups,
            self.shipments,
        )

    def _add_visit(self, v: int) -> None:
        instance = self.instance
        if v in instance.delivery_of:
            self._add_ride(v, instance.delivery_of[v])
        if v in instance.delivery_of or v in instance.pickup_of:
            return
        windows = instance.nodes[v].windows
        group = None
        if len(windows) > 1:
            first = len(self.clients)
            group = len(self.groups)
            members = range(first, first + len(windows))
            self.groups.append(pyvrp.ClientGroup(list(members), required=self.required))
        for start, end in windows:
            self.client_nodes.append(v)
            self.clients.append(
                pyvrp.Client(
                    location=self.access.location[v],
                    delivery=self._amounts(instance.loads[v]),
                    service_duration=instance.nodes[v].duration,
                    tw_early=max(0, start),
                    tw_late=end,
                    prize=self._prize(v),
                    required=self.required and group is None,
                    group=group,
                )
            )

    def _add_ride(self, pickup: int, delivery: int) -> None:
        nodes, location = self.instance.nodes, self.access.location
        if not self.instance.possible[delivery]:
            return
        # A shipment has one window at each end: the longest.
        (start, end), (start_there, end_there) = (
            max(nodes[v].windows, key=lambda window: window[1] - window[0])
            for v in (pickup, delivery)
        )
        self.rides.append((pickup, delivery))
        self.shipments.append(
            pyvrp.Shipment(
                location[pickup],
                location[delivery],
                max(0, start),
                end,
                nodes[pickup].duration,
                max(0, start_there),
                end_there,
                nodes[delivery].duration,
                amount=self._amounts(self.instance.loads[pickup]),
                prize=self._prize(pickup) + self._prize(delivery),
                required=self.required,
            )
        )

    def _prize(self, v: int) -> int:
        """What it is worth to serve v; the duration of a route, and so service, costs too."""
        visit = self.instance.visits[v]
        service = round(self.prices.waiting) * visit.duration
        return LEAST_PRIZE * PRIZE_STEP ** (4 - visit.priority) * visit.weight + service

    def _amounts(self, loads: Mapping[str, int]) -> list[int]:
        return [LOAD * loads.get(name, 0) for name in self.dimensions]

    def _depot(self, place: int, duration: int) -> int:
        key = place, duration
        if key not in self.depot_of:
            self.depot_of[key] = len(self.depots)
            self.depots.append(pyvrp.Depot(self.access.depots[place], service_duration=duration))
        return self.depot_of[key]

    def _vehicles(self) -> list[pyvrp.VehicleType]:
        """One type for all duties that do not differ; PyVRP tries each type anew."""
        types = []
        for duty in self.instance.duties:
            fields = self._fields(duty)
            alike = self.alike.setdefault(str(fields), [])
            alike.append(duty.number)
            if len(alike) == 1:
                types.append(fields)
        groups = self.alike.values()
        return [
            pyvrp.VehicleType(len(numbers), **fields)
            for fields, numbers in zip(types, groups, strict=True)
        ]

    def _fields(self, duty: Duty) -> dict[str, Any]:
        nodes, shift = self.instance.nodes, duty.shift
        reloads = {(nodes[node].place, nodes[node].duration) for node in duty.reloads}
        paused = sum(pause.duration for pause in duty.pauses)
        return {
            "capacity": self._amounts(shift.capacity),
            "start_depot": self._depot(duty.start_place, 0),
            "end_depot": self._depot(duty.end_place, 0),
            "fixed_cost": self.prices.tour,
            "tw_early": duty.start,
            "tw_late": duty.end,
            "shift_duration": max(0, duty.end - duty.start - paused),
            "unit_distance_cost": 1,
            "unit_duration_cost": round(self.prices.waiting),
            "profile": self.access.profile[duty.number],
            "start_late": duty.start if shift.leaves_at_start else None,
            "reload_depots": [self._depot(*reload) for reload in sorted(reloads)],
            "max_reloads": 0 if shift.reload is None else shift.reload.max_times,
        }

    def _matrices(self, profile: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Prices (beyond what a route's duration costs) and times of a profile."""
        access, prices = self.access, self.prices
        travel = access.travel(profile)
        beyond = max(0.0, prices.travel - prices.waiting)
        price = np.rint(beyond * travel + prices.metre * access.metres(profile)).astype(np.int64)
        price += access.worker_prices(self.instance, prices, profile)[None, :]
        closed = sorted(access.closed[profile])
        price[closed, :] = price[:, closed] = FORBIDDEN
        np.fill_diagonal(price, 0)
        return price, travel

    def routes(self, solution: pyvrp.Solution) -> list[list[int]]:
        """Nodes by duty, reloads included."""
        routes: list[list[int]] = [[] for _ in self.instance.duties]
        free = [list(numbers) for numbers in self.alike.values()]
        for route in solution.routes():
            duty = self.instance.duties[free[route.vehicle_type()].pop(0)]
            routes[duty.number] = list(self._nodes(route, duty))
        return routes

    def _nodes(self, route: pyvrp.Route, duty: Duty) -> Iterator[int]:
        spare = list(duty.reloads)
        for stop in list(route)[1:-1]:  # without the depots at its ends
            if stop.is_client():
                yield self.client_nodes[stop.idx]
            elif stop.is_pickup():
                yield self.rides[stop.idx][0]
            elif stop.is_delivery():
                yield self.rides[stop.idx][1]
            else:
                place = self.access.places[self.data.depot(stop.idx).location]
                node = next(n for n in spare if self.instance.nodes[n].place == place)
                spare.remove(node)
                yield node
