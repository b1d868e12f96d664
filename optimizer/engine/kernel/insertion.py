"""Where a visit costs least: cheap bounds for every position, an exact trial for the best ones.

The bound of a position counts the way, the visit's own lateness and what its next visit is
late at least; only if it lies below the best found is the visit put in on trial, its pushes
followed through all tours, and taken out again.
"""

from optimizer.engine.kernel.arrays import (
    BUSY,
    CLASS,
    CLASSES,
    COUNT,
    DUR,
    DUTY,
    DUTY_START,
    FREE,
    IDLE,
    LAST,
    LATEST,
    LINK,
    LINKS,
    LOC,
    MODE,
    NEVER,
    NEXT,
    OTHER,
    OUT,
    OVERALL_TERMS,
    P_IDLE_MAX,
    P_LATE,
    P_LATE_MAX,
    P_TOUR,
    P_WAIT,
    PAUSE,
    PAUSED,
    START,
    T_LATE_MAX,
    T_OVERALL,
    TIMED,
    TIMED_TERMS,
    TOURS_TOUCHED,
    TRIALS,
    WINS,
    WORKER,
    WORKERS,
    Data,
    Scratch,
    State,
)
from optimizer.engine.kernel.chain import (
    link,
    mark_dirty,
    measure_touched,
    note_partners,
    pauses_on,
    unlink,
)
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.cost import (
    add_up,
    overall_cost,
    pauses_before,
    split_price,
    splits_cost,
    timed_cost,
)
from optimizer.engine.kernel.timing import (
    arrival,
    bound_by_links,
    earliest,
    late_limit,
    note_tour,
    open_overlay,
    place,
    push,
)


@compiled
def way_added(data: Data, state: State, node: int, before: int, duty: int) -> tuple[int, int]:
    """Price and ticks of the detour over a visit behind `before`."""
    mode = data.duty[duty, MODE]
    here, there = data.node[node, LOC], data.node[state.node[before, NEXT], LOC]
    origin = place(data, before)
    price = data.arc[mode, origin, here] + data.arc[mode, here, there]
    ticks = data.time[mode, origin, here] + data.time[mode, here, there]
    if state.tour[duty, COUNT] > 0:
        price -= data.arc[mode, origin, there]
        ticks -= data.time[mode, origin, there]
    return price, ticks


@compiled
def may_take(data: Data, state: State, node: int, duty: int) -> bool:
    """Whether a duty has room for a visit, and its worker suits the linked visits."""
    for dimension in range(data.room.shape[1]):
        load = data.load[node, dimension]
        if load > 0 and state.used[duty, dimension] + load > data.room[duty, dimension]:
            return False
    first = data.node[node, LINK]
    worker = data.duty[duty, WORKER]
    for row in range(first, first + data.node[node, LINKS]):
        where = state.node[data.links[row, OTHER], DUTY]
        if where >= 0 and data.links[row, WORKERS] != 0:
            if (data.duty[where, WORKER] == worker) != (data.links[row, WORKERS] == 1):
                return False
    return True


@compiled
def pulls_others(data: Data, state: State, node: int) -> bool:
    """Whether a visit, once served, bounds the start of one that is served."""
    first = data.node[node, LINK]
    for row in range(first, first + data.node[node, LINKS]):
        if state.node[data.links[row, OTHER], DUTY] >= 0 and data.links[row, OUT] > -NEVER:
            return True
    return False


@compiled
def start_in(data: Data, state: State, scratch: Scratch, node: int, waiting: int) -> int:
    """Put a linked-in visit on the stack with its earliest start; the new length, or NEVER."""
    time = arrival(data, state, scratch, node)
    if time == NEVER:
        return NEVER
    scratch.stack[waiting, 0] = node
    scratch.stack[waiting, 1] = max(time, bound_by_links(data, state, scratch, node))
    return waiting + 1


@compiled
def timed_change(data: Data, state: State, scratch: Scratch) -> int:
    """What wait, gaps and habits cost more in the tours that the overlay changes."""
    change = 0
    for k in range(scratch.count[TOURS_TOUCHED]):
        duty = scratch.tours[k]
        _, timed = timed_cost(data, state, scratch, duty)
        change += timed - state.tour[duty, TIMED]
    return change


