"""`python -m benchmarks.peers`: see the package's docstring for the rules."""

from datetime import date
from itertools import chain
from pathlib import Path

import click
from rich.console import Console

from benchmarks.machine import machine
from benchmarks.peers.cases import SERVICES
from benchmarks.peers.peer import PEERS
from benchmarks.peers.record import Record
from benchmarks.peers.runs import Setting, compare
from benchmarks.peers.sets import DAY, besancon, vrptw
from benchmarks.peers.table import show
from benchmarks.quality.__main__ import ENVIRONMENT
from optimizer.planning import Options


def _list(context: click.Context, parameter: click.Parameter, value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


@click.command()
@click.option("--scale", "scales", default=[1.0], multiple=True, show_default=True,
              type=click.FloatRange(0.05, 10),
              help="Size of the city; may be repeated.")  # fmt: skip
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(1),
              help="Seconds of each run.")  # fmt: skip
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1))
@click.option("--seeds", default="1", show_default=True, callback=_list)
@click.option("--cases", default=",".join(SERVICES), show_default=True, callback=_list,
              help="Which of them.")  # fmt: skip
@click.option("--peers", default=",".join(PEERS), show_default=True, callback=_list,
              help="Which of them.")  # fmt: skip
@click.option("--ours", default=Options().engine, show_default=True, callback=_list,
              help="Engines of ours.")  # fmt: skip
@click.option("--vrptw", "pattern", metavar="PATTERN",
              help="Also VRPTW instances of these names, like 'R1*'.")  # fmt: skip
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar=ENVIRONMENT,
              help=f"Folder with the public instances; default: {ENVIRONMENT}.")  # fmt: skip
@click.option("--day", default=DAY.isoformat(), show_default=True, help="Date of the day.")
@click.option("--city", default=1, show_default=True, help="Seed of the city.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the rows as JSON.")
def main(
    scales: tuple[float, ...],
    seconds: float,
    threads: int,
    seeds: list[str],
    cases: list[str],
    peers: list[str],
    ours: list[str],
    pattern: str | None,
    data: Path | None,
    day: str,
    city: int,
    out: Path | None,
) -> None:
    """Plan the same days with our engine and with its peers, and show who did what."""
    for name, allowed in ((cases, SERVICES), (peers, PEERS)):
        if unknown := [part for part in name if part not in allowed]:
            raise click.UsageError(f"{', '.join(unknown)}: choose of {', '.join(allowed)}")
    if pattern and data is None:
        raise click.UsageError(f"--vrptw needs --data or {ENVIRONMENT}")
    setting = Setting([*ours, *peers], seconds, threads, [int(seed) for seed in seeds])
    record = Record(out, setting)
    days = [(scale, date.fromisoformat(day), city) for scale in scales if cases]
    groups = (besancon(cases, *group) for group in days)  # one at a time: large days are large
    public = vrptw(data, pattern) if pattern and data else ()
    for group in chain(groups, [public]):
        for row in compare(group, setting, lambda line: click.echo(line, err=True)):
            record.add(row)
    console = Console(width=150)
    found = ", ".join(f"{k} {v}" for k, v in record.about["versions"].items() if v)
    where = machine()
    console.print(f"{seconds:g} s, {threads} thread(s), {where['cpu']}, "
                  f"{where['cores']} cores, load {where['load']:g}; {found}")  # fmt: skip
    show(record.rows, console)


if __name__ == "__main__":
    main()
