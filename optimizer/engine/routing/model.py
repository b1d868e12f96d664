"""The problem as an OR-Tools routing model.

Vehicles are duties, nodes are visits and reloads. What the library does well (arcs, windows,
capacity) is stated as dimensions; links are node precedences, the form it handles fastest.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp

from optimizer.engine.instance import Instance
from optimizer.engine.prices import Prices, visit_price
from optimizer.engine.tour import Tour
from optimizer.problem.model import PickupDelivery, Sequence, Together


class RoutingModel:
    """The OR-Tools model of an instance, with the way in (tours) and out (sequences).

    `served` are the visits that it starts with.
    """

    def __init__(self, instance: Instance, prices: Prices, served: Collection[int]) -> None:
        self.instance, self.prices = instance, prices
        duties = instance.duties
        self.size = len(instance.nodes)
        starts = [self.size + 2 * k for k in range(len(duties))]
        ends = [start + 1 for start in starts]
        self.manager = pywrapcp.RoutingIndexManager(
            self.size + 2 * len(duties), len(duties), starts, ends
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        # A shift too short for its own way home stays empty, and still has an end.
        self._ends = [
            max(duty.end, duty.start + duty.travel[duty.start_place][duty.end_place])
            for duty in duties
        ]
        self._horizon = max(self._ends)
        self._add_travel()
        self._add_nodes()
        self._add_capacity()
        self._add_loadings()
        self._add_worker_prices(served)
        self._add_links()
        self._add_breaks()

    def index(self, node: int) -> int:
        """The library's index of a node."""
        return int(self.manager.NodeToIndex(node))

    def _add_travel(self) -> None:
        instance, prices, routing = self.instance, self.prices, self.routing
        place = np.array(
            [node.place for node in instance.nodes]
            + [p for duty in instance.duties for p in (duty.start_place, duty.end_place)]
        )
        service = np.zeros(len(place), dtype=np.int64)
        service[: self.size] = [node.duration for node in instance.nodes]
        times: dict[str, int] = {}
        costs: dict[str, int] = {}
        for duty in instance.duties:
            mode = duty.shift.mode
            if mode in times:
                continue
            travel = np.array(duty.travel, dtype=np.int64)[np.ix_(place, place)]
            metres = np.array(duty.metres, dtype=np.int64)[np.ix_(place, place)]
            cost = np.rint(prices.travel * travel + prices.metre * metres).astype(np.int64)
            times[mode] = routing.RegisterTransitMatrix((travel + service[:, None]).tolist())
            costs[mode] = routing.RegisterTransitMatrix(cost.tolist())
        modes = [duty.shift.mode for duty in instance.duties]
        for k, mode in enumerate(modes):
            routing.SetArcCostEvaluatorOfVehicle(costs[mode], k)
            routing.SetFixedCostOfVehicle(prices.tour, k)
        routing.AddDimensionWithVehicleTransits(
            [times[mode] for mode in modes], self._horizon, self._horizon, False, "time"
        )
        self.time = routing.GetDimensionOrDie("time")
        waiting = round(prices.waiting)
        for k, duty in enumerate(instance.duties):
            begin, end = routing.Start(k), routing.End(k)
            self.time.CumulVar(begin).SetRange(
                duty.start, duty.start if duty.shift.leaves_at_start else duty.end
            )
            self.time.CumulVar(end).SetRange(duty.start, self._ends[k])
            if waiting:
                self.time.SetSlackCostCoefficientForVehicle(waiting, k)
            if prices.overtime and duty.shift.overtime_after < duty.end:
                self.time.SetCumulVarSoftUpperBound(
                    end, duty.shift.overtime_after, round(prices.overtime)
                )

    def _add_nodes(self) -> None:
        instance, routing = self.instance, self.routing
        for v in range(instance.count):
            node, index = instance.nodes[v], self.index(v)
            routing.AddDisjunction([index], self.prices.unserved[v])
            routing.VehicleVar(index).SetValues([-1, *instance.possible[v]])
            windows = node.windows
            if not windows or not instance.possible[v]:
                routing.ActiveVar(index).SetValue(0)
                continue
            cumul = self.time.CumulVar(index)
            cumul.SetRange(windows[0][0], windows[-1][1])
            for (_, before), (after, _) in pairwise(windows):
                cumul.RemoveInterval(before + 1, after - 1)
            self._add_lateness(v, index)
        for duty in instance.duties:
            for node_number in duty.reloads:
                index = self.index(node_number)
                routing.AddDisjunction([index], 0)
                routing.VehicleVar(index).SetValues([-1, duty.number])
            if duty.shift.reload is not None:
                active = [routing.ActiveVar(self.index(node)) for node in duty.reloads]
                self.solver.Add(self.solver.Sum(active) <= duty.shift.reload.max_times)
            previous = routing.Start(duty.number)
            for v in duty.fixed:
                routing.NextVar(previous).SetValue(self.index(v))
                previous = self.index(v)

    def _add_lateness(self, v: int, index: int) -> None:
        visit = self.instance.visits[v]
        shift = visit.duration if visit.ends_inside else 0
        late_after = max(window.late_after for window in visit.windows) - shift
        if self.prices.late and late_after < self.instance.nodes[v].windows[-1][1]:
            self.time.SetCumulVarSoftUpperBound(index, late_after, round(self.prices.late))

    def _add_capacity(self) -> None:
        """One dimension for each kind of load.

        Loads handed over count up from 0 since the last loading; a reload may take the count
        back to 0 (by the slack of that node alone). Loads carried go up and down.
        """
        instance, routing = self.instance, self.routing
        names = sorted({name for loads in instance.loads for name in loads})
        for name in names:
            capacities = [duty.capacity.get(name, 0) for duty in instance.duties]
            most = max(capacities, default=0)
            change = [0] * (self.size + 2 * len(instance.duties))
            carried = False
            for v, loads in enumerate(instance.loads):
                if v in instance.pickup_of:
                    change[v] = -instance.loads[instance.pickup_of[v]].get(name, 0)
                else:
                    change[v] = loads.get(name, 0)
                carried |= v in instance.delivery_of and name in loads
            if not carried:
                for node in range(instance.count, self.size):
                    change[node] = -most
            evaluator = routing.RegisterUnaryTransitVector(change)
            routing.AddDimensionWithVehicleCapacity(
                evaluator, 0 if carried else most, capacities, True, f"load {name}"
            )
            if not carried:
                dimension = routing.GetDimensionOrDie(f"load {name}")
                for v in range(instance.count):
                    dimension.SlackVar(self.index(v)).SetValue(0)
                for k in range(len(instance.duties)):
                    dimension.SlackVar(routing.Start(k)).SetValue(0)

    def _add_loadings(self) -> None:
        """When what is aboard was loaded, as a dimension that only depots raise: up to the moment
        of leaving. A visit with `max_since_loading` starts at most so long after it."""
        instance, routing = self.instance, self.routing
        if not instance.since_loading:
            return
        still = routing.RegisterUnaryTransitVector([0] * (self.size + 2 * len(instance.duties)))
        routing.AddDimension(still, self._horizon, self._horizon, False, "loaded")
        loaded = routing.GetDimensionOrDie("loaded")
        for k in range(len(instance.duties)):
            begin = routing.Start(k)
            loaded.SlackVar(begin).SetValue(0)
            self.solver.Add(loaded.CumulVar(begin) == self.time.CumulVar(begin))
        for v in range(instance.count):
            loaded.SlackVar(self.index(v)).SetValue(0)
        for node in range(instance.count, self.size):
            index = self.index(node)
            leave = self.time.CumulVar(index) + instance.nodes[node].duration
            self.solver.Add(loaded.CumulVar(index) + loaded.SlackVar(index) <= leave)
        for v, most in instance.since_loading.items():
            index = self.index(v)
            self.solver.Add(self.time.CumulVar(index) <= loaded.CumulVar(index) + most)

    def _add_worker_prices(self, served: Collection[int]) -> None:
        """What a visit costs by worker (continuity, preferences, sectors), as a length that each
        tour pays for by its span: one short vector a duty instead of one matrix."""
        instance, routing, duties = self.instance, self.routing, self.instance.duties
        zeros = [0] * (2 * len(duties) + self.size - instance.count)
        one_of = {duty.worker: duty for duty in duties}
        prices = {
            worker: [visit_price(instance, self.prices, v, duty) for v in range(instance.count)]
            for worker, duty in one_of.items()
        }
        # Of a visit left out only what is beyond its cheapest worker counts: its length is 0 then,
        # and the library refuses a start where it could be nothing but more.
        for v in range(instance.count):
            if v in served:
                continue
            able = {duties[k].worker for k in instance.possible[v]} or prices.keys()
            least = min((prices[worker][v] for worker in able), default=0)
            for found in prices.values():
                found[v] = max(0, found[v] - least)
        total = max((sum(found) for found in prices.values()), default=0)
        if not total:
            return
        vectors = {
            worker: routing.RegisterUnaryTransitVector(found + zeros)
            for worker, found in prices.items()
        }
        routing.AddDimensionWithVehicleTransits(
            [vectors[duty.worker] for duty in duties], 0, total, True, "worker prices"
        )
        routing.GetDimensionOrDie("worker prices").SetSpanCostCoefficientForAllVehicles(1)

    def _add_links(self) -> None:
        instance, routing, time = self.instance, self.routing, self.time
        for link in instance.problem.links.values():
            if any(visit not in instance.number for visit in link.visits):
                continue  # with an external visit: it has become windows
            numbers = [instance.number[visit] for visit in link.visits]
            indices = [self.index(v) for v in numbers]
            durations = [instance.nodes[v].duration for v in numbers]
            match link:
                case Together(tolerance=tolerance):
                    for i, a in enumerate(indices):
                        for j, b in enumerate(indices[i + 1 :], i + 1):
                            time.AddNodePrecedence(a, b, -tolerance)
                            time.AddNodePrecedence(b, a, -tolerance)
                            self._apart(a, b, min(durations[i], durations[j]) > tolerance)
                case Sequence(gap_from=gap_from, min_gap=least, max_gap=most):
                    base = durations[0] if gap_from == "end" else 0
                    if least is not None:
                        time.AddNodePrecedence(indices[0], indices[1], base + least)
                    if most is not None:
                        time.AddNodePrecedence(indices[1], indices[0], -base - most)
                case PickupDelivery(max_ride=ride):
                    routing.AddPickupAndDelivery(*indices)
                    self.solver.Add(
                        routing.VehicleVar(indices[0]) == routing.VehicleVar(indices[1])
                    )
                    time.AddNodePrecedence(indices[0], indices[1], durations[0])
                    if ride is not None:
                        time.AddNodePrecedence(indices[1], indices[0], -durations[0] - ride)
            if link.if_partner_unserved == "drop_both":
                for a, b in pairwise(indices):
                    self.solver.Add(routing.ActiveVar(a) == routing.ActiveVar(b))

    def _apart(self, a: int, b: int, overlapping: bool) -> None:
        """Different workers for two visits; their times alone see to it when they overlap,
        as long as no worker has two duties at once."""
        if overlapping:
            return
        routing, solver = self.routing, self.solver
        workers = [-1, *(duty.worker for duty in self.instance.duties)]
        worker_of = [
            solver.Element(workers, routing.VehicleVar(index) + 1).Var() for index in (a, b)
        ]
        both = routing.ActiveVar(a) + routing.ActiveVar(b)
        solver.Add((worker_of[0] != worker_of[1]) + (both != 2) >= 1)

    def _add_breaks(self) -> None:
        service = [node.duration for node in self.instance.nodes]
        service += [0] * (2 * len(self.instance.duties))
        by_index = [service[self.manager.IndexToNode(i)] for i in range(self.routing.Size())]
        for duty in self.instance.duties:
            if not duty.pauses:
                continue
            intervals = []
            for i, pause in enumerate(duty.pauses):
                first, last = pause.windows[0][0], pause.windows[-1][1]
                interval = self.solver.FixedDurationIntervalVar(
                    max(0, first), last, pause.duration, False, f"pause {duty.number}.{i}"
                )
                start = interval.StartExpr().Var()
                for (_, before), (after, _) in pairwise(pause.windows):
                    start.RemoveInterval(before + 1, after - 1)
                intervals.append(interval)
            self.time.SetBreakIntervalsOfVehicle(intervals, duty.number, by_index)

    # In and out

    def routes(self, tours: Iterable[Tour]) -> list[list[int]]:
        """Tours in the library's indices, one list a vehicle."""
        return [[self.index(node) for node in tour.nodes] for tour in tours]

    def current(self) -> tuple[list[list[int]], dict[int, int]]:
        """The solution the search stands at: nodes by duty, and the start of each visit."""
        routes: list[list[int]] = []
        starts: dict[int, int] = {}
        for k in range(len(self.instance.duties)):
            index, nodes = self.routing.NextVar(self.routing.Start(k)).Value(), []
            while not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                nodes.append(node)
                starts[node] = self.time.CumulVar(index).Min()
                index = self.routing.NextVar(index).Value()
            routes.append(nodes)
        return routes, starts
