"""The objective as whole numbers for the search, on one scale.

The last level is priced exactly: one unit is 1/COST_SCALE of the level's unit, as in the score.
A level above it is worth more than all below can come to, where that fits into 64 bits (`levels`),
else a multiple of what a visit may cost in the levels below: one number stands for the tuple while
the search anneals and keeps its best state; which of the plans that it offers is returned is
decided by the tuple itself.
"""

import math

import numpy as np

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.levels import MOST, exact_factors
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE, Term

STEP = 20
"""An unserved visit on the level above the last counts as much as this many dear visits; a unit of
a level as much as this many of the level below, or as the latest visit there."""
DAY_MS = 86_400_000
MANY = 100
"""Visits late for the whole horizon whose price stays inside 64 bits."""

KINDS = {
    ("travel_time", "sum"): a.P_TRAVEL,
    ("distance", "sum"): a.P_METRE,
    ("lateness", "sum"): a.P_LATE,
    ("lateness", "max"): a.P_LATE_MAX,
    ("overtime", "sum"): a.P_OVERTIME,
    ("waiting", "sum"): a.P_WAIT,
    ("usual_time", "sum"): a.P_USUAL,
    ("gaps", "sum"): a.P_GAP,
    ("tours", "sum"): a.P_TOUR,
    ("idle", "sum"): a.P_IDLE,
    ("idle", "max"): a.P_IDLE_MAX,
    ("work_time", "sum"): a.P_WORK,
    ("work_time", "max"): a.P_WORK_MAX,
    ("work_time", "abs_dev"): a.P_WORK_DEV,
    ("heavy_visits", "sum"): a.P_HEAVY,
    ("heavy_visits", "max"): a.P_HEAVY_MAX,
    ("heavy_visits", "abs_dev"): a.P_HEAVY_DEV,
    ("distinct_workers", "sum"): a.P_FACES,
}
"""Terms with a price of their own, by kind and aggregation."""
OTHERS = frozenset(
    {"new_worker", "preference", "sector", "change", "missed_break"}
    | {f"unserved_p{priority}" for priority in (1, 2, 3, 4)}
)
"""Terms (sums) priced by visit and worker, by pause or by unit."""


def not_priced(problem: Problem) -> tuple[str, ...]:
    """Terms with a weight that the search does not steer by."""
    return tuple(
        term.kind.name
        for term in problem.objective.terms
        if term.weight
        and (term.kind.name, term.aggregation) not in KINDS
        and not (term.aggregation == "sum" and term.kind.name in OTHERS)
    )


class Prices:
    """What each term costs on the search's scale.

    `per_piece[name]` holds those counted in pieces, `row()` those that the search sums up itself.
    """

    def __init__(self, problem: Problem, dear: float, longest: int, farthest: int) -> None:
        """`dear`: what serving the dearest visit costs, in units of the last level; `longest` and
        `farthest`: ticks and metres of the longest leg."""
        self.problem = problem
        factors = exact_factors(problem, longest, farthest)
        self.exact = factors is not None
        self.factor = factors or self._ratios(dear)
        self.per_piece = self._pieces()

    def _ratios(self, dear: float) -> list[int]:
        """What a unit of each level counts where the true ratios do not fit into 64 bits."""
        problem = self.problem
        levels = len(problem.objective.levels)
        weights = sum(visit.weight for visit in problem.visits.values())
        above = [t.weight for t in problem.objective.terms if t.level < levels - 1]
        most = MOST / (COST_SCALE * weights * max(1, *above, 1))
        first = max(1.0, dear) * STEP
        steps = [max(STEP, self._latest(level)) for level in range(levels - 2, 0, -1)]
        # Where the top level would grow too dear for 64 bits, the steps between levels shrink.
        room, wanted = max(1.0, most / first), math.prod(steps)
        shrunk = min(1.0, math.log(room) / math.log(wanted)) if steps else 1.0
        factors = [1]
        above_cost = min(first, most)
        for step in [1.0, *steps][: levels - 1]:
            above_cost *= step**shrunk
            factors.insert(0, max(round(above_cost), factors[0] + 1))
        return factors

    def _latest(self, level: int) -> float:
        """What the latest possible visit costs in lateness, in units of a level."""
        late = max(w.end - w.late_after for v in self.problem.visits.values() for w in v.windows)
        terms = [t for t in self.problem.objective.terms if t.level == level]
        per_hour = sum(t.weight for t in terms if t.kind.name == "lateness")
        return per_hour * late * self.problem.tick_ms / 3_600_000

    def _scaled(self, term: Term, unit: int) -> int:
        price = term.weight * unit * self.factor[term.level]
        if self.exact:
            return price
        # Of absurd weights all that counts is that sums of them stay inside 64 bits.
        ticks = self.problem.days * DAY_MS // self.problem.tick_ms
        return min(price, MOST if term.kind.unit == "piece" else MOST // MANY // ticks)

    def _pieces(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for term in self.problem.objective.terms:
            if term.kind.unit == "piece" and term.aggregation == "sum":
                name = term.kind.name
                found[name] = found.get(name, 0) + self._scaled(term, COST_SCALE)
        return found

    def row(self) -> a.Integers:
        """`Data.prices`."""
        row = np.zeros(a.PRICES, np.int64)
        scale = {"hour": self.problem.tick_ms, "km": COST_SCALE // 1000, "piece": COST_SCALE}
        for term in self.problem.objective.terms:
            column = KINDS.get((term.kind.name, term.aggregation))
            if column is not None:
                row[column] += self._scaled(term, scale[term.kind.unit])
        row[a.P_MOVED] = self.per_piece.get("change", 0)
        return row
