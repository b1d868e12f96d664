"""PyVRP (Wouda, Lan and Kool, 2024): iterated local search for rich vehicle routing.

What a worker may not serve is too dear for it, and what a visit costs by worker is added to
the legs that lead to it: shifts that differ in these have profiles, pairs of matrices, of their
own. They fill the memory on large days; then the prices are left out, then the pairings of
single people (see `benchmarks.peers.access`). Shifts that differ in nothing are one type.

All its parameters are its defaults. Its penalty for a unit of load too much is less than a visit
is worth; a unit is therefore a thousandth of ours. (Higher penalties, as it advises, left more
visits unserved.)

It has no breaks: a shift's longest duration is shortened by them, which leaves the time but not
the moment, and they are placed when the answer is scheduled.
"""

import warnings

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from benchmarks.peers.access import access_of
from benchmarks.peers.answers import Answer
from benchmarks.peers.peer import VEHICLE_ROUTING
from benchmarks.peers.pyvrp_model import DETAILS, ENTRY, Model
from optimizer.budget import Running
from optimizer.engine.instance import Instance
from optimizer.engine.prices import PER_VISIT, Prices, prices_of

ENCODES = VEHICLE_ROUTING
TERMS = frozenset(
    {"unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4",
     "travel_time", "distance", "waiting", "tours", *PER_VISIT}
)  # fmt: skip
MANY_THREADS = False

INFEASIBLE = np.iinfo(np.int64).max


def notes(instance: Instance) -> list[str]:
    """What is stated in part only."""
    found = []
    if any(ride is not None for ride in instance.max_ride.values()):
        found.append("longest rides")
    if any(duty.fixed for duty in instance.duties):
        found.append("frozen tours")
    if any(len(instance.nodes[v].windows) > 1 for v in instance.delivery_of):
        found.append("second windows of rides")
    detail = access_of(instance, prices_of(instance), DETAILS, ENTRY).detail
    if detail != "prices":
        found.append("what a visit costs by worker")
    if detail == "skills":
        found.append("pairings of single people")
    return found


def answer(instance: Instance, prices: Prices, running: Running, threads: int, seed: int) -> Answer:
    """Search until the budget is over."""
    model = Model(instance, prices)
    stop = _Deadline(running)
    with warnings.catch_warnings():
        # Where not all can be served; it says so, once and again.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = pyvrp.solve(model.data, stop, seed=seed, collect_stats=False, display=False)
    return Answer(model.routes(result.best), first_s=stop.first_s)


class _Deadline:
    """Stops when the budget is over; remembers when the first feasible plan was there."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.first_s: float | None = None

    def __call__(self, best_cost: int) -> bool:
        if self.first_s is None and best_cost < INFEASIBLE:
            self.first_s = self.running.elapsed()
        return self.running.over()
