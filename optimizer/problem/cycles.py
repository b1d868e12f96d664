"""Links that no start times can satisfy: a positive cycle of difference constraints."""

from collections.abc import Iterator

from optimizer.problem.model import PickupDelivery, Problem, Sequence, Together

Arc = tuple[str, str, int, str]
"""(u, v, gap, link): start of v >= start of u + gap, because of the link."""


def arcs(problem: Problem) -> Iterator[Arc]:
    """The difference constraints between starts of visits that links state."""

    def duration(visit: str) -> int:
        if visit in problem.visits:
            return problem.visits[visit].duration
        external = problem.external_visits[visit]
        return external.end - external.start

    for link in problem.links.values():
        match link:
            case Together(visits=visits, tolerance=tolerance):
                for first, second in zip(visits, visits[1:], strict=False):
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


def contradictory_links(problem: Problem) -> list[tuple[str, ...]]:
    """Ids of the links on a positive cycle, one such set at most for each first link.

    Bellman-Ford for longest paths: a start that still grows after as many rounds as there are
    visits lies on, or behind, a positive cycle, which the predecessors then lead to.
    """
    constraints = list(arcs(problem))
    start = dict.fromkeys({end for arc in constraints for end in arc[:2]}, 0)
    cause: dict[str, Arc] = {}
    grown: set[str] = set()
    for _ in range(len(start) + 1):
        grown = set()
        for arc in constraints:
            u, v, gap, _link = arc
            if start[u] + gap > start[v]:
                start[v] = start[u] + gap
                cause[v] = arc
                grown.add(v)
        if not grown:
            return []
    found: dict[tuple[str, ...], None] = {}
    for visit in sorted(grown):
        for _ in range(len(start)):
            visit = cause[visit][0]
        cycle, at = [], visit
        while True:
            cycle.append(cause[at][3])
            at = cause[at][0]
            if at == visit:
                break
        found[tuple(sorted(set(cycle)))] = None
    return list(found)
