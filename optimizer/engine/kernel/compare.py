"""What tours cost beside each other: idle shifts, work and heavy visits by worker, split days; and
the price of all together."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.timing import start_of


@compiled
def smooth(data: a.Data, slack: int) -> int:
    """What annealing counts for the slack of a shift in place of half the price of the greatest.

    The greatest slack alone says nothing of a change to any other shift. The square of a slack,
    scaled so that slacks all alike cost per tick what the greatest does, leads to even shifts.
    """
    return data.prices[a.P_IDLE_MAX] * slack // 2 * slack // data.prices[a.P_SMOOTH]


@compiled
def slack_of(data: a.Data, duty: int, end: int, spent: int) -> int:
    """Time of a shift that is not spent, up to where overtime begins or a later return."""
    end = max(end, data.duty[duty, a.OVERTIME_AFTER])
    return max(0, end - data.duty[duty, a.SHIFT_START] - spent)


@compiled
def set_slack(data: a.Data, state: a.State, duty: int, end: int, spent: int) -> int:
    """Set SLACK and SMOOTH of a tour; the price of its idle time."""
    if data.prices[a.P_IDLE] + data.prices[a.P_IDLE_MAX] == 0:
        return 0
    slack = slack_of(data, duty, end, spent)
    state.tour[duty, a.SLACK] = slack
    state.tour[duty, a.SMOOTH] = smooth(data, slack) if data.prices[a.P_IDLE_MAX] > 0 else 0
    return data.prices[a.P_IDLE] * slack


@compiled
def idle_change(data: a.Data, state: a.State, scratch: a.Scratch, changed: tuple[int, int],
                spent: tuple[int, int]) -> int:  # fmt: skip
    """What idle shifts cost more, smoothed, with the returns of the overlay and up to two tours
    (`changed`, -1: none) that are busy for `spent` ticks more."""
    change = top = 0
    for duty in range(data.duty.shape[0]):
        slack = state.tour[duty, a.SLACK]
        if scratch.tour_stamp[duty] == scratch.count[a.VERSION]:
            busy = state.tour[duty, a.BUSY] + state.tour[duty, a.PAUSED]
            for side in range(2):
                if changed[side] == duty:
                    busy += spent[side]
            end = start_of(state, scratch, data.fit.shape[0] + duty)
            slack = slack_of(data, duty, end, busy)
            change += data.prices[a.P_IDLE] * (slack - state.tour[duty, a.SLACK])
            if data.prices[a.P_IDLE_MAX] > 0:
                change += smooth(data, slack) - state.tour[duty, a.SMOOTH]
        top = max(top, slack)
    return change + data.prices[a.P_IDLE_MAX] * (top - state.total[a.T_SLACK_TOP]) // 2


@compiled
def spreads_cost(data: a.Data, state: a.State, changed: tuple[int, int], busy: tuple[int, int],
                 heavy: tuple[int, int]) -> int:  # fmt: skip
    """The price of work and of heavy visits by worker, with up to two tours changed.

    `changed` are duties (-1: none), the other pairs what is added to their BUSY and HEAVY.
    """
    work = spread_cost(data, state, a.BUSY, changed, busy, a.P_WORK)
    return work + spread_cost(data, state, a.HEAVY, changed, heavy, a.P_HEAVY)


@compiled
def spread_cost(data: a.Data, state: a.State, column: int, changed: tuple[int, int],
                added: tuple[int, int], kind: int) -> int:  # fmt: skip
    """Sum, maximum and deviations from the mean of a column by worker, at the prices in `kind` and
    the two rows after it."""
    price, price_top, price_dev = data.prices[kind], data.prices[kind + 1], data.prices[kind + 2]
    if price + price_top + price_dev == 0:
        return 0
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
def load_of(data: a.Data, state: a.State, column: int, worker: int, changed: tuple[int, int],
            added: tuple[int, int]) -> int:  # fmt: skip
    """A column summed over the duties of a worker."""
    value = 0
    duty = data.crew[worker]
    while duty < data.duty.shape[0] and data.duty[duty, a.WORKER] == worker:
        value += state.tour[duty, column]
        for side in range(2):
            if changed[side] == duty:
                value += added[side]
        duty += 1
    return value


@compiled
def split_price(data: a.Data, state: a.State, duty: int) -> int:
    """The price of one more gap, between two tours, if this duty gets a tour: where the worker has
    another on that day."""
    if data.prices[a.P_GAP] == 0:
        return 0
    day = data.duty[duty, a.DAY]
    for step in (-1, 1):
        other = duty + step
        while 0 <= other < data.duty.shape[0] and data.duty[other, a.DAY] == day:
            if state.tour[other, a.COUNT] > 0:
                return data.prices[a.P_GAP]
            other += step
    return 0


@compiled
def splits_cost(data: a.Data, state: a.State) -> int:
    """The price of all gaps between two tours of a worker's day."""
    if data.prices[a.P_GAP] == 0:
        return 0
    gaps = 0
    before = -1
    for duty in range(data.duty.shape[0]):
        if state.tour[duty, a.COUNT] > 0:
            gaps += data.duty[duty, a.DAY] == before
            before = data.duty[duty, a.DAY]
    return data.prices[a.P_GAP] * gaps


@compiled
def add_up(data: a.Data, state: a.State) -> None:
    """Set the whole price, from the sums that `measure` and the units keep."""
    top = 0
    if data.prices[a.P_LATE_MAX] > 0:
        for duty in range(data.duty.shape[0]):
            top = max(top, state.tour[duty, a.TOP_LATE])
    state.total[a.T_LATE_MAX] = top
    state.total[a.T_SPREAD] = 0
    overall = data.prices[a.P_LATE_MAX] * top + splits_cost(data, state) + state.total[a.T_FACES]
    if data.settings[a.OVERALL_TERMS]:
        note_tops(data, state)
        state.total[a.T_SPREAD] = spreads_cost(data, state, (-1, -1), (0, 0), (0, 0))
        overall += state.total[a.T_SPREAD] + data.prices[a.P_IDLE_MAX] * state.total[a.T_SLACK_TOP]
    state.total[a.T_OVERALL] = overall
    state.total[a.T_COST] = state.total[a.T_TOURS] + overall + state.total[a.T_UNSERVED]


@compiled
def note_tops(data: a.Data, state: a.State) -> None:
    """Keep the two greatest slacks, what annealing counts for them, and the mean work."""
    top = after = work = staff = smoothed = 0
    for duty in range(data.duty.shape[0]):
        slack = state.tour[duty, a.SLACK]
        smoothed += state.tour[duty, a.SMOOTH]
        if slack > top:
            top, after = slack, top
        elif slack > after:
            after = slack
        work += state.tour[duty, a.BUSY]
        staff += data.crew[data.duty[duty, a.WORKER]] == duty
    state.total[a.T_SLACK_TOP], state.total[a.T_SLACK_NEXT] = top, after
    state.total[a.T_WORK] = work // max(1, staff)
    state.total[a.T_SMOOTH] = smoothed - data.prices[a.P_IDLE_MAX] * top // 2
