"""The plan: tours, stops, and what stays unserved. Immutable; times in ticks, as in Problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

StopKind = Literal["depot", "visit", "break", "reload"]
ReasonScope = Literal["never", "now", "search"]
STATUTORY = "statutory"
"""The `ref` of a break stop that is the pause of the working-time limits."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a tour.

    The worker leaves the previous stop at `arrival - travel`, is at `place` from `arrival`,
    and is busy from `start` to `end`. `ref` is the visit's id, the break's id (for the
    statutory pause of the working-time limits: `statutory`), or None for a depot or reload.
    A tour's first and last stops are depots: its start place (arrival = start = end = the
    moment of leaving, travel 0) and its end place (arrival = start = end = the return).
    """

    kind: StopKind
    ref: str | None
    place: str
    arrival: int
    start: int
    end: int
    travel: int
    distance: int

    @property
    def wait(self) -> int:
        """Ticks between arrival and start."""
        return self.start - self.arrival

    @property
    def departure_before(self) -> int:
        """The tick at which the worker left the previous stop."""
        return self.arrival - self.travel


@dataclass(frozen=True, slots=True)
class Tour:
    """The ordered stops of one shift; at least one visit, depots at both ends.

    A shift without visits has no tour. `vehicle` is the one used, or None.
    """

    shift: str
    vehicle: str | None
    stops: tuple[Stop, ...]

    @property
    def start(self) -> int:
        return self.stops[0].end

    @property
    def end(self) -> int:
        return self.stops[-1].start

    @property
    def visits(self) -> tuple[str, ...]:
        """Ids of the visits, in order."""
        return tuple(s.ref for s in self.stops if s.kind == "visit" and s.ref is not None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a visit is unserved, for one shift (or all: worker and shift None).

    `code` is a rule's name, or `partner` (a linked visit is unserved), or `priced_out`.
    `scope`: `never` no tour of that shift could hold it, even an empty one; `now` no
    position in this plan; `search` it would fit, and the search missed it.
    """

    code: str
    scope: ReasonScope
    worker: str | None
    shift: str | None
    detail: str


@dataclass(frozen=True)
class Plan:
    """All tours (one a shift at most) and the ids of the unserved visits with reasons."""

    tours: tuple[Tour, ...]
    unserved: Mapping[str, tuple[Reason, ...]]

    @cached_property
    def placed(self) -> Mapping[str, tuple[Tour, Stop]]:
        """Where each served visit is: its tour and stop, by the visit's id."""
        return {
            stop.ref: (tour, stop)
            for tour in self.tours
            for stop in tour.stops
            if stop.kind == "visit" and stop.ref is not None
        }
