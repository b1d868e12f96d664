"""What a scorer says of a solution."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """`cost` in the family's unit, its `parts` by name, and why it is no solution, if so.

    With `violations` the cost is infinite.
    """

    cost: float
    parts: Mapping[str, float]
    violations: tuple[str, ...]


def no_solution(*violations: str) -> Judgement:
    """What breaks a rule has no cost."""
    return Judgement(float("inf"), {}, violations)
