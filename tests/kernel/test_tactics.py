"""How the search goes about it, and what the switches for measurements change."""

import pytest

from optimizer import Budget
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel import search
from optimizer.engine.kernel.insertion import best_place
from optimizer.engine.kernel.ruin import remove_unit
from optimizer.engine.kernel.tactics import TACTICS, Tactics
from optimizer.engine.kernel.tours import lower_starts
from optimizer.plan.model import Plan
from tests.kernel.problems import Search, planted_known

HOT = 1e12


def test_shares_of_ruins_add_up_to_one() -> None:
    """Whatever is switched off; that is then never drawn."""
    assert sum(TACTICS.shares) == pytest.approx(1)
    without = Tactics(strings=0.0).shares
    assert without[0] == 0
    assert sum(without) == pytest.approx(1)
    assert without[1] / without[2] == pytest.approx(TACTICS.random / TACTICS.linked)


def test_temperature_falls_from_hot_to_cold() -> None:
    """Geometric: 2, 0.2 half way, 0.02 at the end."""
    tactics = Tactics(hot=2.0, cold=0.02)
    for used, temperature in ((0.0, 2.0), (0.5, 0.2), (1.0, 0.02)):
        assert tactics.temperature(used) == pytest.approx(temperature)


def cheapest_positions(seed: int) -> tuple[bool, list[tuple[int, int]]]:
    """On a random walk each visit in turn is taken out: the price of its cheapest position found
    with bounds, and by trying all. And whether waiting, habits or comparisons have a price."""
    walk = Search(planted_known(seed).problem)
    data, state, scratch = walk.data, walk.state, walk.scratch
    walk.go_on(30, HOT)
    found = []
    for unit in range(len(data.penalty)):
        nodes = data.members[data.unit_from[unit] : data.unit_from[unit + 1]]
        if len(nodes) > 1 or state.out[unit]:
            continue
        remove_unit(data, state, scratch, unit)
        if not lower_starts(data, state, scratch):
            break  # the way without the visit is longer than the way over it, and too long
        prices = []
        for bounds in (1, 0):
            data.settings[a.BOUNDS] = bounds
            prices.append(best_place(data, state, scratch, nodes[0], data.penalty[unit], 0.0))
        found.append((prices[0], prices[1]))
    return bool(data.settings[a.TIMED_TERMS] or data.settings[a.OVERALL_TERMS]), found


def test_bounds_hide_no_better_position() -> None:
    """Never where travel, lateness and pauses are all that costs. Bounds do not count what gaps
    and habits could gain: of positions priced by them too no more than 2 % are passed over."""
    passed_over, priced = 0, 0
    for seed in range(150):
        more_terms, found = cheapest_positions(seed)
        differ = sum(with_bounds != without for with_bounds, without in found)
        assert not differ or more_terms
        passed_over += differ
        priced += len(found) if more_terms else 0
    assert priced > 500
    assert passed_over < 0.02 * priced


def test_without_a_part_the_search_still_plans() -> None:
    """Other tactics, another way to a plan: 40 iterations each, with all visits served by one."""
    problem = planted_known(14).problem

    def planned(tactics: Tactics) -> list[Plan]:
        plans: list[Plan] = []
        search(Instance(problem), Budget(iterations=40).start(), 1, 1, None,
               lambda candidate: plans.append(candidate.plan), tactics)  # fmt: skip
        return plans

    assert planned(TACTICS) == planned(Tactics())
    others = [Tactics(strings=0.0), Tactics(bounds=False), Tactics(hot=0.02)]
    assert any(planned(tactics) != planned(TACTICS) for tactics in others)
