"""When a visit may start, in pieces of equal lateness."""

from collections.abc import Sequence
from itertools import pairwise

from optimizer.problem.model import Visit

Piece = tuple[int, int, int]
"""First and last start, and the last start without lateness."""


def pieces(
    visit: Visit, allowed: Sequence[tuple[int, int]], late_price: int, wait_price: int
) -> list[Piece]:
    """The allowed starts of a visit, cut where the window that suits best changes.

    Where it is cheaper to wait for the next piece than to be late in this one, the starts between
    are left out: the search, which starts everything as early as it can, then waits.
    """
    inside = visit.duration if visit.ends_inside else 0
    windows = [(w.start, w.end, w.late_after - inside) for w in visit.windows]
    cuts = sorted({start for start, _, _ in windows} | {end + 1 for _, end, _ in windows})
    found: list[Piece] = []
    for first, last in allowed:
        edges = [first, *(cut for cut in cuts if first < cut <= last), last + 1]
        for start, end in pairwise(edges):
            late = max(
                (late for opens, closes, late in windows if opens <= start <= closes), default=last
            )
            if found and found[-1][2] == late and found[-1][1] == start - 1:
                found[-1] = (found[-1][0], end - 1, late)
            else:
                found.append((start, end - 1, late))
    if late_price == 0 or not found:
        return found
    kept = []
    for (first, last, late), after in zip(found, [*found[1:], None], strict=True):
        if after is not None and after[2] > last:
            turn = (late_price * late + wait_price * after[0]) // (late_price + wait_price)
            last = min(last, max(turn, late))
        if first <= last:
            kept.append((first, last, late))
    return kept
