"""What tours cost: everything measured in one walk along a tour, and over all tours.

Starts in a plan are the earliest ones, but for a first part of each tour that leaves later, as
late as nothing else changes, so that nobody waits who could have left later (the forward time
slack of Savelsbergh 1992). Wait, gaps and habits are counted on those starts.
"""

from optimizer.engine.kernel.arrays import (
    AT_START,
    BEFORE,
    BEFORE_WORKER,
    BUSY,
    COST,
    COUNT,
    DAY,
    DUR,
    DUTY,
    DUTY_END,
    DUTY_START,
    FREE,
    HABIT_TERMS,
    HEAVY,
    IDLE,
    LAST,
    LATE,
    LATEST,
    LINK,
    LINKS,
    LONG_ENOUGH,
    MISSED,
    MOVED_AFTER,
    NEVER,
    NEXT,
    OTHER,
    OVERALL_TERMS,
    OVERTIME_AFTER,
    P_GAP,
    P_HEAVY,
    P_HEAVY_DEV,
    P_HEAVY_MAX,
    P_IDLE,
    P_IDLE_MAX,
    P_LATE,
    P_LATE_MAX,
    P_MOVED,
    P_OVERTIME,
    P_SMOOTH,
    P_TOUR,
    P_USUAL,
    P_WAIT,
    P_WORK,
    P_WORK_DEV,
    P_WORK_MAX,
    PAUSE,
    PAUSE_CLOSE,
    PAUSE_DUR,
    PAUSE_FROM,
    PAUSE_OPEN,
    PAUSED,
    PAUSES,
    PREV,
    SHIFT_START,
    SLACK,
    SMOOTH,
    START,
    T_COST,
    T_IDLE,
    T_LATE_MAX,
    T_OVERALL,
    T_SLACK_NEXT,
    T_SLACK_TOP,
    T_SMOOTH,
    T_SPREAD,
    T_TOURS,
    T_UNSERVED,
    T_WORK,
    TIMED,
    TIMED_TERMS,
    TOP_LATE,
    USUAL,
    VERSION,
    WAY,
    WINS,
    WORKER,
    Data,
    Scratch,
    State,
)
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.timing import (
    earliest,
    late_limit,
    leg,
    leg_price,
    reach,
    return_limit,
    start_of,
)


@compiled
def is_held(data: Data, state: State, node: int) -> bool:
    """Whether a visit is linked in time to a served one."""
    first = data.node[node, LINK]
    for row in range(first, first + data.node[node, LINKS]):
        if state.node[data.links[row, OTHER], DUTY] >= 0 and (
            data.links[row, 1] > -NEVER or data.links[row, 2] > -NEVER
        ):
            return True
    return False


@compiled
def pauses_before(data: Data, state: State, node: int) -> int:
    """Length of the pauses on the way to a node."""
    length = 0
    pause = state.node[node, PAUSE]
    while pause >= 0:
        length += data.pauses[pause, PAUSE_DUR]
        pause = state.after[pause]
    return length


@compiled
def leave_by(data: Data, state: State, duty: int, node: int, target: int, free: int) -> int:
    """The latest moment to go on to a node that is reached by `target`; `free` if in doubt."""
    pause = state.node[node, PAUSE]
    visits = data.fit.shape[0]
    way = leg(data, duty, state.node[node, PREV], node)
    if pause < 0 or node >= visits:
        return target - way
    if state.after[pause] >= 0:
        return free
    close = data.pauses[pause, PAUSE_CLOSE]
    length = data.pauses[pause, PAUSE_DUR]
    after = min(close, target - length) - way
    before = min(close, target - length - way)
    if before < data.pauses[pause, PAUSE_OPEN] or data.pauses[pause, MISSED] >= 0:
        before = -NEVER
    later = max(free, after, before)
    # Windows of a pause with holes: only a moment that really arrives in time counts.
    return (
        later if reach(data, state, duty, state.node[node, PREV], node, later) <= target else free
    )


