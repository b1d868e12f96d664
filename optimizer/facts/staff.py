"""Shifts and workers of what is left of a day."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from optimizer.facts.begun import Begun
from optimizer.problem.model import (
    Break,
    Problem,
    Shift,
    Window,
    WorkedDay,
    Worker,
)


def shifts_left(
    problem: Problem, begun: Mapping[str, Begun], going_on: Mapping[str, Begun]
) -> Iterator[tuple[str, Shift]]:
    """The shifts in which something can still be done; those begun start with what stands for
    what happened. A vehicle in use is nobody else's until that shift ends."""
    in_use = {
        vehicle: tour.shift
        for tour in going_on.values()
        for vehicle in (tour.vehicle,) if vehicle is not None
    }  # fmt: skip
    for shift in problem.shifts.values():
        vehicles = tuple(
            v for v in shift.vehicles
            if v not in in_use or in_use[v].end <= shift.start
        )  # fmt: skip
        if shift.id in going_on:
            tour = going_on[shift.id]
            yield (
                shift.id,
                replace(
                    shift,
                    start=tour.since,
                    overtime_after=max(shift.overtime_after, tour.since),
                    start_place=tour.place,
                    breaks=tuple(_breaks(tour)),
                    max_work=None if shift.max_work is None else shift.max_work - tour.worked,
                    vehicles=(tour.vehicle,) if tour.vehicle is not None else (),
                    leaves_at_start=True,
                ),
            )
        elif shift.id not in begun:
            over = [b.alone(problem).end for s, b in begun.items()
                    if b.shift.worker == shift.worker and s not in going_on]  # fmt: skip
            start = max([shift.start, problem.freeze_before or 0, *over])
            if start < shift.end:
                after = max(shift.overtime_after, start)
                yield shift.id, replace(shift, start=start, overtime_after=after, vehicles=vehicles)


def _breaks(begun: Begun) -> Iterator[Break]:
    """The breaks that can still be taken and may be due; they start when the worker is free."""
    for pause in begun.shift.breaks:
        windows = tuple(
            Window(max(w.start, begun.free), w.end, max(w.late_after, begun.free))
            for w in pause.windows
            if w.end >= begun.free
        )
        due = pause.always_due or not any(
            begun.start >= w.start + pause.duration for w in pause.windows
        )
        if windows and due and pause.id not in begun.taken:
            yield replace(pause, windows=windows)


def worker_left(
    worker: Worker, problem: Problem, begun: Mapping[str, Begun], going_on: Mapping[str, Begun]
) -> Worker:
    """The worker with the work done so far, and no unavailability that is over."""
    own = {s: tour for s, tour in begun.items() if tour.shift.worker == worker.id}
    if not own:
        return worker
    days = list(worker.history.days)
    for shift, tour in own.items():
        end = tour.since if shift in going_on else tour.alone(problem).end
        work = tour.worked + end - tour.since
        if end > tour.start or work:
            days.append(WorkedDay(tour.start, end, work))
    free = max(tour.free for tour in own.values())
    away = tuple(
        replace(busy, start=max(busy.start, free)) for busy in worker.unavailable if busy.end > free
    )
    days.sort(key=lambda day: day.start)
    return replace(worker, unavailable=away, history=replace(worker.history, days=tuple(days)))
