"""Where a visit costs least: cheap bounds for every position, an exact trial for the best ones.

The bound of a position counts the way, the visit's own lateness and what its next visit is
late at least; only if it lies below the best found is the visit put in on trial, its pushes
followed through all tours, and taken out again.
"""

from optimizer.engine.kernel.arrays import (
    AT,
    AT_TIME,
    BEHIND,
    BUSY,
    CLASS,
    CLASSES,
    COUNT,
    DUR,
    DUTY,
    DUTY_START,
    FIXED,
    FREE,
    HABIT_TERMS,
    IDLE,
    LAST,
    LASTS,
    LATE,
    LATEST,
    LINK,
    LINKS,
    LOC,
    METRES,
    MODE,
    NEVER,
    NEXT,
    ON,
    OTHER,
    OUT,
    OVERALL_TERMS,
    P_HEAVY_DEV,
    P_IDLE,
    P_IDLE_MAX,
    P_LATE,
    P_LATE_MAX,
    P_METRE,
    P_TOUR,
    P_TRAVEL,
    P_WAIT,
    P_WORK_DEV,
    PAUSE,
    PAUSED,
    PRICE,
    SLACK,
    SPREAD_TERMS,
    START,
    START_LOC,
    T_IDLE,
    T_LATE_MAX,
    T_SLACK_NEXT,
    T_SLACK_TOP,
    T_SPREAD,
    T_WORK,
    TICKS,
    TIMED,
    TIMED_TERMS,
    TOURS_TOUCHED,
    TRIALS,
    WAY,
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
    idle_change,
    pauses_before,
    smooth,
    split_price,
    spreads_cost,
    timed_cost,
)
from optimizer.engine.kernel.timing import (
    AGAIN,
    arrival,
    bound_by_links,
    earliest,
    late_limit,
    leg,
    leg_price,
    note_tour,
    open_overlay,
    push,
)


@compiled
def way_added(data: Data, state: State, node: int, before: int, duty: int) -> tuple[int, int]:
    """Price and ticks of the detour over a visit behind `before`."""
    after = state.node[before, NEXT]
    price = leg_price(data, duty, before, node) + leg_price(data, duty, node, after)
    ticks = leg(data, duty, before, node) + leg(data, duty, node, after)
    if state.tour[duty, COUNT] > 0:
        price -= state.node[after, WAY]
        ticks -= leg(data, duty, before, after)
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
    price = push(data, state, scratch, waiting, bound - fixed + most_gain(data, state), AGAIN)
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
def most_gain(data: Data, state: State) -> int:
    """What wait, habits and comparisons could cost less at most with one more visit."""
    if data.settings[HABIT_TERMS] or data.prices[P_WORK_DEV] + data.prices[P_HEAVY_DEV] > 0:
        return NEVER >> 2
    gain = data.prices[P_WAIT] * state.total[T_IDLE]
    return gain + 2 * data.prices[P_IDLE_MAX] * state.total[T_SLACK_TOP]


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
def best_place(
    data: Data, state: State, scratch: Scratch, node: int, bound: int, blink: float
) -> int:
    """The cheapest position of a visit in all tours; its price, NEVER if none costs below `bound`.

    `scratch.found` then holds the node before it, the duty, and how many pauses come before it.
    """
    scratch.found[0] = -1
    simple = data.settings[TIMED_TERMS] + data.settings[OVERALL_TERMS] == 0
    simple = simple and not pulls_others(data, state, node)
    scratch.found[3] = bound
    spots = scan(data, state, scratch, node, bound, blink, simple, False)
    best = scratch.found[3]
    if spots == 0:
        return best if scratch.found[0] >= 0 else NEVER
    first = 0
    for k in range(1, spots):
        if scratch.spots[k, PRICE] < scratch.spots[first, PRICE]:
            first = k
    for k in range(-1, spots):
        spot = scratch.spots[first if k < 0 else k]
        if spot[PRICE] >= best:
            continue
        before, duty = spot[BEHIND], spot[ON]
        spot[PRICE] = NEVER
        for split in range(pauses_on(state, state.node[before, NEXT]) + 1):
            price = try_place(data, state, scratch, node, before, duty, split, best)
            if price < best:
                best = price
                scratch.found[0], scratch.found[1], scratch.found[2] = before, duty, split
    return best if scratch.found[0] >= 0 else NEVER