@compiled
def trial(data: Data, state: State, scratch: Scratch, fixed: int, one: int, two: int, way_one: int,
          way_two: int, bound: int) -> int:  # fmt: skip
    """The price of linked-in visits `one` and `two` (-1: none): `fixed`, and what they push.

    `way_one`, `way_two` are the ticks of their detours. NEVER if it reaches `bound` or they cannot
    be there.
    """
    scratch.count[TRIALS] += 1
    open_overlay(state, scratch)
    waiting = start_in(data, state, scratch, one, 0)
    if waiting < NEVER and two >= 0:
        waiting = start_in(data, state, scratch, two, waiting)
    if waiting == NEVER:
        return NEVER
    comparing = data.settings[TIMED_TERMS] + data.settings[OVERALL_TERMS] > 0
    price = push(data, state, scratch, waiting, NEVER if comparing else bound - fixed)
    if price == NEVER:
        return NEVER
    price += fixed
    if data.settings[TIMED_TERMS]:
        note_partners(data, state, scratch, one)
        if two >= 0:
            note_partners(data, state, scratch, two)
        price += timed_change(data, state, scratch)
    if data.settings[OVERALL_TERMS]:
        price += overall_change(data, state, scratch, one, two, way_one, way_two)
    return price if price < bound else NEVER


@compiled
def tour_pauses(data: Data, state: State, duty: int) -> int:
    """Length of the pauses inside a tour."""
    visits = data.fit.shape[0]
    node = state.node[visits + duty, NEXT]
    if node >= visits:
        return 0
    length = 0
    node = state.node[node, NEXT]
    while node < visits:
        length += pauses_before(data, state, node)
        node = state.node[node, NEXT]
    return length


@compiled
def best_place(data: Data, state: State, scratch: Scratch, node: int, bound: int, blink: float) -> int:
    """The cheapest position of a visit in all tours; its price, NEVER if none costs below `bound`.

    `scratch.found` then holds the node before it, the duty, and how many pauses come before it.
    """
    best = bound
    scratch.found[0] = -1
    least = bound_by_links(data, state, scratch, node)
    scratch.count[CLASSES] += 1
    visits = data.fit.shape[0]
    overall = data.settings[OVERALL_TERMS]
    simple = not data.settings[TIMED_TERMS] and not overall and not pulls_others(data, state, node)
    for k in range(data.able_from[node], data.able_from[node + 1]):
        duty = data.able[k]
        if not may_take(data, state, node, duty):
            continue
        empty = state.tour[duty, COUNT] == 0
        if empty:
            kind = data.duty[duty, CLASS]
            if scratch.class_stamp[kind] == scratch.count[CLASSES]:
                continue
            scratch.class_stamp[kind] = scratch.count[CLASSES]
        before = visits + duty
        while True:
            bounds = quick_bound(data, state, scratch, node, before, duty, least, best)
            if bounds < best and share(scratch) >= blink:
                after = state.node[before, NEXT]
                if simple and state.node[after, PAUSE] < 0 and push_is_free(data, state, node, before, duty, least):
                    best = bounds
                    scratch.found[0], scratch.found[1], scratch.found[2] = before, duty, 0
                else:
                    for split in range(pauses_on(state, after) + 1):
                        price = try_place(data, state, scratch, node, before, duty, split, best)
                        if price < best:
                            best = price
                            scratch.found[0], scratch.found[1], scratch.found[2] = before, duty, split
            before = state.node[before, NEXT]
            if before >= visits or state.node[before, START] + data.node[before, DUR] > data.node[node, LAST]:
                break
    return best if scratch.found[0] >= 0 else NEVER


@compiled
def local_start(data: Data, state: State, node: int, before: int, duty: int, least: int) -> int:
    """The earliest start of a visit behind `before`, pauses on the way left out of account."""
    visits = data.fit.shape[0]
    if before >= visits:
        free = data.duty[duty, DUTY_START]
    else:
        free = state.node[before, START] + data.node[before, DUR]
    way = data.time[data.duty[duty, MODE], place(data, before), data.node[node, LOC]]
    return earliest(data, node, max(least, free + way))


@compiled
def push_is_free(data: Data, state: State, node: int, before: int, duty: int, least: int) -> bool:
    """Whether the next visit can be moved without lateness or a linked visit."""
    after = state.node[before, NEXT]
    start = local_start(data, state, node, before, duty, least)
    onward = data.time[data.duty[duty, MODE], data.node[node, LOC], data.node[after, LOC]]
    return start + data.node[node, DUR] + onward <= state.node[after, FREE]


