"""For each rule: a harmless case, bad cases and the good cases right beside them.

One file a rule, each with `cases() -> Cases`; `tests/rules/test_registry.py` runs them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from tests.builders import loaded, plan

Made = tuple[Problem, Plan]


@dataclass(frozen=True)
class Cases:
    """The rule's matter is there, but nothing is at stake; then breaches and near misses.

    `bad` and `good` are by the rule's sentences (`Rule.sentences`): for each breach what is
    just forbidden and what is just allowed.
    """

    harmless: Made
    bad: Mapping[str, Made]
    good: Mapping[str, Made]


def made(
    tours: Mapping[str, list[str]],
    starts: Mapping[str, str] | None = None,
    used: Mapping[str, str | None] | None = None,
    **parts: Any,
) -> Made:
    """A problem and a plan of it, see `tests.builders`; `used` are vehicles by shift."""
    problem = loaded(**parts)
    return problem, plan(problem, tours, starts=starts, vehicles=used)


def altered(plan: Plan, shift: str, index: int, **changes: Any) -> Plan:
    """A plan with other fields in one stop of one tour."""
    tours = tuple(
        tour
        if tour.shift != shift
        else replace(
            tour,
            stops=tuple(
                replace(stop, **changes) if i == index else stop
                for i, stop in enumerate(tour.stops)
            ),
        )
        for tour in plan.tours
    )
    return Plan(tours, plan.unserved)
