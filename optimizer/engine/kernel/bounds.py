"""Positions of a visit and what they cost at least, in a few steps each.

The bound of a position counts the way, the visit's own lateness and what its next visit is late
at least, less what waiting and idle shifts could gain. It does not follow pushes any further.
Where gaps, habits or comparisons have a price, a position that gains by them can be passed over.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compare import smooth
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.faces import face_price
from optimizer.engine.kernel.push import bound_by_links
from optimizer.engine.kernel.timing import earliest, late_limit, open_overlay

PLACES_IN_LINE = 4
"""Of Data.ways in a line of the processor's cache, at least."""
NEAR = 60
"""Of how many near visits the tours are looked through, on large days: near in place, as those
near in time as well are often at work when a visit should be, and in place and time."""


@compiled
def may_take(data: a.Data, state: a.State, node: int, duty: int) -> bool:
    """Whether a duty could have room for a visit, and its worker suits the linked visits."""
    loadings = 1 + data.duty[duty, a.MAY_RELOAD]
    for dimension in range(data.room.shape[1]):
        load = data.load[node, dimension]
        room = data.room[duty, dimension] * loadings
        if load > 0 and state.used[duty, dimension] + load > room:
            return False
    first = data.node[node, a.LINK]
    worker = data.duty[duty, a.WORKER]
    for row in range(first, first + data.node[node, a.LINKS]):
        where = state.node[data.links[row, a.OTHER], a.DUTY]
        wanted = data.links[row, a.WORKERS]
        if where < 0 or wanted == 0:
            continue
        if wanted == a.RIDES:
            if where != duty:
                return False
        elif (data.duty[where, a.WORKER] == worker) != (wanted == 1):
            return False
    return True


@compiled
def in_order(data: a.Data, state: a.State, node: int, before: int, after: int) -> bool:
    """Whether a visit between two nodes keeps the frozen beginning of a tour."""
    visits = data.fit.shape[0]
    rank = data.node[node, a.RANK]
    while after < visits and data.node[after, a.RELOAD]:
        after = state.node[after, a.NEXT]
    while before < visits and data.node[before, a.RELOAD]:
        before = state.node[before, a.PREV]
    if after < visits and data.node[after, a.RANK] < rank:
        return False
    return rank == a.NEVER or before >= visits or data.node[before, a.RANK] <= rank


@compiled
def pulls_others(data: a.Data, state: a.State, node: int) -> bool:
    """Whether a visit, once served, bounds the start of one that is served; where working time is
    limited, also whether it keeps one from starting later."""
    first = data.node[node, a.LINK]
    for row in range(first, first + data.node[node, a.LINKS]):
        if state.node[data.links[row, a.OTHER], a.DUTY] >= 0 and (
            data.links[row, a.OUT] > -a.NEVER
            or (data.settings[a.LIMITS] and data.links[row, a.IN] > -a.NEVER)
        ):
            return True
    return False


