"""Solving a model level by level, and telling how good the solution is."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil

from ortools.sat.python import cp_model

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.terms import Level
from optimizer.engine.exact.variables import Expr

Value = Callable[[Expr], int]
"""The value of an expression in a solution."""

LEAST, MOST = 0.001, 1e6
"""Seconds of a solve."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a solve may cost: deterministic seconds, seconds of wall clock, threads.

    With `steady` several threads search in turns, so that the same effort finds the same.
    """

    deterministic: float
    seconds: float
    threads: int = 1
    seed: int = 1
    steady: bool = True

    def less(self, deterministic: float, seconds: float) -> "Effort":
        """What is left of it."""
        return replace(
            self,
            deterministic=max(LEAST, self.deterministic - deterministic),
            seconds=max(LEAST, self.seconds - seconds),
        )

    def without(self, left: "Effort") -> float:
        """Deterministic seconds spent when so much is left."""
        return min(self.deterministic, MOST) - min(left.deterministic, MOST)


@dataclass(frozen=True, slots=True)
class Solved:
    """The best solution found, by level what it costs and what any solution costs at least.

    A bound holds among the solutions that are as good as can be on the levels above; None where
    it is not known that this one is. Costs are on the referee's scale.
    """

    value: Value
    costs: tuple[int, ...]
    bounds: tuple[int | None, ...]
    used: float
    """Deterministic seconds."""


def solve_levels(
    model: Model,
    levels: Sequence[Level],
    effort: Effort,
    settled: Collection[int] = (),
    stopped: Callable[[], bool] = lambda: False,
    found: Callable[[Value], None] | None = None,
) -> Solved | None:
    """The best solution, level by level; None if none was found.

    `settled`: numbers of levels that no solution of the model costs less or more on. `stopped` is
    asked now and then whether to end; `found` gets each better solution.
    """
    left, value = effort, None
    bounds: list[int | None] = []
    unproven = False
    for number, level in enumerate(levels):
        if number in settled or isinstance(level.value, int):
            bounds.append(None)
            continue
        later = range(number + 1, len(levels))
        open_ = [n for n in later if n not in settled and not isinstance(levels[n].value, int)]
        share = 0.5 if open_ else 1.0
        model.cp.minimize(level.value)
        solver = new_solver(left, share)
        with _watched(solver, stopped):
            status = solver.solve(model.cp, None if found is None else _Callback(found))
        left = left.less(solver.response_proto.deterministic_time, solver.wall_time)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bounds.append(None if unproven else _least(solver))
            unproven = True
            continue
        value = _values(solver)
        best = value(level.value)
        least = best if status == cp_model.OPTIMAL else _least(solver)
        bounds.append(None if unproven else least)
        unproven = unproven or least < best
        model.cp.add(level.value <= best)
        _hint(model, solver)
    if value is None:
        value = _any(model, left)
    if value is None:
        return None
    costs = tuple(level.unit * value(level.value) for level in levels)
    return Solved(value, costs, _bounds(levels, settled, costs, bounds), effort.without(left))


def _bounds(
    levels: Sequence[Level],
    settled: Collection[int],
    costs: Sequence[int],
    bounds: Sequence[int | None],
) -> tuple[int | None, ...]:
    """By level what every solution costs at least that is as good as can be on those above."""
    found: list[int | None] = []
    for number, (level, cost, bound) in enumerate(zip(levels, costs, bounds, strict=True)):
        if number and found[-1] != costs[number - 1]:
            found.append(None)
        elif number in settled or isinstance(level.value, int):
            found.append(cost)
        else:
            found.append(None if bound is None else level.unit * bound)
    return tuple(found)


def new_solver(effort: Effort, share: float = 1.0) -> cp_model.CpSolver:
    """A solver that ends after a share of the effort."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.threads
    solver.parameters.random_seed = effort.seed
    solver.parameters.interleave_search = effort.steady and effort.threads > 1
    solver.parameters.max_deterministic_time = share * min(effort.deterministic, MOST)
    solver.parameters.max_time_in_seconds = share * min(effort.seconds, MOST)
    solver.parameters.catch_sigint_signal = False  # it would leave Ctrl-C at its default after
    return solver


def _any(model: Model, effort: Effort) -> Value | None:
    """Any solution, where nothing that costs is open."""
    solver = new_solver(effort)
    status = solver.solve(model.cp)
    return _values(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _values(solver: cp_model.CpSolver) -> Value:
    return lambda expr: expr if isinstance(expr, int) else int(solver.value(expr))


def _least(solver: cp_model.CpSolver) -> int:
    """The bound of a minimisation, rounded up: all costs are whole."""
    return max(0, ceil(solver.best_objective_bound - 1e-6))


def _hint(model: Model, solver: cp_model.CpSolver) -> None:
    """The next level starts from this solution."""
    hints = model.cp.proto.solution_hint
    hints.vars.clear()
    hints.values.clear()
    values = solver.response_proto.solution
    hints.vars.extend(range(len(values)))
    hints.values.extend(values)


class _Callback(cp_model.CpSolverSolutionCallback):
    """Hands on each better solution."""

    def __init__(self, found: Callable[[Value], None]) -> None:
        super().__init__()
        self._found = found

    def on_solution_callback(self) -> None:
        self._found(lambda expr: expr if isinstance(expr, int) else int(self.value(expr)))


@contextmanager
def _watched(solver: cp_model.CpSolver, stopped: Callable[[], bool]) -> Iterator[None]:
    """Ends the solve soon after `stopped` says so."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            if stopped():
                solver.stop_search()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
