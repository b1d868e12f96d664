"""One leg of a tour: how early it arrives, how late it may be left, with its pauses."""

from optimizer.engine.duties import Pause
from optimizer.engine.windows import earliest, latest

Pauses = tuple[Pause, ...]


def forward(time: int, leg: int, pauses: Pauses, first: bool, last: bool = False) -> int | None:
    """Earliest arrival of a leg left at `time` or later, its pauses taken at either end.

    With `first` a pause may come before the tour leaves, with `last` after it returns; one that
    must lie inside is then taken at the visit's end of the leg.
    """
    here: int | None = time
    there: int | None = None
    for pause in pauses:
        arrive = None if there is None else _taken(pause, there)
        if here is not None:
            other = _taken(pause, here + leg)
            if other is not None and (arrive is None or other < arrive):
                arrive = other
            if last and here + leg <= pause.windows[-1][1]:
                arrive = here + leg if arrive is None else min(arrive, here + leg)
            here = _taken_before(pause, here) if first else _taken(pause, here)
        if last and there is not None and there <= pause.windows[-1][1]:
            arrive = there if arrive is None else min(arrive, there)
        if pause.inside and last:
            arrive = None
        if pause.inside and first:
            here = None
        there = arrive
    if here is None:
        return there
    return here + leg if there is None else min(there, here + leg)


def backward(time: int, leg: int, pauses: Pauses, first: bool, last: bool) -> int | None:
    """Latest leaving of a leg that must arrive by `time`; the inverse of `forward`."""
    there: int | None = time
    here: int | None = time - leg
    for pause in reversed(pauses):
        before = None if there is None else _begun(pause, there)
        if last and there is not None:
            free = min(there, pause.windows[-1][1])
            before = free if before is None else max(before, free)
        stay = None if here is None else _begun(pause, here)
        if first and here is not None and any(here >= a + pause.duration for a, _ in pause.windows):
            stay = here
        if pause.inside and last:
            before = None
        if pause.inside and first:
            stay = None
        crossing = None if before is None else before - leg
        there = before
        here = max((t for t in (stay, crossing) if t is not None), default=None)
    return here


def _taken(pause: Pause, time: int) -> int | None:
    """When a pause begun at `time` or later ends at the earliest."""
    start = earliest(pause.windows, time)
    return None if start is None else start + pause.duration


def _taken_before(pause: Pause, time: int) -> int | None:
    """The earliest departure, at `time` or later, that leaves room for the pause before it."""
    return max(time, pause.windows[0][0] + pause.duration)


def _begun(pause: Pause, time: int) -> int | None:
    """When a pause that must end by `time` begins at the latest."""
    return latest(pause.windows, time - pause.duration)
