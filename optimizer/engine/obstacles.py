"""Which rule keeps a visit out of a duty for good, even out of an empty tour: all pairs at once.

A week has millions of pairs. What depends on the kind of visit is asked once a kind, and what
depends on times, in whole arrays, of the pairs that are left.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.engine.duties import Duty
from optimizer.engine.windows import Windows
from optimizer.problem.model import Visit
from optimizer.travel import travel_of

if TYPE_CHECKING:
    from optimizer.engine.instance import Instance

OBSTACLES = (
    "skills", "pairings", "pins", "vehicles", "capacity", "time_windows", "shift_bounds",
    "time_since_loading",
)  # fmt: skip
"""The rules concerned, in the order in which they are asked."""
NONE = len(OBSTACLES)
"""Stands for no obstacle."""
NEVER = 1 << 60

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def obstacles(instance: "Instance", duties: Sequence[Duty]) -> NDArray[np.int8]:
    """[visit, duty]: the first rule, by its number in `OBSTACLES`, by which the duty could not hold
    the visit even in an empty tour; `NONE` where it could."""
    found = np.full((instance.count, len(duties)), NONE, np.int8)

    def note(rule: str, pairs: Mask) -> None:
        found[pairs & (found == NONE)] = OBSTACLES.index(rule)

    note("skills", _skills(instance, duties))
    note("pairings", _pairings(instance, duties))
    note("pins", _pins(instance, duties))
    lacking = [bool(duty.shift.vehicles) and duty.vehicle is None for duty in duties]
    note("vehicles", np.array([lacking], np.bool_))
    note("capacity", _capacity(instance, duties))
    nodes = instance.nodes[: instance.count]
    note("time_windows", np.array([[not node.windows] for node in nodes], np.bool_))
    visits, columns = np.nonzero(found == NONE)
    found[visits, columns] = _times(instance, duties, visits, columns)
    return found


def _by_kind(
    instance: "Instance", duties: Sequence[Duty],
    kind: Callable[[Visit], Hashable], row: Callable[[Visit], list[bool]],
) -> Mask:  # fmt: skip
    """[visit, duty]: a row for each visit, made once for all visits of a kind."""
    kinds: dict[Hashable, int] = {}
    rows: list[list[bool]] = []
    numbers = []
    for visit in instance.visits:
        number = kinds.setdefault(kind(visit), len(rows))
        if number == len(rows):
            rows.append(row(visit))
        numbers.append(number)
    return np.array(rows, np.bool_).reshape(len(rows), len(duties))[np.array(numbers, np.int64)]


def _skills(instance: "Instance", duties: Sequence[Duty]) -> Mask:
    workers = [instance.problem.workers[duty.shift.worker] for duty in duties]

    def row(visit: Visit) -> list[bool]:
        return [
            any(worker.skills.get(skill, 0) < level for skill, level in visit.skills.items())
            or not visit.excluded_skills.isdisjoint(worker.skills)
            for worker in workers
        ]

    return _by_kind(
        instance, duties, lambda v: (frozenset(v.skills.items()), v.excluded_skills), row
    )


def _pairings(instance: "Instance", duties: Sequence[Duty]) -> Mask:
    problem = instance.problem
    workers = [problem.workers[duty.shift.worker] for duty in duties]
    refusing = frozenset[str]().union(*(worker.refused_persons for worker in workers))

    def kind(visit: Visit) -> Hashable:
        person = problem.persons[visit.person]
        return (
            visit.required_workers, person.required_workers, visit.refused_workers,
            person.refused_workers, person.id if person.id in refusing else None,
        )  # fmt: skip

    def row(visit: Visit) -> list[bool]:
        person = problem.persons[visit.person]
        return [
            any(
                required is not None and worker.id not in required
                for required in (visit.required_workers, person.required_workers)
            )
            or worker.id in visit.refused_workers
            or worker.id in person.refused_workers
            or person.id in worker.refused_persons
            for worker in workers
        ]

    return _by_kind(instance, duties, kind, row)


def _pins(instance: "Instance", duties: Sequence[Duty]) -> Mask:
    """Pins, and tours frozen with the visit."""
    problem = instance.problem
    shifts = [duty.shift for duty in duties]
    mask = np.zeros((instance.count, len(duties)), np.bool_)
    for visit, pin in problem.pins.items():
        mask[instance.number[visit]] |= [
            pin.worker not in (None, shift.worker) or pin.shift not in (None, shift.id)
            for shift in shifts
        ]
    for frozen in problem.frozen_tours.values():
        mask[[instance.number[visit] for visit in frozen.visits]] |= [
            shift.id != frozen.shift for shift in shifts
        ]
    return mask


def _capacity(instance: "Instance", duties: Sequence[Duty]) -> Mask:
    def row(visit: Visit) -> list[bool]:
        load = visit.load.items()
        return [any(duty.capacity.get(name, 0) < much for name, much in load) for duty in duties]

    return _by_kind(instance, duties, lambda visit: frozenset(visit.load.items()), row)


def _times(
    instance: "Instance", duties: Sequence[Duty], visits: Integers, columns: Integers
) -> NDArray[np.int8]:
    """Whether times alone stand in the way, for pairs of a visit and a duty (by its place in
    `duties`): a number in `OBSTACLES`, or `NONE`."""
    found = np.full(len(visits), NONE, np.int8)
    if not len(visits):
        return found
    travel = travel_of(instance.problem).duration
    modes = sorted(travel)
    ticks = np.stack([travel[mode] for mode in modes])
    rows = [(modes.index(d.shift.mode), d.start, d.end, d.start_place, d.end_place) for d in duties]
    mode, begin, end, start_place, end_place = np.array(rows, np.int64).T[:, columns]
    nodes = instance.nodes[: instance.count]
    place, length = np.array([(node.place, node.duration) for node in nodes], np.int64).T[:, visits]
    way = ticks[mode, start_place, place]
    start = _earliest([node.windows for node in nodes], visits, begin + way)
    late = start > end - ticks[mode, place, end_place] - length
    found[late] = OBSTACLES.index("shift_bounds")
    if instance.since_loading:
        most = np.full(instance.count, NEVER)
        most[list(instance.since_loading)] = list(instance.since_loading.values())
        at_start = np.array([duty.shift.leaves_at_start for duty in duties])[columns]
        depots = [[instance.nodes[r].place for r in duty.reloads] for duty in duties]
        reloaded = np.array(
            [
                ticks[row[0], places].min(axis=0, initial=NEVER)
                for row, places in zip(rows, depots, strict=True)
            ]
        )
        loaded = np.minimum(np.where(at_start, start - begin, way), reloaded[columns, place])
        found[~late & (loaded > most[visits])] = OBSTACLES.index("time_since_loading")
    return found


def _earliest(windows: Sequence[Windows], visits: Integers, times: Integers) -> Integers:
    """The first allowed start of each visit at or after a time, `NEVER` if there is none."""
    most = max(len(ranges) for ranges in windows)
    first, last = np.full((2, len(windows), most), -NEVER)
    for v, ranges in enumerate(windows):
        for w, (a, b) in enumerate(ranges):
            first[v, w], last[v, w] = a, b
    start = np.full(len(visits), NEVER)
    for w in reversed(range(most)):
        in_time = times <= last[visits, w]
        start[in_time] = np.maximum(first[visits, w], times)[in_time]
    return start
