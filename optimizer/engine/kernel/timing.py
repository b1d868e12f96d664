"""Starts of visits: the least ones that keep travel, windows, pauses and links between tours.

All rules between starts are difference constraints, so the earliest starts are their least
fixed point (Bellman 1958). A change pushes starts up from where it was made, along the tours and
over links, until nothing moves; what it pushed lies in an overlay until it is committed.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.pauses import first_inside, if_inside, next_inside, pause_start

AGAIN = 30
"""A trial that raises starts again and again, so often in all, is taken for a circle of links that
no starts can keep: what was sound before can only be in one with the visit on trial."""
ROUNDS = 20
"""The same for all starts anew: so often a visit."""


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
def place(data: a.Data, node: int) -> int:
    """Where a tour goes on from a node: a visit's place, the duty's start."""
    visits = data.fit.shape[0]
    return data.node[node, a.LOC] if node < visits else data.duty[node - visits, a.START_LOC]


@compiled
def leg(data: a.Data, duty: int, before: int, after: int) -> int:
    """Ticks of the way from one node to the next."""
    return data.legs[data.duty[duty, a.MODE], place(data, before), data.node[after, a.LOC], a.TICKS]


@compiled
def leg_price(data: a.Data, duty: int, before: int, after: int) -> int:
    """Price of the way from one node to the next."""
    way = data.legs[data.duty[duty, a.MODE], place(data, before), data.node[after, a.LOC]]
    return data.prices[a.P_TRAVEL] * way[a.TICKS] + data.prices[a.P_METRE] * way[a.METRES]


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
def push(
    data: a.Data, state: a.State, scratch: a.Scratch, waiting: int, bound: int, again: int
) -> int:
    """Raise the starts on the stack, and all that follow from them.

    Parameters
    ----------
    waiting
        How many rows of `scratch.stack` hold a node and a time it cannot start before.
    bound
        Give up as soon as lateness and overtime cost as much.
    again
        Give up when starts have been raised a second time and more so often.

    Returns
    -------
    int
        What lateness and overtime cost more; NEVER if a limit cannot be kept.
    """
    visits = data.fit.shape[0]
    price_late, price_top = data.prices[a.P_LATE], data.prices[a.P_LATE_MAX]
    top_before = state.total[a.T_LATE_MAX]
    delta = 0
    while waiting > 0:
        waiting -= 1
        node, time = scratch.stack[waiting, 0], scratch.stack[waiting, 1]
        while True:
            old = start_of(state, scratch, node)
            if node >= visits:
                duty = node - visits
                if time <= old:
                    break
                if time > return_limit(data, state, duty):
                    return a.NEVER
                note(state, scratch, node, time)
                after = data.duty[duty, a.OVERTIME_AFTER]
                if time > after:
                    delta += data.prices[a.P_OVERTIME] * (time - max(after, old))
                    if delta >= bound:
                        return a.NEVER
                break
            time = earliest(data, node, time)
            if time <= old:
                break
            if time == a.NEVER:
                return a.NEVER
            if scratch.stamp[node] == scratch.count[a.VERSION]:
                again -= 1
                if again < 0:
                    return a.NEVER
            note(state, scratch, node, time)
            limit_now = late_limit(data, node, time)
            if time > limit_now or (data.node[node, a.WINS] > 1 and old >= 0):
                late = max(0, time - limit_now)
                before = max(0, old - late_limit(data, node, old)) if old >= 0 else 0
                delta += price_late * (late - before)
                scratch.count[a.LATE_TOP] = max(scratch.count[a.LATE_TOP], late)
                if delta + price_top * (scratch.count[a.LATE_TOP] - top_before) >= bound:
                    return a.NEVER
            first = data.node[node, a.LINK]
            for row in range(first, first + data.node[node, a.LINKS]):
                other = data.links[row, a.OTHER]
                if state.node[other, a.DUTY] >= 0 and data.links[row, a.OUT] > -a.NEVER:
                    least = time + data.links[row, a.OUT]
                    if least > start_of(state, scratch, other):
                        scratch.stack[waiting, 0] = other
                        scratch.stack[waiting, 1] = least
                        waiting += 1
            follower = state.node[node, a.NEXT]
            time = reach(
                data, state, state.node[node, a.DUTY], node, follower, time + data.node[node, a.DUR]
            )
            if time == a.NEVER:
                return a.NEVER
            node = follower
    return delta + price_top * (scratch.count[a.LATE_TOP] - top_before)


@compiled
def bound_by_links(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """The earliest start that the served visits linked with a node allow."""
    least = 0
    first = data.node[node, a.LINK]
    for row in range(first, first + data.node[node, a.LINKS]):
        other = data.links[row, a.OTHER]
        if state.node[other, a.DUTY] >= 0 and data.links[row, a.IN] > -a.NEVER:
            start = start_of(state, scratch, other)
            if start >= 0:
                least = max(least, start + data.links[row, a.IN])
    return least


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
