"""Is a plan feasible? Every rule, plainly, in one pass each."""

from dataclasses import dataclass

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.referee.structure import structure
from optimizer.rules import RULES, Violation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the referee found.

    `inherited` breaches are facts: they date from before `freeze_before`. `waived` ones were
    accepted by a person. Only `violations` forbid the plan.
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
    violations, inherited, waived = [], [], []
    for rule in RULES:
        for found in rule.check(problem, plan):
            if problem.freeze_before is not None and found.at < problem.freeze_before:
                inherited.append(found)
            elif any((found.rule, subject) in waivers for subject in found.subjects):
                waived.append(found)
            else:
                violations.append(found)
    return Verdict(tuple(violations), tuple(inherited), tuple(waived))
