"""How long a whole run takes: the first plan of the standard day, and a week as one problem.

`python -m benchmarks.scale day` and `python -m benchmarks.scale week`. Everything that
`tournee plan` does is timed: reading, the first plan, the search, reasons, key figures, output.
"""

import json
import resource
import sys
import time
from datetime import date

import click
from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine
from optimizer import Budget, Options, Result, solve
from optimizer.outputs import render_html
from optimizer.plan.writing import plan_document
from optimizer.problem import read_problem
from scenarios.besancon import MODES, generate

DAY = date(2026, 11, 24)
FIRST_PLAN_S = 2.0
"""Until the first plan of the day, from its JSON text, in a process that has planned before."""
WEEK_S = 300.0
"""For everything about the week."""
MEMORY_MB = 2048
CONSOLE = Console(width=110, highlight=False)


class Laps:
    """Seconds of one step after the other."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Note what has passed since the last step."""
        now = time.perf_counter()
        self.seconds[name] = now - self.last
        self.last = now

    @property
    def total(self) -> float:
        """All steps together."""
        return sum(self.seconds.values())


@click.command()
@click.argument("what", type=click.Choice(["day", "week"]))
@click.option("--seconds", type=float, help="Search time; default: day 2, week 240.")
@click.option("--threads", type=int, default=2, show_default=True)
@click.option("--mode", type=click.Choice(MODES), default="normal", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(what: str, seconds: float | None, threads: int, mode: str, seed: int) -> None:
    """Plan a generated day or week; exit code 1 if it takes too long, or more than 2 GB."""
    days = 7 if what == "week" else 1
    text = json.dumps(generate(DAY, days=days, mode=mode, seed=seed).to_json_dict()).encode()
    if what == "day":
        run(text, Budget(iterations=1), threads, seed)  # compiled, or read from the cache
    budget = Budget(seconds=seconds or (2.0 if what == "day" else 240.0))
    laps, result = run(text, budget, threads, seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    CONSOLE.print(_table(laps, result, memory))
    CONSOLE.print(f"{machine()}")
    first = laps.seconds["read"] + result.stats.first_plan_s
    slow = first > FIRST_PLAN_S if what == "day" else laps.total > WEEK_S
    sys.exit(int(slow or memory > MEMORY_MB or not result.verdict.clean))


def run(text: bytes, budget: Budget, threads: int, seed: int) -> tuple[Laps, Result]:
    """Plan a problem and write the plan, as the command line does."""
    laps = Laps()
    problem = read_problem(text)
    laps.lap("read")
    result = solve(problem, budget, seed, Options("kernel", threads=threads))
    laps.lap("solve")
    document = plan_document(result)
    laps.lap("plan document")
    json.dumps(document, ensure_ascii=False, indent=1)
    laps.lap("plan as text")
    render_html(document, lang="fr")
    laps.lap("page")
    return laps, result


def _table(laps: Laps, result: Result, memory: float) -> Table:
    problem, stats = result.problem, result.stats
    visits, shifts = len(problem.visits), len(problem.shifts)
    table = Table(title=f"{problem.name}\n{visits} visits, {shifts} shifts", show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    for name, seconds in laps.seconds.items():
        table.add_row(name, f"{seconds:.2f} s")
    table.add_row("all", f"{laps.total:.2f} s")
    table.add_row("first plan, after reading", f"{stats.first_plan_s:.2f} s")
    table.add_row("iterations", f"{stats.iterations}")
    table.add_row("unserved", f"{len(result.plan.unserved)}")
    table.add_row("clean", str(result.verdict.clean))
    table.add_row("tours lost to broken rules", ", ".join(stats.repaired) or "none")
    table.add_row("most memory", f"{memory:.0f} MB")
    return table


if __name__ == "__main__":
    main()
