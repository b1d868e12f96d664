"""Exact planning: the independent parts of a problem, each by the full model."""

from collections.abc import Sequence

from optimizer.budget import Budget, Running
from optimizer.engine.candidate import Bound, Candidate, Found
from optimizer.engine.exact.components import Component, components
from optimizer.engine.exact.decode import tours_of
from optimizer.engine.exact.full import (
    begin_with,
    full_model,
    keep_frozen,
    possible_duties,
    routes_of,
)
from optimizer.engine.exact.model import WAIVABLE
from optimizer.engine.exact.solver import Effort, Value, solve_levels
from optimizer.engine.exact.terms import is_exact
from optimizer.engine.exact.variables import Route
from optimizer.engine.instance import Instance
from optimizer.plan.model import Plan, Tour
from optimizer.problem.features import features

PER_SECOND = 100
"""An iteration is a hundredth of one of CP-SAT's deterministic seconds."""
STEPS, PART = 5_000, 0.1
"""Iterations of the kernel for the plan to begin with, and its part of the seconds at most; all
but that part where not all is small."""
LARGEST, MOST = 150, 100_000
"""Visits of a part, and legs that its tours may have. A larger one is left to the kernel, without a
bound."""
Bounds = tuple[int | None, ...]
"""By level."""
MODEL = "full model"
"""What a bound of this engine comes from."""


def search(
    instance: Instance, running: Running, seed: int, threads: int, start: Plan | None, found: Found
) -> int:
    """Solve the problem part by part; each better plan goes to `found`, the last with a bound.

    Begins with what the kernel makes of `start`, where it encodes the problem. Deterministic for a
    seed where only iterations limit it. Returns the iterations used.
    """
    return _Search(instance, running, seed, threads, found).run(start)


def prepare() -> None:
    """Compile the kernel, which proposes the plan to begin with."""
    from optimizer.engine import kernel

    kernel.prepare()


def not_optimised(instance: Instance) -> tuple[str, ...]:
    """Terms with a weight that the model does not state."""
    terms = instance.problem.objective.terms
    return tuple(term.kind.name for term in terms if term.weight and not is_exact(term))


class _Search:
    """The plan so far, and what is known of each part."""

    def __init__(
        self, instance: Instance, running: Running, seed: int, threads: int, found: Found
    ) -> None:
        self.instance, self.running, self.found = instance, running, found
        self.seed, self.threads = seed, threads
        self.used = 0.0
        self.tours: dict[str, Tour] = {}

    def run(self, start: Plan | None) -> int:
        """Returns the iterations used."""
        instance = self.instance
        possible = possible_duties(instance)
        parts = components(instance, possible, instance.problem.links.values())
        small = []
        for part in parts:
            if len(part.visits) <= LARGEST:
                routes = routes_of(instance, part, possible)
                if sum(len(route.legs) for route in routes) <= MOST:
                    small.append((part, routes))
        self._propose(start, len(small) == len(parts))
        unknown: Bounds = (None,) * len(instance.problem.objective.levels)
        bounds = [unknown] * (len(parts) - len(small))
        for number, (part, routes) in enumerate(small):
            size = sum(1 + len(other.visits) for other, _ in small[number:])
            bounds.append(self._part(part, routes, (1 + len(part.visits)) / size))
        bound = None
        if all(waiver.rule in WAIVABLE for waiver in instance.problem.waivers):
            bound = Bound(_added(bounds), MODEL)
        self.found(Candidate(self._plan(), "exact", self.iterations, bound))
        return self.iterations

    @property
    def iterations(self) -> int:
        return round(PER_SECOND * self.used)

    def _propose(self, start: Plan | None, small: bool) -> None:
        """Take what the kernel makes of a plan, nothing where it does not encode the problem."""
        from optimizer.engine import kernel  # compiled code: loaded when it is needed

        if not features(self.instance.problem).keys() <= kernel.ENCODES:
            return
        seconds = self.running.budget.seconds
        budget = Budget(
            None if seconds is None else (PART if small else 1 - PART) * seconds,
            STEPS if small or seconds is None else None,
            self.running.budget.cancelled,
        )

        def found(candidate: Candidate) -> None:
            self.tours = {tour.shift: tour for tour in candidate.plan.tours}
            self.found(Candidate(candidate.plan, "kernel", 0))

        # Several threads find something else each time, unless only iterations limit them.
        threads = 1 if seconds is None else self.threads
        kernel.search(self.instance, budget.start(), self.seed, threads, start, found)

    def _plan(self) -> Plan:
        served = {visit for tour in self.tours.values() for visit in tour.visits}
        unserved = {visit: () for visit in self.instance.number if visit not in served}
        return Plan(tuple(self.tours.values()), unserved)

    def _part(self, part: Component, routes: Sequence[Route], share: float) -> Bounds:
        """Solve a part, with its share of the effort that is left; returns its bounds."""
        full = full_model(self.instance, part, routes)
        shifts = [self.instance.duties[k].shift.id for k in part.duties]
        self.used += keep_frozen(full, self._effort(share))
        settled = begin_with(full, [self.tours[s] for s in shifts if s in self.tours])

        def better(value: Value) -> None:
            self._take(shifts, tours_of(full.model, value))
            self.found(Candidate(self._plan(), "exact", self.iterations))

        solved = solve_levels(
            full.model, full.levels, self._effort(share), settled, self.running.over, better
        )
        if solved is None:
            return (None,) * len(full.levels)
        self.used += solved.used
        self._take(shifts, tours_of(full.model, solved.value))
        return solved.bounds

    def _take(self, shifts: Sequence[str], tours: Sequence[Tour]) -> None:
        for shift in shifts:
            self.tours.pop(shift, None)
        self.tours |= {tour.shift: tour for tour in tours}

    def _effort(self, share: float) -> Effort:
        budget = self.running.budget
        left = float("inf")
        if budget.iterations is not None:
            left = budget.iterations / PER_SECOND - self.used
        return Effort(
            deterministic=share * left,
            seconds=share * self.running.seconds_left(),
            threads=self.threads,
            seed=self.seed,
            steady=budget.seconds is None,
        )


def _added(bounds: Sequence[Bounds]) -> Bounds:
    """Bounds of the whole from those of its parts: known as far down as all parts know them."""
    return tuple(
        None if any(bound is None for bound in level) else sum(bound or 0 for bound in level)
        for level in zip(*bounds, strict=True)
    )
