"""Promises that are easily broken: limits over several shifts, odd days, extreme weights."""

from random import Random
from typing import Any

import pytest
from ortools.constraint_solver import pywrapcp

from optimizer import Budget, Options, Result, Unsupported, check, solve
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.prices import prices_of
from optimizer.engine.routing.model import RoutingModel
from optimizer.plan.model import Plan
from optimizer.problem.features import features
from optimizer.problem.model import Problem
from tests.builders import (
    Document,
    link,
    loaded,
    objective,
    pause,
    plan,
    shift,
    span,
    term,
    visit,
    worker,
)

BINDING = "working_time.binding"


def solved(day: Problem, start: Plan | None = None, iterations: int = 20) -> Result:
    """A lawful result for which no tour had to be given up."""
    result = solve(day, Budget(iterations=iterations), options=Options(start=start))
    assert check(day, result.plan).violations == ()
    assert result.stats.repaired == ()
    return result


# Limits that tours could break


def test_adjacent_shifts_of_a_worker_are_one_stretch():
    """Two shifts without a pause between them could make a stretch too long: the routing engine
    refuses them, the kernel takes a pause in one of them."""
    # 08:00-12:00 and 12:00-16:00: 8 h at a stretch where 6 are allowed.
    day = loaded(
        visits=[visit(f"v{i}", 0, minutes=60) for i in range(8)],
        shifts=[shift("w1", "08:00-12:00", ident="a"), shift("w1", "12:00-16:00", ident="b")],
        pack="fpt",
    )
    with pytest.raises(Unsupported) as refused:
        solve(day, Budget(iterations=1), options=Options("routing"))

    assert refused.value.features.keys() == {BINDING}
    assert "max_stretch_without_break_h" in refused.value.features[BINDING]
    # 8 visits of an hour and 20 min of pause do not fit into 8 h.
    assert len(solve(day, Budget(iterations=50)).plan.unserved) == 1


@pytest.mark.parametrize(
    ("hours", "limits", "binding"),
    [
        # No statutory pause to end a stretch: the shift itself must be short enough.
        ("08:00-14:00", {"max_stretch_without_break_h": 6}, False),
        ("08:00-14:01", {"max_stretch_without_break_h": 6}, True),
        # One pause of 20 min parts two stretches of 6 h: 12 h 20 min at most.
        ("06:00-18:20", {"max_stretch_without_break_h": 6, "statutory_break_min": 20}, False),
        ("06:00-18:21", {"max_stretch_without_break_h": 6, "statutory_break_min": 20}, True),
    ],
)
def test_a_shift_that_one_pause_cannot_part_is_refused(
    hours: str, limits: dict[str, float | None], binding: bool
):
    """A shift longer than its stretches and the one pause between them is refused by name."""
    day = loaded(visits=[visit("v1", 10)], shifts=[shift("w1", hours)], limits=limits)

    assert (BINDING in features(day)) is binding


@pytest.mark.parametrize("night", [True, False])
def test_a_night_into_monday_shortens_the_rest_of_the_week(night: bool):
    """A shift that begins on Sunday and ends on Monday counts against the rest of the new week."""
    # Second week: work from Tuesday 11:00 on, 35 h after Monday 00:00 but 29 h after 06:00; and on
    # Monday after it, so that the last rest, from Sunday 17:00, is short.
    shifts = [shift("w1", "11:00-19:00", day=8)]
    shifts += [shift("w1", "09:00-17:00", day=day) for day in range(9, 15)]
    if night:
        shifts += [shift("w1", "22:00-06:00", day=6)]
    day = loaded(
        visits=[visit("v1", 10, day=8)],
        shifts=shifts,
        days=15,
        limits={"min_weekly_rest_h": 35},
    )

    assert (BINDING in features(day)) is night


# Odd days


def test_few_reloads_among_several_depots_are_kept():
    """With two depots and one reload the plan serves what it lawfully can, nothing given up."""
    # Room for 2 meals, reloaded once: 4 of 5 visits.
    reload = {"depots": ["base", "@10"], "duration_s": 600, "max_times": 1}
    day = loaded(
        visits=[visit(f"v{i}", 5 * i, load={"meals": 1}) for i in range(5)],
        shifts=[shift("w1", capacity={"meals": 2}, reload=reload)],
    )

    assert len(solved(day).plan.unserved) == 1


def test_a_worker_away_for_the_whole_shift_serves_nobody():
    """A shift whose worker is unavailable throughout, between two places, stays empty."""
    day = loaded(
        visits=[visit("v1", 10)],
        workers=[worker("w1", unavailable=[span("08:00-16:00")])],
        shifts=[shift("w1", start_place="base", end_place="@10")],
    )
    result = solved(day)

    assert result.plan.tours == ()
    assert [reason.shift for reason in result.plan.unserved["v1"]] == ["s1"]


