"""Runs one after the other, each in a child process, alternating between solvers."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.peers.cases import to_pin
from benchmarks.peers.peer import PEERS, links_stated, peer_of
from optimizer.planning import Options
from optimizer.problem import Problem, load_problem

Row = dict[str, Any]
PIN_SEED = 1_000
"""Added to the seed of the plan that pins come from, which no compared run has then."""


@dataclass(frozen=True, slots=True)
class Case:
    """A problem to plan. `dropped`: what of the day's lists concerns other services too.
    `published`: the best known cost, where there is one."""

    name: str
    document: dict[str, Any]
    dropped: dict[str, int] = field(default_factory=dict)
    published: float | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all solvers of a comparison."""

    solvers: Sequence[str]
    seconds: float
    threads: int
    seeds: Sequence[int]


def hard_limit(seconds: float, visits: int) -> float:
    """Seconds after which a run is ended from outside: building and judging large problems
    takes time too, in ours and not the solver's."""
    return 3 * seconds + 120 + 0.1 * visits


Key = tuple[str, int, str]
"""Case, seed and solver of a run."""


def compare(
    cases: Iterable[Case],
    setting: Setting,
    say: Callable[[str], None],
    done: Container[Key] = frozenset(),
) -> Iterator[Row]:
    """Rows of every case, seed and solver but those `done`; each round begins with another
    solver."""
    turn = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            problem = load_problem(case.document)
            limit = hard_limit(setting.seconds, len(problem.visits))
            file = Path(folder, "problem.json")
            file.write_text(json.dumps(case.document), encoding="utf-8")
            for seed in setting.seeds:
                order = [*setting.solvers[turn:], *setting.solvers[:turn]]
                turn = (turn + 1) % len(order)
                order = [name for name in order if (case.name, seed, name) not in done]
                if not order:
                    continue
                request = {
                    "problem": str(file),
                    "seconds": setting.seconds,
                    "threads": setting.threads,
                    "seed": seed,
                    "starts": _pins(problem, file, replace(setting, solvers=order), seed, say),
                }
                for solver in order:
                    say(f"{case.name}, seed {seed}: {solver}")
                    row = run(request | {"solver": solver}, limit)
                    about = {"case": case.name, "dropped": case.dropped, "solver": solver}
                    yield about | {"seed": seed, "published": case.published} | row


def _pins(
    problem: Problem, file: Path, setting: Setting, seed: int, say: Callable[[str], None]
) -> str | None:
    """The file of starts that linked visits are pinned to, if any compared peer needs it."""
    peers = [peer_of(name) for name in setting.solvers if name in PEERS]
    if not any(to_pin(problem, links_stated(peer)) for peer in peers):
        return None
    say(f"a plan of ours to pin linked visits to, seed {seed + PIN_SEED}")
    request = {
        "solver": Options().engine,
        "problem": str(file),
        "seconds": setting.seconds,
        "threads": setting.threads,
        "seed": seed + PIN_SEED,
        "keep": True,
    }
    row = run(request, hard_limit(setting.seconds, len(problem.visits)))
    if row["status"] != "ok":
        say(f"no plan to pin to: {row['status']} {row.get('error', '')}")
    starts = file.with_name("starts.json")
    starts.write_text(json.dumps(row.get("starts", {})), encoding="utf-8")
    return str(starts)


def run(request: Row, limit_s: float) -> Row:
    """The row of one child; a crash or a time-out is a row too."""
    command = [sys.executable, "-m", "benchmarks.peers.child"]
    try:
        ended = subprocess.run(
            command, input=json.dumps(request), capture_output=True, text=True, timeout=limit_s
        )
    except subprocess.TimeoutExpired:
        return {"status": "timeout", "error": f"not back after {limit_s:g} s"}
    last = ended.stdout.strip().rpartition("\n")[2]
    if ended.returncode == 0 and last.startswith("{"):
        return dict(json.loads(last))
    told = ended.stderr.strip().rpartition("\n")[2]
    return {"status": "error", "error": f"exit code {ended.returncode}: {told}"}
