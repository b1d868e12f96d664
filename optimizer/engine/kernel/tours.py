"""Putting visits into tours and taking them out, and copying tours between states."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.cost import measure
from optimizer.engine.kernel.faces import count_visit
from optimizer.engine.kernel.limits import measure_hours
from optimizer.engine.kernel.push import ROUNDS, bound_by_links, push
from optimizer.engine.kernel.timing import arrival, commit_overlay, note_tour, open_overlay


@compiled
def link(state: a.State, node: int, before: int, duty: int, split: int) -> None:
    """Put a visit or reload behind `before`; the first `split` pauses of that leg come before."""
    after = state.node[before, a.NEXT]
    state.node[before, a.NEXT] = node
    state.node[node, a.PREV] = before
    state.node[node, a.NEXT] = after
    state.node[after, a.PREV] = node
    state.node[node, a.DUTY] = duty
    state.node[node, a.START] = a.UNSET
    state.tour[duty, a.LOADINGS] += state.node[node, a.LOADS]
    first = state.node[after, a.PAUSE]
    if first < 0 or split == 0:
        state.node[node, a.PAUSE] = -1
    else:
        state.node[node, a.PAUSE] = first
        for _ in range(split - 1):
            first = state.after[first]
        state.node[after, a.PAUSE] = state.after[first]
        state.after[first] = -1


@compiled
def unlink(state: a.State, node: int) -> None:
    """Take a visit or a reload out; the pauses before it come before the next one."""
    before, after = state.node[node, a.PREV], state.node[node, a.NEXT]
    state.node[before, a.NEXT] = after
    state.node[after, a.PREV] = before
    state.tour[state.node[node, a.DUTY], a.LOADINGS] -= state.node[node, a.LOADS]
    state.node[node, a.DUTY] = -1
    state.node[node, a.START] = a.UNSET
    first = state.node[node, a.PAUSE]
    if first >= 0:
        last = first
        while state.after[last] >= 0:
            last = state.after[last]
        state.after[last] = state.node[after, a.PAUSE]
        state.node[after, a.PAUSE] = first
        state.node[node, a.PAUSE] = -1


@compiled
def mark_dirty(scratch: a.Scratch, duty: int) -> None:
    """Remember that a tour differs from the accepted state."""
    if not scratch.dirty_stamp[duty]:
        scratch.dirty_stamp[duty] = 1
        scratch.dirty[scratch.count[a.DIRTY]] = duty
        scratch.count[a.DIRTY] += 1


@compiled
def mark_unit(scratch: a.Scratch, unit: int) -> None:
    """Remember that a unit may be served where the accepted state does not serve it, or not."""
    if not scratch.unit_stamp[unit]:
        scratch.unit_stamp[unit] = 1
        scratch.units[scratch.count[a.UNITS]] = unit
        scratch.count[a.UNITS] += 1


@compiled
def measure_dirty(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Commit the overlay, and measure all dirty tours and those that it changed."""
    note_held(data, state, scratch)
    commit_overlay(state, scratch)
    for k in range(scratch.count[a.TOURS_TOUCHED]):
        mark_dirty(scratch, scratch.tours[k])
    for k in range(scratch.count[a.DIRTY]):
        measure(data, state, scratch, scratch.dirty[k])
        measure_hours(data, state, scratch, scratch.dirty[k])


