"""The objective as plain integers for search: a surrogate that never decides between plans.

A cent of the last level is CENT units. Each level above is worth a fixed multiple of the one
below, so that searches weigh levels by one number; which plan is returned is decided by the
referee's score alone.
"""

from dataclasses import dataclass

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance

CENT = 100
FIRST_STEP = 1_000
STEP = 20
UNSERVED = 20
"""An unserved visit on a level above costs FIRST_STEP x UNSERVED cents, 200 EUR, or more: a
search must not gain by leaving a visit that lies far away."""
SPREAD = 1e8
"""The most that the top level is worth of the last but one: with many levels, steps shrink."""
MOST = 2.0**56
"""What all visits may cost together, so that the library's int64 holds every sum."""
LONGEST = 1e7
"""More ticks or metres than one visit can be late or far."""

PER_VISIT = ("new_worker", "preference", "sector", "change")
OPTIMISED = (
    "unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4", "lateness", "travel_time",
    "distance", "waiting", "overtime", "tours", "usual_time", *PER_VISIT,
)  # fmt: skip
"""Terms (aggregated by sum) that these prices carry; others are scored, not steered by."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What things cost in units: per tick, per metre, or each."""

    unserved: tuple[int, ...]
    """By visit."""
    travel: float
    metre: float
    waiting: float
    late: float
    overtime: float
    usual: float
    tour: int
    new_worker: int
    preference: int
    sector: int
    change: int


def prices_of(instance: Instance) -> Prices:
    """Prices from the objective of the problem."""
    problem = instance.problem
    objective = problem.objective
    levels = len(objective.levels)
    step = min(STEP, SPREAD ** (1 / max(1, levels - 2)))
    hour = problem.tick_ms / 3_600_000
    found: dict[str, float] = dict.fromkeys(OPTIMISED, 0.0)
    for term in objective.terms:
        if term.aggregation == "sum" and term.kind.name in found:
            above = levels - 1 - term.level
            scale = CENT * (FIRST_STEP * step ** (above - 1) if above else 1)
            if above and term.kind.name.startswith("unserved"):
                scale *= UNSERVED
            unit = {"hour": hour, "km": 0.001, "piece": 1.0}[term.kind.unit]
            found[term.kind.name] += term.weight * unit * scale
    most = MOST / max(1, instance.count)
    for term in objective.terms:
        per_unit = 1 if term.kind.unit == "piece" else LONGEST
        found[term.kind.name] = min(found.get(term.kind.name, 0.0), most / per_unit)
    return Prices(
        unserved=tuple(
            round(min(found[f"unserved_p{visit.priority}"] * visit.weight, most))
            for visit in instance.visits
        ),
        travel=found["travel_time"],
        metre=found["distance"],
        waiting=found["waiting"],
        late=found["lateness"],
        overtime=found["overtime"],
        usual=found["usual_time"],
        tour=round(found["tours"]),
        new_worker=round(found["new_worker"]),
        preference=round(found["preference"]),
        sector=round(found["sector"]),
        change=round(found["change"]),
    )


def not_optimised(instance: Instance) -> tuple[str, ...]:
    """Terms with a weight that the prices do not carry."""
    return tuple(
        term.kind.name
        for term in instance.problem.objective.terms
        if term.weight and (term.aggregation != "sum" or term.kind.name not in OPTIMISED)
    )


def visit_price(instance: Instance, prices: Prices, v: int, duty: Duty) -> int:
    """What it costs, travel apart, that this duty's worker serves visit v."""
    problem, visit = instance.problem, instance.visits[v]
    worker = problem.workers[duty.shift.worker]
    person = problem.persons[visit.person]
    cost = 0
    if not worker.history.persons.get(person.id):
        cost += prices.new_worker
    wanted = visit.preferred_workers
    if wanted is None:
        wanted = person.preferred_workers
    if wanted is not None and worker.id not in wanted:
        cost += prices.preference
    if worker.sectors is not None and person.sector not in (None, *worker.sectors):
        cost += prices.sector
    before = problem.previous.get(visit.id)
    if before is not None and before.worker != worker.id:
        cost += prices.change
    return cost
