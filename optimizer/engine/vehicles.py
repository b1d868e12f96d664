"""Which shift has which shared vehicle: settled before the search, so that tours stay independent.

A vehicle is given for a stretch of a shift, all of it or its longest part in which the vehicle
is available, and then to no other shift at that time. That is sound, and careful: the rule only
asks that tours do not overlap, so a shift whose tour ends early, or that has none, could have
passed its vehicle on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.engine.obstacles import NONE, obstacles
from optimizer.problem.model import Problem, Shift, Vehicle, Visit

if TYPE_CHECKING:
    from optimizer.engine.instance import Instance

URGENCY = {1: 1_000, 2: 100, 3: 10, 4: 1}
"""What a visit counts by its priority when shifts compete for a vehicle."""
SCALE = 1_000_000
"""What the most useful grant is worth in the model, in integers."""
EFFORT = 20.0
"""Deterministic seconds of CP-SAT after which the best assignment found is taken. It is proven
best in a small part of that, as a rule."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """When a shift could have a vehicle, and what is aboard at most with it."""

    start: int
    end: int
    capacity: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Vehicles alike in all that matters here, and for which stretch each shift could have one."""

    vehicles: tuple[str, ...]
    stretches: Mapping[int, Stretch]


@dataclass(frozen=True, slots=True)
class Grant:
    """A vehicle for a stretch of a shift."""

    vehicle: str
    stretch: Stretch


Worth = Mapping[tuple[int, Stretch], float]
"""What it is worth that a shift, by its number, has a vehicle for a stretch."""


def vehicle_grants(instance: "Instance") -> dict[int, Grant]:
    """Vehicles by the number of the duty, so that they are of most use; duties left without are
    missing. Deterministic."""
    hours = [(duty.start, duty.end) for duty in instance.duties]
    pools = pools_of(instance.problem, hours)
    return grants(pools, _worth(instance, pools))


def _worth(instance: "Instance", pools: Iterable[Pool]) -> Worth:
    """What each shift could do with a vehicle.

    A visit counts by its urgency, in equal parts for all shifts that could serve it alone; where
    its previous or preferred workers are among those, their shifts have it all. Loads count as far
    as there is room for all of their kind.
    """
    equipped = {
        (k, stretch): instance.equipped(instance.duties[k], Grant(pool.vehicles[0], stretch))
        for pool in pools
        for k, stretch in pool.stretches.items()
    }
    open_to = obstacles(instance, list(equipped.values())).T == NONE
    able = {of: np.flatnonzero(row).tolist() for of, row in zip(equipped, open_to, strict=True)}
    without = obstacles(instance, instance.duties) == NONE
    rivals: list[set[int]] = [set(np.flatnonzero(row).tolist()) for row in without]
    for (k, _), visits in able.items():
        for v in visits:
            rivals[v].add(k)
    for v, visit in enumerate(instance.visits):
        usual = {k for k in rivals[v] if instance.duties[k].shift.worker in _known(instance, visit)}
        rivals[v] = usual or rivals[v]
    worth = {}
    for (k, stretch), found in able.items():
        room = _room(instance, instance.duties[k].shift, stretch, found)
        worth[k, stretch] = sum(
            URGENCY[visit.priority] * visit.weight / len(rivals[v])
            * min((room[name] for name in visit.load), default=1.0)
            for v in found if k in rivals[v] for visit in [instance.visits[v]]
        )  # fmt: skip
    return worth


def _known(instance: "Instance", visit: Visit) -> Collection[str]:
    """The worker who had the visit in the previous plan, or those whom it would rather have."""
    before = instance.problem.previous.get(visit.id)
    if before is not None:
        return (before.worker,)
    if visit.preferred_workers is not None:
        return visit.preferred_workers
    return instance.problem.persons[visit.person].preferred_workers or ()


def _room(
    instance: "Instance", shift: Shift, stretch: Stretch, visits: Sequence[int]
) -> dict[str, float]:
    """By dimension the share of what these visits ask for that fits aboard, reloads included."""
    asked: dict[str, int] = {}
    for v in visits:
        for name, load in instance.visits[v].load.items():
            asked[name] = asked.get(name, 0) + load
    loadings = 1 + (shift.reload.max_times if shift.reload else 0)
    capacity = dict(stretch.capacity)
    return {
        name: min(1.0, loadings * capacity.get(name, 0) / load) if load else 1.0
        for name, load in asked.items()
    }


