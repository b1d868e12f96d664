"""The process of one search: it reads a problem, searches, and tells its parent."""

import json
import os
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from api.jobs.reading import bound
from optimizer import Budget, Options, Progress, Result, Unsupported, load_problem, solve
from optimizer.plan.reading import read_plan
from optimizer.plan.writing import plan_document
from optimizer.planning import Engine


@dataclass(frozen=True)
class Task:
    """A search: the problem as zipped JSON, the plan to start from as JSON, and how to search.

    `seconds` and `iterations` are what is left of the budget; `memory` in bytes.
    """

    problem: bytes
    start: bytes | None
    seconds: float | None
    iterations: int | None
    seed: int
    engine: Engine
    threads: int
    memory: int
    nice: int


@dataclass(frozen=True)
class Better:
    """A better plan, without its problem; `ended`: the search is over, and how."""

    plan: bytes
    progress: Mapping[str, Any]
    elapsed_s: float
    iterations: int
    ended: Literal["solved", "stopped"] | None = None


@dataclass(frozen=True)
class Failed:
    """The search is over without a plan; `code` is one of `api.errors.FAILURES`."""

    code: str
    detail: str


Message = Better | Failed


def main(parent: Connection, task: Task) -> None:
    """Search, and send `Better` whenever there is news. A word from the parent ends the search."""
    budget = Budget(task.seconds, task.iterations)
    # Before the memory is bounded: a thread that gets none never starts, and is waited for.
    threading.Thread(target=_listen, args=(parent, budget), daemon=True).start()
    bound(task.memory, task.nice)
    try:
        parent.send(_search(parent, task, budget))
    except Unsupported as error:
        parent.send(Failed("unsupported_feature", str(error)))
    except MemoryError:
        parent.send(Failed("out_of_memory", "the solve needed more memory than it may have"))
    except Exception as error:
        # The text of an exception may quote the problem.
        place = f"{type(error).__name__} in {_place(error)}"
        parent.send(Failed("solver_error", place))


def _search(parent: Connection, task: Task, budget: Budget) -> Better:
    problem = load_problem(json.loads(zlib.decompress(task.problem)))
    start = None
    if task.start is not None:
        document = {**json.loads(task.start), "problem": dict(problem.document)}
        _, start = read_plan(document, problem)

    def tell(progress: Progress) -> None:
        parent.send(_better(progress.so_far(), progress.elapsed_s, progress.iterations))

    result = solve(problem, budget, task.seed, Options(task.engine, start, task.threads), tell)
    return _better(result, result.stats.wall_s, result.stats.iterations, result.status)


def _better(
    result: Result,
    elapsed_s: float,
    iterations: int,
    ended: Literal["solved", "stopped"] | None = None,
) -> Better:
    document = plan_document(result)
    del document["problem"]
    progress = {
        "elapsed_s": round(elapsed_s, 3),
        "iterations": iterations,
        "served": len(result.problem.visits) - len(result.plan.unserved),
        "visits": len(result.problem.visits),
        "score": document["score"]["levels"],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Better(text.encode(), progress, elapsed_s, iterations, ended)


def _listen(parent: Connection, budget: Budget) -> None:
    """Wait for the parent to say stop; without a parent there is no use in going on."""
    try:
        parent.recv()
    except EOFError:
        os._exit(1)
    budget.cancelled.set()


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
