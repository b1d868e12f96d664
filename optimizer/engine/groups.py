"""Which visits are placed together, and which first."""

from optimizer.engine.instance import Instance
from optimizer.engine.prices import Prices
from optimizer.engine.spots import Spots


class Groups(Spots):
    """Spots of visits in groups: those that links or a frozen tour bind together.

    `order` has all groups, most urgent first; `group_of` those of two visits and more.
    """

    def __init__(self, instance: Instance, prices: Prices, seed: int) -> None:
        super().__init__(instance, prices, seed)
        self.beginning = {v: duty.fixed for duty in instance.duties for v in duty.fixed}
        self.order = self._groups()
        self.group_of = {v: group for group in self.order if len(group) > 1 for v in group}

    def _groups(self) -> list[list[int]]:
        """Visits that links or a frozen tour bind together, each group in the order to place it;
        most urgent group first: by priority, then by how few starts and shifts it can choose."""
        instance = self.instance
        seen: set[int] = set()
        groups: list[list[int]] = []
        for v in range(instance.count):
            if v in seen:
                continue
            group, stack = [], [v]
            seen.add(v)
            while stack:
                u = stack.pop()
                group.append(u)
                for w in (*self.beginning.get(u, ()), *(other for _, other in self.partners(u))):
                    if w not in seen:
                        seen.add(w)
                        stack.append(w)
            groups.append(sorted(group, key=self._start_order))
        return sorted(groups, key=self.urgency)

    def _start_order(self, v: int) -> tuple[int, ...]:
        instance = self.instance
        free = v not in instance.pinned
        place = self.beginning[v].index(v) if v in self.beginning else 0
        return (v in instance.pickup_of, free, place, self.opening(v), v)

    def opening(self, v: int) -> int:
        """The first start that a visit may have."""
        windows = self.instance.nodes[v].windows
        return windows[0][0] if windows else 0

    def urgency(self, group: list[int]) -> tuple[float, ...]:
        """What to place first: pinned, by priority, linked before single, scarce before free."""
        instance = self.instance
        scarce = min(
            len(instance.possible[v]) * (sum(b - a for a, b in instance.nodes[v].windows) + 1_800)
            for v in group
        )
        priority = min(instance.visits[v].priority for v in group)
        free = sum(v not in instance.pinned for v in group) / len(group)
        return (free, priority, len(group) == 1, scarce * (0.9 + 0.2 * self.random.random()))
