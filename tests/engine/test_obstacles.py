"""Which shifts could hold a visit: all pairs at once as one by one, rule after rule."""

from datetime import date

import pytest

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.obstacles import OBSTACLES
from optimizer.engine.windows import earliest
from optimizer.problem import Problem, load_problem
from scenarios.besancon import generate
from tests.strategies import planted

SEEDS = range(150)


def plain_obstacle(instance: Instance, v: int, duty: Duty) -> str | None:
    """The first rule that keeps a visit out of an empty tour, each asked plainly."""
    problem, visit, shift = instance.problem, instance.visits[v], duty.shift
    worker, person = problem.workers[shift.worker], problem.persons[visit.person]
    for skill, level in visit.skills.items():
        if worker.skills.get(skill, 0) < level:
            return "skills"
    if visit.excluded_skills & worker.skills.keys():
        return "skills"
    for asking in (visit, person):
        if asking.required_workers is not None and worker.id not in asking.required_workers:
            return "pairings"
        if worker.id in asking.refused_workers:
            return "pairings"
    if person.id in worker.refused_persons:
        return "pairings"
    pin = problem.pins.get(visit.id)
    if pin is not None and pin.worker not in (None, worker.id):
        return "pins"
    if pin is not None and pin.shift not in (None, shift.id):
        return "pins"
    for frozen in problem.frozen_tours.values():
        if visit.id in frozen.visits and frozen.shift != shift.id:
            return "pins"
    if shift.vehicles and duty.vehicle is None:
        return "vehicles"
    for name, load in visit.load.items():
        if duty.capacity.get(name, 0) < load:
            return "capacity"
    node = instance.nodes[v]
    if not node.windows:
        return "time_windows"
    way = duty.travel[duty.start_place][node.place]
    start = earliest(node.windows, duty.start + way)
    back = duty.travel[node.place][duty.end_place]
    if start is None or start + node.duration + back > duty.end:
        return "shift_bounds"
    since = start - duty.start if shift.leaves_at_start else way
    for depot in duty.reloads:
        since = min(since, duty.travel[instance.nodes[depot].place][node.place])
    if visit.max_since_loading is not None and since > visit.max_since_loading:
        return "time_since_loading"
    return None


def differing(problem: Problem) -> list[tuple[int, int]]:
    """Pairs of a visit and a duty of which the instance thinks otherwise."""
    instance = Instance(problem)
    return [
        (v, duty.number)
        for v in range(instance.count)
        for duty in instance.duties
        if instance.obstacle(v, duty.number) != plain_obstacle(instance, v, duty)
        or (duty.number in instance.possible[v]) != (plain_obstacle(instance, v, duty) is None)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_obstacles_are_those_of_the_plain_rules(seed: int) -> None:
    """On planted problems of all rules, every shift and visit."""
    assert differing(planted(seed).problem) == []


def test_the_planted_problems_have_every_obstacle() -> None:
    """So the comparison above says something of each rule; a visit without any start, which no
    planted problem has, is in test_duties."""
    found = set[str | None]()
    for seed in SEEDS:
        instance = Instance(planted(seed).problem)
        found.update(
            instance.obstacle(v, k)
            for v in range(instance.count)
            for k in range(len(instance.duties))
        )
    assert found == {None, *OBSTACLES} - {"time_windows"}


@pytest.mark.parametrize("days", [1, 3])
def test_obstacles_of_generated_days(days: int) -> None:
    """With vehicles, meals and several days, at a tenth of the city's size."""
    document = generate(date(2026, 11, 24), scale=0.1, seed=1, days=days).to_json_dict()
    assert differing(load_problem(document)) == []
