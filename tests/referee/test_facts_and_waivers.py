"""Facts are not breaches, and what a person has accepted forbids no plan."""

from typing import Any

import pytest

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.referee import Verdict, check
from tests.builders import iso, loaded, plan, visit


def day(**parts: Any) -> tuple[Problem, Plan]:
    """v1 and v2 both start a minute after their windows, at 10:01 and 12:01."""
    problem = loaded(
        visits=[visit("v1", 10, "09:00-10:00"), visit("v2", 10, "11:00-12:00")], **parts
    )
    return problem, plan(problem, {"s1": ["v1", "v2"]}, starts={"v1": "10:01", "v2": "12:01"})


def subjects(verdict: Verdict) -> dict[str, list[str]]:
    """First subjects of the violations, by where they are listed."""
    return {
        name: [violation.subjects[0] for violation in getattr(verdict, name)]
        for name in ("violations", "inherited", "waived")
    }


def test_without_facts_or_waivers_all_breaches_forbid_the_plan():
    """Nothing is excused by itself."""
    assert subjects(check(*day())) == {"violations": ["v1", "v2"], "inherited": [], "waived": []}


def test_breaches_before_the_freeze_are_inherited():
    """What began before `freeze_before` happened: it is reported, but forbids nothing."""
    verdict = check(*day(freeze_before=iso("11:00")))

    assert subjects(verdict) == {"violations": ["v2"], "inherited": ["v1"], "waived": []}
    assert not verdict.clean
    assert check(*day(freeze_before=iso("13:00"))).clean


@pytest.mark.parametrize(("freeze", "inherited"), [("10:01", False), ("10:02", True)])
def test_the_moment_of_the_freeze_is_not_past(freeze: str, inherited: bool):
    """A breach at the very moment of `freeze_before` is still a breach."""
    assert ("v1" in subjects(check(*day(freeze_before=iso(freeze))))["inherited"]) is inherited


def waiver(rule: str, subject: str) -> dict[str, str]:
    return {"rule": rule, "subject": subject, "reason": "agreed by phone", "by": "M. Morel"}


def test_a_waiver_covers_its_rule_and_subject():
    """A waived breach is listed apart and forbids nothing."""
    verdict = check(*day(waivers=[waiver("time_windows", "v1")]))

    assert subjects(verdict) == {"violations": ["v2"], "inherited": [], "waived": ["v1"]}
    assert check(*day(waivers=[waiver("time_windows", v) for v in ("v1", "v2")])).clean


@pytest.mark.parametrize(
    ("rule", "subject"),
    [("skills", "v1"), ("presence", "v1"), ("time_windows", "w1"), ("time_windows", "p-v1")],
)
def test_a_waiver_covers_nothing_else(rule: str, subject: str):
    """A waiver of another rule, or of a subject the breach does not name, changes nothing."""
    verdict = check(*day(waivers=[waiver(rule, subject)]))

    assert subjects(verdict) == {"violations": ["v1", "v2"], "inherited": [], "waived": []}


def test_any_subject_of_a_breach_can_be_waived():
    """A breach between a visit and a worker is waived by naming either."""
    for subject in ("v1", "w1"):
        problem = loaded(visits=[visit("v1", skills=["care"])], waivers=[waiver("skills", subject)])
        verdict = check(problem, plan(problem, {"s1": ["v1"]}))
        assert (verdict.clean, len(verdict.waived)) == (True, 1)


def test_a_fact_needs_no_waiver():
    """A breach that is both a fact and waived is listed once, as inherited."""
    verdict = check(*day(freeze_before=iso("11:00"), waivers=[waiver("time_windows", "v1")]))

    assert subjects(verdict) == {"violations": ["v2"], "inherited": ["v1"], "waived": []}


def test_a_broken_structure_is_neither_fact_nor_waived():
    """A plan that does not mention a visit is never excused."""
    problem, made = day(freeze_before=iso("18:00"))
    verdict = check(problem, Plan(made.tours[:0], {"v1": ()}))

    assert subjects(verdict) == {"violations": ["v2"], "inherited": [], "waived": []}


@pytest.mark.parametrize(("freeze", "inherited"), [("15:30", False), ("15:31", True)])
def test_a_breach_is_dated_by_the_last_choice_that_makes_it(freeze: str, inherited: bool):
    """Coming home late is a fact once the last visit has begun: nothing can mend it then."""
    problem = loaded(visits=[visit("v1", 10), visit("v2", 10)], freeze_before=iso(freeze))
    # v2 15:30-16:00, back at 16:10, ten minutes after the end of the shift
    made = plan(problem, {"s1": ["v1", "v2"]}, starts={"v1": "15:00", "v2": "15:30"})
    verdict = check(problem, made)

    assert [v.case for v in verdict.inherited] == (["late"] if inherited else [])
    assert [v.case for v in verdict.violations] == ([] if inherited else ["late"])
