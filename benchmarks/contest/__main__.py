"""`python -m benchmarks.contest`: see the package's docstring."""

import json
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.contest.judge import NEVER, Judged, judged
from benchmarks.contest.problems import problem_of
from benchmarks.contest.shrink import Json, shrunk
from optimizer.plan.score import in_units

CONSOLE = Console(width=140, highlight=False)
MOST_ON_COST = 0.01
"""The share of the problems on which the kernel may be worse on the last level."""


def _seeds(_context: click.Context, _option: click.Parameter, value: str) -> range:
    first, _, last = value.partition("-")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise click.BadParameter("give a range like 1-300") from None


@click.command()
@click.option("--seeds", default="1-300", callback=_seeds, metavar="A-B", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Write each problem that differs here, shrunk to its smallest.")  # fmt: skip
@click.option("--processes", default=os.cpu_count() or 1, show_default=True)
def main(seeds: range, out: Path | None, processes: int) -> None:
    """Exit code 1 where something is that must not be."""
    table = Table(title="What differs: levels of the score", title_justify="left")
    for name in ("seed", "verdict", "kernel", "exact", "brute force", "bound", ""):
        table.add_column(name)
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(processes) as pool:
        for seed, result in zip(seeds, pool.map(_judged, seeds), strict=True):
            counts[result.verdict] += 1
            if result.verdict not in ("same", "refused", "unproven"):
                table.add_row(str(seed), result.verdict, *map(_units, (
                    result.kernel, result.exact, result.brute, result.bound)), result.text,
                )  # fmt: skip
                if out is not None:
                    _write(out, seed, result)
    if table.rows:
        CONSOLE.print(table)
    total = sum(counts.values())
    CONSOLE.print(", ".join(f"{verdict}: {count}" for verdict, count in counts.most_common()))
    wrong = sum(counts[verdict] for verdict in NEVER)
    if wrong or counts["on cost"] > MOST_ON_COST * total:
        CONSOLE.print(f"The contest is lost: {wrong} must not be, {counts['on cost']} on cost.")
        sys.exit(1)


def _judged(seed: int) -> Judged:
    return judged(problem_of(seed))


def _write(folder: Path, seed: int, result: Judged) -> None:
    def keeps(document: Json) -> bool:
        return judged(document).verdict == result.verdict

    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result.verdict.replace(' ', '-')}-{seed}.json"
    text = json.dumps(shrunk(problem_of(seed), keeps), indent=1)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def _units(levels: tuple[int | None, ...] | None) -> str:
    if levels is None:
        return ""
    return " ".join("-" if level is None else f"{in_units(level):g}" for level in levels)


if __name__ == "__main__":
    main()