@compiled
def quick_bound(data: Data, state: State, scratch: Scratch, node: int, before: int, duty: int, least: int,
                best: int) -> int:  # fmt: skip
    """What a visit behind `before` costs at least; NEVER if it cannot be there."""
    price, ticks = way_added(data, state, node, before, duty)
    price += data.fit[node, duty]
    if state.tour[duty, COUNT] == 0:
        price += data.prices[P_TOUR]
    if data.prices[P_WAIT] > 0:
        price -= data.prices[P_WAIT] * max(0, min(state.tour[duty, IDLE], ticks + data.node[node, DUR]))
    if data.prices[P_IDLE_MAX] > 0:
        price -= data.prices[P_IDLE_MAX] * max(0, ticks + data.node[node, DUR])
    if price >= best:
        return NEVER
    start = local_start(data, state, node, before, duty, least)
    if start == NEVER:
        return NEVER
    after = state.node[before, NEXT]
    onward = data.time[data.duty[duty, MODE], data.node[node, LOC], data.node[after, LOC]]
    reached = start + data.node[node, DUR] + onward
    if reached > state.node[after, LATEST]:
        return NEVER
    late = max(0, start - late_limit(data, node, start))
    price += data.prices[P_LATE] * late
    if late > state.total[T_LATE_MAX]:
        price += data.prices[P_LATE_MAX] * (late - state.total[T_LATE_MAX])
    visits = data.fit.shape[0]
    if after < visits and reached > state.node[after, START] and data.node[after, WINS] == 1:
        limit = late_limit(data, after, reached)
        if reached > limit:
            price += data.prices[P_LATE] * (reached - max(limit, state.node[after, START]))
    return price


@compiled
def try_place(data: Data, state: State, scratch: Scratch, node: int, before: int, duty: int, split: int,
              bound: int) -> int:  # fmt: skip
    """The exact price of a visit behind `before`, tried and taken back; NEVER if not below."""
    price, ticks = way_added(data, state, node, before, duty)
    price += data.fit[node, duty]
    if state.tour[duty, COUNT] == 0:
        price += data.prices[P_TOUR] + split_price(data, state, duty)
    link(state, node, before, duty, split)
    price = trial(data, state, scratch, price, node, -1, ticks, 0, bound)
    unlink(state, node)
    return price


@compiled
def overall_change(data: Data, state: State, scratch: Scratch, one: int, two: int, way_one: int,
                   way_two: int) -> int:  # fmt: skip
    """What terms over all tours cost more with the visits linked in."""
    duty, other = state.node[one, DUTY], -1
    busy, other_busy = way_one + data.node[one, DUR], 0
    paused, other_paused = tour_pauses(data, state, duty) - state.tour[duty, PAUSED], 0
    heavy, other_heavy = data.heavy[one], 0
    if two >= 0:
        other = state.node[two, DUTY]
        other_busy, other_heavy = way_two + data.node[two, DUR], data.heavy[two]
        if other != duty:
            other_paused = tour_pauses(data, state, other) - state.tour[other, PAUSED]
    after = overall_cost(data, state, scratch, (duty, other), (busy, other_busy),
                         (paused, other_paused), (heavy, other_heavy))  # fmt: skip
    return after - (state.total[T_OVERALL] - data.prices[P_LATE_MAX] * state.total[T_LATE_MAX]
                    - splits_cost(data, state))  # fmt: skip


@compiled
def put(data: Data, state: State, scratch: Scratch, one: int, two: int) -> bool:
    """Commit the visits linked in; False if they cannot be there after all."""
    mark_dirty(scratch, state.node[one, DUTY])
    if two >= 0:
        mark_dirty(scratch, state.node[two, DUTY])
    open_overlay(state, scratch)
    waiting = start_in(data, state, scratch, one, 0)
    if waiting < NEVER and two >= 0:
        waiting = start_in(data, state, scratch, two, waiting)
    if waiting == NEVER or push(data, state, scratch, waiting, NEVER) == NEVER:
        return False
    for node in (one, two):
        if node >= 0:
            duty = state.node[node, DUTY]
            note_tour(scratch, duty)
            note_partners(data, state, scratch, node)
            for dimension in range(data.room.shape[1]):
                state.used[duty, dimension] += data.load[node, dimension]
    measure_touched(data, state, scratch)
    add_up(data, state, scratch)
    return True
