"""From a state of the search to a plan, and from a plan to a state."""

from typing import Literal

import numpy as np

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import in_order, may_take
from optimizer.engine.kernel.breaks import put_pauses, spare_pauses
from optimizer.engine.kernel.compare import add_up
from optimizer.engine.kernel.cost import leave_time, start_after
from optimizer.engine.kernel.data import Compiled
from optimizer.engine.kernel.insertion import put
from optimizer.engine.kernel.limits import keeps_limits
from optimizer.engine.kernel.pauses import first_inside, next_inside, pause_start, pauses_on
from optimizer.engine.kernel.ruin import remove_unit
from optimizer.engine.kernel.states import empty_state, scratch_for
from optimizer.engine.kernel.timing import open_overlay
from optimizer.engine.kernel.tours import link, lower_starts
from optimizer.plan.model import Plan, Stop, Tour


def plan_of(compiled: Compiled, state: a.State) -> Plan:
    """The plan of a state: earliest starts, each tour leaving as late as nothing changes by it;
    unserved visits without reasons yet."""
    instance, data = compiled.instance, compiled.data
    scratch = scratch_for(data, 0)
    open_overlay(state, scratch)
    tours = [
        _Layout(compiled, state, scratch, duty).tour()
        for duty in range(len(compiled.order))
        if state.tour[duty, a.COUNT] > 0
    ]
    unserved = {
        visit.id: () for v, visit in enumerate(instance.visits) if state.node[v, a.DUTY] < 0
    }
    return Plan(tuple(tours), unserved)


class _Layout:
    """Lays out the stops of one tour."""

    def __init__(self, compiled: Compiled, state: a.State, scratch: a.Scratch, duty: int) -> None:
        self.compiled, self.data, self.state = compiled, compiled.data, state
        self.scratch, self.number = scratch, duty
        self.duty = compiled.instance.duties[compiled.order[duty]]
        self.places = compiled.instance.places
        self.visits = len(compiled.data.fit)
        self.stops: list[Stop] = []

    def tour(self) -> Tour:
        """The stops, from leaving to return."""
        data, state, visits = self.data, self.state, self.visits
        instance = self.compiled.instance
        end = visits + self.number
        free = int(leave_time(data, state, self.scratch, self.number)[0])
        place = self.places[self.duty.start_place]
        self.stops.append(Stop("depot", None, place, free, free, free, 0, 0))
        before = end
        while True:
            node = int(state.node[before, a.NEXT])
            arrival, ready, way, metres = self._go(before, node, free)
            if node >= visits:
                back = self.places[self.duty.end_place]
                start = max(ready, int(state.node[node, a.START]))
                self.stops.append(Stop("depot", None, back, start, start, start, way, metres))
                break
            visit, place = instance.nodes[node].visit, self.places[instance.nodes[node].place]
            start = int(start_after(data, state, self.scratch, node, ready))
            free = start + instance.nodes[node].duration
            kind: Literal["visit", "reload"] = "reload" if visit is None else "visit"
            self.stops.append(Stop(kind, visit, place, arrival, start, free, way, metres))
            before = node
        return Tour(self.duty.shift.id, self.duty.vehicle, tuple(self.stops))

    def _go(self, before: int, node: int, free: int) -> tuple[int, int, int, int]:
        """Travel to a node, with the pauses on the way: when it is reached and when a service could
        begin, and what is travelled since the last stop."""
        data, state = self.data, self.state
        here = self.duty.start_place if before >= self.visits else int(data.node[before, a.LOC])
        there = int(data.node[node, a.LOC])
        way, metres = self.duty.travel[here][there], self.duty.metres[here][there]
        pause = int(first_inside(data, state, node))
        if pause < 0:
            return free + way, free + way, way, metres
        home = node >= self.visits
        gone = before >= self.visits and not data.duty[self.number, a.AT_START]
        arrival = free = free + way if gone else free
        while pause >= 0:
            start = a.NEVER if gone or home else int(pause_start(data, pause, free + way))
            if start < a.NEVER:
                arrival, gone = free + way, True
            else:
                start = int(pause_start(data, pause, free))
            free = start + int(data.pauses[pause, a.PAUSE_DUR])
            ref = self.compiled.pause_refs[pause]
            if ref is not None:
                leg = (way, metres) if gone else (0, 0)
                place = self.places[there if gone else here]
                self.stops.append(Stop("break", ref, place, arrival, start, free, *leg))
                arrival = free
                if gone:
                    way = metres = 0
            pause = int(next_inside(data, state, node, pause))
        if gone:
            return arrival, free, way, metres
        return free + way, free + way, way, metres


