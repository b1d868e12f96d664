"""Links that no start times can satisfy: a positive cycle of difference constraints."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from optimizer.problem.model import Link, PickupDelivery, Problem, Sequence, Together

Arc = tuple[str, str, int, str]
"""(u, v, gap, link): start of v >= start of u + gap, because of the link."""

_CLOCK = ""
"""Stands for the beginning of the horizon, from which external visits have fixed distances."""


_ROUNDS = 300
"""Enough for any links between people; more would be thousands of visits in one chain."""


def contradictory_links(problem: Problem, links: Iterable[Link]) -> list[tuple[str, ...]]:
    """Ids of links that contradict each other, one set for each contradiction found.

    Longest paths by Bellman and Ford, forwards and backwards in turn. The arcs that gave the
    visits their starts form a cycle as soon as a positive one has been gone round; its links
    are then left out to look for others. Gives up after so many rounds that even contradictions
    made on purpose take no more than seconds.
    """
    arcs = list(_arcs(problem, links))
    found: list[tuple[str, ...]] = []
    start: dict[str, int] = {}
    cause: dict[str, Arc] = {}
    for _ in range(_ROUNDS):
        if not _grow(arcs, start, cause):
            break
        if cycles := _cycles(cause):
            new = [tuple(dict.fromkeys(arc[3] for arc in cycle if arc[3])) for cycle in cycles]
            left_out = {link for links in new for link in links}
            arcs = [arc for arc in arcs if arc[3] not in left_out]
            found += new
            start, cause = {}, {}
        arcs.reverse()
    return found


def _arcs(problem: Problem, links: Iterable[Link]) -> Iterator[Arc]:
    """The difference constraints that links state."""
    external: set[str] = set()

    def duration(visit: str) -> int:
        if visit in problem.visits:
            return problem.visits[visit].duration
        return problem.external_visits[visit].end - problem.external_visits[visit].start

    for link in links:
        external.update(visit for visit in link.visits if visit not in problem.visits)
        match link:
            case Together(visits=visits, tolerance=tolerance):
                for first, second in pairwise(visits):
                    yield first, second, -tolerance, link.id
                    yield second, first, -tolerance, link.id
            case Sequence(first=first, second=second):
                offset = duration(first) if link.gap_from == "end" else 0
                if link.min_gap is not None:
                    yield first, second, offset + link.min_gap, link.id
                if link.max_gap is not None:
                    yield second, first, -offset - link.max_gap, link.id
            case PickupDelivery(pickup=pickup, delivery=delivery):
                offset = duration(pickup)
                yield pickup, delivery, offset, link.id
                if link.max_ride is not None:
                    yield delivery, pickup, -offset - link.max_ride, link.id
    for visit in external:
        start = problem.external_visits[visit].start
        yield _CLOCK, visit, start, ""
        yield visit, _CLOCK, -start, ""


def _grow(arcs: list[Arc], start: dict[str, int], cause: dict[str, Arc]) -> bool:
    """Move starts as far as each arc wants; `cause` is the arc that did. Whether any moved."""
    grown = False
    for arc in arcs:
        first, second, gap, _ = arc
        if start.get(first, 0) + gap > start.get(second, 0):
            start[second] = start.get(first, 0) + gap
            cause[second] = arc
            grown = True
    return grown


def _cycles(cause: dict[str, Arc]) -> list[list[Arc]]:
    """The cycles of a graph in which every node has at most one arc, which leads to it."""
    found = []
    seen: dict[str, str] = {}  # visit -> from where it was first seen
    for origin in cause:
        visit = origin
        while visit in cause and visit not in seen:
            seen[visit] = origin
            visit = cause[visit][0]
        if seen.get(visit) == origin:
            cycle = [cause[visit]]
            while cycle[-1][0] != visit:
                cycle.append(cause[cycle[-1][0]])
            found.append(cycle)
    return found
