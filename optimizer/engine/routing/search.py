"""Greedy insertion, then guided local search by OR-Tools, then what still fits goes in."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.budget import Budget
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import prices_of
from optimizer.engine.routing.decode import tours_of
from optimizer.engine.routing.model import RoutingModel
from optimizer.plan.model import Plan

MOVES_PER_ITERATION = 1_000
"""An iteration of this engine: so many candidate moves examined by the library."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan found by the search, from the part named `source`."""

    plan: Plan
    source: str
    iterations: int


Found = Callable[[Candidate], None]


def search(problem_instance: Instance, budget: Budget, seed: int, found: Found) -> int:
    """Look for plans within the budget; each goes to `found`, in no order of quality.

    Deterministic for a seed when only iterations limit it. Returns the iterations used.
    """
    instance = problem_instance
    began = time.monotonic()

    def seconds_left() -> float:
        if budget.seconds is None:
            return float("inf")
        return budget.seconds - (time.monotonic() - began)

    def out_of_time() -> bool:
        return budget.cancelled.is_set() or seconds_left() <= 0

    prices = prices_of(instance)
    insertion = Insertion(instance, prices, seed)
    insertion.place_all(out_of_time)
    found(Candidate(plan_of(instance, insertion.tours), "insertion", 0))
    if out_of_time():
        return 0

    model = RoutingModel(instance, prices)
    moves = 0
    limit = float("inf") if budget.iterations is None else budget.iterations * MOVES_PER_ITERATION

    def finished() -> bool:
        nonlocal moves
        moves += 1
        return moves > limit or budget.cancelled.is_set()

    best: tuple[list[list[int]], dict[int, int]] | None = None

    def improved() -> None:
        nonlocal best
        best = model.current()

    def report(source: str) -> None:
        assert best is not None
        tours, _ = tours_of(instance, *best)
        insertion.adopt(tours)
        insertion.place_all(lambda: False)
        found(Candidate(plan_of(instance, insertion.tours), source, moves))

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds_left())))
    model.solver.ReSeed(seed)
    model.routing.AddSearchMonitor(model.solver.CustomLimit(finished))
    model.routing.AddAtSolutionCallback(improved)
    model.routing.CloseModelWithParameters(parameters)
    print("closed", time.monotonic()-began)
    start = model.routing.ReadAssignmentFromRoutes(model.routes(insertion.tours), True)
    print("start", start is not None, time.monotonic()-began, start and start.ObjectiveValue())
    parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds_left())))
    s=model.routing.SolveFromAssignmentWithParameters(start, parameters)
    print("solved", s and s.ObjectiveValue(), moves, time.monotonic()-began)
    if best: report("routing")
    return moves
