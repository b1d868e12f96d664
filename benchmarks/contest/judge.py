"""One problem of the contest: what each engine makes of it, and what of that must not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.contest.brute_force import TERMS, BruteForce
from optimizer import Budget, Options, Result, load_problem, solve
from optimizer.planning import Engine
from optimizer.problem.errors import InvalidProblem
from optimizer.problem.model import Problem

KERNEL, EXACT = 2_000, 60_000
"""Iterations. For CP-SAT an iteration is a hundredth of a deterministic second."""
MOST_VISITS, MOST_SHIFTS, MOST_TICKS = 4, 3, 24 * 60
"""What brute force is asked for: it tries everything, at every tick of the horizon."""

Verdict = Literal[
    "same", "refused", "crash", "mended", "bound beaten", "above cost", "on cost", "unproven"
]
NEVER: frozenset[Verdict] = frozenset({"crash", "mended", "bound beaten", "above cost"})
"""Verdicts that close the contest."""
Levels = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a problem, with the levels that each engine reached (None: it did not)."""

    verdict: Verdict
    kernel: Levels | None = None
    exact: Levels | None = None
    brute: Levels | None = None
    bound: tuple[int | None, ...] = field(default=())
    text: str = ""


def judged(document: Mapping[str, Any]) -> Judged:
    """Plan a problem with all engines and compare, level by level.

    `refused`: the input is no lawful problem. `above cost`, `on cost`: the kernel is worse than
    the best plan known, on the last level alone or above it. `unproven`: nothing is wrong, but the
    exact engine has not proven its plan.
    """
    try:
        problem = load_problem(document)
    except InvalidProblem as error:
        return Judged("refused", text=str(error))
    try:
        results = {engine: _solved(problem, engine) for engine in ("kernel", "exact")}
    except Exception as error:  # whatever it is, it is what the contest looks for
        return Judged("crash", text=f"{type(error).__name__}: {error}")
    kernel, exact = results["kernel"], results["exact"]
    reached = kernel.score.levels, exact.score.levels
    brute = _by_brute_force(problem)
    best = min(levels for levels in (*reached, brute) if levels is not None)
    made = (*reached, brute, exact.bound)
    if repaired := [*kernel.stats.repaired, *exact.stats.repaired]:
        return Judged("mended", *made, text=f"the referee had to mend {', '.join(repaired)}")
    if _beats(best, exact.bound):
        return Judged("bound beaten", *made)
    if kernel.score.levels > best:
        only_last = kernel.score.levels[:-1] == best[:-1]
        return Judged("on cost" if only_last else "above cost", *made)
    if any(bound is None for bound in exact.bound):
        return Judged("unproven", *made)
    return Judged("same", *made)


def _solved(problem: Problem, engine: Engine) -> Result:
    budget = Budget(iterations=KERNEL if engine == "kernel" else EXACT)
    return solve(problem, budget, options=Options(engine))


def _by_brute_force(problem: Problem) -> Levels | None:
    """The best of all plans, where trying everything is possible."""
    terms = problem.objective.terms
    shared = [name for shift in problem.shifts.values() for name in shift.vehicles]
    if (
        len(problem.visits) > MOST_VISITS
        or len(problem.shifts) > MOST_SHIFTS
        or problem.days * 24 * 60 > MOST_TICKS
        or not {term.kind.name for term in terms} <= TERMS
        or any(term.aggregation != "sum" for term in terms)
        or len(set(shared)) < len(shared)
    ):
        return None
    return BruteForce(problem).best()[0]


def _beats(levels: Levels, bound: tuple[int | None, ...]) -> bool:
    """Whether levels are below a bound, on the first level where they differ."""
    for reached, least in zip(levels, bound, strict=True):
        if least is None or reached > least:
            return False
        if reached < least:
            return True
    return False
