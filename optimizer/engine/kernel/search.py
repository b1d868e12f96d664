"""Annealing over ruins: the loop that a thread runs."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from optimizer.budget import Running
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.chance import share
from optimizer.engine.kernel.compare import add_up
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.recreate import MOST_WAITING, recreate
from optimizer.engine.kernel.ruin import ruin
from optimizer.engine.kernel.tours import copy_all, copy_tours, lower_starts


def fill(
    data: a.Data, state: a.State, accepted: a.State, scratch: a.Scratch, running: Running
) -> None:
    """Put in what is unserved, wherever there is room, until the time is over."""
    with _stopped(running, scratch):
        _fill(data, state, accepted, scratch)


@contextmanager
def _stopped(running: Running, scratch: a.Scratch) -> Iterator[None]:
    """Tells compiled code, which cannot look at the clock, that the time is over."""
    done = threading.Event()

    def watch() -> None:
        while not running.over():
            if done.wait(0.05):
                return
        scratch.count[a.STOPPED] = 1

    scratch.count[a.STOPPED] = 0
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _fill(data: a.Data, state: a.State, accepted: a.State, scratch: a.Scratch) -> None:
    add_up(data, state)
    all_tours = data.settings[a.FULL_SCAN]
    data.settings[a.FULL_SCAN] = 1  # near visits that are unserved themselves show no tours
    scratch.count[a.DIRTY] = 0
    scratch.count[a.UNITS] = 0
    units = data.penalty.shape[0]
    tries = 0
    before = -1
    copy_all(state, accepted)
    while (
        accepted.total[a.T_UNSERVED] > 0
        and accepted.total[a.T_UNSERVED] != before
        and tries < units
        and not scratch.count[a.STOPPED]
    ):
        before = accepted.total[a.T_UNSERVED]
        if recreate(data, state, scratch, 1 << 62, units):
            copy_tours(data, state, accepted, scratch)
        else:
            copy_tours(data, accepted, state, scratch)
        tries += 1
    data.settings[a.FULL_SCAN] = all_tours


@compiled
def anneal(data: a.Data, state: a.State, accepted: a.State, best: a.State, scratch: a.Scratch,
           shares: tuple[float, ...], hot: float, cold: float, iterations: int) -> int:  # fmt: skip
    """Iterations of ruin, recreate and acceptance, the temperature falling from `hot` to `cold`.

    A change for the worse of d is accepted with probability exp(-d / temperature) (Kirkpatrick,
    Gelatt and Vecchi 1983). `state` and `accepted` have the same tours before and after; `best` is
    the cheapest state seen. Returns how often it was found anew.
    """
    improved = 0
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    duties = data.duty.shape[0]
    for _ in range(iterations):
        temperature *= cooling
        limit = (
            accepted.total[a.T_COST]
            + accepted.total[a.T_SMOOTH]
            - temperature * math.log(share(scratch))
        )
        tours = 0
        for duty in range(duties):
            tours += state.tour[duty, a.COUNT] > 0
        ruin(data, state, scratch, shares, tours)
        kept = lower_starts(data, state, scratch)
        if kept:
            kept = recreate(data, state, scratch, int(limit) + 1, MOST_WAITING)
        if kept:
            copy_tours(data, state, accepted, scratch)
            if accepted.total[a.T_COST] < best.total[a.T_COST]:
                copy_all(accepted, best)
                improved += 1
        else:
            copy_tours(data, accepted, state, scratch)
    return improved
