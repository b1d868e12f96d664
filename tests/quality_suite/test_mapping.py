"""Our problem of a published instance has the same solutions, and they cost the same."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from benchmarks.quality.families import FAMILIES
from benchmarks.quality.families.family import Family
from benchmarks.quality.scorers.judgement import Judgement
from optimizer.plan.model import Plan
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import COST_SCALE
from optimizer.referee import check, score
from tests.quality_suite import published, random_days, samples
from tests.quality_suite.plans import bredstrom_plan, home_care_plan, vrptw_plan

SEEDS = range(250)


def cost_of(problem: Problem, plan: Plan) -> float | None:
    """The cost of a plan that the referee finds clean and that serves all who must be."""
    if check(problem, plan).violations:
        return None
    unserved, cost = score(problem, plan).levels
    return cost / COST_SCALE if unserved == 0 else None


def same(family: Family, instance: str, plan_of: Callable[..., Plan], routes: Any) -> bool:
    """Referee and scorer agree on routes, also when written anew. Whether they are a solution."""
    problem = load_problem(family.problem(family.read(instance)))
    solution = routes
    if isinstance(routes, list):  # VRPTW
        solution = {"text": "\n".join(f"Route: {' '.join(map(str, route))}" for route in routes)}
    judged = family.judge(family.parse(instance), solution)
    plan = plan_of(problem, routes)
    cost = cost_of(problem, plan)

    assert (cost is not None) == (not judged.violations), (judged, check(problem, plan))
    if cost is None:
        return False
    assert cost == pytest.approx(judged.cost, abs=1e-6)
    assert written(family, problem, plan, instance).cost == pytest.approx(judged.cost, abs=1e-6)
    return True


def written(family: Family, problem: Problem, plan: Plan, instance: str) -> Judgement:
    """What the scorer says of a plan after it was written in the published format."""
    solution = json.loads(json.dumps(family.solution(problem, plan)))
    judged = family.judge(family.parse(instance), solution)
    assert judged.violations == ()
    return judged


SAMPLES: Mapping[str, tuple[str, Any, Callable[..., Plan], Any, float]] = {
    "mankowska": ("mankowska", samples.HHCRSP, home_care_plan, samples.HHCRSP_SOLUTION,
                  samples.HHCRSP_COST),
    "uhhc": ("uhhc", samples.UHHC, home_care_plan, samples.UHHC_SOLUTION, 1056),
    "uhhc-bazirha-caie": ("uhhc-bazirha-caie", samples.CAIE, home_care_plan,
                          samples.CAIE_SOLUTION, samples.CAIE_COST),
    "vrptw": ("vrptw", samples.VRPTW, vrptw_plan, [[1, 2], [3]], samples.VRPTW_COST),
    "bredstrom": ("bredstrom", samples.BREDSTROM, bredstrom_plan, samples.BREDSTROM_SOLUTION,
                  samples.BREDSTROM_COST),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_cost_what_was_worked_out(name: str):
    """The last level of our score is the published cost, on its scale."""
    family, instance, plan_of, routes, cost = SAMPLES[name]
    text = instance if isinstance(instance, str) else json.dumps(instance)
    problem = load_problem(FAMILIES[family].problem(FAMILIES[family].read(text)))

    assert cost_of(problem, plan_of(problem, routes)) == pytest.approx(cost)
    assert same(FAMILIES[family], text, plan_of, routes)


def worse(random: Random, solution: dict[str, Any]) -> dict[str, Any]:
    """A solution with one change: a service moved, dropped, or given to somebody else."""
    changed = deepcopy(solution)
    route = random.choice([route for route in changed["routes"] if route["locations"]])
    at = random.randrange(len(route["locations"]))
    match random.choice(["move", "drop", "swap"]):
        case "move":
            shift = random.choice([-40, -7, -1, 1, 7, 40])
            times = ("arrival_time", "departure_time", "start_time", "end_time")
            stop = route["locations"][at]
            stop.update({name: stop[name] + shift for name in times if name in stop})
        case "drop":
            route["locations"].pop(at)
        case "swap":
            random.choice(changed["routes"])["locations"].append(route["locations"].pop(at))
    for route in changed["routes"]:
        if all(stop["service"] == "lunch_break" for stop in route["locations"]):
            route["locations"] = []  # nobody has a tour of ours for lunch alone
    return changed


RANDOM: Mapping[str, tuple[Callable[[int], tuple[Any, Any]], Callable[..., Plan]]] = {
    "mankowska": (random_days.hhcrsp, home_care_plan),
    "uhhc": (random_days.uhhc, home_care_plan),
    "bredstrom": (random_days.bredstrom, bredstrom_plan),
    "vrptw": (random_days.vrptw, vrptw_plan),
}


@pytest.mark.parametrize("family", RANDOM)
def test_random_solutions_are_solutions_on_both_sides(family: str):
    """Feasible for the referee and feasible for the scorer are the same, and so is the cost."""
    draw, plan_of = RANDOM[family]
    found: Counter[bool] = Counter()
    for seed in SEEDS:
        instance, routes = draw(seed)
        text = instance if isinstance(instance, str) else json.dumps(instance)
        found[same(FAMILIES[family], text, plan_of, routes)] += 1

    assert found[True] > len(SEEDS) / 5, found


@pytest.mark.parametrize("family", ["mankowska", "uhhc"])
def test_what_is_broken_is_broken_on_both_sides(family: str):
    """The same for solutions with a change, most of them for the worse."""
    draw, plan_of = RANDOM[family]
    found: Counter[bool] = Counter()
    for seed in SEEDS:
        instance, routes = draw(seed)
        changed = worse(Random(seed), routes)
        found[same(FAMILIES[family], json.dumps(instance), plan_of, changed)] += 1

    assert min(found[True], found[False]) > len(SEEDS) / 20, found


@pytest.mark.parametrize("row", published.solutions())
def test_published_solutions_are_plans_of_the_published_cost(row: dict[str, str]):
    """The referee finds them clean, and scores them as published."""
    family, instance, solution, cost = published.load(row)
    problem = load_problem(family.problem(family.read(instance)))

    assert cost_of(problem, home_care_plan(problem, solution)) == pytest.approx(cost, abs=1e-3)
    assert same(family, instance, home_care_plan, solution)
