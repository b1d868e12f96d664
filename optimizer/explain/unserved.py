"""Why a visit is unserved: for every shift, the rule that stands in the way."""

from dataclasses import replace

from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.vehicles import ever_available
from optimizer.explain.fitting import adopted
from optimizer.explain.now import obstacle_now
from optimizer.plan.model import Plan, Reason, ReasonScope


def with_reasons(instance: Instance, plan: Plan) -> Plan:
    """The plan with the reasons of every unserved visit, one a shift.

    `never`: the shift could not hold the visit even in an empty tour. `now`: no position of its
    tour in this plan can. `search`: it would fit, and the search missed it. A visit whose linked
    partner is unserved, and that goes with it, has the reason `partner`.
    """
    if not plan.unserved:
        return plan
    insertion = adopted(instance, plan)
    reasons = {}
    for visit in plan.unserved:
        v = instance.number[visit]
        reasons[visit] = tuple(
            _reason(instance, insertion, v, k) for k in range(len(instance.duties))
        ) + _partner(instance, insertion, v)
    return replace(plan, unserved=reasons)


def _reason(instance: Instance, insertion: Insertion, v: int, k: int) -> Reason:
    shift = instance.duties[k].shift
    never = instance.obstacle(v, k)
    if never is not None:
        taken = never == "vehicles" and ever_available(instance.problem, shift)
        impossible: ReasonScope = "now" if taken else "never"
        return Reason(never, impossible, shift.worker, shift.id, _detail(instance, v, k, never))
    code = obstacle_now(insertion, v, k)
    scope: ReasonScope = "search" if code is None else "now"
    return Reason(code or "priced_out", scope, shift.worker, shift.id, "")


def _detail(instance: Instance, v: int, k: int, code: str) -> str:
    """What exactly is missing, where one word says it."""
    visit, shift = instance.visits[v], instance.duties[k].shift
    worker = instance.problem.workers[shift.worker]
    if code == "skills":
        lacking = [s for s, level in visit.skills.items() if worker.skills.get(s, 0) < level]
        return ", ".join(lacking or sorted(visit.excluded_skills & worker.skills.keys()))
    if code == "capacity":
        capacity = instance.duties[k].capacity
        return ", ".join(name for name, load in visit.load.items() if capacity.get(name, 0) < load)
    if code == "vehicles":
        return ", ".join(shift.vehicles)
    return ""


def _partner(instance: Instance, insertion: Insertion, v: int) -> tuple[Reason, ...]:
    missing = [
        other
        for link, other in insertion.partners(v)
        if link.if_partner_unserved == "drop_both" and other not in insertion.where
    ]
    return tuple(
        Reason("partner", "now", None, None, instance.visits[other].id)
        for other in dict.fromkeys(missing)
    )
