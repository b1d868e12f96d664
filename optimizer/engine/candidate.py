"""What an engine offers while it searches."""

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Bound:
    """What every plan of the problem costs at least, level by level, and by which model.

    A level's bound holds for plans that are as good as can be on the levels above it; None where
    that is not known. In the score's own scale.
    """

    levels: tuple[int | None, ...]
    model: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan found by the part of the engine named `source`, after so many iterations.

    `bound`: what the engine proved meanwhile about all plans, if anything.
    """

    plan: Plan
    source: str
    iterations: int
    bound: Bound | None = None


Found = Callable[[Candidate], None]
