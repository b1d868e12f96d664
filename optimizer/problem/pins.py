"""Pins that cannot hold: against each other, and against the visit or worker they name."""

from itertools import pairwise

from optimizer.problem.build import Builder
from optimizer.problem.model import Pin, Problem, Sequence, Together
from optimizer.problem.reading import Errors, pointer


def check_pins(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Add an error, naming both sides, for each clash of pins and frozen tours."""

    def clash(table: str, ident: str, message: str, remedy: str) -> None:
        where = builder.where[table][ident]
        errors.add("clashing_pins", where, ident, message, remedy)

    def path(table: str, ident: str) -> str:
        return pointer(builder.where[table][ident])

    frozen_in: dict[str, str] = {}
    for frozen in problem.frozen_tours.values():
        for visit in frozen.visits:
            if visit in frozen_in:
                clash("frozen_tours", frozen.shift,
                      f"visit {visit} is already in the frozen tour {path('frozen_tours', frozen_in[visit])}",
                      "leave it in one of the two")  # fmt: skip
            frozen_in.setdefault(visit, frozen.shift)
        pinned = [problem.pins[v] for v in frozen.visits if v in problem.pins]
        timed = [(pin.start, pin.visit) for pin in pinned if pin.start is not None]
        for (a, first), (b, second) in pairwise(timed):
            if b < a:
                clash("pins", second,
                      f"{second} is pinned before {first}, but comes after it in "
                      f"{path('frozen_tours', frozen.shift)}", "correct the order or a start")  # fmt: skip
    fixed: dict[str, list[tuple[int, int, Pin]]] = {}
    for pin in problem.pins.values():
        shift = problem.shifts[pin.shift] if pin.shift else None
        worker = pin.worker or (shift.worker if shift else None)
        if shift is not None and pin.worker not in (None, shift.worker):
            clash("pins", pin.visit, f"pinned to worker {pin.worker}, but shift {shift.id} is "
                  f"worked by {shift.worker}", "name one of the two")  # fmt: skip
        held = frozen_in.get(pin.visit)
        if held is not None and (
            pin.shift not in (None, held) or worker not in (None, problem.shifts[held].worker)
        ):
            clash("pins", pin.visit, f"pinned to {pin.shift or worker}, but "
                  f"{path('frozen_tours', held)} holds it on shift {held}",
                  "remove one of the two")  # fmt: skip
        visit = problem.visits[pin.visit]
        if pin.start is not None:
            past = problem.freeze_before is not None and pin.start < problem.freeze_before
            if not past and not _waived(problem, "time_windows", visit.id) and not any(
                w.start <= pin.start <= w.end for w in visit.windows
            ):
                clash("pins", pin.visit, "pinned to a start outside every window of "
                      f"{path('visits', visit.id)}", "correct the start or the windows")  # fmt: skip
            if worker is not None:
                fixed.setdefault(worker, []).append((pin.start, pin.start + visit.duration, pin))
    for worker, stops in fixed.items():
        stops.sort(key=lambda stop: stop[:2])
        for (_, end, first), (start, _, second) in pairwise(stops):
            if start < end:
                clash("pins", second.visit, f"overlaps the pin {path('pins', first.visit)}: worker "
                      f"{worker} would be at both", "move one of the two")  # fmt: skip
    _check_linked(problem, builder, errors)


def _waived(problem: Problem, rule: str, subject: str) -> bool:
    return any(w.rule == rule and w.subject == subject for w in problem.waivers)


def _check_linked(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Pinned starts of two linked visits must satisfy the link."""
    for link in problem.links.values():
        if not isinstance(link, Together | Sequence) or _waived(problem, "links", link.id):
            continue
        pins = [problem.pins.get(visit) for visit in link.visits]
        starts = [pin.start if pin else None for pin in pins]
        known = [start for start in starts if start is not None]
        if len(known) < 2:
            continue
        if isinstance(link, Together):
            broken = max(known) - min(known) > link.tolerance
        else:
            offset = problem.visits[link.first].duration if link.gap_from == "end" else 0
            gap = known[1] - known[0] - offset
            broken = (link.min_gap is not None and gap < link.min_gap) or (
                link.max_gap is not None and gap > link.max_gap
            )
        if broken:
            last = next(v for v, s in reversed(list(zip(link.visits, starts, strict=True)))
                        if s is not None)  # fmt: skip
            errors.add(
                "clashing_pins", builder.where["pins"][last], last,
                f"the pinned starts of {', '.join(link.visits)} break "
                f"{pointer(builder.where['links'][link.id])}",
                "correct a start, or the link",
            )  # fmt: skip
