"""What the report measures, and how long that takes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.cases import SERVICES
from benchmarks.peers.runs import Case
from benchmarks.peers.sets import DAY, besancon, instances, vrptw

CITY = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Days (names of cases at each scale) or VRPTW instances (a pattern), and how long each
    solver has for each seed."""

    name: str
    title: str
    seconds: float
    seeds: tuple[int, ...]
    scales: tuple[float, ...] = ()
    services: tuple[str, ...] = ()
    pattern: str | None = None

    def groups(self, data: Path | None) -> Iterator[Iterable[Case]]:
        """The cases, a scale at a time; VRPTW only where there is data."""
        for scale in self.scales:
            yield besancon(self.services, scale, DAY, CITY)
        if self.pattern is not None and data is not None:
            yield vrptw(data, self.pattern)

    def estimate_s(self, solvers: int, data: Path | None) -> float:
        """Seconds the whole part takes: a run for each solver, one more where visits have to be
        pinned, and what building and judging large problems takes."""
        linked = {"aides", "coupled"}
        total = sum(
            len(self.seeds) * (solvers + (name in linked)) * (self.seconds + 3 + 8 * scale)
            for scale in self.scales
            for name in self.services
        )
        if self.pattern is not None and data is not None:
            runs = len(instances(data, self.pattern)) * len(self.seeds) * solvers
            total += runs * (self.seconds + 3)
        return total


REFERENCE = (
    Part("days", "The standard day", 30, (1,), (1.0,), tuple(SERVICES)),
    Part("growth", "From a third of a city to three", 10, (1,), (0.3, 1.0, 3.0),
         ("aides", "meals")),
    Part("vrptw", "Vehicle routing with time windows", 10, (1,), pattern="*101"),
)  # fmt: skip
"""Half an hour for five solvers."""

SHORT = (
    Part("days", "The standard day", 5, (1,), (0.3,), tuple(SERVICES)),
    Part("growth", "From a tenth of a city to one", 5, (1,), (0.1, 0.3, 1.0), ("meals", "coupled")),
    Part("vrptw", "Vehicle routing with time windows", 3, (1,), pattern="R?01"),
)  # fmt: skip
"""A few minutes: to see that all works, not to conclude from."""
