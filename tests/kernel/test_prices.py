"""Levels of the score as one number: order kept, within 64 bits."""

from itertools import pairwise

import pytest

from optimizer.engine.instance import Instance
from optimizer.engine.kernel.data import compile_instance
from tests.builders import link, loaded, visit
from tests.kernel.problems import Search


@pytest.mark.parametrize(("count", "weight"), [(2, 1), (775, 1), (7_500, 1), (3, 1_000_000)])
def test_a_level_above_always_counts_more(count: int, weight: int) -> None:
    """A unit of each of the six default levels is worth more than one of the level below, and all
    visits unserved together stay below 2^62."""
    visits = [visit(f"v{i}", at=i % 40, weight=weight) for i in range(count)]
    compiled = compile_instance(Instance(loaded(visits=visits)))
    factors = compiled.factors

    assert len(factors) == 6
    assert all(above > below for above, below in pairwise(factors))
    assert (compiled.data.penalty > 0).all()
    assert sum(int(penalty) for penalty in compiled.data.penalty) < 1 << 62


def test_linked_visits_may_be_one_after_the_other_in_an_empty_tour() -> None:
    """One worker, two visits that go together or not at all: the search itself serves both."""
    day = loaded(
        visits=[visit("v1", at=1), visit("v2", at=1)],
        links=[link("sequence", "v1", "v2", if_partner_unserved="drop_both")],
    )
    search = Search(day)
    assert search.state.out.sum() == 0
