"""Breaks that may be missed, at a price: taken where that pays."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compare import idle_change
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.insertion import timed_change, tour_pauses
from optimizer.engine.kernel.limits import overlay_keeps_limits, pauses_not_owed
from optimizer.engine.kernel.pauses import drop_pause, pauses_on, put_owed_aside, take_pause
from optimizer.engine.kernel.push import AGAIN, push
from optimizer.engine.kernel.timing import arrival, note_tour, open_overlay
from optimizer.engine.kernel.tours import lower_starts, measure_touched, note_held


@compiled
def pause_price(
    data: a.Data, state: a.State, scratch: a.Scratch, duty: int, node: int, bound: int
) -> int:
    """What one more pause on the way to a node costs by what it pushes."""
    leaves = state.node[node, a.PREV] >= data.fit.shape[0]
    if leaves and data.duty[duty, a.FRESH] and not data.duty[duty, a.AT_START]:
        return a.NEVER  # what is aboard would be loaded earlier
    open_overlay(state, scratch)
    time = arrival(data, state, scratch, node)
    if time == a.NEVER:
        return a.NEVER
    scratch.stack[0, 0], scratch.stack[0, 1] = node, time
    idle = data.prices[a.P_IDLE] + data.prices[a.P_IDLE_MAX] > 0
    spare = a.NEVER if data.settings[a.TIMED_TERMS] or idle else bound
    price = push(data, state, scratch, 1, spare, AGAIN)
    if price == a.NEVER:
        return a.NEVER
    note_tour(scratch, duty)
    note_held(data, state, scratch)
    if data.settings[a.TIMED_TERMS]:
        price += timed_change(data, state, scratch)
    if idle:
        rest = tour_pauses(data, state, duty) - state.tour[duty, a.PAUSED]
        price += idle_change(data, state, scratch, (duty, -1), (rest, 0))
    return price if overlay_keeps_limits(data, state, scratch) else a.NEVER


@compiled
def put_pause(data: a.Data, state: a.State, scratch: a.Scratch, duty: int, pause: int) -> None:
    """Take a pause that need not be taken where it costs least, if that pays."""
    visits = data.fit.shape[0]
    end = visits + duty
    # What is missed only if due is counted with the tour's times.
    best = 0 if data.pauses[pause, a.IF_DUE] else data.pauses[pause, a.MISSED]
    best_node = best_rank = -1
    node = end
    while True:
        node = state.node[node, a.NEXT]
        for rank in range(pauses_on(state, node) + 1):
            take_pause(state, node, pause, rank)
            price = pause_price(data, state, scratch, duty, node, best)
            drop_pause(state, node, pause)
            if price < best:
                best, best_node, best_rank = price, node, rank
        if node >= visits:
            break
    if best_node < 0:
        return
    take_pause(state, best_node, pause, best_rank)
    open_overlay(state, scratch)
    scratch.stack[0, 0] = best_node
    scratch.stack[0, 1] = arrival(data, state, scratch, best_node)
    push(data, state, scratch, 1, a.NEVER, AGAIN)
    note_tour(scratch, duty)
    measure_touched(data, state, scratch)


@compiled
def spare_pauses(data: a.Data, state: a.State, scratch: a.Scratch) -> bool:
    """Take the statutory pauses that the dirty tours do not owe outside; False if starts are lost
    by it."""
    moved = False
    if data.settings[a.LIMITS]:
        for k in range(scratch.count[a.DIRTY]):
            duty = scratch.dirty[k]
            while pauses_not_owed(data, state, duty) > 0 and put_owed_aside(data, state, duty):
                state.tour[duty, a.OWED_TAKEN] -= 1
                moved = True
    return not moved or lower_starts(data, state, scratch)


@compiled
def put_pauses(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Take the pauses left out in the dirty tours, where that pays."""
    for k in range(scratch.count[a.DIRTY]):
        duty = scratch.dirty[k]
        if state.tour[duty, a.COUNT] == 0:
            continue
        first = data.duty[duty, a.PAUSE_FROM]
        for pause in range(first, first + data.duty[duty, a.PAUSES]):
            if data.pauses[pause, a.MISSED] > 0 and not state.taken[pause]:
                put_pause(data, state, scratch, duty, pause)