@compiled
def leave_time(data: Data, state: State, scratch: Scratch, duty: int) -> tuple[int, int]:
    """When a tour leaves, as late as its return, lateness and linked visits stay as they are; and
    how long it is busy from then to its return."""
    visits = data.fit.shape[0]
    end = visits + duty
    target = start_of(state, scratch, end)
    after = end
    node = state.node[end, PREV]
    busy = 0
    top = data.prices[P_LATE] + data.prices[P_LATE_MAX] > 0
    while node < visits:
        start = start_of(state, scratch, node)
        length = data.node[node, DUR]
        latest = leave_by(data, state, duty, after, target, start + length) - length
        busy += length + leg(data, duty, node, after)
        if after < visits and state.node[after, PAUSE] >= 0:
            busy += pauses_before(data, state, after)
        if latest > start:
            if is_held(data, state, node):
                latest = start
            else:
                limit = late_limit(data, node, start) if top else data.node[node, LAST]
                latest = min(latest, max(start, limit))
                if data.node[node, WINS] > 1 and earliest(data, node, latest) != latest:
                    latest = start
                latest = min(latest, max(start, data.node[node, LAST]))
        target = max(start, latest)
        after = node
        node = state.node[node, PREV]
    way = leg(data, duty, end, after)
    leave = data.duty[duty, DUTY_START] if data.duty[duty, AT_START] else target - way
    return leave, busy + way


@compiled
def timed_cost(data: Data, state: State, scratch: Scratch, duty: int) -> tuple[int, int]:
    """Wait in a tour, and the price of wait, gaps and habits."""
    visits = data.fit.shape[0]
    end = visits + duty
    node = state.node[end, NEXT]
    if node >= visits:
        return 0, 0
    leave, busy = leave_time(data, state, scratch, duty)
    idle = start_of(state, scratch, end) - leave - busy
    price = data.prices[P_WAIT] * idle
    if not data.settings[HABIT_TERMS]:
        return idle, price
    before = end
    free = leave
    while True:
        inner = before < visits and node < visits
        arrives = reach(data, state, duty, before, node, free)
        if before >= visits:
            arrives = free + leg(data, duty, before, node)
        if node >= visits:
            start = max(arrives, start_of(state, scratch, node))
        else:
            start = earliest(data, node, arrives)
            if is_held(data, state, node):
                start = max(start, start_of(state, scratch, node))
        if before < visits or data.duty[duty, AT_START]:
            wait = start - free - leg(data, duty, before, node)
            if inner:
                wait -= pauses_before(data, state, node)
            if wait >= data.settings[LONG_ENOUGH]:
                price += data.prices[P_GAP]
        if node >= visits:
            break
        usual = data.node[node, USUAL]
        if usual >= 0:
            price += data.prices[P_USUAL] * abs(start - usual)
        if data.node[node, BEFORE_WORKER] == data.duty[duty, WORKER]:
            if abs(start - data.node[node, BEFORE]) > data.settings[MOVED_AFTER]:
                price += data.prices[P_MOVED]
        free = start + data.node[node, DUR]
        before = node
        node = state.node[node, NEXT]
    return idle, price


@compiled
def measure(data: Data, state: State, scratch: Scratch, duty: int) -> None:
    """Set the row of a tour in `state.tour`, and the limits of its nodes.

    The overlay must hold nothing of it that the state does not.
    """
    visits = data.fit.shape[0]
    end = visits + duty
    node = state.node[end, NEXT]
    state.total[T_TOURS] -= state.tour[duty, COST]
    state.total[T_IDLE] -= state.tour[duty, IDLE]
    state.tour[duty, :] = 0
    price = 0
    for k in range(
        data.duty[duty, PAUSE_FROM], data.duty[duty, PAUSE_FROM] + data.duty[duty, PAUSES]
    ):
        if data.pauses[k, MISSED] > 0 and not state.taken[k]:
            price += data.pauses[k, MISSED]
    if node >= visits:
        state.node[end, START] = -1
        state.node[end, WAY] = 0
        state.node[end, LATEST] = data.duty[duty, DUTY_END]
        state.node[end, FREE] = min(data.duty[duty, DUTY_END], data.duty[duty, OVERTIME_AFTER])
        price += set_slack(data, state, duty, 0, 0)
        state.tour[duty, COST] = price
        state.total[T_TOURS] += price
        return
    before = end
    busy = paused = count = heavy = top = late_sum = 0
    price += data.prices[P_TOUR]
    while True:
        way_price = leg_price(data, duty, before, node)
        state.node[node, WAY] = way_price
        price += way_price
        busy += leg(data, duty, before, node)
        if before < visits and node < visits and state.node[node, PAUSE] >= 0:
            paused += pauses_before(data, state, node)
        if node >= visits:
            break
        busy += data.node[node, DUR]
        count += 1
        heavy += data.heavy[node]
        price += data.fit[node, duty]
        start = state.node[node, START]
        late = max(0, start - late_limit(data, node, start))
        late_sum += late
        top = max(top, late)
        before = node
        node = state.node[node, NEXT]
    over = max(0, state.node[end, START] - data.duty[duty, OVERTIME_AFTER])
    price += data.prices[P_LATE] * late_sum + data.prices[P_OVERTIME] * over
    price += set_slack(data, state, duty, state.node[end, START], busy + paused)
    idle = timed = 0
    if data.settings[TIMED_TERMS]:
        idle, timed = timed_cost(data, state, scratch, duty)
    state.tour[duty, BUSY] = busy
    state.tour[duty, IDLE] = idle
    state.tour[duty, TIMED] = timed
    state.tour[duty, COST] = price + timed
    state.tour[duty, TOP_LATE] = top
    state.tour[duty, PAUSED] = paused
    state.tour[duty, COUNT] = count
    state.tour[duty, HEAVY] = heavy
    state.total[T_TOURS] += price + timed
    state.total[T_IDLE] += idle
    set_limits(data, state, duty)


