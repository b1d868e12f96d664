"""How good is a plan? The ordered score and the share of each term, in whole numbers."""

from collections.abc import Mapping, Sequence

from optimizer.plan.model import Plan
from optimizer.plan.score import Score, TermScore
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE, Aggregation, Term, Unit
from optimizer.referee.measures import MEASURES, Item

SCALE: Mapping[Unit, int] = {"hour": 1, "km": COST_SCALE // 1000, "piece": COST_SCALE}
"""Cost of one millisecond, metre or piece at weight 1, in 1/COST_SCALE of the level's unit."""


def items(problem: Problem, plan: Plan, term: Term) -> tuple[Item, ...]:
    """What a term measures, one by one: `(subject, value)` in ms, metres or pieces.

    With the aggregation `sum`, the cost of one item is `cost(term, value)`.
    """
    return tuple(MEASURES[term.kind.name](problem, plan))


def aggregate(values: Sequence[int], aggregation: Aggregation, step: int = 1) -> int:
    """Reduce the values of a term's items to one; 0 if there are none.

    `abs_dev` is the sum over the items of their distance from the mean, each rounded up to
    a multiple of `step`: with n items of total T, of step x ceil(|n x value - T| / (n x step)).
    """
    if not values:
        return 0
    if aggregation == "sum":
        return sum(values)
    if aggregation == "max":
        return max(values)
    count, total = len(values), sum(values)
    return sum(step * -(-abs(count * value - total) // (count * step)) for value in values)


def cost(term: Term, value: int) -> int:
    """What a value (ms, metres or pieces) costs, in 1/COST_SCALE of the level's unit."""
    return term.weight * value * SCALE[term.kind.unit]


def score(problem: Problem, plan: Plan) -> Score:
    """The score of a plan of sound structure: levels in order, lower is better."""
    objective = problem.objective
    levels = [0] * len(objective.levels)
    terms = []
    for term in objective.terms:
        values = [value for _, value in items(problem, plan, term)]
        step = problem.tick_ms if term.kind.unit == "hour" else 1
        value = aggregate(values, term.aggregation, step)
        terms.append(TermScore(term, value, cost(term, value)))
        levels[term.level] += terms[-1].cost
    return Score(tuple(levels), tuple(terms))
