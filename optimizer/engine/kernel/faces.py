"""How many workers come to a person: the price of each beyond the first, over the whole horizon.

`came` and `faces` of a state count its tours at any moment, those in the making included.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled


@compiled
def count_visit(data: a.Data, state: a.State, node: int, step: int) -> None:
    """Count a visit that has come into its tour (`step` 1) or is about to leave it (-1)."""
    person = data.node[node, a.PERSON]
    if not data.settings[a.FACE_TERMS] or person < 0:
        return
    worker = data.duty[state.node[node, a.DUTY], a.WORKER]
    before = state.faces[person]
    if state.came[person, worker] == max(0, -step):
        state.faces[person] += step
    state.came[person, worker] += step
    more = max(1, state.faces[person]) - max(1, before)
    state.total[a.T_FACES] += data.prices[a.P_FACES] * more


@compiled
def face_price(data: a.Data, state: a.State, node: int, duty: int) -> int:
    """What a worker who is new to the person of a visit, and not the first one, costs."""
    if not data.settings[a.FACE_TERMS]:
        return 0
    person = data.node[node, a.PERSON]
    if state.faces[person] == 0 or state.came[person, data.duty[duty, a.WORKER]] > 0:
        return 0
    return data.prices[a.P_FACES]


@compiled
def faces_together(data: a.Data, state: a.State, one: int, duty: int, two: int, other: int) -> int:
    """What two visits cost more by that than each by itself: less if one new worker comes twice."""
    person = data.node[one, a.PERSON]
    if not data.settings[a.FACE_TERMS] or data.node[two, a.PERSON] != person:
        return 0
    worker, mate = data.duty[duty, a.WORKER], data.duty[other, a.WORKER]
    known = state.faces[person]
    if worker != mate:
        return data.prices[a.P_FACES] * (known == 0)
    return -data.prices[a.P_FACES] * (known > 0 and state.came[person, worker] == 0)
