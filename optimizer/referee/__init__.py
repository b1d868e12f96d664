"""The referee: whether a plan is feasible and how good it is, without any solver."""

from optimizer.referee.check import Verdict, check
from optimizer.referee.score import aggregate, cost, items, score
from optimizer.rules import Violation

__all__ = ["Verdict", "Violation", "aggregate", "check", "cost", "items", "score"]
