"""Where linked visits cost least together.

The cheapest positions of each visit by itself are kept, pairs of them are tried, cheapest first,
until the bound of the next pair is no better than the best pair.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import pulls_others, scan, start_bound
from optimizer.engine.kernel.compare import split_price
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.faces import face_price, faces_together
from optimizer.engine.kernel.insertion import (
    trial,
    way_added,
)
from optimizer.engine.kernel.pauses import pauses_on
from optimizer.engine.kernel.timing import earliest, late_limit
from optimizer.engine.kernel.tours import link, unlink


@compiled
def may_take_both(data: a.Data, state: a.State, one: int, two: int, duty: int) -> bool:
    """Whether a duty could have room for two visits."""
    loadings = 1 + data.duty[duty, a.MAY_RELOAD]
    for dimension in range(data.room.shape[1]):
        load = data.load[one, dimension] + data.load[two, dimension]
        room = data.room[duty, dimension] * loadings
        if load > 0 and state.used[duty, dimension] + load > room:
            return False
    return True


@compiled
def pair_link(data: a.Data, one: int, two: int) -> tuple[int, int, int]:
    """Bounds between two linked visits: two after one, one after two; and WORKERS."""
    least, back, workers = -a.NEVER, -a.NEVER, 0
    first = data.node[one, a.LINK]
    for row in range(first, first + data.node[one, a.LINKS]):
        if data.links[row, a.OTHER] == two:
            least = max(least, data.links[row, a.OUT])
            back = max(back, data.links[row, a.IN])
            if data.links[row, a.WORKERS] != 0:
                workers = data.links[row, a.WORKERS]
    return least, back, workers


@compiled
def best_pair(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int, bound: int,
              blink: float) -> int:  # fmt: skip
    """The cheapest pair of positions of two linked visits; its price, NEVER if none costs below
    `bound`. `scratch.found` then holds the rows of `scratch.places`, and how many pauses come
    before each."""
    scratch.found[0] = -1
    scratch.found[4] = bound
    pairs = list_pairs(data, state, scratch, one, two, bound, blink)
    best = scratch.found[4]
    for _ in range(pairs):
        first = 0
        for k in range(1, pairs):
            if scratch.pairs[k, 0] < scratch.pairs[first, 0]:
                first = k
        if scratch.pairs[first, 0] >= best and data.settings[a.BOUNDS]:
            break
        i, j = scratch.pairs[first, 1], scratch.pairs[first, 2]
        scratch.pairs[first, 0] = a.NEVER
        splits = pauses_behind(state, scratch, 0, i), pauses_behind(state, scratch, 1, j)
        for split_one in range(splits[0] + 1):
            for split_two in range(splits[1] + 1):
                price = try_pair(data, state, scratch, one, two, i, j, split_one, split_two, best)
                if price < best:
                    best = price
                    scratch.found[0], scratch.found[1] = i, j
                    scratch.found[2], scratch.found[3] = split_one, split_two
    return best if scratch.found[0] >= 0 else a.NEVER


@compiled
def list_pairs(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int, best: int,
               blink: float) -> int:  # fmt: skip
    """List the pairs of positions that may cost less than `best` in `scratch.pairs`.

    Those whose bound is exact are kept in `scratch.found` instead, if they are the best.
    """
    first = scan(data, state, scratch, one, best, blink, False, 0)
    second = scan(data, state, scratch, two, best, blink, False, 1)
    least, back, workers = pair_link(data, one, two)
    ones, twos = scratch.places[0], scratch.places[1]
    simple = data.settings[a.TIMED_TERMS] + data.settings[a.OVERALL_TERMS] == 0
    simple = simple and data.settings[a.BOUNDS] == 1
    simple = simple and not pulls_others(data, state, one) and not pulls_others(data, state, two)
    duty = data.duty
    shared = data.prices[a.P_FACES] * (data.node[one, a.PERSON] == data.node[two, a.PERSON])
    pairs = 0
    for i in range(first):
        for j in range(second):
            if ones[i, a.PRICE] + twos[j, a.PRICE] - shared >= best:
                break
            same_tour = ones[i, a.ON] == twos[j, a.ON]
            same = data.duty[ones[i, a.ON], a.WORKER] == data.duty[twos[j, a.ON], a.WORKER]
            if (workers < 0 and same) or (workers > 0 and not same):
                continue
            if same_tour and (
                ones[i, a.BEHIND] == twos[j, a.BEHIND]
                or not may_take_both(data, state, one, two, ones[i, a.ON])
            ):
                continue
            price, exact = pair_bound(data, state, scratch, one, two, i, j, least, back)
            if price >= best:
                continue
            on, mate = ones[i, a.ON], twos[j, a.ON]
            followed = duty[on, a.LOADED] + duty[on, a.FRESH] + duty[mate, a.LOADED]
            if simple and exact and not same_tour and followed + duty[mate, a.FRESH] == 0:
                best = price
                scratch.found[0], scratch.found[1], scratch.found[2], scratch.found[3] = i, j, 0, 0
                scratch.found[4] = price
                continue
            scratch.pairs[pairs, 0], scratch.pairs[pairs, 1], scratch.pairs[pairs, 2] = price, i, j
            pairs += 1
    return pairs


@compiled
def pair_bound(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int, i: int, j: int,
               least: int, back: int) -> tuple[int, bool]:  # fmt: skip
    """What a pair costs at least, its starts as far apart as the link asks, and whether that is
    all it costs."""
    spot, mate = scratch.places[0, i], scratch.places[1, j]
    start, other = spot[a.AT_TIME], mate[a.AT_TIME]
    for _ in range(2):
        if other < start + least:
            other = earliest(data, two, start + least)
        if start < other + back:
            start = earliest(data, one, other + back)
    price_one, exact_one = start_bound(
        data, state, one, spot[a.ON], state.node[spot[a.BEHIND], a.NEXT], start
    )
    price_two, exact_two = start_bound(
        data, state, two, mate[a.ON], state.node[mate[a.BEHIND], a.NEXT], other
    )
    if price_one == a.NEVER or price_two == a.NEVER:
        return a.NEVER, False
    if data.prices[a.P_LATE_MAX] > 0:
        # The latest of both counts once.
        top = state.total[a.T_LATE_MAX]
        late_one = max(0, start - late_limit(data, one, start) - top)
        late_two = max(0, other - late_limit(data, two, other) - top)
        price_one -= data.prices[a.P_LATE_MAX] * min(late_one, late_two)
    in_order = other >= start + least and start >= other + back
    price = spot[a.FIXED] + mate[a.FIXED] + price_one + price_two
    price += faces_together(data, state, one, spot[a.ON], two, mate[a.ON])
    return price, exact_one and exact_two and in_order


@compiled
def pauses_behind(state: a.State, scratch: a.Scratch, side: int, row: int) -> int:
    """How many pauses lie on the leg of a listed position."""
    return pauses_on(state, state.node[scratch.places[side, row, a.BEHIND], a.NEXT])


@compiled
def link_place(
    state: a.State, scratch: a.Scratch, node: int, side: int, row: int, split: int
) -> None:
    """Put a visit at a listed position."""
    spot = scratch.places[side, row]
    link(state, node, spot[a.BEHIND], spot[a.ON], split)


@compiled
def try_pair(data: a.Data, state: a.State, scratch: a.Scratch, one: int, two: int, i: int, j: int,
             split_one: int, split_two: int, bound: int) -> int:  # fmt: skip
    """The exact price of a pair of positions, tried and taken back; NEVER if not below `bound`."""
    spot, mate = scratch.places[0, i], scratch.places[1, j]
    price_one, way_one = way_added(data, state, one, spot[a.BEHIND], spot[a.ON])
    price_two, way_two = way_added(data, state, two, mate[a.BEHIND], mate[a.ON])
    price = price_one + price_two + data.fit[one, spot[a.ON]] + data.fit[two, mate[a.ON]]
    price += face_price(data, state, one, spot[a.ON]) + face_price(data, state, two, mate[a.ON])
    price += faces_together(data, state, one, spot[a.ON], two, mate[a.ON])
    if state.tour[spot[a.ON], a.COUNT] == 0:
        price += data.prices[a.P_TOUR] + split_price(data, state, spot[a.ON])
    if state.tour[mate[a.ON], a.COUNT] == 0:
        price += data.prices[a.P_TOUR] + split_price(data, state, mate[a.ON])
        if (
            state.tour[spot[a.ON], a.COUNT] == 0
            and data.duty[spot[a.ON], a.DAY] == data.duty[mate[a.ON], a.DAY]
        ):
            price += data.prices[a.P_GAP]
    link_place(state, scratch, one, 0, i, split_one)
    link_place(state, scratch, two, 1, j, split_two)
    price = trial(data, state, scratch, price, one, two, way_one, way_two, bound)
    unlink(state, two)
    unlink(state, one)
    return price
