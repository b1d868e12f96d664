"""Tournée: tours for home services, from demand to a checked plan.

The whole way in a few names::

    problem = read_problem("problem.json")
    result = solve(problem, Budget(seconds=30), seed=1)

Names are loaded when first used, so that the referee can be imported without any solver.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.budget import Budget
    from optimizer.engine.errors import Unsupported
    from optimizer.plan.reading import InvalidPlan, read_plan
    from optimizer.plan.writing import plan_document
    from optimizer.planning import Options, solve
    from optimizer.problem import InvalidProblem, Problem, load_problem, read_problem
    from optimizer.referee import check, score
    from optimizer.result import Progress, Result

_HOMES = {
    "Budget": "optimizer.budget",
    "InvalidPlan": "optimizer.plan.reading",
    "InvalidProblem": "optimizer.problem",
    "Options": "optimizer.planning",
    "Problem": "optimizer.problem",
    "Progress": "optimizer.result",
    "Result": "optimizer.result",
    "Unsupported": "optimizer.engine.errors",
    "check": "optimizer.referee",
    "load_problem": "optimizer.problem",
    "plan_document": "optimizer.plan.writing",
    "read_plan": "optimizer.plan.reading",
    "read_problem": "optimizer.problem",
    "score": "optimizer.referee",
    "solve": "optimizer.planning",
}

__all__ = [
    "Budget",
    "InvalidPlan",
    "InvalidProblem",
    "Options",
    "Problem",
    "Progress",
    "Result",
    "Unsupported",
    "check",
    "load_problem",
    "plan_document",
    "read_plan",
    "read_problem",
    "score",
    "solve",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'optimizer' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
