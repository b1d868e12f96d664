"""Starts of visits: the least ones that keep travel, windows, pauses and links between tours.

All rules between starts are difference constraints, so the earliest starts are their least
fixed point (Bellman 1958). A change pushes starts up from where it was made, along the tours and
over links, until nothing moves; what it pushed lies in an overlay until it is committed.
"""

from optimizer.engine.kernel.arrays import (
    AT_START,
    DUR,
    DUTY,
    DUTY_END,
    DUTY_START,
    FINAL,
    FIRST,
    IN,
    LAST,
    LATE,
    LATE_AFTER,
    LATE_TOP,
    LINK,
    LINKS,
    LOC,
    METRES,
    MISSED,
    MODE,
    NEVER,
    NEXT,
    OPEN,
    OTHER,
    OUT,
    OVERTIME_AFTER,
    P_LATE,
    P_LATE_MAX,
    P_METRE,
    P_OVERTIME,
    P_TRAVEL,
    PAUSE,
    PAUSE_CLOSE,
    PAUSE_DUR,
    PAUSE_OPEN,
    PAUSE_WIN,
    PAUSE_WINS,
    PREV,
    START,
    START_LOC,
    T_LATE_MAX,
    TICKS,
    TOUCHED,
    TOURS_TOUCHED,
    VERSION,
    WIN,
    WINS,
    Data,
    Scratch,
    State,
)
from optimizer.engine.kernel.compiled import compiled

AGAIN = 30
"""A trial that raises starts again and again, so often in all, is taken for a circle of links that
no starts can keep: what was sound before can only be in one with the visit on trial."""
ROUNDS = 20
"""The same for all starts anew: so often a visit."""


@compiled
def earliest(data: Data, node: int, time: int) -> int:
    """The first start allowed at or after a time; NEVER if there is none."""
    if time <= data.node[node, OPEN]:
        return data.node[node, OPEN]
    if data.node[node, WINS] == 1:
        return time if time <= data.node[node, LAST] else NEVER
    first = data.node[node, WIN]
    for row in range(first, first + data.node[node, WINS]):
        if time <= data.windows[row, FINAL]:
            return max(time, data.windows[row, FIRST])
    return NEVER


@compiled
def late_limit(data: Data, node: int, time: int) -> int:
    """The last start without lateness in the window of a start."""
    if data.node[node, WINS] == 1:
        return data.node[node, LATE]
    first = data.node[node, WIN]
    for row in range(first, first + data.node[node, WINS]):
        if time <= data.windows[row, FINAL]:
            return data.windows[row, LATE_AFTER]
    return data.node[node, LATE]


@compiled
def pause_start(data: Data, pause: int, time: int) -> int:
    """The first start of a pause at or after a time; NEVER if there is none."""
    first = data.pauses[pause, PAUSE_WIN]
    for row in range(first, first + data.pauses[pause, PAUSE_WINS]):
        if time <= data.windows[row, FINAL]:
            return max(time, data.windows[row, FIRST])
    return NEVER


@compiled
def place(data: Data, node: int) -> int:
    """Where a tour goes on from a node: a visit's place, the duty's start."""
    visits = data.fit.shape[0]
    return data.node[node, LOC] if node < visits else data.duty[node - visits, START_LOC]


@compiled
def leg(data: Data, duty: int, before: int, after: int) -> int:
    """Ticks of the way from one node to the next."""
    return data.legs[data.duty[duty, MODE], place(data, before), data.node[after, LOC], TICKS]


@compiled
def leg_price(data: Data, duty: int, before: int, after: int) -> int:
    """Price of the way from one node to the next."""
    way = data.legs[data.duty[duty, MODE], place(data, before), data.node[after, LOC]]
    return data.prices[P_TRAVEL] * way[TICKS] + data.prices[P_METRE] * way[METRES]


@compiled
def reach(data: Data, state: State, duty: int, before: int, after: int, free: int) -> int:
    """When the next node is reached by who is free at `before` from `free` on; NEVER if a pause
    on the way has no start.

    A pause is taken after the way if its window still allows, else before it, if it must be taken
    at all: the earliest arrival. On the first leg it must lie before the tour, on the last one after it.
    """
    way = leg(data, duty, before, after)
    pause = state.node[after, PAUSE]
    if pause < 0:
        return free + way
    visits = data.fit.shape[0]
    if after >= visits:
        return free + way
    if before >= visits:
        leave = free
        while pause >= 0:
            leave = max(leave, data.pauses[pause, PAUSE_OPEN] + data.pauses[pause, PAUSE_DUR])
            pause = state.after[pause]
        if leave > free and data.duty[duty, AT_START]:
            return NEVER
        return leave + way
    gone = False
    while pause >= 0:
        start = NEVER
        if not gone:
            start = pause_start(data, pause, free + way)
            if start < NEVER:
                gone = True
        if start == NEVER and data.pauses[pause, MISSED] < 0:
            start = pause_start(data, pause, free)
        if start == NEVER:
            return NEVER
        free = start + data.pauses[pause, PAUSE_DUR]
        pause = state.after[pause]
    return free if gone else free + way


