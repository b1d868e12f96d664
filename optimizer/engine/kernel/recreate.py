"""Putting what is unserved back, unit by unit, each where it costs least."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.breaks import put_pauses, spare_pauses
from optimizer.engine.kernel.chance import below, share
from optimizer.engine.kernel.compare import add_up
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.insertion import best_place, put
from optimizer.engine.kernel.limits import (
    state_keeps_limits,
    tours_keep_limits,
)
from optimizer.engine.kernel.reloads import (
    BEFORE_VISIT,
    BEHIND_RELOAD,
    BEHIND_VISIT,
    RELOAD_AT,
    RELOAD_ON,
    best_with_reload,
    needs_loading,
)
from optimizer.engine.kernel.rides import best_ride
from optimizer.engine.kernel.ruin import remove_unit
from optimizer.engine.kernel.teams import best_pair, link_place, pair_link
from optimizer.engine.kernel.tours import (
    link,
    lower_starts,
    mark_unit,
)

BLINK = 0.01
"""How often a position is passed over (Christiaens and Vanden Berghe 2020)."""
MOST_WAITING = 8
"""Unserved units that an iteration tries besides those it removed itself."""
RELOAD_OFTEN, RELOAD_SELDOM = 0.3, 0.02
"""How often a visit that needs loading is tried with one more reload: where it has no place
without, and where it has."""
IN_TURN = 0.3
"""How often two visits of a sequence are put in one after the other: as a pair they are not tried
side by side in a tour, nor in one empty tour."""
PINNED_FIRST = 1e15
(BY_CHANCE, LINKED_FIRST, EARLY_FIRST, FAR_FIRST, NEAR_FIRST, NARROW_FIRST, LONG_FIRST,
 DEAR_FIRST) = range(8)  # fmt: skip
ORDERS = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7)


@compiled
def sort_key(data: a.Data, scratch: a.Scratch, unit: int, order: int) -> float:
    """What units are sorted by in one of the orders."""
    node = data.members[data.unit_from[unit]]
    size = data.unit_from[unit + 1] - data.unit_from[unit]
    chance = share(scratch)
    if order == LINKED_FIRST:
        return chance - 2.0 * (size > 1)
    if order == EARLY_FIRST:
        return float(data.node[node, a.OPEN])
    if order in (FAR_FIRST, NEAR_FIRST):
        duty = (
            data.able[data.able_from[node]]
            if data.able_from[node] < data.able_from[node + 1]
            else 0
        )
        far = float(
            data.ways[
                data.duty[duty, a.MODE],
                data.node[node, a.LOC],
                data.duty[duty, a.START_LOC],
                a.FROM,
            ]
        )
        return far if order == NEAR_FIRST else -far
    if order == NARROW_FIRST:
        return (data.node[node, a.LAST] - data.node[node, a.OPEN]) * (0.5 + chance)
    if order == LONG_FIRST:
        return -float(data.node[node, a.DUR])
    if order == DEAR_FIRST:
        return -float(data.penalty[unit]) * (0.5 + chance) / size
    return chance


@compiled
def list_waiting(data: a.Data, state: a.State, scratch: a.Scratch, most: int) -> int:
    """The units to put in, in `scratch.queue`: the removed ones and up to `most` of the others."""
    waiting = 0
    for k in range(scratch.count[a.UNITS]):
        scratch.queue[waiting] = scratch.units[k]
        waiting += 1
    if state.total[a.T_UNSERVED] == 0:
        return waiting
    units = data.penalty.shape[0]
    others = 0
    first = below(scratch, units)
    for k in range(units):
        unit = (first + k) % units
        if state.out[unit] and not scratch.unit_stamp[unit]:
            scratch.queue[waiting] = unit
            waiting += 1
            others += 1
            if others == most:
                break
    return waiting


@compiled
def sort_waiting(data: a.Data, scratch: a.Scratch, waiting: int, order: int) -> None:
    """Sort `scratch.queue` by the keys of an order."""
    for k in range(waiting):
        unit = scratch.queue[k]
        key = sort_key(data, scratch, unit, order) - PINNED_FIRST * data.held[unit]
        j = k
        while j > 0 and scratch.keys[j - 1] > key:
            scratch.keys[j] = scratch.keys[j - 1]
            scratch.queue[j] = scratch.queue[j - 1]
            j -= 1
        scratch.keys[j] = key
        scratch.queue[j] = unit


@compiled
def put_single(data: a.Data, state: a.State, scratch: a.Scratch, node: int, bound: int) -> bool:
    """Put a visit where it costs least, if below `bound`."""
    price = best_place(data, state, scratch, node, bound, BLINK)
    if data.settings[a.RELOADS] and needs_loading(data, node):
        often = RELOAD_OFTEN if price == a.NEVER else RELOAD_SELDOM
        if share(scratch) < often:
            least = best_with_reload(data, state, scratch, node, min(price, bound))
            if least < a.NEVER:
                return put_with_reload(data, state, scratch, node)
    if price == a.NEVER:
        return False
    link(state, node, scratch.found[0], scratch.found[1], scratch.found[2])
    return put_lawfully(data, state, scratch, node, -1)


@compiled
def put_with_reload(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> bool:
    """Put a visit and a reload where `best_with_reload` found them."""
    found = scratch.found
    reload, duty = found[RELOAD_AT], found[RELOAD_ON]
    link(state, reload, found[BEHIND_RELOAD], duty, 0)
    link(state, node, found[BEHIND_VISIT], duty, found[BEFORE_VISIT])
    return put_lawfully(data, state, scratch, node, reload)


@compiled
def put_ride(
    data: a.Data, state: a.State, scratch: a.Scratch, pickup: int, delivery: int, bound: int
) -> bool:
    """Put a pickup and its delivery where they cost least, if below `bound`."""
    if best_ride(data, state, scratch, pickup, delivery, bound, BLINK) == a.NEVER:
        return False
    found = scratch.found
    link(state, pickup, found[0], found[2], found[3])
    link(state, delivery, found[1], found[2], found[4])
    return put_lawfully(data, state, scratch, pickup, delivery)


@compiled
def put_pair(
    data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int, bound: int
) -> bool:
    """Put two linked visits where they cost least together, if below `bound`."""
    if best_pair(data, state, scratch, one, two, bound, BLINK) == a.NEVER:
        return False
    link_place(state, scratch, one, 0, scratch.found[0], scratch.found[2])
    link_place(state, scratch, two, 1, scratch.found[1], scratch.found[3])
    return put_lawfully(data, state, scratch, one, two)


@compiled
def put_lawfully(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int) -> bool:
    """Commit the visits linked in; False if they are not, or (they still are) break a limit of
    working time after all, as what follows a pause put elsewhere begins earlier than on trial."""
    if not put(data, state, scratch, one, two):
        return False
    touched = scratch.count[a.TOURS_TOUCHED]
    return tours_keep_limits(data, state, scratch, scratch.tours, touched)


@compiled
def put_unit(data: a.Data, state: a.State, scratch: a.Scratch, unit: int) -> bool:
    """Serve a unit, if that costs less than leaving it."""
    first, last = data.unit_from[unit], data.unit_from[unit + 1]
    bound = a.NEVER >> 1 if data.held[unit] else data.penalty[unit]
    if last - first == 1:
        served = put_single(data, state, scratch, data.members[first], bound)
    else:
        one, two = data.members[first], data.members[first + 1]
        ride = data.node[one, a.DELIVERY] == two
        in_turn = not ride and pair_link(data, one, two)[2] >= 0
        served = False
        if ride:
            served = put_ride(data, state, scratch, one, two, bound)
        elif not in_turn or share(scratch) >= IN_TURN:
            served = put_pair(data, state, scratch, one, two, bound)
        apart = state.node[one, a.DUTY] < 0 and state.node[two, a.DUTY] < 0
        if not served and apart and in_turn:
            served = put_single(data, state, scratch, one, bound)
            served = served and put_single(data, state, scratch, two, bound)
        for k in range(first + 2, last):
            served = served and put_single(data, state, scratch, data.members[k], bound)
    mark_unit(scratch, unit)
    if served:
        state.total[a.T_UNSERVED] -= data.penalty[unit] * state.out[unit]
        state.out[unit] = 0
    return served


@compiled
def is_in_part(data: a.Data, state: a.State, unit: int) -> bool:
    """Whether a visit of the unit is in a tour."""
    for k in range(data.unit_from[unit], data.unit_from[unit + 1]):
        if state.node[data.members[k], a.DUTY] >= 0:
            return True
    return False


@compiled
def recreate(data: a.Data, state: a.State, scratch: a.Scratch, limit: int, most: int) -> bool:
    """Put units in until all have been tried, of those unserved before up to `most`.

    False if the price cannot stay below `limit`, or a limit of working time is broken.

    Every start is right and every tour measured before, and after.
    """
    add_up(data, state)
    scratch.count[a.BROKEN] = 0
    waiting = list_waiting(data, state, scratch, most)
    sort_waiting(data, scratch, waiting, ORDERS[below(scratch, len(ORDERS))])
    hope = 0
    for k in range(waiting):
        hope += data.penalty[scratch.queue[k]]
    comparing = data.settings[a.TIMED_TERMS] + data.settings[a.OVERALL_TERMS] > 0
    comparing = comparing or data.settings[a.MISSABLE] > 0
    for k in range(waiting):
        if scratch.count[a.STOPPED]:
            break
        unit = scratch.queue[k]
        removed = scratch.unit_stamp[unit]
        served = put_unit(data, state, scratch, unit)
        if scratch.count[a.BROKEN]:
            return False
        if not served and data.held[unit] and removed:
            return False
        if not served and is_in_part(data, state, unit):
            remove_unit(data, state, scratch, unit)
            if not lower_starts(data, state, scratch):
                return False
            add_up(data, state)
        hope -= data.penalty[unit]
        # Without terms that one more visit can make cheaper, the price only grows from here.
        sure = state.total[a.T_TOURS] + state.total[a.T_OVERALL] + state.total[a.T_UNSERVED] - hope
        if not comparing and sure >= limit:
            return False
    if not spare_pauses(data, state, scratch):
        return False
    put_pauses(data, state, scratch)
    add_up(data, state)
    # A visit less may make a wait so short that it is work, or no longer ends a stretch.
    if not state_keeps_limits(data, state, scratch):
        return False
    return state.total[a.T_COST] + state.total[a.T_SMOOTH] < limit
