"""When visits may start: ranges of ticks."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from optimizer.problem.model import Problem, Visit
from optimizer.problem.model import Sequence as SequenceLink

Windows = list[tuple[int, int]]
"""Starts allowed: disjoint [first, last] tick ranges, in order."""


def start_windows(problem: Problem, visit: Visit) -> Windows:
    """When a visit may start, after its windows, presence, pins and external visits."""
    late = visit.duration if visit.ends_inside else 0
    windows = merged((w.start, w.end - late) for w in visit.windows)
    person = problem.persons[visit.person]
    blocked = [
        (external.start, external.end)
        for external in problem.external_visits.values()
        if external.exclusive and external.person == visit.person
    ]
    if visit.place == person.place:
        blocked += [(absence.start, absence.end) for absence in person.absences]
    for start, end in blocked:  # no overlap of [s, s + duration) with [start, end)
        windows = outside(windows, start - max(visit.duration, 1) + 1, end - 1)
    pin = problem.pins.get(visit.id)
    if pin is not None and pin.start is not None:
        windows = intersection(windows, pin.start, pin.start)
    for link in problem.links_of.get(visit.id, ()):
        if isinstance(link, SequenceLink):
            windows = _after_external(problem, visit, link, windows)
    return windows


def _after_external(
    problem: Problem, visit: Visit, link: SequenceLink, windows: Windows
) -> Windows:
    external = problem.external_visits
    least = link.min_gap if link.min_gap is not None else -(1 << 60)
    most = link.max_gap if link.max_gap is not None else 1 << 60
    if link.first in external:
        other = external[link.first]
        base = other.end if link.gap_from == "end" else other.start
        return intersection(windows, base + least, base + most)
    if link.second in external:
        base = external[link.second].start
        base -= visit.duration if link.gap_from == "end" else 0
        return intersection(windows, base - most, base - least)
    return windows


def merged(windows: Iterable[tuple[int, int]]) -> Windows:
    """Non-empty ranges in order, overlapping or touching ones joined."""
    result: Windows = []
    for start, end in sorted(window for window in windows if window[0] <= window[1]):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def intersection(windows: Windows, first: int, last: int) -> Windows:
    """The part of the ranges inside [first, last]."""
    return [(max(a, first), min(b, last)) for a, b in windows if max(a, first) <= min(b, last)]


def outside(windows: Windows, first: int, last: int) -> Windows:
    """The part of the ranges outside [first, last]."""
    pieces = [
        piece for a, b in windows for piece in ((a, min(b, first - 1)), (max(a, last + 1), b))
    ]
    return merged(pieces)


def earliest(windows: Sequence[tuple[int, int]], time: int) -> int | None:
    """The first allowed start at or after `time`."""
    if len(windows) == 1:
        a, b = windows[0]
        return None if time > b else max(a, time)
    i = bisect_left(windows, time, key=lambda window: window[1])
    return None if i == len(windows) else max(windows[i][0], time)


def latest(windows: Sequence[tuple[int, int]], time: int) -> int | None:
    """The last allowed start at or before `time`."""
    for a, b in reversed(windows):
        if a <= time:
            return min(b, time)
    return None
