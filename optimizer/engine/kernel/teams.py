"""Where linked visits cost least together.

The cheapest positions of each visit by itself are kept, pairs of them are tried, cheapest first,
until the bound of the next pair is no better than the best pair.
"""

from optimizer.engine.kernel.arrays import (
    CLASS,
    CLASSES,
    COUNT,
    DAY,
    DUR,
    IN,
    LAST,
    LINK,
    LINKED_PLACES,
    LINKS,
    NEVER,
    NEXT,
    OTHER,
    OUT,
    P_GAP,
    P_LATE,
    P_TOUR,
    START,
    WORKER,
    WORKERS,
    Data,
    Scratch,
    State,
)
from optimizer.engine.kernel.chain import link, pauses_on, unlink
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.cost import split_price
from optimizer.engine.kernel.insertion import (
    local_start,
    may_take,
    quick_bound,
    trial,
    way_added,
)
from optimizer.engine.kernel.timing import bound_by_links, earliest, late_limit

# Columns of Scratch.places.
PRICE, BEHIND, ON, SPLIT, AT, WAY = range(6)


@compiled
def list_places(data: Data, state: State, scratch: Scratch, node: int, side: int, blink: float) -> int:
    """Fill `scratch.places[side]` with the cheapest positions of a visit; how many there are."""
    visits = data.fit.shape[0]
    most = data.settings[LINKED_PLACES]
    places = scratch.places[side]
    found = 0
    least = bound_by_links(data, state, scratch, node)
    scratch.count[CLASSES] += 2
    stamp = scratch.count[CLASSES]
    for k in range(data.able_from[node], data.able_from[node + 1]):
        duty = data.able[k]
        if not may_take(data, state, node, duty):
            continue
        if state.tour[duty, COUNT] == 0:
            # Two empty tours of a kind: both visits of a pair may start one.
            kind = data.duty[duty, CLASS]
            if scratch.class_stamp[kind] == stamp:
                continue
            scratch.class_stamp[kind] = stamp if scratch.class_stamp[kind] == stamp - 1 else stamp - 1
        before = visits + duty
        while True:
            worst = places[found - 1, PRICE] if found == most else NEVER
            price = quick_bound(data, state, scratch, node, before, duty, least, worst)
            if price < worst and share(scratch) >= blink:
                start = local_start(data, state, node, before, duty, least)
                for split in range(pauses_on(state, state.node[before, NEXT]) + 1):
                    row = found if found < most else most - 1
                    if row < found and places[row, PRICE] <= price:
                        break
                    while row > 0 and places[row - 1, PRICE] > price:
                        places[row, :] = places[row - 1, :]
                        row -= 1
                    places[row, PRICE], places[row, BEHIND], places[row, ON] = price, before, duty
                    places[row, SPLIT], places[row, AT] = split, start
                    found = min(found + 1, most)
            before = state.node[before, NEXT]
            if before >= visits or state.node[before, START] + data.node[before, DUR] > data.node[node, LAST]:
                break
    scratch.count[CLASSES] += 1
    return found


@compiled
def pair_link(data: Data, one: int, two: int) -> tuple[int, int, int]:
    """Bounds between two linked visits: two after one, one after two; and WORKERS."""
    least, back, workers = -NEVER, -NEVER, 0
    first = data.node[one, LINK]
    for row in range(first, first + data.node[one, LINKS]):
        if data.links[row, OTHER] == two:
            least = max(least, data.links[row, OUT])
            back = max(back, data.links[row, IN])
            if data.links[row, WORKERS] != 0:
                workers = data.links[row, WORKERS]
    return least, back, workers


@compiled
def best_pair(data: Data, state: State, scratch: Scratch, one: int, two: int, bound: int, blink: float) -> int:
    """The cheapest pair of positions of two linked visits; its price, NEVER if none costs below
    `bound`. `scratch.found` then holds the rows of `scratch.places`."""
    first = list_places(data, state, scratch, one, 0, blink)
    second = list_places(data, state, scratch, two, 1, blink)
    if first == 0 or second == 0:
        return NEVER
    least, back, workers = pair_link(data, one, two)
    ones, twos = scratch.places[0], scratch.places[1]
    best = bound
    scratch.found[0] = -1
    for i in range(first):
        if ones[i, PRICE] + twos[0, PRICE] >= best:
            break
        for j in range(second):
            if ones[i, PRICE] + twos[j, PRICE] >= best:
                break
            same_tour = ones[i, ON] == twos[j, ON]
            same = data.duty[ones[i, ON], WORKER] == data.duty[twos[j, ON], WORKER]
            if (workers < 0 and same) or (workers > 0 and not same):
                continue
            if same_tour and ones[i, BEHIND] == twos[j, BEHIND]:
                continue
            price = pair_bound(data, state, one, two, i, j, scratch, least, back)
            if price < best:
                price = try_pair(data, state, scratch, one, two, i, j, best)
                if price < best:
                    best = price
                    scratch.found[0], scratch.found[1] = i, j
    return best if scratch.found[0] >= 0 else NEVER


@compiled
def pair_bound(data: Data, state: State, one: int, two: int, i: int, j: int, scratch: Scratch, least: int,
               back: int) -> int:  # fmt: skip
    """What a pair costs at least, with their starts as far apart as the link asks."""
    a, b = scratch.places[0, i], scratch.places[1, j]
    start, other = a[AT], b[AT]
    for _ in range(2):
        if other < start + least:
            other = earliest(data, two, start + least)
        if start < other + back:
            start = earliest(data, one, other + back)
    if start >= NEVER or other >= NEVER:
        return NEVER
    price = a[PRICE] + b[PRICE]
    for node, planned, moved in ((one, a[AT], start), (two, b[AT], other)):
        if moved > planned:
            before = max(0, planned - late_limit(data, node, planned))
            price += data.prices[P_LATE] * (max(0, moved - late_limit(data, node, moved)) - before)
    return price


@compiled
def link_place(state: State, scratch: Scratch, node: int, side: int, row: int) -> None:
    """Put a visit at a listed position."""
    spot = scratch.places[side, row]
    link(state, node, spot[BEHIND], spot[ON], spot[SPLIT])


@compiled
def try_pair(data: Data, state: State, scratch: Scratch, one: int, two: int, i: int, j: int, bound: int) -> int:
    """The exact price of a pair of positions, tried and taken back; NEVER if not below `bound`."""
    a, b = scratch.places[0, i], scratch.places[1, j]
    price_one, way_one = way_added(data, state, one, a[BEHIND], a[ON])
    price_two, way_two = way_added(data, state, two, b[BEHIND], b[ON])
    price = price_one + price_two + data.fit[one, a[ON]] + data.fit[two, b[ON]]
    if state.tour[a[ON], COUNT] == 0:
        price += data.prices[P_TOUR] + split_price(data, state, a[ON])
    if state.tour[b[ON], COUNT] == 0:
        price += data.prices[P_TOUR] + split_price(data, state, b[ON])
        if state.tour[a[ON], COUNT] == 0 and data.duty[a[ON], DAY] == data.duty[b[ON], DAY]:
            price += data.prices[P_GAP]
    link_place(state, scratch, one, 0, i)
    link_place(state, scratch, two, 1, j)
    price = trial(data, state, scratch, price, one, two, way_one, way_two, bound)
    unlink(state, two)
    unlink(state, one)
    return price
