"""What a tour costs: everything measured in one walk along it.

Starts in a plan are the earliest ones, but for a first part of each tour that leaves later, as
late as nothing else changes, so that nobody waits who could have left later (the forward time
slack of Savelsbergh 1992). Wait, gaps and habits are counted on those starts.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compare import set_slack
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.pauses import first_inside, next_inside, pause_start, pauses_before
from optimizer.engine.kernel.push import free_of_links, free_until, loaded_on_leaving
from optimizer.engine.kernel.timing import (
    earliest,
    late_limit,
    latest,
    leg,
    leg_price,
    reach,
    return_limit,
    start_of,
)


@compiled
def leave_by(data: a.Data, state: a.State, duty: int, node: int, target: int, free: int) -> int:
    """The latest moment to go on to a node that is reached by `target`, by who is free from `free`
    on and can reach it."""
    visits = data.fit.shape[0]
    before = state.node[node, a.PREV]
    way = leg(data, duty, before, node)
    pause = first_inside(data, state, node)
    if pause < 0:
        return target - way
    close, length = data.pauses[pause, a.PAUSE_CLOSE], data.pauses[pause, a.PAUSE_DUR]
    after_way = min(close, target - length) - way
    before_way = min(close, target - length - way)
    may_stay = before < visits and data.pauses[pause, a.MISSED] < 0
    if node >= visits:
        after_way, may_stay = -a.NEVER, True
    if not may_stay or before_way < data.pauses[pause, a.PAUSE_OPEN]:
        before_way = -a.NEVER
    later = max(free, after_way, before_way)
    # By windows with holes and by other pauses on the way it can be sooner.
    if reach(data, state, duty, before, node, later) <= target:
        return later
    while later - free > 1:
        middle = (free + later) // 2
        if reach(data, state, duty, before, node, middle) <= target:
            free = middle
        else:
            later = middle
    return free


@compiled
def leave_time(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> tuple[int, int, int]:
    """When a tour leaves, as late as its return, lateness and linked visits stay as they are; when
    its first visit then starts at the latest, and how long it is busy from there to its return."""
    visits = data.fit.shape[0]
    end = visits + duty
    target = start_of(state, scratch, end)
    after = end
    node = state.node[end, a.PREV]
    busy = 0
    top = data.prices[a.P_LATE] + data.prices[a.P_LATE_MAX] > 0
    while node < visits:
        start = start_of(state, scratch, node)
        length = data.node[node, a.DUR]
        until = leave_by(data, state, duty, after, target, start + length) - length
        busy += length + leg(data, duty, node, after)
        if state.node[after, a.PAUSE] >= 0:
            busy += pauses_before(data, state, after)
        target = start
        if until > start:
            if data.node[node, a.FRESH_FOR] >= 0 and not loaded_on_leaving(data, state, node):
                until = min(until, free_until(data, state, scratch, node))
            elif data.node[node, a.LINKS] > 0:
                until = min(until, free_of_links(data, state, scratch, node))
            if data.node[node, a.WINS] > 1:
                target = latest(data, node, start, until)
            else:
                limit = late_limit(data, node, start) if top else data.node[node, a.LAST]
                target = max(start, min(until, limit))
        after = node
        node = state.node[node, a.PREV]
    leave = data.duty[duty, a.DUTY_START]
    if not data.duty[duty, a.AT_START]:
        leave = leave_by(data, state, duty, after, target, leave)
    return leave, target, busy


@compiled
def start_after(data: a.Data, state: a.State, scratch: a.Scratch, node: int, arrives: int) -> int:
    """When a visit starts in the plan that is reached then: at once, or as what hangs on it
    agrees."""
    return max(earliest(data, node, arrives), start_of(state, scratch, node))


@compiled
def idle_time(data: a.Data, state: a.State, scratch: a.Scratch, duty: int, leave: int, first: int,
              busy: int) -> int:  # fmt: skip
    """Wait in a tour that leaves then, from its first visit on, or from leaving at a fixed time;
    `first` and `busy` as of `leave_time`."""
    end = data.fit.shape[0] + duty
    node = state.node[end, a.NEXT]
    since = first
    if data.duty[duty, a.AT_START]:
        since = leave + leg(data, duty, end, node) + pauses_before(data, state, node)
    elif state.node[node, a.PAUSE] >= 0:
        since = start_after(data, state, scratch, node, reach(data, state, duty, end, node, leave))
    return start_of(state, scratch, end) - since - busy


@compiled
def due_price(data: a.Data, state: a.State, duty: int, leave: int, back: int) -> int:
    """The price of the breaks left out for which a tour leaves no room outside."""
    price = 0
    first = data.duty[duty, a.PAUSE_FROM]
    for pause in range(first, first + data.duty[duty, a.PAUSES]):
        if data.pauses[pause, a.IF_DUE] and not state.taken[pause]:
            opens, length = data.pauses[pause, a.PAUSE_OPEN], data.pauses[pause, a.PAUSE_DUR]
            if leave < opens + length and back > data.pauses[pause, a.PAUSE_CLOSE]:
                price += data.pauses[pause, a.MISSED]
    return price


@compiled
def gaps_on(data: a.Data, state: a.State, duty: int, before: int, node: int, free: int,
            start: int) -> int:  # fmt: skip
    """How many waits between two nodes are long, breaks on the way apart."""
    home = node >= data.fit.shape[0]
    way = leg(data, duty, before, node)
    gaps = waited = 0
    pause = first_inside(data, state, node)
    while pause >= 0:
        begins = a.NEVER if home else pause_start(data, pause, free + way)
        if begins < a.NEVER:
            free, way = free + way, 0
        else:
            begins = pause_start(data, pause, free)
        waited += begins - free
        free = begins + data.pauses[pause, a.PAUSE_DUR]
        if data.pauses[pause, a.RESTS] > 0:
            gaps += waited >= data.settings[a.LONG_ENOUGH]
            waited = 0
        else:
            waited += data.pauses[pause, a.PAUSE_DUR]
        pause = next_inside(data, state, node, pause)
    waited += start - free - way
    return gaps + (waited >= data.settings[a.LONG_ENOUGH])


@compiled
def timed_cost(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> tuple[int, int]:
    """Wait in a tour, and the price of wait, gaps, habits and missed breaks that are due."""
    visits = data.fit.shape[0]
    end = visits + duty
    node = state.node[end, a.NEXT]
    if node >= visits:
        return 0, 0
    leave, first, busy = leave_time(data, state, scratch, duty)
    idle = idle_time(data, state, scratch, duty, leave, first, busy)
    price = data.prices[a.P_WAIT] * idle
    if data.settings[a.BREAK_TERMS]:
        price += due_price(data, state, duty, leave, start_of(state, scratch, end))
    if not data.settings[a.HABIT_TERMS]:
        return idle, price
    before = end
    free = leave
    while True:
        arrives = reach(data, state, duty, before, node, free)
        if node >= visits:
            start = max(arrives, start_of(state, scratch, node))
        else:
            start = start_after(data, state, scratch, node, arrives)
        if before < visits or data.duty[duty, a.AT_START]:
            price += data.prices[a.P_GAP] * gaps_on(data, state, duty, before, node, free, start)
        if node >= visits:
            break
        usual = data.node[node, a.USUAL]
        if usual >= 0:
            price += data.prices[a.P_USUAL] * abs(start - usual)
        moved = abs(start - data.node[node, a.BEFORE]) > data.settings[a.MOVED_AFTER]
        if moved and data.node[node, a.BEFORE_WORKER] == data.duty[duty, a.WORKER]:
            price += data.prices[a.P_MOVED]
        free = start + data.node[node, a.DUR]
        before = node
        node = state.node[node, a.NEXT]
    return idle, price


@compiled
def measure(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> None:
    """Set the row of a tour in `state.tour`, and the limits of its nodes.

    The overlay must hold nothing of it that the state does not.
    """
    visits = data.fit.shape[0]
    end = visits + duty
    node = state.node[end, a.NEXT]
    state.total[a.T_TOURS] -= state.tour[duty, a.COST]
    state.total[a.T_IDLE] -= state.tour[duty, a.IDLE]
    loadings = state.tour[duty, a.LOADINGS]
    state.tour[duty, :] = 0
    state.tour[duty, a.LOADINGS] = loadings
    price = 0
    for k in range(
        data.duty[duty, a.PAUSE_FROM], data.duty[duty, a.PAUSE_FROM] + data.duty[duty, a.PAUSES]
    ):
        if data.pauses[k, a.MISSED] > 0 and not data.pauses[k, a.IF_DUE] and not state.taken[k]:
            price += data.pauses[k, a.MISSED]
    if node >= visits:
        state.node[end, a.START] = -1
        state.node[end, a.WAY] = 0
        state.node[end, a.LATEST] = data.duty[duty, a.DUTY_END]
        state.node[end, a.FREE] = min(
            data.duty[duty, a.DUTY_END], data.duty[duty, a.OVERTIME_AFTER]
        )
        price += set_slack(data, state, duty, 0, 0)
        state.tour[duty, a.COST] = price
        state.total[a.T_TOURS] += price
        return
    before = end
    busy = paused = count = heavy = top = late_sum = 0
    price += data.prices[a.P_TOUR]
    while True:
        way_price = leg_price(data, duty, before, node)
        state.node[node, a.WAY] = way_price
        price += way_price
        busy += leg(data, duty, before, node)
        if state.node[node, a.PAUSE] >= 0:
            paused += pauses_before(data, state, node)
        if node >= visits:
            break
        if data.node[node, a.RELOAD]:
            paused += data.node[node, a.DUR]
        else:
            busy += data.node[node, a.DUR]
            count += 1
        heavy += data.heavy[node]
        price += data.fit[node, duty]
        start = state.node[node, a.START]
        late = max(0, start - late_limit(data, node, start))
        late_sum += late
        top = max(top, late)
        before = node
        node = state.node[node, a.NEXT]
    over = max(0, state.node[end, a.START] - data.duty[duty, a.OVERTIME_AFTER])
    price += data.prices[a.P_LATE] * late_sum + data.prices[a.P_OVERTIME] * over
    price += set_slack(data, state, duty, state.node[end, a.START], busy + paused)
    idle = timed = 0
    if data.settings[a.TIMED_TERMS]:
        idle, timed = timed_cost(data, state, scratch, duty)
    state.tour[duty, a.BUSY] = busy
    state.tour[duty, a.IDLE] = idle
    state.tour[duty, a.TIMED] = timed
    state.tour[duty, a.COST] = price + timed
    state.tour[duty, a.TOP_LATE] = top
    state.tour[duty, a.PAUSED] = paused
    state.tour[duty, a.COUNT] = count
    state.tour[duty, a.HEAVY] = heavy
    state.total[a.T_TOURS] += price + timed
    state.total[a.T_IDLE] += idle
    set_limits(data, state, scratch, duty)


@compiled
def set_limits(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> None:
    """LATEST and FREE of a tour's nodes, from its end back."""
    visits = data.fit.shape[0]
    end = visits + duty
    limit = return_limit(data, state, duty)
    latest = limit
    free = min(limit, max(state.node[end, a.START], data.duty[duty, a.OVERTIME_AFTER]))
    state.node[end, a.LATEST] = latest
    state.node[end, a.FREE] = free
    after = end
    node = state.node[end, a.PREV]
    while node < visits:
        gone = data.node[node, a.DUR] + leg(data, duty, node, after)
        start = state.node[node, a.START]
        if first_inside(data, state, after) >= 0:
            gone += pauses_before(data, state, after)
            free = start
        else:
            free -= gone
        latest = min(latest - gone, data.node[node, a.LAST])
        if data.node[node, a.WINS] > 1:
            free = min(free, start)
        else:
            limit = min(data.node[node, a.LATE], data.node[node, a.LAST])
            limit = min(limit, free_until(data, state, scratch, node))
            free = min(free, max(start, limit))
        state.node[node, a.LATEST] = latest
        state.node[node, a.FREE] = free
        after = node
        node = state.node[node, a.PREV]
