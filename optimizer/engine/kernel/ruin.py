"""What is taken out of the tours before it is put back elsewhere.

Strings of neighbouring tours after SISR (Christiaens and Vanden Berghe, Transportation Science
2020); besides them visits at random, linked ones, those of a time of day, and whole tours.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.chance import below, share
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.faces import count_visit
from optimizer.engine.kernel.pauses import drop_all_pauses, drop_pause, is_on, pauses_on, take_pause
from optimizer.engine.kernel.reloads import drop_reloads
from optimizer.engine.kernel.tours import mark_dirty, mark_unit, unlink

STRINGS, RANDOM, LINKED, TIME_SLICE, TOUR = range(5)
AVERAGE = 10
"""Visits a ruin removes on average; fewer on small days, of which something must stay."""
LONGEST = 10
"""Visits of the longest string."""
SPLIT = 0.5
"""How often a string leaves some visits inside it in place; each more of them at SPLIT_MORE."""
SPLIT_MORE = 0.1
TURN_INSIDE = 0.02
"""How often a pause on the first or the last leg goes inside the tour, or outside again."""
MOVE_OWED = 0.05
"""How often a statutory pause goes to another leg."""
TURN, TURN_EMPTY = 0.1, 0.5
"""How often the pauses of a leg, and of an empty tour, change their order."""


@compiled
def average_of(data: a.Data) -> int:
    """How many visits a ruin removes on average."""
    return min(AVERAGE, 1 + data.near.shape[1] // 4)


@compiled
def remove(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> None:
    """Take the unit of a visit out, unless it is frozen where it is; reloads stay for now."""
    if state.node[node, a.DUTY] >= 0 and not data.node[node, a.RELOAD]:
        unit = data.node[node, a.UNIT]
        for k in range(data.unit_from[unit], data.unit_from[unit + 1]):
            if data.node[data.members[k], a.RANK] < a.NEVER:
                return
        remove_unit(data, state, scratch, unit)


@compiled
def remove_unit(data: a.Data, state: a.State, scratch: a.Scratch, unit: int) -> None:
    """Take all visits of a unit out and mark what changes; starts are left as they were."""
    for k in range(data.unit_from[unit], data.unit_from[unit + 1]):
        node = data.members[k]
        duty = state.node[node, a.DUTY]
        if duty < 0:
            continue
        count_visit(data, state, node, -1)
        unlink(state, node)
        mark_dirty(scratch, duty)
        state.tour[duty, a.COUNT] -= 1
        if state.tour[duty, a.COUNT] == 0:
            clear_reloads(data, state, duty)
            drop_all_pauses(data, state, duty)
        for dimension in range(data.room.shape[1]):
            state.used[duty, dimension] -= data.load[node, dimension]
        first = data.node[node, a.LINK]
        for row in range(first, first + data.node[node, a.LINKS]):
            where = state.node[data.links[row, a.OTHER], a.DUTY]
            if where >= 0:
                mark_dirty(scratch, where)
    state.total[a.T_UNSERVED] += data.penalty[unit] * (1 - state.out[unit])
    state.out[unit] = 1
    mark_unit(scratch, unit)


@compiled
def clear_reloads(data: a.Data, state: a.State, duty: int) -> None:
    """Take the reloads out of a tour without visits."""
    end = data.fit.shape[0] + duty
    while state.tour[duty, a.LOADINGS] > 0:
        unlink(state, state.node[end, a.NEXT])


@compiled
def list_tour(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> int:
    """The visits of a tour in `scratch.position`; how many there are."""
    visits = data.fit.shape[0]
    node = state.node[visits + duty, a.NEXT]
    length = 0
    while node < visits:
        scratch.position[length] = node
        length += 1
        node = state.node[node, a.NEXT]
    return length


@compiled
def remove_string(
    data: a.Data, state: a.State, scratch: a.Scratch, node: int, longest: float
) -> None:
    """Remove a string of visits around a visit from its tour, or a split string."""
    duty = state.node[node, a.DUTY]
    length = list_tour(data, state, scratch, duty)
    at = 0
    for k in range(length):
        if scratch.position[k] == node:
            at = k
    size = min(length, int(share(scratch) * min(float(length), longest) + 1.0))
    kept = 0
    if 1 < size < length and share(scratch) < SPLIT:
        kept = 1
        while size + kept < length and share(scratch) > SPLIT_MORE:
            kept += 1
    span = size + kept
    lowest, highest = max(0, at - span + 1), min(at, length - span)
    first = lowest + below(scratch, highest - lowest + 1)
    hole = first + 1 + below(scratch, size - 1) if kept > 0 else first
    for k in range(first, first + span):
        if kept > 0 and hole <= k < hole + kept:
            continue
        remove(data, state, scratch, scratch.position[k])


@compiled
def ruin_strings(data: a.Data, state: a.State, scratch: a.Scratch, seed: int, tours: int) -> None:
    """Remove strings from tours near a visit, from each tour one."""
    visits = data.fit.shape[0]
    longest = min(float(LONGEST), visits / max(1, tours))
    most = 4.0 * average_of(data) / (1.0 + longest) - 1.0
    strings = int(share(scratch) * most + 1.0)
    near = data.near[below(scratch, 2), seed]
    scratch.count[a.POSITIONS] += 1
    stamp = scratch.count[a.POSITIONS]
    for k in range(-1, near.shape[0]):
        node = seed if k < 0 else near[k]
        if strings == 0 or node < 0:
            break
        duty = state.node[node, a.DUTY]
        if duty < 0 or scratch.string_stamp[duty] == stamp:
            continue
        scratch.string_stamp[duty] = stamp
        remove_string(data, state, scratch, node, longest)
        strings -= 1


@compiled
def ruin_near(data: a.Data, state: a.State, scratch: a.Scratch, seed: int, kind: int) -> None:
    """Remove visits near a visit: linked ones, those of its time of day, or just some."""
    near = data.near[below(scratch, 2), seed]
    when = state.node[seed, a.START]
    left = 1 + below(scratch, 2 * average_of(data) - 1)
    remove(data, state, scratch, seed)
    width = data.settings[a.SLICE] * (1 + below(scratch, 4))
    for k in range(near.shape[0]):
        node = near[k]
        if node < 0 or left == 0:
            break
        if state.node[node, a.DUTY] < 0:
            continue
        if kind == LINKED and data.node[node, a.LINKS] == 0:
            continue
        if kind == TIME_SLICE and abs(state.node[node, a.START] - when) > width:
            continue
        if share(scratch) < 0.3:
            continue
        remove(data, state, scratch, node)
        left -= 1


@compiled
def ruin_random(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Remove visits anywhere."""
    for _ in range(1 + below(scratch, 2 * average_of(data) - 1)):
        remove(data, state, scratch, below(scratch, data.near.shape[1]))


