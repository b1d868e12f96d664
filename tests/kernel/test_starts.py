"""Starts of fixed tours against an exact model: feasible or not, and the least starts."""

from random import Random
from typing import Any

import pytest
from ortools.sat.python import cp_model

from optimizer import InvalidProblem, Problem
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.data import Compiled, compile_instance
from optimizer.engine.kernel.states import empty_state, scratch_for
from optimizer.engine.kernel.tours import link as put_behind
from optimizer.engine.kernel.tours import lower_starts, mark_dirty
from tests.builders import link, loaded, shift, visit

CASES = 1_000
HOURS = range(8, 16)


def drawn(random: Random) -> tuple[Compiled, list[list[int]]]:
    """A random problem of three workers and up to eight visits, and sequences for its tours.

    Links that contradict each other by themselves are refused on reading, and drawn again.
    """
    while True:
        try:
            problem = _problem(random)
            break
        except InvalidProblem:
            continue
    compiled = compile_instance(Instance(problem))
    tours: list[list[int]] = [[], [], []]
    opens = compiled.data.node[:, a.OPEN]
    for node in sorted(range(len(problem.visits)), key=lambda v: (opens[v], random.random())):
        tours[random.randrange(3)].append(node)
    return compiled, tours


def _problem(random: Random) -> Problem:
    count = random.randint(2, 8)
    visits = [
        visit(f"v{i}", at=random.randint(0, 40), minutes=random.choice([0, 15, 30, 60]),
              window=[_window(random) for _ in range(random.choice([1, 1, 2]))])
        for i in range(count)
    ]  # fmt: skip
    links = [
        _link(random, number, *(f"v{i}" for i in random.sample(range(count), 2)))
        for number in range(random.randint(0, 4))
    ]
    shifts = [shift(f"w{k}", f"{random.choice([7, 8]):02}:00-{random.randint(13, 18)}:00")
              for k in range(3)]  # fmt: skip
    return loaded(visits=visits, shifts=shifts, links=links)


def _window(random: Random) -> str:
    start = random.choice(HOURS)
    return f"{start:02}:00-{start + random.choice([2, 4, 6]):02}:00"


def _link(random: Random, number: int, one: str, two: str) -> dict[str, Any]:
    if random.random() < 0.5:
        tolerance = random.choice([0, 0, 300])
        return link("together", one, two, ident=f"l{number}", tolerance_s=tolerance)
    least = random.choice([None, 0, 1800, 7200])
    most = random.choice([None, 3600, 10_800])
    if most is not None and least is not None and most < least:
        most = least
    return link("sequence", one, two, ident=f"l{number}", min_gap_s=least, max_gap_s=most,
                gap_from=random.choice(["start", "end"]))  # fmt: skip


def propagated(compiled: Compiled, tours: list[list[int]]) -> list[int] | None:
    """The kernel's starts, found anew from starts that are all too late."""
    data = compiled.data
    state, scratch = empty_state(data), scratch_for(data, 1)
    for duty, tour in enumerate(tours):
        before = len(data.fit) + duty
        for node in tour:
            put_behind(state, node, before, duty, 0)
            before = node
        state.node[[*tour, len(data.fit) + duty], a.START] = 1 << 40
        mark_dirty(scratch, duty)
    if not lower_starts(data, state, scratch):
        return None
    return [int(start) for start in state.node[: len(data.fit), a.START]]


def exact(compiled: Compiled, tours: list[list[int]]) -> list[int] | None:
    """The starts of CP-SAT with the least sum; the least of each, as a least one exists."""
    instance, data = compiled.instance, compiled.data
    model = cp_model.CpModel()
    starts = [
        model.new_int_var_from_domain(
            cp_model.Domain.from_intervals([list(w) for w in instance.nodes[v].windows]), f"s{v}"
        )
        for v in range(instance.count)
    ]
    for number, tour in enumerate(tours):
        duty = instance.duties[compiled.order[number]]
        place, free = duty.start_place, duty.start
        for node in tour:
            model.add(starts[node] >= free + duty.travel[place][instance.nodes[node].place])
            place = instance.nodes[node].place
            free = starts[node] + instance.nodes[node].duration
        if tour:
            model.add(free + duty.travel[place][duty.end_place] <= duty.end)
    for node in range(instance.count):
        first = data.node[node, a.LINK]
        for other, out, _, _ in data.links[first : first + data.node[node, a.LINKS]]:
            if out > -a.NEVER:
                model.add(starts[int(other)] >= starts[node] + int(out))
    model.minimize(sum(starts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return [solver.value(start) for start in starts]


@pytest.mark.parametrize("part", range(10))
def test_starts_are_those_of_an_exact_model(part: int) -> None:
    """For 1,000 random sets of tours: the same verdict, and the same start of every visit."""
    verdicts = []
    for case in range(CASES // 10):
        compiled, tours = drawn(Random(f"{part} {case}"))
        found = propagated(compiled, tours)
        assert found == exact(compiled, tours), f"part {part}, case {case}"
        verdicts.append(found is not None)
    assert 15 <= sum(verdicts) <= 85, "both verdicts occur often"
