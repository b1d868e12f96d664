"""Working time of tours made by insertion, as the referee's rules judge it.

Insertion judges a visit inside one tour; the limits are about all tours of a worker. So the tours
of a worker are laid out as in a plan and given to the rules: slow, but only where limits bind, and
only for the visits that a search has left.
"""

from collections.abc import Sequence
from itertools import chain

from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.tour import Tour
from optimizer.plan.model import Plan
from optimizer.plan.model import Tour as PlanTour
from optimizer.problem.features import binding_limits, has_binding_max_work
from optimizer.rules.breaks import Breaks
from optimizer.rules.working_time import WorkingTimeLimits


class Hours:
    """Whether workers keep the limits of working time.

    Tours that are as in `plan` keep its times: waits may lie elsewhere in it than insertion puts
    them, and a long one is no work.
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        problem = instance.problem
        self.instance = instance
        self.before = {tour.shift: tour for tour in plan.tours}
        self.waived = {(waiver.rule, waiver.subject) for waiver in problem.waivers}
        limited = set(binding_limits(problem))
        limited |= {s.worker for s in problem.shifts.values() if has_binding_max_work(s)}
        numbers = {worker: number for number, worker in enumerate(problem.workers)}
        self.duties: dict[int, list[int]] = {numbers[worker]: [] for worker in limited}
        for duty in instance.duties:
            if duty.worker in self.duties:
                self.duties[duty.worker].append(duty.number)

    def kept(self, tours: Sequence[Tour], tour: Tour) -> bool:
        """Whether the worker of a tour keeps the limits with it, and otherwise with `tours`."""
        own = self.duties.get(tour.duty.worker)
        if own is None:
            return True
        return self._lawful([tour if k == tour.duty.number else tours[k] for k in own])

    def plan_of(self, tours: Sequence[Tour]) -> Plan | None:
        """The plan of these tours; None if a worker would break a limit."""
        for own in self.duties.values():
            if not self._lawful([tours[k] for k in own]):
                return None
        laid = [found for tour in tours if (found := self._laid(tour)) is not None]
        served = {visit for tour in laid for visit in tour.visits}
        left = {visit: () for visit in self.instance.problem.visits if visit not in served}
        return Plan(tuple(laid), left)

    def _laid(self, tour: Tour) -> PlanTour | None:
        before = self.before.get(tour.duty.shift.id)
        if before is not None and before.vehicle == tour.duty.vehicle:
            nodes = [self.instance.nodes[node].visit for node in tour.nodes]
            if nodes == [s.ref for s in before.stops if s.kind in ("visit", "reload")]:
                return before
        return next(iter(plan_of(self.instance, [tour]).tours), None)

    def _lawful(self, tours: Sequence[Tour]) -> bool:
        problem = self.instance.problem
        laid = (self._laid(tour) for tour in tours)
        plan = Plan(tuple(tour for tour in laid if tour is not None), {})
        rules = (WorkingTimeLimits(), Breaks())
        return all(
            any((breach.rule, subject) in self.waived for subject in breach.subjects)
            for breach in chain.from_iterable(rule.check(problem, plan) for rule in rules)
        )
