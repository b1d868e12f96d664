"""The terms of the score in a model: what a plan costs, level by level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from optimizer.engine.exact import timed_terms, tour_terms
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import Expr, Items
from optimizer.problem.score_terms import COST_SCALE, Term

TERMS: Mapping[str, Callable[[Model], Items]] = {
    "unserved_p1": tour_terms.unserved(1),
    "unserved_p2": tour_terms.unserved(2),
    "unserved_p3": tour_terms.unserved(3),
    "unserved_p4": tour_terms.unserved(4),
    "lateness": timed_terms.lateness,
    "travel_time": tour_terms.travel_time,
    "distance": tour_terms.distance,
    "waiting": timed_terms.waiting,
    "gaps": timed_terms.gaps,
    "overtime": timed_terms.overtime,
    "new_worker": tour_terms.new_worker,
    "distinct_workers": tour_terms.distinct_workers,
    "preference": tour_terms.preference,
    "sector": tour_terms.sector,
    "usual_time": timed_terms.usual_time,
    "heavy_visits": tour_terms.heavy_visits,
    "work_time": tour_terms.work_time,
    "tours": tour_terms.tours,
    "idle": timed_terms.idle,
    "missed_break": timed_terms.missed_break,
    "change": timed_terms.change,
}
"""How each kind of term is measured."""

TIMED = frozenset(
    {"lateness", "waiting", "gaps", "overtime", "usual_time", "idle", "missed_break", "change"}
)
"""Terms that depend on when, and not only on who goes where in which order."""

COUNTED = frozenset({"heavy_visits", "work_time", "idle"})
"""Terms whose number of items no plan changes, so that deviations from the mean can be stated."""


LONGEST = 1_000_000
"""Ticks, metres or pieces of an item, more or less, where prices are huge."""
MOST = 1 << 32
"""More than any item of a term, in ticks, metres or pieces."""


def is_exact(term: Term) -> bool:
    """Whether a model states the term; one that it does not costs nothing in it."""
    if term.aggregation == "abs_dev":
        return term.kind.name in COUNTED
    return term.aggregation == "sum" or term.kind.name != "waiting"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the score: `unit` x `value` on the referee's scale."""

    unit: int
    value: Expr


def levels_of(model: Model, terms: Sequence[Term]) -> list[Level]:
    """What these terms cost by level, as far as a model states them: never more than the score."""
    found = []
    for level in range(len(model.problem.objective.levels)):
        here = [t for t in terms if t.level == level and t.weight and is_exact(t)]
        prices = [_price(model, term) for term in here]
        # Huge prices are rounded down, so that sums stay whole numbers of 64 bits.
        unit = max(gcd(*prices), sum(prices) * LONGEST * (1 + len(model.scope)) >> 61) or 1
        found.append(
            Level(
                unit,
                sum(
                    price // unit * _aggregate(model, term)
                    for term, price in zip(here, prices, strict=True)
                ),
            )
        )
    return found


def _price(model: Model, term: Term) -> int:
    """What a tick, a metre or a piece costs, on the referee's scale."""
    scale = {"hour": model.problem.tick_ms, "km": COST_SCALE // 1000, "piece": COST_SCALE}
    return term.weight * scale[term.kind.unit]


def _aggregate(model: Model, term: Term) -> Expr:
    items = TERMS[term.kind.name](model)
    if not items:
        return 0
    if term.aggregation == "sum":
        return sum(items)
    if term.aggregation == "max":
        largest = model.whole(0, MOST)
        for item in items:
            model.cp.add(largest >= item)
        return largest
    count, total = len(items), sum(items)
    off = [model.whole(0, MOST) for _ in items]
    for deviation, item in zip(off, items, strict=True):
        model.cp.add(count * deviation >= count * item - total)
        model.cp.add(count * deviation >= total - count * item)
    return sum(off)
