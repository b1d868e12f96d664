"""Timing polish: the same tours in the same order, at the best times.

Groups of tours that nothing connects (links, workers, vehicles) are solved one by one.
"""

import time
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from optimizer.engine.exact.components import Ties
from optimizer.engine.exact.decode import tours_of
from optimizer.engine.exact.hints import hint, nodes_of
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.rules import add_rules
from optimizer.engine.exact.solver import Effort, solve_levels
from optimizer.engine.exact.terms import TIMED, Level, levels_of
from optimizer.engine.exact.variables import END, START, Facts, Route
from optimizer.engine.instance import Instance
from optimizer.plan.model import Plan, Tour
from optimizer.problem.model import DifferentWorkers, Problem, SameWorker
from optimizer.problem.score_terms import Term

EFFORT = 0.1
"""Deterministic seconds at most for a group of tours; nearly all need a tenth of it or less."""


def polished(instance: Instance, plan: Plan, seconds: float) -> Plan:
    """The plan with its tours at the best times, as far as they were found in the time given.

    Who serves what in which order stays, and so does what has begun before `freeze_before`.
    """
    tours = {tour.shift: tour for tour in plan.tours}
    end = time.monotonic() + seconds
    for group in _groups(instance.problem, plan.tours):
        left = end - time.monotonic()
        if left <= 0:
            break
        for tour in _timed(instance, group, left) or ():
            tours[tour.shift] = tour
    return Plan(tuple(tours.values()), plan.unserved)


def _timed(instance: Instance, tours: Sequence[Tour], seconds: float) -> Sequence[Tour] | None:
    """These tours at their best times; None if nothing better was found."""
    routes = [_route(instance, tour) for tour in tours]
    scope = {instance.number[visit] for tour in tours for visit in tour.visits}
    model = Model(instance, routes, scope, _facts(instance, tours))
    add_rules(model)
    levels = levels_of(model, _terms(instance))
    if all(isinstance(level.value, int) for level in levels):
        return None
    hint(model, tours)
    # Of times as good as each other the earliest.
    levels.append(Level(1, sum((node.start for node in model.nodes.values()), start=0)))
    solved = solve_levels(model, levels, Effort(EFFORT, seconds))
    return None if solved is None else tours_of(model, solved.value)


def _terms(instance: Instance) -> list[Term]:
    """The terms that times change."""
    terms = instance.problem.objective.terms
    return [term for term in terms if term.weight and term.kind.name in TIMED]


def _route(instance: Instance, tour: Tour) -> Route:
    """The tour as it is: its visits and reloads in order."""
    duty = next(duty for duty in instance.duties if duty.shift.id == tour.shift)
    nodes = [node for node, _ in nodes_of(instance, duty, tour)]
    taken = tuple(stop.ref or "" for stop in tour.stops if stop.kind == "break")
    legs = tuple(pairwise((START, *nodes, END)))
    limits = instance.problem.working_time
    least = max(limits.statutory_break or 0, limits.unpaid_wait)
    # Where no wait is that long already, none will be worth its price.
    rests = any(
        stop.start - stop.travel - before.end >= least for before, stop in pairwise(tour.stops)
    )
    return Route(duty, legs, (tour.vehicle,), fixed=True, taken=taken, rests=rests)


def _facts(instance: Instance, tours: Sequence[Tour]) -> Facts | None:
    """What has begun when the plan is made, as it stands in these tours."""
    until = instance.problem.freeze_before
    if until is None:
        return None
    nodes, pauses, leaves = {}, {}, {}
    for tour in tours:
        if tour.start < until:
            leaves[tour.shift] = tour.start
        for stop in tour.stops:
            if stop.kind == "visit" and stop.ref is not None and stop.start < until:
                nodes[instance.number[stop.ref]] = stop.start
            if stop.kind == "break" and stop.ref is not None and stop.start < until:
                pauses[tour.shift, stop.ref] = stop.start
    return Facts(until, nodes, pauses, leaves)


def _groups(problem: Problem, tours: Iterable[Tour]) -> list[list[Tour]]:
    """Tours that times tie together: by links, by a worker, by a vehicle, by a term that takes
    the most of all."""
    ties = Ties()
    tours = list(tours)
    where = {visit: tour.shift for tour in tours for visit in tour.visits}
    for tour in tours:
        ties.tie(tour.shift, ("worker", problem.shifts[tour.shift].worker))
    for one, other in combinations([tour for tour in tours if tour.vehicle is not None], 2):
        a, b = problem.shifts[one.shift], problem.shifts[other.shift]
        if one.vehicle == other.vehicle and a.start < b.end and b.start < a.end:
            ties.tie(a.id, b.id)
    for link in problem.links.values():
        if not isinstance(link, SameWorker | DifferentWorkers):
            ties.tie(*(where[visit] for visit in link.visits if visit in where))
    if any(
        term.kind.name in TIMED and term.aggregation != "sum" and term.weight
        for term in problem.objective.terms
    ):
        ties.tie(*(tour.shift for tour in tours))
    groups: dict[object, list[Tour]] = {}
    for tour in tours:
        groups.setdefault(ties.of(tour.shift), []).append(tour)
    return list(groups.values())
