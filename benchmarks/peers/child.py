"""One run in a process of its own: a request on stdin, a row on stdout, both JSON."""

import json
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from benchmarks.peers.answers import judged
from benchmarks.peers.cases import pinned, starts_of
from benchmarks.peers.peer import PEERS, left_out, links_stated, peer_of
from benchmarks.quality.run import WARM_UP
from optimizer import Budget, Options, Problem, Unsupported, read_problem, score, solve
from optimizer.engine.instance import Instance
from optimizer.engine.prices import prices_of
from optimizer.plan.model import Plan

Row = dict[str, Any]


def run(request: Row) -> Row:
    """The row of a request: `solver`, `problem` (a file), `seconds`, `threads`, `seed`, and
    `starts` (a file: visit -> tick) to pin linked visits to; with `keep`, also the row's
    `starts`, of all visits served."""
    problem = read_problem(request["problem"])
    if request["solver"] in PEERS:
        return _peer(problem, request)
    return _ours(problem, request)


def _ours(problem: Problem, request: Row) -> Row:
    progress: list[tuple[float, list[float]]] = []
    options = Options(engine=request["solver"], threads=request["threads"])
    solve(problem, WARM_UP, request["seed"], options)
    result = solve(
        problem,
        Budget(seconds=request["seconds"]),
        request["seed"],
        options,
        lambda p: progress.append((round(p.elapsed_s, 3), list(p.score.shown()))),
    )
    row = {
        "memory_mb": _memory_mb(),
        "used_s": result.stats.wall_s,
        "first_s": result.stats.first_plan_s,
        "progress": progress,
        "repaired": list(result.stats.repaired),
        "one_thread": request["threads"] > 1 and request["solver"] == "routing",
        **_measured(problem, result.plan),
    }
    if request.get("keep"):
        row["starts"] = starts_of(result.plan)
    return row


def _peer(problem: Problem, request: Row) -> Row:
    peer = peer_of(request["solver"])
    starts = json.loads(Path(request["starts"]).read_text()) if request["starts"] else {}
    asked, pins = pinned(problem, links_stated(peer), starts)
    instance = Instance(asked)
    prices = prices_of(instance)
    row: Row = {
        "pinned": pins,
        "left_out": left_out(peer, problem),
        "in_part": peer.notes(instance),
        "one_thread": request["threads"] > 1 and not peer.MANY_THREADS,
    }
    running = Budget(seconds=request["seconds"]).start()
    answer = peer.answer(instance, prices, running, request["threads"], request["seed"])
    row |= {
        "used_s": round(running.elapsed(), 3),
        "first_s": None if answer.first_s is None else round(answer.first_s, 3),
        "memory_mb": _memory_mb(),
    }
    found = judged(problem, instance, answer)
    row |= {"unscheduled": found.unscheduled, "broken": found.broken}
    return row | _measured(problem, found.plan)


def _measured(problem: Problem, plan: Plan) -> Row:
    levels = dict(zip(problem.objective.levels, score(problem, plan).shown(), strict=True))
    return {
        "levels": levels,
        "served": len(plan.placed),
        "visits": len(problem.visits),
        "unserved_weight": sum(problem.visits[visit].weight for visit in plan.unserved),
        "tours": len(plan.tours),
    }


def _memory_mb() -> int:
    """The most this process had in memory so far, in MB.

    From /proc where there is one: there `ru_maxrss` counts what the process was before exec.
    """
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    request = json.load(sys.stdin)
    began = time.monotonic()
    try:
        row = {"status": "ok"} | run(request)
    except Unsupported as error:
        row = {"status": "unsupported", "error": str(error)}
    except Exception as error:
        traceback.print_exc()
        row = {"status": "error", "error": f"{type(error).__name__}: {error}"}
    row["process_s"] = round(time.monotonic() - began, 1)
    print("\n" + json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
