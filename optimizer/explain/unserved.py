"""Why a visit is unserved: for every shift, the rule that stands in the way."""

from dataclasses import replace

from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.pauses import tour_of
from optimizer.engine.prices import prices_of
from optimizer.engine.tour import Tour
from optimizer.plan.model import Plan, Reason


def with_reasons(instance: Instance, plan: Plan) -> Plan:
    """The plan with the reasons of every unserved visit, one a shift.

    `never`: the shift could not hold the visit even in an empty tour. `now`: no position of its
    tour in this plan can. `search`: it would fit, and the search missed it. A visit whose linked
    partner is unserved, and that goes with it, has the reason `partner`.
    """
    if not plan.unserved:
        return plan
    insertion = Insertion(instance, prices_of(instance), seed=0)
    insertion.adopt(_tours(instance, plan))
    reasons = {}
    for visit in plan.unserved:
        v = instance.number[visit]
        reasons[visit] = tuple(
            _reason(instance, insertion, v, k) for k in range(len(instance.duties))
        ) + _partner(instance, insertion, v)
    return replace(plan, unserved=reasons)


def _tours(instance: Instance, plan: Plan) -> list[Tour]:
    """The plan's tours with all their starts held where links bind them."""
    by_shift = {tour.shift: tour for tour in plan.tours}
    tours = []
    for duty in instance.duties:
        planned = by_shift.get(duty.shift.id)
        nodes, held = [], {}
        spare = list(duty.reloads)
        for stop in planned.stops if planned else ():
            if stop.kind == "visit" and stop.ref is not None:
                v = instance.number[stop.ref]
                nodes.append(v)
                if instance.problem.links_of.get(stop.ref):
                    held[v] = stop.start
            elif stop.kind == "reload":
                place = instance.places.index(stop.place)
                node = next(n for n in spare if instance.nodes[n].place == place)
                spare.remove(node)
                nodes.append(node)
        tour = tour_of(instance, duty, nodes, held)
        if tour is None:  # a plan made elsewhere: its times are no reason to stop explaining
            tour = Tour(instance, duty)
        tours.append(tour)
    return tours


def _reason(instance: Instance, insertion: Insertion, v: int, k: int) -> Reason:
    shift = instance.duties[k].shift
    never = instance.never[v].get(k)
    if never is not None:
        return Reason(never, "never", shift.worker, shift.id, _detail(instance, v, k, never))
    code = insertion.obstacle(v, k)
    scope = "search" if code is None else "now"
    return Reason(code or "priced_out", scope, shift.worker, shift.id, "")


def _detail(instance: Instance, v: int, k: int, code: str) -> str:
    """What exactly is missing, where one word says it."""
    visit, shift = instance.visits[v], instance.duties[k].shift
    worker = instance.problem.workers[shift.worker]
    if code == "skills":
        lacking = [s for s, level in visit.skills.items() if worker.skills.get(s, 0) < level]
        return ", ".join(lacking + sorted(visit.excluded_skills & worker.skills.keys()))
    if code == "capacity":
        return ", ".join(
            name for name, load in visit.load.items() if shift.capacity.get(name, 0) < load
        )
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

