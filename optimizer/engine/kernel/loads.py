"""What is aboard along a tour: loads to hand over, passengers, and who must not meet."""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled


@compiled
def to_hand_over(data: a.Data, state: a.State, node: int, dimension: int) -> int:
    """What is loaded behind a node for the visits up to the next reload."""
    visits = data.fit.shape[0]
    node = state.node[node, a.NEXT]
    load = 0
    while node < visits and not data.node[node, a.RELOAD]:
        load += data.load[node, dimension]
        node = state.node[node, a.NEXT]
    return load


@compiled
def rides_here(data: a.Data, state: a.State, node: int, other: int) -> bool:
    """Whether the other end of a ride lies in the tour of this one."""
    return other >= 0 and state.node[other, a.DUTY] == state.node[node, a.DUTY]


@compiled
def load_fits(data: a.Data, state: a.State, duty: int, dimension: int) -> bool:
    """Whether there is room for what is aboard, all along a tour."""
    visits = data.fit.shape[0]
    room = data.room[duty, dimension]
    node = visits + duty
    load = to_hand_over(data, state, node, dimension)
    riding = 0
    if load > room:
        return False
    node = state.node[node, a.NEXT]
    while node < visits:
        if data.node[node, a.RELOAD]:
            load = to_hand_over(data, state, node, dimension)
        else:
            load -= data.load[node, dimension]
            pickup = data.node[node, a.PICKUP]
            if rides_here(data, state, node, pickup):
                riding -= data.riding[pickup, dimension]
            riding += data.riding[node, dimension]
        if load + riding > room:
            return False
        node = state.node[node, a.NEXT]
    return True


@compiled
def company_fits(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> bool:
    """Whether nobody in a tour rides with a person they must not meet."""
    visits = data.fit.shape[0]
    aboard = 0
    node = state.node[visits + duty, a.NEXT]
    while node < visits:
        pickup = data.node[node, a.PICKUP]
        if pickup >= 0:
            for k in range(aboard):
                if scratch.aboard[k] == pickup:
                    aboard -= 1
                    scratch.aboard[k] = scratch.aboard[aboard]
                    break
        elif rides_here(data, state, node, data.node[node, a.DELIVERY]):
            ride = data.node[node, a.RIDE]
            for k in range(aboard):
                if data.apart[ride, data.node[scratch.aboard[k], a.RIDE]]:
                    return False
            scratch.aboard[aboard] = node
            aboard += 1
        node = state.node[node, a.NEXT]
    return True


@compiled
def fits(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> bool:
    """Whether all that a tour takes aboard has room and agrees."""
    if not data.duty[duty, a.LOADED]:
        return True
    for dimension in range(data.room.shape[1]):
        if not load_fits(data, state, duty, dimension):
            return False
    return data.apart.shape[0] < 2 or company_fits(data, state, scratch, duty)
