"""The engine against the referee, on random problems whose visits can all be served."""

import ast
import inspect
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings

from optimizer import Budget, Options, Result, Unsupported, check, score, solve
from optimizer.engine.routing import ENCODES
from optimizer.problem.features import features
from optimizer.problem.load import load_problem
from optimizer.problem.model import Link, Problem
from tests.builders import link, loaded, pause, shift, visit
from tests.strategies import RULES, Planted, planted, planted_problems

SEEDS = range(320)
"""The fixed problems: of 4 to 25 visits each, with half of the rules each."""
ITERATIONS = 30


@cache
def solved() -> Mapping[int, tuple[Planted, Result]]:
    """The fixed problems and what the engine made of them; solved once for all tests here."""
    found = {}
    for seed in SEEDS:
        day = planted(seed)
        found[seed] = day, solve(day.problem, Budget(iterations=ITERATIONS), seed=1)
    return found


def assert_lawful(day: Planted, result: Result) -> None:
    """What every result promises, whatever the problem."""
    problem, plan = day.problem, result.plan
    verdict = check(problem, plan)
    assert verdict.clean, [violation.sentence("en") for violation in verdict.violations]
    assert result.verdict == verdict
    assert result.stats.repaired == (), "the engine broke a rule and had to give tours up"
    assert result.score == score(problem, plan)
    served = [name for tour in plan.tours for name in tour.visits]
    assert sorted([*served, *plan.unserved]) == sorted(problem.visits)
    for name, reasons in plan.unserved.items():
        assert reasons, f"{name} is unserved for no reason"
        for reason in reasons:
            assert reason.scope != "search", f"{name} would fit in shift {reason.shift}"
            if reason.shift is not None:
                assert problem.shifts[reason.shift].worker == reason.worker
        told = {reason.shift for reason in reasons} - {None}
        assert told == set(problem.shifts), f"{name} has no reason for some shift"


# The problems themselves


@pytest.mark.parametrize("seed", SEEDS)
def test_the_planted_plan_keeps_every_rule(seed: int) -> None:
    """A planted problem has a plan that serves everybody: the one it was written around."""
    day = planted(seed)
    verdict = check(day.problem, day.plan)
    assert verdict.clean, [violation.sentence("en") for violation in verdict.violations]
    assert set(day.plan.placed) == set(day.problem.visits)


def test_every_rule_that_the_engine_encodes_occurs_often() -> None:
    """Each name in ENCODES, and each rule of the generator, is used by many of the problems."""
    used = Counter(name for day, _ in solved().values() for name in features(day.problem))
    drawn = Counter(rule for day, _ in solved().values() for rule in day.rules)
    assert set(used) == ENCODES
    for name in ENCODES:
        assert used[name] >= 45, f"{name}: {used[name]} problems of {len(SEEDS)}"
    for rule in RULES:
        assert drawn[rule] >= 100, f"{rule}: {drawn[rule]} problems of {len(SEEDS)}"


def test_special_cases_occur_often() -> None:
    """What a feature's name does not tell: each case stands in at least ten of the problems."""
    cases: Counter[str] = Counter()
    for day, _ in solved().values():
        cases.update(set(_cases(day.problem)))
    wanted = {
        "several windows", "ends inside", "late after", "excluded skill", "reload", "two shifts",
        "leaves at start", "overtime", "gap from start", "gap from end", "kept partner",
        "dropped partner", "max ride", "incompatible", "external link", "exclusive external",
        "unavailable", "pinned start", "pinned shift", "frozen tour", "given matrix", "own ticks",
        "own objective", "two days", "chain and reload", "shared vehicle", "vehicle's room",
        "vehicle away", "statutory limits", "optional break", "priority 1",
        "priority 4",
    }  # fmt: skip
    assert {case for case in wanted if cases[case] < 10} == set(), cases


def _cases(problem: Problem) -> list[str]:
    """The special cases that a problem has, some of them repeatedly."""
    visits, shifts = problem.visits.values(), problem.shifts.values()
    sequences = [item for item in problem.links.values() if item.kind == "sequence"]
    found = {
        "several windows": any(len(item.windows) > 1 for item in visits),
        "ends inside": any(item.ends_inside for item in visits),
        "late after": any(w.late_after < w.end for item in visits for w in item.windows),
        "excluded skill": any(item.excluded_skills for item in visits),
        "reload": any(item.reload for item in shifts),
        "two shifts": any(len(item) > 1 for item in problem.shifts_of.values()),
        "leaves at start": any(item.leaves_at_start for item in shifts),
        "overtime": any(item.overtime_after < item.end for item in shifts),
        "gap from start": any(item.gap_from == "start" for item in sequences),
        "gap from end": any(item.gap_from == "end" for item in sequences),
        "kept partner": any(i.if_partner_unserved == "keep" for i in problem.links.values()),
        "dropped partner": any(
            item.if_partner_unserved == "drop_both" for item in problem.links.values()
        ),
        "max ride": any(getattr(item, "max_ride", None) for item in problem.links.values()),
        "incompatible": any(item.incompatible_with for item in problem.persons.values()),
        "external link": any(set(i.visits) & problem.external_visits.keys() for i in sequences),
        "exclusive external": any(item.exclusive for item in problem.external_visits.values()),
        "unavailable": any(item.unavailable for item in problem.workers.values()),
        "pinned start": any(item.start is not None for item in problem.pins.values()),
        "pinned shift": any(item.shift is not None for item in problem.pins.values()),
        "frozen tour": bool(problem.frozen_tours),
        "chain and reload": any(item.reload for item in shifts)
        and any(item.max_since_loading is not None for item in visits),
        "shared vehicle": max(
            Counter(name for item in shifts for name in item.vehicles).values(), default=0
        )
        > 1,
        "vehicle's room": any(item.capacity for item in problem.vehicles.values()),
        "vehicle away": any(item.unavailable for item in problem.vehicles.values()),
        "given matrix": bool(problem.travel.matrices),
        "own ticks": problem.tick_ms != 1_000,
        "own objective": "objective" in problem.document,
        "two days": problem.days == 2,
        "statutory limits": problem.working_time.pack == "fpt",
        "optional break": any(pause.optional for item in shifts for pause in item.breaks),
        "priority 1": any(item.priority == 1 for item in visits),
        "priority 4": any(item.priority == 4 for item in visits),
    }
    return [name for name, here in found.items() if here]