@compiled
def ruin_tour(data: a.Data, state: a.State, scratch: a.Scratch, seed: int) -> None:
    """Remove a whole tour of up to 2 x LONGEST visits, else a long string of it."""
    if state.node[seed, a.DUTY] < 0:
        return
    length = list_tour(data, state, scratch, state.node[seed, a.DUTY])
    first, last = 0, length
    if length > 2 * LONGEST:
        first = below(scratch, length - 2 * LONGEST + 1)
        last = first + 2 * LONGEST
    for k in range(first, last):
        remove(data, state, scratch, scratch.position[k])


@compiled
def drop_pauses(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Leave out some pauses, of those that need not be taken, in the dirty tours."""
    visits = data.fit.shape[0]
    for k in range(scratch.count[a.DIRTY]):
        duty = scratch.dirty[k]
        node = state.node[visits + duty, a.NEXT]
        while True:
            pause = state.node[node, a.PAUSE]
            while pause >= 0:
                after = state.after[pause]
                if data.pauses[pause, a.MISSED] >= 0 and share(scratch) < 0.5:
                    drop_pause(state, node, pause)
                pause = after
            if node >= visits:
                break
            node = state.node[node, a.NEXT]


@compiled
def turn_pauses(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Now and then take the first pause of a leg after the others there: insertion keeps their
    order. On all legs of the dirty tours, and of one at random, which may be empty."""
    visits = data.fit.shape[0]
    any_tour = below(scratch, data.duty.shape[0])
    for k in range(-1, scratch.count[a.DIRTY]):
        duty = any_tour if k < 0 else scratch.dirty[k]
        if data.duty[duty, a.PAUSES] == 0:
            continue
        node = visits + duty
        chance = TURN_EMPTY if state.tour[duty, a.COUNT] == 0 else TURN
        while True:
            first = state.node[node, a.PAUSE]
            if first >= 0 and state.after[first] >= 0 and share(scratch) < chance:
                taken = state.taken[first]
                drop_pause(state, node, first)
                take_pause(state, node, first, pauses_on(state, node))
                state.taken[first] = taken
                mark_dirty(scratch, duty)
            turn_inside(data, state, scratch, duty, node)
            node = state.node[node, a.NEXT]
            if node >= visits:
                break
        first = data.duty[duty, a.PAUSE_FROM]
        for pause in range(first, first + data.duty[duty, a.PAUSES]):
            if data.pauses[pause, a.OWED] and share(scratch) < MOVE_OWED:
                move_owed(data, state, scratch, duty, pause)


@compiled
def move_owed(data: a.Data, state: a.State, scratch: a.Scratch, duty: int, pause: int) -> None:
    """Take a statutory pause on another leg of its tour."""
    length = list_tour(data, state, scratch, duty)
    node = end = data.fit.shape[0] + duty
    while not is_on(state, node, pause):
        node = state.node[node, a.NEXT]
    drop_pause(state, node, pause)
    to = below(scratch, length + 1)
    node = scratch.position[to] if to < length else end
    take_pause(state, node, pause, below(scratch, pauses_on(state, node) + 1))
    mark_dirty(scratch, duty)


@compiled
def turn_inside(data: a.Data, state: a.State, scratch: a.Scratch, duty: int, node: int) -> None:
    """Now and then take a pause of an outer leg inside the tour, or outside again."""
    if node < data.fit.shape[0] and state.node[node, a.PREV] < data.fit.shape[0]:
        return
    pause = state.node[node, a.PAUSE]
    while pause >= 0:
        may = data.pauses[pause, a.MISSED] < 0 and not data.pauses[pause, a.INSIDE]
        if may and share(scratch) < TURN_INSIDE:
            state.taken[pause] = 1 + a.WITHIN - state.taken[pause]
            mark_dirty(scratch, duty)
        pause = state.after[pause]


@compiled
def ruin(
    data: a.Data, state: a.State, scratch: a.Scratch, shares: tuple[float, ...], tours: int
) -> None:
    """One ruin, its kind drawn with these shares; starts are left to `lower_starts`."""
    seed = below(scratch, data.near.shape[1])
    draw = share(scratch)
    kind = 0
    while kind < TOUR and draw >= shares[kind]:
        draw -= shares[kind]
        kind += 1
    if kind == STRINGS:
        ruin_strings(data, state, scratch, seed, tours)
    elif kind == RANDOM:
        ruin_random(data, state, scratch)
    elif kind == TOUR:
        ruin_tour(data, state, scratch, seed)
    else:
        ruin_near(data, state, scratch, seed, kind)
    drop_pauses(data, state, scratch)
    if data.settings[a.RELOADS]:
        drop_reloads(data, state, scratch)
    turn_pauses(data, state, scratch)