def state_of(compiled: Compiled, plan: Plan) -> a.State:
    """The tours of a plan as a state, as far as they still fit; the rest is unserved."""
    instance, data = compiled.instance, compiled.data
    state, scratch = empty_state(data), scratch_for(data, 0)
    number = {instance.duties[k].shift.id: i for i, k in enumerate(compiled.order)}
    for tour in plan.tours:
        duty = number.get(tour.shift)
        if duty is not None and not _adopt(compiled, state, scratch, duty, tour):
            return empty_state(data)
    for unit in range(len(data.penalty)):
        nodes = data.members[data.unit_from[unit] : data.unit_from[unit + 1]]
        served = state.node[nodes, a.DUTY] >= 0
        if served.all():
            state.out[unit] = 0
            state.total[a.T_UNSERVED] -= data.penalty[unit]
        elif served.any():
            remove_unit(data, state, scratch, unit)
    lawful = lower_starts(data, state, scratch)
    while lawful and (duty := _unlawful_tour(data, state, scratch)) >= 0:
        for v in np.flatnonzero(state.node[: instance.count, a.DUTY] == duty):
            remove_unit(data, state, scratch, int(data.node[v, a.UNIT]))
        lawful = lower_starts(data, state, scratch)
    if not lawful or not spare_pauses(data, state, scratch):
        # A direct way may be longer than the way round over what was left out.
        return empty_state(data)
    put_pauses(data, state, scratch)
    add_up(data, state)
    return state


def _unlawful_tour(data: a.Data, state: a.State, scratch: a.Scratch) -> int:
    """The smallest tour of a worker who breaks a limit of working time; -1 if nobody does."""
    open_overlay(state, scratch)
    for worker in np.unique(data.duty[data.duty[:, a.LIMITED] > 0, a.WORKER]):
        if not keeps_limits(data, state, scratch, int(worker)):
            count = state.tour[:, a.COUNT]
            own = np.flatnonzero((data.duty[:, a.WORKER] == worker) & (count > 0))
            return int(own[count[own].argmin()])
    return -1


def _adopt(compiled: Compiled, state: a.State, scratch: a.Scratch, duty: int, tour: Tour) -> bool:
    """Put in the stops of a tour, as far as they fit; False if starts are lost by it."""
    data = compiled.data
    before = len(data.fit) + duty
    _take_within(compiled, state, duty, tour)
    for stop in tour.stops:
        node = _node_of(compiled, state, duty, stop)
        if node is None or state.node[node, a.DUTY] >= 0 or data.fit[node, duty] < 0:
            continue
        after = state.node[before, a.NEXT]
        if not may_take(data, state, node, duty) or not in_order(data, state, node, before, after):
            continue
        for split in range(int(pauses_on(state, state.node[before, a.NEXT])) + 1):
            link(state, node, before, duty, split)
            if put(data, state, scratch, node, -1):
                before = node
                break
            if scratch.count[a.BROKEN]:
                return False
    return True


def _take_within(compiled: Compiled, state: a.State, duty: int, tour: Tour) -> None:
    """Take inside the tour, on its outer legs too, the breaks that it has there."""
    data = compiled.data
    visits = [k for k, stop in enumerate(tour.stops) if stop.kind == "visit"]
    outer = [s.ref for k, s in enumerate(tour.stops) if visits and not visits[0] < k < visits[-1]]
    first = int(data.duty[duty, a.PAUSE_FROM])
    for pause in range(first, first + int(data.duty[duty, a.PAUSES])):
        if data.pauses[pause, a.MISSED] < 0 and compiled.pause_refs[pause] in outer:
            state.taken[pause] = a.WITHIN


def _node_of(compiled: Compiled, state: a.State, duty: int, stop: Stop) -> int | None:
    """The visit of a stop, or a reload that is still unused at its place."""
    data, instance = compiled.data, compiled.instance
    if stop.kind == "visit" and stop.ref is not None:
        return instance.number.get(stop.ref)
    if stop.kind == "reload":
        for node in range(data.duty[duty, a.RELOAD_FROM], data.duty[duty, a.RELOAD_TO]):
            here = instance.places[instance.nodes[node].place]
            if here == stop.place and state.node[node, a.DUTY] < 0:
                return node
    return None
