"""What an engine offers while it searches."""

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan found by the part of the engine named `source`, after so many iterations."""

    plan: Plan
    source: str
    iterations: int


Found = Callable[[Candidate], None]