@compiled
def measure_touched(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Commit the overlay, and measure the tours that it changed."""
    note_held(data, state, scratch)
    commit_overlay(state, scratch)
    for k in range(scratch.count[a.TOURS_TOUCHED]):
        mark_dirty(scratch, scratch.tours[k])
        measure(data, state, scratch, scratch.tours[k])
        measure_hours(data, state, scratch, scratch.tours[k])


@compiled
def note_partners(data: a.Data, state: a.State, scratch: a.Scratch, node: int) -> None:
    """Remember the tours of the served visits linked with a node: they are held by it."""
    first = data.node[node, a.LINK]
    for row in range(first, first + data.node[node, a.LINKS]):
        duty = state.node[data.links[row, a.OTHER], a.DUTY]
        if duty >= 0:
            note_tour(scratch, duty)


@compiled
def note_held(data: a.Data, state: a.State, scratch: a.Scratch) -> None:
    """Remember the tours that a start of the overlay holds: how late they may leave hangs on it."""
    visits = data.fit.shape[0]
    for k in range(scratch.count[a.TOUCHED]):
        node = scratch.touched[k]
        if node < visits and data.node[node, a.LINKS] > 0:
            note_partners(data, state, scratch, node)


@compiled
def loosen(data: a.Data, state: a.State, scratch: a.Scratch) -> int:
    """Unset the starts that removals in the dirty tours may have made earlier, and those that
    hang on them; how many there are, in `scratch.order`.

    A visit that starts at its first allowed start cannot start earlier, nor what follows it. Where
    something must be handed over soon after loading, all visits of the tour hang on each other.
    """
    visits = data.fit.shape[0]
    waiting = loose = 0
    for k in range(scratch.count[a.DIRTY]):
        scratch.stack[waiting, 0] = state.node[visits + scratch.dirty[k], a.NEXT]
        scratch.stack[waiting, 1] = 1
        waiting += 1
    while waiting > 0:
        waiting -= 1
        node, lost_visits = scratch.stack[waiting, 0], scratch.stack[waiting, 1]
        while node < visits:
            start = state.node[node, a.START]
            fresh = data.duty[state.node[node, a.DUTY], a.FRESH] == 1
            if start > a.UNSET and (start > data.node[node, a.OPEN] or fresh):
                mark_dirty(scratch, state.node[node, a.DUTY])
                state.node[node, a.START] = a.UNSET
                scratch.order[loose] = node
                loose += 1
                first = data.node[node, a.LINK]
                for row in range(first, first + data.node[node, a.LINKS]):
                    other = data.links[row, a.OTHER]
                    bound = data.links[row, a.OUT] > -a.NEVER and state.node[other, a.DUTY] >= 0
                    if bound and state.node[other, a.START] > a.UNSET:
                        where = state.node[other, a.DUTY]
                        if data.duty[where, a.FRESH]:
                            other = state.node[visits + where, a.NEXT]
                        scratch.stack[waiting, 0] = other
                        scratch.stack[waiting, 1] = 0
                        waiting += 1
            elif not lost_visits:
                break
            node = state.node[node, a.NEXT]
        if node >= visits and state.node[node, a.START] > a.UNSET:
            state.node[node, a.START] = a.UNSET
            if state.node[node, a.PREV] < visits:  # without visits there is no return
                scratch.order[loose] = node
                loose += 1
    return loose


@compiled
def lower_starts(data: a.Data, state: a.State, scratch: a.Scratch) -> bool:
    """After removals from the dirty tours: the least starts of all visits again.

    False if there are none (a direct way may be longer than the way round).
    """
    visits = data.fit.shape[0]
    open_overlay(state, scratch)
    loose = loosen(data, state, scratch)
    top = 0
    for k in range(scratch.count[a.DIRTY]):
        node = state.node[visits + scratch.dirty[k], a.NEXT]
        while node < visits:
            if state.node[node, a.START] > a.UNSET and is_known(
                state, visits, state.node[node, a.PREV]
            ):
                time = arrival(data, state, scratch, node)
                if time > state.node[node, a.START]:
                    scratch.stack[top, 0], scratch.stack[top, 1] = node, time
                    top += 1
            node = state.node[node, a.NEXT]
    for k in range(loose - 1, -1, -1):  # the first ones on top: they push the others
        node = scratch.order[k]
        time = 0
        if is_known(state, visits, state.node[node, a.PREV]):
            time = arrival(data, state, scratch, node)
        if node < visits:
            time = max(time, bound_by_links(data, state, scratch, node))
        scratch.stack[top, 0], scratch.stack[top, 1] = node, time
        top += 1
    if push(data, state, scratch, top, a.NEVER, ROUNDS * visits) == a.NEVER:
        return False
    measure_dirty(data, state, scratch)
    return True


@compiled
def is_known(state: a.State, visits: int, node: int) -> bool:
    """Whether it is known when a tour goes on from a node."""
    return node >= visits or state.node[node, a.START] > a.UNSET


@compiled
def copy_tours(data: a.Data, source: a.State, target: a.State, scratch: a.Scratch) -> None:
    """Make the dirty tours and units of `target` those of `source`; nothing is dirty then."""
    visits = data.fit.shape[0]
    for k in range(scratch.count[a.DIRTY]):
        node = target.node[visits + scratch.dirty[k], a.NEXT]
        while node < visits:
            count_visit(data, target, node, -1)
            target.node[node, a.DUTY] = -1
            node = target.node[node, a.NEXT]
    for k in range(scratch.count[a.DIRTY]):
        duty = scratch.dirty[k]
        node = visits + duty
        while True:
            copy_row(source.node, target.node, node)
            if node < visits:
                count_visit(data, target, node, 1)
            node = source.node[node, a.NEXT]
            if node >= visits:
                break
        copy_row(source.tour, target.tour, duty)
        copy_row(source.used, target.used, duty)
        first = data.duty[duty, a.PAUSE_FROM]
        for pause in range(first, first + data.duty[duty, a.PAUSES]):
            target.after[pause] = source.after[pause]
            target.taken[pause] = source.taken[pause]
        scratch.dirty_stamp[duty] = 0
    for k in range(scratch.count[a.UNITS]):
        unit = scratch.units[k]
        target.out[unit] = source.out[unit]
        scratch.unit_stamp[unit] = 0
    target.total[:] = source.total[:]
    scratch.count[a.DIRTY] = 0
    scratch.count[a.UNITS] = 0


@compiled
def copy_row(source: a.Integers, target: a.Integers, row: int) -> None:
    """Copy a row; much faster than slices, of which numba checks whether they overlap."""
    for column in range(source.shape[1]):
        target[row, column] = source[row, column]


@compiled
def copy_all(source: a.State, target: a.State) -> None:
    """Make one state equal to another."""
    target.node[:] = source.node
    target.after[:] = source.after
    target.taken[:] = source.taken
    target.came[:] = source.came
    target.faces[:] = source.faces
    target.tour[:] = source.tour
    target.used[:] = source.used
    target.out[:] = source.out
    target.total[:] = source.total
