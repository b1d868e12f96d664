"""The full model: who serves what, in which order and when, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from optimizer.engine.duties import Duty
from optimizer.engine.exact.components import Component
from optimizer.engine.exact.hints import hint
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.rules import add_rules
from optimizer.engine.exact.solver import Effort, new_solver
from optimizer.engine.exact.terms import Level, levels_of
from optimizer.engine.exact.variables import END, START, Leg, Literal, Route
from optimizer.engine.instance import Instance
from optimizer.engine.obstacles import NONE, obstacles
from optimizer.engine.windows import earliest, latest
from optimizer.plan.model import Tour
from optimizer.problem.model import DifferentWorkers, Together


def possible_duties(instance: Instance) -> list[list[int]]:
    """By visit the duties that could take it, whichever vehicle they have."""
    duties = [_with_any_vehicle(instance, duty) for duty in instance.duties]
    return [np.flatnonzero(row == NONE).tolist() for row in obstacles(instance, duties)]


def _with_any_vehicle(instance: Instance, duty: Duty) -> Duty:
    """The duty as if it had the largest of its vehicles for each kind of load, all the time."""
    shift = duty.shift
    if not shift.vehicles:
        return duty
    vehicles = [instance.problem.vehicles[name] for name in shift.vehicles]
    names = shift.capacity.keys() | {name for vehicle in vehicles for name in vehicle.capacity}
    capacity = {
        name: shift.capacity.get(name, 0) + max(v.capacity.get(name, 0) for v in vehicles)
        for name in names
    }
    return replace(
        duty, start=shift.start, end=shift.end, vehicle=shift.vehicles[0], capacity=capacity
    )


@dataclass(frozen=True, slots=True)
class Full:
    """The model of a component and what its plans cost by level."""

    model: Model
    levels: list[Level]


def full_model(instance: Instance, component: Component, routes: Sequence[Route]) -> Full:
    """All plans of a component, whose tours may be `routes`."""
    model = Model(instance, routes, component.visits)
    add_rules(model)
    _break_symmetry(model)
    return Full(model, levels_of(model, instance.problem.objective.terms))


def routes_of(
    instance: Instance, component: Component, possible: Sequence[Sequence[int]]
) -> list[Route]:
    """What the tours of a component may be."""
    return [
        Route(
            duty := instance.duties[k],
            _legs(instance, duty, [v for v in component.visits if k in possible[v]]),
            duty.shift.vehicles or (None,),
        )
        for k in component.duties
    ]


def _legs(instance: Instance, duty: Duty, visits: Sequence[int]) -> tuple[Leg, ...]:
    """The legs that time and workers allow."""
    nodes, shift = instance.nodes, duty.shift
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for v in (*visits, *duty.reloads):
        node = nodes[v]
        reach = shift.start + duty.travel[duty.start_place][node.place]
        back = shift.end - duty.travel[node.place][duty.end_place] - node.duration
        begin, end = earliest(node.windows, reach), latest(node.windows, back)
        if begin is not None and end is not None and begin <= end:
            first[v], last[v] = begin, end
    apart = _apart(instance)
    legs = [(START, v) for v in first]
    legs += [(v, END) for v in first if v < instance.count]
    for i, begin in first.items():
        for j, end in last.items():
            # One reload after another is lawful: it may break up a wait.
            if i == j or (i, j) in apart or (j, i) in apart:
                continue
            free = begin + nodes[i].duration
            if free + duty.travel[nodes[i].place][nodes[j].place] <= end:
                legs.append((i, j))
    return tuple(legs)


def _apart(instance: Instance) -> set[tuple[int, int]]:
    """Pairs of visits that two workers must serve."""
    return {
        (instance.number[a], instance.number[b])
        for link in instance.problem.links.values()
        if isinstance(link, Together | DifferentWorkers)
        for a in link.visits
        for b in link.visits
        if a != b
    }


def _break_symmetry(model: Model) -> None:
    """Of workers who are alike in all that counts, the first has the visit of the least number."""
    alike: list[tuple[object, list[int]]] = []
    for number, tour in enumerate(model.tours):
        shift = tour.duty.shift
        if len(model.problem.shifts_of[shift.worker]) == 1:
            worker = replace(model.problem.workers[shift.worker], id="", external_id="")
            known = (
                replace(shift, id="", external_id="", worker=""),
                worker, sorted(tour.takes), _wanted(model, shift.worker),
            )  # fmt: skip
            for other, numbers in alike:
                if other == known:
                    numbers.append(number)
                    break
            else:
                alike.append((known, [number]))
    for _, numbers in alike:
        for one, other in pairwise(numbers):
            before: list[Literal] = []
            for v in sorted(model.tours[one].takes):
                model.cp.add_bool_or(*before, ~model.tours[other].takes[v])
                before.append(model.tours[one].takes[v])


def _wanted(model: Model, worker: str) -> object:
    """Whom and what a worker is named by: nobody else is like one who is."""
    problem = model.problem
    persons = [
        (p.id, p.preferred_workers is not None and worker in p.preferred_workers)
        for p in problem.persons.values()
    ]
    visits = [
        (v.id, v.preferred_workers is not None and worker in v.preferred_workers)
        for v in problem.visits.values()
    ]
    before = [p.visit for p in problem.previous.values() if p.worker == worker]
    waived = [w for w in problem.waivers if w.subject == worker]
    return persons, visits, before, waived


def keep_frozen(full: Full, effort: Effort) -> float:
    """Serve as many frozen visits as can be served at all, whatever that costs: what a planner
    froze is worth more than the score. Returns the deterministic seconds spent.
    """
    model = full.model
    frozen = _frozen(model)
    if not frozen:
        return 0.0
    kept = sum(model.served[v] for v in frozen)
    model.cp.maximize(kept)
    solver = new_solver(effort, 0.5)
    if solver.solve(model.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        model.cp.add(kept >= round(solver.objective_value))
    return float(solver.response_proto.deterministic_time)


def _frozen(model: Model) -> list[int]:
    """The visits of the frozen tours that the model can serve."""
    visits = [v for tour in model.problem.frozen_tours.values() for v in tour.visits]
    numbers = [model.instance.number.get(visit) for visit in visits]
    return [v for v in numbers if v is not None and v in model.served]


def begin_with(full: Full, tours: Sequence[Tour]) -> frozenset[int]:
    """Begin with these tours; returns the levels that they cannot be bettered on.

    The tours must be lawful. Those are levels of unserved visits alone, where the tours serve all
    that could be served at all, what is frozen first. Every plan that is as good must serve these
    as well, which the model then knows.
    """
    model, instance = full.model, full.model.instance
    hint(model, tours)
    done = {instance.number[visit] for tour in tours for visit in tour.visits}
    if not done.issuperset(_frozen(model)):
        return frozenset()
    open_ = {f"unserved_p{instance.visits[v].priority}" for v in model.served if v not in done}
    settled = set()
    for number in range(len(full.levels)):
        terms = [t for t in model.problem.objective.terms if t.level == number and t.weight]
        kinds = {term.kind.name for term in terms if term.aggregation == "sum"}
        if len(kinds) < len(terms) or not all(kind.startswith("unserved") for kind in kinds):
            break  # what comes below depends on what it costs to serve everybody
        if open_ & kinds:
            break
        settled.add(number)
        for v, served in model.served.items():
            if f"unserved_p{instance.visits[v].priority}" in kinds:
                model.add(served == 1)
    return frozenset(settled)
