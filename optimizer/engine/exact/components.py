"""Parts of a problem that nothing ties together, so that each can be planned by itself."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from optimizer.engine.instance import Instance
from optimizer.problem.model import Link


class Ties:
    """Things tied together, directly or by others: a forest whose roots stand for the groups.

    The smaller group joins the larger one and paths are halved on the way up, so that a look-up
    takes next to no time (Tarjan and van Leeuwen 1984).
    """

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}
        self._size: dict[Hashable, int] = {}

    def tie(self, *items: Hashable) -> None:
        """All of these belong together."""
        for item in items:
            small, large = self.of(item), self.of(items[0])
            if small == large:
                continue
            if self._size.get(small, 1) > self._size.get(large, 1):
                small, large = large, small
            self._above[small] = large
            self._size[large] = self._size.get(large, 1) + self._size.pop(small, 1)

    def of(self, item: Hashable) -> Hashable:
        """The same for all things that are tied together."""
        above = self._above
        while (parent := above.setdefault(item, item)) != item:
            above[item] = item = above[parent]
        return item


@dataclass(frozen=True, slots=True)
class Component:
    """Visits and duties (by number) that share no visit, worker, vehicle, link or term with
    others."""

    visits: tuple[int, ...]
    duties: tuple[int, ...]


def components(
    instance: Instance, possible: Iterable[Iterable[int]], links: Iterable[Link]
) -> list[Component]:
    """The independent parts of an instance, largest last; visits that no duty can take, and
    duties that can take none, are parts of their own.

    `possible`: by visit the duties that could take it.
    """
    problem = instance.problem
    ties = Ties()
    if any(t.aggregation != "sum" and t.weight for t in problem.objective.terms):
        ties.tie(*(("visit", v) for v in range(instance.count)))
        ties.tie(*(("duty", k) for k in range(len(instance.duties))))
        ties.tie(("visit", 0), ("duty", 0))
    for v, duties in enumerate(possible):
        ties.tie(("visit", v), *(("duty", k) for k in duties))
        if any(t.kind.name == "distinct_workers" and t.weight for t in problem.objective.terms):
            ties.tie(("visit", v), ("person", instance.visits[v].person))
    for duty in instance.duties:
        ties.tie(("duty", duty.number), ("worker", duty.worker))
        ties.tie(("duty", duty.number), *(("vehicle", name) for name in duty.shift.vehicles))
    for link in links:
        ties.tie(*(("visit", instance.number[v]) for v in link.visits if v in instance.number))
    parts: dict[Hashable, tuple[list[int], list[int]]] = {}
    for v in range(instance.count):
        parts.setdefault(ties.of(("visit", v)), ([], []))[0].append(v)
    for duty in instance.duties:
        parts.setdefault(ties.of(("duty", duty.number)), ([], []))[1].append(duty.number)
    found = [Component(tuple(visits), tuple(duties)) for visits, duties in parts.values()]
    return sorted(found, key=lambda part: (len(part.visits), part.visits, part.duties))
