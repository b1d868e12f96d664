"""`python -m benchmarks.ablation`: see the package's docstring."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click
from rich.console import Console

from benchmarks.ablation.measure import Asked, Row, days, measure, public
from benchmarks.ablation.table import table
from benchmarks.machine import machine, versions
from benchmarks.quality.__main__ import ENVIRONMENT
from benchmarks.quality.catalogue import BadSet, cases
from benchmarks.quality.report import PACKAGES, write
from optimizer import Budget

FORMAT = "tournee.ablation/1"
SET = Path(__file__).parent.parent / "quality" / "ablation.csv"


@click.command()
@click.option("--data", type=click.Path(path_type=Path), envvar=ENVIRONMENT,
              help=f"Folder with the public instances; default: {ENVIRONMENT}. "
              "Without it days alone are planned.")  # fmt: skip
@click.option("--set", "name", default=str(SET), help="CSV of instances, from here or from the "
              "data folder; default: benchmarks/quality/ablation.csv.")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True),
              help="Seconds of a run; 5, if iterations are not limited.")  # fmt: skip
@click.option("--iterations", type=click.IntRange(1), help="Iterations of a run.")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True)
@click.option("--seeds", default="1", show_default=True, help="Like 1,2,3: runs for each.")
@click.option("--scale", "scales", default=[1.0, 3.0], multiple=True, show_default=True,
              type=click.FloatRange(0.05, 10),
              help="Size of the day; may be repeated.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write all as JSON, anew after each run.")  # fmt: skip
def main(
    data: Path | None,
    name: str,
    seconds: float | None,
    iterations: int | None,
    threads: int,
    seeds: str,
    scales: tuple[float, ...],
    out: Path | None,
) -> None:
    """Plan with each part of the kernel switched off, and show what that costs."""
    try:
        numbers = [int(seed) for seed in seeds.split(",")]
    except ValueError:
        raise click.UsageError(f"--seeds: {seeds} is no list of whole numbers") from None
    if seconds is None and iterations is None:
        seconds = 5.0
    settings = {
        "seconds": seconds, "iterations": iterations, "threads": threads, "seeds": numbers
    }  # fmt: skip
    problems = chain(_public(data, name), days(scales))
    rows: list[Row] = []
    for row in measure(problems, Budget(seconds, iterations), threads, numbers):
        rows.append(row)
        click.echo(f"{row.name}, seed {row.seed}, without {row.off}: {row.levels}", err=True)
        if out is not None:
            made = datetime.now(UTC).isoformat(timespec="seconds")
            where = {"finished_at": made, "machine": machine(), "versions": versions(PACKAGES)}
            write(out, {"format": FORMAT, "settings": settings} | where
                  | {"rows": [asdict(row) for row in rows]})  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 200).print(table(rows))


def _public(data: Path | None, name: str) -> Iterator[Asked]:
    """The instances of the set that are there; the others are named."""
    if data is None or not data.is_dir():
        where = f"{data} is no folder" if data else f"neither --data nor {ENVIRONMENT} is given"
        click.echo(f"SKIPPED: the public instances, as {where}.", err=True)
        return iter(())
    try:
        listed = cases(data, name)
    except BadSet as error:
        raise click.UsageError(f"--set: {error}") from None
    for case in listed:
        if not case.path.is_file():
            click.echo(f"SKIPPED: {case.family} {case.instance}: no such file.", err=True)
    return public(case for case in listed if case.path.is_file())


if __name__ == "__main__":
    main()
