"""OR-Tools routing (Perron and Furnon) on its own: its first solution, guided local search.

The model is that of our engine `routing`, which states every link; but no plan of ours comes
first and none of our moves after. What is reported is the library's own best.

Its first plan comes from parallel cheapest insertion, the best of its strategies here: local
cheapest insertion was worse on the aides, the meals and the coupled day, others found no plan.
"""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.peers.answers import Answer
from optimizer.budget import Running
from optimizer.engine.instance import Instance
from optimizer.engine.prices import OPTIMISED, Prices
from optimizer.engine.routing import ENCODES
from optimizer.engine.routing.model import RoutingModel

TERMS = frozenset(OPTIMISED) - {"usual_time"}
MANY_THREADS = False

__all__ = ["ENCODES", "MANY_THREADS", "TERMS", "answer", "notes"]


def notes(instance: Instance) -> list[str]:
    """Nothing is stated in part only."""
    return []


def answer(instance: Instance, prices: Prices, running: Running, threads: int, seed: int) -> Answer:
    """Search until the budget is over."""
    model = RoutingModel(instance, prices, served=())
    model.solver.ReSeed(seed)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    # With it breaks slow the search down several times; times are set when scheduled anyway.
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    best: tuple[list[list[int]], dict[int, int]] | None = None
    lowest, first_s = float("inf"), None

    def at_solution() -> None:
        nonlocal best, lowest, first_s
        if first_s is None:
            first_s = running.elapsed()
        value = model.routing.CostVar().Value()
        if value < lowest:
            lowest, best = value, model.current()

    model.routing.AddAtSolutionCallback(at_solution)
    model.routing.CloseModelWithParameters(parameters)
    parameters.time_limit.FromMilliseconds(max(1, int(1000 * running.seconds_left())))
    model.routing.SolveWithParameters(parameters)
    if best is None:
        return Answer([[] for _ in instance.duties])
    return Answer(*best, first_s=first_s)
