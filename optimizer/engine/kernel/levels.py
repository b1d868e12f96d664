"""What a unit of each level of the score counts, so that no level is bought with lower ones.

One number stands for the tuple of levels while the search goes on. It orders plans rightly if a
step of a level, the least by which two plans can differ there, counts more than all that the levels
below can come to. That is worked out from the problem; where it does not fit into 64 bits (many
visits on many levels) None is given, and `Prices` sets the ratios by what single visits cost.
"""

from collections.abc import Sequence
from math import gcd

from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE, Term

MOST = 2**60
"""What all levels together may come to: sums stay far from the limit of 64 bits."""


def exact_factors(problem: Problem, longest: int, farthest: int) -> list[int] | None:
    """By level what one of its smallest units, 1/COST_SCALE, counts; 1 on the last level.

    `longest`: ticks of the longest leg that there is; `farthest`: metres of it.
    """
    factors: list[int] = []
    below = 0  # what all lower levels can come to at most
    for level in reversed(range(len(problem.objective.levels))):
        terms = [t for t in problem.objective.terms if t.level == level and t.weight]
        step = gcd(*(_step(problem, term) for term in terms)) or 1
        factor = 1 if not factors else max(below // step, factors[0]) + 1
        factors.insert(0, factor)
        below += factor * sum(_most(problem, term, longest, farthest) for term in terms)
        if below > MOST:
            return None
    return factors


def _unit(problem: Problem, term: Term) -> int:
    """A tick, a metre or a piece in units of 1/COST_SCALE."""
    units = {"hour": problem.tick_ms, "km": COST_SCALE // 1000, "piece": COST_SCALE}
    return units[term.kind.unit]


def _step(problem: Problem, term: Term) -> int:
    """The least by which a term can differ: distances from a mean are fractions."""
    return 1 if term.aggregation == "abs_dev" else term.weight * _unit(problem, term)


def _most(problem: Problem, term: Term, longest: int, farthest: int) -> int:
    """What a term can come to at most, in units of 1/COST_SCALE."""
    visits, shifts = len(problem.visits), len(problem.shifts)
    reloads = sum(s.reload.max_times for s in problem.shifts.values() if s.reload is not None)
    breaks = sum(len(shift.breaks) for shift in problem.shifts.values())
    legs = visits + shifts + reloads
    on_duty = sum(shift.end - shift.start for shift in problem.shifts.values())
    name = term.kind.name
    if name.startswith("unserved_p"):
        priority = int(name[-1])
        count = sum(v.weight for v in problem.visits.values() if v.priority == priority)
    elif name == "heavy_visits":
        count = sum(visit.heavy for visit in problem.visits.values())
    elif name in ("travel_time", "distance"):
        count = legs * (longest if name == "travel_time" else farthest)
    elif name in ("lateness", "usual_time"):
        count = _moments(problem)
    elif term.kind.unit == "hour":
        count = on_duty + visits * longest
    else:
        count = legs + breaks
    spread = 2 * max(1, shifts) if term.aggregation == "abs_dev" else 1
    return spread * count * term.weight * _unit(problem, term)


def _moments(problem: Problem) -> int:
    """Ticks by which all visits together can miss a moment of their windows or habit."""
    spans: Sequence[int] = [
        max(
            (
                abs(edge - moment)
                for window in visit.windows
                for edge in (window.start, window.end)
                for moment in (window.late_after, visit.usual_start or window.late_after)
            ),
            default=0,
        )
        for visit in problem.visits.values()
    ]
    return sum(spans)
