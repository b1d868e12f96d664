"""Where a visit costs least: an exact trial of the positions whose bound is below the best.

On trial a visit is put in, its pushes are followed through all tours, and it is taken out again.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import pulls_others, scan
from optimizer.engine.kernel.compare import add_up, idle_change, split_price, spreads_cost
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.cost import timed_cost
from optimizer.engine.kernel.faces import count_visit, face_price
from optimizer.engine.kernel.limits import overlay_keeps_limits
from optimizer.engine.kernel.loads import fits
from optimizer.engine.kernel.pauses import first_inside, pauses_before, pauses_on
from optimizer.engine.kernel.push import AGAIN, bound_by_links, push
from optimizer.engine.kernel.timing import (
    arrival,
    leg,
    leg_price,
    note_tour,
    open_overlay,
    start_of,
)
from optimizer.engine.kernel.tours import (
    link,
    lower_starts,
    mark_dirty,
    measure_touched,
    note_held,
    note_partners,
    unlink,
)


@compiled
def way_added(data: a.Data, state: a.State, node: int, before: int, duty: int) -> tuple[int, int]:
    """Price and ticks of the detour over a visit behind `before`."""
    after = state.node[before, a.NEXT]
    price = leg_price(data, duty, before, node) + leg_price(data, duty, node, after)
    ticks = leg(data, duty, before, node) + leg(data, duty, node, after)
    if state.tour[duty, a.COUNT] > 0:
        price -= state.node[after, a.WAY]
        ticks -= leg(data, duty, before, after)
    return price, ticks


@compiled
def start_in(data: a.Data, state: a.State, scratch: a.Scratch, node: int, waiting: int) -> int:
    """Put a linked-in visit on the stack with its earliest start; the new length, or NEVER."""
    duty = state.node[node, a.DUTY]
    time = arrival(data, state, scratch, node)
    if time == a.NEVER or not fits(data, state, scratch, duty):
        return a.NEVER
    if data.duty[duty, a.FRESH]:
        time = max(time, loading_by(data, state, scratch, node))
    scratch.stack[waiting, 0] = node
    scratch.stack[waiting, 1] = max(time, bound_by_links(data, state, scratch, node))
    return waiting + 1


@compiled
def loading_by(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> int:
    """The least start of a reload, or of the first visit of a tour, that what follows allows."""
    visits = data.fit.shape[0]
    first = state.node[node, a.PREV] >= visits
    duty = state.node[node, a.DUTY]
    if not data.node[node, a.RELOAD] and (not first or data.duty[duty, a.AT_START]):
        return 0
    least = -a.NEVER
    after = state.node[node, a.NEXT]
    while after < visits and not data.node[after, a.RELOAD]:
        if data.node[after, a.FRESH_FOR] >= 0:
            least = max(least, start_of(state, scratch, after) - data.node[after, a.FRESH_FOR])
        after = state.node[after, a.NEXT]
    if data.node[node, a.RELOAD]:
        return least - data.node[node, a.DUR]
    if first_inside(data, state, node) >= 0:  # then loaded when the shift begins
        return 0 if least <= data.duty[duty, a.DUTY_START] else a.NEVER
    return least + leg(data, duty, visits + duty, node)


@compiled
def again_for(state: a.State, two: int) -> int:
    """How often a trial may raise starts again: the second visit raises those behind the first."""
    return AGAIN + state.tour[state.node[two, a.DUTY], a.COUNT] if two >= 0 else AGAIN


@compiled
def timed_change(data: a.Data, state: a.State, scratch: a.Scratch) -> int:
    """What wait, gaps and habits cost more in the tours that the overlay changes."""
    change = 0
    for k in range(scratch.count[a.TOURS_TOUCHED]):
        duty = scratch.tours[k]
        _, timed = timed_cost(data, state, scratch, duty)
        change += timed - state.tour[duty, a.TIMED]
    return change


@compiled
def trial(data: a.Data, state: a.State, scratch: a.Scratch, fixed: int, one: int, two: int,
          way_one: int, way_two: int, bound: int) -> int:  # fmt: skip
    """The price of linked-in visits `one` and `two` (-1: none): `fixed`, and what they push.

    `way_one`, `way_two` are the ticks of their detours. NEVER if it reaches `bound` or they cannot
    be there, by times or by limits of working time.
    """
    open_overlay(state, scratch)
    waiting = start_in(data, state, scratch, one, 0)
    if waiting < a.NEVER and two >= 0:
        waiting = start_in(data, state, scratch, two, waiting)
    if waiting == a.NEVER:
        return a.NEVER
    spare = bound - fixed + most_gain(data, state)
    price = push(data, state, scratch, waiting, spare, again_for(state, two))
    if price == a.NEVER:
        return a.NEVER
    price += fixed
    if data.settings[a.TIMED_TERMS] or data.settings[a.LIMITS]:
        note_held(data, state, scratch)
        note_partners(data, state, scratch, one)
        if two >= 0:
            note_partners(data, state, scratch, two)
    if data.settings[a.TIMED_TERMS]:
        price += timed_change(data, state, scratch)
    if data.settings[a.OVERALL_TERMS]:
        price += overall_change(data, state, scratch, one, two, way_one, way_two)
    if price >= bound or not overlay_keeps_limits(data, state, scratch):
        return a.NEVER
    return price


@compiled
def most_gain(data: a.Data, state: a.State) -> int:
    """What wait, habits and comparisons could cost less at most with one more visit."""
    habits = data.settings[a.HABIT_TERMS] + data.settings[a.BREAK_TERMS] > 0
    if habits or data.prices[a.P_WORK_DEV] + data.prices[a.P_HEAVY_DEV] > 0:
        return a.NEVER >> 2
    gain = data.prices[a.P_WAIT] * state.total[a.T_IDLE]
    idle = data.prices[a.P_IDLE] + data.prices[a.P_IDLE_MAX]
    return gain + 2 * idle * state.total[a.T_SLACK_TOP]


@compiled
def tour_pauses(data: a.Data, state: a.State, duty: int) -> int:
    """Length of the pauses and reloads inside a tour."""
    visits = data.fit.shape[0]
    node = state.node[visits + duty, a.NEXT]
    if node >= visits:
        return 0
    length = pauses_before(data, state, node)
    while node < visits:
        length += data.node[node, a.DUR] * data.node[node, a.RELOAD]
        node = state.node[node, a.NEXT]
        length += pauses_before(data, state, node)
    return length


@compiled
def best_place(
    data: a.Data, state: a.State, scratch: a.Scratch, node: int, bound: int, blink: float
) -> int:
    """The cheapest position of a visit in all tours; its price, NEVER if none costs below `bound`.

    `scratch.found` then holds the node before it, the duty, and how many pauses come before it.
    """
    scratch.found[0] = -1
    bounds = data.settings[a.BOUNDS] == 1
    simple = bounds and data.settings[a.TIMED_TERMS] + data.settings[a.OVERALL_TERMS] == 0
    simple = simple and not pulls_others(data, state, node)
    scratch.found[3] = bound
    spots = scan(data, state, scratch, node, bound, blink, simple, -1)
    best = scratch.found[3]
    if spots == 0:
        return best if scratch.found[0] >= 0 else a.NEVER
    first = 0
    for k in range(1, spots):
        if scratch.spots[k, a.PRICE] < scratch.spots[first, a.PRICE]:
            first = k
    for k in range(-1, spots):
        spot = scratch.spots[first if k < 0 else k]
        if spot[a.PRICE] >= best and (bounds or spot[a.PRICE] == a.NEVER):
            continue
        before, duty = spot[a.BEHIND], spot[a.ON]
        spot[a.PRICE] = a.NEVER
        for split in range(pauses_on(state, state.node[before, a.NEXT]) + 1):
            price = try_place(data, state, scratch, node, before, duty, split, best)
            if price < best:
                best = price
                scratch.found[0], scratch.found[1], scratch.found[2] = before, duty, split
    return best if scratch.found[0] >= 0 else a.NEVER


@compiled
def try_place(data: a.Data, state: a.State, scratch: a.Scratch, node: int, before: int, duty: int,
              split: int, bound: int) -> int:  # fmt: skip
    """The exact price of a visit behind `before`, tried and taken back; NEVER if not below."""
    price, ticks = way_added(data, state, node, before, duty)
    price += data.fit[node, duty] + face_price(data, state, node, duty)
    if state.tour[duty, a.COUNT] == 0:
        price += data.prices[a.P_TOUR] + split_price(data, state, duty)
    link(state, node, before, duty, split)
    price = trial(data, state, scratch, price, node, -1, ticks, 0, bound)
    unlink(state, node)
    return price


@compiled
def overall_change(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int,
                   way_one: int, way_two: int) -> int:  # fmt: skip
    """What terms over all tours cost more with the visits linked in."""
    duty, other = state.node[one, a.DUTY], -1
    busy, other_busy = way_one + data.node[one, a.DUR] * (1 - data.node[one, a.RELOAD]), 0
    paused, other_paused = tour_pauses(data, state, duty) - state.tour[duty, a.PAUSED], 0
    heavy, other_heavy = data.heavy[one], 0
    if two >= 0:
        other = state.node[two, a.DUTY]
        other_busy = way_two + data.node[two, a.DUR] * (1 - data.node[two, a.RELOAD])
        other_heavy = data.heavy[two]
        if other != duty:
            other_paused = tour_pauses(data, state, other) - state.tour[other, a.PAUSED]
    price = 0
    if data.prices[a.P_IDLE] + data.prices[a.P_IDLE_MAX] > 0:
        spent = busy + paused, other_busy + other_paused
        price += idle_change(data, state, scratch, (duty, other), spent)
    if data.settings[a.SPREAD_TERMS]:
        after = spreads_cost(data, state, (duty, other), (busy, other_busy), (heavy, other_heavy))
        price += after - state.total[a.T_SPREAD]
    return price


@compiled
def may_advance(data: a.Data, state: a.State, node: int) -> bool:
    """Whether a visit put in can let others begin earlier: with a pause put elsewhere on the way,
    or behind another loading."""
    if pauses_on(state, node) + pauses_on(state, state.node[node, a.NEXT]) > 0:
        return True
    if not data.duty[state.node[node, a.DUTY], a.FRESH]:
        return False
    return data.node[node, a.RELOAD] == 1 or state.node[node, a.PREV] >= data.fit.shape[0]


@compiled
def put(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int) -> bool:
    """Commit the visits linked in; False, and out again, if they cannot be there after all."""
    mark_dirty(scratch, state.node[one, a.DUTY])
    if two >= 0:
        mark_dirty(scratch, state.node[two, a.DUTY])
    open_overlay(state, scratch)
    waiting = start_in(data, state, scratch, one, 0)
    if waiting < a.NEVER and two >= 0:
        waiting = start_in(data, state, scratch, two, waiting)
    again = again_for(state, two)
    if waiting == a.NEVER or push(data, state, scratch, waiting, a.NEVER, again) == a.NEVER:
        if two >= 0:
            unlink(state, two)
        unlink(state, one)
        return False
    for node in (one, two):
        if node >= 0:
            note_tour(scratch, state.node[node, a.DUTY])
            note_partners(data, state, scratch, node)
            count_visit(data, state, node, 1)
    measure_touched(data, state, scratch)
    for node in (one, two):
        if node >= 0 and may_advance(data, state, node):
            if not lower_starts(data, state, scratch):
                scratch.count[a.BROKEN] = 1
                return False
            break
    for node in (one, two):
        if node >= 0:
            for dimension in range(data.room.shape[1]):
                state.used[state.node[node, a.DUTY], dimension] += data.load[node, dimension]
    add_up(data, state)
    return True