# What the engine makes of them


@pytest.mark.parametrize("seed", SEEDS)
def test_results_are_lawful(seed: int) -> None:
    """No violation, the referee's score, each visit served once or unserved with reasons."""
    assert_lawful(*solved()[seed])


def test_nearly_all_planted_visits_are_served() -> None:
    """At least 95 % of the visits, which all could be served, are served after a short search."""
    asked = sum(len(day.problem.visits) for day, _ in solved().values())
    served = sum(len(result.plan.placed) for _, result in solved().values())
    assert served >= 0.95 * asked


@given(planted_problems())
@settings(max_examples=60, derandomize=True, deadline=None, database=None)
def test_small_problems_with_any_rules(day: Planted) -> None:
    """The same promises on problems that Hypothesis chooses, and shrinks where they break."""
    assert check(day.problem, day.plan).clean
    assert_lawful(day, solve(day.problem, Budget(iterations=10)))


@pytest.mark.parametrize("seed", [0, 7, 92, 148, 225, 245])
def test_same_seed_same_iterations_same_plan(seed: int) -> None:
    """Solving again gives the same plan, stop by stop, from the problem read anew."""
    day, result = solved()[seed]
    again = solve(load_problem(day.document), Budget(iterations=ITERATIONS), seed=1)
    assert again.plan == result.plan
    assert again.stats.iterations == result.stats.iterations


# What the engine refuses


def _refused() -> dict[str, Problem]:
    """For each feature outside ENCODES a tiny problem that needs it and nothing else refused."""
    pair = [visit("v1"), visit("v2")]
    ride = link("pickup_delivery", "v1", "v2")
    cart = shift("w1", capacity={"seats": 2})
    return {
        "links.same_worker": loaded(visits=pair, links=[link("same_worker", "v1", "v2")]),
        "links.different_workers": loaded(
            visits=pair, links=[link("different_workers", "v1", "v2")]
        ),
        "capacity.mixed": loaded(
            visits=[visit("v1", load={"seats": 1}), visit("v2"), visit("v3", load={"seats": 1})],
            links=[ride],
            shifts=[cart],
        ),
        "breaks.always_due": loaded(
            visits=pair, shifts=[shift("w1", breaks=[pause("b1", "12:00-13:00", always_due=True)])]
        ),
        "working_time.binding": loaded(visits=pair, limits={"max_work_per_day_h": 7}),
    }


REFUSED = _refused()


@pytest.mark.parametrize("name", REFUSED)
def test_a_rule_that_is_not_encoded_is_refused_by_name(name: str) -> None:
    """The engine routing raises Unsupported with that feature alone, and what uses it."""
    with pytest.raises(Unsupported) as refusal:
        solve(REFUSED[name], Budget(iterations=1), options=Options("routing"))
    assert set(refusal.value.features) == {name}
    assert refusal.value.features[name] == features(REFUSED[name])[name]
    assert name in str(refusal.value)


def test_every_feature_is_encoded_or_refused() -> None:
    """Every name that `features` can give is in ENCODES or has its refusal above."""
    plain = {
        node.value.elts[0].value
        for node in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(features))))
        if isinstance(node, ast.Yield)
        and isinstance(node.value, ast.Tuple)
        and isinstance(node.value.elts[0], ast.Constant)
    }
    kinds = {next(f.default for f in fields(kind) if f.name == "kind") for kind in get_args(Link)}
    links = {kind if kind == "pickup_delivery" else f"links.{kind}" for kind in kinds}
    assert plain | links == ENCODES | REFUSED.keys()


def test_problems_of_encoded_rules_are_never_refused() -> None:
    """All the fixed problems use only names in ENCODES, and each was solved."""
    for day, result in solved().values():
        assert set(features(day.problem)) <= ENCODES
        assert result.status == "solved"


def test_nobody_is_relaxed_silently() -> None:
    """A visit that no shift can hold stays unserved, whatever it costs to leave it."""
    day = loaded(visits=[visit("v1", skills=["nurse"], priority=1), visit("v2", priority=4)])
    result = solve(day, Budget(iterations=5))
    assert set(result.plan.unserved) == {"v1"}
    assert result.verdict.clean
