"""What a family of instances is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.quality.scorers.judgement import Judgement
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem


@dataclass(frozen=True, slots=True)
class Family:
    """One way from a published file to a published solution and its cost.

    `read` makes of a file's text the instance, `problem` of that our document, `solution` of a
    plan of that problem a solution in the published format, `parse` of the text what `judge`
    scores it against. On every plan that the referee finds clean, the last level of its score
    is the cost that `judge` finds.
    """

    read: Callable[[str], Any]
    problem: Callable[[Any], dict[str, Any]]
    solution: Callable[[Problem, Plan], dict[str, Any]]
    parse: Callable[[str], Any]
    judge: Callable[[Any, Any], Judgement]
