"""Where a visit or a ride may go: what is listed, and that no trial leaves its mark on the next."""

from collections.abc import Iterator

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.bounds import in_order, may_take, scan
from optimizer.engine.kernel.compare import split_price
from optimizer.engine.kernel.faces import face_price
from optimizer.engine.kernel.insertion import trial
from optimizer.engine.kernel.pauses import pauses_on
from optimizer.engine.kernel.rides import best_ride, detour
from optimizer.engine.kernel.ruin import remove_unit
from optimizer.engine.kernel.tours import link, lower_starts, unlink
from tests.kernel.problems import Search, planted_known

HOT = 1e12


def units_taken_out(seed: int, size: int) -> Iterator[tuple[Search, int, a.Integers]]:
    """On a random walk each served unit of a size in turn, once it is taken out, with its visits;
    those before it stay out."""
    walk = Search(planted_known(seed).problem)
    walk.go_on(30, HOT)
    for unit in range(len(walk.data.penalty)):
        nodes = walk.data.members[walk.data.unit_from[unit] : walk.data.unit_from[unit + 1]]
        if len(nodes) == size and not walk.state.out[unit]:
            remove_unit(walk.data, walk.state, walk.scratch, unit)
            if not lower_starts(walk.data, walk.state, walk.scratch):
                return  # the way without the visit is longer than the way over it, and too long
            yield walk, unit, nodes


def test_a_side_lists_the_cheapest_of_all_positions() -> None:
    """The three of them in order. Only in busy tours, as of empty ones alike a side has two."""
    most, full = 3, 0
    for seed in range(60):
        for walk, unit, (node,) in units_taken_out(seed, 1):
            data, state, scratch = walk.data, walk.state, walk.scratch
            data.settings[a.LINKED_PLACES] = most
            bound = data.penalty[unit]
            every = scan(data, state, scratch, node, bound, 0.0, False, -1)
            some = scan(data, state, scratch, node, bound, 0.0, False, 0)
            busy = state.tour[:, a.COUNT] > 0
            listed, cheapest = scratch.spots[:every], scratch.places[0, :some]
            assert list(cheapest[:, a.PRICE]) == sorted(cheapest[:, a.PRICE])
            prices = sorted(listed[busy[listed[:, a.ON]], a.PRICE])
            found = cheapest[busy[cheapest[:, a.ON]], a.PRICE]
            assert list(found) == prices[: len(found)]
            assert some == most or len(found) == len(prices)
            full += every > most
    assert full > 50


def placed(walk: Search, node: int, duty: int, before: int) -> Iterator[tuple[int, int]]:
    """A visit linked in at each lawful position of a tour from a node on, in turn: price and ticks
    of the detour."""
    data, state = walk.data, walk.state
    while True:
        after = state.node[before, a.NEXT]
        detours = detour(data, duty, before, node, after)
        if not data.settings[a.FROZEN] or in_order(data, state, node, before, after):
            for split in range(pauses_on(state, after) + 1):
                link(state, node, before, duty, split)
                yield detours
                unlink(state, node)
        if after >= data.fit.shape[0]:
            return
        before = after


def cheapest_ride(walk: Search, pickup: int, delivery: int, bound: int) -> int:
    """The least price of all positions of a ride, each tried on its own."""
    data, state, best = walk.data, walk.state, bound
    for duty in data.able[data.able_from[pickup] : data.able_from[pickup + 1]]:
        if data.fit[delivery, duty] < 0 or not all(
            may_take(data, state, node, duty) for node in (pickup, delivery)
        ):
            continue
        opening = data.fit[pickup, duty] + data.fit[delivery, duty]
        opening += face_price(data, state, pickup, duty)
        if state.tour[duty, a.COUNT] == 0:
            opening += data.prices[a.P_TOUR] + split_price(data, state, duty)
        for price, there in placed(walk, pickup, duty, data.fit.shape[0] + duty):
            for more, on in placed(walk, delivery, duty, pickup):
                found = trial(data, state, walk.scratch, opening + price + more, pickup, delivery,
                              there, on, best)  # fmt: skip
                best = min(best, int(found))
    return best


def test_a_ride_finds_its_cheapest_positions() -> None:
    """As if each were the only one tried."""
    rides = 0
    for seed in range(80):
        for walk, unit, (one, two) in units_taken_out(seed, 2):
            if walk.data.node[one, a.DELIVERY] != two:
                continue
            data, state, scratch = walk.data, walk.state, walk.scratch
            bound = data.penalty[unit]
            found = best_ride(data, state, scratch, one, two, bound, 0.0)
            assert min(found, bound) == cheapest_ride(walk, one, two, bound)
            rides += found < bound
    assert rides > 50
