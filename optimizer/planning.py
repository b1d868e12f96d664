"""The one way to plan: `solve`. Every plan is judged by the referee before it leaves."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Literal

from optimizer.budget import Budget, Running
from optimizer.engine.candidate import Bound, Candidate
from optimizer.engine.errors import Unsupported
from optimizer.engine.instance import Instance
from optimizer.explain.fitting import completed
from optimizer.explain.unserved import with_reasons
from optimizer.facts import Residual, residual_of
from optimizer.plan.model import Plan, Tour
from optimizer.plan.score import Score, in_units
from optimizer.problem.features import features
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import LATER_MAY_BE_BETTER
from optimizer.referee import Verdict, check, score
from optimizer.result import OnProgress, Progress, Result, Stats, Status

LOG = logging.getLogger(__name__)
Engine = Literal["routing", "kernel", "exact"]

TIMING_SHARE, TIMING_S = 0.1, 0.003
"""What is kept of the seconds for the times of the plan: so many a visit, at most this share."""
FILLING_S = 0.3
"""Seconds after a search limited by seconds in which what still fits in may be put in."""
STOPPED_S = 0.3
"""Seconds that the times of the plan may still be improved for when a person ends the search:
all in all it shall end within a second."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to search.

    `engine`: `kernel` (compiled ruin and recreate), `routing` (OR-Tools routing, from a first plan
    of our own) or `exact` (CP-SAT, with proof, for small days). `start`: a plan to start from, as
    far as it still fits the problem; where all of it does, the result is at least as good.
    `threads`: how many the kernel and CP-SAT search with; the routing engine uses one.
    """

    engine: Engine = "kernel"
    start: Plan | None = None
    threads: int = 1


class _Keeper:
    """Judges every candidate, keeps the best lawful plan, and tells what it was worth.

    Plans are those of what is left to plan; they are judged together with what has happened.
    A candidate that breaks a rule loses the tours concerned, and the rule is noted: the engine
    has a bug, but the other tours are still of use.
    """

    def __init__(
        self,
        problem: Problem,
        residual: Residual | None,
        running: Running,
        on_better: Callable[[int], None] | None,
    ) -> None:
        self.problem, self.running, self.on_better = problem, running, on_better
        self.residual = residual
        self.left = problem if residual is None else residual.problem
        self.plan = Plan((), dict.fromkeys(self.left.visits, ()))
        self.verdict: Verdict = check(problem, self.whole(self.plan))
        self.score: Score = score(problem, self.whole(self.plan))
        self.first_plan_s: float | None = None
        self.contributions: dict[str, list[int]] = {}
        self.repaired: set[str] = set()
        self.failed: str | None = None
        self.iterations = 0
        self.bound = Bound((None,) * len(self.score.levels), None)

    def whole(self, plan: Plan) -> Plan:
        """The plan with what has happened."""
        return plan if self.residual is None else self.residual.joined(plan)

    def begin_with(self, start: Plan) -> None:
        """Keep the plan to start from, where it is lawful as it stands."""
        served = {visit for tour in start.tours for visit in tour.visits}
        plan = Plan(start.tours, {v: () for v in self.left.visits if v not in served})
        if check(self.problem, self.whole(plan)).clean:
            self.consider(Candidate(plan, "start", 0))

    def consider(self, candidate: Candidate) -> None:
        plan, verdict = self._lawful(candidate.plan)
        self.iterations = max(self.iterations, candidate.iterations)
        found = score(self.problem, self.whole(plan))
        # What is left is not worth what the whole is: its bound says nothing.
        if candidate.bound is not None and self.residual is None:
            self.bound = candidate.bound
        if self.first_plan_s is None:
            self.first_plan_s = self.running.elapsed()
        if (self._thawed(plan), found) >= (self._thawed(self.plan), self.score):
            return
        gains = self.contributions.setdefault(candidate.source, [0] * len(found.levels))
        for level, (new, old) in enumerate(zip(found.levels, self.score.levels, strict=True)):
            gains[level] += new - old
        self.plan, self.verdict, self.score = plan, verdict, found
        if self.on_better is not None:
            self.on_better(candidate.iterations)

    def _thawed(self, plan: Plan) -> int:
        """How many frozen visits a plan leaves out: a planner's freeze is worth more than the
        score."""
        return sum(
            visit in plan.unserved
            for frozen in self.left.frozen_tours.values()
            for visit in frozen.visits
        )

    def _lawful(self, plan: Plan) -> tuple[Plan, Verdict]:
        verdict = check(self.problem, self.whole(plan))
        while verdict.violations and plan.tours:
            self.repaired.update(violation.rule for violation in verdict.violations)
            named = {subject for violation in verdict.violations for subject in violation.subjects}
            guilty = [tour for tour in plan.tours if not named.isdisjoint(self._names(tour))]
            kept = tuple(tour for tour in plan.tours if guilty and tour not in guilty)
            served = {visit for tour in kept for visit in tour.visits}
            plan = Plan(kept, {v: () for v in self.left.visits if v not in served})
            verdict = check(self.problem, self.whole(plan))
        return plan, verdict

    def _names(self, tour: Tour) -> set[str]:
        """What a violation may call a tour by."""
        return {tour.shift, self.problem.shifts[tour.shift].worker, *tour.visits}


def _engine(name: Engine) -> Any:
    """The package of an engine: its ENCODES, not_optimised(), prepare() and search().

    Imported when asked for: compiled code and the library take their time to load.
    """
    return import_module(f"optimizer.engine.{name}")


def _insertable(problem: Problem) -> bool:
    """Whether greedy insertion keeps all rules in use, so that it can add what still fits in."""
    inserted: frozenset[str] = _engine("routing").ENCODES
    return features(problem).keys() <= inserted | {"working_time.binding"}


def _is_timed(problem: Problem) -> bool:
    """Whether a later start than need be can be of use, which the search does not try."""
    terms = problem.objective.terms
    return any(term.weight and term.kind.name in LATER_MAY_BE_BETTER for term in terms)


def _finish(instance: Instance, keeper: _Keeper, iterations: int) -> None:
    """Put in what is left and fits, and set the best times, as long as these make more fit in."""
    running = keeper.running
    insertable, timed = _insertable(keeper.left), _is_timed(keeper.left)
    filling = running if running.budget.seconds is None else Budget(seconds=FILLING_S).start()
    finished = None
    while True:
        if keeper.plan.unserved and insertable:
            filled = completed(instance, keeper.plan, filling.over)
            keeper.consider(Candidate(filled, "insertion", iterations))
        if keeper.plan is finished or not timed:
            return
        # Imported only now: the library takes its time to load.
        polish = import_module("optimizer.engine.exact.polish")
        seconds = min(running.seconds_left(), STOPPED_S if running.cancelled() else float("inf"))
        better = polish.polished(instance, keeper.plan, seconds)
        keeper.consider(Candidate(better, "timing", iterations))
        finished = keeper.plan


def _past(problem: Problem, keeper: _Keeper, engine: Engine, seed: int) -> Result:
    """A day on which nobody can be sent any more: only what has happened."""
    elapsed = round(keeper.running.elapsed(), 3)
    return Result(problem, keeper.whole(keeper.plan), keeper.score, keeper.verdict, "solved",
                  engine, seed, keeper.bound.levels, None, Stats(elapsed, 0, elapsed))  # fmt: skip


def solve(
    problem: Problem,
    stop: Budget,
    seed: int = 1,
    options: Options | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """Plan a problem.

    Parameters
    ----------
    problem
        What is asked, from `load_problem` or `read_problem`.
    stop
        When to end: `Budget(seconds=30)`, `Budget(iterations=500)`, or both. The clock does not
        run while the search is compiled, once a version. A search may be
        ended from another thread by `stop.cancelled.set()`; the best plan so far is returned.
    seed
        Same seed, same iterations, same plan (where no seconds limit the search).
    options
        See `Options`; the default engine if None.
    on_progress
        Called with a `Progress` whenever a better plan is found, from this thread.

    Returns
    -------
    Result
        A plan without a new breach of a hard rule. Visits that could not be served are in
        `plan.unserved` with reasons.

    Raises
    ------
    Unsupported
        The problem uses a rule that the engine does not encode.
    """
    options = options or Options()
    engine = _engine(options.engine)
    residual = residual_of(problem)
    left = problem if residual is None else residual.problem
    refused = {
        name: subject for name, subject in features(left).items() if name not in engine.ENCODES
    }
    if refused:
        raise Unsupported(options.engine, refused)
    engine.prepare()
    running = stop.start()
    if not left.shifts:
        return _past(problem, _Keeper(problem, residual, running, None), options.engine, seed)
    instance = Instance(left)

    def tell(iterations: int) -> None:
        assert on_progress is not None
        served = len(problem.visits) - len(keeper.whole(keeper.plan).unserved)
        so_far = partial(result, "stopped", iterations)
        on_progress(Progress(running.elapsed(), served, keeper.score, iterations, so_far))

    def result(status: Status, iterations: int) -> Result:
        return Result(
            problem=problem,
            plan=keeper.whole(with_reasons(instance, keeper.plan)),
            score=keeper.score,
            verdict=keeper.verdict,
            status=status,
            engine=options.engine,
            seed=seed,
            bound=keeper.bound.levels,
            bound_by=keeper.bound.model,
            stats=Stats(
                wall_s=round(running.elapsed(), 3),
                iterations=iterations,
                first_plan_s=round(keeper.first_plan_s or running.elapsed(), 3),
                contributions={
                    source: tuple(in_units(gain) for gain in gains)
                    for source, gains in keeper.contributions.items()
                },
                not_optimised=engine.not_optimised(instance),
                repaired=tuple(sorted(keeper.repaired)),
                failed=keeper.failed,
            ),
        )

    keeper = _Keeper(problem, residual, running, None if on_progress is None else tell)
    start = options.start
    if residual is not None:
        start = residual.left_of(start or Plan((), {}))
    if start is not None:
        keeper.begin_with(start)
    kept = min(TIMING_SHARE * (stop.seconds or 0.0), TIMING_S * instance.count)
    searching = running.ending_earlier(kept if _is_timed(problem) else 0.0)
    try:
        iterations = engine.search(
            instance, searching, seed, options.threads, start, keeper.consider
        )
    except Exception as error:
        if keeper.first_plan_s is None:
            raise
        LOG.exception("The engine %s failed; the plan is the best until then.", options.engine)
        keeper.failed, iterations = f"{type(error).__name__}: {error}", keeper.iterations
    _finish(instance, keeper, iterations)
    return result("stopped" if running.cancelled() else "solved", iterations)
