"""Empty states and work space for the search."""

import numpy as np

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.cost import measure
from optimizer.engine.kernel.push import ROUNDS

LINKED_PLACES = 12
"""Positions of each of two linked visits that are combined."""


def empty_state(data: a.Data) -> a.State:
    """Tours without visits, everything unserved; pauses that must be lie behind the tours."""
    visits, duties = data.fit.shape
    node = np.full((visits + duties, a.STATE_COLUMNS), -1, np.int64)
    node[:, a.AT], node[:, a.LASTS] = data.node[:, a.LOC], data.node[:, a.DUR]
    node[:, a.LOADS] = data.node[:, a.RELOAD]
    ends = np.arange(visits, visits + duties)
    node[ends, a.NEXT] = node[ends, a.PREV] = ends
    node[ends, a.DUTY] = np.arange(duties)
    after = np.full(len(data.pauses), -1, np.int64)
    taken = np.zeros(len(data.pauses), np.int64)
    persons, workers = int(data.node[:visits, a.PERSON].max(initial=-1)) + 1, len(data.crew)
    if not data.settings[a.FACE_TERMS]:
        persons = workers = 0
    for k in range(duties):
        first = data.duty[k, a.PAUSE_FROM]
        rows = np.arange(first, first + data.duty[k, a.PAUSES])
        due = rows[data.pauses[rows, a.MISSED] < 0]
        taken[due] = 1
        after[due[:-1]] = due[1:]
        if len(due):
            node[visits + k, a.PAUSE] = due[0]
    state = a.State(
        node=node,
        after=after,
        taken=taken,
        came=np.zeros((persons, workers), np.int64),
        faces=np.zeros(persons, np.int64),
        tour=np.zeros((duties, a.TOUR_COLUMNS), np.int64),
        used=np.zeros_like(data.room),
        out=np.ones(len(data.penalty), np.int64),
        total=np.zeros(a.TOTALS, np.int64),
    )
    scratch = scratch_for(data, 0)
    for k in range(duties):
        measure(data, state, scratch, k)
    state.total[a.T_UNSERVED] = data.penalty.sum()
    return state


def scratch_for(data: a.Data, seed: int) -> a.Scratch:
    """Work space of a thread, its random numbers begun with a seed."""
    visits, duties = data.fit.shape
    nodes, units = visits + duties, len(data.penalty)
    links = int(data.node[:visits, a.LINKS].max(initial=0)) + bool(data.duty[:, a.FRESH].any())
    stack = 2 * nodes + (ROUNDS + 2) * (visits + 10) * links

    def numbers(*shape: int) -> a.Integers:
        return np.zeros(shape, np.int64)

    random = np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 | 1], np.uint64)
    return a.Scratch(
        stamp=numbers(nodes), start=numbers(nodes), stack=numbers(stack, 2),
        touched=numbers(nodes), tour_stamp=numbers(duties), tours=numbers(duties),
        hours=numbers(duties, a.TOUR_COLUMNS), dirty=numbers(duties),
        dirty_stamp=numbers(duties), units=numbers(units), unit_stamp=numbers(units),
        keys=np.zeros(units), spots=numbers(nodes + 1, a.SPOT_COLUMNS),
        places=numbers(2, LINKED_PLACES, a.SPOT_COLUMNS),
        pairs=numbers(LINKED_PLACES * LINKED_PLACES, 3), found=numbers(10),
        class_stamp=numbers(duties), order=numbers(nodes), queue=numbers(units),
        position=numbers(visits), string_stamp=numbers(duties), aboard=numbers(visits),
        near_stamp=numbers(duties), random=random, count=numbers(a.COUNTS),
    )  # fmt: skip
