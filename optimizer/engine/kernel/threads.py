"""Chains of annealing on all threads, and what they tell each other.

Compiled code runs without the GIL, so plain threads use all cores. Each works in short pieces;
between two of them it looks at the clock, and now and then takes over the best state of all.
"""

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from optimizer.budget import Running
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.search import anneal
from optimizer.engine.kernel.states import empty_state, scratch_for
from optimizer.engine.kernel.tactics import Tactics
from optimizer.engine.kernel.tours import copy_all

PIECE_S = 0.03
"""Seconds between two looks at the clock."""
FIRST_PIECE = 100
"""Iterations of the first piece, and of each where only iterations limit the search."""
LOOK_EVERY_S = 0.1


@dataclass
class Best:
    """The best state of all chains."""

    state: a.State
    lock: threading.Lock = field(default_factory=threading.Lock)
    iterations: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when one chain has failed, or the caller: the others end too."""

    def offer(self, state: a.State) -> None:
        """Keep a state if it is better."""
        with self.lock:
            if state.total[a.T_COST] < self.state.total[a.T_COST]:
                copy_all(state, self.state)

    def take(self, state: a.State) -> bool:
        """Copy the best state over a worse one."""
        with self.lock:
            worse = bool(state.total[a.T_COST] > self.state.total[a.T_COST])
            if worse:
                copy_all(self.state, state)
            return worse


class Chain:
    """One thread's annealing."""

    def __init__(
        self, data: a.Data, first: a.State, seed: int, best: Best, tactics: Tactics
    ) -> None:
        self.data, self.best, self.tactics = data, best, tactics
        self.state, self.accepted, self.own = (empty_state(data) for _ in range(3))
        for state in (self.state, self.accepted, self.own):
            copy_all(first, state)
        self.scratch = scratch_for(data, seed)
        self.piece = FIRST_PIECE

    def run(self, running: Running, most: int | None) -> None:
        """Anneal until the budget is used, `most` iterations at most."""
        done = exchanges = 0
        while not (
            running.over() or self.best.ended.is_set() or (most is not None and done >= most)
        ):
            used = (
                running.used(done, 1.0) if most is None else max(done / most, running.used(0, 1.0))
            )
            if used * self.tactics.exchanges > exchanges + 1:
                exchanges = math.floor(used * self.tactics.exchanges)
                self.exchange()
            temperature = self.temperature(used)
            began = running.elapsed()
            count = self.piece if most is None else min(self.piece, most - done)
            if anneal(self.data, self.state, self.accepted, self.own, self.scratch,
                      self.tactics.shares, temperature, temperature, count):  # fmt: skip
                self.best.offer(self.own)
            done += count
            with self.best.lock:
                self.best.iterations += count
            if running.budget.seconds is not None:
                spent = max(1e-6, running.elapsed() - began)
                self.piece = max(1, min(4 * self.piece, round(self.piece * PIECE_S / spent)))

    def temperature(self, used: float) -> float:
        """On the scale of the prices."""
        total = self.accepted.total
        served = max(1, int(self.accepted.tour[:, a.COUNT].sum()))
        average = max(1.0, float(total[a.T_TOURS] + total[a.T_OVERALL]) / served)
        return average * self.tactics.temperature(used)

    def exchange(self) -> None:
        """Go on from the best state of all, if the own best is worse."""
        if self.best.take(self.own):
            copy_all(self.own, self.state)
            copy_all(self.own, self.accepted)


def run_chains(
    data: a.Data, first: a.State, running: Running, seed: int, threads: int,
    look: Callable[[Best], None], tactics: Tactics,
) -> Best:  # fmt: skip
    """Anneal on threads from a first state; `look` is called from this thread now and then."""
    best = Best(empty_state(data))
    copy_all(first, best.state)
    limit = running.budget.iterations
    chains = [Chain(data, first, seed * 1_000_003 + k, best, tactics) for k in range(threads)]
    shares = [None if limit is None else (limit + k) // threads for k in range(threads)]
    if threads == 1 and running.budget.seconds is None:
        chains[0].run(running, shares[0])
        return best
    with ThreadPoolExecutor(threads) as pool:
        runs = [
            pool.submit(chain.run, running, share)
            for chain, share in zip(chains, shares, strict=True)
        ]
        try:
            while any(not run.done() for run in runs):
                wait(runs, timeout=LOOK_EVERY_S)
                for run in runs:
                    if run.done():
                        run.result()
                look(best)
        finally:
            best.ended.set()
    return best
