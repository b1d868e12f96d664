"""Pauses on the legs of tours: when they start, which of them lie inside the tour, and how they are
put on a leg or left out."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled


@compiled
def pause_start(data: a.Data, pause: int, time: int) -> int:
    """The first start of a pause at or after a time; NEVER if there is none."""
    first = data.pauses[pause, a.PAUSE_WIN]
    for row in range(first, first + data.pauses[pause, a.PAUSE_WINS]):
        if time <= data.windows[row, a.FINAL]:
            return max(time, data.windows[row, a.FIRST])
    return a.NEVER


@compiled
def is_inside(data: a.Data, state: a.State, pause: int) -> bool:
    """Whether a pause on the first or the last leg lies inside the tour."""
    return data.pauses[pause, a.INSIDE] == 1 or state.taken[pause] == a.WITHIN


@compiled
def first_inside(data: a.Data, state: a.State, node: int) -> int:
    """The first pause on the way to a node that is taken inside the tour, or -1.

    Pauses are in the order of time. So those on the first leg before one that lies inside
    precede the tour, unless it must leave at a fixed time; those on the last leg behind the last
    such one follow it.
    """
    pause = state.node[node, a.PAUSE]
    if pause < 0:
        return pause
    visits = data.fit.shape[0]
    if node >= visits:
        return if_inside(data, state, pause)
    before = state.node[node, a.PREV]
    if before >= visits and not data.duty[before - visits, a.AT_START]:
        while pause >= 0 and not is_inside(data, state, pause):
            pause = state.after[pause]
    return pause


@compiled
def if_inside(data: a.Data, state: a.State, pause: int) -> int:
    """A pause on the last leg, if it or one behind it must lie inside the tour, or -1."""
    other = pause
    while other >= 0 and not is_inside(data, state, other):
        other = state.after[other]
    return pause if other >= 0 else -1


@compiled
def next_inside(data: a.Data, state: a.State, node: int, pause: int) -> int:
    """The next pause taken inside the tour on the way to a node, or -1."""
    pause = state.after[pause]
    return pause if node < data.fit.shape[0] else if_inside(data, state, pause)


@compiled
def pauses_before(data: a.Data, state: a.State, node: int) -> int:
    """Length of the breaks inside the tour on the way to a node."""
    length = 0
    pause = first_inside(data, state, node)
    while pause >= 0:
        length += data.pauses[pause, a.RESTS]
        pause = next_inside(data, state, node, pause)
    return length


@compiled
def pauses_on(state: a.State, node: int) -> int:
    """How many pauses lie on the way to a node."""
    count = 0
    pause = state.node[node, a.PAUSE]
    while pause >= 0:
        count += 1
        pause = state.after[pause]
    return count


@compiled
def is_on(state: a.State, node: int, pause: int) -> bool:
    """Whether a pause lies on the way to a node."""
    other = state.node[node, a.PAUSE]
    while other >= 0 and other != pause:
        other = state.after[other]
    return other >= 0


@compiled
def take_pause(state: a.State, node: int, pause: int, rank: int) -> None:
    """Take a pause on the way to a node, behind the first `rank` ones there."""
    state.taken[pause] = 1
    if rank == 0:
        state.after[pause] = state.node[node, a.PAUSE]
        state.node[node, a.PAUSE] = pause
        return
    before = state.node[node, a.PAUSE]
    for _ in range(rank - 1):
        before = state.after[before]
    state.after[pause] = state.after[before]
    state.after[before] = pause


@compiled
def drop_pause(state: a.State, node: int, pause: int) -> None:
    """Leave out a pause that lies on the way to a node."""
    if state.node[node, a.PAUSE] == pause:
        state.node[node, a.PAUSE] = state.after[pause]
    else:
        other = state.node[node, a.PAUSE]
        while state.after[other] != pause:
            other = state.after[other]
        state.after[other] = state.after[pause]
    state.after[pause] = -1
    state.taken[pause] = 0


@compiled
def put_owed_aside(data: a.Data, state: a.State, duty: int) -> bool:
    """Take a statutory pause that is inside a tour outside; False if there is none."""
    end = data.fit.shape[0] + duty
    node = end
    while True:
        node = state.node[node, a.NEXT]
        pause = first_inside(data, state, node)
        while pause >= 0:
            if data.pauses[pause, a.OWED]:
                drop_pause(state, node, pause)
                take_pause(state, end, pause, pauses_on(state, end))
                return True
            pause = next_inside(data, state, node, pause)
        if node == end:
            return False


@compiled
def drop_all_pauses(data: a.Data, state: a.State, duty: int) -> None:
    """Leave out all pauses of an empty tour that need not be taken."""
    end = data.fit.shape[0] + duty
    pause = state.node[end, a.PAUSE]
    while pause >= 0:
        after = state.after[pause]
        if data.pauses[pause, a.MISSED] >= 0:
            drop_pause(state, end, pause)
        pause = after
