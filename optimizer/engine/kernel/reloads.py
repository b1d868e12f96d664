"""Reloads in tours: put in where a visit has no room without, taken out where of no use."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import in_order, may_take, start_bound
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compare import split_price
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.faces import face_price
from optimizer.engine.kernel.insertion import trial
from optimizer.engine.kernel.loads import fits
from optimizer.engine.kernel.pauses import pauses_on
from optimizer.engine.kernel.rides import detour
from optimizer.engine.kernel.timing import free_at, leg, open_overlay
from optimizer.engine.kernel.tours import link, unlink

PLACES = 3
"""Of each reload, how many of its cheapest positions in a tour are tried with a visit."""
DROPPED = 0.3
"""How often a ruin takes out a reload of a tour that it changes, if the tour can do without."""
# Of Scratch.found, behind what `best_place` keeps there.
BEHIND_RELOAD, RELOAD_AT, RELOAD_ON, BEHIND_VISIT, BEFORE_VISIT = range(5, 10)


@compiled
def needs_loading(data: a.Data, node: int) -> bool:
    """Whether a visit is handed something that is loaded before."""
    if data.node[node, a.FRESH_FOR] >= 0:
        return True
    return bool(data.load[node].max() > 0) if data.room.shape[1] > 0 else False


@compiled
def is_first_of_depot(data: a.Data, state: a.State, duty: int, node: int) -> bool:
    """Whether a reload is unused, and the first such at its depot."""
    if state.node[node, a.DUTY] >= 0:
        return False
    for other in range(data.duty[duty, a.RELOAD_FROM], node):
        if state.node[other, a.DUTY] < 0 and data.node[other, a.LOC] == data.node[node, a.LOC]:
            return False
    return True


@compiled
def best_with_reload(data: a.Data, state: a.State, scratch: a.Scratch, node: int,
                     bound: int) -> int:  # fmt: skip
    """Where a visit costs least together with one more reload in its tour; the price, NEVER if it
    is not below `bound`. `scratch.found` then holds, from BEHIND_RELOAD on, the node before the
    reload, the reload, the duty, the node before the visit, and how many pauses come before it."""
    best = bound
    for k in range(data.able_from[node], data.able_from[node + 1]):
        duty = data.able[k]
        if state.tour[duty, a.LOADINGS] >= data.duty[duty, a.MAY_RELOAD]:
            continue
        if not may_take(data, state, node, duty):
            continue
        for reload in range(data.duty[duty, a.RELOAD_FROM], data.duty[duty, a.RELOAD_TO]):
            if is_first_of_depot(data, state, duty, reload):
                best = with_reload(data, state, scratch, node, reload, duty, best)
    return best if best < bound else a.NEVER


@compiled
def with_reload(data: a.Data, state: a.State, scratch: a.Scratch, node: int, reload: int,
                duty: int, best: int) -> int:  # fmt: skip
    """`best_with_reload` with one reload, at its cheapest positions in one tour."""
    visits = data.fit.shape[0]
    opening = data.fit[node, duty] + face_price(data, state, node, duty)
    if state.tour[duty, a.COUNT] == 0:
        opening += data.prices[a.P_TOUR] + split_price(data, state, duty)
    last_price, last_before = -a.NEVER, -1
    for _ in range(PLACES):
        open_overlay(state, scratch)
        cheapest, at = a.NEVER, -1
        before = visits + duty
        while True:
            after = state.node[before, a.NEXT]
            begin = free_at(data, state, scratch, before) + leg(data, duty, before, reload)
            price, _ = detour(data, duty, before, reload, after)
            later = price > last_price or (price == last_price and before > last_before)
            better = later and (price < cheapest or (price == cheapest and before < at))
            if better and start_bound(data, state, reload, duty, after, begin)[0] < a.NEVER:
                cheapest, at = price, before
            if after >= visits:
                break
            before = after
        if at < 0:
            break
        last_price, last_before = cheapest, at
        way = detour(data, duty, at, reload, state.node[at, a.NEXT])[1]
        link(state, reload, at, duty, 0)
        best = visit_with(data, state, scratch, node, reload, opening + cheapest, way, best)
        unlink(state, reload)
    return best


@compiled
def visit_with(data: a.Data, state: a.State, scratch: a.Scratch, node: int, reload: int,
               fixed: int, way: int, best: int) -> int:  # fmt: skip
    """`best_with_reload` with the reload linked in, which costs `fixed` and `way` ticks."""
    visits = data.fit.shape[0]
    duty = state.node[reload, a.DUTY]
    before = visits + duty
    while True:
        after = state.node[before, a.NEXT]
        price, ticks = detour(data, duty, before, node, after)
        allowed = not data.settings[a.FROZEN] or in_order(data, state, node, before, after)
        added = way + ticks + data.node[node, a.DUR] + data.node[reload, a.DUR]
        spared = data.prices[a.P_WAIT] * min(state.tour[duty, a.IDLE], added)
        if allowed and fixed + price - spared < best:
            for split in range(pauses_on(state, after) + 1):
                link(state, node, before, duty, split)
                found = trial(data, state, scratch, fixed + price, node, reload, ticks, way, best)
                unlink(state, node)
                if found < best:
                    best = found
                    scratch.found[BEHIND_RELOAD] = state.node[reload, a.PREV]
                    scratch.found[RELOAD_AT], scratch.found[RELOAD_ON] = reload, duty
                    scratch.found[BEHIND_VISIT], scratch.found[BEFORE_VISIT] = before, split
        if after >= visits:
            break
        before = after
    return best


@compiled
def is_fresh(data: a.Data, state: a.State, duty: int) -> bool:
    """Whether no visit of a tour is too far from its loading, waits left out."""
    visits = data.fit.shape[0]
    before = visits + duty
    node = state.node[before, a.NEXT]
    since = 0
    while node < visits:
        since += leg(data, duty, before, node)
        if since > data.node[node, a.FRESH_FOR] >= 0:
            return False
        since = 0 if data.node[node, a.RELOAD] else since + data.node[node, a.DUR]
        before, node = node, state.node[node, a.NEXT]
    return True


@compiled
def drop_reloads(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Take some reloads out of the dirty tours, of those that are not needed, and all that are of
    no use."""
    visits = data.fit.shape[0]
    for k in range(scratch.count[a.DIRTY]):
        duty = scratch.dirty[k]
        node = state.node[visits + duty, a.NEXT]
        while node < visits and state.tour[duty, a.LOADINGS] > 0:
            after = state.node[node, a.NEXT]
            if data.node[node, a.RELOAD]:
                before, pauses = state.node[node, a.PREV], pauses_on(state, node)
                start = state.node[node, a.START]
                idle = after >= visits or before >= visits or data.node[after, a.RELOAD] == 1
                if idle or share(scratch) < DROPPED:
                    unlink(state, node)
                    if not fits(data, state, scratch, duty) or not is_fresh(data, state, duty):
                        link(state, node, before, duty, pauses)
                        state.node[node, a.START] = start
            node = after
