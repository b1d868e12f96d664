"""Breaks of every kind, and workers by person, against all plans of tiny problems."""

from random import Random

import pytest

from benchmarks.contest.brute_force import BruteForce
from optimizer import Budget, Options, Problem, Result, check, solve
from tests.builders import (
    Document,
    loaded,
    objective,
    pause,
    person,
    shift,
    term,
    visit,
    worker,
)
from tests.every_plan import EveryPlan

ITERATIONS = (100, 1_000)
"""What a search has; one that misses the best plan starts again with the next."""
UNSERVED = [term("unserved_p2", level="unserved")]
LEVELS = ("unserved", "cost")


def clock(minutes: int) -> str:
    """`HH:MM` of a number of minutes after midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def a_break(random: Random, number: int, **more: bool) -> Document:
    """Twenty minutes in the morning, at times in one of two windows."""
    opens = [random.randrange(8 * 60, 9 * 60 + 45, 5)]
    if random.random() < 0.3:
        opens.append(opens[0] + 75)
    windows = [f"{clock(m)}-{clock(m + random.choice([10, 30, 50]))}" for m in opens]
    return pause(f"b{number}", windows, 20, **more)


def a_visit(random: Random, number: int, who: str) -> Document:
    opens = random.randrange(8 * 60, 10 * 60, 5)
    window = f"{clock(opens)}-{clock(opens + random.choice([10, 25, 40]))}"
    minutes = random.choice([10, 20, 40])
    return visit(f"v{number}", random.randrange(-12, 13, 3), window, minutes, person=who)


def compulsory(seed: int) -> Problem:
    """Five visits, and two workers with a break that is always due."""
    random = Random(f"compulsory {seed}")
    breaks = [[a_break(random, 0, always_due=True)] for _ in range(2)]
    hours = ["08:00-11:00", random.choice(["08:00-10:30", "08:30-12:00"])]
    return loaded(
        visits=[a_visit(random, k, f"p{k}") for k in range(5)],
        workers=[worker("w1"), worker("w2", 9)],
        shifts=[
            shift("w1", hours[0], breaks=breaks[0]),
            shift("w2", hours[1], breaks=breaks[1], leaves_at_start=random.random() < 0.3),
        ],
        objective=objective(
            *UNSERVED, term("travel_time", 2_500), term("tours", 1_000), levels=LEVELS
        ),
        tick_ms=60_000,
    )


def priced(seed: int) -> Problem:
    """Three visits, two of them to one person, two workers with a break that may be missed."""
    random = Random(f"priced {seed}")
    return loaded(
        visits=[a_visit(random, k, who) for k, who in enumerate(("p0", "p0", "p1"))],
        persons=[person("p0", random.randrange(-12, 13, 3)), person("p1", 6)],
        workers=[worker("w1"), worker("w2", 9)],
        shifts=[
            shift(
                name,
                "08:00-10:30",
                breaks=[a_break(random, 0, optional=True, always_due=random.random() < 0.3)],
            )
            for name in ("w1", "w2")
        ],
        objective=objective(
            *UNSERVED,
            term("travel_time", 2_500),
            term("waiting", 12_000),
            term("missed_break", random.choice([300, 1_000, 4_000])),
            term("distinct_workers", random.choice([0, 300, 1_500])),
            levels=LEVELS,
        ),
        tick_ms=60_000,
    )


def solved(day: Problem, iterations: int) -> Result:
    result = solve(day, Budget(iterations=iterations), 1, Options("kernel"))
    assert result.verdict.clean
    assert result.stats.repaired == ()
    assert result.stats.not_optimised == ()
    return result


@pytest.mark.parametrize("seed", range(60))
def test_the_best_plan_with_breaks_is_found(seed: int) -> None:
    """Breaks due or always due: the search's score is the best of all plans."""
    day = compulsory(seed)
    levels, best = BruteForce(day).best()
    assert check(day, best).clean
    for iterations in ITERATIONS:
        found = solved(day, iterations).score.levels
        assert found >= levels, "brute force has missed a plan"
        if found == levels:
            break
    assert found == levels


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_at_all_is_better(seed: int) -> None:
    """Breaks that may be missed, and workers by person: no plan, judged by the referee, costs
    less."""
    day = priced(seed)
    for iterations in ITERATIONS:
        found = solved(day, iterations).score.levels
        better = EveryPlan(day).better_than(found)
        if better is None:
            break
    assert better is None
