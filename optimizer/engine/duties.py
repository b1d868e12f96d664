"""Shifts in plain integers, with the time that their tours must leave free."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from optimizer.engine.windows import merged
from optimizer.plan.model import STATUTORY
from optimizer.problem.features import blocks
from optimizer.problem.model import Break, Problem, Shift, Worker


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that a tour must leave free: a break (`ref` its id), the statutory pause, or a
    worker's unavailability (`ref` None, no stop in the plan).

    It starts inside one of `windows`, at a place, and is not due where the tour leaves room
    for it before it leaves or after it returns; unless it lies `inside` whatever the tour is: then
    it is taken before a visit or after it, at its place.
    """

    ref: str | None
    duration: int
    windows: tuple[tuple[int, int], ...]
    inside: bool = False
    owed: bool = False
    """A statutory pause that only some tours owe: outside the tour at any time otherwise."""


@dataclass(slots=True)
class Duty:
    """A shift in integers. `travel[i][j]` and `metres[i][j]` are of its mode.

    `vehicle` is the shared one that it has; without one, a shift that needs one stays empty.
    `capacity` is that of the shift and its vehicle.
    """

    shift: Shift
    number: int
    worker: int
    start: int
    end: int
    start_place: int
    end_place: int
    travel: list[list[int]]
    metres: list[list[int]]
    pauses: tuple[Pause, ...]
    reloads: tuple[int, ...]
    capacity: Mapping[str, int]
    offered: tuple[Pause, ...] = ()
    """`pauses` for a search that checks stretches at work itself: breaks in their whole windows,
    and the statutory pauses that tours can owe, by their own span."""
    vehicle: str | None = None
    fixed: list[int] = field(default_factory=list)
    """Nodes that the tour must begin with (a frozen tour)."""


def trimmed(shift: Shift, worker: Worker) -> tuple[int, int]:
    """The shift without unavailabilities that cover its edges."""
    start, end = shift.start, shift.end
    for busy in worker.unavailable:
        if busy.start <= start < busy.end and not shift.leaves_at_start:
            start = busy.end
    for busy in reversed(worker.unavailable):
        if busy.start < end <= busy.end:
            end = busy.start
    return start, max(start, end)


def pauses_of(
    problem: Problem, shift: Shift, worker: Worker, start: int, end: int
) -> tuple[Pause, ...]:
    """Breaks, unavailabilities inside the shift, and the statutory pause where none covers it.

    A break as long as that pause, inside the bounds of `_statutory_bounds`, is narrowed to them.
    """
    pauses = _demanded(shift, worker, start, end)
    bounds = _statutory_bounds(problem, shift, start, end)
    if bounds is not None:
        pause, least_end, last = bounds
        for i, b in enumerate(pauses):
            narrowed = tuple((max(a, least_end - b.duration), min(z, last)) for a, z in b.windows)
            narrowed = tuple((a, z) for a, z in narrowed if a <= z)
            if b.ref is not None and b.duration >= pause and narrowed:
                pauses[i] = replace(b, windows=narrowed)
                break
        else:
            first = least_end - pause
            pauses.append(Pause(STATUTORY, pause, ((min(first, last), max(first, last)),)))
    return tuple(sorted(pauses, key=lambda p: p.windows[0]))


def offered_pauses(
    problem: Problem, shift: Shift, worker: Worker, start: int, end: int
) -> tuple[Pause, ...]:
    """Breaks and unavailabilities as they are, and as many statutory pauses as the shifts that none
    parts from this one could owe."""
    pauses = _demanded(shift, worker, start, end)
    number = may_owe(problem, shift, start, end)
    least = problem.working_time.statutory_break or 0
    if end - least >= start:
        pauses += [Pause(STATUTORY, least, ((start, end - least),), owed=True)] * number
    return tuple(sorted(pauses, key=lambda p: p.windows[0]))


def may_owe(problem: Problem, shift: Shift, start: int, end: int) -> int:
    """How many statutory pauses a tour can owe; 0 where a break that it must take covers it."""
    stretch = problem.working_time.max_stretch_without_break
    least = problem.working_time.statutory_break
    if stretch is None or least is None:
        return 0
    block = next(b for b in blocks(problem, problem.shifts_of[shift.worker]) if shift in b)
    if len(block) == 1:
        for b in shift.breaks:
            first, last = end - stretch - b.duration, start + stretch
            kept = all(first <= w.start and w.end <= last for w in b.windows)
            if kept and b.duration >= least and not b.optional:
                return 0
        return max(0, end - start - 1) // stretch
    return (block[-1].end - block[0].start - 1) // stretch


def _demanded(shift: Shift, worker: Worker, start: int, end: int) -> list[Pause]:
    away = merged(
        (max(busy.start, start), busy.end - 1)
        for busy in worker.unavailable
        if busy.start < end and busy.end > start
    )
    pauses = [Pause(None, last + 1 - first, ((first, first),)) for first, last in away]
    return pauses + [
        Pause(b.id, b.duration, tuple((w.start, w.end) for w in b.windows), b.always_due)
        for b in shift.breaks
        if not b.optional and (b.always_due or not _before(shift, b))
    ]


def _statutory_bounds(
    problem: Problem, shift: Shift, start: int, end: int
) -> tuple[int, int, int] | None:
    """Length of the statutory pause of a shift, the least moment of its end, and the last of its
    start; None if the shift needs none.

    So no stretch exceeds its limit even if the tour fills the shift. Shifts without such a pause
    between them share one, where one is enough; it is in the shift that leaves it most room. Where
    one is not enough, it lies in the middle, and some tours are too long.
    """
    stretch = problem.working_time.max_stretch_without_break
    pause = problem.working_time.statutory_break
    if stretch is None or pause is None:
        return None
    block = next(b for b in blocks(problem, problem.shifts_of[shift.worker]) if shift in b)
    if len(block) > 1 and block[-1].end - block[0].start > stretch:
        least_end, last = block[-1].end - stretch, block[0].start + stretch
        room = {s.id: (max(least_end, s.start + pause), min(last, s.end - pause)) for s in block}
        widest = max(block, key=lambda s: room[s.id][1] - room[s.id][0])
        if room[widest.id][1] - room[widest.id][0] + pause >= 0:
            return (pause, *room[shift.id]) if widest is shift else None
    return (pause, end - stretch, start + stretch) if end - start > stretch else None


def _before(shift: Shift, pause: Break) -> bool:
    """Whether a break is not due as the tour, which must leave then, leaves after it."""
    return shift.leaves_at_start and any(
        shift.start >= window.start + pause.duration for window in pause.windows
    )
