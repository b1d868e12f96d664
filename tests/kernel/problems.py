"""Planted problems of the rules that the kernel encodes."""

from functools import cache
from random import Random

from optimizer import Budget, Problem
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.data import Compiled, compile_instance
from optimizer.engine.kernel.search import anneal, fill
from optimizer.engine.kernel.states import empty_state, scratch_for
from optimizer.engine.kernel.tactics import TACTICS
from tests.strategies import KERNEL_RULES, Planted, planted


@cache
def planted_known(seed: int) -> Planted:
    """The planted problem of a seed, with half of the rules."""
    random = Random(f"kernel {seed}")
    return planted(seed, rules=[rule for rule in KERNEL_RULES if random.random() < 0.5])


class Search:
    """A search that a test can take step by step: `state` is the accepted one."""

    def __init__(self, problem: Problem, seed: int = 1) -> None:
        self.compiled: Compiled = compile_instance(Instance(problem))
        self.data = self.compiled.data
        self.state, self.accepted, self.best = (empty_state(self.data) for _ in range(3))
        self.scratch = scratch_for(self.data, seed)
        fill(self.data, self.state, self.accepted, self.scratch, Budget(iterations=1).start())

    @property
    def price(self) -> int:
        return int(self.state.total[a.T_COST])

    def go_on(self, iterations: int, temperature: float) -> None:
        """Anneal at one temperature, in the search's own prices."""
        anneal(self.data, self.state, self.accepted, self.best, self.scratch,
               TACTICS.shares, temperature, temperature, iterations)  # fmt: skip