@compiled
def return_limit(data: Data, state: State, duty: int) -> int:
    """The latest return: the duty's end, or where pauses on the last leg must follow it."""
    limit = data.duty[duty, DUTY_END]
    pause = state.node[data.fit.shape[0] + duty, PAUSE]
    while pause >= 0:
        limit = min(limit, data.pauses[pause, PAUSE_CLOSE])
        pause = state.after[pause]
    return limit


@compiled
def free_at(data: Data, state: State, scratch: Scratch, node: int) -> int:
    """When a tour can go on from a node: the end of the service, the duty's start."""
    visits = data.fit.shape[0]
    if node >= visits:
        return data.duty[node - visits, DUTY_START]
    return start_of(state, scratch, node) + data.node[node, DUR]


@compiled
def start_of(state: State, scratch: Scratch, node: int) -> int:
    """The start of a node, as the overlay has it."""
    if scratch.stamp[node] == scratch.count[VERSION]:
        return scratch.start[node]
    return state.node[node, START]


@compiled
def open_overlay(state: State, scratch: Scratch) -> None:
    """Begin a new overlay over the starts of the state."""
    scratch.count[VERSION] += 1
    scratch.count[TOUCHED] = 0
    scratch.count[TOURS_TOUCHED] = 0
    scratch.count[LATE_TOP] = state.total[T_LATE_MAX]


@compiled
def note_tour(scratch: Scratch, duty: int) -> None:
    """Remember that the overlay changes a tour."""
    if scratch.tour_stamp[duty] != scratch.count[VERSION]:
        scratch.tour_stamp[duty] = scratch.count[VERSION]
        scratch.tours[scratch.count[TOURS_TOUCHED]] = duty
        scratch.count[TOURS_TOUCHED] += 1


@compiled
def note(state: State, scratch: Scratch, node: int, time: int) -> None:
    """Put a start into the overlay."""
    if scratch.stamp[node] != scratch.count[VERSION]:
        scratch.stamp[node] = scratch.count[VERSION]
        scratch.touched[scratch.count[TOUCHED]] = node
        scratch.count[TOUCHED] += 1
        note_tour(scratch, state.node[node, DUTY])
    scratch.start[node] = time


@compiled
def push(data: Data, state: State, scratch: Scratch, waiting: int, bound: int, again: int) -> int:
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
    price_late, price_top = data.prices[P_LATE], data.prices[P_LATE_MAX]
    top_before = state.total[T_LATE_MAX]
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
                    return NEVER
                note(state, scratch, node, time)
                after = data.duty[duty, OVERTIME_AFTER]
                if time > after:
                    delta += data.prices[P_OVERTIME] * (time - max(after, old))
                    if delta >= bound:
                        return NEVER
                break
            time = earliest(data, node, time)
            if time <= old:
                break
            if time == NEVER:
                return NEVER
            if scratch.stamp[node] == scratch.count[VERSION]:
                again -= 1
                if again < 0:
                    return NEVER
            note(state, scratch, node, time)
            limit_now = late_limit(data, node, time)
            if time > limit_now or (data.node[node, WINS] > 1 and old >= 0):
                late = max(0, time - limit_now)
                before = max(0, old - late_limit(data, node, old)) if old >= 0 else 0
                delta += price_late * (late - before)
                scratch.count[LATE_TOP] = max(scratch.count[LATE_TOP], late)
                if delta + price_top * (scratch.count[LATE_TOP] - top_before) >= bound:
                    return NEVER
            first = data.node[node, LINK]
            for row in range(first, first + data.node[node, LINKS]):
                other = data.links[row, OTHER]
                if state.node[other, DUTY] >= 0 and data.links[row, OUT] > -NEVER:
                    least = time + data.links[row, OUT]
                    if least > start_of(state, scratch, other):
                        scratch.stack[waiting, 0] = other
                        scratch.stack[waiting, 1] = least
                        waiting += 1
            follower = state.node[node, NEXT]
            time = reach(
                data, state, state.node[node, DUTY], node, follower, time + data.node[node, DUR]
            )
            if time == NEVER:
                return NEVER
            node = follower
    return delta + price_top * (scratch.count[LATE_TOP] - top_before)


@compiled
def bound_by_links(data: Data, state: State, scratch: Scratch, node: int) -> int:
    """The earliest start that the served visits linked with a node allow."""
    least = 0
    first = data.node[node, LINK]
    for row in range(first, first + data.node[node, LINKS]):
        other = data.links[row, OTHER]
        if state.node[other, DUTY] >= 0 and data.links[row, IN] > -NEVER:
            start = start_of(state, scratch, other)
            if start >= 0:
                least = max(least, start + data.links[row, IN])
    return least


@compiled
def commit_overlay(state: State, scratch: Scratch) -> None:
    """Make the starts of the overlay those of the state."""
    for k in range(scratch.count[TOUCHED]):
        node = scratch.touched[k]
        state.node[node, START] = scratch.start[node]


@compiled
def arrival(data: Data, state: State, scratch: Scratch, node: int) -> int:
    """When a node is reached from the one before it."""
    before = state.node[node, PREV]
    visits = data.fit.shape[0]
    duty = state.node[node, DUTY] if node < visits else node - visits
    return reach(data, state, duty, before, node, free_at(data, state, scratch, before))