@compiled
def note_near(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """Stamp the tours of the visits near a visit; the stamp."""
    scratch.count[a.POSITIONS] += 1
    stamp = scratch.count[a.POSITIONS]
    for kind in range(2):
        near = data.near[kind, node]
        for k in range(min(NEAR, near.shape[0])):
            if near[k] >= 0 and state.node[near[k], a.DUTY] >= 0:
                scratch.near_stamp[state.node[near[k], a.DUTY]] = stamp
    first = data.node[node, a.LINK]
    for row in range(first, first + data.node[node, a.LINKS]):
        duty = state.node[data.links[row, a.OTHER], a.DUTY]
        if duty >= 0:
            scratch.near_stamp[duty] = stamp
    return stamp


@compiled
def scan(data: a.Data, state: a.State, scratch: a.Scratch, node: int, bound: int, blink: float,
         simple: bool, side: int) -> int:  # fmt: skip
    """List the positions of a visit that may cost less than `bound`; how many there are.

    With a `side` the cheapest ones are listed in `scratch.places[side]`, in order; without (-1) all
    of them in `scratch.spots`. With `simple` a position whose bound is exact is not listed but kept
    in `scratch.found`, with its price, if it is the best.

    All tours are looked through; on large days those of the visits near it and empty ones, so
    that the cost of an iteration hardly grows with the day. Of empty tours alike one is listed,
    with a `side` two.
    """
    visits = data.fit.shape[0]
    all_tours = data.settings[a.FULL_SCAN]
    near = 0 if all_tours else note_near(data, state, scratch, node)
    open_overlay(state, scratch)
    least = bound_by_links(data, state, scratch, node)
    fetch_ways(data, scratch, node)
    scratch.count[a.CLASSES] += 2
    stamp = scratch.count[a.CLASSES]
    listed = scratch.spots if side < 0 else scratch.places[side]
    most = listed.shape[0] if side < 0 else data.settings[a.LINKED_PLACES]
    spots = 0
    loc, opens, closes = data.node[node, a.LOC], data.node[node, a.OPEN], data.node[node, a.LAST]
    several = data.node[node, a.WINS] > 1
    travel, frozen = data.prices[a.P_TRAVEL], data.settings[a.FROZEN]
    more_terms = data.prices[a.P_METRE] + data.settings[a.TIMED_TERMS]
    more_terms += data.settings[a.OVERALL_TERMS]
    pickup, delivery = data.node[node, a.PICKUP], data.node[node, a.DELIVERY]
    if delivery >= 0 and state.node[delivery, a.DUTY] < 0:
        delivery = -1
    for k in range(data.able_from[node], data.able_from[node + 1]):
        duty = data.able[k]
        served = state.tour[duty, a.COUNT]
        if not all_tours and served > 0 and scratch.near_stamp[duty] != near:
            continue
        if not may_take(data, state, node, duty):
            continue
        opening = data.fit[node, duty] + face_price(data, state, node, duty)
        if served == 0:
            kind = data.duty[duty, a.CLASS]
            if scratch.class_stamp[kind] == stamp:
                continue
            once = scratch.class_stamp[kind] == stamp - 1 or side < 0
            scratch.class_stamp[kind] = stamp if once else stamp - 1
            opening += data.prices[a.P_TOUR]
        before = visits + duty
        free = data.duty[duty, a.DUTY_START]
        here = data.duty[duty, a.START_LOC]
        followed = data.duty[duty, a.LOADED] + data.duty[duty, a.FRESH] > 0
        mode = data.duty[duty, a.MODE]
        ways = data.ways[mode, loc]
        way = ways[here, a.FROM]
        aboard = pickup < 0 or state.node[pickup, a.DUTY] < 0
        while True:
            after = state.node[before, a.NEXT]
            at = state.node[after, a.AT]
            ticks, on = way + ways[at, a.TO], ways[at, a.FROM]
            fixed = opening + travel * ticks - state.node[after, a.WAY]
            if more_terms > 0:
                fixed += more_bound(data, state, node, duty, here, at, ticks)
            if (
                fixed < bound
                and aboard
                and (frozen == 0 or in_order(data, state, node, before, after))
                and share(scratch) >= blink
            ):
                start = max(opens, least, free + way)
                if several:
                    start = earliest(data, node, start)
                if start <= closes:
                    price, exact = start_bound(data, state, node, duty, after, start)
                    price += fixed
                    if price < bound:
                        if simple and exact and not followed:
                            bound = price
                            scratch.found[0], scratch.found[1] = before, duty
                            scratch.found[2], scratch.found[3] = 0, price
                        else:
                            row = spots if side < 0 else make_room(listed, spots, most, price)
                            listed[row, a.PRICE], listed[row, a.FIXED] = price, fixed
                            listed[row, a.BEHIND], listed[row, a.ON] = before, duty
                            listed[row, a.AT_TIME] = start
                            spots = min(spots + 1, most)
                            if side >= 0 and spots == most:
                                bound = min(bound, listed[most - 1, a.PRICE])
            if after >= visits or after == delivery:
                break
            aboard = aboard or after == pickup
            before, here, way = after, at, on
            free = state.node[after, a.START] + state.node[after, a.LASTS]
            if free > closes:
                break
    scratch.count[a.CLASSES] += 1
    return spots


@compiled
def fetch_ways(data: a.Data, scratch: a.Scratch, node: int) -> None:
    """Read the ways from and to a visit in order, which the processor does ahead: they are about
    to be read in any order, each a wait for a memory far away."""
    loc = data.node[node, a.LOC]
    seen = 0
    for mode in range(data.ways.shape[0]):
        ways = data.ways[mode, loc]
        for k in range(0, ways.shape[0], PLACES_IN_LINE):
            seen += ways[k, a.TO]
    scratch.count[a.FETCHED] = seen


@compiled
def make_room(spots: a.Integers, count: int, most: int, price: int) -> int:
    """Move the dearer of up to `most` positions in order of price back; the row that is free."""
    row = min(count, most - 1)
    while row > 0 and spots[row - 1, a.PRICE] > price:
        for column in range(a.SPOT_COLUMNS):
            spots[row, column] = spots[row - 1, column]
        row -= 1
    return row


@compiled
def more_bound(data: a.Data, state: a.State, node: int, duty: int, here: int, at: int,
               ticks: int) -> int:  # fmt: skip
    """What the detour over a visit costs at least besides its travel time, `ticks`, from a place
    `here` to one `at`."""
    price = 0
    if data.prices[a.P_METRE] > 0:
        mode, loc = data.duty[duty, a.MODE], data.node[node, a.LOC]
        ways = data.ways[mode, loc]
        metres = ways[here, a.FROM_METRES] + ways[at, a.TO_METRES]
        price = data.prices[a.P_METRE] * metres
    if data.settings[a.TIMED_TERMS] or data.settings[a.OVERALL_TERMS]:
        added = ticks + data.node[node, a.DUR]
        price -= data.prices[a.P_WAIT] * min(state.tour[duty, a.IDLE], added)
        price -= data.prices[a.P_IDLE] * min(state.tour[duty, a.SLACK], added)
        if data.prices[a.P_IDLE_MAX] > 0:
            slack = state.tour[duty, a.SLACK]
            price += smooth(data, max(0, slack - added)) - smooth(data, slack)
            if slack == state.total[a.T_SLACK_TOP]:
                apart = slack - state.total[a.T_SLACK_NEXT]
                price -= data.prices[a.P_IDLE_MAX] * min(added, apart) // 2
        if state.tour[duty, a.BUSY] < state.total[a.T_WORK]:
            price -= 2 * data.prices[a.P_WORK_DEV] * added
    return price


@compiled
def start_bound(
    data: a.Data, state: a.State, node: int, duty: int, after: int, start: int
) -> tuple[int, bool]:
    """What a start costs at least in lateness, the visit's own and that of node `after`.

    And whether that is all: nothing later gets dearer, no linked visit moves, no limit of working
    time could be broken. NEVER if the tour cannot go on in time.
    """
    mode, loc = data.duty[duty, a.MODE], data.node[node, a.LOC]
    reached = start + data.node[node, a.DUR]
    reached += data.ways[mode, loc, state.node[after, a.AT], a.TO]
    limit = state.node[after, a.LATEST]
    if after >= data.fit.shape[0] and state.node[after, a.PAUSE] >= 0:
        limit = data.duty[duty, a.DUTY_END]  # what follows the tour may come before the visit
    if start >= a.NEVER or reached > limit:
        return a.NEVER, False
    late = start - late_limit(data, node, start)
    price = data.prices[a.P_LATE] * late if late > 0 else 0
    if late > state.total[a.T_LATE_MAX]:
        price += data.prices[a.P_LATE_MAX] * (late - state.total[a.T_LATE_MAX])
    if state.node[after, a.PAUSE] >= 0:
        return price, False
    if reached <= state.node[after, a.FREE]:
        return price, not data.duty[duty, a.LIMITED]
    if after < data.fit.shape[0] and data.node[after, a.WINS] == 1:
        limit = max(data.node[after, a.LATE], state.node[after, a.START])
        if reached > limit:
            price += data.prices[a.P_LATE] * (reached - limit)
    return price, False
