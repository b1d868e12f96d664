"""Greedy insertion, ruin and recreate, then guided local search by OR-Tools."""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.budget import Running
from optimizer.engine.candidate import Candidate, Found
from optimizer.engine.decode import routes_of, tours_of
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import Prices, prices_of
from optimizer.engine.routing.model import RoutingModel
from optimizer.engine.ruin import improve
from optimizer.engine.tour import Tour
from optimizer.plan.model import Plan

MOVES_PER_ITERATION = 1_000
"""An iteration of this engine is one ruin-and-recreate step, or so many candidate moves
examined by the library."""
RUIN_PART = 0.8
"""The part of the budget for ruin and recreate; the library has the rest."""
PATIENCE = 20
"""Iterations a visit without a better plan after which the library stops."""
LARGEST = 1_500
"""Visits up to which the library is asked. Above, it takes longer to read the plan (8 s for
2,200 visits) than what it then finds is worth, and ruin and recreate has the whole budget."""
REPORT_EVERY_S = 2.0
"""Seconds between two plans reported while a search goes on; only where seconds limit it."""


def search(
    instance: Instance, running: Running, seed: int, threads: int, start: Plan | None, found: Found
) -> int:
    """Look for plans until the budget is used; each goes to `found`, not all of them better.

    Starts from the plan `start` as far as it still fits, else from nothing. It has one thread,
    whatever `threads` says: the library holds the interpreter while it searches.
    Deterministic for a seed where only iterations limit it. Returns the iterations used.
    """
    prices = prices_of(instance)
    insertion = Insertion(instance, prices, seed)
    if start is not None:
        insertion.adopt(tours_of(instance, *routes_of(instance, start)))
    insertion.place_all(running.over)
    found(Candidate(plan_of(instance, insertion.tours), "insertion", 0))
    reported = running.elapsed()

    def better(step: int, tours: list[Tour]) -> None:
        nonlocal reported
        if running.budget.iterations is None and running.elapsed() - reported > REPORT_EVERY_S:
            found(Candidate(plan_of(instance, tours), "ruin and recreate", step))
            reported = running.elapsed()

    part = RUIN_PART if instance.count <= LARGEST else 1.0
    steps = improve(insertion, lambda step: running.used(step, part), seed, better)
    found(Candidate(plan_of(instance, insertion.tours), "ruin and recreate", steps))
    if part == 1 or running.used(steps, 1) >= 1:
        return steps
    return steps + _refine(instance, prices, insertion.tours, running, seed, steps, found)


def _refine(
    instance: Instance,
    prices: Prices,
    tours: list[Tour],
    running: Running,
    seed: int,
    steps: int,
    found: Found,
) -> int:
    """Guided local search from these tours; returns the iterations used."""
    moves = improved = 0
    lowest = float("inf")
    patience = PATIENCE * MOVES_PER_ITERATION * (5 + instance.count)
    best: tuple[list[list[int]], dict[int, int]] | None = None
    reported = running.elapsed()

    def iterations() -> int:
        return -(-moves // MOVES_PER_ITERATION)

    def report() -> None:
        nonlocal best, reported
        if best is None:
            return
        decoded = tours_of(instance, *best)
        insertion = Insertion(instance, prices, seed)
        insertion.adopt(decoded)
        insertion.place_all(lambda: False)
        found(Candidate(plan_of(instance, insertion.tours), "routing", steps + iterations()))
        best, reported = None, running.elapsed()

    def at_solution() -> None:
        nonlocal best, lowest, improved
        best = model.current()
        value = model.routing.CostVar().Value()
        if value < lowest:
            lowest, improved = value, moves
        timed = running.budget.iterations is None
        if timed and running.elapsed() - reported > REPORT_EVERY_S:
            report()

    def finished() -> bool:
        nonlocal moves
        moves += 1
        limit = running.budget.iterations
        done = limit is not None and steps + moves // MOVES_PER_ITERATION >= limit
        return done or moves - improved > patience or running.cancelled()

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    # Several times faster; the times of the final tours are set by our own schedule anyway.
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    seconds = min(running.seconds_left(), 86_400.0)
    parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds)))
    if running.budget.seconds is None:
        # Its default cuts off the times of a candidate after 0.1 s of wall clock: on a busy
        # machine the same search would end elsewhere.
        parameters.lns_time_limit.FromMilliseconds(int(1000 * seconds))
    served = {node for tour in tours for node in tour.nodes if node < instance.count}
    model = RoutingModel(instance, prices, served)
    model.solver.ReSeed(seed)
    model.routing.AddSearchMonitor(model.solver.CustomLimit(finished))
    model.routing.CloseModelWithParameters(parameters)
    start = model.routing.ReadAssignmentFromRoutes(model.routes(tours), True)
    if start is None or running.over():
        return iterations()
    model.routing.AddAtSolutionCallback(at_solution)
    seconds = min(running.seconds_left(), 86_400.0)
    parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds)))
    model.routing.SolveFromAssignmentWithParameters(start, parameters)
    report()
    return iterations()