def pools_of(problem: Problem, hours: Sequence[tuple[int, int]]) -> list[Pool]:
    """The vehicles that shifts ask for. Shifts are numbered as in the problem; `hours` are the
    start and end of each, its worker's unavailability at the edges cut off."""
    alike: dict[object, tuple[list[str], dict[int, Stretch]]] = {}
    for vehicle in problem.vehicles.values():
        stretches = {}
        for k, (shift, (start, end)) in enumerate(zip(problem.shifts.values(), hours, strict=True)):
            part = _part(shift, vehicle, start, end) if vehicle.id in shift.vehicles else None
            if part is not None:
                stretches[k] = Stretch(*part, _capacity(shift, vehicle))
        alike.setdefault(tuple(stretches.items()), ([], stretches))[0].append(vehicle.id)
    return [Pool(tuple(vehicles), stretches) for vehicles, stretches in alike.values()]


def ever_available(problem: Problem, shift: Shift) -> bool:
    """Whether one of the vehicles that the shift lists is there at some time of it."""
    return any(
        _part(shift, problem.vehicles[name], shift.start, shift.end) for name in shift.vehicles
    )


def _part(shift: Shift, vehicle: Vehicle, start: int, end: int) -> tuple[int, int] | None:
    """The longest part of the shift in which the vehicle is available, the first of equals; of a
    shift that leaves at its start the part that begins then."""
    parts, at = [], start
    for away in sorted(vehicle.unavailable, key=lambda away: away.start):
        if away.start < end and away.end > at:
            parts.append((at, away.start))
            at = away.end
    parts.append((at, end))
    parts = [(a, b) for a, b in parts if a < b and (a == start or not shift.leaves_at_start)]
    return max(parts, key=lambda part: part[1] - part[0], default=None)


def _capacity(shift: Shift, vehicle: Vehicle) -> tuple[tuple[str, int], ...]:
    names = sorted(shift.capacity.keys() | vehicle.capacity.keys())
    return tuple(
        (name, shift.capacity.get(name, 0) + vehicle.capacity.get(name, 0)) for name in names
    )


def grants(pools: Sequence[Pool], worth: Worth) -> dict[int, Grant]:
    """The assignment of vehicles to shifts, by their number, that is worth most; shifts left
    without are missing. Deterministic."""
    if not pools:
        return {}
    from ortools.sat.python import cp_model  # slow to load, and many days have no vehicle

    model = cp_model.CpModel()
    unit = SCALE / max([1, *worth.values()])
    given: dict[tuple[int, int], cp_model.IntVar] = {}
    values = []
    for p, pool in enumerate(pools):
        for k, stretch in pool.stretches.items():
            given[k, p] = model.new_bool_var(f"shift {k}, pool {p}")
            values.append(given[k, p] * (1 + round(unit * worth[k, stretch])))
    for k in {k for k, _ in given}:
        model.add_at_most_one(option for (other, _), option in given.items() if other == k)
    for p, pool in enumerate(pools):
        for crowd in _crowds(pool.stretches):
            if len(crowd) > len(pool.vehicles):
                model.add(sum(given[k, p] for k in crowd) <= len(pool.vehicles))
    model.maximize(sum(values))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False  # it would leave Ctrl-C at its default after
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), "to give none is always possible"
    found: dict[int, Grant] = {}
    for p, pool in enumerate(pools):
        chosen = [k for k in pool.stretches if solver.value(given[k, p])]
        found |= _handed_out(pool, chosen)
    return found


def _crowds(stretches: Mapping[int, Stretch]) -> Iterator[list[int]]:
    """The shifts that would have a vehicle at the moment when one of them gets it."""
    for moment in sorted({stretch.start for stretch in stretches.values()}):
        yield [k for k, stretch in stretches.items() if stretch.start <= moment < stretch.end]


def _handed_out(pool: Pool, chosen: Sequence[int]) -> Iterator[tuple[int, Grant]]:
    """Each of the shifts with the first vehicle of the pool that is back by then."""
    back: dict[str, int] = {}
    for k in sorted(chosen, key=lambda k: (pool.stretches[k].start, k)):
        stretch = pool.stretches[k]
        vehicle = next(v for v in pool.vehicles if back.get(v, stretch.start) <= stretch.start)
        back[vehicle] = stretch.end
        yield k, Grant(vehicle, stretch)
