"""Where a pickup and its delivery cost least: two positions of one tour, in this order."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import in_order, may_take, start_bound
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compare import split_price
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.faces import face_price
from optimizer.engine.kernel.insertion import trial
from optimizer.engine.kernel.pauses import pauses_on
from optimizer.engine.kernel.push import bound_by_links
from optimizer.engine.kernel.timing import earliest, free_at, leg, leg_price, open_overlay
from optimizer.engine.kernel.tours import link, unlink


@compiled
def detour(data: a.Data, duty: int, before: int, node: int, after: int) -> tuple[int, int]:
    """Price and ticks of the way over a node between two others; where these are both ends of an
    empty tour, there is no direct way to save."""
    price = leg_price(data, duty, before, node) + leg_price(data, duty, node, after)
    ticks = leg(data, duty, before, node) + leg(data, duty, node, after)
    if before != after:
        price -= leg_price(data, duty, before, after)
        ticks -= leg(data, duty, before, after)
    return price, ticks


@compiled
def best_ride(data: a.Data, state: a.State, scratch: a.Scratch, pickup: int, delivery: int,
              bound: int, blink: float) -> int:  # fmt: skip
    """The cheapest two positions of a ride; its price, NEVER if none costs below `bound`.

    `scratch.found` then holds the nodes before the pickup and before the delivery, the duty, and
    how many pauses come before each.
    """
    scratch.found[0] = -1
    best = bound
    scratch.count[a.CLASSES] += 1
    stamp = scratch.count[a.CLASSES]
    for k in range(data.able_from[pickup], data.able_from[pickup + 1]):
        duty = data.able[k]
        if data.fit[delivery, duty] < 0:
            continue
        if not may_take(data, state, pickup, duty) or not may_take(data, state, delivery, duty):
            continue
        price = data.fit[pickup, duty] + data.fit[delivery, duty]
        price += face_price(data, state, pickup, duty)
        if state.tour[duty, a.COUNT] == 0:
            kind = data.duty[duty, a.CLASS]
            if scratch.class_stamp[kind] == stamp:
                continue
            scratch.class_stamp[kind] = stamp
            price += data.prices[a.P_TOUR] + split_price(data, state, duty)
        best = ride_in(data, state, scratch, pickup, delivery, duty, price, best, blink)
    return best if scratch.found[0] >= 0 else a.NEVER


@compiled
def ride_in(data: a.Data, state: a.State, scratch: a.Scratch, pickup: int, delivery: int,
            duty: int, fixed: int, best: int, blink: float) -> int:  # fmt: skip
    """`best_ride` in one tour; `fixed` is what the ride costs there wherever it is."""
    visits = data.fit.shape[0]
    open_overlay(state, scratch)
    least = bound_by_links(data, state, scratch, pickup)
    before = visits + duty
    while True:
        after = state.node[before, a.NEXT]
        way = leg(data, duty, before, pickup)
        begin = earliest(data, pickup, max(least, free_at(data, state, scratch, before) + way))
        if begin == a.NEVER:
            break
        late, _ = start_bound(data, state, pickup, duty, after, begin)
        allowed = not data.settings[a.FROZEN] or in_order(data, state, pickup, before, after)
        if late < a.NEVER and allowed and share(scratch) >= blink:
            price, ticks = detour(data, duty, before, pickup, after)
            for split in range(pauses_on(state, after) + 1):
                link(state, pickup, before, duty, split)
                best = delivery_behind(data, state, scratch, pickup, delivery, split, fixed + price,
                                       ticks, best, blink)  # fmt: skip
                unlink(state, pickup)
            open_overlay(state, scratch)  # the trials left theirs behind
        if after >= visits:
            break
        before = after
    return best


@compiled
def delivery_behind(data: a.Data, state: a.State, scratch: a.Scratch, pickup: int, delivery: int,
                    split: int, fixed: int, way_there: int, best: int,
                    blink: float) -> int:  # fmt: skip
    """`best_ride` with the pickup linked in, `split` pauses before it; it costs `fixed`."""
    visits = data.fit.shape[0]
    duty = state.node[pickup, a.DUTY]
    before = pickup
    while True:
        after = state.node[before, a.NEXT]
        price, ticks = detour(data, duty, before, delivery, after)
        allowed = not data.settings[a.FROZEN] or in_order(data, state, delivery, before, after)
        added = way_there + ticks + data.node[pickup, a.DUR] + data.node[delivery, a.DUR]
        spared = data.prices[a.P_WAIT] * min(state.tour[duty, a.IDLE], added)
        if allowed and fixed + price - spared < best and share(scratch) >= blink:
            for later in range(pauses_on(state, after) + 1):
                link(state, delivery, before, duty, later)
                found = trial(data, state, scratch, fixed + price, pickup, delivery, way_there,
                              ticks, best)  # fmt: skip
                unlink(state, delivery)
                if found < best:
                    best = found
                    scratch.found[0], scratch.found[1] = state.node[pickup, a.PREV], before
                    scratch.found[2], scratch.found[3], scratch.found[4] = duty, split, later
        if after >= visits:
            break
        before = after
    return best
