"""Ways, windows and pauses, and the overlay of starts that a trial changes."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.pauses import first_inside, if_inside, next_inside, pause_start


@compiled
def earliest(data: a.Data, node: int, time: int) -> int:
    """The first start allowed at or after a time; NEVER if there is none."""
    if time <= data.node[node, a.OPEN]:
        return data.node[node, a.OPEN]
    if data.node[node, a.WINS] == 1:
        return time if time <= data.node[node, a.LAST] else a.NEVER
    first = data.node[node, a.WIN]
    for row in range(first, first + data.node[node, a.WINS]):
        if time <= data.windows[row, a.FINAL]:
            return max(time, data.windows[row, a.FIRST])
    return a.NEVER


@compiled
def late_limit(data: a.Data, node: int, time: int) -> int:
    """The last start without lateness in the window of a start."""
    if data.node[node, a.WINS] == 1:
        return data.node[node, a.LATE]
    first = data.node[node, a.WIN]
    for row in range(first, first + data.node[node, a.WINS]):
        if time <= data.windows[row, a.FINAL]:
            return data.windows[row, a.LATE_AFTER]
    return data.node[node, a.LATE]


@compiled
def latest(data: a.Data, node: int, start: int, until: int) -> int:
    """The last start allowed by `until` that is no later than it may be without lateness, in any
    window from that of `start` on; `start` where there is none."""
    found = start
    first = data.node[node, a.WIN]
    for row in range(first, first + data.node[node, a.WINS]):
        last = min(until, data.windows[row, a.LATE_AFTER], data.windows[row, a.FINAL])
        if last >= data.windows[row, a.FIRST]:
            found = max(found, last)
    return found


@compiled
def place(data: a.Data, node: int) -> int:
    """Where a tour goes on from a node: a visit's place, the duty's start."""
    visits = data.fit.shape[0]
    return data.node[node, a.LOC] if node < visits else data.duty[node - visits, a.START_LOC]


@compiled
def leg(data: a.Data, duty: int, before: int, after: int) -> int:
    """Ticks of the way from one node to the next."""
    return data.ways[data.duty[duty, a.MODE], place(data, before), data.node[after, a.LOC], a.TO]


@compiled
def leg_price(data: a.Data, duty: int, before: int, after: int) -> int:
    """Price of the way from one node to the next."""
    way = data.ways[data.duty[duty, a.MODE], place(data, before), data.node[after, a.LOC]]
    price = data.prices[a.P_TRAVEL] * way[a.TO]
    if data.prices[a.P_METRE] > 0:
        price += data.prices[a.P_METRE] * way[a.TO_METRES]
    return price


@compiled
def reach(data: a.Data, state: a.State, duty: int, before: int, after: int, free: int) -> int:
    """When the next node is reached by who is free at `before` from `free` on; NEVER if a pause
    on the way has no start.

    A pause is taken after the way if its window still allows, else before it, if it must be taken
    at all: the earliest arrival. On the first leg it is taken after the way, or before the tour; on
    the last leg before the way, or after the tour.
    """
    way = leg(data, duty, before, after)
    pause = state.node[after, a.PAUSE]
    if pause < 0:
        return free + way
    visits = data.fit.shape[0]
    gone = before >= visits and not data.duty[duty, a.AT_START]
    first = first_inside(data, state, after)
    if gone:
        while pause != first:
            free = max(free, data.pauses[pause, a.PAUSE_OPEN] + data.pauses[pause, a.PAUSE_DUR])
            pause = state.after[pause]
        free += way
    home = after >= visits
    pause = first
    while pause >= 0:
        start = a.NEVER
        if not gone and not home:
            start = pause_start(data, pause, free + way)
            gone = start < a.NEVER
        if start == a.NEVER and (gone or home or data.pauses[pause, a.MISSED] < 0):
            start = pause_start(data, pause, free)
        if start == a.NEVER:
            return a.NEVER
        free = start + data.pauses[pause, a.PAUSE_DUR]
        pause = next_inside(data, state, after, pause)
    return free if gone else free + way


@compiled
def return_limit(data: a.Data, state: a.State, duty: int) -> int:
    """The latest return: the duty's end, or where pauses on the last leg must follow it."""
    limit = data.duty[duty, a.DUTY_END]
    pause = state.node[data.fit.shape[0] + duty, a.PAUSE]
    while pause >= 0:
        if if_inside(data, state, pause) < 0:
            limit = min(limit, data.pauses[pause, a.PAUSE_CLOSE])
        pause = state.after[pause]
    return limit


@compiled
def free_at(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """When a tour can go on from a node: the end of the service, the duty's start."""
    visits = data.fit.shape[0]
    if node >= visits:
        return data.duty[node - visits, a.DUTY_START]
    return start_of(state, scratch, node) + data.node[node, a.DUR]


@compiled
def start_of(state: a.State, scratch: a.Scratch, node: int) -> int:
    """The start of a node, as the overlay has it."""
    if scratch.stamp[node] == scratch.count[a.VERSION]:
        return scratch.start[node]
    return state.node[node, a.START]


@compiled
def open_overlay(state: a.State, scratch: a.Scratch) -> None:
    """Begin a new overlay over the starts of the state."""
    scratch.count[a.VERSION] += 1
    scratch.count[a.TOUCHED] = 0
    scratch.count[a.TOURS_TOUCHED] = 0
    scratch.count[a.LATE_TOP] = state.total[a.T_LATE_MAX]


@compiled
def note_tour(scratch: a.Scratch, duty: int) -> None:
    """Remember that the overlay changes a tour."""
    if scratch.tour_stamp[duty] != scratch.count[a.VERSION]:
        scratch.tour_stamp[duty] = scratch.count[a.VERSION]
        scratch.tours[scratch.count[a.TOURS_TOUCHED]] = duty
        scratch.count[a.TOURS_TOUCHED] += 1


@compiled
def note(state: a.State, scratch: a.Scratch, node: int, time: int) -> None:
    """Put a start into the overlay."""
    if scratch.stamp[node] != scratch.count[a.VERSION]:
        scratch.stamp[node] = scratch.count[a.VERSION]
        scratch.touched[scratch.count[a.TOUCHED]] = node
        scratch.count[a.TOUCHED] += 1
        note_tour(scratch, state.node[node, a.DUTY])
    scratch.start[node] = time


@compiled
def commit_overlay(state: a.State, scratch: a.Scratch) -> None:
    """Make the starts of the overlay those of the state."""
    for k in range(scratch.count[a.TOUCHED]):
        node = scratch.touched[k]
        state.node[node, a.START] = scratch.start[node]


@compiled
def arrival(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """When a node is reached from the one before it."""
    before = state.node[node, a.PREV]
    visits = data.fit.shape[0]
    duty = state.node[node, a.DUTY] if node < visits else node - visits
    return reach(data, state, duty, before, node, free_at(data, state, scratch, before))
