"""One run: an instance, an engine, a seed. Each is a process of its own.

A fresh process has no warm caches of an earlier run, and its end cannot take others along. What
is compiled on first use does not count: before the clock starts, the engine has a moment with
the same problem. Reading the file and building the problem do not count either.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from benchmarks.quality.catalogue import Case, text_of
from benchmarks.quality.families import FAMILIES
from optimizer import Budget, Options, Progress, Unsupported, load_problem, solve
from optimizer.planning import Engine
from optimizer.problem.score_terms import COST_SCALE

ENGINES: tuple[str, ...] = get_args(Engine)
WARM_UP = Budget(seconds=1, iterations=1)
PATIENCE_S = 300
"""How much longer than its budget a run may take before it counts as failed: loading and first
compilation are in it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the runs of a benchmark have in common."""

    engine: str
    seconds: float
    threads: int


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a run.

    `status`: `solved`; `no plan` (the scorer refuses the solution, or a visit that must be
    served is not); `unsupported` (the engine does not encode a rule of the family); `failed` (a
    crash, or no end). `cost` is the scorer's. `gap` = (cost - published) / published.
    `first_s`: seconds to the first plan that serves all that must be served; None also where
    that is nobody and no plan was better than to serve nobody. `wall_s`: seconds of search.
    """

    family: str
    instance: str
    seed: int
    status: str
    cost: float | None
    published: float | None
    gap: float | None
    first_s: float | None
    wall_s: float | None
    detail: str


def options(settings: Settings) -> Options:
    """How the engine is to search."""
    if settings.engine == "routing" and settings.threads != 1:
        raise ValueError(f"the engine routing has one thread, not {settings.threads}")
    return Options(engine=settings.engine, threads=settings.threads)  # type: ignore[arg-type]


def run(case: Case, seed: int, settings: Settings, solutions: Path | None) -> Row:
    """Run one case in a new process, score its solution, and keep that in `solutions`."""
    outcome = _in_a_process(case, seed, settings)
    cost, gap, status, detail = None, None, outcome["status"], outcome.get("detail", "")
    if status == "solved":
        family = FAMILIES[case.family]
        judgement = family.judge(family.parse(text_of(case.path)), outcome["solution"])
        if solutions is not None:
            path = solutions / case.family / f"{case.instance}.s{seed}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(outcome["solution"]) + "\n", encoding="utf-8")
        if judgement.violations:
            status, detail = "no plan", _first(judgement.violations)
        else:
            cost = judgement.cost
            gap = (cost - case.published) / case.published if case.published else None
            if abs(outcome["counted"] - cost) > 1e-3:
                detail = f"the engine counted {outcome['counted']:g}"
    return Row(
        case.family, case.instance, seed, status, cost, case.published, gap,
        outcome.get("first_s"), outcome.get("wall_s"), detail,
    )  # fmt: skip


def _first(violations: tuple[str, ...]) -> str:
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return violations[0] + more


def _in_a_process(case: Case, seed: int, settings: Settings) -> Mapping[str, Any]:
    task = {"family": case.family, "path": str(case.path), "seed": seed, **asdict(settings)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=False,
            timeout=settings.seconds + PATIENCE_S,
        )
    except subprocess.TimeoutExpired as late:
        return {"status": "failed", "detail": f"no end after {late.timeout:g} s"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"status": "failed", "detail": f"exit code {done.returncode}: {last}"}
    outcome: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def work(task: Mapping[str, Any]) -> dict[str, Any]:
    """What the process does: plan one instance and put the plan in the published format."""
    settings = Settings(task["engine"], task["seconds"], task["threads"])
    family = FAMILIES[task["family"]]
    problem = load_problem(family.problem(family.read(text_of(Path(task["path"])))))
    first: list[float] = []

    def note(progress: Progress) -> None:
        if not first and progress.score.levels[0] == 0:
            first.append(round(progress.elapsed_s, 3))

    try:
        solve(problem, WARM_UP, task["seed"], options(settings))
        result = solve(
            problem, Budget(seconds=settings.seconds), task["seed"], options(settings), note
        )
    except Unsupported as error:
        return {"status": "unsupported", "detail": str(error)}
    wall_s = result.stats.wall_s
    if result.score.levels[0]:
        detail = f"{len(result.plan.unserved)} of {len(problem.visits)} unserved"
        return {"status": "no plan", "wall_s": wall_s, "detail": detail}
    return {
        "status": "solved",
        "wall_s": wall_s,
        "first_s": first[0] if first else None,
        "counted": result.score.levels[-1] / COST_SCALE,
        "solution": family.solution(problem, result.plan),
    }


if __name__ == "__main__":
    print(json.dumps(work(json.load(sys.stdin))))