@compiled
def split_price(data: Data, state: State, duty: int) -> int:
    """The price of one more gap, between two tours, if this duty gets a tour: where the worker has
    another on that day."""
    if data.prices[P_GAP] == 0:
        return 0
    day = data.duty[duty, DAY]
    for step in (-1, 1):
        other = duty + step
        while 0 <= other < data.duty.shape[0] and data.duty[other, DAY] == day:
            if state.tour[other, COUNT] > 0:
                return data.prices[P_GAP]
            other += step
    return 0


@compiled
def splits_cost(data: Data, state: State) -> int:
    """The price of all gaps between two tours of a worker's day."""
    if data.prices[P_GAP] == 0:
        return 0
    gaps = 0
    before = -1
    for duty in range(data.duty.shape[0]):
        if state.tour[duty, COUNT] > 0:
            gaps += data.duty[duty, DAY] == before
            before = data.duty[duty, DAY]
    return data.prices[P_GAP] * gaps


@compiled
def set_limits(data: Data, state: State, duty: int) -> None:
    """LATEST and FREE of a tour's nodes, from its end back."""
    visits = data.fit.shape[0]
    end = visits + duty
    limit = return_limit(data, state, duty)
    latest = limit
    free = min(limit, max(state.node[end, START], data.duty[duty, OVERTIME_AFTER]))
    state.node[end, LATEST] = latest
    state.node[end, FREE] = free
    after = end
    node = state.node[end, PREV]
    while node < visits:
        gone = data.node[node, DUR] + leg(data, duty, node, after)
        start = state.node[node, START]
        if state.node[after, PAUSE] >= 0 and after < visits:
            gone += pauses_before(data, state, after)
            free = start
        else:
            free -= gone
        latest = min(latest - gone, data.node[node, LAST])
        if data.node[node, WINS] > 1 or is_held(data, state, node):
            free = min(free, start)
        else:
            free = min(free, max(start, min(data.node[node, LATE], data.node[node, LAST])))
        state.node[node, LATEST] = latest
        state.node[node, FREE] = free
        after = node
        node = state.node[node, PREV]


@compiled
def slack_of(data: Data, duty: int, end: int, spent: int) -> int:
    """Time of a shift that is not spent, up to where overtime begins or a later return."""
    end = max(end, data.duty[duty, OVERTIME_AFTER])
    return max(0, end - data.duty[duty, SHIFT_START] - spent)


@compiled
def smooth(data: Data, slack: int) -> int:
    """What annealing counts for the slack of a shift in place of half the price of the greatest.

    The greatest slack alone says nothing of a change to any other shift. The square of a slack,
    scaled so that slacks all alike cost per tick what the greatest does, leads to even shifts.
    """
    return data.prices[P_IDLE_MAX] * slack // 2 * slack // data.prices[P_SMOOTH]


@compiled
def set_slack(data: Data, state: State, duty: int, end: int, spent: int) -> int:
    """Set SLACK and SMOOTH of a tour; the price of its idle time."""
    if data.prices[P_IDLE] + data.prices[P_IDLE_MAX] == 0:
        return 0
    slack = slack_of(data, duty, end, spent)
    state.tour[duty, SLACK] = slack
    state.tour[duty, SMOOTH] = smooth(data, slack) if data.prices[P_IDLE_MAX] > 0 else 0
    return data.prices[P_IDLE] * slack


@compiled
def idle_change(data: Data, state: State, scratch: Scratch, changed: tuple[int, int],
                spent: tuple[int, int]) -> int:  # fmt: skip
    """What idle shifts cost more, smoothed, with the returns of the overlay and up to two tours
    (`changed`, -1: none) that are busy for `spent` ticks more."""
    change = top = 0
    for duty in range(data.duty.shape[0]):
        slack = state.tour[duty, SLACK]
        if scratch.tour_stamp[duty] == scratch.count[VERSION]:
            busy = state.tour[duty, BUSY] + state.tour[duty, PAUSED]
            for side in range(2):
                if changed[side] == duty:
                    busy += spent[side]
            end = start_of(state, scratch, data.fit.shape[0] + duty)
            slack = slack_of(data, duty, end, busy)
            change += data.prices[P_IDLE] * (slack - state.tour[duty, SLACK])
            if data.prices[P_IDLE_MAX] > 0:
                change += smooth(data, slack) - state.tour[duty, SMOOTH]
        top = max(top, slack)
    return change + data.prices[P_IDLE_MAX] * (top - state.total[T_SLACK_TOP]) // 2


