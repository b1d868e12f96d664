"""Machine code at hand before the clock of a search runs."""

from functools import cache

from optimizer.budget import Budget
from optimizer.engine.instance import Instance
from optimizer.engine.kernel.run import search
from optimizer.plan.model import Plan
from optimizer.problem.load import load_problem

HOME = {"id": "home", "location": [47.24, 6.02]}
DAY = "2026-01-05T{}:00:00+01:00"
SMALLEST = {
    "format": "tournee.problem/1",
    "horizon": {"start": "2026-01-05", "days": 1},
    "places": [HOME],
    "persons": [{"id": "p", "place": "home"}],
    "visits": [
        {
            "id": "v",
            "person": "p",
            "duration_s": 60,
            "windows": [{"start": DAY.format("09"), "end": DAY.format("10")}],
        }
    ],
    "workers": [{"id": "w", "place": "home"}],
    "shifts": [{"id": "s", "worker": "w", "start": DAY.format("08"), "end": DAY.format("12")}],
}
"""A visit and a shift: compiled code does not depend on what a problem holds."""


@cache
def prepare() -> None:
    """Load the compiled search, once a process; compile it, once a version (about a minute)."""
    instance = Instance(load_problem(SMALLEST))
    found: list[Plan] = []
    running = Budget(iterations=1).start()
    search(instance, running, 1, 1, None, lambda candidate: found.append(candidate.plan))
    search(instance, running, 1, 1, found[-1], lambda candidate: None)
