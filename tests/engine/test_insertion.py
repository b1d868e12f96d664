"""Greedy insertion of linked visits and reloads, and ruin and recreate."""

from random import Random
from typing import Any

import pytest

from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import prices_of
from optimizer.engine.ruin import Costs, improve
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.referee import check
from tests.builders import link, loaded, shift, ticks, visit, worker


def inserted(day: Problem, seed: int = 1) -> Insertion:
    """All visits placed greedily, as far as they fit."""
    instance = Instance(day)
    insertion = Insertion(instance, prices_of(instance), seed)
    insertion.place_all(lambda: False)
    return insertion


def planned(**parts: Any) -> tuple[Problem, Plan]:
    """The first plan of a problem, which the referee finds lawful."""
    day = loaded(**parts)
    insertion = inserted(day)
    plan = plan_of(insertion.instance, insertion.tours)
    assert check(day, plan).violations == ()
    return day, plan


def starts(plan: Plan) -> dict[str, int]:
    """When each served visit starts."""
    return {name: stop.start for name, (_, stop) in plan.placed.items()}


def test_a_pair_together_starts_within_its_tolerance():
    """Two visits together are served by two workers who start within the tolerance."""
    # v1 by 09:00, v2 from 09:05: 5 min apart is all that the windows and the link leave.
    day, plan = planned(
        visits=[visit("v1", 10, "08:00-09:00"), visit("v2", 20, "09:05-10:00")],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2", tolerance_s=300)],
    )

    assert starts(plan) == {"v1": ticks(day, "09:00"), "v2": ticks(day, "09:05")}
    assert {tour.shift for tour in plan.tours} == {"s1", "s2"}


def test_a_pair_too_far_apart_is_left_out_as_a_whole():
    """Where no two starts agree and partners drop together, neither visit is served."""
    _, plan = planned(
        visits=[visit("v1", 10, "08:00-09:00"), visit("v2", 20, "09:06-10:00")],
        workers=[worker("w1"), worker("w2")],
        links=[link("together", "v1", "v2", tolerance_s=300)],
    )

    assert plan.unserved.keys() == {"v1", "v2"}


def test_one_worker_is_not_in_two_places():
    """A pair together needs two workers: two shifts of one do not serve it."""
    _, plan = planned(
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[shift("w1", "08:00-12:00", ident="a"), shift("w1", "12:00-16:00", ident="b")],
        links=[link("together", "v1", "v2", tolerance_s=6 * 3600)],
    )

    assert plan.unserved.keys() == {"v1", "v2"}


def test_three_together_start_at_once():
    """Three visits together with no tolerance start at one moment, by three workers."""
    names = ("v1", "v2", "v3")
    # w1 to w3 reach their visits at 08:10, 08:20, 08:30 at the earliest: all start from then on.
    day, plan = planned(
        visits=[visit(name, 10 * (i + 1), "08:00-09:00") for i, name in enumerate(names)],
        workers=[worker("w1"), worker("w2"), worker("w3")],
        links=[link("together", *names)],
    )

    assert starts(plan).keys() == set(names)
    assert len(set(starts(plan).values())) == 1
    assert starts(plan)["v1"] >= ticks(day, "08:30")
    assert len(plan.tours) == 3


@pytest.mark.parametrize("gap_from", ["end", "start"])
def test_the_gap_of_a_sequence_is_kept(gap_from: str):
    """A second visit starts exactly one hour after the first, from its end or its start."""
    _, plan = planned(
        visits=[visit("v1", 10), visit("v2", 20)],
        links=[link("sequence", "v1", "v2", gap_from=gap_from, min_gap_s=3600, max_gap_s=3600)],
    )
    found = starts(plan)

    # v1 lasts 30 min.
    assert found["v2"] - found["v1"] == (5400 if gap_from == "end" else 3600)


def test_a_reload_is_inserted_where_the_capacity_is_short():
    """Four meals with room for two are delivered with one reload."""
    _, plan = planned(
        visits=[visit(f"v{i}", 10, load={"meals": 1}) for i in range(4)],
        shifts=[shift("w1", capacity={"meals": 2}, reload={"depots": ["base"], "duration_s": 600})],
    )

    assert plan.unserved == {}
    assert [stop.kind for stop in plan.tours[0].stops].count("reload") == 1


def test_a_shift_reloads_no_more_often_than_it_may():
    """With two depots and one reload allowed, a tour reloads once, at one of them."""
    # Room for 2 meals, one reload: 4 of 6 are delivered.
    reload = {"depots": ["base", "@10"], "duration_s": 600, "max_times": 1}
    _, plan = planned(
        visits=[visit(f"v{i}", 10, load={"meals": 1}) for i in range(6)],
        shifts=[shift("w1", capacity={"meals": 2}, reload=reload)],
    )

    assert [stop.kind for stop in plan.tours[0].stops].count("reload") == 1
    assert len(plan.unserved) == 2


def test_no_reload_without_need():
    """A tour with room for everything does not reload."""
    _, plan = planned(
        visits=[visit(f"v{i}", 10, load={"meals": 1}) for i in range(4)],
        shifts=[shift("w1", capacity={"meals": 4}, reload={"depots": ["base"]})],
    )

    assert plan.unserved == {}
    assert [stop.kind for stop in plan.tours[0].stops].count("reload") == 0


def scattered(seed: int) -> Problem:
    """16 visits along a line with windows of two hours, for two workers."""
    random = Random(seed)
    hours = [random.randint(8, 13) for _ in range(16)]
    return loaded(
        visits=[
            visit(f"v{i}", random.randint(-20, 20), f"{hour:02}:00-{hour + 2:02}:00")
            for i, hour in enumerate(hours)
        ],
        workers=[worker("w1"), worker("w2")],
    )


def improved(day: Problem, seed: int, steps: int = 40) -> tuple[Insertion, int, list[int], int]:
    """The insertion after ruin and recreate, its first cost, those told, and the steps made."""
    insertion = inserted(day)
    first, told = Costs(insertion).total(), []
    made = improve(
        insertion,
        lambda step: step / steps,
        seed,
        lambda _, tours: told.append(Costs(insertion).total()),
    )
    return insertion, first, told, made


def test_ruin_and_recreate_keeps_the_best():
    """The tours left are the cheapest ever seen, and each improvement is told."""
    insertion, first, told, made = improved(scattered(1), seed=1)

    assert made == 40
    assert told
    assert [first, *told] == sorted({first, *told}, reverse=True)
    assert Costs(insertion).total() == told[-1]
    plan = plan_of(insertion.instance, insertion.tours)
    assert check(insertion.instance.problem, plan).clean


def test_ruin_and_recreate_is_deterministic():
    """The same seed and steps lead to the same tours."""
    day = scattered(2)
    (one, *_), (two, *_) = improved(day, seed=3), improved(day, seed=3)

    assert plan_of(one.instance, one.tours) == plan_of(two.instance, two.tours)
