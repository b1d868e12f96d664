"""Pins that cannot hold: against each other, and against the visit or shift they name.

Starts before `freeze_before` are facts, right or wrong, and never clash among themselves.
"""

from itertools import combinations, pairwise

from optimizer.problem.build import Builder
from optimizer.problem.model import (
    DifferentWorkers,
    FrozenTour,
    Link,
    PickupDelivery,
    Pin,
    Problem,
    SameWorker,
    Sequence,
    Together,
)
from optimizer.problem.reading import Errors, pointer


def check_pins(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Add an error, naming both sides, for each clash of pins and frozen tours."""
    _Pins(problem, builder, errors).check()


class _Pins:
    """Pins and frozen tours, as far as nothing is wrong with what they name."""

    def __init__(self, problem: Problem, builder: Builder, errors: Errors) -> None:
        sound = builder.sound
        self.problem = problem
        self.where = builder.where
        self.errors = errors
        self.pins = {
            visit: pin
            for visit, pin in problem.pins.items()
            if sound("pins", visit)
            and sound("visits", visit)
            and (pin.shift is None or sound("shifts", pin.shift))
        }
        self.frozen = [
            tour
            for tour in problem.frozen_tours.values()
            if sound("frozen_tours", tour.shift) and sound("shifts", tour.shift)
        ]
        self.waivers = {(waiver.rule, waiver.subject) for waiver in problem.waivers}
        self.links = [link for link in problem.links.values() if sound("links", link.id)]

    def check(self) -> None:
        held = self._frozen_tours()
        for pin in self.pins.values():
            self._shift(pin, held.get(pin.visit))
            self._start(pin)
        self._overlaps()
        for link in self.links:
            if not self._waived("links", link.id):
                self._link(link)

    def _clash(self, table: str, ident: str, message: str, remedy: str) -> None:
        self.errors.add("clashing_pins", self.where[table][ident], ident, message, remedy)

    def _path(self, table: str, ident: str) -> str:
        return pointer(self.where[table][ident])

    def _waived(self, rule: str, subject: str) -> bool:
        return (rule, subject) in self.waivers

    def _past(self, pin: Pin) -> bool:
        freeze = self.problem.freeze_before
        return freeze is not None and pin.start is not None and pin.start < freeze

    def _worker(self, pin: Pin) -> str | None:
        if pin.worker is not None or pin.shift is None:
            return pin.worker
        return self.problem.shifts[pin.shift].worker

    def _frozen_tours(self) -> dict[str, FrozenTour]:
        """Check the frozen tours; which one holds a visit."""
        held: dict[str, FrozenTour] = {}
        for tour in self.frozen:
            for visit in tour.visits:
                if visit in held:
                    other = self._path("frozen_tours", held[visit].shift)
                    self._clash("frozen_tours", tour.shift,
                                f"visit {visit} is already in the frozen tour {other}",
                                "leave it in one of the two")  # fmt: skip
                held.setdefault(visit, tour)
            pinned = [self.pins[visit] for visit in tour.visits if visit in self.pins]
            for first, second in pairwise(pin for pin in pinned if pin.start is not None):
                assert first.start is not None
                assert second.start is not None
                if second.start < first.start:
                    self._clash("pins", second.visit,
                                f"{second.visit} is pinned before {first.visit}, but comes after "
                                f"it in {self._path('frozen_tours', tour.shift)}",
                                "correct the order or a start")  # fmt: skip
        return held

    def _shift(self, pin: Pin, held: FrozenTour | None) -> None:
        """A pin names one worker, one shift and no other than its frozen tour."""
        shift = self.problem.shifts[pin.shift] if pin.shift else None
        worker = self._worker(pin)
        if shift is not None and worker != shift.worker:
            self._clash("pins", pin.visit, f"pinned to worker {worker}, but shift {shift.id} is "
                        f"worked by {shift.worker}", "name one of the two")  # fmt: skip
        if held is not None:
            other = self.problem.shifts[held.shift]
            if pin.shift not in (None, other.id) or worker not in (None, other.worker):
                self._clash("pins", pin.visit, f"pinned to {pin.shift or worker}, but "
                            f"{self._path('frozen_tours', held.shift)} holds it on shift "
                            f"{held.shift}", "remove one of the two")  # fmt: skip

    def _start(self, pin: Pin) -> None:
        """A pinned start lies in a window of the visit, and in the shift."""
        if pin.start is None or self._past(pin):
            return
        windows = self.problem.visits[pin.visit].windows
        if not any(w.start <= pin.start <= w.end for w in windows) and not self._waived(
            "time_windows", pin.visit
        ):
            self._clash("pins", pin.visit, "pinned to a start outside every window of "
                        f"{self._path('visits', pin.visit)}",
                        "correct the start or the windows; if it really was so, "
                        "state it in /facts, with freeze_before")  # fmt: skip
        if pin.shift is not None and not self._waived("shift_bounds", pin.shift):
            shift = self.problem.shifts[pin.shift]
            if not shift.start <= pin.start <= shift.end:
                self._clash("pins", pin.visit, "pinned to a start outside "
                            f"{self._path('shifts', shift.id)}, which it is pinned to",
                            "correct the start or the shift")  # fmt: skip

    def _overlaps(self) -> None:
        """No worker is held at two visits at the same time."""
        fixed: dict[str, list[tuple[int, int, Pin]]] = {}
        for pin in self.pins.values():
            worker = self._worker(pin)
            if pin.start is not None and worker is not None:
                end = pin.start + self.problem.visits[pin.visit].duration
                fixed.setdefault(worker, []).append((pin.start, end, pin))
        for worker, stops in fixed.items():
            stops.sort(key=lambda stop: stop[:2])
            _, until, longest = stops[0]
            for start, end, pin in stops[1:]:
                if start < until and not (self._past(pin) and self._past(longest)):
                    self._clash("pins", pin.visit,
                                f"overlaps the pin {self._path('pins', longest.visit)}: worker "
                                f"{worker} would be at both", "move one of the two")  # fmt: skip
                if end > until:
                    until, longest = end, pin

    def _link(self, link: Link) -> None:
        """Pins of linked visits can hold together."""
        pins = [self.pins[visit] for visit in link.visits if visit in self.pins]
        for first, second in combinations(pins, 2):
            what = "workers" if self._workers_break(link, first, second) else None
            if self._starts_break(link, first, second):
                what = "starts"
            if what and not (self._past(first) and self._past(second)):
                self._clash("pins", second.visit,
                            f"the pinned {what} of {first.visit} and {second.visit} break "
                            f"{self._path('links', link.id)}",
                            "correct a pin, or the link")  # fmt: skip

    def _workers_break(self, link: Link, first: Pin, second: Pin) -> bool:
        a, b = self._worker(first), self._worker(second)
        if a is None or b is None:
            return False
        if isinstance(link, Together | DifferentWorkers):
            return a == b
        return isinstance(link, SameWorker | PickupDelivery) and a != b

    def _starts_break(self, link: Link, first: Pin, second: Pin) -> bool:
        if first.start is None or second.start is None:
            return False
        gap = second.start - first.start
        duration = self.problem.visits[first.visit].duration
        match link:
            case Together():
                return abs(gap) > link.tolerance
            case Sequence():
                gap -= duration if link.gap_from == "end" else 0
                return (link.min_gap is not None and gap < link.min_gap) or (
                    link.max_gap is not None and gap > link.max_gap
                )
            case PickupDelivery():
                gap -= duration
                return gap < 0 or (link.max_ride is not None and gap > link.max_ride)
        return False
