"""From a peer's sequences to one of our plans, judged by the referee."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from optimizer.engine.decode import tours_of
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import prices_of
from optimizer.plan.model import Plan
from optimizer.problem.model import PickupDelivery, Problem
from optimizer.referee import check


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found.

    `routes`: node numbers in order, one list for each duty of the instance. `starts`: ticks at
    which linked visits start (by node), where the solver could state their links.
    `first_s`: seconds to its first plan, None where it does not tell.
    """

    routes: Sequence[Sequence[int]]
    starts: Mapping[int, int] = field(default_factory=dict)
    first_s: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A lawful plan, and how many visits of the answer had to be given up for it:
    `unscheduled` as their sequence cannot keep its times, `broken` as a rule was broken."""

    plan: Plan
    unscheduled: int
    broken: int


def judged(problem: Problem, instance: Instance, answer: Answer) -> Judged:
    """The plan of an answer to `instance`, which is `problem` or that with visits pinned."""
    served = sum(node < instance.count for route in answer.routes for node in route)
    tours = tours_of(_held(instance), _possible(instance, answer.routes), answer.starts)
    scheduled = sum(node < instance.count for tour in tours for node in tour.nodes)
    stated = copy.copy(instance)
    stated.problem = problem  # with all links again
    insertion = Insertion(stated, prices_of(stated), seed=0)
    insertion.adopt(tours)
    plan = lawful(problem, plan_of(stated, insertion.tours))
    return Judged(plan, served - scheduled, scheduled - len(plan.placed))


def _held(instance: Instance) -> Instance:
    """The instance as the schedule is to see it: only links between tours hold visits to the
    starts of the answer. Rides are inside one tour, and those with others are windows."""
    between = {
        name: link
        for name, link in instance.problem.links.items()
        if not isinstance(link, PickupDelivery) and instance.number.keys() >= set(link.visits)
    }
    seen = copy.copy(instance)
    seen.problem = replace(instance.problem, links=between)
    return seen


def _possible(instance: Instance, routes: Sequence[Sequence[int]]) -> list[list[int]]:
    """The routes without visits that their duty could never hold."""
    return [
        [node for node in route if node >= instance.count or k in instance.possible[node]]
        for k, route in enumerate(routes)
    ]


def lawful(problem: Problem, plan: Plan) -> Plan:
    """The plan without the tours that break a rule; none at all if that does not help."""
    while violations := check(problem, plan).violations:
        named = {subject for violation in violations for subject in violation.subjects}
        guilty = {
            tour.shift
            for tour in plan.tours
            if named & {tour.shift, problem.shifts[tour.shift].worker, *tour.visits}
        }
        kept = tuple(tour for tour in plan.tours if guilty and tour.shift not in guilty)
        served = {visit for tour in kept for visit in tour.visits}
        plan = Plan(kept, {visit: () for visit in problem.visits if visit not in served})
    return plan
