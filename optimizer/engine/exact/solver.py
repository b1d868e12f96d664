"""Solving a model level by level, and telling how good the solution is."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.engine.exact.model import Expr, Model
from optimizer.engine.exact.terms import Level

Value = Callable[[Expr], int]
"""The value of an expression in a solution."""


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

    @property
    def proven(self) -> bool:
        """Whether no solution is better."""
        return self.bounds == self.costs


def solve_levels(
    model: Model,
    levels: Sequence[Level],
    effort: Effort,
    stopped: Callable[[], bool] = lambda: False,
    found: Callable[[Value], None] | None = None,
) -> Solved | None:
    """The best solution, level by level; None if none was found.

    `stopped` is asked now and then whether to end; `found` gets each better solution.
    """
    value: Value | None = None
    costs: list[int] = []
    bounds: list[int | None] = []
    left, seconds, used = effort.deterministic, effort.seconds, 0.0
    known = True
    for number, level in enumerate(levels):
        if isinstance(level.value, int):
            costs.append(level.unit * level.value)
            bounds.append(level.unit * level.value if known else None)
            continue
        later = sum(not isinstance(other.value, int) for other in levels[number + 1 :])
        share = 1.0 if not later else 0.5
        model.cp.minimize(level.value)
        solver = _solver(effort, share * left, share * seconds)
        with _watched(solver, stopped):
            status = solver.solve(model.cp, None if found is None else _Callback(found))
        spent = solver.response_proto.deterministic_time
        left, used = max(0.01, left - spent), used + spent
        seconds = max(0.01, seconds - solver.wall_time)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if value is None:
                return None
            costs.append(level.unit * value(level.value))
            bounds.append(None)
            known = False
            continue
        value = _values(solver)
        best = value(level.value)
        costs.append(level.unit * best)
        least = best if status == cp_model.OPTIMAL else _least(solver)
        bounds.append(level.unit * least if known else None)
        known = known and least == best
        model.cp.add(level.value <= best)
        _hint(model, solver)
    if value is None:
        value = _any(model, effort)
    return None if value is None else Solved(value, tuple(costs), tuple(bounds), used)


def _solver(effort: Effort, deterministic: float, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.threads
    solver.parameters.random_seed = effort.seed
    solver.parameters.interleave_search = effort.steady and effort.threads > 1
    solver.parameters.max_deterministic_time = max(0.001, deterministic)
    solver.parameters.max_time_in_seconds = max(0.001, min(seconds, 1e6))
    solver.parameters.catch_sigint_signal = False  # it would leave Ctrl-C at its default after
    return solver


def _any(model: Model, effort: Effort) -> Value | None:
    """Any solution, where nothing that costs is open."""
    solver = _solver(effort, effort.deterministic, effort.seconds)
    status = solver.solve(model.cp)
    return _values(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _values(solver: cp_model.CpSolver) -> Value:
    return lambda expr: expr if isinstance(expr, int) else int(solver.value(expr))


def _least(solver: cp_model.CpSolver) -> int:
    """The bound of a minimisation, rounded up: all costs are whole."""
    return -int(-solver.best_objective_bound + 1e-6) if solver.best_objective_bound > 0 else 0


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
