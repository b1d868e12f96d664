"""Starts of visits: the least ones that keep travel, windows, pauses and links between tours.

All rules between starts are difference constraints, so the earliest starts are their least
fixed point (Bellman 1958). A change pushes starts up from where it was made, along the tours and
over links, until nothing moves; what it pushed lies in an overlay until it is committed. What
must be handed over soon after loading pushes its loading, against the order of the tour.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.pauses import first_inside
from optimizer.engine.kernel.timing import (
    earliest,
    late_limit,
    leg,
    note,
    reach,
    return_limit,
    start_of,
)

AGAIN = 30
"""A trial that raises starts again and again, so often in all, is taken for a circle of links that
no starts can keep: what was sound before can only be in one with the visit on trial."""
ROUNDS = 20
"""The same for all starts anew: so often a visit."""


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
            if data.node[node, a.FRESH_FOR] >= 0:
                loading, least = loading_of(data, state, node, time)
                if least == a.NEVER:
                    return a.NEVER
                if least > start_of(state, scratch, loading):
                    scratch.stack[waiting, 0], scratch.stack[waiting, 1] = loading, least
                    waiting += 1
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
def loading_before(data: a.Data, state: a.State, node: int) -> int:
    """The reload before a visit, else the first visit of its tour: the tour leaves for it just in
    time, loaded."""
    visits = data.fit.shape[0]
    duty = state.node[node, a.DUTY]
    if state.tour[duty, a.LOADINGS] == 0:
        return state.node[visits + duty, a.NEXT]
    while not data.node[node, a.RELOAD] and state.node[node, a.PREV] < visits:
        node = state.node[node, a.PREV]
    return node


@compiled
def loading_of(data: a.Data, state: a.State, node: int, time: int) -> tuple[int, int]:
    """What must not begin before when, for a visit to start soon enough after loading; NEVER if
    that cannot be."""
    duty = state.node[node, a.DUTY]
    least = time - data.node[node, a.FRESH_FOR]
    loading = loading_before(data, state, node)
    if data.node[loading, a.RELOAD]:
        return loading, least - data.node[loading, a.DUR]
    if data.duty[duty, a.AT_START] or first_inside(data, state, loading) >= 0:
        return loading, 0 if least <= data.duty[duty, a.DUTY_START] else a.NEVER
    way = leg(data, duty, data.fit.shape[0] + duty, loading)
    if loading == node and way > data.node[node, a.FRESH_FOR]:
        return loading, a.NEVER
    return loading, least + way


@compiled
def loaded_at(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """When what a visit hands over left the depot or the reload, at the earliest."""
    duty = state.node[node, a.DUTY]
    loading = loading_before(data, state, node)
    if data.node[loading, a.RELOAD]:
        return start_of(state, scratch, loading) + data.node[loading, a.DUR]
    if data.duty[duty, a.AT_START] or first_inside(data, state, loading) >= 0:
        return data.duty[duty, a.DUTY_START]
    way = leg(data, duty, data.fit.shape[0] + duty, loading)
    return start_of(state, scratch, loading) - way


@compiled
def free_until(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """The latest start of a visit by which no linked visit moves, nor its loading."""
    limit = free_of_links(data, state, scratch, node)
    if data.node[node, a.FRESH_FOR] >= 0:
        loaded = loaded_at(data, state, scratch, node)
        limit = min(limit, loaded + data.node[node, a.FRESH_FOR])
    return limit


@compiled
def loaded_on_leaving(data: a.Data, state: a.State, node: int) -> bool:
    """Whether what a visit hands over is loaded as its tour leaves, whenever that is: the later it
    leaves, the fresher."""
    loading = loading_before(data, state, node)
    return not (
        data.node[loading, a.RELOAD]
        or data.duty[state.node[node, a.DUTY], a.AT_START]
        or first_inside(data, state, loading) >= 0
    )


@compiled
def free_of_links(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """The latest start of a visit by which no linked visit moves."""
    limit = a.NEVER
    first = data.node[node, a.LINK]
    for row in range(first, first + data.node[node, a.LINKS]):
        other = data.links[row, a.OTHER]
        if state.node[other, a.DUTY] >= 0 and data.links[row, a.OUT] > -a.NEVER:
            limit = min(limit, start_of(state, scratch, other) - data.links[row, a.OUT])
    return limit
