"""What re-planning parts of a large day brings: `python -m benchmarks.refinement --scale 3`.

Each seed has the same seconds twice: the kernel alone, and the kernel for half of them, then
another engine on moving neighbourhoods of about 100 visits of its plan, whole tours of workers who
are near each other. Links that leave a neighbourhood hold their visits where they are.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from statistics import mean
from typing import get_args

import click

from benchmarks.polish import searched
from optimizer import Budget, Problem, load_problem, score
from optimizer.plan.model import Plan
from optimizer.planning import Engine
from optimizer.problem.model import Pin
from optimizer.referee import check
from scenarios.besancon import generate

SIZE = 100
"""Visits of a neighbourhood."""


def neighbourhood(problem: Problem, plan: Plan, random: Random) -> set[str]:
    """Workers who are near one of them, with about SIZE visits, all of their shifts."""
    visits: dict[str, list[str]] = {}
    for tour in plan.tours:
        visits.setdefault(problem.shifts[tour.shift].worker, []).extend(tour.visits)
    centre = {worker: _centre(problem, names) for worker, names in visits.items()}
    middle = centre[random.choice(list(centre))]
    near = sorted(centre, key=lambda worker: _apart(centre[worker], middle))
    chosen: set[str] = set()
    count = 0
    for worker in near:
        if count >= SIZE:
            break
        chosen.add(worker)
        count += len(visits[worker])
    return chosen


def _centre(problem: Problem, visits: Collection[str]) -> tuple[float, float]:
    places = [problem.places[problem.visits[visit].place].location for visit in visits]
    known = [place for place in places if place is not None]
    return mean(place[0] for place in known), mean(place[1] for place in known)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (0.7 * (one[1] - other[1])) ** 2


def part_of(problem: Problem, plan: Plan, workers: Collection[str]) -> tuple[Problem, Plan]:
    """The problem of these workers and their visits, and their tours."""
    tours = tuple(t for t in plan.tours if problem.shifts[t.shift].worker in workers)
    names = {visit for tour in tours for visit in tour.visits} | set(plan.unserved)
    vehicles = {tour.shift: tour.vehicle for tour in tours}
    shifts = {
        name: replace(shift, vehicles=_only(vehicles.get(name)))
        for name, shift in problem.shifts.items()
        if shift.worker in workers and (not shift.vehicles or name in vehicles)
    }
    inside = names | problem.external_visits.keys()
    links = {k: link for k, link in problem.links.items() if inside.issuperset(link.visits)}
    pins = {visit: pin for visit, pin in problem.pins.items() if visit in names}
    for name, link in problem.links.items():
        for visit in names.intersection(link.visits) if name not in links else ():
            if visit in plan.placed:
                tour, stop = plan.placed[visit]
                pins[visit] = Pin(visit, problem.shifts[tour.shift].worker, None, stop.start)
    part = replace(
        problem,
        visits={name: visit for name, visit in problem.visits.items() if name in names},
        shifts=shifts,
        links=links,
        pins=pins,
        frozen_tours={k: f for k, f in problem.frozen_tours.items() if k in shifts},
        previous={v: p for v, p in problem.previous.items() if v in names},
    )
    return part, Plan(tours, {visit: () for visit in plan.unserved})


def _only(vehicle: str | None) -> tuple[str, ...]:
    return () if vehicle is None else (vehicle,)


def refined(problem: Problem, plan: Plan, engine: Engine, budget: Budget, seed: int) -> Plan:
    """The plan after as many neighbourhoods as the budget allows, five seconds each."""
    random, running = Random(seed), budget.start()
    while running.seconds_left() > 1:
        workers = neighbourhood(problem, plan, random)
        part, tours = part_of(problem, plan, workers)
        slot = Budget(seconds=min(5.0, running.seconds_left()))
        better = searched(part, engine, slot, seed, 1, tours)
        others = tuple(t for t in plan.tours if problem.shifts[t.shift].worker not in workers)
        merged = Plan(others + better.tours, better.unserved)
        if check(problem, merged).clean and score(problem, merged) < score(problem, plan):
            plan = merged
    return plan


@click.command(help=__doc__)
@click.option("--date", default="2026-11-24", show_default=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--scale", default=3.0, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--seeds", default="1,2,3", show_default=True)
@click.option("--by", default="routing", show_default=True, type=click.Choice(get_args(Engine)))
def main(date: datetime, scale: float, seconds: float, seeds: str, by: Engine) -> None:
    problem = load_problem(generate(date.date(), scale=scale))
    click.echo(f"| seed | kernel {seconds:g} s | kernel {seconds / 2:g} s | + {by} |")
    click.echo("|---|---|---|---|")
    for seed in map(int, seeds.split(",")):
        alone = searched(problem, "kernel", Budget(seconds=seconds), seed, 1)
        first = searched(problem, "kernel", Budget(seconds=seconds / 2), seed, 1)
        then = refined(problem, first, by, Budget(seconds=seconds / 2), seed)
        cells = [_shown(problem, plan) for plan in (alone, first, then)]
        click.echo(f"| {seed} | {' | '.join(cells)} |")


def _shown(problem: Problem, plan: Plan) -> str:
    levels: Mapping[str, float] = dict(
        zip(problem.objective.levels, score(problem, plan).shown(), strict=True)
    )
    return f"{len(plan.unserved)} unserved, {levels['cost'] / 100:,.2f} EUR"


if __name__ == "__main__":
    main()