@pytest.mark.parametrize(
    ("tours", "new"),
    [
        # v1 comes first in the start plan, and last by the link.
        ({"s1": ["v1", "v2"]}, link("sequence", "v2", "v1")),
        # One worker serves both in the start plan; the link wants two at once.
        ({"s1": ["v1", "v2"]}, link("together", "v1", "v2")),
        # Two workers, v2 half an hour later than the link allows.
        ({"s1": ["v1"], "s2": ["v3", "v2"]}, link("together", "v1", "v2", tolerance_s=60)),
    ],
)
def test_a_start_plan_may_break_a_new_link(tours: dict[str, list[str]], new: Document):
    """A start plan made before a link was added leads to a plan that keeps it, all served."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 10), visit("v3", 10)],
        workers=[worker("w1"), worker("w2")],
        links=[new],
    )

    assert solved(day, plan(day, tours)).plan.unserved == {}


@pytest.mark.parametrize("weight", [1, 1_000_000_000])
def test_many_levels_and_huge_weights_do_not_overflow(weight: int):
    """20 levels with the greatest weights, and 100 visits that weigh a million, are planned."""
    levels = [f"level{i}" for i in range(20)]
    names = ("unserved_p2", "lateness", "travel_time", "distance", "waiting", "tours", "overtime")
    goal = objective(
        *(term(names[i % len(names)], weight, level=level) for i, level in enumerate(levels)),
        levels=levels,
    )
    day = loaded(
        visits=[visit(f"v{i}", i % 10, minutes=1, weight=1_000_000) for i in range(100)],
        objective=goal,
    )

    assert solved(day, iterations=3).plan.unserved == {}


def test_a_doomed_partner_does_not_keep_others_unserved():
    """A visit that may do without its partner is served although the partner's group is not."""
    # The ride ends at d, together with x, for which nobody has the skill: x, d and p are
    # dropped; a, together with d but kept without it, is not.
    day = loaded(
        visits=[visit("p", 10, load={"seats": 1}), visit("d", 20, load={"seats": 1}),
                visit("a", 20), visit("x", 20, skills=["care"])],
        shifts=[shift(f"w{i}", capacity={"seats": 1}) for i in (1, 2, 3)],
        links=[
            link("pickup_delivery", "p", "d"),
            link("together", "a", "d", if_partner_unserved="keep"),
            link("together", "d", "x", if_partner_unserved="drop_both"),
        ],
    )  # fmt: skip

    assert solved(day).plan.unserved.keys() == {"p", "d", "x"}


def random_parts(seed: int) -> dict[str, Any]:
    """8 visits for 2 workers with links, breaks and a reload, more than can be served on some."""
    random = Random(seed)
    visits = []
    for i in range(8):
        hour = random.randint(8, 12)
        load = {"meals": random.randint(0, 2)} if i > 1 else {"seats": 1}
        window = f"{hour:02}:00-{hour + random.randint(1, 3):02}:00"
        minutes = random.choice((15, 30, 60))
        skills = ["care"] if random.random() < 0.2 else []
        visits.append(
            visit(f"v{i}", random.randint(-15, 15), window, minutes, load=load, skills=skills)
        )
    links = [
        link("pickup_delivery", "v0", "v1", max_ride_s=random.choice((None, 1800))),
        link("together", "v2", "v3", tolerance_s=random.choice((0, 600)),
             if_partner_unserved=random.choice(("keep", "drop_both"))),
        link("sequence", "v3", "v4", max_gap_s=random.choice((None, 3600))),
        link("sequence", "v5", "v0", gap_from="start", min_gap_s=random.choice((-1800, 900))),
    ]  # fmt: skip
    shifts = [
        shift(
            f"w{i}",
            f"08:00-{random.randint(12, 16)}:00",
            capacity={"meals": random.randint(2, 5), "seats": 1},
            reload={"depots": ["base"], "duration_s": 600, "max_times": random.randint(1, 2)},
            breaks=[pause("b1", "11:00-13:00", 30)] if random.random() < 0.5 else [],
            leaves_at_start=random.random() < 0.3,
        )
        for i in (1, 2)
    ]
    workers = [worker("w1", skills=["care"]), worker("w2", unavailable=[span("09:30-10:00")])]
    return {
        "visits": visits,
        "links": random.sample(links[1:], random.randint(0, 3)) + links[:1],
        "shifts": shifts,
        "workers": workers,
    }


@pytest.mark.parametrize("seed", range(30))
def test_no_tour_has_to_be_given_up(seed: int):
    """On random problems the engine makes no tour that the referee finds unlawful."""
    solved(loaded(**random_parts(seed)))


@pytest.mark.parametrize("skills", [[], ["piano"]])
def test_the_library_takes_plans_without_a_visit_that_costs_something_with_everyone(
    skills: list[str],
):
    """Two workers, new to three persons, have time for one each: the third visit, 3 EUR whoever
    comes (or nobody can), is left out, and the library can start from that."""
    day = loaded(
        visits=[
            visit("v1", 10, "08:00-09:00", 60, preferred_workers=["w1"]),
            visit("v2", -10, "08:00-09:00", 60, preferred_workers=["w2"]),
            visit("v3", -20, "08:00-09:00", 60, skills=skills),
        ],
        shifts=[shift("w1", "08:00-10:00"), shift("w2", "08:00-10:00")],
    )
    instance = Instance(day)
    insertion = Insertion(instance, prices_of(instance), seed=1)
    insertion.place_all(lambda: False)
    assert len(insertion.where) == 2

    model = RoutingModel(instance, prices_of(instance), insertion.where)
    model.routing.CloseModelWithParameters(pywrapcp.DefaultRoutingSearchParameters())
    start = model.routing.ReadAssignmentFromRoutes(model.routes(insertion.tours), True)
    assert start is not None
