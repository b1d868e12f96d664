"""Links that contradict each other on who comes: one worker for two visits, and different ones."""

from collections import deque
from collections.abc import Iterable
from itertools import combinations

from optimizer.problem.model import DifferentWorkers, Link, PickupDelivery, SameWorker, Together


def torn_links(links: Iterable[Link]) -> list[tuple[str, ...]]:
    """Ids of links that no workers can satisfy together, one tuple for each contradiction.

    The first link of a tuple keeps two visits apart (`together`, `different_workers`); the others,
    in a chain from one of these visits to the other, give both to one worker (`same_worker`,
    `pickup_delivery`).
    """
    listed = list(links)
    joined: dict[str, list[Link]] = {}
    for link in listed:
        if isinstance(link, SameWorker | PickupDelivery):
            for visit in link.visits:
                joined.setdefault(visit, []).append(link)
    found = []
    for link in listed:
        if isinstance(link, Together | DifferentWorkers):
            for one, other in combinations(link.visits, 2):
                if one in joined and other in joined:
                    chain = _chain(joined, one, other)
                    if chain:
                        found.append((link.id, *chain))
                        break
    return found


def _chain(joined: dict[str, list[Link]], one: str, other: str) -> tuple[str, ...]:
    """The fewest links that give two visits to one worker; none if there are none."""
    ways: dict[str, tuple[str, ...]] = {one: ()}
    waiting = deque([one])
    while waiting:
        visit = waiting.popleft()
        for link in joined.get(visit, ()):
            for neighbour in link.visits:
                if neighbour not in ways:
                    ways[neighbour] = (*ways[visit], link.id)
                    if neighbour == other:
                        return ways[other]
                    waiting.append(neighbour)
    return ()
