"""Up to three ways to go on after something has happened, from fewest calls to least cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.budget import Budget
from optimizer.plan.model import Plan
from optimizer.plan.score import in_units
from optimizer.planning import Options, solve
from optimizer.problem.model import Problem
from optimizer.problem.score_terms import CHANGE_MS
from optimizer.referee import check, score
from optimizer.result import Result
from optimizer.revise.difference import Difference, difference

Way = Literal["repair", "balanced", "anew"]

WAYS: Sequence[tuple[Way, float]] = (("repair", 0.3), ("balanced", 0.4), ("anew", 0.3))
"""The part of the seconds that each has.

*repair*: who can be served as told, is: by the same carer, within 15 min; only the others are
placed anew. *balanced*: a change has its price, and nobody whose carer is there must be ready
more than 15 min before what they were told. *anew*: from nothing, changes at their price.
"""

ROUNDS = 3
"""Times that a repair frees those who cannot be served as told."""


@dataclass(frozen=True)
class Proposal:
    """A plan for the rest of the day, judged by the problem as it is, and what it changes."""

    way: Way
    result: Result
    difference: Difference

    @property
    def unserved(self) -> tuple[int, ...]:
        """Unserved visits of priority 1 to 4."""
        problem = self.result.problem
        found = [problem.visits[visit].priority for visit in self.result.plan.unserved]
        return tuple(found.count(priority) for priority in range(1, 5))

    @property
    def cost(self) -> float:
        """The last level of the score, less what the changes themselves are priced at."""
        score = self.result.score
        last = len(score.levels) - 1
        priced = sum(t.cost for t in score.terms
                     if t.term.kind.name == "change" and t.term.level == last)  # fmt: skip
        return score.shown()[-1] - in_units(priced)


def proposals(
    problem: Problem,
    told: tuple[Problem, Plan],
    budget: Budget,
    *,
    ways: Sequence[Way] = ("repair", "balanced", "anew"),
    seed: int = 1,
    threads: int = 1,
    found: Callable[[Proposal], None] | None = None,
) -> list[Proposal]:
    """Plan the rest of a day in several ways, the quickest first.

    Parameters
    ----------
    problem
        The day as it is now, from `apply`.
    told
        The plan that people know, with its problem.
    budget
        Seconds for all ways together; iterations for each.
    found
        Called with each proposal as soon as it is there.
    """
    chosen = [way for way in WAYS if way[0] in ways]
    parts = sum(part for _, part in chosen)
    done: list[Proposal] = []
    for way, part in chosen:
        seconds = None if budget.seconds is None else budget.seconds * part / parts
        limited = Budget(seconds, budget.iterations, budget.cancelled)
        start = done[-1].result.plan if done else told[1]
        if way == "repair":
            result = _repaired(problem, start, limited, seed, threads)
        elif way == "balanced":
            held = _held(problem, _as_told(problem), tight=False)
            result = solve(held, limited, seed, Options(start=start, threads=threads))
        else:
            result = solve(problem, limited, seed, Options(threads=threads))
        judged = _judged(problem, result)
        proposal = Proposal(way, judged, difference(told, (problem, judged.plan)))
        done.append(proposal)
        if found is not None:
            found(proposal)
    return done


def _repaired(problem: Problem, start: Plan, budget: Budget, seed: int, threads: int) -> Result:
    """All who can be are served as told; who cannot is freed, until nobody has to be any more."""
    kept = _as_told(problem)
    part = Budget(
        None if budget.seconds is None else budget.seconds / ROUNDS,
        budget.iterations, budget.cancelled,
    )  # fmt: skip
    for left in reversed(range(ROUNDS)):
        held = _held(problem, kept, tight=True)
        result = solve(held, part, seed, Options(start=start, threads=threads))
        out = kept & result.plan.unserved.keys()
        if not out or not left or budget.cancelled.is_set():
            break
        kept, start = kept - out, result.plan
    return result


def _as_told(problem: Problem) -> frozenset[str]:
    """Promised visits whose carer is on duty at the time that was told."""
    return frozenset(
        visit
        for visit, told in problem.previous.items()
        if any(s.start <= told.start < s.end for s in problem.shifts_of[told.worker])
    )


def _held(problem: Problem, kept: frozenset[str], *, tight: bool) -> Problem:
    """The problem with promises as rules: not earlier than 15 min before; `tight`: nor later than
    15 min after, and by the same carer."""
    spare = CHANGE_MS // problem.tick_ms
    visits = dict(problem.visits)
    for name in kept:
        visit, told = visits[name], problem.previous[name]
        first, last = told.start - spare, told.start + spare
        windows = tuple(
            replace(w, start=max(w.start, first), end=min(w.end, last) if tight else w.end,
                    late_after=max(w.late_after, first))
            for w in visit.windows
            if w.end >= first and (w.start <= last or not tight)
        )  # fmt: skip
        workers = frozenset({told.worker}) if tight else visit.required_workers
        if windows:
            visits[name] = replace(visit, windows=windows, required_workers=workers)
    return replace(problem, visits=visits)


def _judged(problem: Problem, result: Result) -> Result:
    """The result as the problem itself prices it; a bound of another price says nothing of it."""
    found = score(problem, result.plan)
    return replace(result, problem=problem, score=found, verdict=check(problem, result.plan),
                   bound=(None,) * len(found.levels), bound_by=None)  # fmt: skip
