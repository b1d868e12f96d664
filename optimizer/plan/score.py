"""The score of a plan: whole numbers by level, compared in order, with every term's share."""

from dataclasses import dataclass, field

from optimizer.problem.score_terms import COST_SCALE, Term


@dataclass(frozen=True, slots=True)
class TermScore:
    """One term of the objective as measured on a plan.

    `value` is the aggregated measure in milliseconds, metres or pieces; `cost` = weight x
    value on the level's scale (a multiple of 1/COST_SCALE of the level's unit).
    """

    term: Term
    value: int
    cost: int


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """Compared level by level, lower is better. `levels` count in 1/COST_SCALE units."""

    levels: tuple[int, ...]
    terms: tuple[TermScore, ...] = field(compare=False)

    def shown(self) -> tuple[float, ...]:
        """The levels in their own unit (pieces, minutes, cents), ints where whole."""
        return tuple(in_units(value) for value in self.levels)


def in_units(cost: int) -> float:
    """A cost on the internal scale in its level's unit, rounded to 3 decimals; int if whole."""
    whole, rest = divmod(cost, COST_SCALE)
    return whole if rest == 0 else round(cost / COST_SCALE, 3)
