"""Search with the compiled kernel: from the instance to plans."""

from optimizer.budget import Budget, Running
from optimizer.engine.candidate import Candidate, Found
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.data import compile_instance
from optimizer.engine.kernel.decode import plan_of, state_of
from optimizer.engine.kernel.prices import not_priced
from optimizer.engine.kernel.search import fill
from optimizer.engine.kernel.states import empty_state, scratch_for
from optimizer.engine.kernel.tactics import TACTICS, Tactics
from optimizer.engine.kernel.threads import Best, run_chains
from optimizer.engine.kernel.tours import copy_all
from optimizer.plan.model import Plan

LAST_FILL_S = 0.3
"""Seconds after the search in which the unserved may still be put in, where seconds limit it."""
REPORT_EVERY_S = 2.0
"""Seconds between two plans offered while the search goes on; only where seconds limit it."""


def search(
    instance: Instance, running: Running, seed: int, threads: int, start: Plan | None, found: Found,
    tactics: Tactics = TACTICS,
) -> int:  # fmt: skip
    """Plan an instance; better plans are offered to `found`. Returns the iterations used.

    An iteration is one ruin and recreate of one thread. With one thread and no limit in seconds
    the same seed gives the same plans. Other `tactics` are for measurements.
    """
    compiled = compile_instance(instance, tactics)
    data = compiled.data
    first = state_of(compiled, start) if start is not None else empty_state(data)
    fill(data, first, empty_state(data), scratch_for(data, seed), running)
    found(Candidate(plan_of(compiled, first), "insertion", 0))
    reported = running.elapsed()
    shown = int(first.total[a.T_COST])
    unserved = int(first.total[a.T_UNSERVED])
    seen = empty_state(data)

    def look(best: Best) -> None:
        nonlocal reported, shown, unserved
        if running.budget.seconds is None:
            return
        recent = running.elapsed() - reported < REPORT_EVERY_S
        if recent and int(best.state.total[a.T_UNSERVED]) >= unserved:
            return
        with best.lock:
            better = int(best.state.total[a.T_COST]) < shown
            if better:
                copy_all(best.state, seen)
        if better:
            found(Candidate(plan_of(compiled, seen), "ruin and recreate", best.iterations))
            shown, unserved = int(seen.total[a.T_COST]), int(seen.total[a.T_UNSERVED])
            reported = running.elapsed()

    best = run_chains(data, first, running, seed, threads, look, tactics)
    last = running if running.budget.seconds is None else Budget(seconds=LAST_FILL_S).start()
    fill(data, best.state, empty_state(data), scratch_for(data, seed), last)
    found(Candidate(plan_of(compiled, best.state), "ruin and recreate", best.iterations))
    return best.iterations


def not_optimised(instance: Instance) -> tuple[str, ...]:
    """Terms of the objective that the search does not steer by."""
    return not_priced(instance.problem)