@compiled
def spreads_cost(data: Data, state: State, changed: tuple[int, int], busy: tuple[int, int],
                 heavy: tuple[int, int]) -> int:  # fmt: skip
    """The price of work and of heavy visits by worker, with up to two tours changed.

    `changed` are duties (-1: none), the other pairs what is added to their BUSY and HEAVY.
    """
    price = 0
    if data.prices[P_WORK] + data.prices[P_WORK_MAX] + data.prices[P_WORK_DEV] > 0:
        price += spread_cost(data, state, BUSY, changed, busy,
                             data.prices[P_WORK], data.prices[P_WORK_MAX], data.prices[P_WORK_DEV])  # fmt: skip
    if data.prices[P_HEAVY] + data.prices[P_HEAVY_MAX] + data.prices[P_HEAVY_DEV] > 0:
        price += spread_cost(data, state, HEAVY, changed, heavy,
                             data.prices[P_HEAVY], data.prices[P_HEAVY_MAX], data.prices[P_HEAVY_DEV])  # fmt: skip
    return price


@compiled
def spread_cost(data: Data, state: State, column: int, changed: tuple[int, int],
                added: tuple[int, int], price: int, price_top: int, price_dev: int) -> int:  # fmt: skip
    """Sum, maximum and deviations from the mean of a column by worker, priced."""
    workers = data.crew.shape[0]
    total = top = staff = 0
    for worker in range(workers):
        if data.crew[worker] < 0:
            continue
        value = load_of(data, state, column, worker, changed, added)
        total += value
        top = max(top, value)
        staff += 1
    result = price * total + price_top * top
    if price_dev > 0:
        for worker in range(workers):
            if data.crew[worker] >= 0:
                value = load_of(data, state, column, worker, changed, added)
                gap = abs(staff * value - total)
                result += price_dev * ((gap + staff - 1) // staff)
    return result


@compiled
def load_of(data: Data, state: State, column: int, worker: int, changed: tuple[int, int],
            added: tuple[int, int]) -> int:  # fmt: skip
    """A column summed over the duties of a worker."""
    value = 0
    duty = data.crew[worker]
    while duty < data.duty.shape[0] and data.duty[duty, WORKER] == worker:
        value += state.tour[duty, column]
        for side in range(2):
            if changed[side] == duty:
                value += added[side]
        duty += 1
    return value


@compiled
def add_up(data: Data, state: State) -> None:
    """Set the whole price, from the sums that `measure` and the units keep."""
    top = 0
    if data.prices[P_LATE_MAX] > 0:
        for duty in range(data.duty.shape[0]):
            top = max(top, state.tour[duty, TOP_LATE])
    state.total[T_LATE_MAX] = top
    state.total[T_SPREAD] = 0
    overall = data.prices[P_LATE_MAX] * top + splits_cost(data, state)
    if data.settings[OVERALL_TERMS]:
        note_tops(data, state)
        state.total[T_SPREAD] = spreads_cost(data, state, (-1, -1), (0, 0), (0, 0))
        overall += state.total[T_SPREAD] + data.prices[P_IDLE_MAX] * state.total[T_SLACK_TOP]
    state.total[T_OVERALL] = overall
    state.total[T_COST] = state.total[T_TOURS] + overall + state.total[T_UNSERVED]


@compiled
def note_tops(data: Data, state: State) -> None:
    """Keep the two greatest slacks, what annealing counts for them, and the mean work."""
    top = after = work = staff = smoothed = 0
    for duty in range(data.duty.shape[0]):
        slack = state.tour[duty, SLACK]
        smoothed += state.tour[duty, SMOOTH]
        if slack > top:
            top, after = slack, top
        elif slack > after:
            after = slack
        work += state.tour[duty, BUSY]
        staff += data.crew[data.duty[duty, WORKER]] == duty
    state.total[T_SLACK_TOP], state.total[T_SLACK_NEXT] = top, after
    state.total[T_WORK] = work // max(1, staff)
    state.total[T_SMOOTH] = smoothed - data.prices[P_IDLE_MAX] * top // 2
