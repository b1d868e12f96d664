"""What is asked: the problem, its JSON document, and how it is read."""

from optimizer.problem.document import ProblemDocument
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.load import load_problem, read_problem
from optimizer.problem.model import Problem

__all__ = [
    "InputError",
    "InvalidProblem",
    "Problem",
    "ProblemDocument",
    "load_problem",
    "read_problem",
]
