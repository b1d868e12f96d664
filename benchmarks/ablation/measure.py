"""The runs: every problem, seed and variant of the kernel."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.ablation.variants import Variant, variants
from benchmarks.peers.sets import DAY, besancon
from benchmarks.quality.catalogue import Case, text_of
from benchmarks.quality.families import FAMILIES
from optimizer import Budget, Problem, check, load_problem, score
from optimizer.engine.instance import Instance
from optimizer.engine.kernel import search
from optimizer.plan.model import Plan

CITY = 1
WARM_UP = Budget(iterations=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem to plan. `group`: its family, or the day; `published`: the best known cost."""

    group: str
    name: str
    problem: Problem
    published: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a run. `off`: what was switched off; `levels`: the score as shown, cost last;
    `gap`: (cost - published) / published, if all are served that must be; `speed`: iterations a
    second of all threads."""

    group: str
    name: str
    seed: int
    off: str
    levels: tuple[float, ...]
    published: float | None
    gap: float | None
    iterations: int
    speed: float


def public(cases: Iterable[Case]) -> Iterator[Asked]:
    """Public instances, read one at a time."""
    for case in cases:
        family = FAMILIES[case.family]
        problem = load_problem(family.problem(family.read(text_of(case.path))))
        yield Asked(case.family, case.instance, problem, case.published)


def days(scales: Iterable[float]) -> Iterator[Asked]:
    """The home-help visits of the day that `benchmarks.peers` plans, at each scale."""
    for scale in scales:
        (case,) = besancon(["aides"], scale, DAY, CITY)
        yield Asked(case.name, case.name, load_problem(case.document))


def measure(
    problems: Iterable[Asked], budget: Budget, threads: int, seeds: Sequence[int]
) -> Iterator[Row]:
    """A row for each problem, seed and variant; each seed begins with another variant. What is
    compiled on first use does not count."""
    found = list(variants(threads).items())
    turn = 0
    for asked in problems:
        for seed in seeds:
            for name, variant in found[turn:] + found[:turn]:
                run(asked, WARM_UP, seed, name, variant)
                yield run(asked, budget, seed, name, variant)
            turn = (turn + 1) % len(found)


def run(asked: Asked, budget: Budget, seed: int, name: str, variant: Variant) -> Row:
    """Plan one problem with a variant.

    Raises
    ------
    ValueError
        The plan breaks a rule.
    """
    problem, plans = asked.problem, [Plan((), dict.fromkeys(asked.problem.visits, ()))]
    running = budget.start()
    iterations = search(
        Instance(problem), running, seed, variant.threads, None,
        lambda candidate: plans.append(candidate.plan), variant.tactics,
    )  # fmt: skip
    seconds = running.elapsed()
    best = min(plans, key=lambda plan: score(problem, plan))
    if not check(problem, best).clean:
        raise ValueError(f"{asked.name}, seed {seed}, without {name}: the plan breaks a rule")
    levels = score(problem, best).shown()
    gap = levels[-1] / asked.published - 1 if asked.published and not levels[0] else None
    return Row(asked.group, asked.name, seed, name, levels, asked.published, gap, iterations,
               iterations / seconds)  # fmt: skip
