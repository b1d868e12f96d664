"""Is a plan feasible? Every rule, plainly, in one pass each."""

from dataclasses import dataclass

from optimizer.plan.model import Plan, Stop, Tour
from optimizer.problem.model import Problem
from optimizer.referee.structure import structure
from optimizer.rules import RULES, Violation
from optimizer.travel import travel_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the referee found.

    `inherited` breaches are facts: they date from before `freeze_before`, or the facts of the
    problem make them whatever the plan is. `waived` ones were accepted by a person. Only
    `violations` forbid the plan.
    """

    violations: tuple[Violation, ...]
    inherited: tuple[Violation, ...]
    waived: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing forbids the plan."""
        return not self.violations


def check(problem: Problem, plan: Plan) -> Verdict:
    """Judge a plan by all the rules.

    Rules are run only on a plan whose structure is sound; breaches of the structure (rule
    `structure`) are never inherited nor waived.

    Parameters
    ----------
    problem
        What is asked.
    plan
        A plan from anywhere; nothing in it is trusted.
    """
    broken = tuple(structure(problem, plan))
    if broken:
        return Verdict(broken, (), ())
    waivers = {(waiver.rule, waiver.subject) for waiver in problem.waivers}
    settled = _settled(problem, plan)
    violations, inherited, waived = [], [], []
    for rule in RULES:
        for found in rule.check(problem, plan):
            if (problem.freeze_before is not None and found.at < problem.freeze_before) or _key(
                found
            ) in settled:
                inherited.append(found)
            elif any((found.rule, subject) in waivers for subject in found.subjects):
                waived.append(found)
            else:
                violations.append(found)
    return Verdict(tuple(violations), tuple(inherited), tuple(waived))


Key = tuple[str, str, tuple[str, ...], int]


def _key(found: Violation) -> Key:
    return found.rule, found.case, found.subjects, found.at


def _settled(problem: Problem, plan: Plan) -> set[Key]:
    """Breaches that the facts alone make: those of the plan's tours cut off after their last fact.

    The worker goes home from there. A breach that later stops make worse is dated by these, so it
    is another one.
    """
    if not problem.happened:
        return set()
    tours = []
    for tour in plan.tours:
        last = max((n for n, s in enumerate(tour.stops) if s.ref in problem.happened), default=-1)
        if last >= 0:
            tours.append(_cut(problem, tour, last))
    facts = Plan(tuple(tours), {v: () for v in problem.visits if v not in problem.happened})
    return {_key(found) for rule in RULES for found in rule.check(problem, facts)}


def _cut(problem: Problem, tour: Tour, last: int) -> Tour:
    shift = problem.shifts[tour.shift]
    stop = tour.stops[last]
    travel, metres = travel_of(problem).leg(shift.mode, stop.place, shift.end_place)
    end = max(stop.end for stop in tour.stops[: last + 1]) + travel
    home = Stop("depot", None, shift.end_place, end, end, end, travel, metres)
    return Tour(tour.shift, tour.vehicle, (*tour.stops[: last + 1], home))