@compiled
def scan(data: Data, state: State, scratch: Scratch, node: int, bound: int, blink: float, simple: bool,
         twice: bool) -> int:  # fmt: skip
    """List the positions of a visit in `scratch.spots` that may cost less than `bound`.

    With `simple` a position whose bound is exact is not listed but kept in `scratch.found`, with
    its price, if it is the best. Of empty tours alike one is listed, with `twice` two.
    """
    visits = data.fit.shape[0]
    least = bound_by_links(data, state, scratch, node)
    scratch.count[CLASSES] += 2
    stamp = scratch.count[CLASSES]
    spots = 0
    for k in range(data.able_from[node], data.able_from[node + 1]):
        duty = data.able[k]
        if not may_take(data, state, node, duty):
            continue
        opening = data.fit[node, duty]
        if state.tour[duty, COUNT] == 0:
            kind = data.duty[duty, CLASS]
            if scratch.class_stamp[kind] == stamp:
                continue
            once = scratch.class_stamp[kind] == stamp - 1 or not twice
            scratch.class_stamp[kind] = stamp if once else stamp - 1
            opening += data.prices[P_TOUR]
        before = visits + duty
        free = data.duty[duty, DUTY_START]
        here = data.duty[duty, START_LOC]
        while True:
            after = state.node[before, NEXT]
            fixed = opening + way_bound(data, state, node, duty, here, after)
            if fixed < bound and share(scratch) >= blink:
                way = data.back[data.duty[duty, MODE], data.node[node, LOC], here, TICKS]
                start = earliest(data, node, max(least, free + way))
                price, exact = start_bound(data, state, node, duty, after, start)
                price += fixed
                if price < bound:
                    if simple and exact:
                        bound = price
                        scratch.found[0], scratch.found[1], scratch.found[2] = before, duty, 0
                        scratch.found[3] = price
                    else:
                        spot = scratch.spots[spots]
                        spot[PRICE], spot[FIXED], spot[AT_TIME] = price, fixed, start
                        spot[BEHIND], spot[ON] = before, duty
                        spots += 1
            if after >= visits:
                break
            before, here = after, state.node[after, AT]
            free = state.node[after, START] + state.node[after, LASTS]
            if free > data.node[node, LAST]:
                break
    scratch.count[CLASSES] += 1
    return spots


@compiled
def way_bound(data: Data, state: State, node: int, duty: int, here: int, after: int) -> int:
    """What the detour over a visit costs at least, between `here` and node `after`."""
    mode, loc = data.duty[duty, MODE], data.node[node, LOC]
    to, on = data.back[mode, loc, here], data.legs[mode, loc, state.node[after, AT]]
    price = data.prices[P_TRAVEL] * (to[TICKS] + on[TICKS]) - state.node[after, WAY]
    if data.prices[P_METRE] > 0:
        price += data.prices[P_METRE] * (to[METRES] + on[METRES])
    if data.settings[TIMED_TERMS] or data.settings[OVERALL_TERMS]:
        added = to[TICKS] + on[TICKS] + data.node[node, DUR]
        price -= data.prices[P_WAIT] * min(state.tour[duty, IDLE], added)
        if data.prices[P_IDLE_MAX] > 0:
            slack = state.tour[duty, SLACK]
            price += smooth(data, max(0, slack - added)) - smooth(data, slack)
            if slack == state.total[T_SLACK_TOP]:
                apart = slack - state.total[T_SLACK_NEXT]
                price -= data.prices[P_IDLE_MAX] * min(added, apart) // 2
        if state.tour[duty, BUSY] < state.total[T_WORK]:
            price -= 2 * data.prices[P_WORK_DEV] * added
    return price


@compiled
def start_bound(
    data: Data, state: State, node: int, duty: int, after: int, start: int
) -> tuple[int, bool]:
    """What a start costs at least in lateness, the visit's own and that of node `after`.

    And whether that is all: nothing later gets dearer, no linked visit moves. NEVER if the tour
    cannot go on in time.
    """
    onward = data.legs[data.duty[duty, MODE], data.node[node, LOC], state.node[after, AT], TICKS]
    reached = start + data.node[node, DUR] + onward
    if start >= NEVER or reached > state.node[after, LATEST]:
        return NEVER, False
    late = start - late_limit(data, node, start)
    price = data.prices[P_LATE] * late if late > 0 else 0
    if late > state.total[T_LATE_MAX]:
        price += data.prices[P_LATE_MAX] * (late - state.total[T_LATE_MAX])
    if state.node[after, PAUSE] >= 0:
        return price, False
    if reached <= state.node[after, FREE]:
        return price, True
    if after < data.fit.shape[0] and data.node[after, WINS] == 1:
        limit = max(data.node[after, LATE], state.node[after, START])
        if reached > limit:
            price += data.prices[P_LATE] * (reached - limit)
    return price, False


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
    price = 0
    if data.prices[P_IDLE] + data.prices[P_IDLE_MAX] > 0:
        spent = busy + paused, other_busy + other_paused
        price += idle_change(data, state, scratch, (duty, other), spent)
    if data.settings[SPREAD_TERMS]:
        after = spreads_cost(data, state, (duty, other), (busy, other_busy), (heavy, other_heavy))
        price += after - state.total[T_SPREAD]
    return price


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
    if waiting == NEVER or push(data, state, scratch, waiting, NEVER, AGAIN) == NEVER:
        return False
    for node in (one, two):
        if node >= 0:
            duty = state.node[node, DUTY]
            note_tour(scratch, duty)
            note_partners(data, state, scratch, node)
            for dimension in range(data.room.shape[1]):
                state.used[duty, dimension] += data.load[node, dimension]
    measure_touched(data, state, scratch)
    add_up(data, state)
    return True
