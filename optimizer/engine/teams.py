"""Placing visits that must start together, by different workers."""

from heapq import nsmallest
from typing import TYPE_CHECKING

from optimizer.engine.spots import ALWAYS, Spot, offsets
from optimizer.engine.windows import earliest
from optimizer.problem.model import Together

if TYPE_CHECKING:
    from optimizer.engine.insertion import Insertion

CANDIDATES = 12
"""How many pairs of positions are tried, cheapest first."""


def place_together(insertion: "Insertion", v: int) -> bool:
    """Place v and its unplaced `together` partners, all starts agreeing."""
    team = [v] + [
        other
        for link, other in insertion.partners(v)
        if isinstance(link, Together) and other not in insertion.where
    ]
    if len(team) == 1:
        return insertion.place_one(v)
    if _place_pair(insertion, *team) if len(team) == 2 else _place_team(insertion, team):
        return True
    drops = any(
        link.if_partner_unserved == "drop_both" and other in team
        for link, other in insertion.partners(v)
    )
    return not drops and insertion.place_one(v)


def _place_pair(insertion: "Insertion", a: int, b: int) -> bool:
    """Place two visits whose starts depend on each other."""
    instance = insertion.instance
    low, high = ALWAYS
    for link, other in insertion.partners(a):
        if other == b:
            least, most = offsets(instance, link, instance.visits[a].id, instance.visits[b].id)
            low, high = max(low, least), min(high, most)
    options = []
    for u in (a, b):
        allowed, excluded = insertion.allowed(u), insertion.excluded(u)
        spots = (
            spot
            for k in instance.possible[u]
            if instance.duties[k].worker not in excluded
            for spot in insertion.spots(u, k, allowed)
        )
        options.append(nsmallest(4 * CANDIDATES, spots, key=lambda spot: spot.cost))
    pairs = sorted(
        ((x.cost + y.cost, i, j) for i, x in enumerate(options[0])
         for j, y in enumerate(options[1])),
    )  # fmt: skip
    tries = 0
    for _, i, j in pairs:
        x, y = options[0][i], options[1][j]
        if instance.duties[x.duty].worker == instance.duties[y.duty].worker:
            continue
        agreed = _agree(insertion, a, b, x, y, low, high)
        if agreed is None:
            continue
        tries += 1
        before = insertion.tours[:], dict(insertion.where)
        if insertion.commit(a, x, agreed[0]) and insertion.commit(b, y, agreed[1]):
            return True
        insertion.tours, insertion.where = before
        if tries == CANDIDATES:
            break
    return False


def _agree(
    insertion: "Insertion", a: int, b: int, x: Spot, y: Spot, low: int, high: int
) -> tuple[int, int] | None:
    """Starts of a and b inside their spots and windows, start of b - start of a in range."""
    windows = insertion.instance.nodes
    first, last = max(x.first, y.first - high), min(x.last, y.last - low)
    start = earliest(windows[a].windows, first + int(insertion.lean * max(0, last - first)))
    for _ in range(8):  # windows with holes may push the two past each other in turn
        if start is None or start > x.last:
            return None
        other = earliest(windows[b].windows, max(y.first, start + low))
        if other is None or other > y.last:
            return None
        if other - start <= high:
            return start, other
        start = earliest(windows[a].windows, other - high)
    return None


def _place_team(insertion: "Insertion", team: list[int]) -> bool:
    """Three or more together: at each start that one of them could have, all or none."""
    options = [
        [
            spot
            for k in insertion.instance.possible[u]
            for spot in insertion.spots(u, k, insertion.allowed(u))
        ]
        for u in team
    ]
    for moment in sorted({spot.first for spots in options for spot in spots})[:200]:
        chosen: list[tuple[int, Spot]] = []
        used: set[int] = set()
        for u, spots in zip(team, options, strict=True):
            windows = insertion.instance.nodes[u].windows
            fitting = [
                spot for spot in spots
                if spot.first <= moment <= spot.last and earliest(windows, moment) == moment
                and insertion.instance.duties[spot.duty].worker not in used
            ]  # fmt: skip
            if not fitting:
                break
            spot = min(fitting, key=lambda spot: spot.cost)
            used.add(insertion.instance.duties[spot.duty].worker)
            chosen.append((u, spot))
        if len(chosen) < len(team):
            continue
        before = insertion.tours[:], dict(insertion.where)
        for u, spot in chosen:
            first, last = insertion.allowed(u)
            if not first <= moment <= last or not insertion.commit(u, spot, moment):
                break
        else:
            return True
        insertion.tours, insertion.where = before
    return False
