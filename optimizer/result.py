"""What a search gives back, and what it says on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from optimizer.plan.model import Plan
from optimizer.plan.score import Score
from optimizer.problem.model import Problem
from optimizer.referee import Verdict

Status = Literal["solved", "stopped"]


@dataclass(frozen=True, slots=True)
class Stats:
    """Wall seconds, iterations of the engine, seconds to the first plan, and what each part
    of the engine improved the score by (part -> levels in their unit, negative is better).
    `not_optimised` names the terms of the objective that the engine does not steer by,
    `repaired` the rules that the engine broke, and whose tours were then given up: bugs.
    `failed`: what ended the search before its time, a bug too; the plan is the best until then."""

    wall_s: float
    iterations: int
    first_plan_s: float
    contributions: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    not_optimised: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A plan that the referee has judged. `status` is `stopped` when a person ended the search.

    `bound`: per level a proven lower bound, or None; of plans that are as good as can be on the
    levels above. `bound_by`: the model that proves it, like `full model`; None without a bound.
    """

    problem: Problem
    plan: Plan
    score: Score
    verdict: Verdict
    status: Status
    engine: str
    seed: int
    bound: tuple[int | None, ...]
    bound_by: str | None
    stats: Stats


@dataclass(frozen=True, slots=True)
class Progress:
    """A better plan was found: seconds since the start, visits served and its score.

    `so_far` makes the result that the search would give if it were stopped now; call it before
    the next one comes.
    """

    elapsed_s: float
    served: int
    score: Score
    iterations: int
    so_far: Callable[[], Result]


OnProgress = Callable[[Progress], None]
