"""Tours under construction: stops with fixed starts, and where one more fits."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.besancon.activities import MINUTE, Band
from scenarios.besancon.needs import Need
from scenarios.besancon.roads import Roads
from scenarios.besancon.rosters import Duty

RESERVE = 1 * MINUTE
"""Kept on every way, so that the day can be done with something to spare."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit, or else (`need` is None) a break, taken wherever the carer is, or a reload."""

    start: int
    end: int
    need: Need | None
    reload: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a tour: put the visit at `position`, start at `start`.

    `detour` is the travel it adds, `wait` the time spent before the door.
    """

    tour: "Tour"
    position: int
    start: int
    detour: int
    wait: int


class Tour:
    """The stops of one duty, in order."""

    def __init__(self, duty: Duty, roads: Roads) -> None:
        self.duty = duty
        self.stops: list[Stop] = []
        self._free = duty.free
        self._roads = roads

    def leg(self, origin: str, destination: str) -> int:
        """Seconds from one place to another, as this carer travels."""
        return self._roads.leg(self.duty.carer.mode, origin, destination)

    def slots(self, need: Need, times: Band) -> Iterator[Slot]:
        """Where a visit fits that starts inside `times`: the first start of each gap."""
        if self._free[1] <= times[0]:
            return
        ends = times[0] + need.duration
        for position in range(len(self.stops) + 1):
            if position < len(self.stops) and self.stops[position].start < ends:
                continue  # the next stop is too soon, whatever the ways
            here, free = self._before(position)
            if free > times[1]:
                return
            until, there, due = self._after(position)
            way = self.leg(here, need.place)
            start = max(free + way + RESERVE, times[0])
            end = start + need.duration
            if start > times[1] or end > until:
                continue
            onward = self.leg(need.place, there)
            if self._leave(position, end) + onward + RESERVE > due:
                continue
            detour = way + onward - self.leg(here, there)
            yield Slot(self, position, start, detour, start - free - way)

    def put(self, slot: Slot, need: Need) -> None:
        """Add a visit at a slot of this tour."""
        self.stops.insert(slot.position, Stop(slot.start, slot.start + need.duration, need))

    def remove(self, need: Need) -> Stop:
        """Take a visit out; gives back its stop."""
        stop = next(stop for stop in self.stops if stop.need is need)
        self.stops.remove(stop)
        return stop

    def put_back(self, stop: Stop) -> None:
        """Undo a removal."""
        self.stops.append(stop)
        self.stops.sort(key=lambda stop: stop.start)

    def append(self, need: Need, start: int) -> None:
        """Add a visit at the end."""
        self.stops.append(Stop(start, start + need.duration, need))

    def append_reload(self, start: int, duration: int) -> None:
        """Come back to load again, after all stops so far."""
        self.stops.append(Stop(start, start + duration, None, reload=True))

    def put_break(self, start: int) -> None:
        """Add the break of an empty tour."""
        self.stops.append(Stop(start, start + self.duty.hours.pause, None))

    def trimmed(self) -> list[Stop]:
        """The stops without the break where it can be taken before the tour or after it.

        After it, if the carer is back before the time of breaks ends.
        """
        visits = [i for i, stop in enumerate(self.stops) if stop.need is not None]
        if not visits:
            return []
        last = self.stops[visits[-1]]
        assert last.need is not None
        back = last.end + self.leg(last.need.place, self.duty.carer.start)
        until = visits[-1] + 1 if back <= self.duty.hours.break_band[1] else len(self.stops)
        return self.stops[visits[0] : until]

    def _before(self, position: int) -> tuple[str, int]:
        """Where the carer is before a position, and since when free to leave."""
        free = self.stops[position - 1].end if position else self._free[0]
        for stop in reversed(self.stops[:position]):
            if stop.need is not None:
                return stop.need.place, free
        return self.duty.carer.start, free

    def _after(self, position: int) -> tuple[int, str, int]:
        """When a visit at a position must have ended, and the next place and its start."""
        until = self.stops[position].start if position < len(self.stops) else self._free[1]
        for stop in self.stops[position:]:
            if stop.need is not None:
                return until, stop.need.place, stop.start
        return until, self.duty.carer.start, self._free[1]

    def _leave(self, position: int, end: int) -> int:
        """When the carer can leave for the next place: after the breaks that come first."""
        for stop in self.stops[position:]:
            if stop.need is not None:
                break
            end = stop.end
        return end
