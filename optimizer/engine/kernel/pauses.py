"""Pauses on the legs of tours: when they start, and which of them lie inside the tour."""

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
