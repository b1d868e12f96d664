"""Who stands where: the best plan of a problem, and how far the others are from it."""

import math
from typing import Any

from benchmarks.report.standing import solvers_of, standings
from benchmarks.report.text import losses


def row(solver: str, unserved: float, cost: float, **more: Any) -> dict[str, Any]:
    levels = {"unserved_p1": unserved, "cost": cost}
    about = {"case": "day", "seed": 1, "solver": solver, "status": "ok", "levels": levels}
    return about | more


def test_cost_counts_among_plans_that_serve_as_many():
    """VROOM is 10 % dearer than PyVRP; ours is cheap as it leaves one unserved."""
    found = standings([row("routing", 1, 50), row("pyvrp", 0, 100), row("vroom", 0, 110)])

    standing = found["day", 1]
    assert standing.best == (0, 100)
    assert standing.ratio == {"routing": math.inf, "pyvrp": 1.0, "vroom": 1.1}


def test_a_solver_without_a_plan_is_never_near():
    """A time-out counts as a problem that was not solved."""
    failed = {"case": "day", "seed": 1, "solver": "vroom", "status": "timeout"}

    assert standings([row("routing", 0, 100), failed])["day", 1].ratio["vroom"] == math.inf
    assert standings([failed]) == {}


def test_losses_are_told():
    """On the first day PyVRP costs 80 instead of 100, on the second ours is the best."""
    rows = [row("routing", 0, 100), row("pyvrp", 0, 80)]
    rows += [row("routing", 0, 70, case="two"), row("pyvrp", 0, 80, case="two")]

    assert list(losses(rows)) == [
        "- day, seed 1: pyvrp costs 20.0% less than routing",
        "- routing: on the other 1 of 2 problems no peer is better",
    ]


def test_ours_come_first():
    """Whatever the order of the runs."""
    assert solvers_of([row("vroom", 0, 1), row("pyvrp", 0, 1), row("routing", 0, 1)]) == [
        "routing",
        "pyvrp",
        "vroom",
    ]
